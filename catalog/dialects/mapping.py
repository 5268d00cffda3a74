"""Mapping files: what a merchant says about their catalogue where it is not found out rightly."""

import json
from collections.abc import Mapping as Mappings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from catalog.dialects.base import ATTRIBUTE, FIELDS, IGNORE
from catalog.dialects.detection import dialect_named
from catalog.dialects.headers import folded
from catalog.files.text import Encoding
from catalog.prices import PriceError, currency_code
from catalog.row import CatalogError

MEANINGS = (*FIELDS, ATTRIBUTE, IGNORE)
_KEYS = ("dialect", "encoding", "separator", "currency", "columns")
_LARGEST = 1_000_000  # bytes
_SPOKEN_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True)
class Mapping:
    """What a merchant says about their catalogue; None or empty where they leave it to us.

    Attributes:
        dialect: Name of the dialect.
        encoding: Such as "windows-1252".
        separator: The character between cells.
        currency: What prices are in that do not say, ISO 4217.
        columns: Header to one of `MEANINGS`.
    """

    dialect: str | None = None
    encoding: str | None = None
    separator: str | None = None
    currency: str | None = None
    columns: Mappings[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a mapping file.

        Raises:
            CatalogError: It cannot be opened, is no JSON, or says what cannot be.
        """
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            raise CatalogError(f"The mapping file {path} cannot be opened: {error.strerror}.") from error
        return cls.parse(data, path.name)

    @classmethod
    def parse(cls, data: bytes | str, name: str = "the mapping") -> Self:
        """Read the text of a mapping file.

        Raises:
            CatalogError: It is no JSON, or says what cannot be.
        """
        if len(data) > _LARGEST:
            raise CatalogError(f"{name} is too large for a mapping file.")
        try:
            plain = json.loads(data.decode("utf-8-sig") if isinstance(data, bytes) else data)
        except (ValueError, RecursionError) as error:
            raise CatalogError(f"{name} is not JSON: {error}.") from None
        return cls.of(plain)

    @classmethod
    def of(cls, plain: object) -> Self:
        """Check what a mapping says.

        Args:
            plain: As JSON gives it; every key is optional.

        Raises:
            CatalogError: It is no object, or a key, dialect, encoding, separator, currency or meaning is not known.
        """
        if not isinstance(plain, dict):
            raise CatalogError('A mapping is an object, such as {"columns": {"Artikelnr.": "sku"}}.')
        unknown = [str(key) for key in plain if key not in _KEYS]
        if unknown:
            raise CatalogError(f"A mapping cannot say “{unknown[0]}”; it can say {', '.join(_KEYS)}.")
        dialect, encoding = _text(plain, "dialect"), _text(plain, "encoding")
        if dialect is not None:
            dialect_named(dialect)
        if encoding is not None:
            Encoding.named(encoding)
        return cls(dialect, encoding, _separator(plain), _currency(plain), _columns(plain.get("columns")))

    def as_dict(self) -> dict[str, object]:
        """What a mapping file would say; what is left to us is left out."""
        told = {key: getattr(self, key) for key in _KEYS[:-1] if getattr(self, key) is not None}
        return {**told, "columns": dict(self.columns)} if self.columns else told

    def overrides(self, header: Sequence[str]) -> dict[str, str]:
        """The meanings of a file's columns, by its own headers.

        Args:
            header: The merchant's headers. Capitals, accents and punctuation may differ where that leaves no doubt.

        Raises:
            CatalogError: A column is not there; the message names those that are.
        """
        found = {}
        for name, meaning in self.columns.items():
            alike = [column for column in header if column == name.strip()]
            alike = alike or [column for column in header if folded(column) == folded(name)]
            if not alike:
                there = ", ".join(header)
                raise CatalogError(
                    f"The mapping speaks of a column “{name}”, which is not there; found: {there[:1000]}."
                )
            found.update(dict.fromkeys(alike, meaning))
        return found


def _text(plain: Mappings[str, object], key: str) -> str | None:
    value = plain.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise CatalogError(f"“{key}” in a mapping must be text.")
    return value


def _separator(plain: Mappings[str, object]) -> str | None:
    value = _text(plain, "separator")
    if value is None:
        return None
    separator = _SPOKEN_SEPARATORS.get(value.lower(), value)
    if len(separator) != 1 or separator.isalnum() or separator in '"\r\n\0':
        raise CatalogError(f"“{value}” cannot part cells; “separator” is one character, such as ; or tab.")
    return separator


def _currency(plain: Mappings[str, object]) -> str | None:
    value = _text(plain, "currency")
    try:
        return value if value is None else currency_code(value)
    except PriceError as error:
        raise CatalogError(f"The mapping's currency {error}") from None


def _columns(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CatalogError('“columns” in a mapping is an object, such as {"Artikelnr.": "sku"}.')
    for name, meaning in value.items():
        if meaning not in MEANINGS:
            raise CatalogError(f"The column “{name}” cannot mean “{meaning}”; it can mean {', '.join(MEANINGS)}.")
    return value
