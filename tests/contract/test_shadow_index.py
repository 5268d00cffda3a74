"""A copy of an index is changed unseen and put in its place, whatever stands behind it."""

import dataclasses
import threading
from decimal import Decimal

import numpy as np
import pytest

from catalog.index.filters import OneOf
from catalog.index.port import IndexUnavailableError, ProductIndex
from tests.contract.entries import collection, entry, unit_vectors

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


@pytest.fixture
def filled(index: ProductIndex) -> ProductIndex:
    index.upsert(collection(90))
    return index


def skus(index: ProductIndex) -> set[str]:
    return set(index.skus())


def test_a_shadow_begins_as_a_copy(filled: ProductIndex) -> None:
    shadow = filled.shadow("spring")
    before = {each.stored.product.sku: each for each in filled.entries()}
    copied = {each.stored.product.sku: each for each in shadow.entries()}
    assert len(copied) == 90
    for sku, each in before.items():
        assert copied[sku].stored == each.stored
        np.testing.assert_array_equal(copied[sku].vectors, each.vectors)
    exact = filled.exact_vectors(list(before))
    assert all(np.array_equal(rows, exact[sku]) for sku, rows in shadow.exact_vectors(list(before)).items())
    assert shadow.facets() == filled.facets()
    query = unit_vectors(1, 4)[0]
    assert [hit.stored for hit in shadow.search(query)] == [hit.stored for hit in filled.search(query)]


def test_searchers_see_a_shadow_once_it_is_committed(filled: ProductIndex) -> None:
    shadow = filled.shadow("spring")
    shadow.delete([f"P-{number}" for number in range(80)])
    new = entry("N-1", seed=1, category="brooch")
    shadow.upsert([new])
    assert skus(filled) == {f"P-{number}" for number in range(90)}
    assert filled.count((OneOf("category", ("brooch",)),)) == 0
    shadow.commit()
    assert skus(filled) == {f"P-{number}" for number in range(80, 90)} | {"N-1"}
    assert filled.search(new.vectors[0], limit=1)[0].stored == new.stored
    assert filled.facets().counts["category"]["brooch"] == 1


def test_what_is_written_meanwhile_is_in_both(filled: ProductIndex) -> None:
    shadow = filled.shadow("spring")
    shadow.delete(["P-3"])
    filled.upsert([entry("W-1", seed=2)])
    assert filled.delete(["P-5", "P-6"]) == 2
    kept, dropped = (filled.get([sku])[sku] for sku in ("P-4", "P-3"))
    filled.update_facts([dataclasses.replace(each, facts_hash="dearer") for each in (kept, dropped)])
    assert filled.get(["P-3"])["P-3"].facts_hash == "dearer"
    for part in (filled, shadow):
        assert "W-1" in skus(part)
        assert not skus(part) & {"P-5", "P-6"}
        assert part.get(["P-4"])["P-4"].facts_hash == "dearer"
    assert "P-3" not in skus(shadow)
    shadow.commit()
    filled.upsert([entry("W-2", seed=3)])
    assert skus(filled) >= {"W-1", "W-2", "P-4"}


def test_a_discarded_shadow_leaves_the_index_as_it_is(filled: ProductIndex) -> None:
    shadow = filled.shadow("spring")
    shadow.delete(list(shadow.skus()))
    shadow.discard()
    assert filled.count() == 90
    shadow.discard()
    with pytest.raises(IndexUnavailableError, match="ended"):
        shadow.commit()
    assert filled.count() == 90
    assert filled.shadow("spring").count() == 90


def test_a_shadow_is_committed_once(filled: ProductIndex) -> None:
    shadow = filled.shadow("spring")
    shadow.commit()
    with pytest.raises(IndexUnavailableError, match="ended"):
        shadow.commit()
    shadow.discard()
    assert filled.count() == 90


def test_the_same_key_is_the_same_shadow_and_another_key_a_fresh_one(filled: ProductIndex) -> None:
    filled.shadow("spring").delete(["P-1"])
    filled.shadow("spring").close()
    again = filled.shadow("spring")
    assert again.count() == 89
    other = filled.shadow("summer")
    assert other.count() == 90
    with pytest.raises(IndexUnavailableError, match="ended"):
        again.commit()
    other.delete(["P-2"])
    other.commit()
    assert skus(filled) == {f"P-{number}" for number in range(90)} - {"P-2"}


def test_an_index_is_replaced_time_and_again(filled: ProductIndex) -> None:
    for number in range(3):
        shadow = filled.shadow(f"import {number}")
        shadow.upsert([entry(f"I-{number}", seed=number, price=Decimal(number))])
        shadow.commit()
        assert filled.count() == 91 + number


def test_a_shadow_has_no_shadow(filled: ProductIndex) -> None:
    with pytest.raises(IndexUnavailableError, match="one itself"):
        filled.shadow("spring").shadow("summer")


def test_searches_never_fail_nor_see_half_a_replacement(filled: ProductIndex) -> None:
    seen: set[int] = set()
    failures: list[Exception] = []
    stop = threading.Event()

    def search() -> None:
        query = unit_vectors(1, 7)[0]
        while not stop.wait(0.001):
            try:
                seen.add(len(filled.search(query, limit=200)))
            except Exception as error:
                failures.append(error)

    searchers = [threading.Thread(target=search) for _ in range(3)]
    for searcher in searchers:
        searcher.start()
    sizes = {90}
    for number in range(4):
        shadow = filled.shadow(f"import {number}")
        shadow.delete([f"P-{number * 20 + each}" for each in range(20)])
        sizes.add(70 - number * 20)
        shadow.commit()
    stop.set()
    for searcher in searchers:
        searcher.join()
    assert failures == []
    assert filled.count() == 10
    assert seen <= sizes
