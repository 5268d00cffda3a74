"""Which dialect a file is in, and what parts its cells."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from catalog.dialects.base import Dialect
from catalog.dialects.bigcommerce import BigCommerceDialect
from catalog.dialects.etsy import EtsyDialect
from catalog.dialects.google import GoogleDialect
from catalog.dialects.headers import LONGEST_NAME, known_columns, meaning_of
from catalog.dialects.magento import MagentoDialect
from catalog.dialects.plain import REQUIRED, PlainDialect, lacking
from catalog.dialects.prestashop import PrestaShopDialect
from catalog.dialects.shopify import ShopifyDialect
from catalog.dialects.squarespace import SquarespaceDialect
from catalog.dialects.wix import WixDialect
from catalog.dialects.woocommerce import WooCommerceDialect
from catalog.files.records import read_records
from catalog.files.table import MOST_COLUMNS
from catalog.row import CatalogError, Record

SEPARATORS = (",", ";", "\t", "|")

DIALECTS: tuple[Dialect, ...] = (
    ShopifyDialect(),
    WooCommerceDialect(),
    GoogleDialect(),
    MagentoDialect(),
    PrestaShopDialect(),
    WixDialect(),
    SquarespaceDialect(),
    BigCommerceDialect(),
    EtsyDialect(),
    PlainDialect(),
)
_SAMPLE_ROWS = 30


def dialect_named(name: str) -> Dialect:
    """The dialect that a mapping file names.

    Raises:
        CatalogError: There is no such dialect.
    """
    for dialect in DIALECTS:
        if dialect.name == name:
            return dialect
    known = ", ".join(dialect.name for dialect in DIALECTS)
    raise CatalogError(f"There is no dialect “{name}”; there are {known}.")


def detect(header: Sequence[str], overrides: Mapping[str, str] | None = None) -> Dialect:
    """The dialect that a header looks most like.

    Args:
        header: The merchant's headers.
        overrides: From a mapping file: header to meaning. They may make a plain catalogue of what is none by itself.

    Raises:
        CatalogError: No dialect can read it; the message names the headers and shows a mapping file.
    """
    dialect = most_alike(header)
    if dialect is not None:
        return dialect
    fields = {meaning.field for name in header if (meaning := meaning_of(name))} | set((overrides or {}).values())
    missing = [field for field in REQUIRED if field not in fields]
    if missing:
        raise CatalogError(lacking(missing, header))
    return dialect_named("plain")


def most_alike(header: Sequence[str]) -> Dialect | None:
    """The dialect that a header looks most like; None if it looks like none."""
    header = [name[:LONGEST_NAME] for name in header]
    best = max(DIALECTS, key=lambda dialect: dialect.likeness(header))
    return best if best.likeness(header) > 0 else None


def sniff_separator(lines: Sequence[str]) -> str:
    """What parts the cells of a file: what makes the most known columns, and then the most rows of one width."""
    return max(SEPARATORS, key=lambda separator: _sense(lines, separator))


def _sense(lines: Sequence[str], separator: str) -> tuple[float, int, float, int]:
    """How much sense a separator makes of the beginning of a file."""
    records = list(_records(lines, separator))
    if not records:
        return 0.0, 0, 0.0, 0
    heads = [[name[:LONGEST_NAME] for name in record.cells[:MOST_COLUMNS]] for record in records[:5]]
    names = [name for name in max(heads, key=known_columns) if name.strip()]
    likeness = max((dialect.likeness(names) for dialect in DIALECTS), default=0.0) if names else 0.0
    widths = Counter(len(record.cells) for record in records)
    width, rows = widths.most_common(1)[0]
    steady = rows / len(records) if width > 1 else 0.0
    return float(likeness >= 0.5), known_columns(names), steady, width


def _records(lines: Sequence[str], separator: str) -> Iterable[Record]:
    sample = [list(lines[:_SAMPLE_ROWS])]
    return (record for block in read_records(sample, separator) for record in block if isinstance(record, Record))
