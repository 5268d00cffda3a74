"""The health of a catalogue as callers get it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from catalog.health import check
from catalog.index.port import IndexEntry, Prediction, StoredProduct
from catalog.product import Product
from service.engine import LiveEngine
from service.health import HealthCheck, present_health

RING = Prediction("ring", 0.93456)


def entry(sku: str, *photos: str, **facts: object) -> IndexEntry:
    product = Product(sku, f"Piece {sku}", **facts)
    stored = StoredProduct(
        product, photos, "", "", photo_hashes=("00" * 64,) * len(photos), predicted={"category": RING}
    )
    return IndexEntry(stored, np.zeros((max(1, len(photos)), 2), np.float32))


class Index:
    """Products; reading them for the first time waits until it is let on."""

    def __init__(self, *entries: IndexEntry, broken: bool = False) -> None:
        self.held = entries
        self.broken = broken
        self.reads = 0
        self.begun, self._on = threading.Event(), threading.Event()

    def let_on(self, then: tuple[IndexEntry, ...]) -> None:
        """Let the first reader see what was held when it came, and later ones something else."""
        self._later = then
        self._on.set()

    def entries(self) -> Iterator[IndexEntry]:
        self.reads += 1
        held = self.held
        self.begun.set()
        self._on.wait(10)
        if self.broken:
            raise OSError("the disk is gone")
        self.held = self._later
        yield from held


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


def test_all_who_ask_while_a_check_runs_share_the_next_one() -> None:
    index = Index(entry("a", "1"))
    health = HealthCheck(LiveEngine(None, index))
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(health.run()["products"])) for _ in range(4)]
    threads[0].start()
    index.begun.wait(10)
    for late in threads[1:]:
        late.start()
        late.join(0.05)  # it has to come in the meantime
    index.let_on((*index.held, entry("b", "2")))  # what they ask for after it had begun
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [1, 2, 2, 2]
    assert index.reads == 2


def test_a_check_that_fails_stands_in_nobodys_way() -> None:
    index = Index(entry("a", "1"), broken=True)
    index.let_on(index.held)
    health = HealthCheck(LiveEngine(None, index))
    with pytest.raises(OSError, match="the disk is gone"):
        health.run()
    index.broken = False
    assert health.run()["products"] == 1


def test_the_next_check_looks_again() -> None:
    index = Index(entry("a", "1"))
    index.let_on(index.held)
    health = HealthCheck(LiveEngine(None, index))
    assert (health.run()["products"], health.run()["products"], index.reads) == (1, 1, 2)
