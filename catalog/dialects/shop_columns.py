"""The columns of a shop's own export: what each of them means, by the names that the shop gives them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from catalog.dialects.base import ATTRIBUTE, FIELDS, IGNORE, Layout, Row, Value
from catalog.dialects.finishing import is_nothing
from catalog.dialects.headers import folded, meaning_of
from catalog.dialects.offers import Family
from catalog.dialects.photos import split_photos
from catalog.html_text import html_to_text
from catalog.row import CatalogError, Record, RowWarning

# What a product is; columns that the shop itself does not know may still name one of these ("Karat", "Edelstein").
FACTS = ("metal", "gemstone", "karat", "colour", "style", "size")
STRUCTURE = "structure"

# Words of options and of shops' own fields that no column of a plain catalogue would be called.
_FACT_WORDS = {
    "birthstone": "gemstone", "gem": "gemstone", "design": "style", "pattern": "colour", "purity": "karat",
    "fineness": "karat",
}  # fmt: skip
# How words begin, as `folded` spells them, of what stands beside the main stone or metal: side stones, accents, melee.
_BESIDE = (
    "side", "accent", "second", "melee", "seiten", "neben", "akzent", "sekund", "accompagn", "cote", "latera", "secund",
    "acento", "zij", "bijsten", "boczn", "dodatk", "akcent", "bocni", "vedlejsi", "sido", "aksent", "sivu", "боков",
    "дополнит", "второстеп", "yan", "ikincil",
)  # fmt: skip
_WEAK = 0.26  # four columns that any export may have weigh as much as one that only this shop has
_UNKNOWN_RANK = 1000
_NO_CELL = Value("", None)
_BRACKETS = re.compile(r"\([^)]*\)")


class Role(NamedTuple):
    """What a column is for.

    Attributes:
        kind: "field", "structure", "attribute" or "ignore".
        name: Which field, or the dialect's name of the structure; empty for the others.
        rank: How sure it is; the lower the surer. Of several columns of one field the surest comes first.
    """

    kind: str
    name: str = ""
    rank: int = _UNKNOWN_RANK


def field_role(name: str, rank: int = _UNKNOWN_RANK) -> Role:
    """A column that says something about the product."""
    return Role("field", name, rank)


def structure_role(name: str) -> Role:
    """A column by which rows are put together."""
    return Role(STRUCTURE, name, 0)


def column_key(header: str) -> str:
    """A header without case, accents, spaces and punctuation; only a leading "_", as old shops write it, stays."""
    header = header.strip()
    return ("_" if header.startswith("_") else "") + folded(header)


@lru_cache(maxsize=4096)
def fact_named(name: str) -> str | None:
    """Which of `FACTS` a merchant's own word means ("Ringgröße", "Metal color"); None if none of them.

    Where several words mean something a metal wins ("metal colour"), then the last ("stone colour"). What the name
    says to be beside the main thing ("side stones") is no fact about the piece.
    """
    words = re.findall(r"[^\W\d_]+", name.casefold())
    if any(folded(word).startswith(_BESIDE) for word in words):
        return None
    if meaning_of(name):
        return _fact_of(name)
    fields = [fact for word in words if (fact := _FACT_WORDS.get(word) or _fact_of(word))]
    return None if not fields else "metal" if "metal" in fields else fields[-1]


def _fact_of(name: str) -> str | None:
    meaning = meaning_of(name)
    return meaning.field if meaning and meaning.field in FACTS else None


class ShopColumns:
    """The columns of one shop's export.

    All names are parted by "|"; spelling follows `column_key`.

    Args:
        shop: For people, as a message names it: "Shopify product export".
        fields: Field to its columns, the likeliest first.
        structure: The dialect's own name of a structure to its columns.
        kept: Columns that become attributes although they look like something else.
        ignored: Columns that say nothing to a shopper, or that are none of their business.
        strong: Columns that no other export has.
        weak: Columns that others may have, too.
        marks: What a header holds that no other export's has, sought in its small letters.
        least: How much must speak for the shop, in strong columns: more where its columns may be in any table.
        needed: Fields or structures without which nothing can be read; of several parted by "|" one will do.
        role_of: Meaning of columns that come numbered or named by the merchant; None where it does not know.
    """

    def __init__(
        self,
        shop: str,
        fields: Mapping[str, str],
        structure: Mapping[str, str],
        *,
        kept: str = "",
        ignored: str = "",
        strong: str = "",
        weak: str = "",
        marks: str = r"(?!)",
        least: float = 1,
        needed: Sequence[str] = ("sku", "title"),
        role_of: Callable[[str], Role | None] | None = None,
    ) -> None:
        self._shop = shop
        self._strong, self._weak = frozenset(_names(strong)), frozenset(_names(weak))
        self._marks = re.compile(marks)
        self._least = least
        self._needed = needed
        self._role_of = role_of
        self._example = {name: names.split("|")[0].strip() for name, names in (*fields.items(), *structure.items())}
        self._roles: dict[str, Role] = {key: Role(IGNORE) for key in _names(ignored)}
        self._roles |= {key: Role(ATTRIBUTE) for key in _names(kept)}
        for field, names in fields.items():
            self._roles |= {key: field_role(field, rank) for rank, key in enumerate(_names(names))}
        for name, names in structure.items():
            self._roles |= {key: structure_role(name) for key in _names(names)}

    def likeness(self, header: Sequence[str]) -> float:
        """How much a header looks like this shop's, in [0, 1]; see `catalog.dialects.base.Dialect.likeness`."""
        if self._lacking({role.name for _, role in self._read(header)}):
            return 0.0
        keys = {column_key(name) for name in header}
        marked = sum(1 for name in header if self._marks.search(name.casefold()))
        evidence = len(keys & self._strong) + marked + _WEAK * len(keys & self._weak)
        return 1 - 0.5**evidence if evidence >= self._least else 0.0

    def layout(self, header: Sequence[str], overrides: Mapping[str, str], currency: str | None) -> Layout:
        """Give each column its meaning; see `catalog.dialects.base.Dialect.layout`.

        A column that a mapping makes a field keeps its place in the structure; one that it makes an attribute, or
        ignores, loses it.
        """
        fields: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        structure: dict[str, int] = {}
        attributes: list[int] = []
        for position, role in self._read(header):
            override = overrides.get(header[position])
            if role.kind == STRUCTURE and override not in (ATTRIBUTE, IGNORE):
                structure.setdefault(role.name, position)
            if override in FIELDS:
                fields[override].append((-1, position))
            elif override == ATTRIBUTE or (override is None and role.kind == ATTRIBUTE):
                attributes.append(position)
            elif override is None and role.kind == "field":
                fields[role.name].append((role.rank, position))
        lacking = self._lacking({*fields, *structure})
        if lacking:
            raise CatalogError(f"A {self._shop} needs a column “{lacking}”, and there is none.")
        ranked = {field: tuple(position for _, position in sorted(found)) for field, found in fields.items()}
        return Layout(tuple(header), ranked, structure, tuple(attributes), currency)

    def _lacking(self, found: Set[str]) -> str:
        """The name of a column that is needed and not there; empty if all are."""
        for names in self._needed:
            alternatives = names.split("|")
            if found.isdisjoint(alternatives):
                return " or ".join(self._example[name] for name in alternatives)
        return ""

    def _read(self, header: Sequence[str]) -> Iterator[tuple[int, Role]]:
        for position, name in enumerate(header):
            if name.strip():
                yield position, self.role(name)

    def role(self, header: str) -> Role:
        """What one column is for."""
        key = column_key(header)
        role = self._roles.get(key) or (self._role_of(header) if self._role_of else None)
        role = role or self._roles.get(column_key(_BRACKETS.sub(" ", header)))
        if role:
            return role
        fact = meaning_of(header)
        return field_role(fact.field) if fact and fact.field in FACTS else Role(ATTRIBUTE)


class ShopDialect:
    """A dialect whose columns `ShopColumns` describes. Subclasses say what it is, and how rows become products.

    Attributes:
        name: As mapping files spell it.
        title: For people.
        columns: What its columns are called and mean.
    """

    name: str
    title: str
    columns: ShopColumns

    def likeness(self, header: Sequence[str]) -> float:
        """How much a header looks like this dialect's, in [0, 1]."""
        return self.columns.likeness(header)

    def layout(self, header: Sequence[str], overrides: Mapping[str, str], currency: str | None) -> Layout:
        """Give each column its meaning; a file without those in `needed` is refused."""
        return self.columns.layout(header, overrides, currency)


class Cells:
    """One row, read by what its columns mean."""

    __slots__ = ("_cells", "_layout", "record")

    def __init__(self, row: Row, layout: Layout) -> None:
        self.record: Record = row.record
        self._cells = row.cells
        self._layout = layout

    def at(self, name: str) -> Value:
        """The cell of a structure; empty where the file has no such column."""
        position = self._layout.structure.get(name)
        return _NO_CELL if position is None else Value(self._cells[position], self._layout.header[position])

    def has(self, name: str) -> bool:
        """Whether the file has the column of a structure."""
        return name in self._layout.structure

    def first(self, field: str) -> Value | None:
        """What the likeliest column of a field that is not empty says."""
        return next(iter(self.every(field)), None)

    def every(self, field: str) -> list[Value]:
        """What all columns of a field say."""
        cells, header = self._cells, self._layout.header
        return [
            Value(cells[position], header[position])
            for position in self._layout.fields.get(field, ())
            if cells[position] and not is_nothing(cells[position])
        ]

    def values(self) -> dict[str, Value]:
        """All single fields that have something in them."""
        found = {field: self.first(field) for field in self._layout.fields if field not in ("photos", "description")}
        found["description"] = joined_texts(self.every("description"))
        return {field: value for field, value in found.items() if value}

    def name_missing(self, values: dict[str, Value]) -> None:
        """Say under which header a sku and a title would stand, for the report of a product that has none."""
        for field in ("sku", "title"):
            position = next(iter(self._layout.fields.get(field, ())), None)
            if position is not None:
                values.setdefault(field, Value("", self._layout.header[position]))

    def photos(self) -> list[Value]:
        """The references to photos, each once, in the order of the layout's columns."""
        return split_photos(self.every("photos"))

    def attributes(self) -> dict[str, str]:
        """The columns that are kept under their own headers and have something in them."""
        cells, header = self._cells, self._layout.header
        return {header[place]: _unquoted(cells[place]) for place in self._layout.attributes if cells[place]}


def once(rows: Iterable[Cells], family: Family) -> Iterator[Cells]:
    """Rows without those that another one repeats, cell by cell; the family is told of these."""
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        first = lines.setdefault(row.record.cells, row.record.line)
        if first == row.record.line:
            yield row
        else:
            reason = f"The row is the same as that on line {first}; it is passed over."
            family.warnings.append(RowWarning(row.record.line, None, ", ".join(filter(None, row.record.cells)), reason))


def add_fact(family: Family, name: str, value: Value) -> None:
    """Keep what a shop says under a name of the merchant's; what names a fact is one. Several values are all kept."""
    fact = fact_named(name)
    if fact and value.text and fact not in family.values:
        family.values[fact] = value
    elif value.text:
        known = family.attributes.get(name)
        family.attributes[name] = f"{known}; {value.text}" if known else value.text


def joined_texts(texts: Sequence[Value]) -> Value | None:
    """Short and long description as one text, the longer first; one that the other says already is left out."""
    if len(texts) < 2:
        return texts[0] if texts else None
    plain: list[str] = []
    for text in sorted((html_to_text(value.text) for value in texts), key=len, reverse=True):
        if not any(text in longer for longer in plain):
            plain.append(text)
    return Value("\n\n".join(plain), texts[0].column)


def _unquoted(text: str) -> str:
    """A number without the apostrophe by which spreadsheets keep it as text."""
    return text[1:] if text[0] == "'" and text[1:].isdigit() else text


def _names(names: str) -> list[str]:
    return [column_key(name) for name in names.split("|") if name.strip()]
