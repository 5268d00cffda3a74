"""What an index does about other processes, other bundles and sudden ends."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from catalog.index.edge import QdrantEdgeIndex
from catalog.index.port import BundleMismatchError, IndexUnavailableError
from catalog.index.server import QdrantServerIndex
from tests.contract.entries import DIM, collection

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

FILL_FOREVER = """
import sys
from pathlib import Path
from catalog.index.edge import QdrantEdgeIndex
from tests.contract.entries import DIM, entry

index = QdrantEdgeIndex(Path(sys.argv[1]), dim=DIM, fingerprint="one")
number = 0
while True:
    index.upsert([entry(f"K-{number}", seed=number)])
    print(number, flush=True)
    number += 1
"""
HOLD = """
import sys
from pathlib import Path
from catalog.index.edge import QdrantEdgeIndex

index = QdrantEdgeIndex(Path(sys.argv[1]), dim=int(sys.argv[2]), fingerprint="one")
print("held", flush=True)
sys.stdin.read()
"""


def test_an_embedded_index_survives_a_restart(tmp_path: Path) -> None:
    entries = collection(70)
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    index.upsert(entries)
    index.close()
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    assert index.count() == 70
    assert index.search(entries[3].vectors[0], limit=1)[0].stored == entries[3].stored
    index.close()


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILL_FOREVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(40)][-1]
        process.send_signal(signal.SIGKILL)
        process.wait()
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    assert set(index.skus()) >= {f"K-{number}" for number in range(acknowledged + 1)}
    index.close()


def test_a_second_process_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path), str(DIM)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(IndexUnavailableError, match=f"id {process.pid}"):
            QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
        process.communicate()
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()


def test_a_folder_that_was_never_finished_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "shard").mkdir()
    (tmp_path / "shard" / "half").write_bytes(os.urandom(10))
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    assert index.count() == 0
    index.close()


def test_files_that_cannot_be_read_are_left_alone_and_named(tmp_path: Path) -> None:
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()
    (tmp_path / "shard" / "edge_config.json").write_text("no")
    with pytest.raises(IndexUnavailableError, match="cannot be read"):
        QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    assert (tmp_path / "shard" / "edge_config.json").read_text() == "no"


def test_vectors_of_another_bundle_are_refused_embedded(tmp_path: Path) -> None:
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()
    with pytest.raises(BundleMismatchError, match=r"one.*two"):
        QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="two")
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()
    assert json.loads((tmp_path / "index.json").read_text()) == {
        "fingerprint": "one",
        "dim": DIM,
        "shard": "shard",
        "shortened": False,
    }
    with pytest.raises(BundleMismatchError, match=rf"{DIM} numbers.*{DIM + 1}"):
        QdrantEdgeIndex(tmp_path, dim=DIM + 1, fingerprint="one")


@pytest.mark.parametrize("text", ["", "no", "[]", "{}"])
def test_a_description_that_cannot_be_read_is_left_alone_and_named(tmp_path: Path, text: str) -> None:
    QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one").close()
    (tmp_path / "index.json").write_text(text)
    with pytest.raises(IndexUnavailableError, match="cannot be read"):
        QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    assert (tmp_path / "shard").is_dir()


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    index.close()
    with pytest.raises(IndexUnavailableError, match="closed"):
        index.count()
    with pytest.raises(IndexUnavailableError, match="closed"):
        index.upsert(collection(1))


def test_an_embedded_index_serves_many_threads_at_once(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    entries = collection(80)

    def write_and_find(number: int) -> str:
        index.upsert([entries[number]])
        return index.search(entries[number].vectors[0], limit=1)[0].stored.product.sku

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write_and_find, range(80))) == [f"P-{number}" for number in range(80)]
    assert index.count() == 80
    index.close()


def test_vectors_of_another_bundle_are_refused_on_a_server() -> None:
    client = QdrantClient(":memory:")
    QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)
    with pytest.raises(BundleMismatchError, match=r"one.*two"):
        QdrantServerIndex("memory", dim=DIM, fingerprint="two", client=client)
    client.close()


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(IndexUnavailableError, match="LOUPE_QDRANT_URL"):
        QdrantServerIndex("http://127.0.0.1:9", dim=DIM, fingerprint="one")


def test_few_products_are_kept_ready_to_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.index.edge_points.SHOWN", 5)
    index = QdrantEdgeIndex(tmp_path, dim=DIM, fingerprint="one")
    entries = collection(30)
    index.upsert(entries)
    for _ in range(2):
        for sought in entries:
            hits = index.search(sought.vectors[0], limit=8)
            assert hits[0].stored == sought.stored
            assert len(hits) == 8
            assert len(index._points._shown) == 5
    index.close()
