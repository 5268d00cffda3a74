"""What the towers of a bundle see, computed once by the very graphs that serve, so that fitting the fusion is cheap."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from fusion.base import Modality
from training.augment import augment
from training.progress import Log
from training.renders import RenderedProduct, load_pixels

BATCH = 64


@dataclass(frozen=True)
class PhotoFeatures:
    """Encoded photos by row.

    Attributes:
        vectors: (rows, dim), float32, unit length.
        tokens: (rows, regions, width), float16.
        rows: File name to its rows: the clean photo first, then its augmented versions.
    """

    vectors: Tensor
    tokens: Tensor
    rows: dict[str, list[int]]

    def modality(self, rows: Sequence[int], *, tokens: bool) -> Modality:
        """The photos of some rows, -1 for a missing one; without `tokens`, as the product role reads them."""
        index = torch.tensor(rows).clamp(min=0)
        present = torch.tensor(rows) >= 0
        seen = self.tokens[index].float() if tokens else torch.zeros(len(rows), 1, self.tokens.shape[2])
        mask = torch.ones(seen.shape[:2], dtype=torch.bool) if tokens else torch.zeros(len(rows), 1, dtype=torch.bool)
        return Modality(self.vectors[index], seen, mask & present[:, None], present)


@dataclass(frozen=True)
class TextFeatures:
    """Encoded texts by row.

    Attributes:
        vectors: (rows, dim), float32, unit length.
        tokens: (rows, pieces, width), float16; the first `pieces` of each text.
        mask: (rows, pieces), bool.
        rows: Text to its row.
    """

    vectors: Tensor
    tokens: Tensor
    mask: Tensor
    rows: dict[str, int]

    def modality(self, rows: Sequence[int], *, tokens: bool) -> Modality:
        """The texts of some rows, -1 for a missing one; without `tokens`, as the product role reads them."""
        index = torch.tensor(rows).clamp(min=0)
        present = torch.tensor(rows) >= 0
        if not tokens:
            nothing = torch.zeros(len(rows), 1, self.tokens.shape[2])
            return Modality(self.vectors[index], nothing, torch.zeros(len(rows), 1, dtype=torch.bool), present)
        mask = self.mask[index] & present[:, None]
        longest = max(int(mask.sum(dim=1).max()), 1)
        return Modality(self.vectors[index], self.tokens[index, :longest].float(), mask[:, :longest], present)


def encode_photos(
    bundle: Path, renders: Path, products: Sequence[RenderedProduct], versions: int, log: Log, seed: int = 0
) -> PhotoFeatures:
    """Encode every photo of `products` as it is, and those of the training split in augmented `versions` too."""
    encoder = GraphImageEncoder(load_bundle(bundle), threads=1)
    files = [photo.file for product in products for photo in product.photos]
    altered = [photo.file for product in products if product.split == "train" for photo in product.photos]
    vectors: list[Tensor] = []
    tokens: list[Tensor] = []
    rows: dict[str, list[int]] = defaultdict(list)
    work = [(version, part) for version in range(versions + 1) for part in _batches(altered if version else files)]
    for number, (version, part) in enumerate(work):
        pixels = _augmented(renders, part, encoder.size, seed + number) if version else _clean(encoder, renders, part)
        encoding = encoder.encode(pixels)
        for row, file in enumerate(part, start=sum(len(vector) for vector in vectors)):
            rows[file].append(row)
        vectors.append(torch.from_numpy(encoding.vector))
        tokens.append(torch.from_numpy(encoding.tokens.astype(np.float16)))
        if number % 100 == 0:
            log.line(batches_of_photos=number, of=len(work))
    return PhotoFeatures(torch.cat(vectors), torch.cat(tokens), dict(rows))


def _batches(files: Sequence[str]) -> list[Sequence[str]]:
    return [files[start : start + BATCH] for start in range(0, len(files), BATCH)]


def _clean(encoder: GraphImageEncoder, renders: Path, files: Sequence[str]) -> list[NDArray[np.uint8]]:
    pixels = []
    for file in files:
        with Image.open(renders / "images" / file) as image:
            pixels.append(encoder.preprocess(image.convert("RGB")))
    return pixels


def _augmented(renders: Path, files: Sequence[str], size: int, seed: int) -> list[NDArray[np.uint8]]:
    clean = torch.from_numpy(load_pixels(renders, files, 160))
    altered = augment(clean, size, torch.Generator().manual_seed(seed))
    return list((altered * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy())


def encode_words(bundle: Path, texts: Iterable[str], log: Log, longest: int = 24) -> TextFeatures:
    """Encode texts, keeping the tokens of the first `longest` word pieces."""
    encoder = GraphTextEncoder(load_bundle(bundle), threads=1)
    unique = sorted(set(texts), key=lambda text: (len(text), text))  # alike in length, so that little is padded
    vectors = np.empty((len(unique), encoder.dim), dtype=np.float32)
    tokens = np.zeros((len(unique), longest, encoder.dim), dtype=np.float16)
    mask = np.zeros((len(unique), longest), dtype=np.bool_)
    for start in range(0, len(unique), BATCH):
        encoding = encoder.encode(unique[start : start + BATCH])
        rows, pieces = slice(start, start + len(encoding.vector)), min(longest, encoding.tokens.shape[1])
        vectors[rows] = encoding.vector
        tokens[rows, :pieces] = encoding.tokens[:, :pieces]
        mask[rows, :pieces] = encoding.mask[:, :pieces]
        if start // BATCH % 200 == 0:
            log.line(texts_encoded=start, of=len(unique))
    rows_of = {text: row for row, text in enumerate(unique)}
    return TextFeatures(torch.from_numpy(vectors), torch.from_numpy(tokens), torch.from_numpy(mask), rows_of)
