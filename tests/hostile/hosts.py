"""Photos by web address from hosts that misbehave."""

import gzip
import socket
import struct
from collections.abc import Callable
from itertools import repeat

from tests.hostile.case import Case, Rejected
from tests.hostile.web import HASTY, PHOTO, SHOP, all_rejected, picture, shown_at
from tests.unit.catalog.web.shop import Request, Route, answer

OK = b"HTTP/1.1 200 OK\r\n"


def at_first(failure: Route) -> Callable[[Request, socket.socket], bytes | None]:
    """Fails once, then sends the photo."""
    asked: list[str] = []

    def route(request: Request, stream: socket.socket) -> bytes | None:
        asked.append(request.path)
        if len(asked) > 1:
            return PHOTO
        return failure if isinstance(failure, bytes) else failure(request, stream)

    return route


def reset(_: Request, stream: socket.socket) -> None:
    """Cut the line."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    stream.close()


def silent(_: Request, stream: socket.socket) -> None:
    """Take the connection and say nothing."""
    stream.recv(1)


def sends(head: bytes, piece: bytes = b"") -> Callable[[Request, socket.socket], None]:
    """Send a head and then a piece for ever, or nothing more."""

    def route(_: Request, stream: socket.socket) -> None:
        stream.sendall(head)
        for more in repeat(piece) if piece else ():
            stream.sendall(more)

    return route


CASES: tuple[Case, ...] = (
    Case(
        "addresses that are pages, say they are pictures, or are pictures and say they are pages",
        shown_at(
            f"{SHOP}/page",
            f"{SHOP}/lies",
            "http://drive.google.com/file/d/1/view",
            f"{SHOP}/picture",
            routes={
                "/page": answer(b"<p>Please log in", Content_Type="text/html; charset=utf-8"),
                "/lies": answer(b"\xef\xbb\xbf\n<!DOCTYPE HTML><title>Sold out</title>"),
                "/file/d/1/view": answer(b"<html>", Content_Type="text/html"),
                "/picture": answer(picture(), Content_Type="text/html"),
            },
        ),
        products=("P-4",),
        rejected=all_rejected("web page", "web page", "Google Drive"),
    ),
    Case(
        "photos that are gone, forbidden, nothing and a teapot",
        shown_at(
            *(f"{SHOP}/{status}" for status in (404, 410, 403, 401, 204, 418, "empty")),
            routes={
                "/404": answer(picture(), "404 Not Found"),
                "/410": answer(b"", "410 Gone"),
                "/403": answer(b"", "403 Forbidden"),
                "/401": answer(b"", "401 Unauthorized", WWW_Authenticate="Basic"),
                "/204": b"HTTP/1.1 204 No Content\r\n\r\n",
                "/418": answer(b"", "418 I'm a teapot"),
                "/empty": answer(b""),
            },
        ),
        rejected=all_rejected("(404)", "(410)", "(403)", "(401)", "(204)", "(418)", "empty file"),
    ),
    Case(
        "photo without an end, and one that says it is larger than a disk",
        shown_at(
            f"{SHOP}/endless",
            f"{SHOP}/large",
            routes={
                "/endless": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
                "/large": answer(b"", Content_Length="99999999999999999999"),
            },
        ),
        rejected=all_rejected("more than 0 MB", "more than 0 MB"),
    ),
    Case(
        "lengths that are too long, too short, and no number",
        shown_at(
            "http://long.example/long",
            "http://short.example/short",
            "http://odd.example/odd",
            routes={
                "/long": lambda _, stream: stream.sendall(answer(picture(), Content_Length="5000")),
                "/short": answer(picture(), Content_Length="40"),
                "/odd": answer(picture(), Content_Length="-1"),
            },
        ),
        rejected=(  # what may pass is tried once more, behind the others
            Rejected(3, "cut off or damaged", "P-2"),
            Rejected(2, "breaks off", "P-1"),
            Rejected(4, "breaks off", "P-3"),
        ),
    ),
    Case(
        "connections that are cut or fall silent, once and always",
        shown_at(
            "http://once.example/once",
            "http://mute.example/mute",
            "http://always.example/always",
            routes={"/once": at_first(reset), "/mute": at_first(silent), "/always": reset},
            limits=HASTY,
        ),
        products=("P-1", "P-2"),
        rejected=(Rejected(4, "breaks off", "P-3"),),
    ),
    Case(
        "hosts that ask to wait, for a moment and for a year",
        shown_at(
            "http://a.example/moment",
            "http://b.example/year",
            "http://c.example/never",
            routes={
                "/moment": at_first(answer(b"", "429 Too Many Requests", Retry_After="2")),
                "/year": answer(b"", "503 Service Unavailable", Retry_After="31536000"),
                "/never": answer(b"", "429 Too Many Requests", Retry_After="soon"),
            },
        ),
        products=("P-1",),
        rejected=(Rejected(3, "(503)", "P-2"), Rejected(4, "(429)", "P-3")),
    ),
    Case(
        "host that fails for ever beside one that works",
        shown_at(
            "http://down.example/1",
            "http://down.example/2",
            f"{SHOP}/ring.png http://down.example/1",
            routes={"/1": answer(b"", "500 Oops"), "/2": answer(b"", "599 Odd")},
        ),
        products=("P-3",),
        rejected=all_rejected("import again later", "import again later"),
        warned=("import again later",),
    ),
    Case(
        "photos packed with gzip, a bomb of it, a torn one, and something else",
        shown_at(
            f"{SHOP}/gzip",
            "http://bomb.example/bomb",
            "http://torn.example/torn",
            "http://brotli.example/br",
            routes={
                "/gzip": answer(gzip.compress(picture()), Content_Encoding="gzip"),
                "/bomb": answer(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"),
                "/torn": answer(gzip.compress(picture())[:-20], Content_Encoding="gzip"),
                "/br": answer(b"\x8b\x03\x80ring", Content_Encoding="br"),
            },
        ),
        products=("P-1",),
        rejected=(
            Rejected(3, "more than", "P-2"),
            Rejected(5, "packed in a way", "P-4"),
            Rejected(4, "cut off", "P-3"),
        ),
    ),
    Case(
        "answers that are no HTTP, have no end of headers, or never come to the point",
        shown_at(
            "http://ssh.example/ssh",
            "http://headers.example/headers",
            "http://hints.example/hints",
            routes={
                "/ssh": sends(b"SSH-2.0-OpenSSH_9.6\r\n"),
                "/headers": sends(OK, b"X-Filler: " + b"x" * 1000 + b"\r\n"),
                "/hints": sends(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"),
            },
            limits=HASTY,
        ),
        rejected=all_rejected("breaks off", "breaks off", "too long"),
    ),
)
