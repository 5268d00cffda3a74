"""A shop on loopback that answers as it is told to, and a network in which public addresses lead to it."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore

PUBLIC = "93.184.216.34"
Route = bytes | Callable[["Request", socket.socket], bytes | None]


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    path: str
    headers: dict[str, str]


def answer(body: bytes = b"a photo", status: str = "200 OK", **headers: str) -> bytes:
    """An answer as it goes over the wire."""
    fields = {"Content-Type": "image/jpeg", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


class Shop:
    """A server whose every answer is a `Route`: bytes, or what makes them; None closes the connection."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.otherwise: Route = answer(b"", "404 Not Found")
        self.requests: list[Request] = []
        self.open = 0
        self.most_open = 0
        self.tls: Any = None
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._server.getsockname()[1]
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def trickle(self, connection: socket.socket, pieces: Iterator[bytes], seconds: float) -> None:
        """Send piece after piece until the client or the test has enough."""
        for piece in pieces:
            connection.sendall(piece)
            if self._stopped.wait(seconds):
                return

    def wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def close(self) -> None:
        self._stopped.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        try:
            connection.settimeout(5)
            with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as stream:
                while (request := self._receive(stream)) is not None:
                    self.requests.append(request)
                    route = self.routes.get(request.path, self.otherwise)
                    data = route if isinstance(route, bytes) else route(request, stream)
                    if data is None:
                        return
                    stream.sendall(data)
        except OSError:
            connection.close()
        finally:
            with self._lock:
                self.open -= 1

    def _receive(self, stream: socket.socket) -> Request | None:
        head = b""
        stream.settimeout(0.05)
        while b"\r\n\r\n" not in head:
            try:
                piece = stream.recv(65536)
            except TimeoutError:
                if self._stopped.is_set():
                    return None
                continue
            if not piece:
                return None
            head += piece
        stream.settimeout(5)
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Request(first.split(" ")[1], {name.lower(): value for name, value in headers.items()})


@dataclass
class Names:
    """A resolver: every host is at `PUBLIC`, unless said otherwise. Of several answers each is given once, in order."""

    answers: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        known = self.answers.get(host, [(PUBLIC,)])
        return known.pop(0) if len(known) > 1 else known[0]


class Wire(httpcore.SyncBackend):
    """Connects to the shop, whatever public address is meant, and notes which one it was."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[tuple[str, int]] = []
        self.dead: set[str] = set()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *rest: Any) -> httpcore.NetworkStream:
        self.connected.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError("refused")
        return super().connect_tcp("127.0.0.1", self.port, timeout)


class Time:
    """A clock that runs only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, stop: threading.Event, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
