"""The health of a catalogue as callers get it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from catalog.health import check
from catalog.index.port import IndexEntry, Prediction, StoredProduct
from catalog.product import Product
from service.health import HealthCheck, present_health

RING = Prediction("ring", 0.93456)


def entry(sku: str, *photos: str, **facts: object) -> IndexEntry:
    product = Product(sku, f"Piece {sku}", **facts)
    stored = StoredProduct(
        product, photos, "", "", photo_hashes=("00" * 64,) * len(photos), predicted={"category": RING}
    )
    return IndexEntry(stored, np.zeros((max(1, len(photos)), 2), np.float32))


class Index:
    """Products; reading them waits until it is let on."""

    def __init__(self, *entries: IndexEntry, broken: bool = False) -> None:
        self._entries = entries
        self._broken = broken
        self.reads = 0
        self.begun, self.may_end = threading.Event(), threading.Event()

    def entries(self) -> Iterator[IndexEntry]:
        self.reads += 1
        self.begun.set()
        self.may_end.wait(10)
        if self._broken:
            raise OSError("the disk is gone")
        yield from self._entries


def test_health_is_presented_with_pictures_and_rounded_figures() -> None:
    entries = [entry("a", "1", category="handrail"), entry("b", "2")]
    found = present_health(check(each.stored for each in entries), datetime(2026, 3, 1, tzinfo=UTC))
    assert found["checked_at"] == "2026-03-01T00:00:00Z"
    assert found["suspected_categories"] == {
        "count": 1,
        "products": [
            {
                "sku": "a",
                "title": "Piece a",
                "thumbnail": "/photos/1/thumb.jpg",
                "category": "handrail",
                "suspected": {"value": "ring", "confidence": 0.935},
            }
        ],
    }
    gap = found["missing_attributes"]["category"]
    assert (gap["count"], gap["products"][0]["predicted"]["value"]) == (1, "ring")
    assert [pair["likeness"] for pair in found["near_duplicates"]["pairs"]] == [1.0]


@pytest.mark.parametrize("broken", [False, True])
def test_who_asks_while_a_check_runs_gets_its_answer(broken: bool) -> None:
    index = Index(entry("a", "1"), broken=broken)
    health = HealthCheck(index)
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(health.run()["products"])
        except OSError as error:
            answers.append(str(error))

    first, second = threading.Thread(target=ask), threading.Thread(target=ask)
    first.start()
    index.begun.wait(10)
    second.start()
    second.join(0.1)  # it has to come in the meantime
    index.may_end.set()
    first.join(10)
    second.join(10)
    assert answers == (["the disk is gone"] * 2 if broken else [1, 1])
    assert index.reads == 1


def test_the_next_check_looks_again() -> None:
    index = Index(entry("a", "1"))
    index.may_end.set()
    health = HealthCheck(index)
    assert (health.run()["products"], health.run()["products"], index.reads) == (1, 1, 2)
