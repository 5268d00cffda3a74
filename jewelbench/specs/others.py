"""The spaces of brooches, cufflinks, charms and watches."""

from jewelbench.specs.materials import CORDS
from jewelbench.specs.motifs import MOTIF, motif_fields
from jewelbench.specs.space import Choice, Style, maybe, one_of, sizes
from jewelbench.specs.stones import (
    ACCENT,
    ENAMEL,
    FACETED_STONE,
    LETTER,
    METAL,
    PEARL,
    PLAIN_FINISH,
    cut_for,
    sometimes,
    stones,
    when,
)

METALWORK = {"metal": METAL, "finish": PLAIN_FINISH}
BROOCH_MOTIF = one_of(
    "flower",
    "leaf",
    "feather",
    "butterfly",
    "star",
    "moon",
    "sun",
    "snake",
    "heart",
    "key",
    "anchor",
    "crescent and star",
)

BROOCHES = (
    Style(
        "brooch",
        "motif",
        2.5,
        {**METALWORK, **motif_fields(BROOCH_MOTIF, sizes(("medium", 28, 34), ("large", 42, 50), step=0.5))},
    ),
    Style(
        "brooch",
        "bar pin",
        1.0,
        {
            **METALWORK,
            "size_mm": sizes(("short", 34, 40), ("long", 54, 62), step=1),
            "stone": maybe(0.6, FACETED_STONE),
            "pearl": lambda chosen: None if "stone" in chosen else maybe(0.6, PEARL),
            "count": lambda chosen: one_of(1, 3) if "stone" in chosen or "pearl" in chosen else None,
        },
    ),
    Style(
        "brooch",
        "spray",
        1.5,
        {
            "metal": METAL,
            "stone": FACETED_STONE,
            "cut": one_of("round", "marquise", "pear"),
            "count": one_of(3, 5),
            "accent": ACCENT,
        },
    ),
    Style(
        "brooch",
        "cameo",
        1.0,
        {
            "metal": METAL,
            "enamel": one_of("blue enamel", "black enamel", "green enamel", "pink enamel"),
            "size_mm": sizes(("medium", 28, 34), ("large", 42, 48), step=0.5),
        },
    ),
    Style(
        "brooch",
        "bow",
        1.0,
        {
            **METALWORK,
            "size_mm": sizes(("medium", 26, 32), ("large", 40, 46), step=0.5),
            "pave": sometimes(0.4),
            "accent": when("pave", ACCENT),
            "pearl": maybe(0.4, PEARL),
        },
    ),
)

CUFFLINKS = (
    Style("cufflinks", "disc", 1.0, {**METALWORK, "enamel": maybe(0.5, ENAMEL)}),
    Style("cufflinks", "square", 1.0, {**METALWORK, "enamel": maybe(0.5, ENAMEL)}),
    Style(
        "cufflinks",
        "stone",
        1.2,
        {"metal": METAL, "stone": stones(0.4), "cut": cut_for("round", "oval", "cushion", "emerald cut")},
    ),
    Style("cufflinks", "knot", 0.8, {**METALWORK, "strands": one_of(2, 3)}),
    Style("cufflinks", "letter", 0.8, {**METALWORK, "letter": LETTER}),
)

CHARMS = (
    Style("charm", "motif", 1.0, {**METALWORK, **motif_fields(Choice(tuple(m for m in MOTIF.values if m != "pearl")))}),
)

WATCHES = tuple(
    Style(
        "watch",
        shape,
        1.0,
        {
            **METALWORK,
            "size_mm": sizes(("small", 24, 27), ("large", 36, 41), step=0.5),
            "cord": maybe(0.5, Choice(tuple(c for c in CORDS if "leather" in c))),
            "enamel": one_of("white enamel", "black enamel", "blue enamel", "green enamel"),
            "pave": sometimes(0.25),
            "accent": when("pave", ACCENT),
        },
    )
    for shape in ("round", "square")
)
