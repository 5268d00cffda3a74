"""Jewellery as parameters: what there is, what it is called, and what a photo shows of it."""

import random
from collections.abc import Mapping

from jewelbench.specs.bracelets import ANKLETS, BRACELETS
from jewelbench.specs.earrings import EARRINGS
from jewelbench.specs.necklaces import NECKLACES
from jewelbench.specs.others import BROOCHES, CHARMS, CUFFLINKS, WATCHES
from jewelbench.specs.rings import RINGS
from jewelbench.specs.space import InvalidSpecError, Style
from jewelbench.specs.spec import Category, Spec

STYLES: Mapping[tuple[str, str], Style] = {
    (style.category, style.name): style
    for style in (
        *RINGS, *EARRINGS, *NECKLACES, *BRACELETS, *ANKLETS, *BROOCHES, *CUFFLINKS, *CHARMS, *WATCHES,
    )
}  # fmt: skip

CATEGORY_WEIGHTS: Mapping[Category, float] = {
    "ring": 34.0,
    "earrings": 22.0,
    "necklace": 20.0,
    "bracelet": 13.0,
    "anklet": 2.0,
    "brooch": 3.0,
    "cufflinks": 2.0,
    "charm": 2.0,
    "watch": 2.0,
}


def sample(rng: random.Random, held_out: bool = False) -> Spec:
    """A random design.

    Args:
        rng: Where the chance comes from; equal states give equal designs.
        held_out: Draw lengths from the grid points that only the test split uses.
    """
    category = rng.choices(list(CATEGORY_WEIGHTS), list(CATEGORY_WEIGHTS.values()))[0]
    styles = [style for style in STYLES.values() if style.category == category]
    return rng.choices(styles, [style.weight for style in styles])[0].draw(rng, held_out)


def style_of(spec: Spec) -> Style:
    """The style a spec belongs to.

    Raises:
        InvalidSpecError: There is no such style in the spec's category.
    """
    style = STYLES.get((spec.category, spec.style))
    if style is None:
        known = ", ".join(name for category, name in STYLES if category == spec.category)
        raise InvalidSpecError(f"{spec.category} has no style {spec.style!r}; it has {known}")
    return style


def check(spec: Spec) -> None:
    """Check that a spec can be built.

    Raises:
        InvalidSpecError: A field is missing, is not used by the style, or holds a value it may not hold.
    """
    style_of(spec).check(spec)
