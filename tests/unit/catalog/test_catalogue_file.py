"""Plain catalogues as merchants' programs write them, and as they break."""

import contextlib
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.mapping import Mapping
from catalog.product import Product
from catalog.row import CatalogError, ProductRow, RowError

WriteCsv = Callable[..., Path]


def products(path: Path) -> list[Product]:
    rows = list(CatalogueFile(path))
    assert all(isinstance(row, ProductRow) for row in rows), rows
    return [row.product for row in rows]


def errors(path: Path) -> list[RowError]:
    return [row for row in CatalogueFile(path) if isinstance(row, RowError)]


def skus(path: Path) -> list[str]:
    return [row.product.sku for row in CatalogueFile(path) if isinstance(row, ProductRow)]


def test_every_column_finds_its_place(write_csv: WriteCsv) -> None:
    path = write_csv(
        "sku,title,description,category,metal,gemstone,price,currency,url,available,image,Ring size,Engraving\n"
        'R1,Solitaire,"Fine, and\nold",Ring,Rose  Gold,Diamond,"$1,074.00",,https://shop.example/r1,TRUE,r1.jpg,52,'
        "none wanted\n"
    )
    assert products(path) == [
        Product(
            sku="R1",
            title="Solitaire",
            description="Fine, and\nold",
            category="Ring",
            metal="Rose Gold",
            gemstone="Diamond",
            size="52",
            attributes={"Engraving": "none wanted"},
            price=Decimal("1074.00"),
            currency="USD",
            url="https://shop.example/r1",
            available=True,
            photos=("r1.jpg",),
        )
    ]


def test_columns_are_known_by_other_names_in_any_order(write_csv: WriteCsv) -> None:
    path = write_csv("Image_Link,STONE,Material,Product Name,ID,Link\na.jpg,ruby,gold,Ring,7,http://shop.example\n")
    (product,) = products(path)
    assert (product.sku, product.title, product.metal, product.gemstone) == ("7", "Ring", "gold", "ruby")
    assert (product.photos, product.url) == (("a.jpg",), "http://shop.example")


def test_a_second_column_for_the_same_field_becomes_an_attribute(write_csv: WriteCsv) -> None:
    (product,) = products(write_csv("id,sku,title,name\n17,R1,Ring,Anneau\n"))
    assert (product.sku, product.title) == ("R1", "Ring")
    assert product.attributes == {"id": "17", "name": "Anneau"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_break_are_found_out(
    write_csv: WriteCsv, encoding: str, separator: str, line_break: str
) -> None:
    text = line_break.join([separator.join(["sku", "title", "metal"]), separator.join(["R1", "Ring für 祖母", "gold"])])
    if encoding.endswith("-bom"):
        data = ("\ufeff" + text).encode(encoding.removesuffix("-bom"))
    else:
        data = text.encode(encoding)
    (product,) = products(write_csv(data))
    assert (product.sku, product.title, product.metal) == ("R1", "Ring für 祖母", "gold")


def test_windows_1252_is_read_as_such(write_csv: WriteCsv) -> None:
    (product,) = products(write_csv("sku;title;price\nR1;Collier émeraude – “né”;1.074,00 €\n", "cp1252"))
    assert (product.title, product.price) == ("Collier émeraude – “né”", Decimal("1074.00"))


def test_rows_of_mixed_encodings_are_each_read_in_their_own(write_csv: WriteCsv) -> None:
    data = "sku,title\nR1,für\n".encode() + "R2,für\n".encode("cp1252") + "R3,für\n".encode()
    assert [product.title for product in products(write_csv(data))] == ["für"] * 3


def test_excels_separator_line_is_heeded_and_lines_are_still_counted_right(write_csv: WriteCsv) -> None:
    path = write_csv("sep=;\r\n\r\nsku;title\r\nR1;Ring\r\n;lost\r\n")
    assert skus(path) == ["R1"]
    assert [error.line for error in errors(path)] == [5]


def test_letters_are_composed_and_control_characters_fall_away(write_csv: WriteCsv) -> None:
    (product,) = products(write_csv("sku,title\n R1 ,  cafe\u0301 \x07\x1b ring\u00a0 \n"))
    assert (product.sku, product.title) == ("R1", "café ring")


def test_letters_that_look_alike_are_alike(write_csv: WriteCsv) -> None:
    rows = products(write_csv("sku,title,size\nR1,cafe\u0301,x\nR2,café,x\nR3,e,\u0301\n"))
    assert [row.title for row in rows] == ["café", "café", "e"]


def test_emoji_right_to_left_and_long_texts_pass(write_csv: WriteCsv) -> None:
    long = "ä" * 10_000
    rows = products(write_csv(f"sku,title,description\nR1,💍 ring,{long}\nR2,خاتم ذهب,x\n"))
    assert [row.title for row in rows] == ["💍 ring", "خاتم ذهب"]
    assert rows[0].description == long


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg|b.png", ["a.jpg", "b.png"]),
        ("a.jpg; b.jpg", ["a.jpg", "b.jpg"]),
        ('"a.jpg, b.jpg"', ["a.jpg", "b.jpg"]),
        ('"ring, gold.jpg"', ["ring, gold.jpg"]),
        ('"https://x.example/a, https://x.example/b"', ["https://x.example/a", "https://x.example/b"]),
        ("a.jpg|a.jpg", ["a.jpg"]),
        ("one|two", ["one", "two"]),
        ("", []),
    ],
)
def test_several_photos_in_a_cell_are_parted(write_csv: WriteCsv, cell: str, expected: list[str]) -> None:
    (product,) = products(write_csv(f"sku,title,images\nR1,Ring,{cell}\n"))
    assert list(product.photos) == expected


def test_photos_of_several_columns_keep_their_order_and_their_header(write_csv: WriteCsv) -> None:
    header = "sku,title,Image,image_2,Photo 3,additional_image_link"
    (row,) = CatalogueFile(write_csv(f"{header}\nR1,Ring,a.jpg,,c.jpg|a.jpg,d.jpg\n"))
    assert isinstance(row, ProductRow)
    assert row.product.photos == ("a.jpg", "c.jpg", "d.jpg")
    assert row.photo_columns == ("Image", "Photo 3", "additional_image_link")


def test_a_price_that_cannot_be_read_costs_the_price_and_not_the_product(write_csv: WriteCsv) -> None:
    (row,) = CatalogueFile(write_csv("sku,title,Price\nR1,Ring,on the moon\n"))
    assert isinstance(row, ProductRow)
    assert row.product.price is None
    (warning,) = row.warnings
    assert (warning.line, warning.column, warning.value) == (2, "Price", "on the moon")
    assert "no number" in warning.reason


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/ring", "https://", "http://[x", "ftp://shop.example/r"])
def test_an_address_that_a_shop_page_must_not_link_to_is_left_out(write_csv: WriteCsv, url: str) -> None:
    (row,) = CatalogueFile(write_csv(f"sku,title,url\nR1,Ring,{url}\n"))
    assert isinstance(row, ProductRow)
    assert row.product.url is None
    assert [warning.column for warning in row.warnings] == ["url"]


@pytest.mark.parametrize(
    ("cell", "expected"), [("TRUE", True), ("in stock", True), ("0", False), ("Sold Out", False), ("", None)]
)
def test_availability_is_understood(write_csv: WriteCsv, cell: str, expected: bool | None) -> None:
    (product,) = products(write_csv(f"sku,title,availability\nR1,Ring,{cell}\n"))
    assert product.available is expected


def test_availability_that_is_not_understood_is_not_known(write_csv: WriteCsv) -> None:
    (row,) = CatalogueFile(write_csv("sku,title,available\nR1,Ring,maybe\n"))
    assert isinstance(row, ProductRow)
    assert row.product.available is None
    assert row.warnings[0].value == "maybe"


def test_a_price_is_read_as_the_others_of_its_file(write_csv: WriteCsv) -> None:
    rows = products(write_csv('sku;title;price\nR1;Ring;"1.299,00 €"\nR2;Ring;2.450\nR3;Ring;80\n'))
    assert [row.price for row in rows] == [Decimal("1299.00"), Decimal(2450), Decimal(80)]
    row = next(iter(CatalogueFile(write_csv("sku,title,price\nR2,Ring,2.450\nR3,Ring,80.50\n"))))
    assert isinstance(row, ProductRow)
    assert (row.product.price, "two ways" in row.warnings[0].reason) == (None, True)


@pytest.mark.parametrize("price", ["0", "0.00", "0,00 €"])
def test_a_price_of_nothing_is_not_known(write_csv: WriteCsv, price: str) -> None:
    (row,) = CatalogueFile(write_csv(f"sku;title;price\nR1;Ring;{price}\n"))
    assert isinstance(row, ProductRow)
    assert (row.product.price, row.product.currency, row.warnings) == (None, None, ())


@pytest.mark.parametrize(
    ("cell", "size"), [("0.0", None), ("0,00 cm", None), ("0", None), ("10", "10"), ("0.5", "0.5")]
)
def test_a_measure_of_nothing_is_no_size(write_csv: WriteCsv, cell: str, size: str | None) -> None:
    (product,) = products(write_csv(f'sku;title;length\nR1;Ring;"{cell}"\n'))
    assert product.size == size


@pytest.mark.parametrize("header", ["visible", "Published", "web visible", "Product Visible?", "Sichtbar", "Publié"])
def test_what_the_shop_does_not_show_is_not_available_whatever_its_stock(write_csv: WriteCsv, header: str) -> None:
    path = write_csv(f"sku,title,stock,{header}\nR1,Ring,3,no\nR2,Ring,3,yes\nR3,Ring,0,yes\nR4,Ring,3,2024-05-01\n")
    rows = [row for row in CatalogueFile(path) if isinstance(row, ProductRow)]
    assert [row.product.available for row in rows] == [False, True, False, True]
    assert [[warning.column for warning in row.warnings] for row in rows] == [[header], [], [], []]


def test_where_only_visibility_is_told_it_is_availability(write_csv: WriteCsv) -> None:
    rows = products(write_csv("sku,title,visible\nR1,Ring,true\nR2,Ring,FALSE\nR3,Ring,\n"))
    assert [row.available for row in rows] == [True, False, None]


def test_visibility_counts_beside_a_stock_that_a_mapping_names(write_csv: WriteCsv) -> None:
    mapping = Mapping.of({"columns": {"Pcs": "available"}})
    rows = list(CatalogueFile(write_csv("sku,title,Pcs,visible\nR1,Ring,3,no\nR2,Ring,3,yes\n"), mapping))
    assert [row.product.available for row in rows if isinstance(row, ProductRow)] == [False, True]


def test_hosted_images_are_photos(write_csv: WriteCsv) -> None:
    (product,) = products(
        write_csv("sku,title,Hosted Image URLs\nR1,Ring,https://x.example/a.jpg https://x.example/b\n")
    )
    assert product.photos == ("https://x.example/a.jpg", "https://x.example/b")


@pytest.mark.parametrize(
    ("header", "row", "sku"),
    [
        ("sku,title,price", "B,Ring, fine,5", "B"),
        ("sku,title,price", 'B,"Ring 14" inch",5', "B"),
        ("sku,title,price", '"B","Ring 14" inch",5', "B"),
        ("sku,title,price", 'B,"Ring,5', "B"),
        ("sku,title,price", "B,Ri\0ng,5", "B"),
        ("title,sku,price", "Ri\0ng, '00B ,5", "00B"),
        ("sku,title,price", "B\0,Ring,5", None),
        ("title,sku,price", "Ring, fine,B,5", None),
        ("sku,title,price", "-,Ring,5", None),
    ],
)
def test_a_rejected_row_tells_its_sku_where_that_is_sure(write_csv: WriteCsv, header: str, row: str, sku: str) -> None:
    (error,) = errors(write_csv(f"{header}\n{row}\n"))
    assert error.sku == sku


def test_a_product_without_a_title_tells_the_skus_of_all_its_rows(write_csv: WriteCsv) -> None:
    header = "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Price"
    path = write_csv(f"{header}\nhalo,,,Metal,Gold,H-G,5\nhalo,,,,Silver,H-S,4\nhalo,,,,,,\n")
    (error,) = errors(path)
    assert (error.sku, error.other_skus) == ("halo", ("H-G", "H-S"))


def test_rows_that_cannot_be_used_say_where_and_why_and_the_others_go_in(write_csv: WriteCsv) -> None:
    path = write_csv("sku,title\nR1,Ring\n,Nameless\nR3,\nR4,a,b\nR5\nR6,with \0 in it\n\n,\nR7,Ring\nR8,Ring,,\n")
    assert skus(path) == ["R1", "R7", "R8"]
    found = [(error.line, error.column) for error in errors(path)]
    assert found == [(3, "sku"), (4, "title"), (5, None), (6, None), (7, "title")]
    assert all(error.reason.endswith(".") for error in errors(path))


def test_lines_are_counted_through_quoted_line_breaks(write_csv: WriteCsv) -> None:
    path = write_csv('sku,title,description\nR1,Ring,"one\ntwo\nthree"\n,Ring,x\nR3,Ring,"four\nfive"\n')
    rows = list(CatalogueFile(path))
    assert [row.line for row in rows] == [2, 5, 6]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(write_csv: WriteCsv) -> None:
    path = write_csv('sku,title,size\nR1,Ring,1\nR2,"Ring,2\nR3,Ring,3\nR4,"Ring, fine",4\nR5,"Ring\n')
    assert skus(path) == ["R1", "R3", "R4"]
    found = [(error.line, [record.cells for record in error.records]) for error in errors(path)]
    assert found == [(3, [("R2", '"Ring', "2")]), (6, [("R5", '"Ring')])]


def test_inches_inside_a_quoted_cell_are_explained(write_csv: WriteCsv) -> None:
    (error,) = errors(write_csv('sku,title\nR1,"18" chain"\nR2,18" chain\n'))
    assert "doubled" in error.reason


def test_a_row_that_never_ends_stays_out_of_memory(write_csv: WriteCsv) -> None:
    path = write_csv("sku,title\nR1," + "x" * 2_500_000 + "\nR2,Ring\n")
    assert skus(path) == ["R2"]
    (error,) = errors(path)
    assert (error.line, "longer" in error.reason) == (2, True)
    assert len(error.value) <= 200


def test_a_cell_of_enormous_length_is_rejected(write_csv: WriteCsv) -> None:
    (error, _) = errors(write_csv('sku,title\nR1,"' + "x" * 500_000 + "\n" + "y" * 600_000 + '"\nR2,Ring\n'))
    assert error.line == 2
    assert "not closed" in error.reason


def test_an_overlong_sku_is_rejected(write_csv: WriteCsv) -> None:
    (error,) = errors(write_csv(f"sku,title\n{'R' * 201},Ring\n"))
    assert error.column == "sku"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n \n", "is empty"),
        (b"sku,title\n", "no products"),
        (b"sku,title\n\n,\n", "no products"),
        (b"sku,price\nR1,5\n", "lacks the column “title”.*found: sku, price"),
        (b"R1,Ring\nR2,Ring\n", "lacks the column “sku” and the column “title”.*found: R1, Ring"),
        (b"sku,title,Metal,metal \nR1,Ring,gold,gold\n", "Columns 3 and 4 are both called “metal”"),
        (b'sku,"title\nR1,Ring\n', "header of catalogue.csv cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "PNG picture"),
        (b"\xff\xd8\xff\xe0", "JPEG picture"),
        (b"%PDF-1.7", "a PDF"),
        (gzip.compress(b"sku,title\n"), "no products"),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "web page"),
        (b'{"products": []}', "is JSON"),
        (bytes(range(256)) * 8, "not a text file|lacks the column"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_clearly(write_csv: WriteCsv, content: bytes, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        list(CatalogueFile(write_csv(content)))


def test_a_workbook_is_refused_clearly(write_csv: WriteCsv) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(CatalogError, match="Excel workbook"):
        CatalogueFile(write_csv(data.getvalue()))


def test_a_file_that_is_not_there_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be opened"):
        CatalogueFile(tmp_path / "none.csv")
    with pytest.raises(CatalogError, match="cannot be opened"):
        CatalogueFile(tmp_path)


def test_a_damaged_end_of_a_catalogue_leaves_its_beginning(write_csv: WriteCsv) -> None:
    garbage = random.Random(7).randbytes(20_000)
    path = write_csv(b"sku,title\nR1,Ring\nR2,Ring\n" + garbage)
    assert skus(path)[:2] == ["R1", "R2"]
    assert errors(path)


def test_columns_without_a_name_are_numbered(write_csv: WriteCsv) -> None:
    (product,) = products(write_csv(",sku,title,\n0,R1,Ring,left over\n"))
    assert product.attributes == {"column 1": "0", "column 4": "left over"}


def test_many_chunks_come_in_order_and_progress_reaches_the_end(write_csv: WriteCsv) -> None:
    path = write_csv("sku,title\n" + "".join(f"R{place},Ring\n" for place in range(1700)))
    catalog = CatalogueFile(path)
    assert [row.product.sku for row in catalog if isinstance(row, ProductRow)] == [f"R{n}" for n in range(1700)]
    assert catalog.bytes_read == catalog.total_bytes == path.stat().st_size


@pytest.mark.parametrize("again", ['"sku",title,price', '\ufeff"sku",title,price', "\ufeffsku,title,price"])
def test_the_header_is_passed_over_where_exports_were_put_together(write_csv: WriteCsv, again: str) -> None:
    path = write_csv(f"\ufeffsku,title,price\nR1,Ring,5\n{again}\nR2,Ring,5\nsku,title,\n")
    assert [product.sku for product in products(path)] == ["R1", "R2", "sku"]


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CELLS, max_size=30), st.sampled_from([",", ";", "\t"]))
def test_any_text_is_read_without_an_accident(write_csv: WriteCsv, cells: list[str], separator: str) -> None:
    path = write_csv("sku,title,price,image\nR0,Ring,1,a.jpg\n" + separator.join(cells))
    rows = list(CatalogueFile(path))
    assert isinstance(rows[0], ProductRow)
    assert all(row.line > 2 for row in rows[1:])


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_clearly(write_csv: WriteCsv, data: bytes) -> None:
    with contextlib.suppress(CatalogError):
        list(CatalogueFile(write_csv(data)))
