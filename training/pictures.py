"""Photos as arrays: decoded once, kept beside the other things of a build, and mapped rather than read."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
    digest = hashlib.sha256("\n".join([str(size), *map(str, files)]).encode()).hexdigest()[:16]
    path = work / f"pixels-{digest}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        shape = (len(files), 3, size, size)
        written = np.lib.format.open_memmap(partial, mode="w+", dtype=np.uint8, shape=shape)
        with ThreadPoolExecutor(max_workers=2) as pool:
            for row, pixels in enumerate(pool.map(lambda file: _decoded(file, size), files)):
                written[row] = pixels
                if row % 10_000 == 0:
                    log.line(photos_decoded=row, of=len(files))
        written.flush()
        del written
        partial.replace(path)
    mapped: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    return mapped


def _decoded(file: Path, size: int) -> NDArray[np.uint8]:
    with Image.open(file) as image:
        fitted = image.convert("RGB").resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(fitted).transpose(2, 0, 1)
