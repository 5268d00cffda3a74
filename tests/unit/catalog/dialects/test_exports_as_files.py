"""The exports of `tests/catalogues`, read as the files they are."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.detection import dialect_named
from catalog.row import ProductRow
from tests.unit.catalog.dialects.reading import CATALOGUES, catalogue, read

SHOPS = ("shopify", "woocommerce", "google", "magento", "prestashop", "wix", "squarespace", "bigcommerce", "etsy")
FILES = sorted(path for path in CATALOGUES.glob("*/*.[ct]sv") if path.parent.name in SHOPS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_export_is_read_as_its_own_shops(path: Path) -> None:
    file = CatalogueFile(path)
    assert file.understanding.dialect.name == path.parent.name
    rows = list(file)
    expected = read(dialect_named(path.parent.name), catalogue(f"{path.parent.name}/{path.name}"))
    assert {row.product.sku: row.product for row in rows if isinstance(row, ProductRow)} == expected.products
    assert {row.line for row in rows} == {row.line for row in (*expected.rows, *expected.errors)}


def test_a_feed_in_xml() -> None:
    file = CatalogueFile(CATALOGUES / "google" / "feed.xml")
    assert file.understanding.dialect.name == "google"
    products = {row.product.sku: row.product for row in file if isinstance(row, ProductRow)}
    assert set(products) == {"N-1-L", "BR-1"}
    chain = products["N-1-L"]
    assert (chain.size, chain.price, chain.currency, chain.available) == ("42 cm, 45 cm", Decimal("89.00"), "EUR", True)
    assert [photo.rsplit("/")[-1] for photo in chain.photos] == ["chain.jpg", "chain-2.jpg", "chain-3.jpg"]
    assert products["BR-1"].price == Decimal("99.00")
