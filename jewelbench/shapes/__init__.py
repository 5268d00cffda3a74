"""Designs as meshes: `display` lays a piece out for a photograph, `worn` puts it on a body."""

from functools import cache
from importlib import import_module
from types import ModuleType

from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Assembly
from jewelbench.specs.spec import Category, Spec

_MODULES: dict[Category, str] = {
    "ring": "rings",
    "earrings": "earrings",
    "necklace": "necklaces",
    "bracelet": "bracelets",
    "anklet": "anklets",
    "brooch": "brooches",
    "cufflinks": "cufflinks",
    "charm": "charms",
    "watch": "watches",
}

NEVER_WORN: frozenset[Category] = frozenset({"charm"})
"""Categories that nothing wears by themselves: `worn` gives None for them and for them only."""


@cache
def _module(category: Category) -> ModuleType:
    """The module of a category; loaded when first asked for, since each is large and most tests need one."""
    return import_module(f"jewelbench.shapes.{_MODULES[category]}")


def display(spec: Spec, layout: str) -> Assembly:
    """The piece, or the pair, laid out for a photograph: z up, resting on z = 0, its front toward -y.

    Args:
        spec: A valid design.
        layout: The name of one of `layouts_of(spec)`.
    """
    assembly: Assembly = _module(spec.category).display(spec, layout)
    return assembly


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """The layouts that suit the design."""
    layouts: tuple[Layout, ...] = _module(spec.category).layouts_of(spec)
    return layouts


def worn(spec: Spec) -> Worn | None:
    """The piece on the body that wears it; None for a loose charm, which nothing wears."""
    piece: Worn | None = _module(spec.category).worn(spec)
    return piece
