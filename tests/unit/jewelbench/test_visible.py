"""No label without a look: whatever a spec records changes the mesh, or the material of a slot that the mesh has."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from jewelbench.rendering.materials import materials_of
from jewelbench.shapes import display, layouts_of
from jewelbench.specs import STYLES, check
from jewelbench.specs.facts import FINISH_LOOKS, attributes, look
from jewelbench.specs.materials import CUT_LOOKS
from jewelbench.specs.space import Choice, InvalidSpecError, Sizes, Style
from jewelbench.specs.spec import Spec, Value


def seen(spec: Spec) -> tuple[object, ...]:
    """Everything that the renderer is given: the meshes by slot, and the materials of those slots."""
    assembly = display(spec, layouts_of(spec)[0].name)
    shapes = tuple(
        (slot, *(np.round(mesh.vertices, 5).tobytes() for mesh in meshes)) for slot, meshes in assembly.slots.items()
    )
    materials = materials_of(spec)
    return shapes, tuple((slot, repr(materials[slot])) for slot in assembly.slots)


def others(style: Style, spec: Spec, field: str) -> Iterator[Value | None]:
    """Other values that the field may have, those that look the same left out."""
    allowed, value = style.allowed(spec, field), getattr(spec, field)
    if isinstance(allowed, Sizes):
        yield from (band[1] for band in allowed.bands if allowed.name(value) != band[0])
    elif isinstance(allowed, Choice):
        for other in allowed.values:
            plain = {"": False if field == "pave" else 0 if field == "halo" else None}.get(other, other)
            if plain != value and not same_look(field, str(plain), str(value)):
                yield plain


def same_look(field: str, one: str, other: str) -> bool:
    """Whether two names are one look by design."""
    looks = {"finish": FINISH_LOOKS, "cut": CUT_LOOKS}.get(field, {})
    return looks.get(one, one) == looks.get(other, other)


def changed(style: Style, spec: Spec, field: str, rng: random.Random) -> Spec | None:
    """The spec with another value in one field, and nothing else changed; None where no other value is valid."""
    values = list(others(style, spec, field))
    rng.shuffle(values)
    for value in values:
        target = Spec.model_validate({**spec.model_dump(), field: value})
        try:
            check(target)
        except InvalidSpecError:
            continue
        if look(target) != look(spec):
            return target
    return None


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: f"{style.category}-{style.name}")
def test_every_recorded_field_of_a_style_can_be_seen(style: Style) -> None:
    rng = random.Random(f"{style.category} {style.name}")
    missing = set(style.fields)
    for _ in range(12):
        spec = style.draw(rng)
        here = seen(spec)
        for field in sorted(missing & set(spec.used())):
            target = changed(style, spec, field, rng)
            if target is not None:
                assert seen(target) != here, (
                    f"{field}: {getattr(spec, field)} and {getattr(target, field)} look the same"
                )
                missing.discard(field)
        if not missing:
            break


def test_a_stone_that_is_named_is_in_the_mesh() -> None:
    rng = random.Random(4)
    slots = {"stone": "stone", "accent": "accent", "pearl": "pearl", "second metal": "second_metal", "cord": "cord"}
    for style in STYLES.values():
        for _ in range(2):
            spec = style.draw(rng)
            built = display(spec, layouts_of(spec)[0].name).slots
            for column, slot in slots.items():
                if column in attributes(spec):
                    assert slot in built, (style.category, style.name, column)
