"""What was rejected can be corrected and imported by itself, and then all is as if the file had been right."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.photo_store import PhotoStore
from catalog.report import REJECTED_HEADER
from tests.unit.catalog.conftest import QUICK, CountingEmbedder, MemoryIndex, SettledFolder

PLAIN = """sku,title,price,photos,Gravur
R1,Ring,10.00,1.jpg,
R2,{},12.00,2.jpg,"für
immer"
R3,Band,14.00,3.jpg,
R4,Chain,15.00,{},
"""

SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,\
Image Src,Image Position,Variant Image
halo,{},<p>Set by hand.</p>,Velm,Metal,Yellow gold,Size,52,H-Y-52,390.00,1.jpg,1,1.jpg
halo,,,,,Yellow gold,,54,H-Y-54,390.00,,,1.jpg
halo,,,,,White gold,,52,H-W-52,410.00,,,{}
band,Band,,Velm,Title,Default Title,,,B-1,100.00,3.jpg,1,
"""


class Shop:
    """Imports files into an index of its own."""

    def __init__(self, folder: Path, photos: SettledFolder) -> None:
        self.folder = folder
        self.index = MemoryIndex()
        self._photos = photos
        self._importer = Importer(self.index, CountingEmbedder(), PhotoStore(folder / "kept"), QUICK)  # type: ignore[arg-type]

    def bring(self, text: str, name: str) -> list[list[str]]:
        """Import a file; returns the rows of the list of rejected ones."""
        path, rejected = self.folder / name, self.folder / f"rejected of {name}"
        path.write_text(text, encoding="utf-8")
        self._importer.run(CatalogueFile(path), self._photos, rejected_file=rejected)
        if not rejected.exists():
            return []
        with rejected.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))


@pytest.fixture
def shop(tmp_path: Path, photo_folder: Path, jpeg: Callable[..., bytes]) -> Callable[[str], Shop]:
    for number in range(1, 6):
        (photo_folder / f"{number}.jpg").write_bytes(jpeg(number))

    def make(name: str) -> Shop:
        (tmp_path / name).mkdir()
        return Shop(tmp_path / name, SettledFolder(photo_folder))

    return make


def written(rows: list[list[str]], folder: Path) -> str:
    with (folder / "corrected.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return (folder / "corrected.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        (PLAIN, ("Ring", "4.jpg"), ("", "gone.jpg")),
        (SHOPIFY, ("Halo", "4.jpg"), ("", "4.jpg")),
        (SHOPIFY, ("Halo", "4.jpg"), ("Halo", "gone.jpg")),
        (SHOPIFY, ("Halo", "4.jpg"), ("", "gone.jpg")),
    ],
)
def test_corrected_rows_give_what_the_right_file_would_have_given(
    shop: Callable[[str], Shop], file: str, right: tuple[str, str], wrong: tuple[str, str]
) -> None:
    expected, corrected = shop("expected"), shop("corrected")
    assert expected.bring(file.format(*right), "right.csv") == []
    header, *rows = corrected.bring(file.format(*wrong), "wrong.csv")
    assert tuple(header[: len(REJECTED_HEADER)]) == REJECTED_HEADER
    assert rows
    assert not any(row[-1] == "B-1" or "Band" in row for row in rows)  # what went in is not listed
    for row in rows:
        for place, cell in enumerate(row[len(REJECTED_HEADER) :], start=len(REJECTED_HEADER)):
            if wrong[1] == "gone.jpg" and cell == "gone.jpg":
                row[place] = right[1]
        if wrong[0] == "" and (title := header.index("Title" if "Title" in header else "title")) and row[3]:
            row[title] = row[title] or right[0]
    assert corrected.bring(written([header, *rows], corrected.folder), "corrected.csv") == []
    assert sorted(corrected.index.entries) == sorted(expected.index.entries)
    for sku, entry in expected.index.entries.items():
        assert corrected.index.entries[sku].stored == entry.stored
        assert np.array_equal(corrected.index.entries[sku].vectors, entry.vectors)


def test_the_list_names_line_column_value_and_reason(shop: Callable[[str], Shop]) -> None:
    _, *rows = shop("a").bring(PLAIN.format("", "gone.jpg"), "wrong.csv")
    assert [row[:3] for row in rows] == [["3", "title", ""], ["6", "photos", "gone.jpg"]]
    assert rows[0][3].startswith("The product has no title")
    assert rows[0][4:] == ["R2", "", "12.00", "2.jpg", "für\nimmer"]
