"""Asks a service again and again from a process of its own, and says how long each answer took.

Requests are whole before the clock starts and answers are not looked into, so that what is measured is the service.
`python -m benchmarks.http_load` reads a load from standard input and writes what it measured to standard output.
"""

import asyncio
import json
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count

BOUNDARY = "loupe-benchmark"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What to ask.

    Attributes:
        host: Of the service.
        port: Of the service.
        requests: Whole HTTP/1.1 requests, asked in turn.
        clients: How many ask at once; each waits for its answer before it asks again.
        warm_up: Requests before the clock starts.
        measured: Requests after that.
    """

    host: str
    port: int
    requests: tuple[bytes, ...]
    clients: int
    warm_up: int
    measured: int


@dataclass(frozen=True)
class Measured:
    """What came of a load.

    Attributes:
        latencies_ms: Of each measured request.
        seconds: From the first of them to the end of the last.
        cpu_seconds: That the clients themselves used meanwhile.
    """

    latencies_ms: tuple[float, ...]
    seconds: float
    cpu_seconds: float

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that a share of the requests kept within."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def put_load(load: Load) -> Measured:
    """Run a load in another process.

    Raises:
        RuntimeError: The service answered with an error or not at all.
    """
    command = [sys.executable, "-m", "benchmarks.http_load"]
    done = subprocess.run(command, input=pickle.dumps(load), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"The load generator failed: {done.stderr.decode()[-2000:]}")
    told = json.loads(done.stdout)
    return Measured(tuple(told["latencies_ms"]), told["seconds"], told["cpu_seconds"])


def form_request(path: str, host: str, fields: dict[str, str | bytes]) -> bytes:
    """A POST of a form; fields of bytes are sent as JPEG files."""
    parts = []
    for name, value in fields.items():
        disposition = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, bytes):
            parts.append(
                f'{disposition}; filename="{name}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode() + value + b"\r\n"
            )
        else:
            parts.append(f"{disposition}\r\n\r\n{value}\r\n".encode())
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _measure(load: Load) -> Measured:
    numbers, latencies = count(), list[float]()
    connections = [await asyncio.open_connection(load.host, load.port) for _ in range(load.clients)]
    try:
        await asyncio.gather(*(_ask(load, *each, numbers, load.warm_up, []) for each in connections))
        numbers, cpu, started = count(load.warm_up), time.process_time(), time.perf_counter()
        end = load.warm_up + load.measured
        await asyncio.gather(*(_ask(load, *each, numbers, end, latencies) for each in connections))
        seconds, used = time.perf_counter() - started, time.process_time() - cpu
    finally:
        for _, writer in connections:
            writer.close()
    return Measured(tuple(latencies), seconds, used)


async def _ask(
    load: Load,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    numbers: "count[int]",
    until: int,
    latencies: list[float],
) -> None:
    while (number := next(numbers)) < until:
        started = time.perf_counter()
        writer.write(load.requests[number % len(load.requests)])
        await writer.drain()
        await _answer(reader)
        latencies.append(1000 * (time.perf_counter() - started))


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"The service answered with {head!r}")
    await reader.readexactly(int(length[1]))


def requests_in_turn(
    photos: Sequence[bytes], texts: Sequence[str], kind: str, path: str, host: str
) -> tuple[bytes, ...]:
    """Loupe's own searches: `kind` is "photo", "text" or "both"."""
    pairs = zip(photos, texts, strict=True)
    fields: list[dict[str, str | bytes]] = [
        {**({"image": photo} if kind != "text" else {}), **({"text": text} if kind != "photo" else {})}
        for photo, text in pairs
    ]
    return tuple(form_request(path, host, each) for each in fields)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_measure(pickle.load(sys.stdin.buffer))))))
