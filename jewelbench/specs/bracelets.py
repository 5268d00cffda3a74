"""The space of bracelets and anklets."""

from jewelbench.specs.materials import CABOCHONS, CORDS
from jewelbench.specs.motifs import CHARM_MOTIF, SMALL_MOTIF, motif_fields
from jewelbench.specs.necklaces import BEADS, CHAIN, FINE, FINE_CHAIN, LINKS
from jewelbench.specs.space import Choice, Style, maybe, one_of, sizes
from jewelbench.specs.stones import (
    ACCENT,
    ANY_FINISH,
    FACETED_STONE,
    LETTER,
    METAL,
    PEARL,
    PLAIN_FINISH,
    sometimes,
    when,
)

METALWORK = {"metal": METAL, "finish": PLAIN_FINISH}
SMALL_CHARM = {
    k: v
    for k, v in motif_fields(SMALL_MOTIF, sizes(("small", 8, 11), step=0.25), 0.0).items()
    if k not in ("halo", "accent")
}

BRACELETS = (
    Style(
        "bracelet",
        "bangle",
        3.0,
        {
            "metal": METAL,
            "finish": ANY_FINISH,
            "profile": one_of("rounded", "flat", "domed", "knife edge"),
            "width_mm": sizes(("thin", 2.2, 3), ("medium", 5, 6.5), ("wide", 10, 14)),
            "engraving": lambda chosen: (
                maybe(0.35, one_of("lines", "waves", "vine", "diamonds"))
                if chosen["profile"] in ("flat", "domed") and chosen["finish"] != "hammered"
                else None
            ),
            "pave": lambda chosen: None if "engraving" in chosen or chosen["finish"] == "hammered" else sometimes(0.3),
            "accent": when("pave", ACCENT),
        },
    ),
    Style(
        "bracelet",
        "cuff",
        2.0,
        {
            "metal": METAL,
            "finish": ANY_FINISH,
            "width_mm": sizes(("thin", 4, 5.5), ("medium", 9, 12), ("wide", 18, 25), step=0.5),
            "stone": maybe(0.35, Choice(CABOCHONS)),
            "cut": lambda chosen: one_of("cabochon", "oval cabochon") if "stone" in chosen else None,
        },
    ),
    Style(
        "bracelet",
        "tennis",
        3.0,
        {
            "metal": METAL,
            "stone": FACETED_STONE,
            "cut": one_of("round", "princess", "oval", "emerald cut", weights=(4, 1, 1, 1)),
            "stone_mm": sizes(("small", 2.4, 2.8), ("medium", 3.6, 4.2), ("large", 5.2, 6)),
        },
    ),
    Style(
        "bracelet",
        "chain",
        3.0,
        {
            "metal": METAL,
            "chain": CHAIN,
            "gauge_mm": LINKS,
            "motif": maybe(0.4, SMALL_MOTIF),
            **{k: v for k, v in SMALL_CHARM.items() if k != "motif"},
        },
    ),
    Style(
        "bracelet",
        "charm",
        1.5,
        {
            "metal": METAL,
            "chain": one_of("cable", "curb", "belcher"),
            "gauge_mm": sizes(("medium", 2.2, 2.8)),
            "motif": CHARM_MOTIF,
            "count": one_of(3, 5),
            "letter": lambda chosen: None if chosen["motif"] != "letter" else LETTER,
        },
    ),
    Style(
        "bracelet",
        "beaded",
        2.0,
        {
            "pearl": maybe(0.35, PEARL),
            "stone": lambda chosen: None if "pearl" in chosen else Choice(CABOCHONS),
            "pearl_mm": lambda chosen: BEADS if "pearl" in chosen else None,
            "stone_mm": lambda chosen: BEADS if "stone" in chosen else None,
            "metal": METAL,
            "count": one_of(1, 3, 5),
        },
    ),
    Style(
        "bracelet",
        "cord",
        1.5,
        {
            "metal": METAL,
            "cord": Choice(tuple(CORDS)),
            "strands": one_of(1, 2, 3),
            "motif": one_of("disc", "bar", "infinity", "anchor", "heart", "tube"),
        },
    ),
    Style("bracelet", "twist", 1.2, {**METALWORK, "width_mm": sizes(("thin", 3, 4), ("wide", 6.5, 8.5))}),
)

ANKLETS = (
    Style(
        "anklet",
        "chain",
        1.0,
        {
            "metal": METAL,
            "chain": FINE_CHAIN,
            "gauge_mm": sizes(("fine", 1.3, 1.7), step=0.05),
            "motif": maybe(0.7, SMALL_MOTIF),
            **{k: v for k, v in SMALL_CHARM.items() if k != "motif"},
        },
    ),
    Style(
        "anklet",
        "beaded",
        0.7,
        {
            "metal": METAL,
            "pearl": maybe(0.4, PEARL),
            "stone": lambda chosen: None if "pearl" in chosen else Choice(CABOCHONS),
            "count": one_of(9, 15),
            "gauge_mm": FINE,
        },
    ),
)
