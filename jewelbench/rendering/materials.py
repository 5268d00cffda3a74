"""What light does on a piece's parts: the appearance of every slot of a spec."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from jewelbench.shapes.mesh import Slot
from jewelbench.specs import materials as substances
from jewelbench.specs.materials import Colour
from jewelbench.specs.spec import Spec

MaterialKind = Literal["opaque", "stone"]
DARK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Material:
    """How a surface treats light. Colours are linear RGB in [0, 1].

    Attributes:
        kind: "opaque" is a coat over a diffuse body: metal, lacquer, pearl, skin, cloth; "stone" is clear and faceted.
        body: Diffuse reflectance; of a stone, the light left after crossing it.
        coat: Reflectance of the coat at normal incidence; about 0.04 for lacquer, 0 for cloth, its colour for metal.
        roughness: GGX roughness of the coat.
        rim: Diffuse reflectance at grazing angles, where it differs: the bloom of pearl, skin and velvet.
        index: Refractive index of a stone.
        dispersion: Relative difference of that index between red and green: the fire.
        whitening: How far the metal seen through a stone loses its colour, 0 to 1.
        textured: The body is multiplied by the backdrop's texture.
    """

    kind: MaterialKind = "opaque"
    body: Colour = DARK
    coat: Colour = DARK
    roughness: float = 0.3
    rim: Colour | None = None
    index: float = 1.0
    dispersion: float = 0.0
    whitening: float = 0.0
    textured: bool = False


def metal(name: str, finish: str = "polished") -> Material:
    """A metal of `specs.materials.METALS` in a finish of `FINISHES`."""
    return Material(coat=substances.METALS[name].colour, roughness=_FINISHES[finish])


def stone(name: str, accent: bool = False) -> Material:
    """A gem of `specs.materials.GEMS`; small stones are set over white metal, as goldsmiths do."""
    gem = substances.GEMS[name]
    if gem.body == "opaque":
        return glossy(gem.colour)
    if gem.body == "milky":
        body, rim = _MILKY[name]
        return replace(glossy(body), rim=rim)
    diamond = gem.body == "diamond"
    return Material(
        kind="stone",
        body=gem.colour,
        index=2.417 if diamond else 1.70,
        dispersion=0.018 if diamond else 0.009,
        whitening=0.92 if accent or diamond else 0.5,
    )


def pearl(name: str) -> Material:
    """A pearl of `specs.materials.PEARLS`: a deep body, a soft sharp-edged gleam and a rim of another hue."""
    surface = substances.PEARLS[name]
    rims: dict[str, Colour] = {
        "dark pearl": (0.05, 0.15, 0.13),
        "golden pearl": (0.55, 0.33, 0.10),
        "pink pearl": (0.58, 0.36, 0.40),
    }
    dark = surface.look == "dark pearl"
    return Material(
        body=_scaled(surface.colour, 1.0 if dark else 1.1),
        coat=(0.22, 0.225, 0.22) if dark else (0.18, 0.175, 0.175),
        roughness=0.06,
        rim=rims.get(surface.look, (0.72, 0.62, 0.60)),
    )


def glossy(colour: Colour, roughness: float = 0.045) -> Material:
    """Something lacquered or polished: enamel, a cabochon, a cup."""
    return Material(body=colour, coat=(0.05, 0.05, 0.05), roughness=roughness)


def matte(colour: Colour, rim: Colour | None = None) -> Material:
    """Something dull: cloth, paper, cord."""
    return Material(body=colour, rim=rim)


def materials_of(spec: Spec) -> Mapping[Slot, Material]:
    """The material of every slot that the pieces of a spec may use."""
    first = metal(spec.metal, spec.finish)
    main = stone(spec.stone or "diamond")
    return {
        "metal": first,
        "second_metal": metal(spec.second_metal, spec.finish) if spec.second_metal else first,
        "stone": main,
        "accent": stone(spec.accent or "diamond", accent=True),
        "pearl": pearl(spec.pearl or "white pearl"),
        "enamel": glossy(substances.ENAMELS[spec.enamel or EYE].colour),
        "cord": Material(
            body=substances.CORDS[spec.cord or "black leather"].colour, coat=(0.03, 0.03, 0.03), roughness=0.5
        ),
        "dial": Material(body=(0.82, 0.82, 0.80), coat=(0.04, 0.04, 0.04), roughness=0.25),
        "dark": Material(body=(0.015, 0.015, 0.017), coat=(0.03, 0.03, 0.03), roughness=0.3),
    }


def absorption(material: Material, chord: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Beer's absorption per mm (3,) of a stone of a given mean chord, such that size does not change its colour."""
    tint = np.clip(material.body, 0.004, 1.0)
    return np.asarray(-np.log(tint) / (CROSSING * max(chord, 0.02)))


EYE = "blue enamel"
"""What an evil eye and a hamsa hold, which name no enamel of their own."""

CROSSING = 1.9
"""Mean chords of a stone that its colour is given for: light zigzags on its way through a cut stone."""

_FINISHES = {"polished": 0.035, "satin": 0.26, "brushed": 0.26, "hammered": 0.06}

_MILKY: dict[str, tuple[Colour, Colour]] = {  # seen from the front, and at grazing angles
    "moonstone": ((0.60, 0.68, 0.86), (0.86, 0.86, 0.84)),
    "opal": ((0.72, 0.80, 0.80), (0.90, 0.66, 0.70)),
    "mother of pearl": ((0.84, 0.83, 0.82), (0.70, 0.80, 0.76)),
}


def _scaled(colour: Colour, factor: float) -> Colour:
    """A colour, darker or brighter."""
    red, green, blue = (min(channel * factor, 1.0) for channel in colour)
    return red, green, blue
