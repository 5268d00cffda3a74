"""A merchant's catalogue and queries become a benchmark; what cannot be used is told by its line."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from catalog.row import CatalogError
from service.evaluation.merchant import MerchantFiles, open_merchant_benchmark
from service.evaluation.queries import read_queries

COLOURS = {"R-1": "gold", "R-2": "silver", "N-1": "navy"}


def write(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with three products, of which the last has no photo, and one row that an import would reject."""
    for sku, colour in COLOURS.items():
        Image.new("RGB", (64, 64), colour).save(tmp_path / f"{sku}.png")
    (tmp_path / "broken.png").write_bytes(b"no photo")
    rows = [
        ["sku", "title", "category", "metal", "image", "parent sku"],
        ["R-1", "Gold ring", "rings", "yellow gold", "R-1.png", "G"],
        ["R-2", "Silver ring", "rings", "silver", "R-2.png|broken.png", "G"],
        ["N-1", "Necklace with a sapphire", "necklace", "", "", ""],
        ["R-3", "Broken ring", "rings", "silver", "broken.png", ""],
    ]
    write(tmp_path / "shop.csv", rows)
    Image.new("RGB", (64, 64), "gold").save(tmp_path / "asked.jpg")
    return tmp_path


def queries(folder: Path, *rows: Sequence[str]) -> Path:
    return write(folder / "queries.csv", [["photo", "text", "sku"], *rows])


def test_queries_are_tasks_and_products_the_gallery(shop: Path) -> None:
    asked = queries(
        shop, ["asked.jpg", "", "R-1|R-2"], ["", "sapphire necklace", "N-1"], ["asked.jpg", "in silver", "R-2"]
    )
    with open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked), None) as merchant:
        benchmark = merchant.benchmark
        assert benchmark.product_ids == ["R-1", "R-2", "N-1"]
        assert [product.packshots for product in benchmark.products] == [("R-1 1",), ("R-2 1",), ()]
        assert benchmark.products[0].words() == "Gold ring. yellow gold"  # what the service embeds
        assert {task: len(found) for task, found in benchmark.tasks.items()} == {
            "photo-to-product": 1,
            "text-to-product": 1,
            "photo-and-words": 1,
        }
        photo = benchmark.tasks["photo-to-product"][0]
        assert photo.relevant == ("R-1", "R-2")
        assert benchmark.photos[photo.photo or ""].read_bytes() == (shop / "asked.jpg").read_bytes()
        assert benchmark.families["photo-to-product"] == ["G"]  # pieces filed together are no independent questions
        assert photo.tags == {"category": "ring"}


def test_what_is_left_out_is_told_by_its_line(shop: Path) -> None:
    asked = queries(
        shop,
        ["asked.jpg", "", "R-1"],
        ["missing.jpg", "", "R-1"],
        ["", "", "R-1"],
        ["", "a ring", ""],
        ["", "a ring", "R-9"],
        ["", "a ring", "R-1|R-9"],
        ["broken.png", "", "R-2"],
    )
    with open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked), None) as merchant:
        about_queries, about_rows, about_photos = merchant.notes
        found = merchant.benchmark.tasks
    assert [query.query_id for task in found.values() for query in task] == ["line 2", "line 7"]
    assert found["text-to-product"][0].relevant == ("R-1",)
    assert about_queries.startswith("queries.csv: rows not asked as they stand: 6.")
    assert "Line 3: missing.jpg: " in about_queries
    assert "Line 4: It has neither photo nor words." in about_queries
    assert "Line 5: It names no sku that would be a right answer." in about_queries
    assert "Line 6: R-9: not in the catalogue. The query is left out." in about_queries
    assert "Line 7: R-9: not in the catalogue. The others count." in about_queries
    assert "Line 8: broken.png: " in about_queries
    assert about_rows.startswith("shop.csv: rows left out, as an import would: 1. Line 5: broken.png: ")
    assert about_photos.startswith("shop.csv: photos left out: 1. Line 3: broken.png: ")


def test_of_many_bad_rows_the_first_are_told(shop: Path) -> None:
    asked = queries(shop, ["", "a ring", "R-1"], *(["", "a ring", f"X-{number}"] for number in range(30)))
    with open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked), None) as merchant:
        assert "Line 12: X-9: " in merchant.notes[0]
        assert "Line 13: " not in merchant.notes[0]
        assert merchant.notes[0].endswith("… and 20 more.")


def test_rows_are_counted_while_they_are_read(shop: Path) -> None:
    rows: list[None] = []
    asked = queries(shop, ["", "a ring", "R-1"])
    with open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked), None, lambda: rows.append(None)):
        assert len(rows) == 4


def test_where_nothing_can_be_asked_the_lines_say_why(shop: Path) -> None:
    asked = queries(shop, ["", "a ring", "X-1"])
    with (
        pytest.raises(CatalogError, match=r"No query of queries\.csv can be asked\. Line 2: X-1: not in the catalogue"),
        open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked), None),
    ):
        pass


def test_a_catalogue_without_photos_says_where_to_name_them(shop: Path, tmp_path: Path) -> None:
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    asked = queries(shop, ["", "a ring", "R-1"])
    with (
        pytest.raises(CatalogError, match=r"No product of shop\.csv has a photo that can be read.*--photos\. Line 2: "),
        open_merchant_benchmark(MerchantFiles(shop / "shop.csv", asked, empty), None),
    ):
        pass


def test_query_files_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    rows = [["Query", "Expected SKU"], ["Ohrringe in Roségold", "R-1 | R-2"], ["", ""], ["Ring", "R-1"]]
    found = read_queries(write(tmp_path / "queries.csv", rows, ";", "cp1252"))
    assert [(query.line, query.photo, query.text, query.skus) for query in found.queries] == [
        (2, "", "Ohrringe in Roségold", ("R-1", "R-2")),
        (4, "", "Ring", ("R-1",)),
    ]
    assert found.bad_rows == []


@pytest.mark.parametrize("header", [["photo", "text"], ["sku", "price"]])
def test_a_query_file_that_lacks_a_column_is_told_which_it_has(tmp_path: Path, header: list[str]) -> None:
    path = write(tmp_path / "queries.csv", [header, ["a", "b"]])
    with pytest.raises(CatalogError, match=rf"needs a column “sku”.*It has: {', '.join(header)}\."):
        read_queries(path)


def test_a_query_file_without_queries_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="a header and no queries"):
        read_queries(write(tmp_path / "queries.csv", [["text", "sku"]]))
