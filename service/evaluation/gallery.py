"""A merchant's catalogue as what is searched: products with their words, and photos that can be read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from catalog.attributes import normalise
from catalog.photo_source import PhotoError, PhotoSource
from catalog.photo_versions import MAX_PHOTOS
from catalog.product import Product
from catalog.row import ProductRow, RowError, without_repeats
from encoders.photo import PhotoError as DecodingError
from encoders.photo import decode_photo
from service.evaluation.queries import BadRow

SMALLEST_SIDE = 32  # pixels to which a photo is decoded to see whether it can be


@dataclass(frozen=True)
class CataloguePhoto:
    """A photo that a catalogue or a query file names.

    Attributes:
        source: Where it is read.
        reference: Its name there.
    """

    source: PhotoSource
    reference: str

    def read_bytes(self) -> bytes:
        """The photo as it was stored."""
        return self.source.read(self.reference)

    def fault(self) -> str | None:
        """Why it cannot be used; None if it can."""
        try:
            decode_photo(self.read_bytes(), shortest=SMALLEST_SIDE)
        except (PhotoError, DecodingError) as error:
            return str(error)
        return None


@dataclass(frozen=True)
class CatalogueProduct:
    """A product of the gallery.

    Attributes:
        product_id: Its sku.
        title: What the shop calls it.
        packshots: Ids of its photos.
        text: What the text tower reads of it in the service.
        category: Such as "ring"; "" if not known.
        group: What it is filed under with pieces that differ from it in a thing; its sku where it stands alone.
    """

    product_id: str
    title: str
    packshots: tuple[str, ...]
    text: str
    category: str
    group: str

    def words(self) -> str:
        """What retrievers read of it."""
        return self.text


@dataclass
class Gallery:
    """A catalogue that was read.

    Attributes:
        products: Those that an import would take.
        photos: Their photos by id.
        rejected: Rows that an import would reject.
        warnings: Photos that were left out of products that have others.
    """

    products: list[CatalogueProduct] = field(default_factory=list)
    photos: dict[str, CataloguePhoto] = field(default_factory=dict)
    rejected: list[BadRow] = field(default_factory=list)
    warnings: list[BadRow] = field(default_factory=list)


def read_gallery(
    rows: Iterable[ProductRow | RowError], photos: PhotoSource, advance: Callable[[], None] = lambda: None
) -> Gallery:
    """Read a catalogue and see which of its photos can be used; as an import, it rejects what it cannot use.

    Args:
        rows: The catalogue.
        photos: Its photos.
        advance: Called for each row.

    Raises:
        CatalogError: The file turned out not to be a catalogue.
    """
    gallery = Gallery()
    for row in without_repeats(iter(rows)):
        if isinstance(row, RowError):
            gallery.rejected.append(BadRow(row.line, row.reason))
        else:
            _take(gallery, row, photos)
        advance()
    return gallery


def _take(gallery: Gallery, row: ProductRow, source: PhotoSource) -> None:
    product = normalise(row.product)
    found: dict[str, CataloguePhoto] = {}
    faults = []
    for number, reference in enumerate(product.photos[:MAX_PHOTOS], start=1):
        photo = CataloguePhoto(source, reference)
        fault = photo.fault()
        if fault is None:
            found[f"{product.sku} {number}"] = photo
        else:
            faults.append(BadRow(row.line, f"{reference}: {fault}"))
    if product.photos and not found:
        gallery.rejected.append(faults[0])
        return
    gallery.warnings += faults
    gallery.photos |= found
    gallery.products.append(_product(product, tuple(found)))


def _product(product: Product, photos: tuple[str, ...]) -> CatalogueProduct:
    return CatalogueProduct(
        product_id=product.sku,
        title=product.title,
        packshots=photos,
        text=product.words(),
        category=product.category or "",
        group=product.group or product.sku,
    )
