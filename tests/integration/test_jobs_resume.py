"""Imports of a service or a command that is killed: they are taken up again, and nothing is encoded twice."""

import io
import json
import signal
import subprocess
import sys
import zipfile

import pytest

LOUPE = [sys.executable, "-c", "from service.cli import main; main()"]


@pytest.fixture(scope="module")
def big(write_catalogue, tmp_path_factory):
    return write_catalogue(tmp_path_factory.mktemp("big"), copies=60)


@pytest.fixture(scope="module")
def photos(big):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(big.photos.iterdir()):
            archive.write(path, path.name)
    return stream.getvalue()


def send(client, catalogue, photos, **fields):
    files = {"catalog": ("big.csv", catalogue.file.read_bytes(), "text/csv"), "photos": ("photos.zip", photos)}
    return client.post("/v1/imports", files=files, data=fields).json()


@pytest.mark.parametrize("replace", ["false", "true"])
def test_a_killed_service_takes_its_import_up_again(start, big, photos, tmp_path, wait_until, replace):
    running = start(tmp_path)
    with running.client() as client:
        job = send(client, big, photos, replace=replace)
        address = f"/v1/imports/{job['id']}"
        wait_until(lambda: client.get(address).json()["progress"]["rows_done"] > 300, "the import to come half way")
    running.stop(signal.SIGKILL)
    with start(tmp_path).client() as client:
        wait_until(lambda: client.get(address).json()["finished_at"], "the import to end")
        done = client.get(address).json()
        assert (done["state"], done["resumed"], done["error"]) == ("done", 1, None)
        report = done["report"]
        assert report["rejected"] == 0
        assert report["added"] + report["unchanged"] == 720
        assert report["unchanged"] >= 128  # what was written before the kill
        assert report["photos_encoded"] == report["added"]
        assert client.get("/readyz").json()["products"] == 720
        assert list((tmp_path / "imports" / job["id"]).iterdir()) == [tmp_path / "imports" / job["id"] / "job.json"]


def test_an_import_that_was_cancelled_stays_so_after_a_kill(start, big, photos, tmp_path, wait_until):
    running = start(tmp_path)
    with running.client() as client:
        first, second = (send(client, big, photos) for _ in range(2))
        assert client.delete(f"/v1/imports/{second['id']}").json()["state"] == "cancelled"
        address = f"/v1/imports/{first['id']}"
        wait_until(lambda: client.get(address).json()["progress"]["rows_done"] > 0, "the import to begin")
        client.delete(address)
    running.stop(signal.SIGKILL)
    with start(tmp_path).client() as client:
        wait_until(lambda: client.get(address).json()["finished_at"], "the import to end")
        assert client.get(address).json()["state"] == "cancelled"
        assert client.get(f"/v1/imports/{second['id']}").json()["state"] == "cancelled"


def begin(environment, folder, *arguments):
    command = [*LOUPE, "import", *map(str, arguments), "--json"]
    return subprocess.Popen(command, env=environment(folder), text=True, stdout=subprocess.PIPE)


def until_half_way(process):
    """Read the progress of a command until it has dealt with some rows."""
    for line in process.stdout:
        if json.loads(line)["progress"]["rows_done"] > 200:
            return
    raise AssertionError("the command ended")


def test_the_same_command_takes_up_what_a_killed_one_left(environment, loupe, big, tmp_path):
    with begin(environment, tmp_path, big.file, "--photos", big.photos, "--replace") as process:
        until_half_way(process)
        process.kill()
    done = loupe(tmp_path, "import", big.file, "--photos", big.photos, "--replace", "--json")
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["added"] + report["unchanged"] == 720
    assert report["unchanged"] >= 128
    assert report["photos_encoded"] == report["added"]
    jobs = json.loads(loupe(tmp_path, "imports", "--json").stdout)["imports"]
    assert [(job["state"], job["resumed"]) for job in jobs] == [("done", 1)]


def test_the_service_takes_up_what_a_stopped_command_left(environment, start, big, tmp_path, wait_until):
    with begin(environment, tmp_path, big.file, "--photos", big.photos) as process:
        until_half_way(process)
        process.terminate()
        last = json.loads(process.stdout.read().splitlines()[-1])
        assert process.wait(60) == 1
    assert last["cancelled"] is True
    with start(tmp_path).client() as client:
        (job,) = client.get("/v1/imports").json()["imports"]
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
        done = client.get(f"/v1/imports/{job['id']}").json()
        assert (done["state"], done["resumed"]) == ("done", 1)
        assert done["report"]["unchanged"] == last["added"]
        assert done["report"]["added"] + last["added"] == 720
        assert big.file.exists()


def test_ctrl_c_cancels_an_import_for_good(environment, start, big, tmp_path):
    with begin(environment, tmp_path, big.file, "--photos", big.photos) as process:
        until_half_way(process)
        process.send_signal(signal.SIGINT)
        assert json.loads(process.stdout.read().splitlines()[-1])["cancelled"] is True
        assert process.wait(60) == 1
    with start(tmp_path).client() as client:
        (job,) = client.get("/v1/imports").json()["imports"]
        assert job["state"] == "cancelled"
