"""The photos that the service keeps and serves: re-encoded, free of metadata, bounded in size."""

import hashlib
import io
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PhotoSize = Literal["full", "thumbnail"]

LONGEST_SIDE: dict[PhotoSize, int] = {"full": 1024, "thumbnail": 320}  # pixels
JPEG_QUALITY = 85
LEAST_FREE = 2_000_000_000  # bytes of the disk that originals never take; with less, photos are re-encoded at once

_ORIGINAL = "original"
_PHOTO_ID = re.compile(r"[0-9a-f]{32}")
_LOGGER = logging.getLogger(__name__)


def photo_id(data: bytes) -> str:
    """The id of a photo: the first 32 hexadecimal digits of the sha256 of its original bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


class PhotoStore:
    """Keeps photos as JPEG files in two sizes, sharded by the first two digits of their id.

    An import hands over the bytes as they came (`keep`), since encoding them again takes longer than decoding them.
    They are never served: the two sizes are made when the first of them is asked for (`prepare`), or in idle time
    (`finish`), and the bytes, which may tell where and by whom a photo was taken, go then.

    Safe to use from several threads and processes: a file appears whole or not at all, and the same id always holds the
    same photo.

    Args:
        root: Folder of the photos; made when the first one is kept.
        decode: Turns bytes into upright sRGB pixels, mode "RGB", or raises ValueError. Without it photos can be kept,
            but not prepared.
    """

    def __init__(self, root: Path, decode: Callable[[bytes], Image.Image] | None = None) -> None:
        self._root = root
        self._decode = decode

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
        """Whether the photo is kept, in whatever form."""
        return self.path(photo_id).is_file() or self._original(photo_id).is_file()  # the full size is written last

    def keep(self, data: bytes, photo_id: str, image: Image.Image | None = None) -> None:
        """Keep a photo as it came, to be prepared later, unless it is kept already.

        Args:
            data: Its bytes, which can be decoded.
            photo_id: Their id.
            image: What they decode to, if that is at hand; spares decoding them again where the disk is nearly full.

        Raises:
            OSError: The disk is full or cannot be written to.
        """
        if self._still_there(photo_id):
            return
        self._root.mkdir(parents=True, exist_ok=True)
        decode = self._decode
        if decode is None or shutil.disk_usage(self._root).free - len(data) > LEAST_FREE:
            _write(data, self._original(photo_id))
        else:
            self.save(decode(data) if image is None else image, photo_id)

    def save(self, image: Image.Image, photo_id: str) -> None:
        """Keep a photo in both sizes, unless it is kept already.

        Args:
            image: Upright sRGB pixels, mode "RGB". Nothing but its pixels is kept; it is never enlarged.
            photo_id: Its id.

        Raises:
            OSError: The disk is full or cannot be written to.
        """
        if not self._still_there(photo_id):
            self._encode(image, photo_id)

    def prepare(self, photo_id: str, size: PhotoSize = "full") -> Path:
        """Where a photo lies that is there to be served; makes both sizes if this was not done yet.

        Raises:
            FileNotFoundError: It is not kept, or can no longer be read.
            ValueError: As for `path`.
            OSError: The disk is full or cannot be written to.
        """
        path = self.path(photo_id, size)
        if not path.is_file():
            self._finish(photo_id)
        return path

    def bytes_of(self, photo_id: str) -> bytes:
        """A photo that can be decoded: as it came if it still is so, else the full size.

        Raises:
            FileNotFoundError: It is not kept.
        """
        try:
            return self._original(photo_id).read_bytes()
        except FileNotFoundError:
            return self.path(photo_id).read_bytes()

    def unfinished(self) -> Iterator[str]:
        """The ids of the photos that are still as they came, in no order."""
        for path in self._files(_ORIGINAL):
            if _PHOTO_ID.fullmatch(path.name):
                yield path.name

    def finish(self, limit: int) -> int:
        """Prepare some photos that were not asked for yet.

        Returns:
            How many were dealt with, at most `limit`; 0 once all are.

        Raises:
            OSError: The disk is full or cannot be written to.
        """
        done = 0
        for photo_id in list(islice(self.unfinished(), limit)):
            try:
                self._finish(photo_id)
            except FileNotFoundError as error:
                _LOGGER.warning("%s", error)
            done += 1
        return done

    def collect(self, used: Iterable[str], *, older_than: float = 3600.0) -> int:
        """Delete the photos that no product uses any more.

        Args:
            used: The ids that products use, those of an index not yet in its place among them.
            older_than: Seconds; a younger photo, or one kept again since, may be about to be used, and stays.

        Returns:
            How many photos were deleted.
        """
        known = np.sort(np.fromiter((_number(each) for each in used if _PHOTO_ID.fullmatch(each)), np.uint64))
        before, deleted = time.time() - older_than, set[str]()
        for kind in (_ORIGINAL, *get_args(PhotoSize)):
            for path in self._files(kind):
                name, _, rest = path.name.partition(".")
                if rest.endswith("partial"):  # what a killed process left
                    _delete_older(path, before)
                elif _PHOTO_ID.fullmatch(name) and not _among(known, name) and _delete_older(path, before):
                    deleted.add(name)
        return len(deleted)

    def _original(self, photo_id: str) -> Path:
        self.path(photo_id)  # refuses what is no id
        return self._root / _ORIGINAL / photo_id[:2] / photo_id

    def _still_there(self, photo_id: str) -> bool:
        """Whether it is kept, and if so, that it was wanted just now."""
        _touch(self.path(photo_id, "thumbnail"))
        return _touch(self.path(photo_id)) or _touch(self._original(photo_id))

    def _finish(self, photo_id: str) -> None:
        original = self._original(photo_id)
        try:
            data = original.read_bytes()
        except FileNotFoundError:
            if self.path(photo_id).is_file():  # another thread was quicker
                return
            raise FileNotFoundError(f"There is no photo {photo_id}.") from None
        self._encode(self._decoded(data, original), photo_id)
        original.unlink(missing_ok=True)

    def _decoded(self, data: bytes, original: Path) -> Image.Image:
        if self._decode is None:
            raise RuntimeError("This photo store was opened without a decoder, so it cannot prepare photos.")
        try:
            if photo_id(data) != original.name:  # a power cut can leave a file without all of its bytes
                raise ValueError("not all of it was written")
            return self._decode(data)
        except ValueError as error:
            original.unlink(missing_ok=True)
            raise FileNotFoundError(
                f"The photo {original.name} cannot be read any more ({error}). Import the catalogue that has it again."
            ) from error

    def _encode(self, image: Image.Image, photo_id: str) -> None:
        full = _bounded(image, LONGEST_SIDE["full"])
        thumbnail = _bounded(full, LONGEST_SIDE["thumbnail"])
        data = _jpeg(full)
        _write(data if thumbnail is full else _jpeg(thumbnail), self.path(photo_id, "thumbnail"))
        _write(data, self.path(photo_id, "full"))

    def _files(self, kind: str) -> Iterator[Path]:
        for shard in sorted((self._root / kind).glob("??")):
            yield from shard.iterdir()


def _number(photo_id: str) -> int:
    """The first half of an id, as a number: a million of them take 8 MB."""
    return int(photo_id[:16], 16)


def _among(known: NDArray[np.uint64], photo_id: str) -> bool:
    number = np.uint64(_number(photo_id))
    place = int(np.searchsorted(known, number))
    return place < len(known) and known[place] == number


def _touch(path: Path) -> bool:
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _delete_older(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True


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
