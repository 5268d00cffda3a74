"""What callers see when something inside breaks, with the real application around a part that is made to fail."""

import socket
import threading

import httpx
import pytest
import uvicorn

from catalog.index.port import IndexUnavailableError
from service.api.app import create_app
from service.api.metrics import Metrics
from service.bootstrap import open_services
from service.jobs import ImportJobs
from service.settings import Settings


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    with open_services(Settings(data_dir=tmp_path_factory.mktemp("failures"))) as opened:
        yield opened


@pytest.fixture
def client(services, wait_until, tmp_path):
    metrics = Metrics(services.index.count)
    jobs = ImportJobs(tmp_path, services.import_catalog)
    server = uvicorn.Server(uvicorn.Config(create_app(services, metrics, jobs), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started, "the server to start")
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:
        yield http
    server.should_exit = True
    thread.join()
    jobs.close()


def fail_with(error):
    def fail(*_, **__):
        raise error

    return fail


def test_a_bug_is_a_500_that_gives_nothing_away(client, services, monkeypatch):
    monkeypatch.setattr(services.search, "search", fail_with(KeyError("secret detail")))
    response = client.post("/v1/search", json={"text": "ring"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert response.headers["connection"] == "close"
    assert 'route="/v1/search",status="500"' in client.get("/metrics").text


def test_a_lost_index_is_a_503_that_says_so(client, services, monkeypatch):
    monkeypatch.setattr(services.index, "search", fail_with(IndexUnavailableError("Qdrant does not answer. Start it.")))
    response = client.post("/v1/search", json={"text": "ring"})
    assert response.status_code == 503
    assert response.json()["detail"] == "Qdrant does not answer. Start it."
    assert response.headers["retry-after"]


def test_ready_turns_to_503_when_the_models_are_dead_while_the_process_lives(client, services, monkeypatch):
    monkeypatch.setattr(services.models, "encode_query", fail_with(RuntimeError("graph gone")))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "graph gone" in response.json()["detail"]
    assert client.get("/healthz").text == "ok"


def test_ready_turns_to_503_when_the_index_is_dead(client, services, monkeypatch):
    monkeypatch.setattr(services.index, "count", fail_with(IndexUnavailableError("no index")))
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    ("method", "address", "route", "kind"),
    [
        ("POST", "/v1/imports", "/v1/imports", "multipart/form-data; boundary=b"),
        ("POST", "/v1/search", "/v1/search", "multipart/form-data; boundary=b"),
        ("PUT", "/v1/products/R-1", "/v1/products/{sku}", "application/json"),
        ("POST", "/v1/reindex", "/v1/reindex", "application/json"),
    ],
)
def test_a_caller_who_leaves_while_sending_is_no_bug(client, wait_until, method, address, route, kind):
    head = f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((client.base_url.host, client.base_url.port)) as caller:
        caller.sendall(head.encode() + b"--b\r\n")
    counted = f'loupe_requests_total{{method="{method}",route="{route}",status='
    wait_until(lambda: counted in client.get("/metrics").text, "the request to be counted")
    assert f'{counted}"499"}}' in client.get("/metrics").text


def test_an_index_that_has_outgrown_its_process_stays_ready_and_says_so(client, services, monkeypatch):
    monkeypatch.setattr(services.adviser, "look", lambda products: f"{products} are too many.")
    assert client.get("/readyz").json() == {"status": "ready", "products": 0, "advice": "0 are too many."}
