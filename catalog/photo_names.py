"""How a photo's reference in a catalogue finds its file, forgiving what merchants get wrong and never guessing."""

import re
from collections import defaultdict
from collections.abc import Iterable

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)  # two letters at least: "C:" is a drive
_DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)


class PhotoError(ValueError):
    """A photo that cannot be had; the message tells the merchant why and what to do."""


def parts_of(reference: str) -> tuple[str, ...]:
    """Split a reference into folders and file name; backslashes are slashes, a drive and a leading slash fall away.

    Raises:
        PhotoError: It is a web address, leads out of its folder, or names nothing.
    """
    reference = reference.strip()
    if _ADDRESS.match(reference):
        raise PhotoError("Photos by web address are not fetched yet; give their files in a folder or a zip.")
    path = _DRIVE.sub("", reference.replace("\\", "/"), count=1) if _DRIVE.match(reference) else reference
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))
    if ".." in parts:
        raise PhotoError("The name of a photo must not contain “..”; name a file inside the folder of photos.")
    if not parts or "\0" in path:
        raise PhotoError("This does not name a file.")
    return parts


class PhotoNames:
    r"""The names of all files of a folder or zip, to look references up in.

    A reference is looked up in this order, capitals counting only in the first step:

    1. as it is written, from the top folder;
    2. the same, in any case;
    3. as the end of exactly one file's path: `ring.jpg` finds `photos/ring.jpg`;
    4. without leading folders of its own, from the top: `C:\shop\photos\ring.jpg` finds `ring.jpg`.

    Where several files would do, none is taken: a product without a photo is better than one with another's.

    Args:
        names: Paths of the files from the top, with slashes.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._endings: defaultdict[str, list[str]] = defaultdict(list)
        self._whole: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            self._exact.add(name)
            parts = name.casefold().split("/")
            self._whole["/".join(parts)].append(name)
            for start in range(1, len(parts)):
                self._endings["/".join(parts[start:])].append(name)

    def find(self, reference: str) -> str:
        """The file that a reference means.

        Raises:
            PhotoError: There is none, or there are several, or the reference is none.
        """
        parts = parts_of(reference)
        if "/".join(parts) in self._exact:
            return "/".join(parts)
        folded = [part.casefold() for part in parts]
        found = self._whole.get("/".join(folded)) or self._endings.get("/".join(folded)) or self._shortened(folded)
        if not found:
            raise PhotoError("There is no such file among the photos; check the name, or add the file.")
        if len(found) > 1:
            raise PhotoError(f"Several files have this name, such as {found[0]} and {found[1]}; write the whole path.")
        return found[0]

    def _shortened(self, folded: list[str]) -> list[str]:
        for start in range(1, len(folded)):
            found = self._whole.get("/".join(folded[start:]))
            if found:
                return found
        return []
