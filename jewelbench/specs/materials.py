"""What jewellery is made of: names as people say them, and how each looks.

A material's `look` is what a photo can show: two materials with one look cannot be told apart in a picture, so the
visual truth treats them as one while words keep them apart. Colours are linear RGB in [0, 1]: reflectance for metals
and opaque materials, the tint of light that passes through for faceted stones.
"""

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]
StoneBody = Literal["diamond", "crystal", "opaque", "milky"]


@dataclass(frozen=True)
class Metal:
    """A metal: its look and its reflectance at normal incidence."""

    name: str
    look: str
    colour: Colour


@dataclass(frozen=True)
class Gem:
    """A stone.

    Attributes:
        name: As a title would call it.
        look: What a photo shows of it.
        colour: Linear RGB.
        body: "diamond" (refractive index 2.4) and "crystal" (1.7) are faceted and clear; "opaque" and "milky" stones
            are cut as cabochons and reflect from a glossy surface.
        hue: The everyday colour word.
    """

    name: str
    look: str
    colour: Colour
    body: StoneBody
    hue: str


@dataclass(frozen=True)
class Surface:
    """A pearl, enamel or cord: its look and its colour."""

    name: str
    look: str
    colour: Colour


METALS = {
    metal.name: metal
    for metal in (
        Metal("yellow gold", "yellow", (1.0, 0.74, 0.30)),
        Metal("rose gold", "rose", (0.97, 0.62, 0.47)),
        Metal("white gold", "white", (0.80, 0.79, 0.76)),
        Metal("platinum", "white", (0.77, 0.77, 0.77)),
        Metal("silver", "white", (0.84, 0.83, 0.81)),
        Metal("black rhodium", "black", (0.11, 0.11, 0.12)),
    )
}

FINISHES = ("polished", "satin", "brushed", "hammered")
"""Satin and brushed look alike to a camera; hammered is seen in the shape."""

FINISH_LOOKS = {"polished": "polished", "satin": "matte", "brushed": "matte", "hammered": "hammered"}

GEMS = {
    gem.name: gem
    for gem in (
        Gem("diamond", "clear", (1.0, 1.0, 1.0), "diamond", "clear"),
        Gem("moissanite", "clear", (1.0, 1.0, 0.99), "diamond", "clear"),
        Gem("white topaz", "clear", (1.0, 1.0, 1.0), "diamond", "clear"),
        Gem("champagne diamond", "champagne", (0.86, 0.66, 0.42), "diamond", "champagne"),
        Gem("black diamond", "black facets", (0.03, 0.03, 0.03), "diamond", "black"),
        Gem("ruby", "red", (0.92, 0.03, 0.10), "crystal", "red"),
        Gem("red spinel", "red", (0.92, 0.05, 0.11), "crystal", "red"),
        Gem("garnet", "dark red", (0.50, 0.02, 0.03), "crystal", "dark red"),
        Gem("blue sapphire", "blue", (0.04, 0.12, 0.80), "crystal", "blue"),
        Gem("tanzanite", "violet", (0.25, 0.20, 0.90), "crystal", "violet"),
        Gem("amethyst", "purple", (0.50, 0.14, 0.82), "crystal", "purple"),
        Gem("pink sapphire", "pink", (0.98, 0.24, 0.55), "crystal", "pink"),
        Gem("pink tourmaline", "pink", (0.96, 0.22, 0.52), "crystal", "pink"),
        Gem("morganite", "peach", (1.0, 0.68, 0.60), "crystal", "peach"),
        Gem("rose quartz", "peach", (1.0, 0.70, 0.66), "crystal", "pale pink"),
        Gem("yellow sapphire", "yellow", (1.0, 0.80, 0.14), "crystal", "yellow"),
        Gem("citrine", "orange", (1.0, 0.55, 0.06), "crystal", "orange"),
        Gem("emerald", "green", (0.03, 0.66, 0.24), "crystal", "green"),
        Gem("green tourmaline", "green", (0.05, 0.62, 0.24), "crystal", "green"),
        Gem("peridot", "light green", (0.58, 0.85, 0.12), "crystal", "light green"),
        Gem("blue topaz", "light blue", (0.32, 0.76, 0.98), "crystal", "light blue"),
        Gem("aquamarine", "pale blue", (0.66, 0.92, 0.96), "crystal", "pale blue"),
        Gem("smoky quartz", "brown", (0.42, 0.27, 0.16), "crystal", "brown"),
        Gem("turquoise", "turquoise", (0.08, 0.52, 0.54), "opaque", "turquoise"),
        Gem("onyx", "black", (0.012, 0.012, 0.014), "opaque", "black"),
        Gem("jade", "jade green", (0.13, 0.42, 0.18), "opaque", "green"),
        Gem("malachite", "deep green", (0.01, 0.20, 0.10), "opaque", "deep green"),
        Gem("coral", "coral", (0.82, 0.19, 0.11), "opaque", "coral"),
        Gem("carnelian", "rust", (0.50, 0.09, 0.02), "opaque", "rust orange"),
        Gem("lapis lazuli", "deep blue", (0.02, 0.06, 0.34), "opaque", "deep blue"),
        Gem("moonstone", "milky", (0.74, 0.79, 0.88), "milky", "milky white"),
        Gem("opal", "milky", (0.78, 0.80, 0.82), "milky", "milky white"),
        Gem("mother of pearl", "milky", (0.84, 0.82, 0.80), "milky", "white"),
    )
}

FACETED = tuple(gem.name for gem in GEMS.values() if gem.body in ("diamond", "crystal"))
CABOCHONS = tuple(gem.name for gem in GEMS.values() if gem.body in ("opaque", "milky"))

PEARLS = {
    pearl.name: pearl
    for pearl in (
        Surface("white pearl", "white pearl", (0.97, 0.93, 0.86)),
        Surface("freshwater pearl", "white pearl", (0.97, 0.92, 0.84)),
        Surface("pink pearl", "pink pearl", (0.90, 0.68, 0.64)),
        Surface("golden pearl", "golden pearl", (0.85, 0.64, 0.32)),
        Surface("Tahitian pearl", "dark pearl", (0.10, 0.105, 0.11)),
    )
}

ENAMELS = {
    enamel.name: enamel
    for enamel in (
        Surface("white enamel", "white", (0.86, 0.86, 0.85)),
        Surface("black enamel", "black", (0.012, 0.012, 0.014)),
        Surface("red enamel", "red", (0.62, 0.02, 0.03)),
        Surface("blue enamel", "blue", (0.02, 0.07, 0.42)),
        Surface("green enamel", "green", (0.01, 0.25, 0.12)),
        Surface("turquoise enamel", "turquoise", (0.06, 0.48, 0.52)),
        Surface("pink enamel", "pink", (0.85, 0.28, 0.42)),
    )
}

CORDS = {
    cord.name: cord
    for cord in (
        Surface("black leather", "black", (0.02, 0.02, 0.02)),
        Surface("brown leather", "brown", (0.16, 0.07, 0.03)),
        Surface("red cord", "red", (0.45, 0.02, 0.03)),
        Surface("navy cord", "navy", (0.02, 0.03, 0.12)),
        Surface("beige cord", "beige", (0.55, 0.44, 0.30)),
    )
}

CUTS = (
    "round", "oval", "cushion", "princess", "emerald cut", "asscher", "radiant",
    "pear", "marquise", "heart", "trillion", "baguette",
)  # fmt: skip
CABOCHON_CUTS = ("cabochon", "oval cabochon")
CUT_LOOKS = {"radiant": "princess"}
"""Cuts that a photo cannot keep apart are one look."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
