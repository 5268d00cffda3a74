"""Imports over HTTP."""

import contextlib
import csv
import io
import json
import threading
import zipfile

import httpx
import pytest


def zipped(folder):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return stream.getvalue()


def send(client, catalog, photos=None, name="catalogue.csv"):
    files = {"catalog": (name, catalog, "text/csv")}
    if photos is not None:
        files["photos"] = ("photos.zip", photos, "application/zip")
    return client.post("/v1/imports", files=files)


@pytest.fixture
def ended(wait_until):
    def wait(client, job):
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
        return client.get(f"/v1/imports/{job['id']}").json()

    return wait


@pytest.fixture(scope="module")
def running(start, tmp_path_factory):
    return start(tmp_path_factory.mktemp("imports"))


@pytest.fixture(scope="module")
def client(running):
    with running.client() as http:
        yield http


@pytest.fixture(scope="module")
def photos(catalogue):
    return zipped(catalogue.photos)


def test_a_catalogue_with_a_zip_of_photos_goes_in_and_again_changes_nothing(client, catalogue, photos, ended):
    response = send(client, catalogue.file.read_bytes(), photos)
    assert response.status_code == 202
    job = response.json()
    assert response.headers["location"] == f"/v1/imports/{job['id']}"
    job = ended(client, job)
    assert (job["state"], job["catalog"], job["error"]) == ("done", "catalogue.csv", None)
    assert (job["report"]["added"], job["report"]["rejected"], job["report"]["photos_encoded"]) == (12, 0, 12)
    assert (job["progress"]["rows_done"], job["progress"]["fraction"]) == (12, 1.0)
    assert client.get("/v1/products/R-YR").json()["gemstone"] == "ruby"
    again = ended(client, send(client, catalogue.file.read_bytes(), photos).json())
    assert (again["report"]["unchanged"], again["report"]["photos_encoded"]) == (12, 0)


def test_rows_that_cannot_be_used_are_rejected_with_the_reason_and_stop_nothing(client, catalogue, photos, ended):
    rows = "sku,title,price,image\nX-1,Ring,10.00 EUR,R-YR.png\nX-2,,10.00 EUR,R-YR.png\nX-3,Ring,10.00 EUR,none.png\n"
    job = ended(client, send(client, rows.encode(), photos).json())
    assert (job["state"], job["report"]["added"], job["report"]["rejected"]) == ("done", 1, 2)
    assert [row["line"] for row in job["report"]["rejected_rows"]] == [3, 4]
    response = client.get(f"/v1/imports/{job['id']}/rejected.csv")
    assert response.headers["content-type"].startswith("text/csv")
    rejected = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["sku"] for row in rejected] == ["X-2", "X-3"]
    assert all(row["rejected_reason"] for row in rejected)


def test_an_import_without_rejected_rows_has_no_file_of_them(client, catalogue, photos, ended):
    job = ended(client, send(client, catalogue.file.read_bytes(), photos).json())
    response = client.get(f"/v1/imports/{job['id']}/rejected.csv")
    assert response.status_code == 404
    assert "No row was rejected" in response.json()["detail"]


@pytest.mark.parametrize(
    ("catalog", "photos", "field"),
    [
        (b"PK\x03\x04\x00\x00binary", None, "catalog"),
        (b"", None, "catalog"),
        (b"%PDF-1.4", None, "catalog"),
        (b"sku,title\nR-1,Ring\n", b"not a zip", "photos"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_the_readers_words_and_leaves_nothing(
    client, running, catalog, photos, field
):
    before = client.get("/v1/imports").json(), set((running.folder / "imports").iterdir())
    response = send(client, catalog, photos)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
    assert (client.get("/v1/imports").json(), set((running.folder / "imports").iterdir())) == before


def test_a_watcher_sees_the_import_from_its_state_to_its_end(client, catalogue, photos):
    job = send(client, catalogue.file.read_bytes(), photos).json()
    names, facts = [], []
    with client.stream("GET", f"/v1/imports/{job['id']}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                names.append(value)
            elif name == "data":
                facts.append(json.loads(value))
    assert names[-1] == "done"
    assert set(names[:-1]) <= {"queued", "running"}
    assert facts[-1]["report"]["unchanged"] == 12
    assert {fact["id"] for fact in facts} == {job["id"]}


def test_an_import_can_be_cancelled_and_what_was_done_is_kept(client, write_catalogue, tmp_path, wait_until, ended):
    big = write_catalogue(tmp_path, copies=40)
    job = send(client, big.file.read_bytes(), zipped(big.photos)).json()
    address = f"/v1/imports/{job['id']}"
    wait_until(lambda: client.get(address).json()["progress"]["rows_done"] > 0, "the import to begin")
    assert client.delete(address).status_code == 200
    job = ended(client, job)
    assert job["state"] == "cancelled"
    done = job["report"]["added"]
    assert 0 < done < 480
    assert client.get("/v1/products/R-YR-0").status_code == 200
    assert client.delete(address).json()["state"] == "cancelled"


@pytest.mark.parametrize(
    ("files", "data", "status"),
    [
        (None, {"catalog": "sku,title"}, 415),
        ({"photos": ("photos.zip", b"x")}, None, 422),
        ({"catalogue": ("c.csv", b"x")}, None, 422),
        ({"a": b"1", "b": b"2", "c": b"3", "d": b"4"}, None, 400),
        ({"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}, {"replace": "perhaps"}, 422),
        ({"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}, {"mapping": "{"}, 422),
        ({"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}, {"mapping": "[1]"}, 422),
        ({"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}, {"mapping": '{"dialect": "ebay"}'}, 422),
        ({"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}, {"mapping": '{"columns": {"SKU2": "sku"}}'}, 422),
    ],
)
def test_a_request_that_asks_for_what_cannot_be_is_refused(client, files, data, status):
    response = client.post("/v1/imports", files=files, data=data)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", "/etc/passwd", "a\x00b.csv", ""])
def test_the_name_of_an_upload_reaches_no_path(client, running, catalogue, photos, ended, name):
    before = {path for path in running.folder.parent.rglob("*") if "evil" in path.name}
    response = send(client, catalogue.file.read_bytes(), photos, name=name)
    if response.status_code == 202:
        assert "/" not in ended(client, response.json())["catalog"]
    assert {path for path in running.folder.parent.rglob("*") if "evil" in path.name} == before


@pytest.mark.parametrize("address", ["", "/events", "/rejected.csv"])
def test_an_import_that_is_not_there_is_404(client, address):
    for job_id in ("none", "..", "%2e%2e%2f"):
        response = client.get(f"/v1/imports/{job_id}{address}")
        assert response.status_code in (404, 405)
        assert response.headers["content-type"] == "application/problem+json"
    assert client.delete("/v1/imports/none").status_code == 404


def test_what_was_imported_and_how_it_ended_survive_a_restart(start, catalogue, photos, tmp_path, ended):
    first = start(tmp_path)
    with first.client() as client:
        job = ended(client, send(client, catalogue.file.read_bytes(), photos).json())
        found = client.post("/v1/search", json={"text": "ruby"}).json()["hits"]
    assert first.stop() == 0
    with start(tmp_path).client() as client:
        assert client.get(f"/v1/imports/{job['id']}").json() == job
        assert client.post("/v1/search", json={"text": "ruby"}).json()["hits"] == found


def test_a_stop_during_an_import_is_clean_and_the_next_start_completes_it(
    start, write_catalogue, tmp_path, wait_until, ended
):
    big = write_catalogue(tmp_path / "big", copies=40)
    running = start(tmp_path / "data")
    with running.client() as client:
        job = send(client, big.file.read_bytes(), zipped(big.photos)).json()
        address = f"/v1/imports/{job['id']}"
        wait_until(lambda: client.get(address).json()["progress"]["rows_done"] > 0, "the import to begin")
        watching = threading.Event()
        watcher = threading.Thread(target=_watch, args=(f"{running.url}{address}/events", watching))
        watcher.start()
        assert watching.wait(10)
        running.stop()
        watcher.join(10)
        assert not watcher.is_alive()
    assert running.process.returncode == 0
    assert "Traceback" not in running.process.stdout.read()
    with start(tmp_path / "data").client() as client:
        done = ended(client, job)
        assert (done["state"], done["resumed"]) == ("done", 1)
        assert done["report"]["added"] + done["report"]["unchanged"] == 480
        assert done["report"]["unchanged"] > 0
        assert done["report"]["photos_encoded"] == done["report"]["added"]
        assert client.get("/readyz").json()["products"] == 480


def test_a_replacement_removes_what_the_file_does_not_have(start, catalogue, photos, tmp_path, ended):
    with start(tmp_path).client() as client:
        ended(client, send(client, catalogue.file.read_bytes(), photos).json())
        some = b"".join(catalogue.file.read_bytes().splitlines(keepends=True)[:4])
        files = {"catalog": ("some.csv", some), "photos": ("photos.zip", photos)}
        response = client.post("/v1/imports", files=files, data={"replace": "true"})
        assert response.json()["replace"] is True
        job = ended(client, response.json())
        counts = {name: job["report"][name] for name in ("added", "unchanged", "removed", "photos_encoded")}
        assert counts == {"added": 0, "unchanged": 3, "removed": 9, "photos_encoded": 0}
        assert client.get("/v1/facets").json()["total"] == 3


def test_the_latest_imports_are_listed_without_what_is_long(client, catalogue, ended):
    rows = "sku,title\nX-1,\n"
    jobs = [ended(client, send(client, rows.encode(), name=f"{number}.csv").json()) for number in range(2)]
    listed = client.get("/v1/imports").json()["imports"]
    assert [job["id"] for job in listed[:2]] == [job["id"] for job in reversed(jobs)]
    assert listed[0]["report"]["rejected"] == 1
    assert not {"rejected_rows", "warnings", "near_duplicate_pairs"} & set(listed[0]["report"])


def _watch(address, watching):
    with (
        contextlib.suppress(httpx.TransportError),  # the service may close the stream: that is what it should do
        httpx.stream("GET", address, timeout=60, trust_env=False) as response,
    ):
        for _ in response.iter_lines():
            watching.set()
