"""What is looked at in the whole catalogue once an import has changed it."""

from catalog.index.port import ProductIndex
from catalog.near_duplicates import HashedPhoto, near_duplicates
from catalog.report import ImportReport


def tell_near_duplicates(index: ProductIndex, report: ImportReport) -> None:
    """Tell of products whose photos look the same, in the whole index; implements `service.importing.AfterImport`."""
    report.tell_near_duplicates(
        near_duplicates(
            HashedPhoto(entry.stored.product.sku, entry.stored.product.group, digest)
            for entry in index.entries()
            for digest in entry.stored.photo_hashes
        )
    )
