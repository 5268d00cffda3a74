"""Ornaments: what each may carry. Shared by pendants, earrings, charms, brooches and bracelets."""

from collections.abc import Mapping

from jewelbench.specs.space import Choice, Partial, Rule, maybe, sizes
from jewelbench.specs.stones import ACCENT, ENAMEL, FACETED_STONE, LETTER, PEARL, cut_for, setting_for, stones, when

ZODIAC = (
    "aries", "taurus", "gemini", "cancer", "leo", "virgo",
    "libra", "scorpio", "sagittarius", "capricorn", "aquarius", "pisces",
)  # fmt: skip
PLAIN_MOTIFS = (
    "heart", "open heart", "disc", "bar", "circle", "star", "moon", "sun", "flower", "leaf", "feather", "butterfly",
    "infinity", "key", "anchor", "clover", "hamsa", "evil eye", "tree of life", "cross", "crescent and star",
    "star of David", "lotus", "locket", "heart locket", "coin", "teardrop", "snake", "letter", "compass", "bow",
    "arrow",
)  # fmt: skip
SET_MOTIFS = ("solitaire", "pearl")
ENAMELLED = ("heart", "disc", "star", "moon", "flower", "leaf", "butterfly", "clover", "teardrop", "cross")
CENTRED = ("open heart", "circle", "cross", "flower", "sun", "star", "hamsa", "clover", "locket")
"""Motifs that may hold a round stone in the middle."""

MOTIF = Choice(
    (*SET_MOTIFS, *PLAIN_MOTIFS, *ZODIAC),
    (14.0, 4.0, *[1.0 if m != "letter" else 4.0 for m in PLAIN_MOTIFS], *[0.35] * len(ZODIAC)),
)
SMALL_MOTIF = Choice(
    (
        "solitaire",
        "pearl",
        "heart",
        "disc",
        "star",
        "moon",
        "flower",
        "butterfly",
        "clover",
        "cross",
        "evil eye",
        "leaf",
    ),
    (10.0, 4.0, *[1.0] * 10),
)
CHARM_MOTIF = Choice(tuple(m for m in PLAIN_MOTIFS if m not in ("bar", "locket")))
PENDANT_SIZE = sizes(("small", 9, 11), ("medium", 14, 17), ("large", 21, 25), weights=(1, 2, 1), step=0.25)
STUD_SIZE = sizes(("small", 5.5, 6.5), ("medium", 8.5, 10), ("large", 12.5, 14), step=0.25)


def motif_fields(motifs: Choice = MOTIF, size: Rule = PENDANT_SIZE, halo: float = 0.35) -> dict[str, Rule]:
    """The fields of a motif: which, how large, and the stone, pearl, letter or enamel that it carries."""
    return {"motif": motifs, **carried_fields(size, halo)}


def carried_fields(size: Rule = PENDANT_SIZE, halo: float = 0.35) -> Mapping[str, Rule]:
    """What the motif chosen before may carry."""
    return {
        "size_mm": _for_shapes(size),
        "letter": lambda chosen: LETTER if chosen.get("motif") == "letter" else None,
        "pearl": lambda chosen: PEARL if chosen.get("motif") == "pearl" else None,
        "pearl_mm": when("pearl", sizes(("small", 5.5, 6.5), ("medium", 8, 9), ("large", 10.5, 11.5), step=0.25)),
        "enamel": lambda chosen: maybe(0.3, ENAMEL) if chosen.get("motif") in ENAMELLED else None,
        "stone": _stone,
        "cut": lambda chosen: _cut(chosen),
        "stone_mm": lambda chosen: STONE_MM if "stone" in chosen and chosen["motif"] == "solitaire" else None,
        "setting": lambda chosen: SETTING(chosen) if "stone" in chosen and chosen["motif"] == "solitaire" else None,  # type: ignore[operator]
        "halo": lambda chosen: maybe(halo, Choice((1,))) if chosen.get("setting") == "prong" else None,
        "accent": when("halo", ACCENT),
    }


STONE_MM = sizes(("small", 4.2, 5), ("medium", 6.2, 7), ("large", 8.6, 10))
SETTING = setting_for(0.25)


def _for_shapes(size: Rule) -> Rule:
    """A set stone or pearl has its own size; every other motif has the height given."""
    return lambda chosen: (
        None if chosen.get("motif", "solitaire") in SET_MOTIFS else (size(chosen) if callable(size) else size)
    )


def _stone(chosen: Partial) -> Choice | None:
    motif = chosen.get("motif")
    if motif == "solitaire":
        return stones(0.8)
    if motif in CENTRED and "enamel" not in chosen:
        return maybe(0.4, FACETED_STONE)
    return None


def _cut(chosen: Partial) -> Choice | None:
    if "stone" not in chosen:
        return None
    allowed = (cut_for() if chosen["motif"] == "solitaire" else cut_for("round"))(chosen)  # type: ignore[operator]
    assert allowed is None or isinstance(allowed, Choice)
    return allowed
