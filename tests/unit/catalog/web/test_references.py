"""Web addresses are read however merchants write them, and only those of shops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.photo_names import PhotoError, is_web_address
from catalog.web.references import parse_web_address


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://shop.example/a.jpg", "https://shop.example/a.jpg"),
        (" \ufeffHTTP://Shop.Example:80/A.jpg\n", "http://shop.example/A.jpg"),
        ("//cdn.shop.example/a.jpg", "https://cdn.shop.example/a.jpg"),
        ("www.shop.example/a.jpg", "https://www.shop.example/a.jpg"),
        ("https:\\\\shop.example\\a b.jpg", "https://shop.example/a%20b.jpg"),
        ("https://shop.example/a\n b.jpg", "https://shop.example/a%20b.jpg"),
        ("https://shop.example/größe.jpg?n=ä ö", "https://shop.example/gr%C3%B6%C3%9Fe.jpg?n=%C3%A4%20%C3%B6"),
        ("https://shop.example/gr%C3%B6%C3%9Fe.jpg", "https://shop.example/gr%C3%B6%C3%9Fe.jpg"),
        ("https://shop.example/100%.jpg", "https://shop.example/100%25.jpg"),
        ("https://shop.example/a.jpg?v=1&amp;w=2&amp;amp;x=3&copy=4", "https://shop.example/a.jpg?v=1&w=2&x=3&copy=4"),
        ("https://shop.example/a.jpg#top", "https://shop.example/a.jpg"),
        ("https://shop.example?a=1", "https://shop.example/?a=1"),
        ("https://shop.example:8443", "https://shop.example:8443/"),
        ("https://schmück.example/a.jpg", "https://xn--schmck-6ya.example/a.jpg"),
        ("https://shop.example./a.jpg", "https://shop.example/a.jpg"),
        ("https://93.184.216.34/a.jpg", "https://93.184.216.34/a.jpg"),
        ("https://[2606:4700::1111]:8443/a.jpg", "https://[2606:4700::1111]:8443/a.jpg"),
        ("http://good.example\\@127.0.0.1/a.jpg", "http://good.example/@127.0.0.1/a.jpg"),
        ("https://shop_1.example/a.jpg", "https://shop_1.example/a.jpg"),
    ],
)
def test_an_address_is_read_however_merchants_write_it(written: str, meant: str) -> None:
    assert is_web_address(written)
    assert parse_web_address(written).url == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ftp://shop.example/a.jpg", "begin with https"),
        ("file:///etc/passwd", "begin with https"),
        ("gopher://127.0.0.1:6379/_x", "begin with https"),
        ("https:/shop.example/a.jpg", "begin with https"),
        ("https:a.jpg", "begin with https"),
        ("https:///a.jpg", "not a possible one"),
        ("https://user:secret@shop.example/a.jpg", "user name or password"),
        ("https://shop.example@127.0.0.1/a.jpg", "user name or password"),
        ("https://shop.example:22/a.jpg", "ports 80, 443, 8080, 8443"),
        ("https://shop.example:６379/a.jpg", "ports"),
        ("https://shop.example:99999999/a.jpg", "ports"),
        ("https://shop.example:80:80/a.jpg", "ports"),
        ("https://[::1", "oddly"),
        ("https://[fe80::1%25eth0]/a.jpg", "connection of this machine"),
        ("https://[nonsense]/a.jpg", "oddly written"),
        ("https://2130706433/a.jpg", "oddly written"),
        ("https://0177.0.0.1/a.jpg", "oddly written"),
        ("https://0x7f.0.0.1/a.jpg", "oddly written"),
        ("https://0x7f000001/a.jpg", "oddly written"),
        ("https://127.1/a.jpg", "oddly written"),
        ("https://127.0.0.1../a.jpg", "not a possible one|oddly"),
        ("https://127.0.0.0x1/a.jpg", "oddly written"),
        ("https://1.2.3.4.5/a.jpg", "oddly written"),
        ("https://shop%2eexample/a.jpg", "not a possible one"),
        ("https://%31%32%37.0.0.1/a.jpg", "oddly written"),
        ("https://shop..example/a.jpg", "not a possible one"),
        ("https://sh op.example/a.jpg", "not a possible one"),
        ("https://-shop.example/a.jpg", "not a possible one"),
        ("https://" + "a" * 64 + ".example/a.jpg", "not a possible one"),
        ("https://\u2603\ufe0f\u0000.example/a.jpg", "not a possible one"),
        ("https://localhost/a.jpg", "full name"),
        ("https://qdrant:8080/collections", "full name"),
        ("https://shop.example/" + "a" * 8000, "longer than"),
    ],
)
def test_what_is_no_shops_address_is_refused_with_a_reason(written: str, said: str) -> None:
    with pytest.raises(PhotoError, match=said) as refused:
        parse_web_address(written)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "written", ["https://１２７.0.0.1/a.jpg", "https://127。0。0。1/a.jpg", "https://①②⑦.0.0.1/a.jpg"]
)
def test_digits_of_other_scripts_are_seen_through(written: str) -> None:
    assert parse_web_address(written).host == "127.0.0.1"  # for the guard of the network to refuse


@pytest.mark.parametrize(
    "written", ["ring.jpg", "C:\\ring.jpg", "www.jpg", "file:///a.jpg", "\\\\server\\a.jpg", "data:,"]
)
def test_other_references_are_not_taken_for_the_web(written: str) -> None:
    assert not is_web_address(written)


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/b.jpg", "https://shop.example/b.jpg"),
        ("b.jpg", "https://shop.example/photos/b.jpg"),
        ("//cdn.example/b.jpg", "https://cdn.example/b.jpg"),
        ("http://shop.example/b c.jpg", "http://shop.example/b%20c.jpg"),
        ("?v=2", "https://shop.example/photos/a.jpg?v=2"),
    ],
)
def test_a_redirect_is_followed_from_where_it_was_met(location: str, leads: str) -> None:
    assert parse_web_address("https://shop.example/photos/a.jpg").joined(location).url == leads


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://shop.example/", "http://[", "http://u:p@shop.example/"]
)
def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    with pytest.raises(PhotoError, match="leads on"):
        parse_web_address("https://shop.example/a.jpg").joined(location)


@given(st.text(max_size=80) | st.text(max_size=60).map("https://shop.example/".__add__))
def test_any_text_is_an_address_that_can_be_asked_for_or_refused(text: str) -> None:
    try:
        address = parse_web_address(text)
    except PhotoError:
        return
    assert address.url.isascii()
    assert not set(address.url) & set(" \r\n\t\\")
    assert parse_web_address(address.url) == address
