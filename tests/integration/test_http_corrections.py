"""Rejected rows over HTTP: read, corrected, imported by themselves."""

import io
import zipfile

import pytest

CATALOG = (
    "sku;title;price;image;Farbe\n"
    "R-1;Ring;10,00 EUR;R-YR.png;rot\n"
    "R-2;;20,00 EUR;R-YR.png;blau\n"
    'R-3;Anhänger;30,00 EUR;none.png;"sehr;\ngrün"\n'
).encode("cp1252")


@pytest.fixture(scope="module")
def running(start, tmp_path_factory):
    return start(tmp_path_factory.mktemp("corrections"))


@pytest.fixture(scope="module")
def client(running):
    with running.client() as http:
        yield http


@pytest.fixture(scope="module")
def photos(catalogue):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(catalogue.photos.iterdir()):
            archive.write(path, path.name)
    return stream.getvalue()


@pytest.fixture
def ended(wait_until):
    def wait(client, job):
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
        return client.get(f"/v1/imports/{job['id']}").json()

    return wait


@pytest.fixture
def rejecting(client, photos, ended):
    """An import with two rejected rows."""
    files = {"catalog": ("spring.csv", CATALOG, "text/csv"), "photos": ("photos.zip", photos)}
    mapping = '{"columns": {"Farbe": "attribute"}, "separator": ";", "encoding": "windows-1252"}'
    return ended(client, client.post("/v1/imports", files=files, data={"mapping": mapping}).json())


def test_rejected_rows_are_read_with_their_cells(client, rejecting):
    page = client.get(f"/v1/imports/{rejecting['id']}/rejected").json()
    assert page["header"] == ["sku", "title", "price", "image", "Farbe"]
    assert page["total"] == 2
    first, second = page["rows"]
    assert (first["line"], first["column"]) == (3, "title")
    assert first["reason"]
    assert first["records"] == [{"cells": ["R-2", "", "20,00 EUR", "R-YR.png", "blau"]}]
    assert second["records"][0]["cells"][4] == "sehr;\ngrün"
    later = client.get(f"/v1/imports/{rejecting['id']}/rejected", params={"offset": 1, "limit": 1}).json()
    assert (later["total"], later["rows"]) == (2, [second])


def test_corrected_rows_are_imported_by_themselves_with_the_same_photos_and_mapping(client, rejecting, ended):
    page = client.get(f"/v1/imports/{rejecting['id']}/rejected").json()
    records = [record["cells"] for row in page["rows"] for record in row["records"]]
    records[0][1], records[1][3] = "Ring mit Saphir", "P-YR.png"
    response = client.post(f"/v1/imports/{rejecting['id']}/corrections", json={"records": records})
    assert response.status_code == 202
    job = response.json()
    assert response.headers["location"] == f"/v1/imports/{job['id']}"
    assert job["id"] != rejecting["id"]
    done = ended(client, job)
    assert (done["catalog"], done["state"], done["error"]) == ("spring.csv", "done", None)
    assert done["report"]["rejected"] == 0
    assert client.get("/v1/products/R-2").json()["title"] == "Ring mit Saphir"
    corrected = client.get("/v1/products/R-3").json()
    assert len(corrected["photos"]) == 1
    assert corrected["price"] == "30.00"
    assert set(corrected["attributes"]) == {"Farbe"}


def test_rows_may_be_corrected_a_few_at_a_time(client, rejecting, ended):
    page = client.get(f"/v1/imports/{rejecting['id']}/rejected").json()
    for row in page["rows"]:
        (cells,) = [record["cells"] for record in row["records"]]
        cells[1], cells[3] = "Ring", "P-YR.png"
        job = client.post(f"/v1/imports/{rejecting['id']}/corrections", json={"records": [cells]}).json()
        assert ended(client, job)["report"]["rejected"] == 0


def test_rows_that_are_still_wrong_are_rejected_again(client, rejecting, ended):
    page = client.get(f"/v1/imports/{rejecting['id']}/rejected").json()
    records = [record["cells"] for row in page["rows"] for record in row["records"]]
    job = client.post(f"/v1/imports/{rejecting['id']}/corrections", json={"records": records}).json()
    assert ended(client, job)["report"]["rejected"] == 2
    again = client.get(f"/v1/imports/{job['id']}/rejected").json()
    assert [row["records"] for row in again["rows"]] == [row["records"] for row in page["rows"]]


def test_photos_that_are_no_longer_kept_are_told(client, running, rejecting):
    (running.folder / "imports" / rejecting["id"] / "photos.zip").unlink()
    response = client.post(f"/v1/imports/{rejecting['id']}/corrections", json={"records": [["R-2", "Ring"]]})
    assert response.status_code == 409
    assert "photos" in response.json()["detail"]


def test_a_draft_has_nothing_to_correct(client):
    files = {"catalog": ("spring.csv", CATALOG, "text/csv")}
    job = client.post("/v1/imports", files=files, data={"preview": "true"}).json()
    address = f"/v1/imports/{job['id']}"
    assert client.post(f"{address}/corrections", json={"records": [["R-2", "Ring"]]}).status_code == 409
    for rejected in ("rejected", "rejected.csv"):
        response = client.get(f"{address}/{rejected}")
        assert response.status_code == 409
        assert "not ended yet" in response.json()["detail"]
    assert client.delete(address).status_code == 200


@pytest.mark.parametrize("body", [{}, {"records": []}, {"records": ["R-1"]}, {"records": [[1]]}, {"rows": [["a"]]}])
def test_a_correction_that_cannot_be_is_refused(client, rejecting, body):
    response = client.post(f"/v1/imports/{rejecting['id']}/corrections", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", [{"offset": -1}, {"limit": 0}, {"limit": 501}, {"limit": "all"}])
def test_a_page_that_cannot_be_is_refused(client, rejecting, query):
    assert client.get(f"/v1/imports/{rejecting['id']}/rejected", params=query).status_code == 422
