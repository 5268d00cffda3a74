"""Operations, photos, documentation, and who may write."""

import json
import shutil

import pytest

from service.settings import REPOSITORY


def test_the_process_lives_and_is_ready(client):
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").json() == {"status": "ready", "products": 12, "advice": None}


def test_figures_count_requests_by_route_stages_and_products(client):
    client.get("/v1/products/R-YR")
    client.get("/v1/products/none")
    client.get("/no/such/address")
    client.post("/v1/search", json={"text": "ring"})
    figures = client.get("/metrics").text
    assert 'loupe_requests_total{method="GET",route="/v1/products/{sku}",status="200"}' in figures
    assert 'loupe_requests_total{method="GET",route="/v1/products/{sku}",status="404"}' in figures
    assert 'route="none",status="404"' in figures
    assert "/no/such" not in figures
    assert "loupe_index_products 12.0" in figures
    for stage in ("decode", "encode", "fuse", "search", "total"):
        assert f'loupe_search_seconds_count{{stage="{stage}"}}' in figures


def test_every_failure_is_a_problem_document(client):
    for response in (
        client.get("/nope"),
        client.get("/photos/x/full.jpg"),
        client.get(f"/photos/{'0' * 32}/full.jpg"),
        client.get(f"/photos/{'0' * 32}/huge.jpg"),
        client.get("/photos/..%2f..%2fetc/passwd/full.jpg"),
        client.get("/static/none.js"),
        client.get("/v1/search"),
        client.patch("/v1/search"),
        client.post("/healthz"),
        client.get("/v1/products/none"),
        client.get("/v1/products/"),
    ):
        assert response.status_code in (404, 405, 422), response.url
        assert response.headers["content-type"] == "application/problem+json", response.url
        document = response.json()
        assert document.keys() >= {"type", "title", "status", "detail"}
        assert document["status"] == response.status_code


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PATCH", "/v1/search", "POST"),
        ("HEAD", "/v1/search", "POST"),
        ("PATCH", "/v1/products/R-YR", "GET, HEAD, PUT, DELETE"),
        ("PUT", "/v1/imports", "GET, HEAD, POST"),
        ("TRACE", "/openapi.json", "GET, HEAD"),
        ("POST", "/static/style.css", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_told_all_that_it_takes(client, method, address, allowed):
    response = client.request(method, address)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/merchant",
        "/docs",
        "/openapi.json",
        "/static/style.css",
        "/healthz",
        "/v1/facets",
        "/v1/products/R-YR",
        "/v1/products/none",
        "/v1/imports",
        "/v1/catalog/products",
    ],
)
def test_head_is_answered_as_get_without_the_body(client, address):
    def about(response):
        return response.status_code, {
            n: v for n, v in response.headers.items() if n not in ("date", "transfer-encoding")
        }

    head = client.head(address)
    assert head.content == b""
    assert about(head) == about(client.get(address))
    assert head.status_code == (404 if "none" in address else 200)


def test_figures_know_the_route_of_a_head_request(client):
    client.head("/v1/products/R-YR")
    assert 'method="HEAD",route="/v1/products/{sku}",status="200"' in client.get("/metrics").text


@pytest.mark.parametrize("address", ["/", "/docs", "/healthz", "/nope", "/openapi.json", "/v1/facets"])
def test_browsers_are_told_to_be_strict(client, address):
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert "server" not in headers


def test_photos_are_served_to_be_kept_for_ever(client):
    product = client.get("/v1/products/R-YR").json()
    for address in (product["photos"][0], product["thumbnails"][0]):
        response = client.get(address)
        assert response.headers["content-type"] == "image/jpeg"
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = client.get(address, headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    etags = {client.get(address).headers["etag"] for address in (product["photos"][0], product["thumbnails"][0])}
    assert len(etags) == 2


def test_the_documentation_lists_every_call_and_loads_nothing(client):
    page = client.get("/docs")
    api = client.get("/openapi.json").json()
    assert page.headers["content-type"].startswith("text/html")
    for path in api["paths"]:
        assert path in page.text
    for loading in ("<script", "src=", "@import", "url(", "<link"):
        assert loading not in page.text


@pytest.fixture
def bundle(tmp_path):
    """Another bundle: the shipped one under another version."""
    folder = shutil.copytree(REPOSITORY / "models" / "loupe-mini", tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_bytes()) | {"version": "another"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_every_documented_example_is_accepted(start, filled, tmp_path, wait_until, bundle):
    folder = tmp_path / "data"
    shutil.copytree(filled, folder)
    tried = 0
    with start(folder).client() as client:
        for path, calls in client.get("/openapi.json").json()["paths"].items():
            for method, call in calls.items():
                assert call["summary"]
                assert call["description"]
                address = path.replace("{sku}", "R-1042")
                if "requestBody" in call and "{job_id}" in path:
                    address = address.replace("{job_id}", a_job(client, wait_until, is_draft="correct" not in path))
                for kind, content in call.get("requestBody", {}).get("content", {}).items():
                    example = {"bundle": str(bundle)} if path == "/v1/reindex" else content["example"]
                    response = send(client, method, address, kind, example)
                    assert response.is_success, (method, path, kind, response.text)
                    tried += 1
    assert tried == 8


def a_job(client, wait_until, *, is_draft):
    """A draft, or an import that has rejected a row; both under the header of the examples."""
    header = "Artikelnr.,Bezeichnung,Lagerort,Fassung" if is_draft else "Handle,Title,Variant Price"
    rows = f"{header}\nR-1,Ring,1,2\n" if is_draft else f"{header}\nhalo-ring,,390.00\nother,Ring,390.00\n"
    files = {"catalog": ("catalogue.csv", rows)}
    job = client.post("/v1/imports", files=files, data={"preview": json.dumps(is_draft)}).json()
    if not is_draft:
        wait_until(lambda: client.get(f"/v1/imports/{job['id']}").json()["finished_at"], "the import to end")
    return job["id"]


def send(client, method, address, kind, example):
    if kind == "application/json":
        return client.request(method, address, json=example)
    files = {"catalog": ("catalogue.csv", example["catalog"])} if "catalog" in example else {}
    fields = {name: (None, value) for name, value in example.items() if name not in files}
    return client.request(method, address, files={**fields, **files})


def test_the_description_of_the_api_resolves(client):
    api = client.get("/openapi.json").json()
    text = json.dumps(api)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        node = api
        for key in reference.removeprefix("#/").split("/"):
            node = node[key]
    ids = [call["operationId"] for calls in api["paths"].values() for call in calls.values()]
    assert len(ids) == len(set(ids))
    search = api["paths"]["/v1/search"]["post"]
    assert set(search["requestBody"]["content"]) == {"multipart/form-data", "application/json"}
    assert "application/problem+json" in search["responses"]["default"]["content"]


@pytest.fixture(scope="module")
def guarded(start, tmp_path_factory):
    running = start(tmp_path_factory.mktemp("guarded"), LOUPE_API_KEY="open sesame")
    with running.client() as http:
        yield http


WRITES = [
    ("PUT", "/v1/products/R-1", {"json": {"title": "Ring"}}),
    ("DELETE", "/v1/products/R-1", {}),
    ("POST", "/v1/imports", {"files": {"catalog": ("c.csv", b"sku,title\nR-1,Ring\n")}}),
    ("DELETE", "/v1/imports/none", {}),
    ("POST", "/v1/imports/none/preview", {"json": {"mapping": {}}}),
    ("POST", "/v1/imports/none/start", {"json": {}}),
    ("POST", "/v1/imports/none/corrections", {"json": {"records": [["R-1", "Ring"]]}}),
    ("GET", "/v1/bundle", {}),  # it tells folders of the machine
    ("POST", "/v1/reindex", {"json": {"back": True}}),
    ("DELETE", "/v1/reindex/previous", {}),
    ("GET", "/v1/imports", {}),  # whoever knows the id of an import can look at it
]


@pytest.mark.parametrize(("method", "address", "body"), WRITES)
def test_writing_needs_the_key(guarded, method, address, body):
    for given in (None, "Bearer", "Bearer wrong", "Basic open sesame", "Bearer open sesam\u00e9"):
        headers = {"Authorization": given.encode()} if given else {}
        response = guarded.request(method, address, headers=headers, **body)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert response.headers["content-type"] == "application/problem+json"
    allowed = guarded.request(method, address, headers={"Authorization": "Bearer open sesame"}, **body)
    assert allowed.status_code in (200, 201, 202, 204, 404, 409)


def test_reading_needs_no_key(guarded):
    assert guarded.post("/v1/search", json={"text": "ring"}).status_code == 200
    assert guarded.get("/v1/facets").status_code == 200


@pytest.mark.parametrize(("method", "address", "body"), WRITES)
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example:8000"}, {"Host": "[::1"}]
)
def test_without_a_key_other_sites_cannot_write_through_a_browser(client, method, address, body, headers):
    assert client.request(method, address, headers=headers, **body).status_code == 403


def test_without_a_key_the_services_own_page_may_write(service, client):
    response = client.delete("/v1/products/none", headers={"Origin": service.url})
    assert response.status_code == 404
