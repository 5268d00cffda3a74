"""`loupe serve`: how it starts, how it ends, and commands beside it."""

import json
import shutil
import signal
import socket
import sys

import pytest

SAMPLE_SERVICE = """
import sys
from pathlib import Path
import service.server
service.server.SAMPLE, service.server.SAMPLE_PHOTOS = map(Path, sys.argv[1:3])
sys.argv[1:3] = []
from service.cli import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_cleanly(start, tmp_path, number):
    running = start(tmp_path)
    assert running.stop(number) == 0
    assert not (tmp_path / "service.json").exists()
    assert "Traceback" not in running.process.stdout.read()


def test_a_signal_while_it_starts_ends_it_cleanly_too(environment, tmp_path, wait_until):
    import subprocess

    command = [sys.executable, "-c", "from service.cli import main; print('begun'); main()", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment(tmp_path), text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == "begun\n"
        wait_until(lambda: (tmp_path / "index").exists() or (tmp_path / "service.json").exists(), "the index")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert not (tmp_path / "service.json").exists()


def test_without_a_key_it_says_that_only_this_machine_can_reach_it(start, tmp_path):
    running = start(tmp_path)
    running.stop()
    said = running.process.stdout.read()
    assert running.url in said
    assert "LOUPE_API_KEY" in said


def test_beyond_this_machine_it_does_not_go_without_a_key(loupe, tmp_path):
    done = loupe(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "LOUPE_API_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(loupe, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = loupe(tmp_path, "serve", "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_service_on_the_same_folder_is_told_who_holds_it(start, loupe, tmp_path):
    start(tmp_path)
    done = loupe(tmp_path, "serve", "--port", "0")
    assert done.returncode == 2
    assert "process" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_send_their_work_to_the_service_that_holds_the_index(start, loupe, catalogue, tmp_path, piece):
    running = start(tmp_path / "data", LOUPE_API_KEY="key")
    rejected = tmp_path / "more.csv"
    rejected.write_text("sku,title\nX-1,\nX-2,Brooch\n", encoding="utf-8")
    refused = loupe(tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos)
    assert refused.returncode == 2
    assert "LOUPE_API_KEY" in refused.stderr
    done = loupe(
        tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos, "--json", LOUPE_API_KEY="key"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["added"] == 12
    more = loupe(tmp_path / "data", "import", rejected, LOUPE_API_KEY="key")
    assert "1 added, 1 rejected" in more.stdout
    assert "X-1" in (tmp_path / "data" / "rejected" / "more.csv").read_text(encoding="utf-8-sig")
    some = tmp_path / "some.csv"
    some.write_text("Nummer,Name\nX-2,Brooch\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"columns": {"Nummer": "sku", "Name": "title"}}', encoding="utf-8")
    replaced = loupe(tmp_path / "data", "import", some, "--mapping", mapping, "--replace", LOUPE_API_KEY="key")
    assert "1 unchanged, 12 removed" in replaced.stdout, replaced.stderr
    again = loupe(tmp_path / "data", "import", catalogue.file, "--photos", catalogue.photos, LOUPE_API_KEY="key")
    assert "12 added" in again.stdout
    (tmp_path / "photo.jpg").write_bytes(piece("ring", "yellow gold", "ruby"))
    found = loupe(tmp_path / "data", "search", "--image", tmp_path / "photo.jpg", "--json")
    assert json.loads(found.stdout)["hits"][0]["sku"] == "R-YR"
    with running.client() as client:
        assert client.get("/readyz").json()["products"] == 13
        assert client.get("/metrics").text.count('loupe_imports_total{state="done"} 4.0') == 1


def test_after_a_kill_commands_open_the_index_themselves(start, loupe, catalogue, filled, tmp_path):
    shutil.copytree(filled, tmp_path / "data")
    running = start(tmp_path / "data")
    running.stop(signal.SIGKILL)
    assert (tmp_path / "data" / "service.json").exists()
    done = loupe(tmp_path / "data", "search", "--text", "ruby", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] == 12


def test_a_sample_that_was_stopped_halfway_is_completed_by_the_next_start(start, write_catalogue, tmp_path, wait_until):
    sample = write_catalogue(tmp_path / "sample", copies=40)
    command = [sys.executable, "-c", SAMPLE_SERVICE, str(sample.file), str(sample.photos)]
    first = start(tmp_path / "data", "--sample", command=command)
    with first.client() as client:
        wait_until(lambda: client.get("/v1/facets").json()["total"] > 0, "the first products")
    assert first.stop() == 0
    second = start(tmp_path / "data", "--sample", command=command)
    with second.client() as client:
        wait_until(lambda: client.get("/readyz").is_success, "the service to be ready")
        assert client.get("/readyz").json()["products"] == 480


def test_the_sample_is_imported_once_and_the_service_is_ready_after_it(start, write_catalogue, tmp_path, wait_until):
    sample = write_catalogue(tmp_path / "sample", copies=20)
    command = [sys.executable, "-c", SAMPLE_SERVICE, str(sample.file), str(sample.photos)]
    running = start(tmp_path / "data", "--sample", command=command)
    with running.client() as client:
        first = client.get("/readyz")
        assert first.status_code == 503
        assert "sample" in first.json()["detail"]
        wait_until(lambda: client.get("/readyz").is_success, "the service to be ready")
        assert client.get("/readyz").json()["products"] == 240
    assert running.stop() == 0
    assert "240 products" in running.process.stdout.read()
    again = start(tmp_path / "data", "--sample", command=command)
    with again.client() as client:
        assert client.get("/readyz").json()["products"] == 240
    again.stop()
    assert "mporting" not in again.process.stdout.read()
