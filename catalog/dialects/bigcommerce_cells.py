"""Cells of BigCommerce's exports that hold several things: options of variants, custom fields, categories, images."""

import json
import re
from collections.abc import Iterator

from catalog.dialects.base import Value

# Type=Swatch|Name=Metal|Value=Gold[#d4af37]Type=Rectangle|Name=Size|Value=7, with or without something in between
_NEXT = r"[\s|;,]{0,9}(?:Type=[^|=]{0,99}\|)?Name=[^|]{0,200}\|Value=|[\s|;,]{0,9}$"
_MODERN = re.compile(rf"Name=([^|]{{0,200}})\|Value=(.*?)(?={_NEXT})", re.DOTALL)
_MODERN_SWATCH = re.compile(r"\[(?:#|https?:)[^\]]*\]$")
# [S]Metal=Gold,[RT]Size=7; in rules also [RB]Size=7,Size=8
_OLDER = re.compile(r",?\s{0,9}\[[A-Z]{1,3}\](?=[^=\[\]]+=)")
_OLDER_SWATCH = re.compile(r"(?::#[0-9a-f]{3,8})+$|:[0-9]+\.preview\.[a-z]+$", re.IGNORECASE)
_LONGEST = 10_000  # characters of options

_BETWEEN_FIELDS = re.compile(r'";"|;(?=[^=;]+=)')
_LISTED_IMAGE = re.compile(r"Product Image (?:File|URL): ([^|]*?)(?=, Product Image |$)")
_LISTED_CATEGORY = re.compile(r"Category Path: ([^|]+)")


def options_of(cell: Value) -> dict[str, Value]:
    """The options that tell a variant from the others; what cannot be read is one under the column's name."""
    options = {name: Value(values[0], cell.column) for name, values in named_options(cell.text).items()}
    return options or {cell.column or "Options": cell}


def named_options(text: str) -> dict[str, list[str]]:
    """Names of options and their values, without the colours and pictures of swatches; a rule may name several values.

    Args:
        text: Of the column "Options", or of the name of a variant or a rule in the older templates.
    """
    found: dict[str, list[str]] = {}
    if len(text) > _LONGEST:
        return found
    for name, value in _MODERN.findall(text):
        found[name.strip()] = [_MODERN_SWATCH.sub("", value).strip()]
    for part in () if found else _OLDER.split(text)[1:]:
        name, _, rest = part.partition("=")
        values = re.split(rf",\s*{re.escape(name)}=", rest)
        found[name.strip()] = [_OLDER_SWATCH.sub("", value.strip()).strip() for value in values]
    return {name: values for name, values in found.items() if name and any(values)}


def custom_fields(cell: Value) -> Iterator[tuple[str, Value]]:
    """Names and values of a cell such as: Metal=Gold;Stone=Ruby, or of a list in JSON."""
    for name, text in _json_fields(cell.text) or _parted_fields(cell.text):
        name = name.strip() or cell.column or ""
        if name and text.strip():
            yield name, Value(text.strip(), cell.column)


def _json_fields(text: str) -> list[tuple[str, str]]:
    if not text.startswith("["):
        return []
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [(str(field.get("name", "")), str(field.get("value", ""))) for field in fields if isinstance(field, dict)]


def _parted_fields(text: str) -> list[tuple[str, str]]:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1]
    parts = [part.partition("=") for part in _BETWEEN_FIELDS.split(text)]
    return [(name, value) if mark else ("", name) for name, mark, value in parts]


def category_paths(text: str) -> str:
    """Paths of categories, "Shop/Rings; Sale", out of a cell that may tell more than these."""
    paths = [path.strip() for path in _LISTED_CATEGORY.findall(text)] or [text]
    return "; ".join(paths).replace("\\/", "/")


def listed_images(cell: Value) -> Iterator[Value]:
    """The images of a cell such as: Product Image File: a.jpg, Product Image URL: https://…|…; addresses if told."""
    for entry in cell.text.split("|") if cell.text else ():
        names = _LISTED_IMAGE.findall(entry) or [entry]
        yield Value(names[-1].strip(), cell.column)
