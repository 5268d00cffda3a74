"""The space of necklaces and pendants."""

from jewelbench.specs.materials import CABOCHONS
from jewelbench.specs.motifs import SMALL_MOTIF, motif_fields
from jewelbench.specs.space import Choice, Style, maybe, one_of, sizes
from jewelbench.specs.stones import ACCENT, FACETED_STONE, METAL, PEARL, PLAIN_FINISH, cut_for, sometimes, stones, when

CHAINS = (
    "cable", "curb", "figaro", "paperclip", "rope", "ball", "snake", "belcher", "box", "herringbone", "wheat",
    "singapore", "mariner", "bead-and-bar",
)  # fmt: skip
FINE_CHAIN = one_of(
    "cable", "curb", "rope", "ball", "snake", "belcher", "box", "paperclip", weights=(4, 1, 1, 1, 1, 1, 1, 1)
)
CHAIN = Choice(CHAINS)
FINE = sizes(("fine", 0.9, 1.3), step=0.05)
LINKS = sizes(("fine", 1.6, 2.0), ("medium", 3.0, 3.6), ("chunky", 5.5, 7.0))
METALWORK = {"metal": METAL, "finish": PLAIN_FINISH}
BEAD = Choice(CABOCHONS)
BEADS = sizes(("small", 4, 5), ("medium", 6.5, 7.5), ("large", 9.5, 11.5), step=0.25)

NECKLACES = (
    Style("necklace", "pendant", 8.0, {**METALWORK, **motif_fields(), "chain": FINE_CHAIN, "gauge_mm": FINE}),
    Style("necklace", "chain", 3.5, {"metal": METAL, "chain": CHAIN, "gauge_mm": LINKS}),
    Style(
        "necklace",
        "strand",
        2.5,
        {
            "metal": METAL,
            "pearl": maybe(0.65, PEARL),
            "stone": lambda chosen: None if "pearl" in chosen else BEAD,
            "pearl_mm": lambda chosen: BEADS if "pearl" in chosen else None,
            "stone_mm": lambda chosen: BEADS if "stone" in chosen else None,
            "strands": one_of(1, 2, 3, weights=(3, 1.5, 1)),
            "motif": one_of("even", "graduated", weights=(2, 1)),
        },
    ),
    Style(
        "necklace",
        "bib",
        1.3,
        {
            **METALWORK,
            "motif": one_of("stones", "plates", "drops"),
            "count": one_of(7, 11),
            "stone": lambda chosen: None if chosen["motif"] == "plates" else stones(0.7),
            "cut": cut_for("round", "oval", "pear", "marquise"),
        },
    ),
    Style(
        "necklace",
        "layered",
        1.5,
        {
            "metal": METAL,
            "strands": one_of(2, 3),
            "chain": FINE_CHAIN,
            "gauge_mm": FINE,
            **{k: v for k, v in motif_fields(SMALL_MOTIF, halo=0.0).items() if k not in ("halo", "accent")},
        },
    ),
    Style(
        "necklace",
        "station",
        1.5,
        {
            "metal": METAL,
            "count": one_of(5, 9),
            "stone": maybe(0.7, stones(0.8)),
            "cut": cut_for("round", "oval", "pear"),
            "pearl": lambda chosen: None if "stone" in chosen else PEARL,
            "setting": lambda chosen: one_of("bezel") if "stone" in chosen else None,
            "gauge_mm": FINE,
        },
    ),
    Style(
        "necklace",
        "bar",
        1.3,
        {
            **METALWORK,
            "size_mm": sizes(("short", 18, 24), ("long", 36, 46), step=1),
            "width_mm": sizes(("thin", 1.6, 2.2), ("wide", 4, 6)),
            "pave": sometimes(0.35),
            "accent": when("pave", ACCENT),
            "gauge_mm": FINE,
        },
    ),
    Style(
        "necklace",
        "lariat",
        1.2,
        {
            "metal": METAL,
            "motif": one_of("solitaire", "pearl", "bar", "disc", "leaf", "star"),
            "stone": lambda chosen: FACETED_STONE if chosen["motif"] == "solitaire" else None,
            "cut": cut_for("round", "oval", "pear"),
            "pearl": lambda chosen: PEARL if chosen["motif"] == "pearl" else None,
            "gauge_mm": FINE,
        },
    ),
    Style(
        "necklace",
        "collar",
        1.2,
        {
            **METALWORK,
            "width_mm": sizes(("thin", 2.2, 3), ("medium", 4.5, 6), ("wide", 10, 16)),
            "profile": one_of("rounded", "flat"),
            "stone": maybe(0.3, stones(0.7)),
            "cut": cut_for("round", "oval"),
        },
    ),
)
