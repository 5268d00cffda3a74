"""The photos that the service keeps and serves: re-encoded, free of metadata, bounded in size."""

import hashlib
import io
import os
import re
import threading
from pathlib import Path
from typing import Literal, get_args

from PIL import Image

PhotoSize = Literal["full", "thumbnail"]

LONGEST_SIDE: dict[PhotoSize, int] = {"full": 1024, "thumbnail": 320}  # pixels
JPEG_QUALITY = 85

_PHOTO_ID = re.compile(r"[0-9a-f]{32}")


def photo_id(data: bytes) -> str:
    """The id of a photo: the first 32 hexadecimal digits of the sha256 of its original bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


class PhotoStore:
    """Keeps photos as JPEG files in two sizes, sharded by the first two digits of their id.

    Safe to use from several threads and processes: a file appears whole or not at all, and the same id always holds the
    same photo.

    Args:
        root: Folder of the photos; made when the first one is saved.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, photo_id: str, size: PhotoSize = "full") -> Path:
        """Where a photo lies, whether or not it is there.

        Raises:
            ValueError: The id or the size is none, so that no other file can be reached by it.
        """
        if not _PHOTO_ID.fullmatch(photo_id):
            raise ValueError(f"“{photo_id}” is not the id of a photo: 32 hexadecimal digits.")
        if size not in get_args(PhotoSize):
            raise ValueError(f"“{size}” is not a size of photos: {', '.join(get_args(PhotoSize))}.")
        return self._root / size / photo_id[:2] / f"{photo_id}.jpg"

    def exists(self, photo_id: str) -> bool:
        """Whether the photo is kept, in both sizes."""
        return self.path(photo_id, "full").is_file()  # written last

    def save(self, image: Image.Image, photo_id: str) -> None:
        """Keep a photo, unless it is kept already.

        Args:
            image: Upright sRGB pixels, mode "RGB". Nothing but its pixels is kept; it is never enlarged.
            photo_id: Its id.

        Raises:
            OSError: The disk is full or cannot be written to.
        """
        if self.exists(photo_id):
            return
        full = _bounded(image, LONGEST_SIDE["full"])
        thumbnail = _bounded(full, LONGEST_SIDE["thumbnail"])
        data = _jpeg(full)
        _write(data if thumbnail is full else _jpeg(thumbnail), self.path(photo_id, "thumbnail"))
        _write(data, self.path(photo_id, "full"))


def _bounded(image: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    # Half to a third of the time of a bicubic filter, and nobody sees the difference: under one level in 255.
    return image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=1.5)


def _jpeg(image: Image.Image) -> bytes:
    data = io.BytesIO()
    # Metadata is said to be empty, lest Pillow takes it from the photo.
    image.save(data, "JPEG", quality=JPEG_QUALITY, exif=b"", icc_profile=None, comment=b"")
    return data.getvalue()


def _write(data: bytes, path: Path) -> None:
    # The name is this thread's own, so that two that keep the same photo do not meet.
    partial = path.with_name(f"{path.stem}.{os.getpid()}-{threading.get_ident()}.partial")
    try:
        try:
            partial.write_bytes(data)
        except FileNotFoundError:  # the first photo of its shard
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
