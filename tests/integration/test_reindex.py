"""Going over to another bundle: killed half-way and gone on with; no search fails meanwhile, and none mixes vectors."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import onnx
import pytest

from service.settings import REPOSITORY

LOUPE = [sys.executable, "-c", "from service.cli import main; main()"]
SHIPPED = REPOSITORY / "models" / "loupe-mini"
COPIES = 30  # of twelve pieces
WRITTEN = 128  # products that are written together
QUERIES = ("yellow gold ring with ruby", "platinum pendant with emerald", "sapphire")
NO_BUNDLE = {"LOUPE_BUNDLE": ""}  # an empty setting is none: the data folder knows its bundle


@pytest.fixture(scope="module")
def negated(tmp_path_factory) -> Path:
    """The shipped bundle with every number of a fused vector negated.

    It finds what the shipped one finds; but a query of the one among the products of the other finds the opposite, with
    scores below nought.
    """
    folder = tmp_path_factory.mktemp("bundles") / "negated"
    shutil.copytree(SHIPPED, folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    path = folder / manifest["fusion"]["file"]
    model = onnx.load(path)
    for node in model.graph.node:
        node.input[:] = ["before" if name == "embedding" else name for name in node.input]
        node.output[:] = ["before" if name == "embedding" else name for name in node.output]
    model.graph.node.append(onnx.helper.make_node("Neg", ["before"], ["embedding"]))
    onnx.save(model, path)
    manifest["fusion"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest["version"] = "negated"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory, write_catalogue, loupe) -> Path:
    """A data folder with 360 products; tests copy it."""
    catalogue = write_catalogue(tmp_path_factory.mktemp("many"), copies=COPIES)
    folder = tmp_path_factory.mktemp("data")
    done = loupe(folder, "import", catalogue.file, "--photos", catalogue.photos, **NO_BUNDLE)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(many, tmp_path) -> Path:
    return shutil.copytree(many, tmp_path / "data")


def best_scores(client) -> list[float]:
    """The score of the best hit for each of some queries."""
    answers = [client.post("/v1/search", json={"text": text, "limit": 3}).raise_for_status() for text in QUERIES]
    return [answer.json()["hits"][0]["score"] for answer in answers]


class Searching:
    """Searches in threads of its own until it is left; whatever is wrong with an answer is noted."""

    def __init__(self, running, expected):
        self.running, self.expected = running, expected
        self.wrong, self.answers = [], 0
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.search, daemon=True) for _ in range(2)]

    def search(self):
        with self.running.client() as client:
            while not self.stop.is_set():
                try:
                    scores = best_scores(client)
                except httpx.HTTPError as error:
                    self.wrong.append(error)
                    continue
                self.answers += 1
                if scores != pytest.approx(self.expected, abs=0.05):
                    self.wrong.append(scores)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_a_killed_change_goes_on_and_no_search_fails_or_mixes_bundles(start, loupe, folder, negated, wait_until):
    running = start(folder, LOUPE_THREADS="1", **NO_BUNDLE)
    with running.client() as client:
        expected = best_scores(client)
        assert min(expected) > 0.3
        answer = client.post("/v1/reindex", json={"bundle": str(negated)})
        assert answer.status_code == 202, answer.text
        address = answer.headers["location"]
        assert (answer.json()["kind"], answer.json()["catalog"]) == ("reindex", "loupe-mini negated")
        assert client.post("/v1/reindex", json={"bundle": str(negated)}).status_code == 409
        wait_until(lambda: client.get(address).json()["progress"]["rows_done"] > WRITTEN, "half of the products")
        assert best_scores(client) == expected
    running.stop(signal.SIGKILL)

    running = start(folder, **NO_BUNDLE)
    with running.client() as client, Searching(running, expected) as searching:
        wait_until(lambda: client.get(address).json()["finished_at"], "the change to end")
        seen = searching.answers
        wait_until(lambda: searching.answers > seen + 4, "some searches more")
        job = client.get(address).json()
        assert (job["state"], job["resumed"], job["error"]) == ("done", 1, None)
        report = job["report"]
        assert (report["added"] + report["unchanged"], report["warned"]) == (12 * COPIES, 0)
        assert report["unchanged"] >= WRITTEN
        assert report["photos_encoded"] == report["added"]
    assert searching.wrong == []
    running.stop()

    running = start(folder, **NO_BUNDLE)  # it knows which bundle it is on
    with running.client() as client, Searching(running, expected) as searching:
        bundles = client.get("/v1/bundle").json()
        assert [bundles[which]["title"].split()[1] == "negated" for which in ("live", "previous")] == [True, False]
        back = loupe(folder, "reindex", "--back", "--json", **NO_BUNDLE)
        report = json.loads(back.stdout.splitlines()[-1])
        assert (report["unchanged"], report["photos_encoded"]) == (12 * COPIES, 0)
        assert client.get("/v1/bundle").json()["live"]["bundle"] == str(SHIPPED)
        seen = searching.answers
        wait_until(lambda: searching.answers > seen + 4, "some searches more")
    assert searching.wrong == []
    running.stop()


def test_the_same_command_takes_up_what_a_killed_one_left(environment, loupe, folder, negated):
    command = ["reindex", str(negated), "--json"]
    slowly = environment(folder, LOUPE_THREADS="1", **NO_BUNDLE)
    with subprocess.Popen([*LOUPE, *command], env=slowly, text=True, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            if json.loads(line)["progress"]["rows_done"] > WRITTEN:
                break
        process.kill()
    assert not (folder / "bundle.json").exists()
    refused = loupe(folder, "search", "--text", "ring", LOUPE_BUNDLE=str(negated))
    assert (refused.returncode, "loupe reindex" in refused.stderr) == (2, True)
    done = loupe(folder, *command, **NO_BUNDLE)
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["added"] + report["unchanged"] == 12 * COPIES
    assert report["unchanged"] >= WRITTEN
    found = json.loads(loupe(folder, "search", "--text", QUERIES[0], "--json", **NO_BUNDLE).stdout)
    assert found["hits"][0]["score"] > 0.3
    assert len(list(folder.glob("index*/index.json"))) == 2
    assert "is removed" in loupe(folder, "reindex", "--drop-old", **NO_BUNDLE).stdout
    assert len(list(folder.glob("index*/index.json"))) == 1
    again = loupe(folder, *command, **NO_BUNDLE)
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert loupe(folder, "reindex", "--back", **NO_BUNDLE).returncode == 2


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({}, 422, "either of the two"),
        ({"bundle": "/nowhere", "back": True}, 422, "either of the two"),
        ({"bundle": "models/loupe-mini"}, 422, "absolute path"),
        ({"bundle": "/nowhere"}, 422, "manifest.json is missing"),
        ({"bundle": str(SHIPPED)}, 409, "already"),
        ({"back": True}, 409, "no index of an earlier bundle"),
    ],
)
def test_a_bundle_that_cannot_be_gone_over_to_is_refused(client, body, status, detail):
    answer = client.post("/v1/reindex", json=body)
    assert (answer.status_code, detail in answer.text) == (status, True)


def test_without_an_index_before_there_is_none_to_remove(client):
    assert client.get("/v1/bundle").json()["previous"] is None
    assert client.delete("/v1/reindex/previous").json() == {"indexes": 0, "bytes": 0}
