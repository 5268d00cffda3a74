"""What the image tower learns from, by row: pictures, what they show, and what is said of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.corpus import CorpusProduct, look_columns, look_numbers

FEWEST = 6  # products with a value below which an attribute head does not learn it

Item = TypeVar("Item")


@dataclass(frozen=True)
class TowerData:
    """Pictures and truths of the training products, by row.

    Attributes:
        pixels: (photos, 3, size, size), uint8.
        masks: (photos, size, size), uint8, where each photo shows its piece (zeros if that is not known), or None.
        packshots: Rows of `pixels` with the catalogue's photos of each product.
        photos: Rows of `pixels` with shoppers' photos of each product; may be empty.
        families: Rows of the products of each family.
        keys: (products,), equal where two products look the same.
        labels: Column to (products,), class numbers; -1 for a value too rare to be learned. Columns that tell nothing
            apart are left out.
        texts: (texts, text_dim), unit vectors of what is said of the products.
        text_rows: Rows of `texts` of each product.
        teacher: (photos, teacher_dim), unit vectors of another network, or None.
    """

    pixels: NDArray[np.uint8]
    masks: NDArray[np.uint8] | None
    packshots: list[list[int]]
    photos: list[list[int]]
    families: list[list[int]]
    keys: Tensor
    labels: dict[str, Tensor]
    texts: Tensor
    text_rows: list[list[int]]
    teacher: Tensor | None

    def two_photos(self, product: int, generator: torch.Generator) -> tuple[int, int]:
        """Rows of one of the catalogue's photos and one of a shopper's, as in a search; now and then of any two."""
        packshots, photos = self.packshots[product], self.photos[product]
        if not photos or _number(5, generator) == 0:
            packshots = photos = packshots + photos
        return one_of(packshots, generator), one_of(photos, generator)

    def catalogue_sides(self, rows: Tensor, share: float, generator: torch.Generator) -> Tensor:
        """Which photos of pairs stand for a catalogue's, and are to be seen as they are: (photos,), bool.

        Args:
            rows: Pairs of `two_photos` one after another, (photos,).
            share: Of the packshots that come first in their pair.
            generator: Source of chance.
        """
        first = torch.arange(len(rows)) % 2 == 0
        return self._is_packshot[rows] & first & (torch.rand(len(rows), generator=generator) < share)

    @cached_property
    def _is_packshot(self) -> Tensor:
        """Which photos are the catalogue's, (photos,), bool."""
        packshots = torch.zeros(len(self.pixels), dtype=torch.bool)
        packshots[[row for product in self.packshots for row in product]] = True
        return packshots


def photo_files(products: Sequence[CorpusProduct]) -> list[Path]:
    """Every photo of the products in the order in which `tower_data` counts them."""
    return [file for product in products for file in (*product.packshots, *product.photos)]


def mask_files(products: Sequence[CorpusProduct]) -> list[Path | None]:
    """The mask of each of those photos, None where there is none."""
    return [product.masks.get(file) for product in products for file in photo_files([product])]


def tower_data(
    products: Sequence[CorpusProduct],
    pixels: NDArray[np.uint8],
    masks: NDArray[np.uint8] | None,
    texts: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    teacher: NDArray[np.float32] | None,
) -> TowerData:
    """Put together what belongs to the products.

    Args:
        products: All of which may be learned from.
        pixels: Their photos in the order of `photo_files`, (photos, 3, size, size).
        masks: The masks of those, (photos, size, size), or None.
        texts: What is said of each product.
        vectors: Unit vectors of those texts one after another, (texts, dim).
        teacher: Unit vectors of the photos, (photos, dim), or None.
    """
    packshots, photos, families, row = [], [], defaultdict(list), 0
    for number, product in enumerate(products):
        middle, end = row + len(product.packshots), row + len(product.packshots) + len(product.photos)
        packshots.append(list(range(row, middle)))
        photos.append(list(range(middle, end)))
        families[product.family].append(number)
        row = end
    ends = np.cumsum([len(said) for said in texts])
    classes = {column: _classes([p.facts.get(column, "") for p in products]) for column in look_columns(products)}
    return TowerData(
        pixels=pixels,
        masks=masks,
        packshots=packshots,
        photos=photos,
        families=list(families.values()),
        keys=torch.from_numpy(look_numbers(products)),
        labels={column: numbers for column, numbers in classes.items() if int(numbers.max()) > 0},
        texts=torch.from_numpy(vectors),
        text_rows=[list(range(end - len(said), end)) for end, said in zip(ends.tolist(), texts, strict=True)],
        teacher=None if teacher is None else torch.from_numpy(teacher),
    )


def one_of(items: Sequence[Item], generator: torch.Generator) -> Item:
    """One of some, by chance."""
    return items[_number(len(items), generator)]


def _number(below: int, generator: torch.Generator) -> int:
    return int(torch.randint(below, (), generator=generator))


def _classes(values: Sequence[str]) -> Tensor:
    known = sorted(value for value, count in Counter(values).items() if count >= FEWEST)
    numbers = {value: number for number, value in enumerate(known)}
    return torch.tensor([numbers.get(value, -1) for value in values])
