"""What a benchmark holds, before anything is rendered: products, splits, texts and the photos to take.

A plan is a pure function of its seed and its number of families. Products come in families: a base design and designs
that differ from it in one visible way. A family lies in one split; a look that one split has claimed is never used by
another, so nothing in test has been seen in training.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jewelbench.making.photo_plans import PhotoPlan, photo_plans
from jewelbench.release import Split
from jewelbench.specs import sample
from jewelbench.specs.edits import Edit, edits, reverse
from jewelbench.specs.facts import attributes, look
from jewelbench.specs.spec import Spec
from jewelbench.wording.descriptions import description
from jewelbench.wording.splits import Wording
from jewelbench.wording.titles import title

SPLITS: tuple[tuple[Split, float], ...] = (("train", 0.79), ("validation", 0.08), ("test", 0.13))
VARIANTS = 3
"""Designs in a family beside its base."""
COPIES = 3
"""Products that may share a look: one in white gold, one in platinum, one a hair wider."""

Look = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProductPlan:
    """A product to make.

    Attributes:
        product_id: Digest of the spec.
        family: Name of its family.
        split: The family's split.
        spec: The design.
        attributes: See `jewelbench.specs.facts`.
        look: See `jewelbench.specs.facts`.
        title: The merchant's title.
        description: The merchant's description.
        faults: What is wrong with the two.
        photos: Photos to take.
    """

    product_id: str
    family: str
    split: Split
    spec: Spec
    attributes: dict[str, str]
    look: dict[str, str]
    title: str
    description: str
    faults: tuple[str, ...]
    photos: tuple[PhotoPlan, ...]


@dataclass(frozen=True)
class EditPlan:
    """A composed query to ask: from one product, by an edit, to the edit's target."""

    source: str
    edit: Edit


@dataclass(frozen=True)
class Plan:
    """All products, and the edits between those of one family."""

    products: tuple[ProductPlan, ...]
    edits: tuple[EditPlan, ...]


class Claims:
    """Which split each look belongs to, and which designs exist already."""

    def __init__(self) -> None:
        self._splits: dict[Look, Split] = {}
        self._copies: Counter[Look] = Counter()
        self._designs: set[str] = set()

    def claim(self, spec: Spec, split: Split) -> bool:
        """Take a design for a split; False when it exists, or when its look is another split's or common already."""
        key = look_key(look(spec))
        if self._splits.get(key, split) != split or self._copies[key] == COPIES or spec.digest() in self._designs:
            return False
        self._splits[key] = split
        self._copies[key] += 1
        self._designs.add(spec.digest())
        return True


def make_plan(seed: int, families: int, packshots: int, queries: int, splits: Sequence[Split] = ()) -> Plan:
    """Plan a benchmark.

    Args:
        seed: Equal seeds give equal plans.
        families: How many families to draw; families whose base look is taken are left out.
        packshots: Catalogue photos of each product.
        queries: Query photos of each product.
        splits: Only these splits are kept (all, if none); what they hold does not depend on it.
    """
    claimed = Claims()
    products: list[ProductPlan] = []
    chosen: list[EditPlan] = []
    for number in range(families):
        rng = random.Random(f"{seed}:{number}")
        split = rng.choices([name for name, _ in SPLITS], [share for _, share in SPLITS])[0]
        members, found = _family(rng, split, claimed)
        if splits and split not in splits:
            continue
        for spec in members:
            texts = random.Random(f"{seed}:{spec.digest()}")
            products.append(_product(spec, f"f{number:06d}", split, texts, packshots, queries))
        chosen += [EditPlan(source.digest(), edit) for source, edit in found]
    return Plan(tuple(products), tuple(chosen))


def _family(rng: random.Random, split: Split, claimed: "Claims") -> tuple[list[Spec], list[tuple[Spec, Edit]]]:
    """A family's designs, none with a look that was claimed before, and the edits between base and variants."""
    base = sample(rng, held_out=split == "test")
    if not claimed.claim(base, split):
        return [], []
    members, found = [base], []
    possible = edits(base, rng)
    matching = [edit for edit in possible if edit.kind == "matching"]
    for edit in matching + [edit for edit in possible if edit.kind != "matching"]:
        if len(members) == 1 + VARIANTS:
            break
        if claimed.claim(edit.target, split):
            members.append(edit.target)
            found += [(base, edit), (edit.target, reverse(edit, base))]
    return members, found


def look_key(seen: dict[str, str]) -> Look:
    """A look as a value that can be compared and hashed."""
    return tuple(sorted(seen.items()))


def _product(spec: Spec, family: str, split: Split, rng: random.Random, packshots: int, queries: int) -> ProductPlan:
    side: Wording = "test" if split == "test" else "train"
    named = title(spec, rng, side)
    told = description(spec, rng, side)
    product_id = spec.digest()
    return ProductPlan(
        product_id=product_id,
        family=family,
        split=split,
        spec=spec,
        attributes=attributes(spec),
        look=look(spec),
        title=named.text,
        description=told.text,
        faults=tuple(dict.fromkeys((*named.faults, *told.faults))),
        photos=tuple(photo_plans(spec, product_id, split, packshots, queries)),
    )
