"""One photo query over HTTP beside the bare work it cannot do without; start-up and memory of the service."""

import re
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.report import write
from benchmarks.served import serve
from bundles import load_bundle
from service.models import Models
from service.settings import REPOSITORY, Settings

WARM_UP, ROUNDS = 20, 200
BOUNDARY = "benchmark"


def main() -> None:
    """Interleave the two, so that both meet the same machine, and report medians and their ratio."""
    photos = [path.read_bytes() for path in sorted((REPOSITORY / "samples" / "queries").glob("*.jpg"))]
    models = Models(load_bundle(Settings().bundle))
    bare: list[float] = []
    over_http: list[float] = []
    with tempfile.TemporaryDirectory() as data:
        with serve(Path(data), sample=True):
            pass  # the first start imports the sample catalogue
        with serve(Path(data), sample=True) as service, closing(_connect(service.url)) as connection:
            for number in range(WARM_UP + ROUNDS):
                photo = photos[number % len(photos)]
                bare.append(_timed(models.encode_query, photo, ""))
                over_http.append(_timed(_search, connection, photo))
            memory = service.resident_mb()
    bare_ms, http_ms = (1000 * statistics.median(times[WARM_UP:]) for times in (bare, over_http))
    figures = {
        "bare decode, encode and fuse, ms": {"median": bare_ms},
        "photo query over HTTP, ms": {"median": http_ms},
        "ratio": {"median": http_ms / bare_ms},
        "ready after start, s": {"median": service.ready_after},
        "resident memory after the queries, MB": {"median": memory},
    }
    write("photo_query", figures, f"{ROUNDS} photo queries on the sample index, each beside the bare work, in one run.")


def _timed(work: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def _connect(url: str) -> socket.socket:
    """A client that does no more than it must: what it costs is not the service's."""
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)))


def _search(connection: socket.socket, photo: bytes) -> None:
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\n\r\n'
    body = part.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = (
        "POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    headers, _, content = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", headers.lower())
    if length is None or not headers.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"The search was answered with {headers!r}")
    while len(content) < int(length[1]):
        content += connection.recv(65536)


if __name__ == "__main__":
    main()
