"""Which of a product's offers look the same."""

import re
from collections.abc import Sequence
from functools import lru_cache

from catalog.attributes import changes_the_look
from catalog.dialects.base import Value
from catalog.dialects.offers import Offer

_VERSION = re.compile(r"[?&]v=[0-9]+$")

Look = list[Offer]


def looks_of(offers: Sequence[Offer]) -> list[Look]:
    """Part offers by what they look like, in the order of their first ones."""
    names = dict.fromkeys(name for offer in offers for name in offer.options)
    verdicts = {name: _verdict(name, offers) for name in names}
    known = [name for name, verdict in verdicts.items() if verdict]
    by_photo = any(verdict is None for verdict in verdicts.values())
    looks: dict[tuple[object, ...], Look] = {}
    for offer in offers:
        key: tuple[object, ...] = tuple(
            folded_text(offer.options[name].text) if name in offer.options else "" for name in known
        )
        looks.setdefault(key, []).append(offer)
    parts = list(looks.values())
    return [part for look in parts for part in _by_photo(look, verdicts)] if by_photo else parts


def _by_photo(look: Look, verdicts: dict[str, bool | None]) -> list[Look]:
    """Part offers that differ in an option nobody knows by their own photos; those without go with the first."""
    unknown = [name for name, verdict in verdicts.items() if verdict is None]
    own = {id(offer): frozenset(picture(photo) for photo in offer.photos) for offer in look}
    of_value: dict[tuple[str, ...], set[frozenset[str]]] = {}
    for offer in look:
        of_value.setdefault(_texts(offer, unknown), set()).add(own[id(offer)])
    if any(len(photos) > 1 for photos in of_value.values()):  # photos follow some other option
        return [look]
    parts: dict[frozenset[str], Look] = {}
    first = next((photos for photos in own.values() if photos), frozenset())
    for offer in look:
        parts.setdefault(own[id(offer)] or first, []).append(offer)
    return list(parts.values())


def _verdict(name: str, offers: Sequence[Offer]) -> bool | None:
    """Whether offers that differ in an option look different; False if they do not differ in it."""
    values = dict.fromkeys(offer.options[name].text for offer in offers if name in offer.options)
    absent = any(name not in offer.options for offer in offers)
    if len({folded_text(value) for value in values}) + absent < 2:
        return False
    verdicts = {_changes_the_look(name, value) for value in values}
    return True if True in verdicts else None if None in verdicts else False


def telling_options(looks: Sequence[Look]) -> tuple[str, ...]:
    """The options by which looks differ."""
    offers = [offer for look in looks for offer in look]
    names = dict.fromkeys(name for offer in offers for name in offer.options)
    return tuple(
        name
        for name in names
        if _verdict(name, offers) is not False
        and len({frozenset(_texts(offer, [name]) for offer in look) for look in looks}) > 1
    )


def _texts(offer: Offer, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded_text(offer.options[name].text) if name in offer.options else "" for name in names)


def picture(photo: Value) -> str:
    """What a photo is, without the version that shops append to its address."""
    return _VERSION.sub("", photo.text)


def folded_text(text: str) -> str:
    """A text without what does not count: case and spaces."""
    return " ".join(text.casefold().split())


_changes_the_look = lru_cache(maxsize=4096)(changes_the_look)
