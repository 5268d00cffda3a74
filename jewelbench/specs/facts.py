"""What can be said of a design, and what a photo shows of it.

`attributes` are names as words give them; `look` is the same with whatever a photo cannot tell apart joined: white
gold, platinum and silver are one white metal, ruby and red spinel one red stone. Only what can be seen is recorded:
the links of a hair-thin chain are in the spec and in the mesh, but in neither of the two.
"""

from collections.abc import Callable, Mapping

from jewelbench.specs import style_of
from jewelbench.specs.materials import CUT_LOOKS, FINISH_LOOKS, GEMS, METALS, PEARLS
from jewelbench.specs.space import Sizes
from jewelbench.specs.spec import Spec

NAMED_FIELDS = {
    "metal": "metal",
    "finish": "finish",
    "second_metal": "second metal",
    "stone": "stone",
    "cut": "cut",
    "stone_mm": "stone size",
    "setting": "setting",
    "accent": "accent",
    "accent_cut": "accent cut",
    "pearl": "pearl",
    "pearl_mm": "pearl size",
    "profile": "profile",
    "width_mm": "width",
    "size_mm": "size",
    "motif": "motif",
    "letter": "letter",
    "chain": "chain",
    "gauge_mm": "weight",
    "engraving": "engraving",
    "enamel": "enamel",
    "cord": "cord",
}
"""Columns by the spec's field."""

LOOK_SUFFIX = " look"
"""Words that name no material but its look ("silver coloured") name the column with this behind it."""

_COUNTED = {"strands": "strands", "count": "count"}

COLUMNS = ("category", "style", *NAMED_FIELDS.values(), "halo", "pave", *_COUNTED.values())
"""Every column that `attributes` and `look` may hold."""

HUES: Mapping[str, str] = {gem.name: gem.hue for gem in GEMS.values()}

_LOOKS: Mapping[str, Callable[[str], str]] = {
    "metal": lambda name: METALS[name].look,
    "second metal": lambda name: METALS[name].look,
    "finish": lambda name: FINISH_LOOKS[name],
    "stone": lambda name: GEMS[name].look,
    "accent": lambda name: GEMS[name].look,
    "pearl": lambda name: PEARLS[name].look,
    "cut": lambda name: CUT_LOOKS.get(name, name),
}

FINE_CHAIN_STYLES = {
    ("necklace", "pendant"), ("necklace", "layered"), ("necklace", "station"), ("necklace", "bar"),
    ("necklace", "lariat"), ("anklet", "chain"), ("anklet", "beaded"), ("bracelet", "charm"),
}  # fmt: skip


def attributes(spec: Spec) -> dict[str, str]:
    """The design in words, by column (`COLUMNS`); only columns that apply and can be seen.

    Lengths are given by the name of their band ("thin"), flags as "yes".
    """
    style = style_of(spec)
    found = {"category": spec.category, "style": spec.style}
    for field, value in spec.used().items():
        if field in ("chain", "gauge_mm") and (spec.category, spec.style) in FINE_CHAIN_STYLES:
            continue
        if field in NAMED_FIELDS:
            allowed = style.allowed(spec, field)
            band = allowed.name(float(value)) if isinstance(allowed, Sizes) else None
            found[NAMED_FIELDS[field]] = band or str(value)
        elif field in _COUNTED:
            found[_COUNTED[field]] = str(value)
    found.setdefault("finish", "polished")
    if spec.halo:
        found["halo"] = "double" if spec.halo == 2 else "single"
    if spec.pave:
        found["pave"] = "yes"
    return found


def look(spec: Spec) -> dict[str, str]:
    """What a photo shows of the design, by column; two designs with equal looks answer a photo equally well."""
    return {column: _LOOKS.get(column, str)(value) for column, value in attributes(spec).items()}
