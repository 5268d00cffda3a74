"""Photos that look the same though their files differ: the commonest fault of catalogues."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LOOKED_AT = 128  # pixels a side in which the piece is told from a plain backdrop
COARSE = 4  # of these pixels are one where the backdrop is looked for
PLAIN = 6  # levels in 255 by which a pixel may differ from the border and still be backdrop
DEVIATIONS = 1.6  # around its centre that are looked at
SIDE = 32  # pixels a photo is reduced to
FREQUENCIES = 16  # kept of its cosine transform, each way
GRID = 4  # cells a side in which the mean colour is kept
BITS = FREQUENCIES * FREQUENCIES

MOST_BITS = 30  # of 256 that may differ; no two different packshots of JewelBench, 498,501 pairs, come that near
MOST_COLOUR = 7  # levels in 255 by which the mean colour of a cell may differ: in another metal it differs more
CHUNK_BITS = 12  # of 21 chunks, photos that differ in 30 bits agree in at least one with a probability of 99 %
LARGEST_BUCKET = 500  # photos that agree in a chunk; beyond, the chunk says nothing (a plain backdrop)

Places = NDArray[np.int64]


class HashedPhoto(NamedTuple):
    """A photo of the catalogue: whose it is, and its perceptual hash. Products of one group share photos rightly."""

    sku: str
    group: str | None
    hash: str


class NearDuplicate(NamedTuple):
    """Two products of which photos look the same; likeness in [0, 1], 1 for the same look to the last bit."""

    one: str
    other: str
    likeness: float


@cache
def _cosines() -> NDArray[np.float32]:
    """The first rows of the discrete cosine transform, (FREQUENCIES, SIDE)."""
    places = (np.arange(SIDE) + 0.5) / SIDE
    return np.cos(np.pi * np.arange(FREQUENCIES)[:, None] * places[None]).astype(np.float32)


def perceptual_hash(image: Image.Image) -> str:
    """What a photo looks like, in 128 hexadecimal digits that barely change when it is saved again or resized.

    256 bits say where its cosine transform lies above the median, and 32 bytes hold the mean colour (Cb and Cr) of a
    4 × 4 grid, since the same piece in another metal has the same bits.

    Args:
        image: Upright sRGB pixels, mode "RGB", of any size.

    Source: Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions, section 3.2.1.
    """
    pixels = _piece(image)
    spectrum = _cosines() @ pixels[:, :, 0] @ _cosines().T
    bits = (spectrum > np.median(spectrum)).reshape(-1)
    cell = SIDE // GRID
    colours = pixels[:, :, 1:].reshape(GRID, cell, GRID, cell, 2).mean((1, 3))
    digest: bytes = np.packbits(bits).tobytes() + np.rint(colours).astype(np.uint8).tobytes()
    return digest.hex()


def _piece(image: Image.Image) -> NDArray[np.float32]:
    """The piece in YCbCr without its plain border, (SIDE, SIDE, 3): a frame or another crop is no other picture.

    The part that is looked at lies around the centre of what differs from the border, as wide as that is spread: a
    bounding box would jump with a single pixel.
    """
    small = image.resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX, reducing_gap=2.0).convert("YCbCr")
    pixels = np.asarray(small.reduce(COARSE), dtype=np.float32)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    differs = np.clip(np.abs(pixels - np.median(border, axis=0)).max(axis=2) - PLAIN, 0, 4 * PLAIN)
    box = (0.0, 0.0, float(LOOKED_AT), float(LOOKED_AT))
    if differs.sum() > 0:
        left, right = _spread(differs.sum(axis=0))
        top, bottom = _spread(differs.sum(axis=1))
        box = (COARSE * left, COARSE * top, COARSE * right, COARSE * bottom)
    return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box), dtype=np.float32)


def _spread(mass: NDArray[np.float32]) -> tuple[float, float]:
    """Where most of a mass over pixels lies: its mean and some deviations either way."""
    places = np.arange(len(mass)) + 0.5
    mean = float((mass * places).sum() / mass.sum())
    reach = max(1.0, DEVIATIONS * float(np.sqrt((mass * (places - mean) ** 2).sum() / mass.sum())))
    return max(0.0, mean - reach), min(float(len(mass)), mean + reach)


def near_duplicates(photos: Iterable[HashedPhoto]) -> list[NearDuplicate]:
    """Pairs of products that show the same picture, the likeliest first; each pair once, by its likest photos.

    Photos with the very same hash are compared through one of them, so that one picture used for a thousand products
    costs a thousand pairs and not half a million.
    """
    owners: dict[str, list[HashedPhoto]] = {}
    for photo in photos:
        owners.setdefault(photo.hash, []).append(photo)
    found: dict[tuple[str, str], float] = {}
    for same in owners.values():
        for photo in same[1:]:
            _note(found, same[0], photo, 1.0)
    hashes = list(owners)
    for one, other, likeness in _like(hashes):
        _note(found, owners[hashes[one]][0], owners[hashes[other]][0], likeness)
    pairs = [NearDuplicate(*skus, likeness) for skus, likeness in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.one, pair.other))


def _note(found: dict[tuple[str, str], float], one: HashedPhoto, other: HashedPhoto, likeness: float) -> None:
    if one.sku == other.sku or (one.group is not None and one.group == other.group):
        return
    skus = (one.sku, other.sku) if one.sku < other.sku else (other.sku, one.sku)
    found[skus] = max(likeness, found.get(skus, 0.0))


def _like(hashes: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Places of hashes that are alike, and how much."""
    if len(hashes) < 2:
        return
    raw = np.frombuffer(bytes.fromhex("".join(hashes)), np.uint8).reshape(len(hashes), -1)
    bits = np.ascontiguousarray(raw[:, : BITS // 8]).view(np.uint64)
    colours = raw[:, BITS // 8 :].astype(np.int16)
    seen: set[tuple[int, int]] = set()
    for one, other in _candidates(raw[:, : BITS // 8]):
        apart = np.bitwise_count(bits[one] ^ bits[other]).sum(axis=1, dtype=np.int64)
        near = np.flatnonzero(apart <= MOST_BITS)
        near = near[np.abs(colours[one[near]] - colours[other[near]]).max(axis=1, initial=0) <= MOST_COLOUR]
        for place in near:
            pair = (int(one[place]), int(other[place]))
            if pair not in seen:
                seen.add(pair)
                yield *pair, 1 - int(apart[place]) / BITS


def _candidates(raw: NDArray[np.uint8]) -> Iterator[tuple[Places, Places]]:
    """Pairs of photos that agree in a chunk of bits, the earlier one first; each pair once for each such chunk.

    Source: Norouzi, Punjani and Fleet 2012, Fast Search in Hamming Space with Multi-Index Hashing.
    """
    flags = np.unpackbits(raw, axis=1)
    weights = 1 << np.arange(CHUNK_BITS)
    for start in range(0, BITS - CHUNK_BITS + 1, CHUNK_BITS):
        values = flags[:, start : start + CHUNK_BITS] @ weights
        telling = np.flatnonzero(np.bincount(values)[values] <= LARGEST_BUCKET)
        order = telling[np.argsort(values[telling], kind="stable")]
        ordered = values[order]
        for shift in range(1, LARGEST_BUCKET):
            same = ordered[shift:] == ordered[:-shift]
            if not same.any():
                break
            yield order[:-shift][same], order[shift:][same]
