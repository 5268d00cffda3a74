"""Indexes of several bundles lie side by side, whatever stands behind them, and none touches another."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from catalog.index.edge_indexes import EdgeIndexes
from catalog.index.indexes import FIRST, Filling, Indexes
from catalog.index.port import BundleMismatchError, IndexEntry, IndexUnavailableError, ProductIndex
from catalog.index.server_indexes import ServerIndexes
from tests.contract.entries import DIM, collection, entry

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

Opened = Callable[[str, Filling], ProductIndex]

OLD, NEW = Filling("a" * 64, DIM), Filling("b" * 64, DIM + 3)
NAME = "b" * 12


@pytest.fixture(params=["edge", "server in local mode"])
def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> Indexes:
    if request.param == "edge":
        return EdgeIndexes(tmp_path / "data")
    return ServerIndexes("memory", client=QdrantClient(":memory:"))


@pytest.fixture
def opened(indexes: Indexes) -> Iterator[Opened]:
    """Opens an index, which is closed in the end."""
    held: list[ProductIndex] = []

    def open_index(name: str, filling: Filling) -> ProductIndex:
        held.append(indexes.open(name, filling))
        return held[-1]

    yield open_index
    for index in held:
        index.close()


@pytest.fixture
def old(opened: Opened) -> ProductIndex:
    index = opened(FIRST, OLD)
    index.upsert(collection(5))
    return index


def wide(sku: str) -> IndexEntry:
    """A product with vectors as long as the later bundle's."""
    made = entry(sku, seed=1)
    return IndexEntry(made.stored, np.pad(made.vectors, ((0, 0), (0, 3))))


def test_where_nothing_was_filled_there_is_nothing(indexes: Indexes) -> None:
    assert indexes.names() == []
    assert indexes.filling(FIRST) is None
    assert indexes.filling(NAME) is None
    indexes.remove(NAME)


def test_each_index_says_what_it_holds(indexes: Indexes, opened: Opened, old: ProductIndex) -> None:
    opened(NAME, NEW)
    assert indexes.names() == [FIRST, NAME]
    assert (indexes.filling(FIRST), indexes.filling(NAME)) == (OLD, NEW)


def test_what_is_written_to_one_index_is_in_no_other(indexes: Indexes, opened: Opened, old: ProductIndex) -> None:
    new = opened(NAME, NEW)
    new.upsert([wide("N-1")])
    old.delete(["P-0"])
    assert set(new.skus()) == {"N-1"}
    assert set(old.skus()) == {"P-1", "P-2", "P-3", "P-4"}
    shadow = new.shadow("spring")
    shadow.upsert([wide("N-2")])
    shadow.commit()
    assert (new.count(), old.count()) == (2, 4)
    assert indexes.names() == [FIRST, NAME]


def test_an_index_is_opened_again_as_it_was_left(indexes: Indexes, opened: Opened) -> None:
    new = opened(NAME, NEW)
    new.upsert([wide("N-1")])
    new.close()
    again = opened(NAME, NEW)
    assert set(again.skus()) == {"N-1"}
    again.close()
    with pytest.raises(BundleMismatchError, match="loupe reindex"):
        opened(NAME, Filling("c" * 64, NEW.dim))


@pytest.mark.parametrize("removed", [FIRST, NAME])
def test_one_index_is_removed_and_the_other_stays(indexes: Indexes, opened: Opened, removed: str) -> None:
    fillings = {FIRST: OLD, NAME: NEW}
    for name, filling in fillings.items():
        index = opened(name, filling)
        index.upsert([entry("A", seed=1) if name == FIRST else wide("A")])
        index.shadow("spring")  # unfinished, and to go as well
        index.close()
    indexes.remove(removed)
    (left,) = set(fillings) - {removed}
    assert indexes.names() == [left]
    assert indexes.filling(removed) is None
    assert opened(left, fillings[left]).count() == 1
    fresh = opened(removed, fillings[removed])
    assert fresh.count() == 0


def test_an_embedded_index_in_use_is_not_removed(tmp_path: Path) -> None:
    indexes = EdgeIndexes(tmp_path)
    index = indexes.open(NAME, NEW)
    with pytest.raises(IndexUnavailableError, match="in use"):
        indexes.remove(NAME)
    index.upsert([wide("N-1")])
    index.close()
    indexes.remove(NAME)
    assert not indexes.path(NAME).exists()


def test_the_size_of_an_embedded_index_is_known_and_that_on_a_server_is_not(tmp_path: Path) -> None:
    indexes = EdgeIndexes(tmp_path)
    assert indexes.size(NAME) is None
    index = indexes.open(NAME, NEW)
    before = indexes.size(NAME)
    index.upsert([wide(f"N-{number}") for number in range(200)])
    index.close()
    assert indexes.size(NAME) > before > 0
    assert ServerIndexes("memory", client=QdrantClient(":memory:")).size(NAME) is None


def test_folders_that_are_no_index_are_passed_over(tmp_path: Path) -> None:
    EdgeIndexes(tmp_path).open(FIRST, OLD).close()
    for name in ("index-backup", f"index-{NAME}"):  # the latter was never finished
        (tmp_path / name).mkdir()
    (tmp_path / "index-backup" / "index.json").write_text("{}")
    assert EdgeIndexes(tmp_path).names() == [FIRST]


def test_a_description_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    EdgeIndexes(tmp_path).open(FIRST, OLD).close()
    (tmp_path / "index" / "index.json").write_text(json.dumps({"fingerprint": "a"}))
    with pytest.raises(IndexUnavailableError, match=r"index\.json cannot be read"):
        EdgeIndexes(tmp_path).filling(FIRST)


def test_a_collection_of_an_earlier_release_is_the_first_index_and_is_removed_as_such() -> None:
    client = QdrantClient(":memory:")
    vectors = models.VectorParams(
        size=DIM,
        distance=models.Distance.DOT,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
    )
    client.create_collection("loupe", vectors_config=vectors, metadata={"fingerprint": OLD.fingerprint})
    client.create_collection("of somebody else", vectors_config=vectors)
    indexes = ServerIndexes("memory", client=client)
    assert (indexes.names(), indexes.filling(FIRST)) == ([FIRST], OLD)
    indexes.open(NAME, NEW)
    indexes.remove(FIRST)
    assert indexes.names() == [NAME]
    assert "of somebody else" in {each.name for each in client.get_collections().collections}


def test_a_collection_that_does_not_say_what_filled_it_is_not_gone_over_from() -> None:
    client = QdrantClient(":memory:")
    client.create_collection("loupe", vectors_config=models.VectorParams(size=4, distance=models.Distance.DOT))
    with pytest.raises(BundleMismatchError, match="does not say"):
        ServerIndexes("memory", client=client).filling(FIRST)
