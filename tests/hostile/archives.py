"""Catalogues and photos in archives that are odd, damaged or out for harm, and files that are no catalogues at all."""

import gzip
import lzma
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.hostile.case import Case, Made, Rejected, catalogue
from tests.hostile.packing import (
    damaged,
    flagged,
    in_directory,
    linked,
    members,
    office,
    renamed,
    streamed,
    tarred,
    zipped,
)
from tests.hostile.pictures import photo

RING = "sku,title,price\nA1,Gold ring,120.00 EUR\n"
TWO = RING + "A2,Silver pendant,80 EUR\n"
ENCRYPTED = 0x1  # flag of a zip's entry


def lazily(make: Callable[[], bytes], name: str) -> Callable[[Path], Made]:
    return lambda folder: catalogue(make(), name=name)(folder)


def unpacked(name: str, make: Callable[[], bytes], *skus: str, file: str = "catalogue.zip", refused: str = "") -> Case:
    """A catalogue in an archive."""
    return Case(name, lazily(make, file), skus, refused=refused or None)


def pictured(name: str, make: Callable[[], bytes], *skus: str, photos: str = "ring.jpg", wrong: str = "") -> Case:
    """A ring whose photo lies in an archive; `wrong` says why it is rejected."""

    def files(folder: Path) -> Made:
        (folder / "photos.zip").write_bytes(make())
        return catalogue(f"sku,title,photo\nA1,Ring,{photos}\n")(folder)[0], folder / "photos.zip"

    return Case(name, files, skus, [Rejected(2, wrong, "A1")] if wrong else ())


def unzipped(name: str, make: Callable[[], bytes], refused: str) -> Case:
    """An archive of photos that cannot be opened at all."""
    return Case(name, pictured(name, make).make, refused=refused)


def bomb() -> bytes:
    return (RING + "A2," + "x" * 90_000_000).encode()


def random_rows(count: int = 3000) -> str:
    return RING + "".join(f"B{number},Ring {number * 7919 % 10007},{number}\n" for number in range(count))


GZIPS: Iterable[Case] = (
    unpacked("gzip that is named as if it were not", lambda: gzip.compress(RING.encode()), "A1", file="export.csv"),
    unpacked("gzip cut off", lambda: gzip.compress(random_rows().encode())[:-900], file="c.csv.gz", refused="damaged"),
    unpacked(
        "gzip with a wrong checksum",
        lambda: damaged(gzip.compress(RING.encode()), -8),
        file="c.csv.gz",
        refused="damaged.+again",
    ),
    unpacked("gzip bomb", lambda: gzip.compress(bomb(), 6), file="c.csv.gz", refused="times its size"),
    unpacked("gzip in several members", lambda: members(RING, "", "A2,Pendant,8\n"), "A1", "A2", file="c.gz"),
    unpacked("gzip padded with zeros", lambda: members(TWO) + bytes(4096), "A1", "A2", file="c.csv.gz"),
    unpacked("gzip with rubbish behind", lambda: members(TWO) + b"<!-- end -->", file="c.csv.gz", refused="damaged"),
    unpacked("gzip of a zip", lambda: gzip.compress(zipped(("c.csv", RING))), file="c.gz", refused="inside another"),
    unpacked("gzip of a tar", lambda: tarred(RING), file="c.csv.gz", refused="tar archive"),
    unpacked("xz named as gzip", lambda: lzma.compress(RING.encode()), file="c.csv.gz", refused="an xz archive"),
    unpacked("gzip of nothing", lambda: gzip.compress(b""), file="c.csv.gz", refused="is empty"),
)

ZIPS: Iterable[Case] = (
    unpacked(
        "zip with a catalogue among other things",
        lambda: zipped(("shop/", ""), ("shop/export/C.CSV", TWO), ("shop/liesmich.md", "x"), ("shop/a.jpg", photo())),
        "A1",
        "A2",
    ),
    unpacked("zip of two catalogues", lambda: zipped(("a.csv", RING), ("b.tsv", RING)), refused="2 catalogues.+a.csv"),
    unpacked("zip without a catalogue", lambda: zipped(("a.jpg", photo())), refused="no catalogue"),
    unpacked("zip of nothing", zipped, refused="no catalogue"),
    unpacked(
        "zip as a Mac packs it",
        lambda: zipped(("c.csv", TWO), ("__MACOSX/._c.csv", b"\0\5\x16\7"), (".DS_Store", b"\0"), ("._x.csv", b"\0")),
        "A1",
        "A2",
    ),
    unpacked("zip with a password", lambda: flagged(zipped(("c.csv", RING)), ENCRYPTED), refused="password"),
    unpacked("zip in a zip", lambda: zipped(("c.zip", zipped(("c.csv", RING)))), refused="another archive, c.zip"),
    unpacked(
        "zip in a zip, named as a catalogue", lambda: zipped(("c.csv", zipped(("c.csv", RING)))), refused="inside"
    ),
    unpacked("zip bomb", lambda: zipped(("c.csv", bomb())), refused="times its size"),
    unpacked("zip whose catalogue would lie elsewhere", lambda: zipped(("../../../tmp/c.csv", RING)), "A1"),
    unpacked(
        "zip with a wrong checksum", lambda: in_directory(zipped(("c.csv", RING)), 16, b"\1\2\3\4"), refused="damaged"
    ),
    unpacked(
        "zip that conceals how large its file is",
        lambda: in_directory(zipped(("c.csv", random_rows())), 24, struct.pack("<I", 60)),
        refused="damaged",
    ),
    unpacked(
        "zip with a damaged table of contents",
        lambda: in_directory(zipped(("c.csv", RING)), 0, b"PKXX"),
        refused="damaged",
    ),
    unpacked("zip cut off", lambda: zipped(("c.csv", random_rows()))[:5000], refused="damaged"),
    unpacked("zip packed by LZMA", lambda: zipped(("c.csv", TWO), packed=zipfile.ZIP_LZMA), "A1", "A2"),
    unpacked(
        "zip packed in an unknown way",
        lambda: in_directory(zipped(("c.csv", RING)), 10, b"\x61\0"),
        refused="Pack it anew",
    ),
    unpacked("zip written to a pipe", lambda: streamed(("c.csv", TWO)), "A1", "A2"),
    unpacked(
        "zip that unpacks itself", lambda: zipped(("c.csv", RING), before=b"MZ" + bytes(900)), refused="not a text"
    ),
)

NO_CATALOGUES: Iterable[Case] = (
    unpacked("Excel workbook", lambda: office("xl/workbook.xml"), file="c.csv", refused="Excel.+CSV"),
    unpacked("Word document", lambda: office("word/document.xml"), file="c.docx", refused="Word"),
    unpacked(
        "OpenDocument table",
        lambda: zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")),
        file="c.ods",
        refused="OpenDocument",
    ),
    unpacked("old Excel workbook", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), refused="old Excel"),
    unpacked("PDF", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", file="c.csv", refused="a PDF"),
    unpacked("PNG", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), file="c.csv", refused="picture"),
    unpacked(
        "web page of a shop that asks to log in",
        lambda: b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><p>sku, title</p></body></html>",
        file="export.csv",
        refused="web page",
    ),
    unpacked(
        "web page with a table, named as Excel",
        lambda: b"\xef\xbb\xbf<html><table><tr><td>sku</td><td>title</td></tr></table></html>",
        file="export.xls",
        refused="web page",
    ),
    unpacked(
        "JSON",
        lambda: b'[{"sku": "A1", "title": "Ring"},\n {"sku": "A2", "title": "Pendant"}]\n',
        file="products.csv",
        refused="JSON",
    ),
    unpacked("noise", lambda: bytes(n * n % 251 for n in range(5000)), file="c.csv", refused="not a text"),
    Case("folder named as a catalogue", lambda folder: (folder, None), refused="not a file"),
)


PHOTO = photo(1)


def unmarked(name: bytes) -> bytes:
    """A zip with a photo whose name is in an encoding that the zip does not tell."""
    return renamed(zipped(("x" * len(name), PHOTO)), b"x" * len(name), name)


PHOTO_ZIPS: Iterable[Case] = (
    pictured(
        "photos by names that lead out of the zip", lambda: zipped(("../../ring.jpg", PHOTO)), wrong="no such file"
    ),
    pictured("photos by names from the root", lambda: zipped(("/var/www/ring.jpg", PHOTO)), "A1"),
    pictured("photos by names of a drive", lambda: zipped(("C:\\shop\\RING.JPG", PHOTO)), "A1", photos="shop/ring.jpg"),
    pictured("photos under links", lambda: zipped(linked("ring.jpg", "/etc/passwd")), wrong="no such file"),
    pictured(
        "photos of one name twice",
        lambda: renamed(zipped(("ring.jpg", PHOTO), ("rinG.jpg", photo(2))), b"rinG", b"ring"),
        wrong="several files called ring.jpg",
    ),
    pictured(
        "photos named in cp437", lambda: unmarked("gelbgr\u00fcn.jpg".encode("cp437")), "A1", photos="gelbgrün.jpg"
    ),
    pictured(
        "photos named in UTF-8 without a word", lambda: unmarked("größe №5.jpg".encode()), "A1", photos="größe №5.jpg"
    ),
    pictured(
        "photos named with accents apart",
        lambda: zipped((unicodedata.normalize("NFD", "bague_dorée.jpg"), PHOTO)),
        "A1",
        photos="bague_dorée.jpg",
    ),
    pictured(
        "photos with a wrong checksum",
        lambda: in_directory(zipped(("ring.jpg", PHOTO)), 16, b"\1\2\3\4"),
        wrong="damaged at this file",
    ),
    pictured("photos with a password", lambda: flagged(zipped(("ring.jpg", PHOTO)), ENCRYPTED), wrong="password"),
    pictured("photos in a zip in the zip", lambda: zipped(("all.zip", zipped(("ring.jpg", PHOTO)))), wrong="all.zip"),
    pictured("zip named as a photo", lambda: zipped(("ring.jpg", zipped(("x.jpg", PHOTO)))), wrong="inside the zip"),
    pictured("photo that is a bomb", lambda: zipped(("ring.jpg", bytes(20_000_000))), wrong="more tightly"),
    pictured(
        "photo that says it has 4 GB",
        lambda: in_directory(zipped(("ring.jpg", PHOTO)), 24, b"\xfe\xff\xff\xff"),
        wrong="at most 25 MB",
    ),
    pictured(
        "photos packed by LZMA", lambda: zipped(("ring.jpg", PHOTO), packed=zipfile.ZIP_LZMA), wrong="unusual way"
    ),
    pictured(
        "photos as a Mac packs them",
        lambda: zipped(
            ("shop/ring.jpg", PHOTO), ("__MACOSX/shop/._ring.jpg", b"\0\5\x16\7"), ("__MACOSX/ring.jpg", b"")
        ),
        "A1",
    ),
    pictured("photos in a zip written to a pipe", lambda: streamed(("ring.jpg", PHOTO)), "A1"),
    pictured(
        "photos in a zip that unpacks itself", lambda: zipped(("ring.jpg", PHOTO), before=b"MZ" + bytes(999)), "A1"
    ),
    pictured(
        "photos where the zip starts elsewhere",
        lambda: in_directory(zipped(("ring.jpg", PHOTO)), 42, b"\7"),
        wrong="damaged",
    ),
    pictured("photos in a zip of nothing", zipped, wrong="no such file"),
    unzipped("photos in a zip cut off", lambda: zipped(("ring.jpg", PHOTO))[:-30], "not a zip that can be read"),
    unzipped("photos in a file that is no zip", lambda: PHOTO, "not a zip that can be read"),
    unzipped(
        "photos in a zip with a damaged table of contents",
        lambda: in_directory(zipped(("ring.jpg", PHOTO)), 0, b"PKXX"),
        "not a zip that can be read",
    ),
)

CASES: tuple[Case, ...] = (*GZIPS, *ZIPS, *NO_CATALOGUES, *PHOTO_ZIPS)
