"""Rows with fewer cells than the header: filled up where what is missing is empty, rejected where a row may be torn."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import CatalogueFile
from catalog.row import ProductRow, RowError

WriteCsv = Callable[..., Path]

HEADER = "sku,title,description,price,image"


def read(path: Path) -> tuple[list[str], list[int]]:
    """The skus that go in, and the lines that are rejected."""
    rows = list(CatalogueFile(path))
    skus = [row.product.sku for row in rows if isinstance(row, ProductRow)]
    return skus, [row.line for row in rows if isinstance(row, RowError)]


def warned(path: Path) -> list[int]:
    rows = (row for row in CatalogueFile(path) if isinstance(row, ProductRow))
    return [warning.line for row in rows for warning in row.warnings if "missing ones" in warning.reason]


def test_a_short_row_among_whole_ones_is_filled_up_and_named(write_csv: WriteCsv) -> None:
    path = write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\nB,Ring,Round,20\nC,Ring,,30,c.jpg\nD,Ring,Fine\n")
    assert read(path) == (["A", "B", "C", "D"], [])
    assert warned(path) == [3, 5]


def test_a_column_without_a_name_need_not_be_there(write_csv: WriteCsv) -> None:
    path = write_csv("sku;title;price;;\nA;Ring;1\nB;Ring;2;\nC;Ring;3;;;\n")
    assert (read(path), warned(path)) == ((["A", "B", "C"], []), [])


@pytest.mark.parametrize("length", [2, 3, 4])
def test_a_block_of_rows_cut_alike_is_filled_up_and_its_first_rows_named(write_csv: WriteCsv, length: int) -> None:
    cells = ["Ring", "Round and fine", "20"][: length - 1]
    block = "".join(",".join([f"B{n}", *cells]) + "\n" for n in range(16))
    path = write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\n{block}C,Ring,,30,c.jpg\n")
    assert read(path) == (["A", *(f"B{n}" for n in range(16)), "C"], [])
    assert warned(path) == [3, 4]


def test_blocks_of_different_lengths_may_follow_one_another(write_csv: WriteCsv) -> None:
    blocks = "".join(f"B{n},Ring,Round,5\n" for n in range(16)) + "".join(f"C{n},Ring,Fine\n" for n in range(16))
    assert read(write_csv(f"{HEADER}\n{blocks}D,Ring,Fine\n"))[1] == []


def test_a_long_file_is_read_alike_wherever_its_blocks_end(write_csv: WriteCsv) -> None:
    path = write_csv(f"{HEADER}\n" + "".join(f"B{n},Ring,{'x' * 500},5\nC{n},Ring,,5,c.jpg\n" for n in range(2000)))
    assert read(path) == ([f"{letter}{n}" for n in range(2000) for letter in "BC"], [])


@pytest.mark.parametrize("rest", ["Fine,10,a.jpg", "Fine, old,10", "Old\nFine,10,a.jpg", "a, b\nc, d\ne, f\ng,10,x"])
def test_a_row_torn_by_a_line_break_without_quotes_stays_out_with_all_its_pieces(
    write_csv: WriteCsv, rest: str
) -> None:
    path = write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\nB,Ring,Round\n{rest}\nC,Ring,,10,c.jpg\n")
    assert read(path) == (["A", "C"], [3, *range(4, 5 + rest.count("\n"))])


def test_two_rows_that_would_make_up_one_stay_out_unless_no_line_break_can_have_torn_them(write_csv: WriteCsv) -> None:
    assert read(write_csv(f"{HEADER}\nA,Ring,Round\nB,Ring,Fine\n")) == ([], [2, 3])
    assert read(write_csv("sku,title,price,notes,image\nA,Ring,10\nB,Ring,20\n")) == (["A", "B"], [])


def test_the_last_row_of_a_file_that_breaks_off_stays_out(write_csv: WriteCsv) -> None:
    assert read(write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\nB,Ring,Rou")) == (["A"], [3])


@pytest.mark.parametrize("short", ["B", "B,", ",Ring", "B,,Round"])
def test_a_short_row_that_does_not_name_its_product_stays_out(write_csv: WriteCsv, short: str) -> None:
    assert read(write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\n{short}\nC,Ring,,10,c.jpg\n")) == (["A", "C"], [3])


@pytest.mark.parametrize("bad", ["C,Ring, round, fine,10,c.jpg", 'C,"Ring,,10,c.jpg', "C"])
def test_a_short_row_beside_one_that_cannot_be_used_stays_out(write_csv: WriteCsv, bad: str) -> None:
    for pair in ([bad, "B,Ring,Round"], ["B,Ring,Round", bad]):
        rows = "\n".join(["A,Ring,,10,a.jpg", *pair, "D,Ring,,10,d.jpg"])
        assert read(write_csv(f"{HEADER}\n{rows}\n")) == (["A", "D"], [3, 4])


def test_short_rows_of_a_shops_export_need_its_key(write_csv: WriteCsv) -> None:
    header = "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Status"
    rows = "halo,Halo Ring,,Size,52,H-52,390.00,a.jpg,active\nhalo,,,,54,H-54,410.00\nhalo,,,,56,H-56,430.00\n"
    (row,) = CatalogueFile(write_csv(f"{header}\n{rows}"))
    assert isinstance(row, ProductRow)
    assert [variant.sku for variant in row.product.variants] == ["H-52", "H-54", "H-56"]
    assert [warning.line for warning in row.warnings if "missing ones" in warning.reason] == [3, 4]


def test_a_list_of_rejected_rows_fills_nothing_up(write_csv: WriteCsv) -> None:
    reported = "rejected_line,rejected_column,rejected_value,rejected_reason"
    path = write_csv(f"{reported},{HEADER}\n3,,,torn,B,Ring,Round\n9,title,,none,C,Ring,,10,c.jpg\n")
    assert read(path) == (["C"], [2])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(2, 4), min_size=1, max_size=3), st.integers(0, 2))
def test_no_piece_of_a_torn_text_goes_in_wherever_commas_stand_in_it(
    write_csv: WriteCsv, pieces: list[int], whole: int
) -> None:
    assume(pieces.count(3) < 2)  # with that beginning and end, four alike are taken for rows
    torn = "\n".join(["B,Ring,one", *(",".join(["more"] * count) for count in pieces), "last,10,b.jpg"])
    after = "".join(f"C{n},Ring,,10,c.jpg\n" for n in range(whole))
    skus, _ = read(write_csv(f"{HEADER}\nA,Ring,,10,a.jpg\n{torn}\n{after}"))
    assert skus == ["A", *(f"C{n}" for n in range(whole))]


def test_short_rows_of_variants_without_a_title_are_filled_up_by_their_sku(write_csv: WriteCsv) -> None:
    header = (
        "Product ID [Non Editable],Variant ID [Non Editable],Product Type [Non Editable],Product Page,Product URL,"
        "Title,Description,SKU,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Visible,Hosted Image URLs"
    )
    rows = (
        "p1,v1,PHYSICAL,shop,halo,Halo Ring,,H-52,Size,52,390.00,0.00,No,Unlimited,Yes,https://x.example/a.jpg\n"
        ",v2,,,,,,H-54,,54,410.00,0.00,No,3\n,v3,,,,,,H-56,,56,430.00,0.00,No,3\n"
    )
    (row,) = CatalogueFile(write_csv(f"{header}\n{rows}"))
    assert isinstance(row, ProductRow)
    assert [variant.sku for variant in row.product.variants] == ["H-52", "H-54", "H-56"]
