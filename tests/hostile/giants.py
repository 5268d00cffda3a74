"""Files that are out to eat up memory or time: each is small enough to be sent, and far from any real catalogue."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import Case, Made, Rejected, catalogue
from tests.hostile.pictures import gold, saved

_GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'
_SHOPIFY = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
_WIDE = "at most 10,000 columns"


def _feed(elements: Callable[[], str]) -> Callable[[Path], Made]:
    """A feed of one item, with some elements besides its id and its title."""

    def make(folder: Path) -> Made:
        path = folder / "feed.xml"
        item = f"<item><g:id>R-1</g:id><title>Ring</title>{elements()}</item>"
        path.write_text(f"<rss {_GOOGLE}><channel>{item}</channel></rss>", encoding="utf-8")
        return path, None

    return make


def _described(description: str) -> Callable[[Path], Made]:
    return catalogue(f"sku,title,description\nR-1,Ring,{description}\n")


def _with_photos(pack: Callable[[], bytes]) -> Callable[[Path], Made]:
    """A ring with a photo and one without, and a zip."""

    def make(folder: Path) -> Made:
        path, zipped = folder / "catalogue.csv", folder / "photos.zip"
        path.write_text("sku,title,photo\nR-1,Ring,ring.jpg\nR-2,Ring,\n", encoding="utf-8")
        zipped.write_bytes(pack())
        return path, zipped

    return make


def _packed(name: str, data: bytes, method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def _directory(count: int, entries: bytes, start: int) -> bytes:
    """The end of a zip with so many entries, in the form that knows no limits."""
    whole = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(entries), start
    )  # fmt: skip
    place = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(entries), 1)
    return (
        entries + whole + place + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    )


def _one_photo_a_thousand_times() -> bytes:
    """A zip whose thousand entries are the same bytes of the file."""
    data = _packed("ring.jpg", saved(gold(), "JPEG"), zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entries = b"".join(data[start:end].replace(b"ring.jpg", b"r%03d.jpg" % number) for number in range(1000))
    return data[:start] + _directory(1001, entries + data[start:end], start)


def _shared_bytes_can_be_read() -> bool:
    """Whether this Python reads a file of a zip whose bytes another one has too; Debian's does not."""
    with zipfile.ZipFile(io.BytesIO(_one_photo_a_thousand_times())) as archive:
        try:
            archive.read("ring.jpg")
        except zipfile.BadZipFile:
            return False
    return True


def _many_entries() -> bytes:
    count = 260_000
    numbers = (20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    return _directory(count, count * (struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", *numbers) + b"a"), 0)


def _understated() -> bytes:
    """A zip with a photo that unpacks to 40 MB and is said to have a thousand bytes."""
    data = bytearray(_packed("ring.jpg", saved(gold(), "JPEG") + bytes(40_000_000), zipfile.ZIP_DEFLATED))
    start = data.rfind(b"PK\x01\x02")
    data[start + 24 : start + 28] = struct.pack("<I", 1000)
    return bytes(data)


SHARED = _shared_bytes_can_be_read()

CASES: tuple[Case, ...] = (
    Case(
        "a line of thirty megabytes that never ends",
        lambda folder: catalogue("sku,title\nR-1,Ring\n" + "x" * 30_000_000)(folder),
        products=["R-1"],
        rejected=[Rejected(3, "longer than 1,000,000 characters")],
    ),
    Case(
        "a quoted cell of more than a megabyte, in nine hundred lines",
        catalogue('sku,title\nR-1,"' + ("Ring " * 280 + "\n") * 900 + '"\nR-2,Ring\n'),
        products=["R-2"],
        rejected=[
            Rejected(2, "quotation mark is opened"),
            *(Rejected(line, "1 cells and the header 2") for line in range(3, 902)),
            Rejected(902, "quotation mark"),
        ],
    ),
    Case(
        "every other row of two hundred with a quote that is never closed",
        catalogue("sku,title\n" + "".join(f"R-{row},{'' if row % 2 else chr(34)}Ring\n" for row in range(200))),
        products=[f"R-{row}" for row in range(1, 200, 2)],
        rejected=[Rejected(row + 2, "quotation mark") for row in range(0, 200, 2)],
    ),
    Case(
        "two hundred thousand quotes in a cell",
        catalogue("sku,title\nR-1," + '"' * 200_001 + "\nR-2,Ring\n"),
        products=["R-2"],
        rejected=[Rejected(2, "quotation mark")],
    ),
    Case(
        "five thousand columns that are all of the merchant's own",
        catalogue("sku,title," + ",".join(f"c{column}" for column in range(5000)) + "\nR-1,Ring" + ",x" * 5000),
        products=["R-1"],
    ),
    Case(
        "a hundred thousand columns",
        catalogue("sku,title," + ",".join(f"c{column}" for column in range(100_000)) + "\nR-1,Ring" + ",x" * 100_000),
        refused=_WIDE,
    ),
    Case(
        "a hundred thousand cells in the first row below a header of two",
        catalogue("sku,title\nR-1,Ring" + ",x" * 100_000 + "\nR-2,Ring\n"),
        products=["R-2"],
        rejected=[Rejected(2, "100002 cells and the header 2")],
    ),
    Case(
        "a column whose name is nearly a megabyte long",
        catalogue("sku,title," + "engraving " * 90_000 + "\nR-1,Ring,x\n"),
        products=["R-1"],
    ),
    Case(
        "a column whose name is three hundred thousand open brackets",
        catalogue("sku,title," + "(" * 300_000 + "\nR-1,Ring,x\n"),
        products=["R-1"],
        facts={"R-1": {"attributes": {"(" * 200: "x"}}},
    ),
    Case(
        "a hundred thousand empty columns and no name",
        catalogue("," * 100_000 + "\n" + "," * 100_000),
        refused="lacks the column",
    ),
    Case(
        "half a megabyte of blanks between two words of HTML",
        _described("<p>a" + " \t" * 200_000 + "b"),
        products=["R-1"],
        facts={"R-1": {"description": "a b"}},
    ),
    Case(
        "twenty thousand scripts and remarks that never end",
        _described("Fine <script>" + "<script>" * 20_000 + "<!--" * 20_000),
        products=["R-1"],
        facts={"R-1": {"description": "Fine"}},
    ),
    Case(
        "thirty thousand tags whose quotes never end",
        _described("<a href='" * 30_000),
        products=["R-1"],
        warned=["only the first 100000"],
    ),
    Case(
        "ten thousand names of photos in a cell",
        catalogue("sku,title,photo\nR-1,Ring," + "|".join(f"{name}.jpg" for name in range(10_000)) + "\nR-2,Ring,\n"),
        products=["R-2"],
        rejected=[Rejected(2, "No photos came with this catalogue")],
    ),
    Case(
        "a Shopify handle with two thousand sizes",
        catalogue(_SHOPIFY + "ring,Ring,Size,0,R-0,5,\n" + "".join(f"ring,,,{n},R-{n},5,\n" for n in range(1, 2000))),
        products=["R-0"],
    ),
    Case(
        "a Shopify handle with three hundred colours",
        catalogue(
            _SHOPIFY + "ring,Ring,Colour,c0,R-0,5,\n" + "".join(f"ring,,,c{n},R-{n},5,\n" for n in range(1, 300))
        ),
        products=[f"R-{number}" for number in range(300)],
    ),
    Case(
        "a feed of a million levels that never closes one",
        catalogue(f"<rss>{'<a>' * 1_000_000}", name="feed.xml"),
        refused="more than 16 deep",
    ),
    Case(
        "a feed with a title of ten megabytes",
        _feed(lambda: f"<g:title>{'x' * 10_000_000}</g:title>"),
        refused="longer than 4,000,000 characters",
    ),
    Case(
        "a feed with an element whose name has ten million letters",
        _feed(lambda: f"<{'a' * 10_000_000}/>"),
        refused="a tag or a remark on line 1",
    ),
    Case(
        "a feed with a remark of twenty megabytes",
        _feed(lambda: f"<!-- {'a ' * 10_000_000} -->"),
        refused="a tag or a remark on line 1",
    ),
    Case(
        "a feed with an element of a hundred thousand attributes",
        _feed(lambda: "<g:x " + " ".join(f'a{number}="1"' for number in range(100_000)) + "/>"),
        products=["R-1"],
    ),
    Case(
        "a feed with a hundred thousand elements of different names",
        _feed(lambda: "".join(f"<e{number}>1</e{number}>" for number in range(100_000))),
        products=["R-1"],
        warned=["only the first 10000"],
    ),
    Case(
        "a feed with a hundred thousand elements of one name",
        _feed(lambda: "<g:size>5</g:size>" * 100_000),
        products=["R-1"],
        warned=["only the first 10000"],
    ),
    Case("photos in a zip of 260,000 files", _with_photos(_many_entries), refused="more than 250,000 files"),
    Case(
        "photos in a zip in which a thousand files are the same bytes",
        _with_photos(_one_photo_a_thousand_times),
        products=["R-1", "R-2"] if SHARED else ["R-2"],
        rejected=() if SHARED else [Rejected(2, "damaged at this file", "R-1")],
    ),
    Case(
        "photo of 40 MB that is said to have a thousand bytes",
        _with_photos(_understated),
        products=["R-2"],
        rejected=[Rejected(2, "damaged at this file", "R-1")],
    ),
)
