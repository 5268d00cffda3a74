"""Photos as arrays: decoded once, kept beside the other things of a build, and mapped rather than read."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray
from PIL import Image

from encoders.locator import Box, PieceLocator
from training.progress import Log

SIDE = 224
"""Photos to learn from are kept at this many pixels a side, more than a tower reads: some are seen from nearer."""

Number = TypeVar("Number", bound=np.generic)
Item = TypeVar("Item")


def load_pixels(files: Sequence[Path], size: int) -> NDArray[np.uint8]:
    """Decode photos into one array, (count, 3, size, size), sRGB in [0, 255]."""
    pixels = np.empty((len(files), 3, size, size), dtype=np.uint8)
    for row, file in enumerate(files):
        pixels[row] = _decoded((file, None), size)
    return pixels


def kept_cuts(files: Sequence[Path], locator: PieceLocator | None, work: Path, log: Log) -> list[Box | None]:
    """What a locator cuts out of each photo, kept in a file of the work folder; None, the whole, without one."""
    if locator is None:
        return [None] * len(files)

    def found(file: Path) -> Box:
        with Image.open(file) as image:
            return locator.find(image.convert("RGB"))

    boxes: NDArray[np.int32] = _kept(f"cuts-{locator.name}", files, (4,), np.int32, work, log, found)
    return [Box(*box) for box in boxes.tolist()]


def kept_pixels(
    files: Sequence[Path], size: int, work: Path, log: Log, cuts: Sequence[Box | None] | None = None
) -> NDArray[np.uint8]:
    """Decoded photos, (count, 3, size, size), kept in a file that the next call with these photos maps into memory.

    Args:
        files: The photos.
        size: Side they are scaled to, pixels.
        work: Folder of the file.
        log: Told the progress.
        cuts: What to cut out of each first; the whole if None.
    """
    return _kept("pixels", _paired(files, cuts), (3, size, size), np.uint8, work, log, lambda at: _decoded(at, size))


def kept_masks(
    files: Sequence[Path | None], size: int, work: Path, log: Log, cuts: Sequence[Box | None] | None = None
) -> NDArray[np.uint8]:
    """Masks, (count, size, size), uint8, cut as their photos and kept likewise; zeros where there is no file."""
    return _kept("masks", _paired(files, cuts), (size, size), np.uint8, work, log, lambda at: _decoded_mask(at, size))


def _paired(files: Sequence[Item], cuts: Sequence[Box | None] | None) -> list[tuple[Item, Box | None]]:
    return list(zip(files, cuts or [None] * len(files), strict=True))


def _kept(
    kind: str,
    items: Sequence[Item],
    shape: tuple[int, ...],
    dtype: DTypeLike,
    work: Path,
    log: Log,
    make: Callable[[Item], Box | NDArray[np.uint8]],
) -> NDArray[Number]:
    digest = hashlib.sha256("\n".join([str(shape[-1]), *map(str, items)]).encode()).hexdigest()[:16]
    path = work / f"{kind}-{digest}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        written = np.lib.format.open_memmap(partial, mode="w+", dtype=dtype, shape=(len(items), *shape))
        with ThreadPoolExecutor(max_workers=2) as pool:
            for row, made in enumerate(pool.map(make, items)):
                written[row] = made
                if row % 10_000 == 0:
                    log.line(**{f"{kind.partition('-')[0]}_made": row}, of=len(items))
        written.flush()
        del written
        partial.replace(path)
    mapped: NDArray[Number] = np.load(path, mmap_mode="r")
    return mapped


def _decoded(photo: tuple[Path, Box | None], size: int) -> NDArray[np.uint8]:
    with Image.open(photo[0]) as image:
        fitted = image.convert("RGB").resize((size, size), Image.Resampling.BICUBIC, box=photo[1])
    return np.asarray(fitted).transpose(2, 0, 1)


def _decoded_mask(mask: tuple[Path | None, Box | None], size: int) -> NDArray[np.uint8]:
    file, cut = mask
    if file is None:
        return np.zeros((size, size), dtype=np.uint8)
    with Image.open(file) as image:
        return np.asarray(image.convert("L").resize((size, size), Image.Resampling.BILINEAR, box=cut))
