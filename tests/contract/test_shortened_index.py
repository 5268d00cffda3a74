"""A large index: candidates by short vectors, hits by whole ones."""

from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from catalog.index.edge import QdrantEdgeIndex
from catalog.index.filters import OneOf
from catalog.index.indexes import FIRST, Filling
from catalog.index.port import IndexEntry, Vectors
from catalog.index.server import QdrantServerIndex
from catalog.index.server_indexes import ServerIndexes
from catalog.index.shortening import Shortening
from tests.contract.entries import DIM, entry, shortening, unit_vectors

PRODUCTS = 3000
LOCAL = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


def leaning(rows: int, seed: int) -> Vectors:
    """Unit vectors most of whose length is in the numbers that the shortening keeps, as learned maps see to."""
    vectors = unit_vectors(rows, seed) * np.where(np.arange(DIM) < DIM // 2, 1, 0.2)
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(scope="module")
def entries() -> list[IndexEntry]:
    vectors = leaning(PRODUCTS, 0)
    stored = [entry(f"P-{row}", metal=("gold", "silver")[row % 10 == 0]).stored for row in range(PRODUCTS)]
    return [IndexEntry(each, vectors[row : row + 1]) for row, each in enumerate(stored)]


@pytest.fixture(scope="module")
def folder(entries: list[IndexEntry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large")
    index = QdrantEdgeIndex(path, dim=DIM, fingerprint="one", shortening=shortening())
    index.upsert(entries)
    index.close()
    return path


def searched(index: QdrantEdgeIndex, query: Vectors, **how: object) -> list[str]:
    return [hit.stored.product.sku for hit in index.search(query, **how)]  # type: ignore[arg-type]


@pytest.mark.parametrize("metal", [None, "silver"])
def test_nearly_all_of_the_nearest_are_found_after_a_restart(
    entries: list[IndexEntry], folder: Path, monkeypatch: pytest.MonkeyPatch, metal: str | None
) -> None:
    """Without being told of the shortening again, and with so few candidates that they are no tenth of the products."""
    monkeypatch.setattr("catalog.index.shortening.FEWEST_CANDIDATES", 100)
    index = QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")
    kept = [each for each in entries if metal is None or each.stored.product.metal == metal]
    whole = np.concatenate([each.vectors for each in kept])
    found = 0
    for query in leaning(20, 1):
        nearest = {kept[row].stored.product.sku for row in np.argsort(-(whole @ query))[:10]}
        hits = index.search(query, filters=(OneOf("metal", (metal,)),) if metal else (), limit=10)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].score == pytest.approx(float((whole @ query).max()), abs=1e-5)
        found += len(nearest & {hit.stored.product.sku for hit in hits})
    assert found >= 0.97 * 200
    index.close()


def test_pages_go_on_where_the_one_before_ended(folder: Path) -> None:
    index = QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")
    query = leaning(1, 2)[0]
    pages = [sku for start in range(0, 200, 20) for sku in searched(index, query, limit=20, offset=start)]
    assert len(set(pages)) == 200
    assert pages == searched(index, query, limit=200)
    index.close()


def test_what_is_left_out_is_left_out_of_the_candidates(entries: list[IndexEntry], folder: Path) -> None:
    index = QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")
    first = entries[7]
    assert searched(index, first.vectors[0], limit=1) == ["P-7"]
    assert "P-7" not in searched(index, first.vectors[0], limit=5, without=("P-7",))
    index.close()


def test_a_small_index_is_searched_exactly(tmp_path: Path) -> None:
    """Maps that say nothing make no difference to it."""
    blind = Shortening(np.zeros((2, 4, DIM)))
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one", shortening=blind)
    few = [IndexEntry(entry(f"P-{row}").stored, unit_vectors(2, row)) for row in range(1000)]
    index.upsert(few)
    for each in few[:20]:
        assert searched(index, each.vectors[1], limit=1) == [each.stored.product.sku]
    index.close()


def test_whole_vectors_come_back_as_they_were_written(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one", shortening=shortening())
    written = entry("P-1", photos=3)
    index.upsert([written])
    np.testing.assert_array_equal(index.exact_vectors(["P-1"])["P-1"], written.vectors)
    index.close()


def test_a_replaced_catalogue_is_found_by_short_vectors_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.index.edge_points.EXACT", 0)
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one", shortening=shortening())
    index.upsert([entry("old")])
    shadow = index.shadow("new catalogue")
    shadow.upsert([new := entry("new", seed=5)])
    shadow.delete(["old"])
    shadow.commit()
    assert searched(index, new.vectors[0]) == ["new"]
    index.close()


def served(client: QdrantClient, maps: Shortening | None) -> QdrantServerIndex:
    return QdrantServerIndex("memory", dim=DIM, fingerprint="one", shortening=maps, client=client)


@LOCAL
def test_a_server_compares_only_candidates_by_their_whole_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps to the last numbers find the products that are near there; these are scored by all of their numbers."""
    monkeypatch.setattr("catalog.index.shortening.FEWEST_CANDIDATES", 1)
    monkeypatch.setattr("catalog.index.shortening.CANDIDATES", 1)
    end = np.eye(DIM, dtype=np.float32)[-1]
    index = served(QdrantClient(":memory:"), Shortening(np.stack([end[None], end[None]])))
    near, aside = np.eye(DIM, dtype=np.float32)[:2]
    known = {"near": near, "there": 0.6 * aside + 0.8 * end, "there too": 0.8 * aside + 0.6 * end}
    index.upsert([IndexEntry(entry(sku).stored, vector[None]) for sku, vector in known.items()])
    hits = index.search(0.9 * near + 0.1 * end, limit=1)
    assert [(hit.stored.product.sku, hit.score) for hit in hits] == [("there", pytest.approx(0.08))]


@LOCAL
def test_a_servers_collection_that_shortens_is_read_but_not_written_by_who_has_no_maps() -> None:
    client = QdrantClient(":memory:")
    served(client, shortening()).upsert([known := entry("known", photos=2)])
    stranger = served(client, None)
    assert [hit.stored.product.sku for hit in stranger.search(known.vectors[0])] == ["known"]
    np.testing.assert_array_equal(stranger.exact_vectors(["known"])["known"], known.vectors)
    with pytest.raises(ValueError, match="nobody has said how"):
        stranger.upsert([entry("new")])
    shadow = stranger.shadow("copy")
    assert list(shadow.skus()) == ["known"]
    shadow.commit()
    again = served(client, shortening())
    again.upsert([entry("new")])
    assert sorted(again.skus()) == ["known", "new"]


@LOCAL
def test_a_servers_collection_that_was_made_without_goes_on_without() -> None:
    client = QdrantClient(":memory:")
    served(client, None).upsert([old := entry("old")])
    index = served(client, shortening())
    index.upsert([entry("new")])
    assert index.search(old.vectors[0], limit=1)[0].stored.product.sku == "old"
    np.testing.assert_array_equal(index.exact_vectors(["old"])["old"], old.vectors)


@LOCAL
def test_a_server_is_told_to_hold_short_vectors_in_memory_and_whole_ones_on_the_disk() -> None:
    client = QdrantClient(":memory:")
    index = served(client, shortening())
    (collection,) = client.get_collections().collections
    vectors = client.get_collection(collection.name).config.params.vectors
    assert isinstance(vectors, dict)
    whole, short = vectors["whole"], vectors["short"]
    assert (whole.size, whole.on_disk, whole.hnsw_config.m if whole.hnsw_config else None) == (DIM, True, 0)
    assert short.size == DIM // 2
    assert isinstance(short.quantization_config, models.ScalarQuantization)
    assert short.quantization_config.scalar.always_ram
    assert ServerIndexes("memory", client=client).filling(FIRST) == Filling("one", DIM)
    index.close()


@pytest.mark.parametrize("maps", [np.zeros((2, 4)), np.zeros((3, 4, DIM))])
def test_a_shortening_has_two_maps(maps: np.ndarray) -> None:
    with pytest.raises(ValueError, match="two maps"):
        Shortening(maps)
