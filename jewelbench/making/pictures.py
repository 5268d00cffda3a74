"""Pictures on disk: written whole or not at all, and told apart by a perceptual hash."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.fft import dctn

QUALITY = 88


class DiskFullError(OSError):
    """There is no room for the next picture; the message names the folder."""


def write_picture(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write pixels (H, W, 3), sRGB uint8, as a JPEG; the file has its name only when all of it is on disk.

    Raises:
        DiskFullError: The disk is full.
    """
    _write(path, lambda out: Image.fromarray(pixels).save(out, "jpeg", quality=QUALITY, optimize=True))


def write_mask(path: Path, mask: NDArray[np.uint8]) -> None:
    """Write a mask (H, W), uint8, as a PNG in the same way.

    Raises:
        DiskFullError: The disk is full.
    """
    _write(path, lambda out: Image.fromarray(mask).save(out, "png"))


def _write(path: Path, save: Callable[[BinaryIO], None]) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as out:
            save(out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                f"No room left for pictures in {path.parent.parent}. Free some space and run the same command again: "
                "it goes on where it stopped"
            ) from error
        raise


def perceptual_hash(picture: Image.Image) -> str:
    """16 hexadecimal digits: the signs of the lowest 8 x 8 frequencies of the picture in grey.

    Source: Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", DCT hash.
    """
    grey = np.asarray(picture.convert("L").resize((32, 32), Image.Resampling.LANCZOS), dtype=np.float64)
    low = dctn(grey, norm="ortho")[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
