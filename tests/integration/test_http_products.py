"""Single products over HTTP."""

import base64
import shutil

import pytest

RING = {
    "title": "Rose gold ring with a garnet",
    "category": "Ring",
    "metal": "Rose gold",
    "gemstone": "garnet",
    "attributes": {"size": "54"},
    "price": "390.00",
    "currency": "EUR",
    "url": "https://shop.example/r-1",
    "available": True,
}


@pytest.fixture(scope="module")
def client(start, filled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("products") / "data"
    shutil.copytree(filled, folder)
    with start(folder).client() as http:
        yield http


def b64(photo):
    return base64.b64encode(photo).decode()


def first(client, **body):
    return client.post("/v1/search", json={"limit": 1, **body}).json()["hits"][0]["sku"]


def test_a_product_is_written_read_found_and_removed(client, piece):
    address = "/v1/products/R-NEW"
    photo = piece("ring", "yellow gold", "emerald")[:-2] + b"\xff\xd9"
    written = client.put(address, json={**RING, "photos_base64": [b64(photo)]})
    assert written.status_code == 201
    read = client.get(address).json()
    assert read == written.json()
    assert (read["title"], read["category"], read["price"]) == (RING["title"], "ring", "390.00")
    assert client.get(read["photos"][0]).status_code == 200
    assert first(client, text="Rose gold ring with a garnet") == "R-NEW"
    assert client.put(address, json=RING).status_code == 200
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404
    assert first(client, text="Rose gold ring with a garnet") != "R-NEW"


def test_a_changed_price_keeps_the_photos(client, piece):
    address = "/v1/products/R-PRICE"
    before = client.put(address, json={**RING, "photos_base64": [b64(piece("ring", "platinum", "ruby"))]}).json()
    after = client.put(address, json={**RING, "price": "350.00"}).json()
    assert after == {**before, "price": "350.00"}
    assert client.put(address, json={**RING, "photos_base64": []}).json()["photos"] == []


def test_photos_are_made_ready_when_they_are_asked_for_and_originals_go(start, catalogue, tmp_path, wait_until):
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in catalogue.photos.iterdir():
            archive.write(path, path.name)
    files = {"catalog": ("c.csv", catalogue.file.read_bytes()), "photos": ("photos.zip", stream.getvalue())}
    with start(tmp_path).client() as client:
        job = client.post("/v1/imports", files=files).json()
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
        read = client.get("/v1/products/R-YR").json()
        for address in (*read["photos"], *read["thumbnails"]):
            assert client.get(address).headers["content-type"] == "image/jpeg"
        originals = tmp_path / "photos" / "original"
        wait_until(lambda: not any(path.is_file() for path in originals.rglob("*")), "the originals to go")
        assert client.get(f"/photos/{'0' * 32}/full.jpg").status_code == 404


def test_a_product_is_shown_with_all_that_was_said_of_it(client):
    facts = {
        "title": "Halo ring",
        "karat": "18k",
        "style": "solitaire",
        "group": "halo",
        "attributes": {"Vendor": "Velm"},
        "variants": [{"sku": "R-H-54", "options": {"Size": "54"}, "price": "390.00", "available": True}],
    }
    address = "/v1/products/R-HALO"
    assert client.put(address, json=facts).status_code == 201
    read = client.get(address).json()
    assert {name: read[name] for name in facts} == facts
    assert read["predicted"] == {}
    assert client.delete(address).status_code == 204


@pytest.mark.parametrize("sku", ["A/B", "Ring 1", "Größe-5", "指輪", "a.b:c~d", "100%"])
def test_any_printable_sku_can_be_written_and_read(client, sku):
    from urllib.parse import quote

    address = f"/v1/products/{quote(sku, safe='')}"
    assert client.put(address, json={"title": "Ring"}).status_code == 201
    assert client.get(address).json()["sku"] == sku
    assert sku not in [hit["sku"] for hit in client.get(f"{address}/similar").json()["hits"]]
    assert client.delete(address).status_code == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "Ring", "price": "cheap"}, "price"),
        ({"title": "Ring", "price": "-1"}, "price"),
        ({"title": "Ring", "currency": "euro"}, "currency"),
        ({"title": "Ring", "url": "javascript:alert(1)"}, "url"),
        ({"title": "Ring", "vendor": "red"}, "vendor"),
        ({"title": "Ring", "photos_base64": ["*"]}, "photos_base64.0"),
        ({"title": "Ring", "photos_base64": ["AAAA"] * 51}, "photos_base64"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_written(client, body, field):
    response = client.put("/v1/products/R-BAD", json=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
    assert client.get("/v1/products/R-BAD").status_code == 404


@pytest.mark.parametrize(
    ("status", "photo"), [(415, b"<html>"), (422, b"\xff\xd8\xff"), (413, b"\xff\xd8\xff" * 9_000_000)]
)
def test_a_photo_that_cannot_be_used_is_told_why_and_nothing_is_written(client, status, photo):
    response = client.put("/v1/products/R-BAD", json={"title": "Ring", "photos_base64": [b64(photo)]})
    assert response.status_code == status
    assert response.json()["errors"][0]["field"] == "photos_base64"
    assert client.get("/v1/products/R-BAD").status_code == 404


def test_a_sku_that_is_too_long_is_refused(client):
    assert client.put(f"/v1/products/{'R' * 201}", json={"title": "Ring"}).status_code == 422


def test_a_product_must_be_json(client):
    assert client.put("/v1/products/R-1", data={"title": "Ring"}).status_code == 415
