"""The space of earrings."""

from jewelbench.specs.motifs import MOTIF, SMALL_MOTIF, STUD_SIZE, motif_fields
from jewelbench.specs.space import Style, maybe, one_of, sizes
from jewelbench.specs.stones import (
    ACCENT,
    ANY_FINISH,
    FACETED_STONE,
    METAL,
    PEARL,
    PLAIN_FINISH,
    SMALL_CUT,
    cut_for,
    sometimes,
    stones,
    when,
)

TUBE = sizes(("thin", 1.4, 1.8), ("medium", 2.6, 3.2), ("wide", 4.6, 6), weights=(2, 2, 1))
HOOP_PROFILE = one_of("rounded", "flat", "knife edge", weights=(3, 2, 1))
METALWORK = {"metal": METAL, "finish": PLAIN_FINISH}

EARRINGS = (
    Style("earrings", "stud", 5.0, {**METALWORK, **motif_fields(MOTIF, STUD_SIZE)}),
    Style(
        "earrings",
        "hoop",
        3.5,
        {
            "metal": METAL,
            "finish": ANY_FINISH,
            "profile": HOOP_PROFILE,
            "width_mm": TUBE,
            "size_mm": sizes(("small", 16, 19), ("medium", 26, 31), ("large", 42, 50), step=1),
            "pave": sometimes(0.25),
            "accent": when("pave", ACCENT),
        },
    ),
    Style(
        "earrings",
        "huggie",
        2.5,
        {
            **METALWORK,
            "width_mm": sizes(("thin", 1.6, 2), ("medium", 2.8, 3.4), ("wide", 4.6, 5.6)),
            "pave": sometimes(0.4),
            "accent": when("pave", ACCENT),
            "motif": lambda chosen: None if "pave" in chosen else maybe(0.45, SMALL_MOTIF),
            **{
                k: v
                for k, v in motif_fields(SMALL_MOTIF, STUD_SIZE, halo=0.0).items()
                if k not in ("motif", "accent", "halo")
            },
        },
    ),
    Style(
        "earrings",
        "drop",
        4.0,
        {**METALWORK, **motif_fields(), "accent": lambda chosen: ACCENT if "halo" in chosen else maybe(0.35, ACCENT)},
    ),
    Style(
        "earrings",
        "chandelier",
        1.5,
        {
            **METALWORK,
            "stone": stones(0.8),
            "cut": cut_for("pear", "round", "oval", "marquise"),
            "count": one_of(3, 5),
            "accent": ACCENT,
        },
    ),
    Style(
        "earrings",
        "climber",
        1.2,
        {
            **METALWORK,
            "motif": one_of("stones", "leaf", "star"),
            "count": one_of(4, 6),
            "accent": lambda chosen: ACCENT if chosen["motif"] == "stones" else None,
        },
    ),
    Style(
        "earrings",
        "ear cuff",
        1.2,
        {
            "metal": METAL,
            "finish": ANY_FINISH,
            "width_mm": sizes(("thin", 1.6, 2.2), ("wide", 4, 5.5)),
            "strands": one_of(1, 2),
            "pave": sometimes(0.3),
            "accent": when("pave", ACCENT),
        },
    ),
    Style(
        "earrings",
        "tassel",
        1.2,
        {
            "metal": METAL,
            "stone": maybe(0.4, FACETED_STONE),
            "cut": lambda chosen: SMALL_CUT if "stone" in chosen else None,
            "pearl": lambda chosen: None if "stone" in chosen else maybe(0.5, PEARL),
            "size_mm": sizes(("short", 18, 24), ("long", 44, 56), step=1),
        },
    ),
)
