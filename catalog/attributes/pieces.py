"""What kind of piece it is, and how it is built."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from catalog.attributes.scanning import Found, Scan, scan
from catalog.attributes.vocabulary import Meaning
from catalog.attributes.word_lists import context, data
from catalog.attributes.words import BREAKS

SHELVES = {"pendant": "necklace", "bangle": "bracelet"}  # forms that shops keep apart, and the kind of piece they are
_NOUN_FIRST = frozenset(
    ("fr", "es", "it", "pt")
)  # languages that say "bague solitaire", the noun before what it is like
_SETS = frozenset(("set", "sets", "parure", "ensemble", "komplet", "conjunto", "комплект", "saet", "sett", "sada"))
_REMEMBERED = 1 << 14  # cells, which repeat
_LEVELS = re.compile(r"\s*(?:>|»|→|\\|/|\||›)\s*")
_PATHS = re.compile(r"\s*[,;|]\s*")
_TAXONOMY = {  # Google's numbers of kinds of jewellery
    "189": "anklet", "190": "piercing", "191": "bracelet", "192": "charm", "194": "earrings", "6463": "set",
    "196": "necklace", "197": "brooch", "200": "ring", "201": "watch",
}  # fmt: skip


def category(text: Scan) -> str | None:
    """The kind of piece that a title or description is about: the head of its first part that names one."""
    found = list(text.of("category"))
    if not found:
        return None
    sure = [pair for pair in found if pair[1].kind != "weak"]
    if text.place == "title" and len({meaning.value for _, meaning in sure}) > 1 and _is_set(text):
        return "set"
    if text.place == "title" and sure:
        found = sure
    for part in _in_parts(text, found):
        named = [pair for pair in part if pair[1].kind != "weak"] or part
        return _head(named).value
    return None


def only_category(text: Scan) -> str | None:
    """The kind that tags name, if they name one and no other."""
    values = {meaning.value for _, meaning in text.of("category")}
    return values.pop() if len(values) == 1 else None


@lru_cache(_REMEMBERED)
def path_categories(cell: str) -> Sequence[str]:
    """The kinds that a cell such as "Jewellery > Rings > Engagement" names: those of its most specific known level.

    Several only where one level names several, as in "Charms & Pendants".
    """
    for path in _PATHS.split(cell):
        for level in reversed(_LEVELS.split(path)):
            if level.strip() in _TAXONOMY:
                return [_TAXONOMY[level.strip()]]
            found = [meaning for _, meaning in scan(level, "cell").of("category")]
            sure = [meaning.value for meaning in found if meaning.kind != "weak"]
            values = list(dict.fromkeys(sure or [meaning.value for meaning in found]))
            if values and not (len(values) > 1 and "&" not in level and " and " not in level.lower()):
                return values
            if values:
                head = category(scan(level, "title"))
                return [head] if head else values[:1]
    return []


@lru_cache(_REMEMBERED)
def shelf_of(cell: str) -> str | None:
    """The form of piece that a merchant's category is for, where shops keep it apart: "Gold Pendants"."""
    for level in reversed(_LEVELS.split(cell)):
        found = scan(level, "cell")
        kinds, forms = list(found.of("category")), list(found.of("style"))
        if kinds:
            shelves = [meaning.value for span, meaning in forms if span.end - span.start == 1]
            return shelves[0] if len(kinds) == 1 and len(shelves) == 1 and shelves[0] in SHELVES else None
    return None


def style(text: Scan, kind: str | None) -> str | None:
    """How the piece is built; a form that only another kind of piece has is not meant."""
    for _, meaning in text.of("style"):
        if meaning.kind != "last" and kind in (None, *_kinds_with(meaning.value, kind)):
            return meaning.value
    return None


def manner(text: Scan) -> str | None:
    """Its manner: "vintage", "wedding"."""
    return next((meaning.value for _, meaning in text.of("style") if meaning.kind == "last"), None)


def _kinds_with(form: str, kind: str | None) -> tuple[str | None, ...]:
    table = data("style")[form]
    only = table.get("category") or table.get("only")
    return (only or kind,)


def _in_parts(text: Scan, found: Sequence[Found]) -> Iterator[list[Found]]:
    """What was found, by the parts of the text that "with", "in" or a comma end."""
    part: list[Found] = []
    ends = context("with") | BREAKS
    position = 0
    for pair in found:
        if part and any(token in ends for token in text.tokens[position : pair[0].start]):
            yield part
            part = []
        part.append(pair)
        position = pair[0].end
    if part:
        yield part


def _head(part: Sequence[Found]) -> Meaning:
    """What "charm bracelet" is: a bracelet; and "bracelet charm" in French or Spanish."""
    last = part[-1][1]
    return next((meaning for _, meaning in part if meaning.language in _NOUN_FIRST), last)


def _is_set(text: Scan) -> bool:
    return any(
        token in _SETS and text.token(position + 1) not in ("with", "in", "mit", "avec", "con", "of")
        for position, token in enumerate(text.tokens)
    )
