"""What the server's adapter sends, and what it does when connections break."""

from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from catalog.index import server_calls
from catalog.index.port import BundleMismatchError, IndexEntry, IndexUnavailableError
from catalog.index.server import QdrantServerIndex
from catalog.index.server_points import UPSERT_NUMBERS, UPSERT_POINTS, batches
from tests.contract.entries import DIM, collection, entry

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


@pytest.fixture
def client() -> QdrantClient:
    return QdrantClient(":memory:")


@pytest.fixture
def index(client: QdrantClient, monkeypatch: pytest.MonkeyPatch) -> QdrantServerIndex:
    monkeypatch.setattr(server_calls, "PAUSES", (0.0, 0.0))
    return QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)


def failing(times: int, error: Exception, work: Callable[..., Any]) -> Callable[..., Any]:
    """Work that fails some times before it does what it should."""
    left = [error] * times

    def attempt(*args: Any, **kwargs: Any) -> Any:
        if left:
            raise left.pop()
        return work(*args, **kwargs)

    return attempt


def test_a_broken_connection_is_tried_again(
    index: QdrantServerIndex, client: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ResponseHandlingException(httpx.ConnectError("refused"))
    monkeypatch.setattr(client, "upsert", failing(2, broken, client.upsert))
    index.upsert(collection(3))
    assert index.count() == 3


@pytest.mark.parametrize(
    ("times", "error", "message"),
    [
        (3, ResponseHandlingException(httpx.ConnectError("refused")), "does not answer.*LOUPE_QDRANT_URL"),
        (1, ResponseHandlingException(httpx.ReadTimeout("too long")), "does not answer.*LOUPE_QDRANT_URL"),
        (1, UnexpectedResponse(401, "Unauthorized", b"", httpx.Headers()), "401 Unauthorized.*LOUPE_QDRANT_API_KEY"),
    ],
    ids=["broken for good", "timed out", "refused"],
)
def test_what_trying_again_cannot_help_is_told(
    index: QdrantServerIndex,
    client: QdrantClient,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    error: Exception,
    message: str,
) -> None:
    monkeypatch.setattr(client, "count", failing(times, error, client.count))
    with pytest.raises(IndexUnavailableError, match=message):
        index.count()


@pytest.mark.parametrize(("photos", "dim"), [(1, 16), (3, 896), (20, 2816), (80, 2816)])
def test_no_call_is_larger_than_a_server_takes(photos: int, dim: int) -> None:
    stored = [entry(f"P-{number}").stored for number in range(300)]
    vectors = np.zeros((photos, dim), np.float32)
    entries = [IndexEntry(each, vectors) for each in stored]
    made = list(batches(entries, lambda each: each.vectors.size))
    assert [each for batch in made for each in batch] == entries
    assert all(len(batch) <= UPSERT_POINTS for batch in made)
    assert all(len(batch) == 1 or len(batch) * vectors.size <= UPSERT_NUMBERS for batch in made)


def test_a_collection_that_names_no_bundle_is_left_alone(client: QdrantClient) -> None:
    client.create_collection("loupe", vectors_config=models.VectorParams(size=DIM, distance=models.Distance.DOT))
    with pytest.raises(BundleMismatchError, match="does not say which bundle"):
        QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)


def test_payload_indexes_that_an_interrupted_start_left_out_are_made_up_for(
    client: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)
    made: list[str] = []
    monkeypatch.setattr(client, "create_payload_index", lambda _, key, field_schema: made.append(key))
    QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)
    assert sorted(made) == [
        "facts.available", "facts.category", "facts.colour", "facts.currency", "facts.gemstone", "facts.group",
        "facts.karat", "facts.metal", "facts.names", "facts.price", "facts.style",
    ]  # fmt: skip
