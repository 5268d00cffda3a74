"""Every export is known from its header, and none is taken for another's."""

import random

import pytest

from catalog.dialects.base import Dialect
from catalog.dialects.bigcommerce import BigCommerceDialect
from catalog.dialects.detection import detect
from catalog.dialects.etsy import EtsyDialect
from catalog.dialects.google import GoogleDialect
from catalog.dialects.magento import MagentoDialect
from catalog.dialects.prestashop import PrestaShopDialect
from catalog.dialects.shopify import ShopifyDialect
from catalog.dialects.squarespace import SquarespaceDialect
from catalog.dialects.wix import WixDialect
from catalog.dialects.woocommerce import WooCommerceDialect
from tests.unit.catalog.dialects.reading import CATALOGUES, Table, catalogue, read

SHOPS: dict[str, Dialect] = {
    "shopify": ShopifyDialect(),
    "woocommerce": WooCommerceDialect(),
    "google": GoogleDialect(),
    "magento": MagentoDialect(),
    "prestashop": PrestaShopDialect(),
    "wix": WixDialect(),
    "squarespace": SquarespaceDialect(),
    "bigcommerce": BigCommerceDialect(),
    "etsy": EtsyDialect(),
}
EXPORTS = sorted(
    f"{path.parent.name}/{path.name}" for path in CATALOGUES.glob("*/*.[ct]sv") if path.parent.name in SHOPS
)
# Without these rows cannot be put together at all.
NEEDED = {
    "shopify": ("Handle", "URL handle", "Title"),
    "woocommerce": ("Name", "SKU", "Artikelnummer"),
    "google": ("id", "ID", "title", "Title"),
    "magento": ("sku", "name"),
    "prestashop": ("Name", "Name *", "Nom *", "Reference", "Reference #", "Référence n°"),
    "wix": ("handleId", "handle", "name"),
    "squarespace": ("Title", "SKU"),
    "bigcommerce": ("Item", "Name", "Product Name", "SKU", "Product Code/SKU", "Code", "Calculated Price"),
    "etsy": ("TITLE", "VARIATION 1 TYPE", "VARIATION 1 NAME", "VARIATION 1 VALUES"),
}
PLAIN = [
    "sku,title,price,image",
    "sku,title,description,category,metal,gemstone,price,image",
    "id,name,description,price,url,image_url",
    "id,title,description,price,link,image link",
    "id,title,price,image,availability,brand",
    "Handle,Title,Price,Image",
    "SKU,Name,Type,Regular price,Images",
    "handle,name,price,inventory,media",
    "SKU,Title,Price,Sale Price,Stock,Categories,Tags",
    "Name,SKU,Price,Type,Categories,Current Stock,Is Visible",
    "sku,title,description,price,quantity,tags,materials,image1,image2",
    "sku,name,price,qty,image,categories",
    "ID,Name,Reference,Price,Quantity,Image",
    "Référence,Nom,Prix TTC,Image",
    "Artikelnummer,Name,Regulärer Preis,Bilder",
    "SKU,Name,Brand Name,Cost Price,Retail Price,Stock Level,Warranty,Price,Currency,Image,URL",
    "SKU,Name,Price,Stock Level,Brand Name,Warranty,Sort Order,Image URL",
    "Code,Name,Price,Retail Price,Cost Price,Current Stock,Low Stock,Photo",
    "Item,SKU,Name,Metal,Stone,Retail Price,Cost Price,Current Stock,Image",
    "Product SKU,Product Name,Product Description,Price,Product Visible,Image 1,Image 2",
    "SKU,Name,GPS Location,Price,Image",
    "SKU,Name,Inventory Tracking,Fixed Shipping Cost,Price,Image",
    "SKU,Title,Option Name 1,Option Value 1,Price,Image",
    "SKU,Title,Variation 1 Name,Variation 1 Values,Price,Image",
    "handle,name,visible,inventory,collection,price,image",
]


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize("shop", SHOPS)
def test_an_export_is_its_own_shops_and_no_others(export: str, shop: str) -> None:
    header = catalogue(export).header
    own = export.partition("/")[0]
    likeness = SHOPS[shop].likeness(header)
    if shop == own:
        assert likeness >= 0.5
    else:
        assert likeness < 0.5
        assert likeness < SHOPS[own].likeness(header)


@pytest.mark.parametrize("export", EXPORTS)
def test_detection_is_right_in_any_order_and_with_columns_missing(export: str) -> None:
    shop = export.partition("/")[0]
    header = list(catalogue(export).header)
    draw = random.Random(export)
    for kept in (1.0, 0.8, 0.6):
        for _ in range(20):
            sample = [name for name in header if name in NEEDED[shop] or draw.random() < kept]
            draw.shuffle(sample)
            if shop != "prestashop" or "grid" not in export or kept == 1:  # whose few columns any table may have
                assert detect(sample).name == shop, sample


@pytest.mark.parametrize("header", PLAIN)
def test_a_plain_table_stays_plain(header: str) -> None:
    assert detect(header.split(",")).name == "plain"


@pytest.mark.parametrize("export", EXPORTS)
def test_the_order_of_columns_changes_nothing(export: str) -> None:
    dialect, whole = SHOPS[export.partition("/")[0]], catalogue(export)
    order = list(range(len(whole.header)))
    random.Random(export).shuffle(order)
    again = read(dialect, whole.with_columns(order), currency="EUR")
    before = read(dialect, whole, currency="EUR")
    assert again.products == before.products
    assert [(error.line, error.column, error.reason) for error in again.errors] == [
        (error.line, error.column, error.reason) for error in before.errors
    ]


@pytest.mark.parametrize("export", EXPORTS)
def test_a_missing_column_loses_only_its_own_facts(export: str) -> None:
    dialect, whole = SHOPS[export.partition("/")[0]], catalogue(export)
    before = read(dialect, whole, currency="EUR")
    layout = dialect.layout(whole.header, {}, None)
    for field in ("description", "category", "price", "photos"):
        lost = read(dialect, _without(whole, layout.fields.get(field, ())), currency="EUR")
        assert lost.products.keys() == before.products.keys()
        for sku, product in lost.products.items():
            assert product.title == before.products[sku].title
            assert product.metal == before.products[sku].metal
            if field != "price":
                assert product.price == before.products[sku].price


def _without(whole: Table, places: tuple[int, ...]) -> Table:
    return whole.with_columns([place for place in range(len(whole.header)) if place not in places])
