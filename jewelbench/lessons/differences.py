"""What leads from one design to another: one edit, several, or more than words here can say."""

from collections.abc import Mapping

from jewelbench.specs import style_of
from jewelbench.specs.edits import Edit, EditKind, matching
from jewelbench.specs.facts import look
from jewelbench.specs.space import Sizes
from jewelbench.specs.spec import Spec

_NAMED: Mapping[str, EditKind] = {
    "metal": "metal", "finish": "finish", "second_metal": "second metal", "stone": "stone", "accent": "accent",
    "pearl": "pearl", "cut": "cut", "setting": "setting", "motif": "motif", "letter": "letter", "chain": "chain",
    "engraving": "engraving", "enamel": "enamel", "cord": "cord", "profile": "profile", "count": "count",
    "strands": "strands",
}  # fmt: skip
_SIZED: Mapping[str, tuple[EditKind, EditKind]] = {
    "width_mm": ("thinner", "wider"), "gauge_mm": ("thinner", "wider"), "stone_mm": ("smaller stone", "larger stone"),
    "size_mm": ("smaller", "larger"), "pearl_mm": ("smaller", "larger"),
}  # fmt: skip
MOST = 2
"""Changes that one says in a breath."""


def differences(before: Spec, after: Spec) -> list[Edit]:
    """The edits that lead from one design to another, each of which ends at `after`.

    Returns:
        One edit, or as many as `MOST` that are independent; none where the designs look the same or differ in more.
    """
    if look(before) == look(after):
        return []
    if before.category != after.category:
        pair = matching(before, after.category) == after or matching(after, before.category) == before
        return [Edit("matching", "category", before.category, after.category, after)] if pair else []
    changed = {name for name in Spec.model_fields if getattr(before, name) != getattr(after, name)}
    found = _flags(before, after, changed)
    for name in sorted(changed):
        edit = _one(before, after, name)
        if edit is None:
            return []
        found.append(edit)
    return found if len(found) <= MOST else []


def _flags(before: Spec, after: Spec, changed: set[str]) -> list[Edit]:
    """Halo and pavé added or removed; takes the fields that go with them out of what changed."""
    found = []
    if {before.style, after.style} == {"solitaire", "halo"} and "style" in changed:
        found.append(_flag("halo added" if after.style == "halo" else "halo removed", "style", after))
        changed -= {"style", "halo", "width_mm"}
    elif "halo" in changed and not (before.halo and after.halo):
        found.append(_flag("halo added" if after.halo else "halo removed", "halo", after))
        changed -= {"halo"}
    if "pave" in changed:
        found.append(_flag("pave added" if after.pave else "pave removed", "pave", after))
        changed -= {"pave"}
    if found and (before.accent is None or after.accent is None):
        changed -= {"accent"}
    return found


def _flag(kind: EditKind, field: str, after: Spec) -> Edit:
    added = kind.endswith("added")
    return Edit(kind, field, "" if added else "yes", "yes" if added else "", after)


def _one(before: Spec, after: Spec, name: str) -> Edit | None:
    old, new = getattr(before, name), getattr(after, name)
    if old is None or new is None:
        return None
    if name in _NAMED:
        return Edit(_NAMED[name], name, str(old), str(new), after)
    if name not in _SIZED:
        return None
    was, becomes = _band(before, name), _band(after, name)
    if was is None or becomes is None or was == becomes:
        return None
    return Edit(_SIZED[name][new > old], name, was, becomes, after)


def _band(spec: Spec, name: str) -> str | None:
    allowed = style_of(spec).allowed(spec, name)
    return allowed.name(getattr(spec, name)) if isinstance(allowed, Sizes) else None
