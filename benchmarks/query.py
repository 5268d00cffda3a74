"""Searches over HTTP beside the same work without HTTP; start and memory of the service."""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from benchmarks.http_load import Load, Measured, put_load, requests_in_turn
from benchmarks.report import write
from benchmarks.served import Served, await_photos, serve
from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality, GraphFusion
from service.bootstrap import Services, open_services
from service.search import SearchQuery
from service.settings import REPOSITORY, Settings

KINDS = ("photo", "text", "both")
CLIENTS = (1, 4, 16)
CORES = len(os.sched_getaffinity(0))
BATCH = 16


@dataclass(frozen=True)
class Questions:
    """What is asked: photos with words that go with them, none of them twice, since the service keeps what it knows."""

    photos: Sequence[bytes]
    texts: Sequence[str]
    numbers: Iterator[int] = field(default_factory=count)

    def query(self, kind: str) -> SearchQuery:
        """The next question as the service gets it."""
        photo, text = self._next()
        return SearchQuery(image=photo if kind != "text" else None, text=text if kind != "photo" else "")

    def requests(self, kind: str, number: int, path: str, host: str) -> tuple[bytes, ...]:
        """The next so many questions as requests."""
        photos, texts = zip(*(self._next() for _ in range(number)), strict=True)
        return requests_in_turn(photos, texts, kind, path, host)

    def _next(self) -> tuple[bytes, str]:
        number = next(self.numbers)
        photo, text = self.photos[number % len(self.photos)], self.texts[number % len(self.texts)]
        # What follows the end of a JPEG is not looked at; a number is two or three word pieces.
        return photo + str(number).encode(), f"{text} {number % 10_000}"


class Bare(NamedTuple):
    """The work without HTTP: one search after another, and in batches."""

    services: Services
    batches: "BareBatches"


def main() -> None:
    """Let bare work and HTTP take turns, so that both meet the same machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--queries", type=int, default=60, help="of a round, for one client; more of them ask more")
    arguments = parser.parse_args()
    questions = sample_questions()
    with tempfile.TemporaryDirectory() as folder, _both(Path(folder)) as (service, bare):
        figures = {
            f"{kind}, {clients} at once" if clients > 1 else kind: _compared(
                service, bare, questions, kind, clients, arguments.rounds, arguments.queries
            )
            for kind in KINDS
            for clients in CLIENTS
        }
        figures["service"] = {"ready after, s": service.ready_after, "memory, MB": service.resident_mb()}
    write(
        "query",
        figures,
        f"Medians of {arguments.rounds} rounds on the sample index, {CORES} cores. “Bare” is the same search called in "
        "the process, without HTTP; for several clients it is decoding in threads and the encoders and the fusion in "
        f"batches of {BATCH}, without a search. Requests per second leave out the processor time of the clients.",
    )


def sample_questions() -> Questions:
    """Questions of the sample catalogue's query photos."""
    photos = [path.read_bytes() for path in sorted((REPOSITORY / "samples" / "queries").glob("*.jpg"))]
    words = ("in rose gold", "like this but with a sapphire", "silver, without the halo", "a thinner band")
    return Questions(photos, [words[number % len(words)] for number in range(len(photos))])


@contextmanager
def _both(folder: Path) -> Iterator[tuple[Served, Bare]]:
    """The service and, on a copy of its data, what it is made of."""
    with serve(folder / "served", sample=True):  # imports the sample catalogue
        await_photos(folder / "served")
    shutil.copytree(folder / "served", folder / "bare")
    with (
        serve(folder / "served", sample=True) as service,
        open_services(Settings(data_dir=folder / "bare")) as bare,
    ):
        yield service, Bare(bare, BareBatches(Settings().bundle))


def _compared(
    service: Served, bare: Bare, questions: Questions, kind: str, clients: int, rounds: int, queries: int
) -> dict[str, float]:
    taken: list[tuple[float, Measured]] = []
    for _ in range(rounds + 1):
        if clients == 1:
            alone = _alone(bare.services, questions, kind, queries)
        else:
            alone = bare.batches.per_second([questions.query(kind) for _ in range(max(queries, 4 * BATCH))])
        taken.append((alone, put_load(_load(service, questions, kind, clients, queries))))
    taken = taken[1:]  # the first round warms everything up
    middle = statistics.median
    measured = [over_http for _, over_http in taken]
    figures = {name: middle(each.percentile(share) for each in measured) for name, share in SHARES.items()}
    figures["requests/s"] = middle(_per_second(each) for each in measured)
    if clients == 1:
        figures["bare, ms"] = middle(alone for alone, _ in taken)
        figures["times bare"] = middle(each.percentile(0.5) / alone for alone, each in taken)
    else:
        figures["bare, queries/s"] = middle(alone for alone, _ in taken)
        figures["share of bare"] = middle(_per_second(each) / alone for alone, each in taken)
    return figures


SHARES = {"p50, ms": 0.5, "p95, ms": 0.95, "p99, ms": 0.99}


def _per_second(measured: Measured) -> float:
    """Requests per second of the cores' time that the clients left to the service."""
    return len(measured.latencies_ms) / (measured.seconds - measured.cpu_seconds / CORES)


def _load(service: Served, questions: Questions, kind: str, clients: int, queries: int) -> Load:
    address = urlsplit(service.url)
    warm_up, measured = 4 * clients, queries * min(clients, 4)
    requests = questions.requests(kind, warm_up + measured, "/v1/search", address.netloc)
    assert address.hostname is not None
    assert address.port is not None
    return Load(address.hostname, address.port, requests, clients, warm_up, measured)


def _alone(bare: Services, questions: Questions, kind: str, queries: int) -> float:
    """The median search, called directly, ms."""
    asked = [questions.query(kind) for _ in range(queries)]
    return statistics.median(1000 * _timed(partial(bare.search.search, query)) for query in asked)


class BareBatches:
    """The work that no service can do without, in batches: decoding in threads, both encoders, the fusion."""

    def __init__(self, folder: Path) -> None:
        """Open a bundle's graphs anew, on every core."""
        bundle = load_bundle(folder)
        self._image, self._text, self._fusion = GraphImageEncoder(bundle), GraphTextEncoder(bundle), GraphFusion(bundle)

    def per_second(self, asked: Sequence[SearchQuery]) -> float:
        """Queries answered per second, but for the search itself."""
        with ThreadPoolExecutor(CORES) as pool:
            started = time.perf_counter()
            for at in range(0, len(asked), BATCH):
                self._run(asked[at : at + BATCH], pool)
            return len(asked) / (time.perf_counter() - started)

    def _run(self, queries: Sequence[SearchQuery], pool: ThreadPoolExecutor) -> None:
        photos = [query.image for query in queries if query.image is not None]
        pixels = list(pool.map(self._pixels, photos))
        texts = [query.text for query in queries if query.text]
        image = EncodedModality(*self._image.encode(pixels)) if pixels else None
        text = EncodedModality(*self._text.encode(texts)) if texts else None
        self._fusion.fuse_queries(image, text)

    def _pixels(self, photo: bytes) -> NDArray[np.uint8]:
        return self._image.preprocess(decode_photo(photo, shortest=self._image.decoded_side))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
