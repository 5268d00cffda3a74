"""Photos from the web, kept on disk between imports.

Of each address there are two files, named by its sha256: the photo, and what is known of it. Both are written whole and
then moved into place, so whatever moment a process dies at, each is the old or the new one. If they do not belong
together, or a disk has damaged them, the hash says so, and the photo is fetched anew.
"""

import hashlib
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from io import BufferedRandom
from pathlib import Path

from catalog.web.answers import Answer

MAX_BYTES = 2_000_000_000
_KEPT_SHARE = 0.9  # of the room, once it has run out
_USED_SECONDS = 3600.0  # the grain of "last used"
_ABANDONED_SECONDS = 3600.0  # after which a file under way belongs to a process that died
_UNDER_WAY = ".part"


@dataclass(frozen=True, slots=True)
class CachedPhoto:
    """What is known of a photo in the cache.

    Attributes:
        url: Where it came from.
        sha256: Of its bytes, hexadecimal.
        size: Bytes.
        etag: How its host calls this state of it, or "".
        last_modified: In its host's words, or "".
        checked: When its host last said that this is the photo; seconds since 1970.
        expires: Until when the host said it stays so; seconds since 1970.
    """

    url: str
    sha256: str
    size: int
    etag: str
    last_modified: str
    checked: float
    expires: float


class PhotoCache:
    """A folder of photos by web address. Safe to use from several threads and processes.

    Args:
        folder: Where it is; made when it is first written to.
        max_bytes: How large it may grow; then those go that were not used for longest.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._size: int | None = None  # unknown until something is written
        self._lock = threading.Lock()

    def find(self, url: str) -> CachedPhoto | None:
        """What is known of a photo; None if it is not here whole."""
        about, body = self._paths(url)
        try:
            photo = CachedPhoto(**json.loads(about.read_bytes()))
            status = body.stat()
            if photo.url != url or status.st_size != photo.size:
                return None
            if time.time() - status.st_mtime > _USED_SECONDS:
                os.utime(body)
        except (OSError, ValueError, TypeError):
            return None
        return photo

    def body(self, photo: CachedPhoto) -> bytes | None:
        """The bytes of a photo; None if they are gone or no longer what they were, and then it is forgotten."""
        about, body = self._paths(photo.url)
        with suppress(OSError):
            data = body.read_bytes()
            if hashlib.sha256(data).hexdigest() == photo.sha256:
                return data
        with suppress(OSError):
            about.unlink()
        return None

    @contextmanager
    def incoming(self) -> Iterator[BufferedRandom]:
        """A file for a photo under way, to be given to `keep`; it goes away afterwards.

        Raises:
            OSError: There is no room, or the folder cannot be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}{_UNDER_WAY}"
        with path.open("x+b") as file:
            try:
                yield file
            finally:
                path.unlink(missing_ok=True)

    def keep(self, url: str, file: BufferedRandom, answer: Answer) -> CachedPhoto:
        """Take a photo over from the file it came into.

        Raises:
            OSError: There is no room, or the folder cannot be written to.
        """
        file.flush()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
        now = time.time()
        expires = now + answer.fresh_seconds
        photo = CachedPhoto(url, digest, size, answer.etag, answer.last_modified, now, expires)
        about, body = self._paths(url)
        body.parent.mkdir(exist_ok=True)
        before = _size_of(body)
        Path(file.name).replace(body)
        self._write(about, photo)
        self._grow(size - before)
        return photo

    def confirm(self, photo: CachedPhoto, answer: Answer) -> CachedPhoto:
        """Note that a photo's host was asked and said that it is unchanged.

        Raises:
            OSError: There is no room, or the folder cannot be written to.
        """
        now = time.time()
        confirmed = replace(
            photo,
            etag=answer.etag or photo.etag,
            last_modified=answer.last_modified or photo.last_modified,
            checked=now,
            expires=now + answer.fresh_seconds,
        )
        self._write(self._paths(photo.url)[0], confirmed)
        return confirmed

    def _paths(self, url: str) -> tuple[Path, Path]:
        key = hashlib.sha256(url.encode()).hexdigest()
        folder = self._folder / key[:2]
        return folder / f"{key[2:]}.json", folder / f"{key[2:]}.photo"

    def _write(self, about: Path, photo: CachedPhoto) -> None:
        with self.incoming() as file:
            file.write(json.dumps(asdict(photo)).encode())
            file.flush()
            Path(file.name).replace(about)

    def _grow(self, size: int) -> None:
        with self._lock:
            if self._size is None:
                self._size = sum(entry.stat().st_size for entry in self._photos())
            else:
                self._size += size
            if self._size > self._max_bytes:
                self._size = self._pruned()

    def _pruned(self) -> int:
        """Remove the photos not used for longest, and what dead processes left; returns how many bytes remain."""
        self._remove_abandoned()
        photos = []
        for entry in self._photos():
            with suppress(OSError):  # another process prunes as well
                status = entry.stat()
                photos.append((status.st_mtime, status.st_size, entry.path))
        size = sum(photo[1] for photo in photos)
        for _, freed, path in sorted(photos):
            if size <= self._max_bytes * _KEPT_SHARE:
                break
            for file in (Path(path).with_suffix(".json"), Path(path)):
                file.unlink(missing_ok=True)
            size -= freed
        return size

    def _photos(self) -> Iterator["os.DirEntry[str]"]:
        for folder in self._folder.iterdir():
            if folder.is_dir():
                with os.scandir(folder) as entries:
                    yield from (entry for entry in entries if entry.name.endswith(".photo"))

    def _remove_abandoned(self) -> None:
        for file in self._folder.glob(f"*{_UNDER_WAY}"):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime > _ABANDONED_SECONDS:
                    file.unlink()


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
