"""Catalogues that come packed, and archives that hold something else."""

import contextlib
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.files import containers
from catalog.files.containers import Container
from catalog.row import CatalogError

CSV = b"sku,title\nR1,Ring\nR2,Ring\n"

WriteCsv = Callable[..., Path]


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_plain_file_is_read_as_it_is(write_csv: WriteCsv) -> None:
    with Container(write_csv(CSV)) as container:
        assert (container.packing.container, container.packing.member) == (None, None)
        assert container.read() == CSV


@pytest.mark.parametrize("data", [gzip.compress(CSV), gzip.compress(CSV[:9]) + gzip.compress(CSV[9:])])
def test_gzip_is_unpacked_while_it_is_read(write_csv: WriteCsv, data: bytes) -> None:
    path = write_csv(data)
    catalogue = CatalogueFile(path)
    assert len(list(catalogue)) == 2
    assert catalogue.understanding.container == "gzip"
    assert catalogue.bytes_read == catalogue.total_bytes == len(data)


def test_the_one_catalogue_in_a_zip_is_read_and_the_computers_own_files_are_passed_over(write_csv: WriteCsv) -> None:
    members = {
        "__MACOSX/._shop.csv": b"x",
        ".hidden.csv": b"x",
        "export/": b"",
        "readme.pdf": b"x",
        "export/shop.csv": CSV,
    }
    catalogue = CatalogueFile(write_csv(zipped(members)))
    assert len(list(catalogue)) == 2
    assert (catalogue.understanding.container, catalogue.understanding.member) == ("zip", "export/shop.csv")


def test_a_zip_may_place_its_catalogue_wherever_it_likes_as_it_is_never_unpacked(write_csv: WriteCsv) -> None:
    assert len(list(CatalogueFile(write_csv(zipped({"../../export/shop.csv": CSV}))))) == 2


def locked_zip() -> bytes:
    data = bytearray(zipped({"shop.csv": CSV}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped({"a.csv": CSV, "b/c.tsv": CSV}), r"holds 2 catalogues \(a.csv, b/c.tsv\)"),
        (zipped({}), "holds no catalogue"),
        (zipped({"a.jpg": b"x"}), "holds no catalogue"),
        (zipped({"a.zip": b"x"}), "holds another archive, a.zip"),
        (zipped({"a.csv.gz": b"x"}), "holds another archive"),
        (zipped({"shop.csv": gzip.compress(CSV)}), "gzip inside another archive"),
        (gzip.compress(zipped({"shop.csv": CSV})), "zip inside another archive"),
        (gzip.compress(gzip.compress(CSV)), "gzip inside another archive"),
        (gzip.compress(b"\0" * 257 + b"ustar" + b"\0" * 600), "tar archive"),
        (zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Excel workbook. Save it as"),
        (zipped({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Word or PowerPoint document"),
        (zipped({"mimetype": b"x", "content.xml": b"<x/>"}), "OpenDocument"),
        (locked_zip(), "locked with a password"),
        (gzip.compress(CSV)[:-12], "damaged"),
        (gzip.compress(CSV) + b"what is this", "damaged"),
        (zipped({"shop.csv": CSV})[:60], "damaged"),
        (b"\x1f\x8b" + b"\0" * 40, "damaged"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (gzip.compress(b""), "is empty"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
    ],
)
def test_an_archive_that_holds_no_catalogue_is_refused_clearly(write_csv: WriteCsv, data: bytes, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        list(CatalogueFile(write_csv(data)))


def test_a_zip_whose_end_is_damaged_says_so_while_it_is_read(write_csv: WriteCsv) -> None:
    data = bytearray(zipped({"shop.csv": CSV * 20}, zipfile.ZIP_STORED))
    data[200] ^= 0xFF
    with pytest.raises(CatalogError, match="damaged"):
        list(CatalogueFile(write_csv(bytes(data))))


@pytest.mark.parametrize("data", [gzip.compress(CSV * 9), zipped({"shop.csv": CSV * 9})])
def test_an_archive_with_any_byte_wrong_is_read_or_refused_clearly(write_csv: WriteCsv, data: bytes) -> None:
    rng = random.Random(3)
    for _ in range(150):
        broken = bytearray(data)
        broken[rng.randrange(len(broken))] = rng.randrange(256)
        cut = rng.randrange(len(broken))
        del broken[cut : cut + rng.choice((0, 0, 0, 30))]
        with contextlib.suppress(CatalogError):
            list(CatalogueFile(write_csv(bytes(broken))))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"shop.csv": data})])
def test_a_bomb_is_stopped_before_it_has_gone_off(
    write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(containers, "UNJUDGED", 1_000_000)
    path = write_csv(pack(b"sku,title\n" + b"\0" * 20_000_000))
    with Container(path) as container:
        with pytest.raises(CatalogError, match="250 times its size"):
            container.readall()
        assert container.bytes_read < 15_000


def test_more_than_a_catalogue_can_hold_is_refused(write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST", 20)
    with pytest.raises(CatalogError, match="Split the catalogue"):
        list(CatalogueFile(write_csv(CSV)))
