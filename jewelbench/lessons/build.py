"""Draws lessons about products of the training and validation splits, in training words, and writes them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from jewelbench.lessons.differences import differences
from jewelbench.lessons.negation import WORDING, negated, refusal
from jewelbench.lessons.records import EditRecord, PhraseRecord, TextRecord
from jewelbench.release import Release, ReleaseError, Split, write_records
from jewelbench.specs.edits import Edit, matching
from jewelbench.specs.facts import look
from jewelbench.specs.spec import Spec
from jewelbench.tasks.build import PAIRED, named_column
from jewelbench.wording.descriptions import description
from jewelbench.wording.edits import edit_text
from jewelbench.wording.phrases import phrase
from jewelbench.wording.titles import title

TEXTS, PHRASES, NEGATED, WORDINGS = 2, 4, 1, 3
"""Further texts of a product, phrases and phrases with a negation about it, wordings of an edit."""
REFUSED_SHARE = 0.6
"""How often an edit of a metal or stone is also put as a refusal."""
LONGEST_HALF = 6
"""Words of an edit that is joined with another."""


class Taught(Protocol):
    """A product that lessons are about, planned or on disk."""

    @property
    def product_id(self) -> str:
        """Its id."""
        ...

    @property
    def family(self) -> str:
        """Its family."""
        ...

    @property
    def split(self) -> Split:
        """Where it belongs."""
        ...

    @property
    def spec(self) -> Spec:
        """The design."""
        ...


Product = TypeVar("Product", bound=Taught)


@dataclass(frozen=True)
class Lessons:
    """What there is to learn about a benchmark's products."""

    texts: list[TextRecord]
    phrases: list[PhraseRecord]
    edits: list[EditRecord]


def draw_lessons(products: Iterable[Taught], seed: int) -> Lessons:
    """Lessons about products; those of the test split are passed over.

    Args:
        products: Products of any split; edits and pairs lead from one of them to another of its split.
        seed: Seeds the wording.
    """
    taught = [product for product in products if product.split != "test"]
    edits = [*_family_edits(taught, seed), *_pairs(taught, seed)]
    return Lessons(
        [text for product in taught for text in _texts(product, seed)],
        [said for product in taught for said in _phrases(product, seed)],
        list({(edit.source, edit.target, edit.text): edit for edit in edits}.values()),
    )


def write_lessons(folder: Path, lessons: Lessons) -> None:
    """Write lessons into a benchmark's folder."""
    write_records(folder / "lessons" / "texts.jsonl", lessons.texts)
    write_records(folder / "lessons" / "phrases.jsonl", lessons.phrases)
    write_records(folder / "lessons" / "edits.jsonl", lessons.edits)


def add_lessons(folder: Path) -> Lessons:
    """Draw and write the lessons of a benchmark that lies in a folder.

    Raises:
        ReleaseError: It holds no benchmark, a broken one, or nothing but the test split.
    """
    release = Release(folder)
    lessons = draw_lessons(release.products(), release.manifest.seed)
    if not lessons.texts:
        raise ReleaseError(
            f"{folder} holds only products of the test split, which nothing may be learned from; make size m or l"
        )
    write_lessons(folder, lessons)
    return lessons


def _texts(product: Taught, seed: int) -> Iterator[TextRecord]:
    rng = _rng(seed, "texts", product)
    for _ in range(TEXTS):
        named, told = title(product.spec, rng, WORDING), description(product.spec, rng, WORDING)
        yield TextRecord(product_id=product.product_id, title=named.text, description=told.text)


def _phrases(product: Taught, seed: int) -> Iterator[PhraseRecord]:
    rng = _rng(seed, "phrases", product)
    for number in range(PHRASES + NEGATED):
        said, unlike = phrase(product.spec, rng, WORDING), dict[str, str]()
        refused = negated(said, product.spec, rng) if number >= PHRASES else None
        if refused is not None:
            said, unlike = refused
        yield PhraseRecord(product_id=product.product_id, text=said.text, columns=said.columns, unlike=unlike)


def _family_edits(products: Sequence[Product], seed: int) -> Iterator[EditRecord]:
    """Edits between any two products of a family, in both directions."""
    families: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        families[product.family].append(product)
    for members in families.values():
        for before in members:
            for after in members:
                found = differences(before.spec, after.spec)
                if len(found) == 1:
                    yield from _single(before, after, found[0], seed)
                elif found and all(edit.kind != "matching" for edit in found):
                    yield from _several(before, after, found, seed)


def _single(before: Taught, after: Taught, edit: Edit, seed: int) -> Iterator[EditRecord]:
    rng = _rng(seed, f"edit {after.product_id}", before)
    for _ in range(WORDINGS):
        yield _record(before, after, edit.kind, edit_text(edit, rng, WORDING), [edit])
    refused = refusal(edit, before.spec, rng) if rng.random() < REFUSED_SHARE else None
    if refused is not None:
        yield EditRecord(
            source=before.product_id, target=after.product_id, kind=f"not this {edit.kind}", text=refused.text,
            free=refused.free, unlike=refused.unlike,
        )  # fmt: skip


def _several(before: Taught, after: Taught, found: Sequence[Edit], seed: int) -> Iterator[EditRecord]:
    """Two changes in a breath, in either order."""
    rng = _rng(seed, f"edits {after.product_id}", before)
    said = [_short(edit, rng) for edit in found]
    if all(said):
        rng.shuffle(said)
        text = rng.choice((" and ", ", ", ", and ", " and also ")).join(said)
        yield _record(before, after, " + ".join(edit.kind for edit in found), text, found)


def _short(edit: Edit, rng: random.Random) -> str:
    """An edit in words that others may follow; "" if chance gives none."""
    for _ in range(8):
        text = edit_text(edit, rng, WORDING)
        if len(text.split()) <= LONGEST_HALF and not text.endswith(("?", "please")):
            return text
    return ""


def _record(before: Taught, after: Taught, kind: str, text: str, edits: Sequence[Edit]) -> EditRecord:
    columns = [column for column in map(named_column, edits) if column]
    return EditRecord(
        source=before.product_id, target=after.product_id, kind=kind, text=text, columns=tuple(dict.fromkeys(columns))
    )


def _pairs(products: Sequence[Product], seed: int) -> Iterator[EditRecord]:
    """Wishes for the matching piece, where the split holds one of that look in the same metal."""
    by_look: dict[tuple[object, ...], list[Product]] = defaultdict(list)
    for product in products:
        by_look[_look_and_metal(product.split, product.spec)].append(product)
    for product in products:
        for category in PAIRED:
            wanted = matching(product.spec, category)
            fitting = by_look.get(_look_and_metal(product.split, wanted), []) if wanted else []
            if fitting:
                edit = Edit("matching", "category", product.spec.category, category, fitting[0].spec)
                rng = _rng(seed, f"pair {category}", product)
                for _ in range(WORDINGS):
                    text = edit_text(edit, rng, WORDING)
                    yield EditRecord(
                        source=product.product_id, target=fitting[0].product_id, kind="matching", text=text,
                        columns=("metal",),
                    )  # fmt: skip


def _look_and_metal(split: Split, spec: Spec) -> tuple[object, ...]:
    return split, spec.metal, *sorted(look(spec).items())


def _rng(seed: int, purpose: str, product: Taught) -> random.Random:
    return random.Random(f"{seed}:lessons:{purpose}:{product.product_id}")
