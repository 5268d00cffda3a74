"""What Wix writes into the cells of its exports: choices of options, and the names of its own files."""

import re
from collections.abc import Iterable, Sequence

from catalog.dialects.base import Value
from catalog.dialects.photos import split_photos

# "#e9b1b1:Dusty pink", "rgb(255, 192, 203):Pink": a colour as the shop paints it, and its name.
_PAINT = r"(?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^)]*\))"
_PAINTED = re.compile(rf"{_PAINT}\s*:\s*(?=\S)|(?<=\S)\s*:\s*{_PAINT}$", re.IGNORECASE)
# A file of the shop by its name alone: "11062b_…~mv2.jpg", "wix:image://v1/11062b_…~mv2.jpg/ring.jpg#originWidth=…".
_OWN_FILE = re.compile(
    r"(?<![^\s;,|])(?:wix:[a-z]+://v1/([^/\s#;,|]+)[^\s;,|]*|([\w-]+_[0-9a-f]{32}[^/\s;,|]*|[^/\s:;,|]+~mv2[^/\s;,|]*))"
    r"(?=$|[\s;,|])",
    re.IGNORECASE,
)
_FILES = "https://static.wixstatic.com/media/"
_FILM = re.compile(r"https?://video\.wixstatic\.com/", re.IGNORECASE)


def choices(text: str) -> str:
    """The choices of an option as people write them, colours by their names alone."""
    return ", ".join(choice for part in text.split(";") if (choice := _PAINTED.sub("", part.strip())))


def photos(rows: Iterable[Sequence[Value]]) -> list[Value]:
    """The photos that some rows name, each once; the shop's own files by their addresses, films left out.

    Args:
        rows: The cells of their photo columns.
    """
    cells = [
        Value(_OWN_FILE.sub(lambda found: _address(found[1] or found[2]), cell.text).strip(" \n;,|"), cell.column)
        for row in rows
        for cell in row
    ]
    return [photo for photo in split_photos(cells) if not _FILM.match(photo.text)]


def _address(name: str) -> str:
    """Where the shop keeps a photo; a name without an ending is that of a film."""
    return _FILES + name if "." in name else ""
