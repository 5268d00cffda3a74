"""Searching over HTTP."""

import base64
import io
import json
import shutil
import struct
import zlib

import pytest
from PIL import Image


def search(client, **fields):
    files = {"image": ("photo.jpg", fields.pop("image"), "image/jpeg")} if "image" in fields else None
    return client.post("/v1/search", data={name: str(value) for name, value in fields.items()}, files=files)


def skus(response):
    assert response.status_code == 200, response.text
    return [hit["sku"] for hit in response.json()["hits"]]


def problem(response, status):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["title"]
    return document


def test_a_catalogue_photo_finds_its_own_piece(client, piece):
    assert skus(search(client, image=piece("ring", "yellow gold", "ruby")))[0] == "R-YR"


def test_the_words_of_a_title_find_its_piece(client):
    assert skus(search(client, text="Platinum pendant with emerald"))[0] == "P-PE"


def test_a_photo_and_words_find_what_both_say(client, piece):
    photo = piece("ring", "platinum", "sapphire")
    assert skus(search(client, image=photo, text="platinum ring with sapphire"))[0] == "R-PS"


def test_an_answer_holds_all_that_a_page_shows(client, piece):
    answer = search(client, image=piece("ring", "yellow gold", "ruby"), text="ruby ring", limit=3).json()
    hit = answer["hits"][0]
    assert len(answer["hits"]) == 3
    assert answer["total"] == 12
    assert sum(answer["weights"].values()) == pytest.approx(1, abs=1e-3)
    assert sum(hit["match"].values()) == pytest.approx(1, abs=1e-3)
    assert list(answer["took_ms"]) == ["decode", "encode", "fuse", "search", "total"]
    product = hit["product"]
    assert hit["sku"] == product["sku"]
    assert (product["price"], product["currency"]) == ("100.00", "EUR")
    assert client.get(product["photos"][0]).headers["content-type"] == "image/jpeg"
    assert client.get(product["thumbnails"][0]).status_code == 200


def test_scores_fall_and_stay_within_a_cosine(client):
    scores = [hit["score"] for hit in search(client, text="ring").json()["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert all(-1.001 <= score <= 1.001 for score in scores)


def test_json_and_form_find_the_same(client, piece):
    photo = piece("pendant", "platinum", "ruby")
    form = search(client, image=photo, text="ruby", limit=5, filters=json.dumps({"category": "pendant"}))
    encoded = base64.b64encode(photo).decode()
    body = {"image_base64": encoded, "text": "ruby", "limit": 5, "filters": {"category": "pendant"}}
    plain = client.post("/v1/search", json=body)
    assert skus(form) == skus(plain)
    assert form.json()["weights"] == plain.json()["weights"]


def test_a_form_without_files_may_be_urlencoded(client):
    response = client.post("/v1/search", data={"text": "ring"})
    assert response.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert len(skus(response)) == 12


def test_the_weight_runs_from_the_words_alone_to_the_photo_alone(client, piece):
    photo, text = piece("ring", "yellow gold", "ruby"), "platinum pendant with sapphire"
    scores = {
        weight: {
            hit["sku"]: hit["score"]
            for hit in search(client, image=photo, text=text, image_weight=weight).json()["hits"]
        }
        for weight in (0, 0.5, 1)
    }
    assert scores[1] == {hit["sku"]: hit["score"] for hit in search(client, image=photo).json()["hits"]}
    assert scores[0] == {hit["sku"]: hit["score"] for hit in search(client, text=text).json()["hits"]}
    answer = search(client, image=photo, text=text, image_weight=0.5).json()
    assert answer["weights"] == {"image": 0.5, "text": 0.5}


def test_filters_hold_for_every_hit_and_for_the_total(client):
    filters = {"category": "ring", "gemstone": ["ruby", "emerald"], "price": {"gte": 100, "lt": 500}}
    answer = search(client, text="pendant with sapphire", filters=json.dumps(filters)).json()
    found = [hit["product"] for hit in answer["hits"]]
    assert answer["total"] == len(found) == 3
    for product in found:
        assert product["category"] == "ring"
        assert product["gemstone"] in ("ruby", "emerald")
        assert 100 <= float(product["price"]) < 500


def test_pages_follow_one_another(client):
    whole = skus(search(client, text="ring", limit=12))
    assert skus(search(client, text="ring", limit=5)) + skus(search(client, text="ring", limit=7, offset=5)) == whole
    assert skus(search(client, text="ring", offset=12)) == []


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": " \t\n\u3000"}, {"text": "\x00\x1f"}, {"limit": 3}])
def test_an_empty_query_is_told_what_to_give(client, fields):
    assert "photo" in problem(search(client, **fields), 422)["detail"]


def test_a_file_input_that_was_left_alone_counts_as_no_photo(client):
    response = client.post("/v1/search", data={"text": "ring"}, files={"image": ("", b"", "application/octet-stream")})
    assert len(skus(response)) == 12


def test_an_unknown_filter_is_told_the_known_ones(client):
    document = problem(search(client, text="ring", filters='{"vendor": "red"}'), 422)
    for field in ("vendor", "category", "metal", "gemstone", "price", "available"):
        assert field in document["detail"]
    assert document["errors"][0]["field"] == "filters"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", 0),
        ("limit", 101),
        ("limit", "many"),
        ("offset", -1),
        ("offset", 10**9),
        ("image_weight", 1.5),
        ("image_weight", "nan"),
        ("filters", "{"),
        ("filters", "[]"),
        ("filters", '{"price": "cheap"}'),
        ("filters", '{"price": {"gte": NaN}}'),
        ("filters", "[" * 100_000),
        ("colour", "red"),
    ],
)
def test_a_field_out_of_bounds_is_named(client, field, value):
    document = problem(search(client, text="ring", **{field: value}), 422)
    assert document["errors"][0]["field"].split(".")[0] == field


def test_a_field_of_the_form_that_is_not_known_is_told_those_there_are(client):
    document = problem(client.post("/v1/search", data={"text": "ring"}, files={"photo": b"x"}), 422)
    assert [error["field"] for error in document["errors"]] == ["photo"]
    assert "The form takes image, " in document["detail"]


def test_a_bound_without_end_is_a_bound(client):
    assert search(client, text="ring", filters='{"price": {"lt": 1e300}}').json()["total"] == 12


@pytest.mark.parametrize(
    "text",
    [
        "ring " * 2000,
        "💍💎👑",
        "خاتم ذهب وردي",
        "טבעת זהב",
        "ring\x00 \x1b[31m\u200f",
        "r" * 10_000,
        "指輪 " * 1000,
        "\u202ering",
    ],
)
def test_any_text_is_handled(client, text):
    assert len(skus(search(client, text=text))) == 12


def test_lone_surrogates_in_json_are_handled(client):
    body = b'{"text": "ring \\ud83d"}'
    response = client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 422)
    assert response.headers["content-type"].startswith("application/")


def test_a_text_as_long_as_a_book_is_too_large(client):
    assert problem(search(client, text="r" * 100_001), 413)["errors"][0]["field"] == "text"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.jpg",
        "http://127.0.0.1:8000/x.jpg",
        "http://[::1]/x.jpg",
        "http://[::ffff:10.0.0.1]/x.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/x.jpg",
        "http://localhost/x.jpg",
        "http://name:word@shop.example/x.jpg",
        "file:///etc/passwd",
        "ring.jpg",
    ],
)
def test_the_address_of_a_photo_leads_to_no_private_network_and_to_no_file(client, url):
    for response in (
        client.post("/v1/search", json={"image_url": url, "text": "ring"}),
        client.post("/v1/search", data={"image_url": url}),
    ):
        document = problem(response, 422)
        assert document["errors"][0]["field"] == "image_url"
        assert "root:" not in document["detail"]


def test_a_photo_is_sent_or_its_address_is_given(client, piece):
    photo = base64.b64encode(piece("ring", "platinum", "ruby")).decode()
    body = {"image_url": "https://shop.example/x.jpg", "image_base64": photo}
    assert "not both" in problem(client.post("/v1/search", json=body), 422)["detail"]


def test_no_photo_is_fetched_where_that_is_switched_off(start, filled, tmp_path):
    shutil.copytree(filled, tmp_path / "data")
    with start(tmp_path / "data", LOUPE_WEB_PHOTOS="false").client() as client:
        document = problem(client.post("/v1/search", json={"image_url": "https://shop.example/x.jpg"}), 422)
        assert "fetches no photos" in document["detail"]


def png(width, height):
    """A PNG that claims a size, with next to nothing in it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def encoded(image, form):
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("status", "photo"),
    [
        pytest.param(415, b"<!doctype html><html><body>no</body></html>", id="a web page named .jpg"),
        pytest.param(415, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", id="an SVG"),
        pytest.param(415, b"\x00" * 1000, id="noughts"),
        pytest.param(415, b"%PDF-1.7", id="a PDF"),
        pytest.param(422, b"", id="nothing"),
        pytest.param(422, encoded(Image.new("RGB", (300, 300), "red"), "JPEG")[:700], id="cut off"),
        pytest.param(422, encoded(Image.new("RGB", (1, 1)), "PNG"), id="1 x 1"),
        pytest.param(413, png(30_000, 30_000), id="a bomb of 900 megapixels"),
        pytest.param(413, b"\xff\xd8\xff" + b"\0" * 25_000_001, id="more than 25 MB"),
    ],
)
def test_a_photo_that_cannot_be_used_is_told_why(client, status, photo):
    document = problem(search(client, image=photo), status)
    assert document["errors"][0]["field"] == "image"
    assert len(document["detail"]) > 30


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_photos_of_every_usual_format_are_read(client, piece, form):
    image = Image.open(io.BytesIO(piece("ring", "yellow gold", "ruby")))
    assert len(skus(search(client, image=encoded(image, form)))) == 12


def test_a_photo_sent_as_text_is_told_so(client):
    document = problem(client.post("/v1/search", data={"image": "ring.jpg"}), 422)
    assert document["errors"][0]["field"] == "image"


def test_base64_that_is_none_is_named(client):
    document = problem(client.post("/v1/search", json={"image_base64": "data:image/png;base64,A%2B=="}), 422)
    assert document["errors"][0]["field"] == "image_base64"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"ring", "text/plain", 415),
        (b"ring", None, 415),
        (b"{", "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b"nonsense", "multipart/form-data", 400),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nring\r\n--x--\r\n", "multipart/form-data; boundary=x", 400),
    ],
)
def test_a_body_of_another_kind_is_refused(client, content, kind, status):
    headers = {"Content-Type": kind} if kind else {}
    problem(client.post("/v1/search", content=content, headers=headers), status)


def test_a_body_that_is_too_large_is_refused_whatever_it_says_of_its_length(client):
    def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 2**20

    for kind in ("multipart/form-data; boundary=x", "application/json", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind}
        problem(client.post("/v1/search", content=endless(), headers=headers), 413)
        problem(client.post("/v1/search", content=b"".join(endless()), headers=headers), 413)
    assert client.get("/healthz").text == "ok"


def test_facets_count_under_the_same_filters(client):
    whole = client.get("/v1/facets").json()
    assert whole["total"] == 12
    assert whole["counts"]["category"] == {"ring": 6, "pendant": 6}
    rings = client.get("/v1/facets", params={"filters": '{"category": "ring", "gemstone": "ruby"}'}).json()
    assert rings["total"] == 2
    assert rings["counts"]["metal"] == {"yellow gold": 1, "platinum": 1}
    assert sum(band["count"] for band in rings["price_bands"]) == 2
    problem(client.get("/v1/facets", params={"filters": '{"vendor": "red"}'}), 422)
    problem(client.get("/v1/facets", params={"filters": "{"}), 422)


def test_similar_pieces_leave_out_the_piece_and_keep_to_filters(client):
    response = client.get("/v1/products/R-YR/similar", params={"limit": 5})
    assert len(skus(response)) == 5
    assert "R-YR" not in skus(response)
    pendants = client.get("/v1/products/R-YR/similar", params={"filters": '{"category": "pendant"}'})
    assert {sku[0] for sku in skus(pendants)} == {"P"}
    problem(client.get("/v1/products/none/similar"), 404)
    problem(client.get("/v1/products/R-YR/similar", params={"limit": 0}), 422)
