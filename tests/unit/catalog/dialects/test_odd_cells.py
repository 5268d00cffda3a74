"""Whatever stands in the cells, every row comes back as a product or as an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.dialects.base import Dialect
from catalog.dialects.bigcommerce import BigCommerceDialect
from catalog.dialects.etsy import EtsyDialect
from catalog.dialects.google import GoogleDialect
from catalog.dialects.magento import MagentoDialect
from catalog.dialects.prestashop import PrestaShopDialect
from catalog.dialects.shopify import ShopifyDialect
from catalog.dialects.squarespace import SquarespaceDialect
from catalog.dialects.wix import WixDialect
from catalog.dialects.woocommerce import WooCommerceDialect
from catalog.row import Record
from tests.unit.catalog.dialects.reading import Table, catalogue, read

EXPORTS: list[tuple[Dialect, str]] = [
    (ShopifyDialect(), "shopify/products_export.csv"),
    (WooCommerceDialect(held=3000), "woocommerce/wc-product-export.csv"),
    (GoogleDialect(held=2000), "google/feed.tsv"),
    (MagentoDialect(held=3000), "magento/export_catalog_product.csv"),
    (MagentoDialect(), "magento/export_m1.csv"),
    (PrestaShopDialect(), "prestashop/products_import.csv"),
    (WixDialect(held=3000), "wix/catalog_products.csv"),
    (WixDialect(), "wix/catalog_v3.csv"),
    (SquarespaceDialect(), "squarespace/products.csv"),
    (BigCommerceDialect(), "bigcommerce/products-modern.csv"),
    (BigCommerceDialect(), "bigcommerce/products-bulk-edit.csv"),
    (BigCommerceDialect(), "bigcommerce/products-default.csv"),
    (EtsyDialect(), "etsy/EtsyListingsDownload.csv"),
]
ODD_CELLS = """
id:1|id:|variable|variation|configurable|sku=a,b=c|a:b:1,c|-1|=,=|"|1e999|[|[1,{}]|0|Gold|NaN|x.jpg, y.jpg|💍
"""
ODD = st.one_of(st.sampled_from(["", "sku=a,m=1|sku=b,m=2", *ODD_CELLS.strip().split("|")]), st.text(max_size=8))


@pytest.mark.parametrize(("dialect", "name"), EXPORTS)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_no_row_is_lost_and_nothing_raises(dialect: Dialect, name: str, data: st.DataObject) -> None:
    export = catalogue(name)
    width = len(export.header)
    records = []
    for line, cells in export.records:
        changed = list(cells)
        for place, cell in data.draw(st.lists(st.tuples(st.integers(0, width - 1), ODD), max_size=4)):
            changed[place] = cell
        records.append(Record(line, tuple(changed)))
    found = read(dialect, Table(export.header, tuple(records)))
    quoted = {record.line for row in (*found.rows, *found.errors) for record in row.records}
    assert quoted == {record.line for record in records}
