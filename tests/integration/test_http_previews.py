"""Imports that are looked at before they begin."""

import json

import pytest

ROWS = (
    "Artikelnr.;Bezeichnung;Lagerort;Preis\nR-1;Ring aus Gelbgold 585;Regal 7;10,00 EUR\nR-2;;Regal 8;20,00 EUR\n"
).encode("cp1252")


@pytest.fixture(scope="module")
def running(start, tmp_path_factory):
    return start(tmp_path_factory.mktemp("previews"))


@pytest.fixture(scope="module")
def client(running):
    with running.client() as http:
        yield http


def draft(client, catalog=ROWS, **fields):
    files = {"catalog": ("products.csv", catalog, "text/csv")}
    return client.post("/v1/imports", files=files, data={"preview": "true", **fields})


@pytest.fixture
def ended(wait_until):
    def wait(client, job):
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
        return client.get(f"/v1/imports/{job['id']}").json()

    return wait


def test_a_draft_says_how_the_file_is_understood_and_imports_nothing(client, running):
    response = draft(client)
    assert response.status_code == 202
    job = response.json()
    assert (job["state"], job["catalog"]) == ("draft", "products.csv")
    preview = job["preview"]
    assert (preview["dialect"], preview["separator"], preview["format"]) == ("plain", ";", "csv")
    assert {column["header"]: column["meaning"] for column in preview["columns"]}["Artikelnr."] == "sku"
    assert [product["sku"] for product in preview["first_products"]] == ["R-1"]
    assert (preview["products"], preview["rejected"], preview["rejected_rows"][0]["line"]) == (1, 1, 3)
    assert client.get("/v1/products/R-1").status_code == 404
    assert client.get(f"/v1/imports/{job['id']}").json() == job


def test_another_mapping_shows_something_else_and_is_imported_so(client, ended):
    job = draft(client).json()
    address = f"/v1/imports/{job['id']}"
    mapping = {"columns": {"Lagerort": "title", "Bezeichnung": "attribute"}}
    looked = client.post(f"{address}/preview", json={"mapping": mapping})
    assert looked.status_code == 200
    assert [product["title"] for product in looked.json()["preview"]["first_products"]] == ["Regal 7", "Regal 8"]
    started = client.post(f"{address}/start", json={"replace": False})
    assert (started.status_code, started.json()["preview"]) == (202, None)
    assert ended(client, job)["report"]["added"] == 2
    assert client.get("/v1/products/R-2").json()["title"] == "Regal 8"
    assert client.get("/v1/products/R-1").json()["attributes"] == {"Bezeichnung": "Ring aus Gelbgold 585"}


def test_a_draft_may_be_started_with_a_mapping_of_its_own(client, ended):
    job = draft(client, mapping=json.dumps({"columns": {"Lagerort": "ignore"}})).json()
    mapping = {"columns": {"Lagerort": "description"}}
    started = client.post(f"/v1/imports/{job['id']}/start", json={"mapping": mapping, "replace": True})
    assert started.json()["replace"] is True
    assert ended(client, job)["state"] == "done"
    assert client.get("/v1/products/R-1").json()["description"] == "Regal 7"


@pytest.mark.parametrize(
    "mapping",
    [{"columns": {"Farbe": "colour"}}, {"columns": {"Lagerort": "place"}}, {"dialect": "etsy"}, {"headers": {}}],
)
def test_a_mapping_that_does_not_fit_is_refused_and_the_draft_stays(client, mapping):
    job = draft(client).json()
    for call in ("preview", "start"):
        response = client.post(f"/v1/imports/{job['id']}/{call}", json={"mapping": mapping})
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "mapping"
    assert client.get(f"/v1/imports/{job['id']}").json() == job


def test_what_is_no_draft_cannot_be_previewed_or_started(client, ended):
    job = draft(client).json()
    client.post(f"/v1/imports/{job['id']}/start", json={})
    ended(client, job)
    for call in ("preview", "start"):
        response = client.post(f"/v1/imports/{job['id']}/{call}", json={"mapping": {}})
        assert response.status_code == 409
        assert response.headers["content-type"] == "application/problem+json"
        assert client.post(f"/v1/imports/none/{call}", json={"mapping": {}}).status_code == 404


def test_a_draft_is_started_without_a_body(client, ended):
    job = draft(client).json()
    assert client.post(f"/v1/imports/{job['id']}/start").status_code == 202
    assert ended(client, job)["state"] == "done"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"mapping": 1}', b'{"mapping": {}, "colour": 1}'])
def test_a_body_that_cannot_be_is_refused(client, body):
    job = draft(client).json()
    for call in ("preview", "start"):
        response = client.post(
            f"/v1/imports/{job['id']}/{call}", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 422


def test_a_dropped_draft_is_gone_with_its_files(client, running):
    job = draft(client).json()
    folder = running.folder / "imports" / job["id"]
    assert folder.is_dir()
    assert client.delete(f"/v1/imports/{job['id']}").json()["state"] == "cancelled"
    assert not folder.exists()
    assert client.get(f"/v1/imports/{job['id']}").status_code == 404


def test_the_events_of_a_draft_end_when_it_is_dropped(client):
    job = draft(client).json()
    with client.stream("GET", f"/v1/imports/{job['id']}/events") as response:
        lines = response.iter_lines()
        assert next(lines) == "event: draft"
        assert client.delete(f"/v1/imports/{job['id']}").status_code == 200
        assert not any(line.startswith("event") for line in lines)


def test_whether_events_can_be_had_is_told_without_waiting_for_them(client):
    job = draft(client).json()
    response = client.head(f"/v1/imports/{job['id']}/events")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_a_draft_outlives_a_restart(start, tmp_path, ended):
    first = start(tmp_path)
    with first.client() as client:
        job = draft(client).json()
    first.stop()
    with start(tmp_path).client() as client:
        assert client.get(f"/v1/imports/{job['id']}").json() == job
        client.post(f"/v1/imports/{job['id']}/start", json={})
        assert ended(client, job)["report"]["added"] == 1


def test_without_the_key_nothing_is_previewed_or_started(start, tmp_path):
    running = start(tmp_path, LOUPE_API_KEY="key")
    with running.client() as client, running.client(headers={"Authorization": "Bearer key"}) as merchant:
        assert draft(client).status_code == 401
        job = draft(merchant).json()
        for call in ("preview", "start", "corrections"):
            body = {"mapping": {}} if call != "corrections" else {"records": [["a"]]}
            assert client.post(f"/v1/imports/{job['id']}/{call}", json=body).status_code == 401
        assert merchant.get(f"/v1/imports/{job['id']}").json()["state"] == "draft"
