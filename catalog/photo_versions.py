"""Whether a product's photos are those of last time, told by their versions."""

from collections.abc import Sequence

from catalog.index.port import StoredProduct
from catalog.photo_names import PhotoError
from catalog.row import ProductRow, RowWarning

MAX_PHOTOS = 16  # of a product: each is a vector, and more show nothing new
UNREADABLE = "!"  # before the version of a photo whose bytes are there and cannot be decoded; it is not tried again


def same_photos(row: ProductRow, known: StoredProduct, seen: Sequence[str | PhotoError]) -> Sequence[RowWarning] | None:
    """What there is to say about photos that are those of last time; None if they may be others.

    A photo that cannot be had just now counts as the one that it was.

    Args:
        row: The product as the catalogue has it now.
        known: As the index has it.
        seen: What the photo source says now about each of its first photos.
    """
    if row.product.photos[:MAX_PHOTOS] != known.product.photos[:MAX_PHOTOS]:
        return None
    if len(known.photo_versions) != len(seen):
        return None
    warnings = []
    for place, (now, then) in enumerate(zip(seen, known.photo_versions, strict=True)):
        if isinstance(now, PhotoError):
            if then and not now.passing:
                return None
            kept = " The product keeps the one it has." if _was_taken_in(then) else ""
            warnings.append(row.photo_warning(place, f"{now}{kept}"))
        elif then == UNREADABLE + now:
            warnings.append(row.photo_warning(place, "The photo could not be read when it was imported first."))
        elif then != now:
            return None
    return warnings


def lacks_a_photo(row: ProductRow, known: StoredProduct, versions: Sequence[str]) -> bool:
    """Whether a photo that the product has in the index was not there this time.

    Args:
        row: The product as the catalogue has it now.
        known: As the index has it.
        versions: What was read of each of its first photos; "" for nothing.
    """
    before = zip(known.product.photos, known.photo_versions, strict=False)
    had = {reference for reference, version in before if _was_taken_in(version)}
    return any(reference in had and not now for reference, now in zip(row.product.photos, versions, strict=False))


def _was_taken_in(version: str) -> bool:
    return version != "" and not version.startswith(UNREADABLE)
