"""Product feeds in XML, as shops write them and as they break."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.files import feed
from catalog.files.feed import FeedTable, is_feed
from catalog.row import CatalogError, Record

WriteCsv = Callable[..., Path]

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:{prefix}="http://base.google.com/ns/1.0">
<channel>
  <title>Velm</title><link>https://velm.example</link>
  <item>
    <{prefix}:id>R-1</{prefix}:id>
    <title>Halo &amp; ring</title>
    <description><![CDATA[A <b>ring</b> & more]]></description>
    <{prefix}:image_link>https://velm.example/1.jpg?a=1&amp;b=2</{prefix}:image_link>
    <{prefix}:additional_image_link>https://velm.example/2.jpg</{prefix}:additional_image_link>
    <{prefix}:additional_image_link>https://velm.example/3.jpg</{prefix}:additional_image_link>
    <{prefix}:shipping>
      <{prefix}:country>DE</{prefix}:country><{prefix}:price>4.90 EUR</{prefix}:price></{prefix}:shipping>
  </item>
  <item><{prefix}:id>R-2</{prefix}:id><title>Plain</title><{prefix}:title>Google's</{prefix}:title>
  <{prefix}:price>390.00 EUR</{prefix}:price></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<title>Velm</title>
<entry><g:id>R-1</g:id><id>tag:velm.example,1</id><title>Ring</title>
<link href="https://velm.example/1"/>
<summary>Fine.</summary></entry>
</feed>"""


def rows_of(path: Path) -> list[dict[str, str]]:
    table = FeedTable(path)
    records = [record for block in table.records() for record in block]
    assert all(isinstance(record, Record) for record in records)
    return [dict(zip(table.header, record.cells, strict=True)) for record in records if isinstance(record, Record)]


@pytest.mark.parametrize("prefix", ["g", "ns0"])
def test_the_items_of_rss_become_rows_under_the_names_of_their_elements(write_csv: WriteCsv, prefix: str) -> None:
    path = write_csv(RSS.format(prefix=prefix))
    first, second = rows_of(path)
    assert first == {
        "id": "R-1",
        "title": "Halo & ring",
        "description": "A <b>ring</b> & more",
        "image_link": "https://velm.example/1.jpg?a=1&b=2",
        "additional_image_link": "https://velm.example/2.jpg,https://velm.example/3.jpg",
        "shipping": "country=DE price=4.90 EUR",
        "price": "",
    }
    assert (second["title"], second["price"]) == ("Google's", "390.00 EUR")


def test_a_prefix_need_not_be_declared(write_csv: WriteCsv) -> None:
    undeclared = RSS.replace(' xmlns:{prefix}="http://base.google.com/ns/1.0"', "").format(prefix="g")
    first, second = rows_of(write_csv(undeclared))
    assert (first["id"], first["shipping"]) == ("R-1", "country=DE price=4.90 EUR")
    assert (second["title"], second["price"]) == ("Google's", "390.00 EUR")


def test_rows_know_their_lines(write_csv: WriteCsv) -> None:
    table = FeedTable(write_csv(RSS.format(prefix="g")))
    assert [record.line for block in table.records() for record in block] == [5, 15]


def test_the_entries_of_atom_become_rows(write_csv: WriteCsv) -> None:
    (row,) = rows_of(write_csv(ATOM))
    assert row == {"id": "R-1", "title": "Ring", "link": "https://velm.example/1", "summary": "Fine."}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "windows-1250"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(write_csv: WriteCsv, encoding: str) -> None:
    word = {"windows-1251": "Кольцо", "windows-1250": "Złoto"}.get(encoding, "Größe")
    path = write_csv(
        f'<?xml version="1.0" encoding="{encoding}"?><rss><item><id>1</id><title>{word}</title></item></rss>'.encode(
            encoding
        )
    )
    assert is_feed(path, None)
    (row,) = rows_of(path)
    assert row["title"] == word
    assert FeedTable(path).encoding == encoding


def test_a_packed_feed_is_read_and_progress_reaches_the_end(write_csv: WriteCsv) -> None:
    items = "".join(f"<item><id>{n}</id><title>Ring {n}</title></item>" for n in range(20_000))
    data = gzip.compress(f"<rss>{items}</rss>".encode())
    table = FeedTable(write_csv(data))
    seen = [(table.bytes_read, len(block)) for block in table.records()]
    assert sum(count for _, count in seen) == 20_000
    assert table.bytes_read == len(data)
    assert table.packing.container == "gzip"


def test_elements_that_first_come_up_far_down_a_large_feed_are_not_lost(
    write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BLOCK", 64)
    monkeypatch.setattr(feed, "HEADER_BYTES", 200)
    items = "<item><id>1</id></item>" * 20 + "<item><id>2</id><color>red</color><size>9</size></item>"
    rows = rows_of(write_csv(f"<rss>{items}</rss>"))
    assert rows[0] == {"id": "1", "other_elements": ""}
    assert rows[-1] == {"id": "2", "other_elements": "color: red; size: 9"}


LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><item><id>&b;</id></item></rss>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS, "document type"),
        ('<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><item><id>1</id></item></rss>', "document type"),
        ("<rss><item>" + "<a>" * 40, "more than 16 deep"),
        ("<rss><item><id>1</id></item><item><title>a & b</title></item></rss>", r"is broken \(.*line 1, column"),
        ("<rss><item><id>1</id>", "is broken"),
        ("<rss><channel><title>x</title></channel></rss>", "without any items"),
        ('<?xml version="1.0" encoding="klingon"?><rss><item><id>1</id></item></rss>', "is broken"),
        ("<rss><item><id>&nbsp;</id></item></rss>", "is broken"),
    ],
)
def test_xml_that_is_no_feed_is_refused_clearly(write_csv: WriteCsv, text: str, said: str) -> None:
    path = write_csv(text)
    assert is_feed(path, None)
    with pytest.raises(CatalogError, match=said):
        rows_of(path)


def test_an_item_of_enormous_length_is_refused(write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LONGEST_ITEM", 1000)
    with pytest.raises(CatalogError, match=r"line 2 of catalogue\.csv is longer than 1,000"):
        rows_of(write_csv("<rss>\n<item><id>" + "x" * 1001 + "</id></item></rss>"))


@pytest.mark.parametrize("text", ["sku,title\n", "<b>sku</b>,title\n", "<!DOCTYPE html><html>", "<html xmlns='x'>", ""])
def test_what_is_no_xml_is_not_taken_for_a_feed(write_csv: WriteCsv, text: str) -> None:
    assert not is_feed(write_csv(text), None)
