"""The whole corpus."""

from tests.hostile import (
    addresses,
    archives,
    encodings,
    feeds,
    giants,
    hosts,
    images,
    references,
    rows,
    shopify,
    shops,
    values,
)
from tests.hostile.case import Case

MODULES = (addresses, archives, encodings, feeds, giants, hosts, images, references, rows, shopify, shops, values)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)
