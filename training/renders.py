"""Rendered products with exact ground truth: what towers and fusion are trained and judged on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Split = Literal["train", "validation", "test"]

WHITE_METALS = frozenset({"white gold", "platinum", "silver"})

# What a photo shows; "visual_" marks a metal as the eye tells it.
VISIBLE = (
    "category", "type", "visual_metal", "finish", "gemstone", "stone_colour", "cut", "setting", "second_stone",
    "visual_second_metal", "motif", "chain", "pave", "stone_mm", "band_width_mm",
)  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """One rendered picture: a `studio` packshot, or a `query` under another camera, light and backdrop."""

    file: str
    kind: Literal["studio", "query"]


@dataclass(frozen=True)
class Edit:
    """A change in words, and the product that it turns this one into."""

    text: str
    target: str


@dataclass(frozen=True)
class RenderedProduct:
    """One line of `products.jsonl`.

    Products of one `family` differ in an attribute or two; a `group` joins the families that share a product, and
    never spans two splits.
    """

    product_id: str
    group: int
    family: int
    split: Split
    title: str
    attributes: dict[str, Any]
    photos: tuple[Photo, ...]
    edits: tuple[Edit, ...]

    @property
    def studio(self) -> Photo:
        """The catalogue photo."""
        return next(photo for photo in self.photos if photo.kind == "studio")

    @property
    def queries(self) -> tuple[Photo, ...]:
        """The photos that are not in the catalogue."""
        return tuple(photo for photo in self.photos if photo.kind == "query")


def read_products(folder: Path) -> list[RenderedProduct]:
    """Read `products.jsonl` of a folder of renders.

    Raises:
        FileNotFoundError: The folder holds no such file.
    """
    with (folder / "products.jsonl").open(encoding="utf-8") as lines:
        return [_product(json.loads(line)) for line in lines]


def _product(row: dict[str, Any]) -> RenderedProduct:
    return RenderedProduct(
        product_id=row["product_id"],
        group=row["group"],
        family=row["family"],
        split=row["split"],
        title=row["title"],
        attributes={name: _plain(value) for name, value in row["attributes"].items()},
        photos=tuple(Photo(photo["file"], photo["kind"]) for photo in row["photos"]),
        edits=tuple(Edit(edit["text"], edit["target"]) for edit in row["edits"]),
    )


def _plain(value: Any) -> Any:
    return value.replace("_", " ") if isinstance(value, str) else "none" if value is None else value


def visual_metal(metal: str) -> str:
    """The metal as the eye tells it: white gold, platinum and silver look alike in a photo."""
    return "white" if metal in WHITE_METALS else metal


def visible_value(product: RenderedProduct, name: str) -> object:
    """What the eye is told by one of `VISIBLE`."""
    if name.startswith("visual_"):
        return visual_metal(product.attributes[name.removeprefix("visual_")])
    if name == "second_stone" and product.attributes["type"] == "solitaire":
        return "none"  # the generator names a second stone that nobody sees
    return product.attributes[name]


def visible_key(product: RenderedProduct) -> tuple[object, ...]:
    """What can be seen of a product: two products with equal keys are both right answers to a photo."""
    return tuple(visible_value(product, name) for name in VISIBLE)


def key_ids(keys: Iterable[tuple[object, ...]]) -> NDArray[np.int64]:
    """Number the keys, equal ones alike, (count,)."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def load_pixels(folder: Path, files: Sequence[str], size: int) -> NDArray[np.uint8]:
    """Decode photos into one array, (count, 3, size, size), sRGB in [0, 255]."""
    pixels = np.empty((len(files), 3, size, size), dtype=np.uint8)
    for row, file in enumerate(files):
        with Image.open(folder / "images" / file) as image:
            fitted = image.convert("RGB").resize((size, size), Image.Resampling.BICUBIC)
        pixels[row] = np.asarray(fitted).transpose(2, 0, 1)
    return pixels
