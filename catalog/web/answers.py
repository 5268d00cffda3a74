"""What hosts answer: which answers are photos, which are hopeless, and which are worth asking again."""

import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Protocol

from catalog.photo_names import PhotoError
from catalog.web.failures import PassingError

LONGEST_FRESH = 86_400.0  # seconds for which a host's word is taken that a photo stays as it is
WORTH_ASKING_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_PIECE = 65_536  # bytes unpacked at once
_SHARE_PAGES = {
    "drive.google.com": "Google Drive",
    "photos.google.com": "Google Photos",
    "photos.app.goo.gl": "Google Photos",
    "www.dropbox.com": "Dropbox",
    "dropbox.com": "Dropbox",
    "1drv.ms": "OneDrive",
    "onedrive.live.com": "OneDrive",
    "wetransfer.com": "WeTransfer",
    "www.icloud.com": "iCloud",
}


class ByteSink(Protocol):
    """Takes the bytes of a photo: an open file."""

    def write(self, data: bytes, /) -> object:
        """Append bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A photo, or the word that it is still the same.

    Attributes:
        modified: Whether a photo came; False if the one that is known is still right.
        etag: How the host calls this state of the photo, "" if it does not say.
        last_modified: When it last changed, in the host's own words, "" if it does not say.
        fresh_seconds: For how long it need not be asked again, at most a day.
    """

    modified: bool
    etag: str
    last_modified: str
    fresh_seconds: float


class Headers(Mapping[str, str]):
    """Headers of an answer by lower-case name; of repeated ones the first."""

    def __init__(self, pairs: list[tuple[bytes, bytes]]) -> None:
        """Read header pairs as they came."""
        self._values: dict[str, str] = {}
        for name, value in pairs:
            self._values.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def judge(status: int, headers: Headers, host: str) -> None:
    """Say whether an answer that is no redirect holds a photo or, as 304, stands for the one that is known.

    Raises:
        PassingError: It is worth asking again.
        PhotoError: It is not.
    """
    if status in (200, 203, 304):
        return
    if status in WORTH_ASKING_AGAIN or status >= 500:
        message = f"{host} could not send the photo when asked several times ({status}); import again later."
        raise PassingError(message, _retry_after(headers.get("retry-after", "")))
    if status in (404, 410):
        raise PhotoError(f"There is no photo at this address ({status}); correct it, or put the photo back there.")
    if status in (401, 402, 403, 407, 451):
        raise PhotoError(f"{host} does not let this photo be fetched ({status}); make it public, or give its file.")
    raise PhotoError(f"{host} answers with something else than a photo ({status}); correct the address.")


def described(headers: Headers, *, modified: bool) -> Answer:
    """What an answer says of its photo."""
    return Answer(modified, headers.get("etag", ""), headers.get("last-modified", ""), _fresh_seconds(headers))


def receive(pieces: Iterator[bytes], headers: Headers, sink: ByteSink, *, host: str, max_bytes: int) -> None:
    """Take in a photo, at most so many bytes after unpacking.

    Raises:
        PhotoError: It is larger, empty, packed in an unknown way, or a web page.
    """
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        _check_size(int(length[:18]), max_bytes)
    size, beginning = 0, b""
    for piece in _unpacked(pieces, headers.get("content-encoding", "").lower()):
        size += len(piece)
        _check_size(size, max_bytes)
        if len(beginning) < 512:
            beginning += piece[:512]
        sink.write(piece)
    if _is_page(headers.get("content-type", ""), beginning):
        raise PhotoError(_page_message(host))
    if not size:
        raise PhotoError("The address answers with an empty file; put the photo there again.")


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise PhotoError(f"The photo has more than {max_bytes / 1e6:.0f} MB; put a smaller one there.")


def _unpacked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Undo a compression that was not asked for, never more than a piece of it at once."""
    if encoding in ("", "identity", "none"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise PhotoError("The host sends the photo packed in a way that was not asked for; have it sent as it is.")
    unpacker = zlib.decompressobj(wbits=47)  # recognises both by themselves
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, _PIECE)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush(_PIECE)
    except zlib.error:
        raise PassingError("The photo arrives damaged; import again later.") from None
    if not unpacker.eof:
        raise PassingError("The photo arrives cut off; import again later.")


def _is_page(content_type: str, beginning: bytes) -> bool:
    """Whether a web page came: by its bytes, or by its type unless the bytes are those of a photo after all."""
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    is_text = re.fullmatch(rb"[\t\r\n\x20-\x7e\x80-\xff]*", beginning) is not None
    return content_type.lower().startswith(("text/html", "application/xhtml")) and is_text


def _page_message(host: str) -> str:
    service = _SHARE_PAGES.get(host)
    if service is not None:
        return (
            f"The address shows the photo on a page of {service} instead of being the photo's own; "
            "give the address that downloads it, or its file."
        )
    return "The address answers with a web page, not a photo; give the address of the picture itself."


def _retry_after(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _fresh_seconds(headers: Headers) -> float:
    said = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-store" in said or "no-cache" in said:
        return 0.0
    ages = [part[8:].strip('"') for part in said if part.startswith("max-age=")]
    if not ages or not (ages[0].isascii() and ages[0].isdigit()):
        return 0.0
    age = headers.get("age", "")
    passed = float(age[:9]) if age.isascii() and age.isdigit() else 0.0
    return min(max(float(ages[0][:9]) - passed, 0.0), LONGEST_FRESH)
