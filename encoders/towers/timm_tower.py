"""Image towers of any architecture in timm."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from bundles import PhotoFitting
from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class TimmTower(nn.Module):
    """One of timm's image networks: what its classifier would read as vector, its last feature map as tokens.

    Source: Wightman 2019, https://github.com/huggingface/pytorch-image-models.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, architecture: str = "resnet50", *, weights: str | Path | None = None) -> None:
        """Build the network.

        Args:
            architecture: A name that timm knows, such as "resnet50" or "vit_base_patch16_224"; or "hf-hub:owner/name"
                or "local-dir:path", which stand for an architecture and its weights.
            weights: None for random weights (not after "hf-hub:" and "local-dir:"), "hub" for the ones timm names for
                this architecture, or the path of a local checkpoint.

        Raises:
            RuntimeError: The architecture is not known, or the weights do not fit it.
            ValueError: The network does not read squares, or has no feature map.
        """
        super().__init__()
        ensure_torchvision_imports()
        import timm
        from timm.data import resolve_model_data_config

        local = {} if weights in (None, "hub") else {"file": str(weights)}
        self.backbone = timm.create_model(
            architecture,
            pretrained=weights is not None or ":" in architecture,
            pretrained_cfg_overlay=local,
            num_classes=0,
        )
        config = resolve_model_data_config(self.backbone)
        _, height, self.size = config["input_size"]
        if height != self.size:
            raise ValueError(f"{architecture} reads {self.size} × {height} pixels; only squares can be served.")
        self.fitting = _fitting(config, self.size)
        self.register_buffer("mean", torch.tensor(config["mean"]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(config["std"]).view(1, 3, 1, 1), persistent=False)
        self.dim, self.token_width = self._widths()

    def forward(self, pixels: Tensor) -> Encoding[Tensor]:
        """Encode photos.

        Args:
            pixels: (batch, 3, size, size), float, sRGB in [0, 1].

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, regions, token_width), row by row; mask, all True.
        """
        features = self.backbone.forward_features((pixels - self.mean) / self.std)
        vector = self.backbone.forward_head(features, pre_logits=True)
        tokens = self._regions(features)
        return Encoding(vector, tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device))

    def _regions(self, features: Tensor) -> Tensor:
        """The feature map as a list: convolutional networks have channels first, Swin last; ViTs have a list."""
        if features.ndim == 3:
            return features[:, getattr(self.backbone, "num_prefix_tokens", 0) :]
        if features.ndim != 4:
            raise ValueError(f"A feature map of {features.ndim} axes is not understood.")
        last = features.shape[1] != self.backbone.num_features
        return features.flatten(1, 2) if last else features.flatten(2).transpose(1, 2)

    def _widths(self) -> tuple[int, int]:
        """Lengths of a vector and of a token; timm states neither for every network."""
        training = self.training
        with torch.no_grad():
            encoding = self.eval()(torch.zeros(1, 3, self.size, self.size))
        self.train(training)
        return encoding.vector.shape[1], encoding.tokens.shape[2]


def _fitting(config: Mapping[str, Any], size: int) -> PhotoFitting:
    """The library's words for fitting a photo in those of a manifest."""
    way = {"center": "crop", "squash": "squash", "border": "pad"}[config["crop_mode"]]
    scaled_to = math.floor(size / config["crop_pct"])  # as timm's own transform rounds
    interpolation = config["interpolation"] if config["interpolation"] in ("bilinear", "bicubic") else "bicubic"
    return PhotoFitting.model_validate({"way": way, "scaled_to": scaled_to, "interpolation": interpolation})
