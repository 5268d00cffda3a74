"""Photos as arrays: decoded once, kept beside the other things of a build, and mapped rather than read."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.progress import Log


def load_pixels(files: Sequence[Path], size: int) -> NDArray[np.uint8]:
    """Decode photos into one array, (count, 3, size, size), sRGB in [0, 255]."""
    pixels = np.empty((len(files), 3, size, size), dtype=np.uint8)
    for row, file in enumerate(files):
        pixels[row] = _decoded(file, size)
    return pixels


def kept_pixels(files: Sequence[Path], size: int, work: Path, log: Log) -> NDArray[np.uint8]:
    """The same, kept in a file of the work folder that the next call with these photos maps into memory."""
    return _kept("pixels", files, (3, size, size), work, log, lambda file: _decoded(file, size))


def kept_masks(files: Sequence[Path | None], size: int, work: Path, log: Log) -> NDArray[np.uint8]:
    """Masks as one array, (count, size, size), uint8, kept likewise; zeros where there is no file."""
    nothing = np.zeros((size, size), dtype=np.uint8)
    return _kept(
        "masks", files, (size, size), work, log, lambda file: nothing if file is None else _decoded_mask(file, size)
    )


Source = TypeVar("Source", Path, Path | None)


def _kept(
    kind: str,
    files: Sequence[Source],
    shape: tuple[int, ...],
    work: Path,
    log: Log,
    decode: Callable[[Source], NDArray[np.uint8]],
) -> NDArray[np.uint8]:
    digest = hashlib.sha256("\n".join([str(shape[-1]), *map(str, files)]).encode()).hexdigest()[:16]
    path = work / f"{kind}-{digest}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        written = np.lib.format.open_memmap(partial, mode="w+", dtype=np.uint8, shape=(len(files), *shape))
        with ThreadPoolExecutor(max_workers=2) as pool:
            for row, decoded in enumerate(pool.map(decode, files)):
                written[row] = decoded
                if row % 10_000 == 0:
                    log.line(**{f"{kind}_decoded": row}, of=len(files))
        written.flush()
        del written
        partial.replace(path)
    mapped: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    return mapped


def _decoded(file: Path, size: int) -> NDArray[np.uint8]:
    with Image.open(file) as image:
        fitted = image.convert("RGB").resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(fitted).transpose(2, 0, 1)


def _decoded_mask(file: Path, size: int) -> NDArray[np.uint8]:
    with Image.open(file) as image:
        return np.asarray(image.convert("L").resize((size, size), Image.Resampling.BILINEAR))
