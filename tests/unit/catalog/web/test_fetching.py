"""Photos are fetched from hosts that behave, and nothing is suffered from those that do not."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from email.utils import formatdate
from io import BytesIO
from itertools import repeat
from pathlib import Path

import pytest

from catalog.photo_names import PhotoError
from catalog.web.addresses import Resolver
from catalog.web.answers import Headers, receive
from catalog.web.failures import PassingError
from catalog.web.fetching import Fetcher, Limits, user_agent
from tests.unit.catalog.web.shop import PUBLIC, Names, Request, Shop, Time, Wire, answer

URL = "http://shop.example/ring.jpg"


def test_a_photo_is_fetched_by_someone_who_says_who_they_are(shop: Shop, fetcher: Fetcher) -> None:
    shop.routes["/ring.jpg"] = answer(b"pixels")
    assert fetcher.fetch("  HTTP://SHOP.example/ring.jpg#top ") == b"pixels"
    headers = shop.requests[0].headers
    assert headers["host"] == "shop.example"
    assert headers["user-agent"] == ("LoupeBot/1.2 (+https://loupe.example; fetches a merchant's own catalogue photos)")
    assert headers["accept-encoding"] == "identity"


def test_a_connection_is_kept_for_the_next_photo_whatever_came_of_the_first(
    shop: Shop, fetcher: Fetcher, wire: Wire
) -> None:
    shop.routes |= {"/ring.jpg": answer(), "/moved.jpg": answer(b"gone", "302 Found", Location="/ring.jpg")}
    for path in ("ring.jpg", "none.jpg", "moved.jpg"):
        try:
            fetcher.fetch(f"http://shop.example/{path}")
        except PhotoError:
            assert path == "none.jpg"
    assert len(shop.requests) == 4
    assert len(wire.connected) == 1


def test_cookies_are_not_kept(shop: Shop, fetcher: Fetcher) -> None:
    shop.routes["/ring.jpg"] = answer(Set_Cookie="visitor=1; Path=/")
    fetcher.fetch(URL)
    fetcher.fetch(URL)
    assert "cookie" not in shop.requests[1].headers


def test_a_proxy_of_the_environment_is_not_used(
    shop: Shop, fetcher: Fetcher, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.1:3128")
    shop.routes["/ring.jpg"] = answer()
    fetcher.fetch(URL)
    assert wire.connected == [(PUBLIC, 80)]


# The private network


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "[fd00:ec2::254]", "0.0.0.0", "１２７.0.0.1"],
)
def test_a_private_address_is_never_connected_to(fetcher: Fetcher, names: Names, wire: Wire, host: str) -> None:
    with pytest.raises(PhotoError, match="private network") as refused:
        fetcher.fetch(f"http://{host}/latest/meta-data/")
    assert wire.connected == names.asked == []
    assert not refused.value.passing


@pytest.mark.parametrize("addresses", [("10.0.0.1",), (PUBLIC, "10.0.0.1"), ("::1", PUBLIC), ("169.254.169.254",)])
def test_a_name_that_leads_into_the_private_network_is_not_followed(
    fetcher: Fetcher, names: Names, wire: Wire, addresses: tuple[str, ...]
) -> None:
    names.answers["shop.example"] = [addresses]
    with pytest.raises(PhotoError, match="private network") as refused:
        fetcher.fetch(URL)
    assert wire.connected == []
    assert not any(address in str(refused.value) for address in addresses)


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    shop: Shop, fetcher: Fetcher, names: Names, wire: Wire
) -> None:
    names.answers["shop.example"] = [("93.184.216.34",), ("127.0.0.1",)]
    shop.routes["/ring.jpg"] = answer()
    assert fetcher.fetch(URL) == b"a photo"
    assert names.asked == ["shop.example"]
    assert wire.connected == [("93.184.216.34", 80)]


def test_a_name_that_leads_elsewhere_for_the_second_connection_is_caught_there(
    shop: Shop, fetcher: Fetcher, names: Names, wire: Wire
) -> None:
    names.answers["shop.example"] = [("93.184.216.34",), ("127.0.0.1",)]
    shop.routes["/ring.jpg"] = answer(Connection="close")
    fetcher.fetch(URL)
    with pytest.raises(PhotoError, match="private network"):
        fetcher.fetch(URL)
    assert wire.connected == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://127.0.0.1/ring.jpg", "private network"),
        ("http://[::1]/ring.jpg", "private network"),
        ("//169.254.169.254/latest/meta-data/", "private network"),
        ("http://inside.example/ring.jpg", "private network"),
        ("http://2130706433/", "oddly written"),
        ("http://localhost/ring.jpg", "full name"),
        ("http://shop.example:6379/", "ports"),
        ("http://u:p@shop.example/", "user name"),
        ("file:///etc/passwd", "leads on"),
        ("gopher://shop.example/", "leads on"),
        ("/again.jpg", "without an end"),
    ],
)
def test_a_redirect_leads_nowhere_that_an_address_may_not(
    shop: Shop, fetcher: Fetcher, names: Names, wire: Wire, location: str, said: str
) -> None:
    names.answers["inside.example"] = [("10.1.2.3",)]
    shop.routes["/ring.jpg"] = shop.routes["/again.jpg"] = answer(b"", "302 Found", Location=location)
    with pytest.raises(PhotoError, match=said):
        fetcher.fetch(URL)
    assert set(wire.connected) == {(PUBLIC, 80)}
    assert len(shop.requests) == (6 if location == "/again.jpg" else 1)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_followed_and_its_host_checked(
    shop: Shop, fetcher: Fetcher, names: Names, wire: Wire, status: str
) -> None:
    names.answers["cdn.example"] = [("151.101.1.1",)]
    shop.routes["/ring.jpg"] = answer(b"", status, Location="http://cdn.example:8080/größe 1.jpg")
    shop.routes["/gr%C3%B6%C3%9Fe%201.jpg"] = answer(b"pixels")
    assert fetcher.fetch(URL) == b"pixels"
    assert wire.connected == [(PUBLIC, 80), ("151.101.1.1", 8080)]
    assert shop.requests[1].headers["host"] == "cdn.example:8080"


def test_of_several_addresses_the_next_is_tried(shop: Shop, fetcher: Fetcher, names: Names, wire: Wire) -> None:
    names.answers["shop.example"] = [("2606:4700::1111", "93.184.216.34")]
    wire.dead.add("2606:4700::1111")
    shop.routes["/ring.jpg"] = answer()
    assert fetcher.fetch(URL) == b"a photo"


# Hosts that are slow, endless, or lie


def test_a_host_that_drips_is_given_up_in_time(shop: Shop, fetcher: Fetcher) -> None:
    def drip(request: Request, stream: socket.socket) -> None:
        shop.trickle(stream, repeat(b"X" if request.path == "/head.jpg" else b"5\r\nhello\r\n"), 0.02)

    def dripping_body(request: Request, stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        drip(request, stream)

    shop.routes |= {"/head.jpg": drip, "/body.jpg": dripping_body}
    for path in ("head.jpg", "body.jpg"):
        began = time.monotonic()
        with pytest.raises(PhotoError, match="takes too long") as failed:
            fetcher.fetch(f"http://shop.example/{path}")
        assert failed.value.passing
        assert time.monotonic() - began < 2
    assert len(shop.requests) == 2  # asking again would only take as long again


def test_a_host_that_falls_silent_is_asked_again_and_given_up(shop: Shop, fetcher: Fetcher, limits: Limits) -> None:
    def silence(request: Request, stream: socket.socket) -> None:
        shop.wait(0.5)

    shop.routes["/ring.jpg"] = silence
    with pytest.raises(PhotoError, match="falls silent") as failed:
        fetcher.fetch(URL)
    assert failed.value.passing
    assert len(shop.requests) == limits.attempts


@pytest.fixture
def limits(request: pytest.FixtureRequest) -> Limits:
    """Short where a test waits for them to run out."""
    silent = 0.06 if "silent" in request.node.name else 0.5
    total = 0.2 if "drips" in request.node.name else 2.0
    return Limits(max_bytes=100_000, connect_seconds=0.5, silent_seconds=silent, total_seconds=total)


@pytest.mark.parametrize(
    "head", ["Transfer-Encoding: chunked", "Content-Length: 99999999999999999999", "Content-Length: 100001"]
)
def test_an_endless_photo_is_cut_off(shop: Shop, fetcher: Fetcher, head: str) -> None:
    sent = 0

    def endless(request: Request, stream: socket.socket) -> None:
        nonlocal sent
        stream.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode())
        while True:
            stream.sendall(b"1000\r\n" + bytes(4096) + b"\r\n")
            sent += 4096

    shop.routes["/ring.jpg"] = endless
    with pytest.raises(PhotoError, match="more than 0 MB"):
        fetcher.fetch(URL)
    assert sent < 20_000_000


def test_endless_headers_are_cut_off(shop: Shop, fetcher: Fetcher) -> None:
    def headers(request: Request, stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            stream.sendall(b"X: " + b"x" * 4000 + b"\r\n")

    shop.routes["/ring.jpg"] = headers
    with pytest.raises(PhotoError, match="breaks off"):
        fetcher.fetch(URL)


def test_a_body_that_ends_early_is_no_photo(shop: Shop, fetcher: Fetcher) -> None:
    shop.routes["/ring.jpg"] = lambda request, stream: stream.sendall(answer(bytes(100))[:-1])
    with pytest.raises(PhotoError, match="breaks off") as failed:
        fetcher.fetch(URL)
    assert failed.value.passing


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("GZIP", gzip.compress)],
)
def test_a_photo_that_comes_packed_unasked_is_unpacked(
    shop: Shop, fetcher: Fetcher, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    shop.routes["/ring.jpg"] = answer(pack(b"pixels" * 1000), Content_Encoding=encoding)
    assert fetcher.fetch(URL) == b"pixels" * 1000


def test_a_packed_bomb_is_not_unpacked(shop: Shop, fetcher: Fetcher) -> None:
    shop.routes["/ring.jpg"] = answer(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")
    with pytest.raises(PhotoError, match="more than 0 MB"):
        fetcher.fetch(URL)


def test_a_packed_photo_is_unpacked_piece_by_piece() -> None:
    pieces: list[int] = []

    class Sink:
        def write(self, data: bytes, /) -> None:
            pieces.append(len(data))

    packed = gzip.compress(bytes(5_000_000))
    receive(iter((packed,)), Headers([(b"Content-Encoding", b"gzip")]), Sink(), host="shop.example", max_bytes=10**7)
    assert sum(pieces) == 5_000_000
    assert max(pieces) <= 65_536


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (gzip.compress(b"pixels" * 100)[:-12], "gzip", "cut off"),
        (b"no gzip at all", "gzip", "damaged"),
        (b"whatever", "br", "packed in a way"),
        (b"whatever", "gzip, gzip", "packed in a way"),
    ],
)
def test_a_badly_packed_photo_is_explained(shop: Shop, fetcher: Fetcher, body: bytes, encoding: str, said: str) -> None:
    shop.routes["/ring.jpg"] = answer(body, Content_Encoding=encoding)
    with pytest.raises(PhotoError, match=said):
        fetcher.fetch(URL)


# Answers that are no photos


@pytest.mark.parametrize(
    ("data", "said", "passing"),
    [
        (answer(b"", "404 Not Found"), "no photo at this address", False),
        (answer(b"", "410 Gone"), "no photo at this address", False),
        (answer(b"", "403 Forbidden"), "make it public", False),
        (answer(b"", "418 Teapot"), "something else", False),
        (answer(b"", "302 Found"), "something else", False),
        (answer(b"", "206 Partial"), "something else", False),
        (answer(b""), "empty file", False),
        (answer(b"<html>No cookies?</html>", Content_Type="image/jpeg"), "web page", False),
        (answer(b"\n <!DOCTYPE HTML>"), "web page", False),
        (answer(b"<p>Sign in", Content_Type="text/html; charset=utf-8"), "web page", False),
        (answer(b"", "503 Busy"), r"several times \(503\)", True),
        (answer(b"", "599 Odd"), r"several times \(599\)", True),
        (answer(b"", "304 Not Modified"), "does not send", True),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "breaks off", True),
    ],
)
def test_an_answer_that_is_no_photo_is_explained(
    shop: Shop, fetcher: Fetcher, limits: Limits, data: bytes, said: str, passing: bool
) -> None:
    shop.routes["/ring.jpg"] = data
    with pytest.raises(PhotoError, match=said) as failed:
        fetcher.fetch(URL)
    assert failed.value.passing == passing
    assert len(shop.requests) == (limits.attempts if passing else 1)


def test_a_photo_that_is_called_a_page_is_taken_for_what_it_is(shop: Shop, fetcher: Fetcher) -> None:
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF"
    shop.routes["/ring.jpg"] = answer(photo, Content_Type="text/html")
    assert fetcher.fetch(URL) == photo


def test_a_share_page_is_called_by_its_name(shop: Shop, fetcher: Fetcher) -> None:
    shop.otherwise = answer(b"<html>", Content_Type="text/html")
    with pytest.raises(PhotoError, match="page of Google Drive"):
        fetcher.fetch("http://drive.google.com/file/d/1/view")


# Asking again


def _then_fine(*first: bytes | None) -> Callable[[Request, socket.socket], bytes | None]:
    answers: Iterator[bytes | None] = iter([*first, answer(b"pixels")])
    return lambda request, stream: next(answers)


@pytest.mark.parametrize(
    "first",
    [answer(b"", "503 Busy"), answer(b"", "500 Error"), answer(b"", "408 Timeout"), answer(b"", "429 Many"), None],
)
def test_a_failure_that_passes_is_asked_about_again_after_a_moment(
    shop: Shop, fetcher: Fetcher, waiting: Time, first: bytes | None
) -> None:
    shop.routes["/ring.jpg"] = _then_fine(first, first)
    assert fetcher.fetch(URL) == b"pixels"
    assert 0.5 <= waiting.waits[0] <= 1 <= waiting.waits[1] <= 2


def test_a_connection_that_is_reset_is_made_again(shop: Shop, fetcher: Fetcher) -> None:
    def reset(request: Request, stream: socket.socket) -> bytes | None:
        if len(shop.requests) > 1:
            return answer(b"pixels")
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        return None

    shop.routes["/ring.jpg"] = reset
    assert fetcher.fetch(URL) == b"pixels"


def test_what_a_failed_attempt_left_is_not_part_of_the_photo(shop: Shop, fetcher: Fetcher) -> None:
    parts = iter([answer(b"old pixels and more")[:-4], answer(b"new")])

    def send(request: Request, stream: socket.socket) -> bytes | None:
        stream.sendall(next(parts))
        return None

    shop.routes["/ring.jpg"] = send
    assert fetcher.fetch(URL) == b"new"


def test_a_host_that_says_when_to_come_back_is_obeyed_for_all_its_photos(
    shop: Shop, fetcher: Fetcher, waiting: Time
) -> None:
    shop.routes["/ring.jpg"] = _then_fine(answer(b"", "429 Too Many", Retry_After="7"))
    assert fetcher.fetch(URL) == b"pixels"
    assert waiting.waits == [7]
    date = formatdate(time.time() + 20, usegmt=True)
    shop.routes["/ring.jpg"] = _then_fine(answer(b"", "503 Busy", Retry_After=date))
    assert fetcher.fetch(URL) == b"pixels"
    assert 18 <= waiting.waits[1] <= 20


def test_a_host_that_wants_to_be_left_alone_for_long_is(shop: Shop, fetcher: Fetcher, waiting: Time) -> None:
    shop.routes["/ring.jpg"] = answer(b"", "429 Too Many", Retry_After="3600")
    shop.routes["/other.jpg"] = answer()
    with pytest.raises(PhotoError, match="import again later") as failed:
        fetcher.fetch(URL)
    assert failed.value.passing
    assert len(shop.requests) == 1
    fetcher.fetch("http://shop.example/other.jpg")
    assert waiting.waits == [30]


def test_a_name_that_cannot_be_looked_up_now_is_asked_for_again(
    shop: Shop, limits: Limits, wire: Wire, waiting: Time
) -> None:
    answers: Iterator[Exception | tuple[str, ...]] = iter([PassingError("later"), PassingError("later"), (PUBLIC,)])

    def resolve(host: str, port: int) -> tuple[str, ...]:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    resolver: Resolver = resolve
    shop.routes["/ring.jpg"] = answer()
    with Fetcher("bot", limits=limits, resolver=resolver, connector=wire, wait=waiting.wait) as fetcher:
        assert fetcher.fetch(URL) == b"a photo"


def test_a_host_that_stays_down_is_left_alone(shop: Shop, fetcher: Fetcher, wire: Wire, waiting: Time) -> None:
    wire.dead.add(PUBLIC)
    for _ in range(2):  # of four attempts each
        with pytest.raises(PhotoError, match="does not answer; check"):
            fetcher.fetch(URL)
    tried = len(wire.connected)
    with pytest.raises(PhotoError, match=r"shop\.example does not answer; import again later") as failed:
        fetcher.fetch(URL)
    assert failed.value.passing
    assert len(wire.connected) == tried
    wire.dead.clear()
    waiting.now += 15.1
    shop.routes["/ring.jpg"] = answer()
    assert fetcher.fetch(URL) == b"a photo"


def test_who_no_longer_wants_a_photo_is_not_kept_waiting(shop: Shop, fetcher: Fetcher) -> None:
    stop = threading.Event()

    def never(request: Request, stream: socket.socket) -> None:
        stop.set()
        shop.trickle(stream, repeat(b"X"), 0.05)

    shop.routes["/ring.jpg"] = never
    began = time.monotonic()
    with pytest.raises(PhotoError, match="stopped") as failed:
        fetcher.fetch_into(BytesIO(), URL, stop=stop)
    assert failed.value.passing
    assert time.monotonic() - began < 0.5


# Conditions


def test_a_photo_that_is_still_the_same_does_not_travel_again(shop: Shop, fetcher: Fetcher, wire: Wire) -> None:
    def conditional(request: Request, stream: socket.socket) -> bytes:
        said = {"ETag": '"é1"', "Cache_Control": "max-age=60"}
        same = request.headers.get("if-none-match") == said["ETag"]
        return answer(b"", "304 Not Modified", **said) if same else answer(b"pixels", **said)

    shop.routes["/ring.jpg"] = lambda *asked: conditional(*asked).decode().encode("latin-1")
    file = BytesIO()
    first = fetcher.fetch_into(file, URL)
    assert (first.modified, first.fresh_seconds, file.getvalue()) == (True, 60, b"pixels")
    again = fetcher.fetch_into(file, URL, etag=first.etag, last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert not again.modified
    assert shop.requests[1].headers["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert len(wire.connected) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Cache_Control": 'MAX-AGE="600"', "Age": "100"}, 500),
        ({"Cache_Control": "max-age=31557600"}, 86_400),
        ({"Cache_Control": "max-age=31557600, no-cache"}, 0),
        ({"Cache_Control": "no-store"}, 0),
        ({"Cache_Control": "max-age=-1"}, 0),
        ({"Cache_Control": "max-age=soon", "Age": "old"}, 0),
    ],
)
def test_a_host_says_for_how_long_a_photo_stays(
    shop: Shop, fetcher: Fetcher, headers: dict[str, str], seconds: float
) -> None:
    shop.routes["/ring.jpg"] = answer(**headers)
    assert fetcher.fetch_into(BytesIO(), URL).fresh_seconds == seconds


# Encryption


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for shop.example that nobody but the test trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path / "certificate.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.example"
    names = ["-addext", "subjectAltName=DNS:shop.example", "-keyout", str(path), "-out", str(tmp_path / "public.pem")]
    subprocess.run([openssl, *made.split(), *names], check=True, capture_output=True)
    path.write_text(path.read_text() + (tmp_path / "public.pem").read_text())
    return path


def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(
    shop: Shop, names: Names, wire: Wire, waiting: Time, limits: Limits, certificate: Path
) -> None:
    shop.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shop.tls.load_cert_chain(certificate)
    shop.routes["/ring.jpg"] = answer(b"pixels")
    trusting = ssl.create_default_context(cafile=certificate)
    with Fetcher("bot", limits=limits, resolver=names, connector=wire, tls=trusting, wait=waiting.wait) as fetcher:
        assert fetcher.fetch("https://shop.example/ring.jpg") == b"pixels"
        with pytest.raises(PhotoError, match=r"certificate of other\.example is not valid") as failed:
            fetcher.fetch("https://other.example/ring.jpg")
    assert failed.value.passing
    assert wire.connected == [(PUBLIC, 443)] * 2
    with (
        Fetcher("bot", limits=limits, resolver=names, connector=wire, wait=waiting.wait) as strict,
        pytest.raises(PhotoError, match="certificate"),
    ):
        strict.fetch("https://shop.example/ring.jpg")
    assert waiting.waits == []


def test_the_contact_cannot_smuggle_a_header_in() -> None:
    assert user_agent("1.2") == "LoupeBot/1.2 (fetches a merchant's own catalogue photos)"
    for contact in ("me@shop.example\r\nX-Admin: 1", "mé@shop.example"):
        with pytest.raises(ValueError, match="one line of plain ASCII"):
            user_agent("1.2", contact)
