"""Designs that differ from another in one way that can be seen: the targets of composed queries."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from jewelbench.specs import STYLES, check, style_of
from jewelbench.specs.facts import look
from jewelbench.specs.materials import GEMS
from jewelbench.specs.space import Choice, InvalidSpecError, Sizes
from jewelbench.specs.spec import Category, Spec, Value

EditKind = Literal[
    "metal", "finish", "second metal", "stone", "accent", "pearl", "cut", "setting", "halo added", "halo removed",
    "pave added", "pave removed", "thinner", "wider", "smaller stone", "larger stone", "smaller", "larger", "motif",
    "letter", "chain", "engraving", "enamel", "cord", "count", "profile", "strands", "style", "matching",
]  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One visible change.

    Attributes:
        kind: What sort of change it is.
        parameter: The field that changes, or "category" for a matching piece.
        before: The field's value before, in words; "" where it had none.
        after: Its value after, in words; "" where it has none.
        target: The design after the change.
    """

    kind: EditKind
    parameter: str
    before: str
    after: str
    target: Spec


_NAMED: tuple[tuple[EditKind, str], ...] = (
    ("metal", "metal"),
    ("finish", "finish"),
    ("second metal", "second_metal"),
    ("stone", "stone"),
    ("accent", "accent"),
    ("pearl", "pearl"),
    ("cut", "cut"),
    ("setting", "setting"),
    ("motif", "motif"),
    ("letter", "letter"),
    ("chain", "chain"),
    ("engraving", "engraving"),
    ("enamel", "enamel"),
    ("cord", "cord"),
    ("profile", "profile"),
    ("count", "count"),
    ("strands", "strands"),
)
_SIZED: tuple[tuple[EditKind, EditKind, str], ...] = (
    ("thinner", "wider", "width_mm"),
    ("thinner", "wider", "gauge_mm"),
    ("smaller stone", "larger stone", "stone_mm"),
    ("smaller", "larger", "size_mm"),
    ("smaller", "larger", "pearl_mm"),
)


def edits(spec: Spec, rng: random.Random) -> list[Edit]:
    """One edit of every kind that applies, in random order; every target is valid and looks different."""
    found = [edit for edit in _all(spec, rng) if _visible(spec, edit.target)]
    rng.shuffle(found)
    return found


_REVERSED: dict[EditKind, EditKind] = {
    "halo added": "halo removed",
    "pave added": "pave removed",
    "thinner": "wider",
    "smaller stone": "larger stone",
    "smaller": "larger",
}
_REVERSED |= {after: before for before, after in _REVERSED.items()}


def reverse(edit: Edit, source: Spec) -> Edit:
    """The edit that leads from the target back to the design it started from."""
    return Edit(_REVERSED.get(edit.kind, edit.kind), edit.parameter, edit.after, edit.before, source)


def _visible(before: Spec, after: Spec) -> bool:
    try:
        check(after)
    except InvalidSpecError:
        return False
    return look(before) != look(after)


def _all(spec: Spec, rng: random.Random) -> Iterator[Edit]:
    for kind, field in _NAMED:
        yield from _renamed(spec, kind, field, rng)
    for smaller, larger, field in _SIZED:
        yield from _resized(spec, smaller, larger, field, rng)
    yield from _flags(spec, rng)
    yield from _matching(spec, rng)


def _renamed(spec: Spec, kind: EditKind, field: str, rng: random.Random) -> Iterator[Edit]:
    before = getattr(spec, field)
    allowed = style_of(spec).allowed(spec, field)
    if before is None or not isinstance(allowed, Choice):
        return
    others = [value for value in allowed.values if value not in ("", before) and _weight(allowed, value) > 0]
    weights = [_weight(allowed, value) for value in others]
    for _ in range(4):  # a draw may look the same (platinum for silver) or not fit the other fields
        if not others:
            return
        after = rng.choices(others, weights)[0]
        target = _with(spec, {field: after})
        if target is not None and _visible(spec, target):
            yield Edit(kind, field, str(before), str(after), target)
            return


def _weight(allowed: Choice, value: Value) -> float:
    return allowed.weights[allowed.values.index(value)] if allowed.weights else 1.0


def _resized(spec: Spec, smaller: EditKind, larger: EditKind, field: str, rng: random.Random) -> Iterator[Edit]:
    before = getattr(spec, field)
    allowed = style_of(spec).allowed(spec, field)
    if before is None or not isinstance(allowed, Sizes) or len(allowed.bands) < 2:
        return
    band = next(i for i, (_, low, high) in enumerate(allowed.bands) if low - 1e-6 <= before <= high + 1e-6)
    near = [i for i in (band - 1, band + 1) if 0 <= i < len(allowed.bands)]
    to = rng.choice(near)
    after = rng.choice(allowed.grid(allowed.bands[to], style_of(spec).is_held_out(spec)))
    target = _with(spec, {field: after})
    if target is not None:
        kind = smaller if to < band else larger
        yield Edit(kind, field, allowed.bands[band][0], allowed.bands[to][0], target)


def _flags(spec: Spec, rng: random.Random) -> Iterator[Edit]:
    style = style_of(spec)
    if spec.halo and spec.style != "halo":
        yield from _flag(spec, "halo removed", "halo", {"halo": 0, "accent": spec.accent if spec.pave else None})
    elif "halo" in style.fields and not spec.halo:
        yield from _flag(spec, "halo added", "halo", {"halo": 1, "accent": spec.accent or _accent(rng)})
    if spec.pave:
        yield from _flag(spec, "pave removed", "pave", {"pave": False, "accent": spec.accent if spec.halo else None})
    elif "pave" in style.fields:
        yield from _flag(spec, "pave added", "pave", {"pave": True, "accent": spec.accent or _accent(rng)})
    if (spec.category, spec.style) == ("ring", "halo"):
        yield from _flag(spec, "halo removed", "style", {**_as_solitaire(spec)})
    if (spec.category, spec.style) == ("ring", "solitaire") and spec.setting == "prong":
        changes: dict[str, object] = {"style": "halo", "width_mm": None, "halo": 1}
        yield from _flag(spec, "halo added", "style", {**changes, "accent": spec.accent or _accent(rng)})


def _as_solitaire(spec: Spec) -> dict[str, object]:
    accent = spec.accent if spec.pave else None
    return {"style": "solitaire", "halo": 0, "width_mm": _narrow_shank(spec), "accent": accent}


def _narrow_shank(spec: Spec) -> float:
    """A solitaire's thinnest shank, of the split that the design belongs to."""
    width = STYLES["ring", "solitaire"].fields["width_mm"]
    assert isinstance(width, Sizes)
    return width.grid(width.bands[0], style_of(spec).is_held_out(spec))[0]


def _flag(spec: Spec, kind: EditKind, field: str, changes: dict[str, object]) -> Iterator[Edit]:
    target = _with(spec, changes)
    if target is not None:
        added = kind.endswith("added")
        yield Edit(kind, field, "" if added else "yes", "yes" if added else "", target)


def _accent(rng: random.Random) -> str:
    return "diamond" if rng.random() < 0.8 else rng.choice([g.name for g in GEMS.values() if g.body == "crystal"])


def _matching(spec: Spec, rng: random.Random) -> Iterator[Edit]:
    """The same ornament as another category: a pendant and studs for a ring, a ring for studs."""
    for category in rng.sample(("ring", "earrings", "necklace"), 3):
        target = matching(spec, category)  # type: ignore[arg-type]
        if target is not None:
            yield Edit("matching", "category", spec.category, category, target)
            return


def matching(spec: Spec, category: Category) -> Spec | None:
    """The piece of another category that belongs to this one, or None where there is none."""
    maker = _MATCHES.get(category)
    if spec.category == category or maker is None:
        return None
    if (spec.category, spec.style) not in _SET_STYLES or (spec.category != "ring" and spec.motif != "solitaire"):
        return None
    return maker(spec)


_SET_STYLES = {
    ("ring", "solitaire"), ("ring", "halo"), ("ring", "cathedral"), ("earrings", "stud"), ("earrings", "drop"),
    ("necklace", "pendant"),
}  # fmt: skip


def _carried(spec: Spec) -> dict[str, object]:
    return {
        "metal": spec.metal, "finish": spec.finish, "stone": spec.stone, "cut": spec.cut, "setting": spec.setting,
        "halo": min(spec.halo, 1), "accent": spec.accent if spec.halo else None,
    }  # fmt: skip


def _stone_mm(spec: Spec, category: Category, style: str) -> float:
    """The nearest stone size that the other style uses, of the split that the design belongs to."""
    allowed = STYLES[category, style].allowed(
        Spec.model_validate({"category": category, "style": style, "motif": "solitaire", **_carried(spec)}), "stone_mm"
    )
    assert isinstance(allowed, Sizes)
    held_out = style_of(spec).is_held_out(spec)
    values = [value for band in allowed.bands for value in allowed.grid(band, held_out)]
    return min(values, key=lambda value: abs(value - (spec.stone_mm or 6.0)))


def _set_jewel(category: Category, style: str, extra: dict[str, object]) -> Callable[[Spec], Spec | None]:
    def make(spec: Spec) -> Spec | None:
        values = {"category": category, "style": style, **_carried(spec), "stone_mm": _stone_mm(spec, category, style)}
        gauge = STYLES[category, style].fields.get("gauge_mm")
        if isinstance(gauge, Sizes):
            values["gauge_mm"] = gauge.grid(gauge.bands[0], style_of(spec).is_held_out(spec))[0]
        return _valid({**values, **extra})

    return make


def _ring(spec: Spec) -> Spec | None:
    if spec.halo:
        return _set_jewel("ring", "halo", {})(spec)
    return _set_jewel("ring", "solitaire", {"width_mm": _narrow_shank(spec)})(spec)


_MATCHES: dict[Category, Callable[[Spec], Spec | None]] = {
    "earrings": _set_jewel("earrings", "stud", {"motif": "solitaire"}),
    "necklace": _set_jewel("necklace", "pendant", {"motif": "solitaire", "chain": "cable"}),
    "ring": _ring,
}


def _with(spec: Spec, changes: dict[str, object]) -> Spec | None:
    return _valid({**spec.model_dump(), **changes})


def _valid(values: dict[str, object]) -> Spec | None:
    target = Spec.model_validate(values)
    try:
        check(target)
    except InvalidSpecError:
        return None
    return target
