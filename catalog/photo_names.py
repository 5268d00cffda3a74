"""How a photo's reference in a catalogue finds its file, forgiving what merchants get wrong and never guessing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

MAX_PHOTO_BYTES = 25_000_000

_WEB = re.compile(r"https?:|//|www\.[^/\\\s]+[/\\]", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # two letters at least: "C:" is a drive
_DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)
_Found = dict[str, str | tuple[str, str]]  # the file of a name, or two of several: those are too many already
_AROUND = " \t\r\n\v\f\u00a0\u200b\ufeff"


class PhotoError(ValueError):
    """A photo that cannot be had; the message tells the merchant why and what to do.

    Args:
        message: For the merchant.
        passing: Whether it may well be there later: a host that does not answer, not a photo that does not exist.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def is_web_address(reference: str) -> bool:
    """Whether a reference is meant for the web, be it a sound address or not: `https://…`, `//host/…`, `www.host/…`."""
    return _WEB.match(reference.lstrip(_AROUND)) is not None


def parts_of(reference: str) -> tuple[str, ...]:
    r"""Split a reference into folders and file name; backslashes are slashes, a drive and a leading slash fall away.

    Raises:
        PhotoError: It is an address of any kind, leads out of its folder, or names nothing.
    """
    reference = reference.strip(_AROUND)
    _refuse_addresses(reference)
    path = _DRIVE.sub("", reference.replace("\\", "/"), count=1) if _DRIVE.match(reference) else reference
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))
    if ".." in parts:
        raise PhotoError("The name of a photo must not contain “..”; name a file inside the folder of photos.")
    if not parts or "\0" in path:
        raise PhotoError("This does not name a file.")
    return parts


def check_size(size: int) -> None:
    """Refuse files of more than 25 MB.

    Raises:
        PhotoError: It has more bytes.
    """
    if size > MAX_PHOTO_BYTES:
        raise PhotoError(f"The file has {size / 1e6:.1f} MB; at most 25 MB are read. Save a smaller one.")


def _refuse_addresses(reference: str) -> None:
    if is_web_address(reference):
        raise PhotoError("Photos by web address are not fetched here; give their files in a folder or a zip.")
    if reference.startswith("\\\\"):
        raise PhotoError(
            "This is a file on another computer of a network; put it into the folder of photos and give its name."
        )
    scheme = _SCHEME.match(reference)
    if scheme is None:
        return
    if scheme[1].lower() == "file":
        raise PhotoError("This is the address of a file on a computer; give its name inside the folder of photos.")
    if scheme[1].lower() == "data":
        raise PhotoError("Photos written into the catalogue itself are not read; give a file or a web address.")
    raise PhotoError(f"Addresses that begin with {scheme[1][:20]}: are not fetched; give an http or https address.")


class PhotoNames:
    r"""The names of all files of a folder or zip, to look references up in.

    A reference is looked up in this order, capitals counting only in the first step, and an accent being the same
    whether it is a sign of its own, as Macs write names, or not:

    1. as it is written, from the top folder;
    2. the same, in any case;
    3. as the end of exactly one file's path: `ring.jpg` finds `photos/ring.jpg`;
    4. without leading folders of its own, from the top: `C:\shop\photos\ring.jpg` finds `ring.jpg`;
    5. all of this once more, read as a part of a web address: `gold%20ring.jpg?v=2` finds `gold ring.jpg`.

    Where several files would do, none is taken: a product without a photo is better than one with another's.

    Args:
        names: Paths of the files from the top, with slashes.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._whole: _Found = {}
        self._endings: _Found = {}
        for name in names:
            self._exact.add(name)
            parts = _folded(name).split("/")
            _add(self._whole, "/".join(parts), name)
            for start in range(1, len(parts)):
                _add(self._endings, "/".join(parts[start:]), name)

    def find(self, reference: str) -> str:
        """The file that a reference means.

        Raises:
            PhotoError: There is none, or there are several, or the reference is none.
        """
        found = self._look_up(parts_of(reference))
        if not found and ("%" in reference or "?" in reference):
            found = self._look_up(parts_of(unquote(reference.partition("?")[0])))
        if not found:
            raise PhotoError("There is no such file among the photos; check the name, or add the file.")
        if isinstance(found, tuple):
            raise PhotoError(f"Several files have this name, such as {found[0]} and {found[1]}; write the whole path.")
        return found

    def _look_up(self, parts: Sequence[str]) -> str | tuple[str, str] | None:
        if "/".join(parts) in self._exact:
            return "/".join(parts)
        folded = [_folded(part) for part in parts]
        whole = "/".join(folded)
        return self._whole.get(whole) or self._endings.get(whole) or self._shortened(folded)

    def _shortened(self, folded: list[str]) -> str | tuple[str, str] | None:
        for start in range(1, len(folded)):
            found = self._whole.get("/".join(folded[start:]))
            if found:
                return found
        return None


def _add(names: _Found, key: str, name: str) -> None:
    known = names.setdefault(key, name)
    if isinstance(known, str) and known != name:
        names[key] = (known, name)


def _folded(name: str) -> str:
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name.casefold())
