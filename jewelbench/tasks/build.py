"""Queries with all their right answers, from the products and photos of the test split.

A photo is answered by every product that looks like the one photographed. Words are answered by every product that is
what they name: those that name platinum by platinum, those that name a white metal by any. A photo with words is
answered by what agrees with the photo in look and with the words by name.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from jewelbench.making.plan import EditPlan, ProductPlan
from jewelbench.release import QueryRecord
from jewelbench.specs.edits import Edit, matching
from jewelbench.specs.facts import LOOK_SUFFIX, NAMED_FIELDS, look
from jewelbench.specs.spec import Category
from jewelbench.wording import languages
from jewelbench.wording.edits import edit_text
from jewelbench.wording.phrases import Phrase, phrase

LANGUAGES = ("de", "fr", "es", "hi", "zh")
MOST_ANSWERS = 25
"""Phrases that more products answer say too little to judge a ranking by."""
EDITS_OF_A_PRODUCT = 2
PAIRED: tuple[Category, ...] = ("earrings", "necklace", "ring")


def build_tasks(
    products: Sequence[ProductPlan], edits: Sequence[EditPlan], not_jewellery: Sequence[str], seed: int
) -> dict[str, list[QueryRecord]]:
    """The queries of every task, by the task's name.

    Args:
        products: The gallery, which the queries are about too.
        edits: Edits between products of the gallery; others are ignored.
        not_jewellery: Ids of photos that show no jewellery.
        seed: Seeds the wording.
    """
    builder = _Builder(products, seed)
    return {
        "photo-to-product": list(builder.photos("easy")),
        "worn-and-cluttered": list(builder.photos("busy")),
        "cropped-or-hidden": list(builder.photos("hard")),
        "text-to-product": list(builder.words()),
        "photo-and-description": list(builder.described()),
        "composed": list(builder.composed(edits)),
        "pairing": list(builder.pairs()),
        "multilingual": list(builder.multilingual(edits)),
        "not-jewellery": [
            QueryRecord(query_id=f"not-jewellery-{photo}", photo=photo, relevant=()) for photo in not_jewellery
        ],
    }


class _Builder:
    def __init__(self, products: Sequence[ProductPlan], seed: int) -> None:
        self._products = products
        self._by_id = {product.product_id: product for product in products}
        self._seed = seed

    def photos(self, group: str) -> Iterator[QueryRecord]:
        """One query for each photo of a group."""
        for product in self._products:
            for photo in product.photos:
                if photo.group == group:
                    yield QueryRecord(
                        query_id=f"{group}-{photo.photo_id}",
                        photo=photo.photo_id,
                        relevant=self._alike(product.look, {}),
                        tags={"category": product.spec.category, "photo kind": photo.scene.kind},
                    )

    def words(self) -> Iterator[QueryRecord]:
        """A phrase for each product."""
        for product in self._products:
            rng = self._rng("words", product.product_id)
            yield from self._phrased(product, "en", partial(phrase, product.spec, rng, "test"))

    def _phrased(self, product: ProductPlan, language: str, draw: Callable[[], Phrase]) -> Iterator[QueryRecord]:
        for _ in range(6):
            said = draw()
            relevant = self._named(product, said.columns)
            if len(relevant) <= MOST_ANSWERS:
                yield QueryRecord(
                    query_id=f"words-{language}-{product.product_id}",
                    text=said.text,
                    language=language,
                    relevant=relevant,
                    tags={"category": product.spec.category, "words": str(len(said.columns))},
                )
                return

    def described(self) -> Iterator[QueryRecord]:
        """A query photo with words that describe the piece."""
        for product in self._products:
            photo = next((photo for photo in product.photos if photo.group == "easy"), None)
            if photo is None:
                continue
            said = phrase(product.spec, self._rng("described", product.product_id), "test")
            yield QueryRecord(
                query_id=f"described-{product.product_id}",
                photo=photo.photo_id,
                text=said.text,
                relevant=self._alike(product.look, _wanted(product, said.columns)),
                tags={"category": product.spec.category},
            )

    def composed(self, edits: Sequence[EditPlan]) -> Iterator[QueryRecord]:
        """A query photo with words that change it."""
        for number, source, edit in self._chosen(edits):
            rng = self._rng("composed", f"{source.product_id}-{number}")
            yield self._edited("composed", number, source, edit, edit_text(edit, rng, "test"), "en")

    def pairs(self) -> Iterator[QueryRecord]:
        """A packshot with a wish for the matching piece: a shop's own pairing."""
        for product in self._products:
            for category in PAIRED:
                target = matching(product.spec, category)
                if target is None:
                    continue
                relevant = self._alike(look(target), {"metal": target.metal})
                if relevant:
                    edit = Edit("matching", "category", product.spec.category, category, target)
                    rng = self._rng("pairing", f"{product.product_id}-{category}")
                    yield QueryRecord(
                        query_id=f"pairing-{product.product_id}-{category}",
                        photo=product.photos[0].photo_id,
                        text=edit_text(edit, rng, "test"),
                        relevant=relevant,
                        excluded=(product.product_id,),
                        tags={"category": product.spec.category, "edit": f"to {category}"},
                    )

    def multilingual(self, edits: Sequence[EditPlan]) -> Iterator[QueryRecord]:
        """Phrases and edits in other languages, in turn."""
        for number, product in enumerate(self._products):
            if number % 2 == 0:
                language = LANGUAGES[number // 2 % len(LANGUAGES)]
                rng = self._rng("multilingual", product.product_id)
                yield from self._phrased(product, language, partial(languages.phrase, product.spec, language, rng))
        for count, (number, source, edit) in enumerate(self._chosen(edits)):
            if count % 4 == 0:
                language = LANGUAGES[count // 4 % len(LANGUAGES)]
                rng = self._rng("multilingual edit", f"{source.product_id}-{number}")
                text = languages.edit_text(edit, language, rng)
                yield self._edited("multilingual", number, source, edit, text, language)

    def _chosen(self, edits: Iterable[EditPlan]) -> Iterator[tuple[int, ProductPlan, Edit]]:
        """At most `EDITS_OF_A_PRODUCT` edits from each product to another of the gallery."""
        taken: dict[str, int] = {}
        for planned in edits:
            source = self._by_id.get(planned.source)
            if source is None or planned.edit.target.digest() not in self._by_id or planned.edit.kind == "matching":
                continue
            number = taken.get(planned.source, 0)
            if number < EDITS_OF_A_PRODUCT:
                taken[planned.source] = number + 1
                yield number, source, planned.edit

    def _edited(self, task: str, number: int, source: ProductPlan, edit: Edit, text: str, language: str) -> QueryRecord:
        photos = [photo for photo in source.photos if photo.group == "easy"] or list(source.photos)
        column = named_column(edit)
        target = self._by_id[edit.target.digest()]
        named = {column: target.attributes[column]} if column else {}
        return QueryRecord(
            query_id=f"{task}-{language}-{source.product_id}-{number}",
            photo=photos[0].photo_id,
            text=text,
            language=language,
            relevant=self._alike(target.look, named),
            tags={"category": source.spec.category, "edit": edit.kind},
        )

    def _alike(self, seen: Mapping[str, str], named: Mapping[str, str]) -> tuple[str, ...]:
        """Products with this look whose named attributes are these."""
        return tuple(
            product.product_id
            for product in self._products
            if product.look == seen and all(product.attributes.get(name) == value for name, value in named.items())
        )

    def _named(self, product: ProductPlan, columns: Sequence[str]) -> tuple[str, ...]:
        """Products that share what the words name with one."""
        wanted = [(column, _value(product, column)) for column in columns]
        return tuple(
            other.product_id
            for other in self._products
            if all(_value(other, column) == value for column, value in wanted)
        )

    def _rng(self, purpose: str, name: str) -> random.Random:
        return random.Random(f"{self._seed}:{purpose}:{name}")


def named_column(edit: Edit) -> str | None:
    """The fact that the words of an edit name, which an answer must share with the target beside its look."""
    column = NAMED_FIELDS.get(edit.parameter)
    return column if column in ("metal", "stone", "accent", "second metal", "pearl") else None


def _value(product: ProductPlan, column: str) -> str | None:
    """What a product is in a column; "metal look" asks for the look, "metal" for the name."""
    if column.endswith(LOOK_SUFFIX):
        return product.look.get(column.removesuffix(LOOK_SUFFIX))
    return product.attributes.get(column)


def _wanted(product: ProductPlan, columns: Sequence[str]) -> dict[str, str]:
    """The names that words give, beside which the look counts."""
    return {name: product.attributes[name] for name in columns if name in product.attributes}
