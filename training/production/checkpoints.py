"""Opens the image and text networks that sources name."""

from dataclasses import dataclass
from typing import Any

from torch import nn

from bundles import PhotoFitting
from encoders.towers.bert import BertTower
from encoders.towers.clip import ClipImageTower, ClipTextTower
from encoders.towers.timm_tower import TimmTower
from encoders.towers.transformers_towers import TransformersClipTextTower, TransformersImageTower
from training.production.errors import SourceError
from training.production.plain_attention import without_fixed_lengths
from training.production.sources import Source, loading
from training.production.tokenizers import Reference, ServedTokenizer, clip_tokenizer, transformers_tokenizer

MOST_PARAMETERS = 500_000_000
"""A graph is one file of at most two gigabytes, and is written in full precision first."""
LONGEST_TEXT = 128
"""Pieces that a BERT reads; a product's title and description have fewer, and a longer text costs more time."""


@dataclass(frozen=True)
class ImageCheckpoint:
    """An image network ready for export; photos are (batch, 3, size, size), sRGB in [0, 1]."""

    network: nn.Module
    dim: int
    token_width: int
    size: int
    fitting: PhotoFitting
    parameters: int


@dataclass(frozen=True)
class TextCheckpoint:
    """A text network ready for export.

    Attributes:
        tokenizer: As it is served; `reference` is the network's own.
        pieces: How many different ones the network knows.
    """

    network: nn.Module
    dim: int
    token_width: int
    tokenizer: ServedTokenizer
    reference: Reference
    pieces: int
    parameters: int


def open_image(source: Source) -> ImageCheckpoint:
    """Open an image network.

    Raises:
        SourceError: It cannot be loaded, or is too large; the message says what to do.
    """
    with loading(source):
        tower = _image_tower(source)
    parameters = _count(source, tower)
    return ImageCheckpoint(tower.eval(), tower.dim, tower.token_width, tower.size, tower.fitting, parameters)


def open_text(source: Source) -> TextCheckpoint:
    """Open a text network with its tokenizer.

    Raises:
        SourceError: The network cannot be loaded, is too large, or is none for texts.
        TokenizerError: Its tokenizer is missing or cannot be shipped.
    """
    if source.library == "timm":
        raise SourceError(f"{source} has no text half: timm holds image networks. Name a text network with --text.")
    with loading(source):
        tower = _text_tower(source)
    parameters = _count(source, tower)
    if source.library == "open_clip":
        tokenizer, reference = clip_tokenizer(source, reads_padding=tower.reads_padding)
    else:
        clip = isinstance(tower, TransformersClipTextTower)
        longest = tower.context_length if clip else LONGEST_TEXT
        tokenizer, reference = transformers_tokenizer(source, longest, reads_padding=clip and tower.reads_padding)
    known = _pieces(tower)
    return TextCheckpoint(tower.eval(), tower.dim, tower.token_width, tokenizer, reference, known, parameters)


def _pieces(tower: nn.Module) -> int:
    """How many pieces a text network knows, by the table that it looks them up in."""
    tables = [each for name, each in tower.named_modules() if name.endswith(("token_embedding", "word_embeddings"))]
    known = [each.num_embeddings for each in tables or tower.modules() if isinstance(each, nn.Embedding)]
    return max(known)


def _image_tower(source: Source) -> Any:
    if source.library == "open_clip":
        return without_fixed_lengths(ClipImageTower(source.name, weights=source.weights))
    if source.library == "timm":
        return TimmTower(source.name, weights=source.weights)
    return TransformersImageTower(source.name)


def _text_tower(source: Source) -> Any:
    if source.library == "open_clip":
        return without_fixed_lengths(ClipTextTower(source.name, weights=source.weights))
    return TransformersClipTextTower(source.name) if is_clip(source) else BertTower(source.name)


def is_clip(source: Source) -> bool:
    """Whether both halves of one network come from a source, so that photos and words lie in one space.

    Raises:
        SourceError: What it holds cannot be told.
    """
    if source.library != "transformers":
        return source.library == "open_clip"
    with loading(source):
        from transformers import AutoConfig

        return hasattr(AutoConfig.from_pretrained(source.name), "vision_config")


def _count(source: Source, tower: nn.Module) -> int:
    parameters = sum(parameter.numel() for parameter in tower.parameters())
    if parameters > MOST_PARAMETERS:
        raise SourceError(
            f"{source} has a network of {parameters / 1e6:,.0f} million parameters; at most "
            f"{MOST_PARAMETERS // 1_000_000} million fit into one graph. Choose a smaller one of its family."
        )
    return parameters
