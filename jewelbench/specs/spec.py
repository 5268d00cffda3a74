"""A piece of jewellery as its parameters."""

import hashlib
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Category = Literal["ring", "earrings", "necklace", "bracelet", "anklet", "brooch", "cufflinks", "charm", "watch"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

Profile = Literal["rounded", "flat", "knife edge", "domed"]
Value = str | float | int | bool


class Spec(BaseModel):
    """A piece of jewellery.

    Which fields a style uses, and with which values, stands in its space (`jewelbench.specs.space`); the others keep
    their defaults. `jewelbench.specs.check` says whether a spec is valid. Lengths are in mm.

    Attributes:
        category: What is worn where.
        style: The kind of design within the category.
        metal: The main metal, a name in `materials.METALS`.
        finish: The metal's surface.
        second_metal: The metal of the parts that are set off.
        stone: The main stone, a name in `materials.GEMS`.
        cut: Its shape.
        stone_mm: Its width across the girdle.
        setting: How it is held.
        halo: Rows of small stones around it.
        accent: The stone of the small ones: halo, pavé, sides, petals.
        accent_cut: Their shape where they are large enough to see it.
        pave: Small stones cover the shoulders, the hoop or the band.
        pearl: A name in `materials.PEARLS`.
        pearl_mm: Its diameter.
        profile: The section of a band, hoop or bangle.
        width_mm: Width of a band, hoop tube, bangle or bar.
        size_mm: Diameter of a hoop or watch, height of a motif, side of a signet's face.
        motif: The ornament.
        letter: An initial.
        chain: The chain's links.
        gauge_mm: The chain's thickness.
        strands: Rows of beads or chains.
        engraving: A pattern cut into the metal.
        enamel: A name in `materials.ENAMELS`.
        cord: A name in `materials.CORDS`.
        count: How many stones, bands, drops or charms there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category
    style: str
    metal: str
    finish: str = "polished"
    second_metal: str | None = None
    stone: str | None = None
    cut: str | None = None
    stone_mm: float | None = Field(default=None, gt=0)
    setting: str | None = None
    halo: int = Field(default=0, ge=0, le=2)
    accent: str | None = None
    accent_cut: str | None = None
    pave: bool = False
    pearl: str | None = None
    pearl_mm: float | None = Field(default=None, gt=0)
    profile: Profile | None = None
    width_mm: float | None = Field(default=None, gt=0)
    size_mm: float | None = Field(default=None, gt=0)
    motif: str | None = None
    letter: str | None = None
    chain: str | None = None
    gauge_mm: float | None = Field(default=None, gt=0)
    strands: int | None = Field(default=None, ge=1)
    engraving: str | None = None
    enamel: str | None = None
    cord: str | None = None
    count: int | None = Field(default=None, ge=1)

    def used(self) -> dict[str, Value]:
        """The fields that differ from their defaults, without category and style."""
        return self.model_dump(exclude_defaults=True, exclude={"category", "style"})

    def digest(self) -> str:
        """Twelve hexadecimal digits that name this spec."""
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:12]
