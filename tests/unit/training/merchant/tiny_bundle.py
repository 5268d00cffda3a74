"""A bundle small enough to be made and fitted in a second: it sees colours and reads the words of a small trade."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from torch import Tensor, nn

from bundles.manifest import BundleFile, BundleManifest, FusionSpec, ImageTowerSpec, TextTowerSpec
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from training.export import export_fusion, export_image_tower, export_text_tower

SIZE = 32
CELLS = 4
IMAGE_DIM, TEXT_DIM = 3 * CELLS * CELLS, 32
_WORDS = (
    "[PAD]", "[UNK]", "yellow", "gold", "rose", "rosé", "pink", "silver", "sterling", "ruby", "rubies", "blue",
    "sapphire", "ring", "finger", "solitaire", "with", "without", "in", "not", "no", "instead", "of", "and", "stone",
    "stones", "plain", "anything", "but", "other", "than", "same", "this", "swap", "for", "add", "metal",
)  # fmt: skip


class _Encoding(NamedTuple):
    vector: Tensor
    tokens: Tensor


class _Colours(nn.Module):
    """The mean colours of a grid; the vector is all of them, a token one cell."""

    def forward(self, pixels: Tensor) -> _Encoding:
        cells = nn.functional.avg_pool2d(pixels, SIZE // CELLS).flatten(2).transpose(1, 2)
        return _Encoding(cells.flatten(1) - 0.5, cells)


class _Words(nn.Module):
    """A random vector for every word, summed up."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.words = nn.Embedding(len(_WORDS), TEXT_DIM)

    def forward(self, ids: Tensor, mask: Tensor) -> _Encoding:
        tokens = self.words(ids) * mask[:, :, None]
        return _Encoding(tokens.sum(dim=1), tokens)


def attention() -> AttentionFusion:
    """The attention before it has learned anything."""
    torch.manual_seed(5)
    return AttentionFusion(FusionConfig(IMAGE_DIM, TEXT_DIM, 3, TEXT_DIM, width=64, heads=4))


def write_tiny_bundle(folder: Path, fusion: Fusion | None = None) -> Path:
    """Write the bundle; its fusion has learned nothing unless another one is given."""
    fusion = fusion or attention()
    folder.mkdir(parents=True)
    export_image_tower(_Colours(), SIZE, folder / "image.onnx")
    export_text_tower(_Words(), folder / "text.onnx")
    export_fusion(fusion, 3, TEXT_DIM, folder / "fusion.onnx")
    tokenizer = Tokenizer(WordLevel({word: place for place, word in enumerate(_WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    manifest = BundleManifest(
        format_version=1, name="tiny", version="0.1.0", licence="CC0-1.0", description="For tests.",
        image=ImageTowerSpec(
            **_file(folder / "image.onnx"), architecture="colours", dim=IMAGE_DIM, token_width=3, size=SIZE,
            parameters=1,
        ),
        text=TextTowerSpec(
            **_file(folder / "text.onnx"), architecture="words", dim=TEXT_DIM, token_width=TEXT_DIM,
            tokenizer=BundleFile(**_file(folder / "tokenizer.json")), max_pieces=32, parameters=1,
        ),
        fusion=FusionSpec(
            **_file(folder / "fusion.onnx"), method=type(fusion).__name__, dim=fusion.dim,
            parameters=sum(parameter.numel() for parameter in fusion.parameters()),
        ),
        jewellery_score=0.5,
        metrics={"photo": {"R@1": 0.5}},
    )  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest.model_dump(exclude_none=True)))
    (folder / "MODEL_CARD.md").write_text("# tiny 0.1.0\n\nFor tests.\n\n## Limits\n\nKnows few words.\n")
    return folder


def _file(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
