"""Photos by every sort of name that stands in a cell: paths, addresses, lists, and names that are not quite right."""

import os
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.hostile.case import Case, Made, Rejected, catalogue
from tests.hostile.pictures import photo

ABSENT = "There is no such file among the photos"
ACCENTED = "bague dorée n°1.jpg"


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def folder_of(*names: str, more: Callable[[Path], None] | None = None) -> Callable[[Path], Path]:
    """A folder with a photo under each of these names, and beside it one that must not be reached."""

    def make(shop: Path) -> Path:
        photos = shop / "photos"
        for number, name in enumerate(names):
            (photos / name).parent.mkdir(parents=True, exist_ok=True)
            (photos / name).write_bytes(photo(number))
        (shop / "secret.jpg").write_bytes(photo(99))
        photos.mkdir(exist_ok=True)
        if more:
            more(photos)
        return photos

    return make


def found(name: str, files: Iterable[str], text: str, *references: str, warned: Iterable[str] = ()) -> Case:
    """A ring whose cell is read as these references, of which at least one can be had."""

    def make(shop: Path) -> Made:
        rows = f"sku,title,photo\nA1,Ring,{cell(text)}\n"
        return catalogue(rows)(shop)[0], folder_of(*files)(shop)

    facts = {"A1": {"photos": references or (text,)}}
    return Case(name, make, ["A1"], warned=tuple(warned), facts=facts)


def lost(name: str, text: str, words: str, *files: str, more: Callable[[Path], None] | None = None) -> Case:
    """A ring whose photo cannot be had by what the cell says, beside a pendant with a photo."""

    def make(shop: Path) -> Made:
        rows = f"sku,title,photo\nA1,Ring,{cell(text)}\nA2,Pendant,pendant.jpg\n"
        return catalogue(rows)(shop)[0], folder_of("pendant.jpg", *files, more=more)(shop)

    return Case(name, make, ["A2"], [Rejected(2, words, "A1")])


def absolute() -> Case:
    """A path to a photo that is there, from the root of the disk, but outside the folder."""
    name = "path from the root to a photo beside the folder"

    def make(shop: Path) -> Made:
        rows = f"sku,title,photo\nA1,Ring,{cell(str(shop / 'secret.jpg'))}\n"
        return catalogue(rows)(shop)[0], folder_of("x.jpg")(shop)

    return Case(name, make, rejected=[Rejected(2, ABSENT, "A1")])


def links_inside(photos: Path) -> None:
    (photos / "deep").mkdir()
    (photos / "deep" / "first.jpg").write_bytes(photo(5))
    (photos / "ring.jpg").symlink_to("deep/first.jpg")


PATHS: Iterable[Case] = (
    lost("reference that leads out of the folder", "../secret.jpg", "must not contain"),
    lost("reference that leads out by a detour", "photos/../../secret.jpg", "must not contain"),
    lost("reference that leads out by backslashes", "..\\secret.jpg", "must not contain"),
    lost("reference with an encoded way out", "%2e%2e%2fsecret.jpg", "must not contain"),
    lost("reference with an encoded NUL", "secret.jpg%00.png", "does not name a file"),
    absolute(),
    found("path of the shop's server", ["2024/05/ring.jpg"], "/var/www/html/wp-content/uploads/2024/05/ring.jpg"),
    found("path on a drive", ["ring.jpg"], "C:\\Users\\Anna\\Fotos Shop\\ring.jpg"),
    found("path of Magento within the media folder", ["r/i/ring.jpg"], "/r/i/ring.jpg"),
    found("file in a subfolder by its mere name", ["gold/18k/ring.jpg"], "ring.jpg"),
    lost("file on another computer", "\\\\NAS\\fotos\\ring.jpg", "another computer", "ring.jpg"),
    lost("file: address", "file:///etc/passwd", "address of a file on a computer"),
    lost("data: address", "data:image/png;base64,iVBORw0KGgo=", "written into the catalogue"),
    lost("ftp: address", "ftp://user:secret@example.com/ring.jpg", "begin with ftp:", "ring.jpg"),
    lost("javascript: address", "javascript:alert(1)//ring.jpg", "begin with javascript:", "ring.jpg"),
    lost("web address where nothing is fetched", "https://example.com/ring.jpg", "not fetched here", "ring.jpg"),
    lost("web address without http", "//example.com/ring.jpg", "not fetched here", "ring.jpg"),
)

NAMES: Iterable[Case] = (
    found("name in other capitals", ["Photos/RING.JPG"], "photos/Ring.jpg"),
    found("two names that differ in capitals only", ["ring.jpg", "Ring.jpg"], "Ring.jpg"),
    lost(
        "third spelling of two names that differ in capitals only", "RING.JPG", "Several files", "ring.jpg", "Ring.jpg"
    ),
    found("name with accents apart on the disk", [unicodedata.normalize("NFD", ACCENTED)], ACCENTED),
    found("name with accents apart in the catalogue", [ACCENTED], unicodedata.normalize("NFD", ACCENTED), ACCENTED),
    found("name in Thai", ["แหวนทอง.jpg"], "แหวนทอง.jpg"),
    found("name with percent signs of its own", ["ring%2018k.jpg"], "ring%2018k.jpg"),
    found("name as in an address", ["gold ring 50%.jpg"], "gold%20ring%2050%25.jpg"),
    found("name with what a shop hangs on", ["ring.jpg"], "ring.jpg?v=1699999999"),
    found("name with a question mark of its own", ["ring?.jpg"], "ring?.jpg"),
    found("name with blanks around", ["ring.jpg"], "\u00a0 ring.jpg\t", "ring.jpg"),
    lost(
        "name of two files in different folders", "ring.jpg", "Several files have this name", "a/ring.jpg", "b/ring.jpg"
    ),
    lost("name without its ending", "ring", ABSENT, "ring.jpg"),
    lost("name of 5,000 letters", "r" * 5000 + ".jpg", ABSENT),
    lost("name of no file", "missing.jpg", ABSENT),
    lost("folder named as a photo", "ring.jpg", ABSENT, more=lambda photos: (photos / "ring.jpg").mkdir()),
    lost("pipe named as a photo", "ring.jpg", "not a file", more=lambda photos: os.mkfifo(photos / "ring.jpg")),
    lost(
        "link out of the folder",
        "ring.jpg",
        "outside the folder",
        more=lambda photos: (photos / "ring.jpg").symlink_to("../secret.jpg"),
    ),
    lost(
        "folder that is a link out",
        "all/secret.jpg",
        "outside the folder",
        more=lambda photos: (photos / "all").symlink_to(".."),
    ),
    lost(
        "link to itself", "ring.jpg", "cannot be read", more=lambda photos: (photos / "ring.jpg").symlink_to("ring.jpg")
    ),
    lost(
        "link to nothing", "ring.jpg", "No such file", more=lambda photos: (photos / "ring.jpg").symlink_to("gone.jpg")
    ),
    Case(
        "link within the folder",
        lambda shop: (catalogue("sku,title,photo\nA1,Ring,ring.jpg\n")(shop)[0], folder_of(more=links_inside)(shop)),
        ["A1"],
    ),
)

AB = ("a.jpg", "b.jpg")
LISTS: Iterable[Case] = (
    found("photos parted by commas", AB, "a.jpg, b.jpg", *AB),
    found("photos parted by semicolons", AB, "a.jpg;b.jpg;", *AB),
    found("photos parted by bars", AB, " a.jpg | b.jpg ", *AB),
    found("photos parted by lines", AB, "a.jpg\r\nb.jpg\n", *AB),
    found(
        "photos parted by everything at once", [*AB, "c.jpg", "d.jpg"], "a.jpg,b.jpg;c.jpg|d.jpg", *AB, "c.jpg", "d.jpg"
    ),
    found("name with a comma", ["ring, gold.jpg"], "ring, gold.jpg"),
    found("name with a semicolon", ["ring; 18k.jpg"], "ring; 18k.jpg"),
    found("list of names with commas, by bars", ["a, b.jpg", "c.jpg"], "a, b.jpg|c.jpg", "a, b.jpg", "c.jpg"),
    found("list with gaps", AB, "|,;a.jpg||;|b.jpg|", *AB),
    found("list that names the same photo again and again", AB, "a.jpg,b.jpg,a.jpg,a.jpg", *AB),
    found(
        "list with a photo that is not there", AB, "a.jpg|lost.jpg|b.jpg", "a.jpg", "lost.jpg", "b.jpg", warned=[ABSENT]
    ),
    found(
        "list that leads out beside a photo", AB, "../secret.jpg|a.jpg", "../secret.jpg", "a.jpg", warned=["must not"]
    ),
    found(
        "address and name in one cell",
        AB,
        "https://example.com/x,y.jpg|a.jpg",
        "https://example.com/x,y.jpg",
        "a.jpg",
        warned=["not fetched here"],
    ),
    Case(
        "cells without a reference",
        lambda shop: (
            catalogue("sku,title,photo,photo 2\nA1,Ring,,\nA2,Ring,-,n/a\nA3,Ring,|,;\nA4,Ring,;,a.jpg\n")(shop)[0],
            folder_of("a.jpg")(shop),
        ),
        ["A1", "A2", "A3", "A4"],
        warned=["no photo"],
        facts={"A1": {"photos": ()}, "A2": {"photos": ()}, "A4": {"photos": ("a.jpg",)}},
    ),
    Case(
        "photos named where none came along",
        lambda shop: catalogue("sku,title,photo\nA1,Ring,ring.jpg\nA2,Pendant,\n")(shop),
        ["A2"],
        [Rejected(2, "No photos came with this catalogue", "A1")],
    ),
)

CASES: tuple[Case, ...] = (*PATHS, *NAMES, *LISTS)
