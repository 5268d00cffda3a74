import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from catalog.index.edge import QdrantEdgeIndex
from catalog.index.port import ProductIndex
from catalog.index.server import QdrantServerIndex
from tests.contract.entries import DIM, shortening

ADAPTERS = ["edge", "edge, shortened", "server in local mode", "server in local mode, shortened", "server"]


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProductIndex]:
    """An empty index behind each adapter."""
    opened: ProductIndex
    if request.param == "edge":
        opened = QdrantEdgeIndex(tmp_path / "index", dim=DIM, fingerprint="one")
    elif request.param == "edge, shortened":
        monkeypatch.setattr("catalog.index.edge_points.EXACT", 0)
        opened = QdrantEdgeIndex(tmp_path / "index", dim=DIM, fingerprint="one", shortening=shortening())
    elif request.param.startswith("server in local mode"):
        maps = shortening() if request.param.endswith("shortened") else None
        opened = QdrantServerIndex(
            "memory", dim=DIM, fingerprint="one", shortening=maps, client=QdrantClient(":memory:")
        )
    else:
        url = os.environ.get("LOUPE_TEST_QDRANT_URL")
        if not url:
            pytest.skip("LOUPE_TEST_QDRANT_URL names no server")
        alias = f"test-{uuid.uuid4().hex}"
        opened = QdrantServerIndex(url, dim=DIM, fingerprint="one", shortening=shortening(), collection=alias)
    yield opened
    opened.close()
