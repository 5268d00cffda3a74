"""The same questions get the same answers from the embedded engine and from the server's client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from catalog.index.edge import QdrantEdgeIndex
from catalog.index.filters import Between, Condition, Flag, OneOf
from catalog.index.server import QdrantServerIndex
from tests.contract.entries import DIM, collection, unit_vectors

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

BOUND = st.none() | st.floats(0, 6000)
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        OneOf,
        st.just("category"),
        st.lists(st.sampled_from(["ring", "Necklace", "tiara"]), min_size=1).map(tuple),
    ),
    st.builds(OneOf, st.just("metal"), st.lists(st.sampled_from(["rose gold", "SILVER"]), min_size=1).map(tuple)),
    st.builds(OneOf, st.just("karat"), st.lists(st.sampled_from(["18k", "9k"]), min_size=1).map(tuple)),
    st.builds(OneOf, st.just("group"), st.lists(st.sampled_from(["family-1", "FAMILY-3"]), min_size=1).map(tuple)),
    st.builds(Flag, st.just("available"), st.booleans()),
    st.builds(Between, st.just("price"), gte=BOUND, gt=BOUND, lte=BOUND, lt=BOUND),
)
Pair = tuple[QdrantEdgeIndex, QdrantServerIndex]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder: Path = tmp_path_factory.mktemp("congruence")
    edge = QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")
    server = QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=QdrantClient(":memory:"))
    for index in (edge, server):
        index.upsert(collection(90))
    yield edge, server
    edge.close()
    server.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    filters=st.lists(CONDITIONS, max_size=3).map(tuple),
    limit=st.integers(1, 30),
    offset=st.integers(0, 40),
    without=st.lists(st.integers(0, 100).map("P-{}".format), max_size=3),
)
def test_both_adapters_find_the_same(
    both: Pair, seed: int, filters: tuple[Condition, ...], limit: int, offset: int, without: list[str]
) -> None:
    query = unit_vectors(1, seed)[0]
    edge, server = (index.search(query, filters=filters, limit=limit, offset=offset, without=without) for index in both)
    assert [(hit.stored, hit.best_photo) for hit in edge] == [(hit.stored, hit.best_photo) for hit in server]
    assert [hit.score for hit in edge] == pytest.approx([hit.score for hit in server], abs=1e-5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filters=st.lists(CONDITIONS, max_size=3).map(tuple))
def test_both_adapters_count_the_same(both: Pair, filters: tuple[Condition, ...]) -> None:
    edge, server = both
    assert edge.count(filters) == server.count(filters)
    assert edge.facets(filters) == server.facets(filters)
