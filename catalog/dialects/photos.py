"""Photos named in the cells of a row."""

import re
from collections.abc import Iterable

from catalog.dialects.base import Value

_LOOKS_LIKE_PHOTO = re.compile(
    r"(?:https?:)?//.+|.+\.(?:jpe?g|jfif|png|webp|gif|tiff?|bmp|heic|heif|avif)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|]+(?=(?:https?:)?//)", re.IGNORECASE)
_BREAKS = re.compile(r"[|\n]")
_MARKS = re.compile(r"[|\n;,]")


def split_photos(cells: Iterable[Value]) -> list[Value]:
    """Part the cells of photo columns into references, each once, in their order.

    Args:
        cells: What stood in each photo column, and its header; one of them may name several photos.
    """
    columns: dict[str, str | None] = {}
    for text, column in cells:
        for reference in photo_references(text):
            columns.setdefault(reference, column)
    return [Value(reference, column) for reference, column in columns.items()]


def photo_references(cell: str) -> list[str]:
    """The photos that a cell names.

    Addresses are parted only where the next one begins, for they may hold commas. Names of files are parted at | and at
    line breaks always; at ; and , only between what looks like photos, for names may hold these, too.
    """
    cell = cell.strip()
    if not cell:
        return []
    if _ADDRESS.match(cell):
        parts = [part.strip(" \t\r\n,;|") for part in _BETWEEN_ADDRESSES.split(cell)]
        return [reference for part in parts if part for reference in _after_address(part)]
    return _parted_names(cell) if _MARKS.search(cell) else [cell]


def _after_address(part: str) -> list[str]:
    """An address, and names of files that stand behind it; spaces and bars in an address are always written as %20."""
    address, *names = [piece.strip() for piece in _BREAKS.split(part) if piece.strip()]
    return [address, *(reference for name in names for reference in _parted_names(name))]


def _parted_names(cell: str) -> list[str]:
    bare = cell.strip(" \t\r\n,;|")
    if _LOOKS_LIKE_PHOTO.fullmatch(bare):  # a mark at either end parts nothing
        cell = bare
    for separators in (_BREAKS, re.compile(";"), re.compile(",")):
        parts = [part.strip() for part in separators.split(cell) if part.strip()]
        certain = separators is _BREAKS or all(_LOOKS_LIKE_PHOTO.fullmatch(part) for part in parts)
        if len(parts) > 1 and certain:
            return [reference for part in parts for reference in photo_references(part)]
    return [cell] if _MARKS.sub("", cell).strip() else []
