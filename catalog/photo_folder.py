"""Photos in a folder and its subfolders."""

import errno
import os
import stat
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from catalog.photo_names import MAX_PHOTO_BYTES, PhotoError, PhotoNames, check_size, parts_of
from catalog.row import CatalogError

_SETTLING_NS = 2_000_000_000  # file systems tell times apart by up to two seconds
_READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # opening a pipe would wait for ever
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.ENAMETOOLONG})


class PhotoFolder(AbstractContextManager["PhotoFolder"]):
    """Photos in a folder and its subfolders. Nothing outside the folder is ever read, by whatever name or link.

    Args:
        folder: The top folder.

    Raises:
        CatalogError: It is not a folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise CatalogError(f"{folder} is not a folder; give the folder that holds the photos.")
        self._folder = folder.resolve()
        self._names: PhotoNames | None = None
        self._listing = threading.Lock()

    def read(self, reference: str) -> bytes:
        """Read a photo as `PhotoSource` describes; `PhotoNames` says how its file is found."""
        with self._opened(reference) as (descriptor, _), open(descriptor, "rb", closefd=False) as file:
            data = file.read(MAX_PHOTO_BYTES + 1)
        check_size(len(data))
        return data

    def version(self, reference: str) -> str:
        """The file's size and times, as `PhotoSource` describes.

        A file that changed within the last two seconds has a version of its own each time it is asked for: it could
        change again without its times showing it.
        """
        with self._opened(reference) as (_, status):
            latest = max(status.st_mtime_ns, status.st_ctime_ns)  # the second also where a copy kept the first
            settled = latest < time.time_ns() - _SETTLING_NS
            unsettled = "" if settled else f":{time.time_ns()}:{threading.get_ident()}"
            return f"file:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}{unsettled}"

    def prefetch(self, references: Sequence[str]) -> None:
        """Do nothing: the disk is near."""

    @contextmanager
    def _opened(self, reference: str) -> Iterator[tuple[int, os.stat_result]]:
        parts = parts_of(reference)
        try:
            descriptor = self._open(parts)
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    raise PhotoError("This is not a file; name the photo itself.")
                check_size(status.st_size)
                yield descriptor, status
            finally:
                os.close(descriptor)
        except OSError as error:
            raise PhotoError(f"The file cannot be read: {error.strerror or error}.") from error

    def _open(self, parts: Sequence[str]) -> int:
        """Open the file that a reference means, or whatever else has exactly its name, unless it is a folder."""
        try:
            descriptor = self._open_inside(parts)
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno not in _ABSENT:
                raise
        else:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                return descriptor
            os.close(descriptor)
        return self._open_inside(self._listed().find("/".join(parts)).split("/"))

    def _open_inside(self, parts: Sequence[str]) -> int:
        """Open a path from the top folder; links are followed where they stay inside."""
        try:
            return self._walk(parts)
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENOTDIR):  # which of them a link gives depends on the system
                raise
        target = Path(os.path.realpath(self._folder.joinpath(*parts)))  # at a loop of links, Path.resolve fails
        if not target.is_relative_to(self._folder):
            raise PhotoError("This is a link to a file outside the folder of photos; put the file itself there.")
        return self._walk(target.relative_to(self._folder).parts)

    def _walk(self, parts: Sequence[str]) -> int:
        """Open folder after folder, none of them a link, so that nobody can swap one for a link meanwhile."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW)
        for place, part in enumerate(parts, start=1):
            folder = descriptor
            try:
                flags = _READING | os.O_DIRECTORY if place < len(parts) else _READING
                descriptor = os.open(part, flags, dir_fd=folder)
            finally:
                os.close(folder)
        return descriptor

    def _listed(self) -> PhotoNames:
        with self._listing:
            if self._names is None:  # only once a reference does not fit as it is: listing a large folder takes time
                self._names = PhotoNames(self._files())
            return self._names

    def _files(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                yield Path(folder, name).relative_to(self._folder).as_posix()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        return None
