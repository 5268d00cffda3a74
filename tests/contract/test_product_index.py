"""What every index does, whatever stands behind it."""

import dataclasses
from decimal import Decimal

import numpy as np
import pytest

from catalog.index.filters import NAMES, Between, Condition, Filters, Flag, NoneOf, OneOf
from catalog.index.port import IndexEntry, Prediction, ProductIndex, SearchHit
from catalog.product import Product, Variant
from tests.contract.entries import collection, entry, unit_vectors

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

CONDITIONS: list[Filters] = [
    (),
    (OneOf("category", ("ring",)),),
    (OneOf("metal", ("rose gold",)),),
    (OneOf("metal", ("ROSE GOLD", "silver")), OneOf("gemstone", ("ruby",))),
    (Flag("available", True),),
    (Flag("available", False), OneOf("category", ("necklace", "earrings"))),
    (Between("price", gte=100, lt=2000),),
    (Between("price", gt=50), Between("price", lte=400)),
    (Between("price", gte=50, gt=900, lte=100, lt=5000),),
    (Between("price", gte=900, gt=50, lte=4000, lt=3000),),
    (OneOf("category", ("tiara",)),),
    (NoneOf("metal", ("ROSE GOLD", "silver")),),
    (NoneOf("gemstone", ("ruby",)), OneOf("category", ("ring", "necklace")), Between("price", gte=50)),
    (OneOf("karat", ("18K",)), OneOf("style", ("halo", "Solitaire"))),
    (OneOf("colour", ("red",)), OneOf("group", ("Family-2",))),
]


def meets(product: Product, condition: Condition) -> bool:
    value = getattr(product, condition.field)
    if isinstance(condition, NoneOf):
        return value is None or value.casefold() not in {each.casefold() for each in condition.values}
    if value is None:
        return False
    if isinstance(condition, OneOf):
        return value.casefold() in {each.casefold() for each in condition.values}
    if isinstance(condition, Flag):
        return bool(value == condition.value)
    return (
        (condition.gte is None or value >= condition.gte)
        and (condition.gt is None or value > condition.gt)
        and (condition.lte is None or value <= condition.lte)
        and (condition.lt is None or value < condition.lt)
    )


def test_products_are_found_by_the_words_of_their_names(index: ProductIndex) -> None:
    index.upsert([entry("P-1", attributes={"Brand": "Velm Orchard"}), entry("P-2", attributes={"Brand": "Velm"})])
    assert [index.count((OneOf(NAMES, (word,)),)) for word in ("velm", "orchard", "ring")] == [2, 1, 0]
    both = tuple(OneOf(NAMES, (word,)) for word in ("velm", "orchard"))
    assert [hit.stored.product.sku for hit in index.search(unit_vectors(1, 1)[0], filters=both)] == ["P-1"]


def test_a_new_name_takes_the_place_of_the_old_one(index: ProductIndex) -> None:
    before = entry("P-1", attributes={"Brand": "Velm"})
    index.upsert([before])
    product = dataclasses.replace(before.stored.product, attributes={"Brand": "Orchard"})
    index.update_facts([dataclasses.replace(before.stored, product=product, facts_hash="new")])
    assert [index.count((OneOf(NAMES, (word,)),)) for word in ("velm", "orchard")] == [0, 1]


def kept(entries: list[IndexEntry], filters: Filters) -> list[IndexEntry]:
    return [each for each in entries if all(meets(each.stored.product, condition) for condition in filters)]


@pytest.fixture
def filled(index: ProductIndex) -> tuple[ProductIndex, list[IndexEntry]]:
    entries = collection(150)
    index.upsert(entries)
    return index, entries


def test_an_empty_index_finds_nothing(index: ProductIndex) -> None:
    assert index.count() == 0
    assert index.search(unit_vectors(1, 0)[0]) == []
    assert index.get(["P-1"]) == {}
    assert index.vectors("P-1") is None
    assert index.exact_vectors(["P-1"]) == {}
    assert list(index.skus()) == []
    assert list(index.entries()) == []
    assert index.facets().price_bands == ()


@pytest.mark.parametrize("filters", CONDITIONS, ids=str)
def test_search_ranks_by_the_best_photo_under_the_filters(
    filled: tuple[ProductIndex, list[IndexEntry]], filters: Filters
) -> None:
    index, entries = filled
    query = unit_vectors(1, 99)[0]
    best = {each.stored.product.sku: (each.vectors @ query) for each in kept(entries, filters)}
    expected = sorted(best, key=lambda sku: -float(best[sku].max()))[:20]
    hits = index.search(query, filters=filters, limit=20)
    assert [hit.stored.product.sku for hit in hits] == expected
    for hit in hits:
        cosines = best[hit.stored.product.sku]
        assert hit.score == pytest.approx(float(cosines.max()), abs=1e-5)
        assert hit.best_photo == int(cosines.argmax())
        assert float(hit.vector @ query) == pytest.approx(hit.score, abs=2e-3)


def test_pages_make_up_one_long_search(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, _ = filled
    query = unit_vectors(1, 3)[0]
    pages = [hit for offset in range(0, 60, 20) for hit in index.search(query, limit=20, offset=offset)]
    whole = index.search(query, limit=60)
    assert [hit.stored.product.sku for hit in pages] == [hit.stored.product.sku for hit in whole]


@pytest.mark.parametrize("page", [7, 24])
def test_products_of_equal_vectors_are_all_on_one_page_each(index: ProductIndex, page: int) -> None:
    """Sizes of a ring, each listed as a product with the same photo and words; more than the first pages hold."""
    for row in range(6):
        index.upsert([entry(f"S-{row}-{number}", seed=number % 3) for number in range(30)])
    query = unit_vectors(1, 3)[0]

    def skus() -> list[str]:
        pages = (index.search(query, limit=page, offset=start) for start in range(0, 180, page))
        return [hit.stored.product.sku for hits in pages for hit in hits]

    found = skus()
    assert len(found) == len(set(found)) == 180
    assert found == skus()


@pytest.mark.parametrize("filters", CONDITIONS, ids=str)
def test_counts_and_facets_are_what_counting_says(
    filled: tuple[ProductIndex, list[IndexEntry]], filters: Filters
) -> None:
    index, entries = filled
    products = [each.stored.product for each in kept(entries, filters)]
    assert index.count(filters) == len(products)
    facets = index.facets(filters)
    for field in ("category", "metal", "gemstone", "karat", "colour", "style", "currency"):
        shown = str.upper if field == "currency" else str.casefold
        values = [shown(getattr(product, field)) for product in products if getattr(product, field)]
        assert dict(facets.counts[field]) == {value: values.count(value) for value in values}
    for band in facets.price_bands:
        inside = kept(entries, (*filters, Between("price", gte=band.gte, lt=band.lt)))
        assert band.count == len(inside) > 0
    assert sum(band.count for band in facets.price_bands) == sum(p.price is not None for p in products)
    assert len(facets.price_bands) <= 6


def test_a_value_that_no_product_has_any_more_is_no_facet(index: ProductIndex) -> None:
    kept, changed, removed = entry("A", currency="EUR"), entry("B", currency="USD"), entry("C", currency="GBP")
    index.upsert([kept, changed, removed])
    euros = dataclasses.replace(changed.stored, product=dataclasses.replace(changed.stored.product, currency="EUR"))
    index.update_facts([euros])
    index.delete(["C"])
    assert dict(index.facets().counts["currency"]) == {"EUR": 2}


def test_hits_show_what_was_written_last(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    first, second, third = entries[:3]

    def hit(sought: IndexEntry) -> SearchHit:
        best = index.search(sought.vectors[-1], limit=1)[0]
        assert best.stored.product.sku == sought.stored.product.sku
        return best

    for each in (first, second, third):
        assert hit(each).stored == each.stored
    cheaper = dataclasses.replace(
        first.stored, product=dataclasses.replace(first.stored.product, price=Decimal("1.50")), facts_hash="cheaper"
    )
    index.update_facts([cheaper])
    assert hit(first).stored == cheaper
    moved = dataclasses.replace(second, vectors=unit_vectors(4, 1234))
    index.upsert([moved])
    assert hit(moved).best_photo == 3
    assert float(hit(moved).vector @ moved.vectors[3]) == pytest.approx(1, abs=2e-3)
    index.delete([third.stored.product.sku])
    assert index.search(third.vectors[-1], limit=1)[0].stored != third.stored
    index.upsert([third])
    assert hit(third).stored == third.stored


def test_writing_twice_changes_nothing(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    index.upsert(entries[:40])
    assert index.count() == len(entries)
    assert sorted(index.skus()) == sorted(each.stored.product.sku for each in entries)


def test_what_goes_in_comes_out(index: ProductIndex) -> None:
    whole = entry(
        "Ω/ß 1", photos=2, description="“Ring”\nmit Öse", category="ring", metal="Rose Gold", gemstone="rubis 💎",
        attributes={"Größe": "52", "": "x"}, price=Decimal("1234567.89"), currency="EUR", url="https://example.com/1",
        available=False, karat="18k", colour="rot", style="Halo", size="52", own_words={"metal": "RG 750"}, group="H/1",
        variants=(Variant("Ω-52", {"Größe": "52"}, Decimal("19.90"), True), Variant("")),
    )  # fmt: skip
    stored = dataclasses.replace(
        whole.stored, photo_ids=("a", "b"), photo_versions=("v1", ""), photo_hashes=("00ff", "ff00"),
        predicted={"style": Prediction("halo", 0.7251), "category": Prediction("ring", 1.0)},
    )  # fmt: skip
    whole = dataclasses.replace(whole, stored=stored)
    index.upsert([whole, entry("plain", photos=0)])
    assert index.get(["Ω/ß 1", "plain", "absent"]) == {"Ω/ß 1": whole.stored, "plain": entry("plain", photos=0).stored}
    vectors = index.vectors("Ω/ß 1")
    assert vectors is not None
    np.testing.assert_allclose(vectors, whole.vectors, atol=1e-3)
    exact = index.exact_vectors(["Ω/ß 1", "absent"])
    assert set(exact) == {"Ω/ß 1"}
    np.testing.assert_array_equal(exact["Ω/ß 1"], whole.vectors)
    assert exact["Ω/ß 1"].dtype == np.float32


def test_what_a_photo_shows_is_found_where_the_merchant_is_silent(index: ProductIndex) -> None:
    seen = {"metal": Prediction("Rose Gold", 0.8), "category": Prediction("ring", 0.9)}
    for sku, category in (("A", None), ("B", "brooch")):
        each = entry(sku, category=category)
        index.upsert([dataclasses.replace(each, stored=dataclasses.replace(each.stored, predicted=seen))])
    assert index.count((OneOf("metal", ("rose gold",)),)) == 2
    assert index.count((OneOf("category", ("ring",)),)) == 1
    assert dict(index.facets().counts["category"]) == {"ring": 1, "brooch": 1}
    index.update_facts([dataclasses.replace(index.get(["A"])["A"], predicted={})])
    assert index.count((OneOf("metal", ("rose gold",)),)) == 1
    assert index.get(["A"])["A"].predicted == {}


def test_every_entry_comes_by_once(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    found = list(index.entries())
    assert len(found) == len(entries)
    by_sku = {each.stored.product.sku: each for each in found}
    for each in entries:
        assert by_sku[each.stored.product.sku].stored == each.stored
        np.testing.assert_allclose(by_sku[each.stored.product.sku].vectors, each.vectors, atol=1e-3)


def test_many_vectors_are_fetched_at_once(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    exact = index.exact_vectors([each.stored.product.sku for each in entries])
    assert len(exact) == len(entries)
    assert all(np.array_equal(exact[each.stored.product.sku], each.vectors) for each in entries)


def test_new_facts_touch_no_vector(index: ProductIndex) -> None:
    before = entry("A", price=Decimal("10.00"), metal="silver", available=True)
    index.upsert([before])
    product = dataclasses.replace(before.stored.product, price=None, metal=None, available=False)
    index.update_facts([dataclasses.replace(before.stored, product=product, facts_hash="new")])
    assert index.get(["A"])["A"].facts_hash == "new"
    assert index.get(["A"])["A"].product.price is None
    assert index.count((Between("price", gte=0),)) == 0
    assert index.count((OneOf("metal", ("silver",)),)) == 0
    assert index.count((Flag("available", False),)) == 1
    assert index.search(before.vectors[0])[0].score == pytest.approx(1.0, abs=1e-5)


def test_facts_of_an_absent_product_go_nowhere(index: ProductIndex) -> None:
    index.update_facts([entry("absent").stored])
    assert index.count() == 0


def test_a_product_that_loses_photos_loses_their_vectors(index: ProductIndex) -> None:
    before = entry("A", photos=3, seed=1)
    index.upsert([before])
    index.upsert([entry("A", photos=1, seed=2)])
    assert index.search(before.vectors[2])[0].score < 0.99
    assert len(index.get(["A"])["A"].photo_ids) == 1


def test_deleting_counts_what_was_there(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    assert index.delete(["P-1", "P-2", "absent"]) == 2
    assert index.delete(["P-1"]) == 0
    assert index.count() == len(entries) - 2
    assert index.get(["P-1"]) == {}
    assert "P-2" not in {hit.stored.product.sku for hit in index.search(entries[2].vectors[0], limit=100)}


def test_excluded_products_do_not_come_back(filled: tuple[ProductIndex, list[IndexEntry]]) -> None:
    index, entries = filled
    query = entries[5].vectors[0]
    assert index.search(query, limit=1)[0].stored.product.sku == "P-5"
    without = index.search(query, limit=100, without=["P-5"])
    assert len(without) == 100
    assert "P-5" not in {hit.stored.product.sku for hit in without}


def test_closing_twice_is_harmless(index: ProductIndex) -> None:
    index.close()
    index.close()
