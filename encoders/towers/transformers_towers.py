"""Image towers, and the text halves of CLIPs, from transformers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from bundles import PhotoFitting
from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports

_RESAMPLING = {2: "bilinear", 3: "bicubic"}  # Pillow's numbers, which preprocessor_config.json has


class TransformersImageTower(nn.Module):
    """The image half of a CLIP or SigLIP, or an image network alone (ViT, DINOv2, ConvNeXt and the like).

    Source: Radford et al. 2021, arXiv:2103.00020; Zhai et al. 2023, arXiv:2303.15343.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, weights: str | Path) -> None:
        """Load the network.

        Args:
            weights: A hub name or a local folder in transformers' format, with its `preprocessor_config.json`.

        Raises:
            OSError: The folder or a file of it is missing, or the hub cannot be reached.
            ValueError: Photos are prepared in a way that cannot be served.
        """
        super().__init__()
        ensure_torchvision_imports()
        from transformers import AutoModel
        from transformers.image_processing_utils import BaseImageProcessor

        model = AutoModel.from_pretrained(str(weights))
        self.network = getattr(model, "vision_model", model)
        self.projection = getattr(model, "visual_projection", nn.Identity())
        stated, _ = BaseImageProcessor.get_image_processor_dict(str(weights))
        self.size, self.fitting = _prepared(stated, str(weights))
        normalised = stated.get("do_normalize", True)
        mean, std = (stated["image_mean"], stated["image_std"]) if normalised else ([0.0] * 3, [1.0] * 3)
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)
        with torch.no_grad():
            encoding = self.eval()(torch.zeros(1, 3, self.size, self.size))
        self.dim: int = encoding.vector.shape[1]
        self.token_width: int = encoding.tokens.shape[2]

    def forward(self, pixels: Tensor) -> Encoding[Tensor]:
        """Encode photos.

        Args:
            pixels: (batch, 3, size, size), float, sRGB in [0, 1].

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, regions, token_width), row by row; mask, all True.
        """
        seen = self.network(pixel_values=(pixels - self.mean) / self.std)
        tokens = seen.last_hidden_state
        if tokens.ndim == 4:  # a feature map, (batch, channel, y, x)
            tokens = tokens.flatten(2).transpose(1, 2)
        else:
            tokens = tokens[:, -((self.size // self.network.config.patch_size) ** 2) :]  # without class and registers
        pooled = seen.pooler_output if seen.pooler_output is not None else seen.last_hidden_state[:, 0]
        vector = self.projection(pooled.flatten(1))
        return Encoding(vector, tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device))


class TransformersClipTextTower(nn.Module):
    """The text half of a CLIP or SigLIP."""

    def __init__(self, weights: str | Path) -> None:
        """Load the network; `weights` as of `TransformersImageTower`.

        Raises:
            ValueError: The folder holds no CLIP.
        """
        super().__init__()
        ensure_torchvision_imports()
        from transformers import AutoModel

        model = AutoModel.from_pretrained(str(weights))
        if not hasattr(model, "text_model"):
            raise ValueError(f"{weights} holds a {model.config.model_type}, which has no text half.")
        self.network = model.text_model
        self.projection = getattr(model, "text_projection", nn.Identity())
        self.token_width: int = self.network.config.hidden_size
        self.reads_padding: bool = model.config.model_type.startswith("siglip")  # its last piece becomes the vector
        self.context_length: int = self.network.config.max_position_embeddings
        with torch.no_grad():
            ids = torch.ones(1, self.context_length, dtype=torch.int64)
            self.dim: int = self.eval()(ids, torch.ones_like(ids)).vector.shape[1]

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Encoding[Tensor]:
        """Encode texts, tokenised by this network's own tokenizer.

        Args:
            input_ids: (batch, tokens), int64; as long as `context_length` for a network that reads its padding.
            attention_mask: (batch, tokens), 1 where a token is real.

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, tokens, token_width); mask (batch, tokens), bool.
        """
        mask = None if self.reads_padding else attention_mask
        read = self.network(input_ids=input_ids, attention_mask=mask)
        return Encoding(self.projection(read.pooler_output), read.last_hidden_state, attention_mask.to(torch.bool))


def _prepared(stated: Mapping[str, Any], weights: str) -> tuple[int, PhotoFitting]:
    """Side of the square, and the fitting, from what `preprocessor_config.json` says."""
    size, crop = stated.get("size", {}), stated.get("crop_size", {})
    shortest = size if isinstance(size, int) else size.get("shortest_edge")
    cut = crop if isinstance(crop, int) else crop.get("height")
    interpolation = _RESAMPLING.get(stated.get("resample", 3), "bicubic")
    if shortest and stated.get("do_center_crop") and cut:
        fitting = {"way": "crop", "scaled_to": shortest, "interpolation": interpolation}
        return cut, PhotoFitting.model_validate(fitting)
    if shortest and stated.get("crop_pct"):  # ConvNeXt's
        fitting = {"way": "crop", "scaled_to": int(shortest / stated["crop_pct"]), "interpolation": interpolation}
        return shortest, PhotoFitting.model_validate(fitting)
    side = shortest if shortest else size.get("height")
    if side and (shortest or size.get("width") == side) and not stated.get("do_center_crop"):
        return side, PhotoFitting.model_validate({"way": "squash", "interpolation": interpolation})
    raise ValueError(f"{weights} prepares photos (size {size}, crop {crop}) in a way that cannot be served.")
