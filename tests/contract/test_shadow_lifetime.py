"""What becomes of an unfinished replacement when a process ends, and of indexes of earlier releases."""

import errno
import json
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
import qdrant_edge as qe
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from catalog.index import edge_folder, edge_points, server_collections
from catalog.index.edge import QdrantEdgeIndex
from catalog.index.filters import OneOf
from catalog.index.port import IndexUnavailableError, point_id
from catalog.index.server import QdrantServerIndex
from tests.contract import shadow_worker
from tests.contract.entries import DIM, collection, entry, unit_vectors

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")

BEFORE = {f"P-{number}" for number in range(30)}
AFTER = {f"P-{number}" for number in range(20, 30)} | {f"N-{number}" for number in range(2)} | {"W"}
USAGE = namedtuple("USAGE", "total used free")
# What an earlier release wrote for a product.
OLD_PAYLOAD = {
    "product": json.dumps(
        {
            "sku": "old", "title": "Old ring", "description": "", "category": "ring", "metal": None, "gemstone": "ruby",
            "attributes": {"vendor": "Velm"}, "price": "390.00", "currency": "EUR", "url": None, "available": True,
            "photos": ["1.jpg"],
        }
    ),
    "photo_ids": ["p1"], "content_hash": "c", "facts_hash": "f", "sku": "old", "vectors": "",
    "facts": {"category": "ring", "gemstone": "ruby", "price": 390.0, "currency": "EUR", "available": "true"},
}  # fmt: skip


def open_edge(folder: Path) -> QdrantEdgeIndex:
    return QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")


def open_server(client: QdrantClient) -> QdrantServerIndex:
    return QdrantServerIndex("memory", dim=DIM, fingerprint="one", client=client)


def shards(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


@pytest.fixture
def client() -> QdrantClient:
    return QdrantClient(":memory:")


def test_a_process_killed_at_any_step_leaves_the_old_index_or_the_new_one_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.contract.shadow_worker", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(steps) > 12
    seen = set()
    for step in steps:
        live, left = set(step["killed"]["live"]), step["killed"]["left"]
        assert live in (BEFORE, BEFORE | {"W"}, AFTER)
        assert step["killed"]["shards"] == (1 if left is None else 2)
        if left is not None:
            assert left[0] == shadow_worker.KEY
            seen.add(len(left[1]))
        assert set(step["again"]["live"]) == AFTER
        assert (step["again"]["left"], step["again"]["shards"]) == (None, 1)
    assert seen >= {
        30,
        10,
        11,
        12,
        13,
    }  # untouched, what vanished gone, two new ones, the one written to the index as well


def test_a_shadow_is_taken_up_by_another_process(tmp_path: Path) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    index.shadow("spring").delete([f"P-{number}" for number in range(20)])
    index.close()
    index = open_edge(tmp_path)
    index.upsert([entry("W", seed=1)])  # before anyone has asked for the shadow
    shadow = index.shadow("spring")
    assert set(shadow.skus()) == {f"P-{number}" for number in range(20, 30)} | {"W"}
    shadow.commit()
    assert index.count() == 11
    index.close()
    assert len(shards(tmp_path)) == 1
    index = open_edge(tmp_path)
    assert index.count() == 11
    index.close()


def test_another_key_drops_what_was_left(tmp_path: Path) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    index.shadow("spring").delete(["P-1"])
    index.close()
    index = open_edge(tmp_path)
    assert index.shadow("summer").count() == 30
    assert len(shards(tmp_path)) == 2
    index.close()


@pytest.mark.parametrize("note", ["", "no", "[]", "{}", '{"key": "a", "shard": "shard-00000000"}'])
def test_a_note_of_a_shadow_that_says_nothing_is_passed_over(tmp_path: Path, note: str) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    index.shadow("spring")
    index.close()
    (tmp_path / "shadow.json").write_text(note)
    index = open_edge(tmp_path)
    assert index.count() == 30
    assert shards(tmp_path) == ["shard"]
    assert index.shadow("a").count() == 30
    index.close()


def test_a_shadow_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    index.shadow("spring").delete(["P-1"])
    index.close()
    (copy,) = tmp_path.glob("shard-*")
    shutil.rmtree(copy / "segments")
    (copy / "edge_config.json").write_text("no")
    index = open_edge(tmp_path)
    assert shards(tmp_path) == ["shard"]
    assert index.shadow("spring").count() == 30
    index.close()


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    index = open_edge(tmp_path)
    (tmp_path / "shard-backup").mkdir()
    (tmp_path / "shard-0123abcd").mkdir()
    index.close()
    open_edge(tmp_path).close()
    assert shards(tmp_path) == ["shard", "shard-backup"]


def test_a_shadow_that_finds_no_room_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda folder: USAGE(10**9, 0, edge_points.RESERVE + 1000))
        with pytest.raises(OSError, match="MB left and needs") as raised:
            index.shadow("spring")
    assert raised.value.errno == errno.ENOSPC
    assert shards(tmp_path) == ["shard"]
    assert index.shadow("spring").count() == 30
    index.close()


def test_a_copy_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))

    def full(path: Path, content: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(edge_folder, "_write_json", full)
        with pytest.raises(OSError, match="No space left"):
            index.shadow("spring")
    assert shards(tmp_path) == ["shard"]
    assert index.shadow("spring").count() == 30
    index.close()


def test_a_full_disk_is_told_before_it_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_edge(tmp_path)
    index.upsert(collection(30))
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda folder: USAGE(10**9, 0, edge_points.RESERVE - 1))
        for write in (index.upsert, lambda entries: index.update_facts([each.stored for each in entries])):
            with pytest.raises(OSError, match="free some space") as raised:
                write(collection(1))
            assert raised.value.errno == errno.ENOSPC
        assert index.count() == 30
    index.upsert([entry("new")])
    assert index.count() == 31
    index.close()


def test_an_embedded_index_of_an_earlier_release_opens(tmp_path: Path) -> None:
    (tmp_path / "shard").mkdir()
    shard = qe.EdgeShard.create(str(tmp_path / "shard"), edge_folder._config(DIM, None))
    for field in ("category", "gemstone", "metal", "currency", "available"):
        shard.update(qe.UpdateOperation.create_field_index(f"facts.{field}", qe.PayloadSchemaType.Keyword))
    shard.update(qe.UpdateOperation.create_field_index("facts.price", qe.PayloadSchemaType.Float))
    point = qe.Point(point_id("old"), unit_vectors(1, 0).tolist(), OLD_PAYLOAD)
    shard.update(qe.UpdateOperation.upsert_points([point]))
    shard.flush()
    shard.close()
    (tmp_path / "index.json").write_text(json.dumps({"fingerprint": "one", "dim": DIM}))
    index = open_edge(tmp_path)
    old = index.get(["old"])["old"]
    assert (old.product.category, str(old.product.price), old.product.photos) == ("ring", "390.00", ("1.jpg",))
    assert (old.product.karat, old.product.variants, old.photo_versions, old.predicted) == (None, (), (), {})
    index.upsert([entry("new", karat="18k", style="halo")])
    assert index.count((OneOf("karat", ("18k",)),)) == 1
    assert index.facets().counts["style"] == {"halo": 1}
    shadow = index.shadow("spring")
    shadow.delete(["new"])
    shadow.commit()
    assert set(index.skus()) == {"old"}
    index.close()
    index = open_edge(tmp_path)
    assert set(index.skus()) == {"old"}
    index.close()


def test_the_alias_leads_to_the_live_collection(client: QdrantClient) -> None:
    index = open_server(client)
    index.upsert(collection(30))
    assert [each.alias_name for each in client.get_aliases().aliases] == ["loupe"]
    shadow = index.shadow("spring")
    shadow.delete(["P-1"])
    assert len(client.get_collections().collections) == 2
    shadow.commit()
    (left,) = client.get_collections().collections
    (alias,) = client.get_aliases().aliases
    assert (alias.alias_name, alias.collection_name) == ("loupe", left.name)
    assert open_server(client).count() == 29
    assert open_server(client)._shadow is None


def test_a_shadow_on_a_server_is_taken_up_by_another_process(client: QdrantClient) -> None:
    index = open_server(client)
    index.upsert(collection(30))
    index.shadow("spring").delete(["P-1"])
    index = open_server(client)
    index.upsert([entry("W", seed=1)])
    shadow = index.shadow("spring")
    assert shadow.count() == 30
    shadow.commit()
    assert "W" in set(index.skus())
    assert "P-1" not in set(index.skus())


def test_a_shadow_that_was_not_whole_is_begun_anew(client: QdrantClient, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_server(client)
    index.upsert(collection(30))
    refused = UnexpectedResponse(507, "Insufficient Storage", b"", None)  # type: ignore[arg-type]

    def refuse(name: str, **kwargs: object) -> None:
        raise refused

    with monkeypatch.context() as patched:
        patched.setattr(client, "update_collection", refuse)
        with pytest.raises(IndexUnavailableError, match="507"):
            index.shadow("spring")
    index.delete(["P-1"])
    index = open_server(client)
    assert index._shadow is None
    assert index.shadow("spring").count() == 29
    assert len(client.get_collections().collections) == 2


@pytest.mark.parametrize("steps", range(3))
def test_a_commit_on_a_server_that_stops_half_way_can_be_done_again(
    client: QdrantClient, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    index = open_server(client)
    index.upsert(collection(30))
    shadow = index.shadow("spring")
    shadow.delete(["P-1"])
    with monkeypatch.context() as patched:
        break_after(patched, steps)
        with pytest.raises(IndexUnavailableError):
            shadow.commit()
    assert index.count() in (29, 30)
    assert open_server(client).count() in (29, 30)
    shadow.commit()
    assert index.count() == 29
    index = open_server(client)
    assert (index.count(), index._shadow) == (29, None)


@pytest.mark.parametrize("steps", range(4))
def test_a_collection_of_an_earlier_release_is_replaced_too(
    client: QdrantClient, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    vectors = models.VectorParams(
        size=DIM,
        distance=models.Distance.DOT,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
    )
    client.create_collection("loupe", vectors_config=vectors, metadata={"fingerprint": "one"})
    point = models.PointStruct(id=str(point_id("old")), vector=unit_vectors(1, 0).tolist(), payload=OLD_PAYLOAD)
    client.upsert("loupe", [point])
    index = open_server(client)
    assert index.get(["old"])["old"].product.category == "ring"
    shadow = index.shadow("spring")
    shadow.upsert([entry("new")])
    with monkeypatch.context() as patched:
        break_after(patched, steps)
        with pytest.raises(IndexUnavailableError):
            shadow.commit()
    again = open_server(client)
    assert set(again.skus()) in ({"old"}, {"old", "new"})
    again.shadow("spring").upsert([entry("new")])
    again.shadow("spring").commit()
    assert set(again.skus()) == {"old", "new"}
    assert len(client.get_collections().collections) == 1


def break_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the server do some changes more, and refuse the rest."""
    left = [steps]
    for name in ("_note", "_delete", "_point_at"):
        work = getattr(server_collections.ServerCollections, name)

        def step(self: object, *args: object, work: object = work) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise IndexUnavailableError("The server is gone.")
            work(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(server_collections.ServerCollections, name, step)
