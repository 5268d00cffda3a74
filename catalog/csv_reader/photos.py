"""Photos named in the cells of a row."""

import re
from collections.abc import Iterable

_LOOKS_LIKE_PHOTO = re.compile(r"https?://.+|.+\.(?:jpe?g|jfif|png|webp|gif|tiff?|bmp|heic|heif|avif)", re.IGNORECASE)


def split_photos(cells: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the cells of photo columns into references, each once, in their order.

    Args:
        cells: Header and value of each photo column.

    Returns:
        The references, and for each the header under which it first stood.
    """
    columns: dict[str, str] = {}
    for column, value in cells:
        for reference in _parted(value):
            columns.setdefault(reference, column)
    return tuple(columns), tuple(columns.values())


def _parted(value: str) -> list[str]:
    """Part at | and line breaks always; at ; and , only between what looks like photos, for names may hold these."""
    for separators in (r"[|\n]", r";", r","):
        parts = [part.strip() for part in re.split(separators, value) if part.strip()]
        if len(parts) > 1 and (separators == r"[|\n]" or all(_LOOKS_LIKE_PHOTO.fullmatch(part) for part in parts)):
            return [reference for part in parts for reference in _parted(part)]
    return [value.strip()] if value.strip() else []
