"""CLIP image and text towers, from open_clip.

Both halves of one CLIP write into one space: a photo and its description get vectors of a high cosine.

Source: Radford et al. 2021, arXiv:2103.00020.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bundles import PhotoFitting
from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class ClipImageTower(nn.Module):
    """The image half of a CLIP, with the regions of its last layer as tokens."""

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        architecture: str = "ViT-B-32",
        *,
        weights: str | Path | None = None,
        mean: Sequence[float] | None = None,
        std: Sequence[float] | None = None,
    ) -> None:
        """Build the network.

        Args:
            architecture: One of open_clip's by name, such as "ViT-B-32"; or "hf-hub:owner/name" or "local-dir:path",
                which stand for an architecture and its weights.
            weights: None for random weights (not after "hf-hub:" and "local-dir:"), a tag that open_clip knows for
                this architecture, such as "laion2b_s34b_b79k", or the path of a local checkpoint.
            mean: Per channel, RGB, of pixels in [0, 1]; None for the one that comes with the weights. None comes with
                a checkpoint's path: then what all published weights of the architecture agree on, or else OpenAI's.
            std: As `mean`.

        Raises:
            RuntimeError: Architecture, tag or file are not known, or do not fit one another.
        """
        super().__init__()
        clip = _load_clip(architecture, weights)
        self.visual = clip.visual
        self.dim: int = clip.text.output_dim
        self.token_width: int = _region_width(self.visual)
        if hasattr(self.visual, "output_tokens"):
            self.visual.output_tokens = True
        agreed = _published_preprocessing(architecture) if _is_file(weights) else {}
        with_weights = {**self.visual.preprocess_cfg, **agreed}
        self.size: int = _side(with_weights["size"])
        self.fitting = _fitting(with_weights)
        self.register_buffer("mean", torch.tensor(mean or with_weights["mean"]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std or with_weights["std"]).view(1, 3, 1, 1), persistent=False)

    def forward(self, pixels: Tensor) -> Encoding[Tensor]:
        """Encode photos.

        Args:
            pixels: (batch, 3, size, size), float, sRGB in [0, 1].

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, regions, token_width); mask (batch, regions), bool.
        """
        x = (pixels - self.mean) / self.std
        if hasattr(self.visual, "output_tokens"):
            vector, tokens = self.visual(x)
        else:
            read = self.visual.forward_intermediates(x, indices=1, normalize_intermediates=True)
            vector, tokens = read["image_features"], read["image_intermediates"][-1].flatten(2).transpose(1, 2)
        return Encoding(vector, tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device))


class ClipTextTower(nn.Module):
    """The text half of a CLIP, with its word pieces before pooling as tokens."""

    def __init__(self, architecture: str = "ViT-B-32", *, weights: str | Path | None = None) -> None:
        """Build the network; arguments and errors are those of `ClipImageTower`."""
        super().__init__()
        self.text = _load_clip(architecture, weights).text
        self.text.output_tokens = True
        self.dim: int = self.text.output_dim
        self._is_transformers = hasattr(self.text, "config")  # else open_clip's own, which has no configuration
        self.token_width: int = self.text.config.hidden_size if self._is_transformers else self.text.width

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Encoding[Tensor]:
        """Encode texts, tokenised by this CLIP's own tokenizer.

        Args:
            input_ids: (batch, tokens), int64, padded to a common length.
            attention_mask: (batch, tokens), 1 where a token is real.

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, tokens, token_width), one fewer where the first is the
            class token that became the vector; mask, bool, alike.

        Raises:
            ValueError: More tokens than the network reads; or, for a network that reads its padding as SigLIP does,
                fewer.
        """
        length = input_ids.shape[1]
        vector, tokens = self._read(self._padded(input_ids, attention_mask))
        tokens = tokens[:, :length]
        return Encoding(vector, tokens, attention_mask[:, length - tokens.shape[1] :].to(torch.bool))

    def _padded(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Pad with the pieces and to the length the network was trained with, whatever the caller padded with."""
        if self._is_transformers:
            return input_ids.masked_fill(attention_mask == 0, self.text.config.pad_token_id)
        longest, length = self.text.context_length, input_ids.shape[1]
        if length > longest:
            raise ValueError(f"This CLIP reads at most {longest} tokens, not {length}: let its tokenizer cut off more.")
        if self.reads_padding:
            if length < longest:
                raise ValueError(f"This CLIP reads its padding: let its own tokenizer pad to {longest}, not {length}.")
            return input_ids
        pad = self.text.pad_id
        filled = input_ids.masked_fill(attention_mask == 0, pad)
        return filled if self._looks_back_only else F.pad(filled, (0, longest - length), value=pad)

    @property
    def reads_padding(self) -> bool:
        """Whether texts must be filled up to the longest length, since the last piece becomes the vector."""
        return not self._is_transformers and self.text.pool_type == "last"

    @property
    def _looks_back_only(self) -> bool:
        """Whether no piece sees those after it, so that padding changes nothing and need not be computed."""
        return not self._is_transformers and self.text.attn_mask is not None and self.text.cls_emb is None

    def _read(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """What open_clip's text network computes; it cannot cut its causal mask to a shorter text itself."""
        if not self._looks_back_only:
            read: tuple[Tensor, Tensor] = self.text(ids)
            return read
        from open_clip.transformer import text_global_pool

        text, length = self.text, ids.shape[1]
        x = text.token_embedding(ids) + text.positional_embedding[:length]
        x = text.ln_final(text.transformer(x, attn_mask=text.attn_mask[:length, :length]))
        pooled = text_global_pool(x, ids, pool_type=text.pool_type, eos_token_id=text.eos_id)
        projection = text.text_projection
        if projection is not None:
            pooled = projection(pooled) if isinstance(projection, nn.Linear) else pooled @ projection
        return pooled, x


def _load_clip(architecture: str, weights: str | Path | None) -> Any:
    """A CLIP of open_clip whose halves are the modules `visual` and `text`."""
    ensure_torchvision_imports()
    import open_clip

    return open_clip.create_model(
        architecture,
        pretrained=None if weights is None else str(weights),
        force_custom_text=True,
        pretrained_text=False,  # weights of the whole CLIP or none: open_clip would fetch those of the text half alone
        require_pretrained=weights is not None or ":" in architecture,  # else it carries on with random ones
    )


def _is_file(weights: str | Path | None) -> bool:
    return weights is not None and Path(weights).is_file()


def _published_preprocessing(architecture: str) -> Mapping[str, Any]:
    """Mean, deviation and fitting of photos, where all weights that open_clip lists for an architecture agree."""
    from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model

    names = ("mean", "std", "interpolation", "resize_mode")
    listed = [get_pretrained_cfg(architecture, tag) for tag in list_pretrained_tags_by_model(architecture)]
    stated = [{name: config[name] for name in names if config.get(name)} for config in listed]
    return stated[0] if stated and all(config == stated[0] for config in stated) else {}


def _fitting(preprocessing: Mapping[str, Any]) -> PhotoFitting:
    """open_clip's words for fitting a photo in those of a manifest."""
    ways = {"shortest": "crop", "squash": "squash", "longest": "pad"}
    return PhotoFitting.model_validate(
        {"way": ways[preprocessing["resize_mode"]], "interpolation": preprocessing["interpolation"]}
    )


def _side(size: int | Sequence[int]) -> int:
    """Side of the square that an image network reads; open_clip gives one number or height and width."""
    return size if isinstance(size, int) else size[0]


def _region_width(visual: Any) -> int:
    """Numbers a region in the last layer, for each of the three kinds of image network in open_clip."""
    if hasattr(visual, "ln_post"):  # its own vision transformers
        width = visual.ln_post.normalized_shape[0]
    elif hasattr(visual, "attnpool"):  # OpenAI's residual networks
        width = visual.attnpool.k_proj.in_features
    else:  # timm's
        width = visual.trunk.feature_info[-1]["num_chs"]
    return int(width)
