"""The space of rings."""

from collections.abc import Mapping

from jewelbench.specs.space import Rule, Style, maybe, one_of, sizes
from jewelbench.specs.stones import (
    ACCENT,
    ANY_FINISH,
    FACETED_STONE,
    LETTER,
    METAL,
    PLAIN_FINISH,
    SMALL_CUT,
    cut_for,
    other_metal,
    setting_for,
    sometimes,
    stones,
    when,
    when_any,
)

METALWORK: Mapping[str, Rule] = {"metal": METAL, "finish": PLAIN_FINISH}
SHANK = sizes(("thin", 1.5, 1.9), ("medium", 2.6, 3.2), weights=(3, 1))
BAND = sizes(("thin", 1.8, 2.4), ("medium", 3.6, 4.6), ("wide", 6.4, 8.4), weights=(1, 1.2, 1))
CENTRE = sizes(("small", 4.4, 5.0), ("medium", 6.2, 6.9), ("large", 8.2, 9.2))
PROFILE = one_of("domed", "flat", "knife edge", "rounded", weights=(3, 2, 1.5, 1.5))


def centre(*cuts: str, faceted: float = 0.9, bezel: float = 0.15) -> dict[str, Rule]:
    """A main stone with its cut, size and setting."""
    return {
        "stone": stones(faceted) if faceted < 1 else FACETED_STONE,
        "cut": cut_for(*cuts),
        "stone_mm": CENTRE,
        "setting": setting_for(bezel),
    }


PAVE: Mapping[str, Rule] = {"pave": sometimes(0.3), "accent": when("pave", ACCENT)}

_TABLE: tuple[tuple[str, float, Mapping[str, Rule]], ...] = (
    ("band", 3.0, {"metal": METAL, "finish": ANY_FINISH, "profile": PROFILE, "width_mm": BAND}),
    (
        "two-tone",
        1.5,
        {
            "metal": METAL,
            "finish": PLAIN_FINISH,
            "second_metal": other_metal,
            "width_mm": sizes(("medium", 4.2, 5), ("wide", 6.6, 8)),
        },
    ),
    (
        "stacking",
        1.5,
        {
            "metal": METAL,
            "finish": ANY_FINISH,
            "second_metal": lambda chosen: maybe(0.3, other_metal(chosen)),
            "count": one_of(2, 3),
            "pave": sometimes(0.4),
            "accent": when("pave", ACCENT),
        },
    ),
    ("solitaire", 5.0, {**METALWORK, "width_mm": SHANK, **centre(faceted=0.85), **PAVE}),
    ("cathedral", 1.5, {**METALWORK, "width_mm": SHANK, **centre(faceted=1.0, bezel=0.0), **PAVE}),
    (
        "halo",
        4.0,
        {
            **METALWORK,
            **centre(faceted=0.95, bezel=0.0),
            "halo": one_of(1, 2, weights=(4, 1)),
            "pave": sometimes(0.4),
            "accent": ACCENT,
        },
    ),
    (
        "three-stone",
        3.0,
        {
            **METALWORK,
            **centre("round", "oval", "cushion", "princess", "emerald cut", "radiant", "pear", faceted=1.0, bezel=0.0),
            "accent": ACCENT,
            "accent_cut": SMALL_CUT,
        },
    ),
    (
        "eternity",
        2.0,
        {
            "metal": METAL,
            "stone": FACETED_STONE,
            "cut": one_of("round", "princess", "oval", "baguette", weights=(3, 1, 1, 0.7)),
            "stone_mm": sizes(("small", 1.8, 2.1), ("large", 2.8, 3.3)),
        },
    ),
    (
        "half-eternity",
        2.0,
        {
            "metal": METAL,
            "stone": FACETED_STONE,
            "cut": one_of("round", "princess", "oval", weights=(3, 1, 1)),
            "stone_mm": sizes(("small", 1.8, 2.1), ("large", 2.8, 3.3)),
        },
    ),
    (
        "signet",
        2.0,
        {
            **METALWORK,
            "motif": one_of("round face", "oval face", "cushion face", "square face"),
            "size_mm": sizes(("small", 8.5, 9.5), ("large", 11.5, 13)),
            "letter": maybe(0.35, LETTER),
            "stone": lambda chosen: None if "letter" in chosen else maybe(0.45, stones(0.5, 3.0)),
            "cut": cut_for("round"),
            "stone_mm": when("stone", one_of(3.5, 4.5)),
        },
    ),
    (
        "cluster",
        2.0,
        {
            **METALWORK,
            "stone": FACETED_STONE,
            "cut": one_of("round", "oval", "cushion"),
            "stone_mm": sizes(("small", 3.2, 3.8), ("large", 5, 5.8)),
            "accent": ACCENT,
            "accent_cut": one_of("round", "pear", "marquise"),
        },
    ),
    ("twist", 1.5, {**METALWORK, "width_mm": sizes(("thin", 2, 2.4), ("wide", 3.6, 4.6)), **PAVE}),
    (
        "split shank",
        1.5,
        {
            **METALWORK,
            **centre(faceted=1.0, bezel=0.1),
            "halo": maybe(0.4, one_of(1)),
            "pave": sometimes(0.4),
            "accent": when_any(("halo", "pave"), ACCENT),
        },
    ),
    (
        "bypass",
        1.5,
        {
            **METALWORK,
            "stone": FACETED_STONE,
            "cut": one_of("round", "pear", "marquise", "oval"),
            "stone_mm": sizes(("small", 3.4, 4.0), ("medium", 5, 5.8)),
            "accent": ACCENT,
        },
    ),
    (
        "engraved",
        1.5,
        {
            **METALWORK,
            "width_mm": sizes(("medium", 4.2, 5), ("wide", 6.4, 8)),
            "engraving": one_of("lines", "waves", "vine", "diamonds"),
        },
    ),
    (
        "filigree",
        1.2,
        {
            **METALWORK,
            "width_mm": sizes(("medium", 5, 6), ("wide", 7.6, 9)),
            "stone": maybe(0.5, FACETED_STONE),
            "cut": cut_for("round", "oval"),
            "stone_mm": when("stone", sizes(("small", 3.2, 4.0))),
        },
    ),
    (
        "milgrain",
        1.2,
        {
            **METALWORK,
            "width_mm": sizes(("thin", 2.2, 2.8), ("medium", 4, 5), ("wide", 6.4, 8)),
            "pave": sometimes(0.3),
            "accent": when("pave", ACCENT),
        },
    ),
    (
        "hammered",
        1.0,
        {"metal": METAL, "finish": one_of("hammered"), "profile": one_of("domed", "flat"), "width_mm": BAND},
    ),
    ("serpent", 1.0, {**METALWORK, "count": one_of(1, 2, 3), "accent": maybe(0.6, ACCENT)}),
    ("initial", 1.5, {**METALWORK, "letter": LETTER, "motif": one_of("open letter", "disc")}),
)

RINGS = tuple(Style("ring", name, weight, fields) for name, weight, fields in _TABLE)
