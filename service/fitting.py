"""Fitting the bundle in use to the merchant's own catalogue: where the products come from, and what is made of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bundles import load_bundle
from catalog.attributes import normalise
from catalog.photo_source import PhotoSource, open_catalog_photos
from catalog.photo_store import PhotoStore, photo_id
from catalog.product import Product
from catalog.row import ProductRow, without_repeats
from encoders.photo import decode_photo
from service.bootstrap import open_services
from service.generations import bundle_folder
from service.importing import open_catalog
from service.jobs import ImportLock
from service.remote import RunningService, find_running
from service.settings import Settings
from training.fusion_fitting import FusionRecipe
from training.merchant.bundle import free_folder
from training.merchant.corpus import require_products
from training.merchant.designs import chosen, find_designs
from training.merchant.facts import compare
from training.merchant.fitting import RECIPE
from training.merchant.illustrated import IllustratedProduct
from training.merchant.photos import KeptPhotos
from training.merchant.report import FittingReport
from training.merchant.run import FittingFolders, fit_to_catalogue
from training.progress import Progress

MOST_PRODUCTS = 6000  # more teach nothing that these do not, and take the memory of a small machine
MOST_PHOTOS = 4  # of one product


class FittingRunsError(RuntimeError):
    """Two fittings would write the same features; the message says where the other one runs."""


@dataclass(frozen=True)
class CatalogueToFit:
    """A catalogue file to fit to.

    Attributes:
        catalog: The file.
        photos: Folder or zip of its photos.
        mapping: What the merchant says about its columns.
    """

    catalog: Path
    photos: Path
    mapping: dict[str, Any] | None = None


class Photo(NamedTuple):
    """A photo that may be read: its id, and what gives its bytes."""

    name: str
    read: Callable[[], bytes]


class Listed(NamedTuple):
    """A product, and what gives its photos."""

    product: Product
    photos: Callable[[], Iterator[Photo]]


def fit_bundle(
    settings: Settings,
    catalogue: CatalogueToFit | None,
    out: Path | None,
    progress: Progress,
    recipe: FusionRecipe = RECIPE,
) -> tuple[FittingReport, FittingFolders]:
    """Fit the bundle in use to a catalogue file, or to what the data folder holds, whether or not a service runs on it.

    Args:
        settings: Of the data folder and the bundle.
        catalogue: The file; None takes the products that were imported.
        out: Folder of the fitted bundle; None chooses one in the data folder.
        progress: Told the progress.
        recipe: How to fit.

    Returns:
        What came of it, and where it is.

    Raises:
        CatalogError: The catalogue cannot be read.
        TooLittleToLearnError: It holds too little.
        CannotBeFittedError: The bundle's fusion is of an unknown kind.
        FittingRunsError: Another fitting is under way in the data folder.
        FileExistsError: The folder `out` is there already.
        BundleError: The bundle cannot be used.
        IndexUnavailableError: The index cannot be opened or reached.
        BundleMismatchError: The index was filled by another bundle.
        RemoteError: The service that holds the index does not answer.
    """
    present = bundle_folder(settings)
    folder = out or free_folder(settings.data_dir / "bundles", load_bundle(present).manifest)
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; name another folder with --out.")
    work = settings.data_dir / "fitting"
    with ImportLock(work / "lock").held(unless=lambda: True) as alone:
        if not alone:
            raise FittingRunsError(f"Another fitting is under way in {settings.data_dir}; wait until it has ended.")
        with _listed(settings, catalogue) as listed:
            items = illustrated(_some(listed), KeptPhotos(work / "photos", decode_photo), progress)
        require_products(len(items))
        folders = FittingFolders(present, work, folder)
        return fit_to_catalogue(items, folders, recipe, progress), folders


def illustrated(listed: Sequence[Listed], kept: KeptPhotos, progress: Progress) -> list[IllustratedProduct]:
    """Keep the first photos of every product; products without one that can be read are left out."""
    items = []
    for number, each in enumerate(listed):
        progress("reading photos", number, len(listed))
        photos = dict(found for photo in each.photos() if (found := _kept(kept, photo)) is not None)
        if photos:
            items.append(IllustratedProduct(each.product, tuple(photos), tuple(photos.values())))
    progress("reading photos", len(listed), len(listed))
    return items


def _kept(kept: KeptPhotos, photo: Photo) -> tuple[Path, str] | None:
    try:
        return kept.keep(photo.name, photo.read)
    except (ValueError, FileNotFoundError):  # what cannot be decoded, or has gone since, teaches nothing
        return None


def _some(listed: Sequence[Listed]) -> list[Listed]:
    """Whole designs of a catalogue that is larger than fitting needs."""
    products = [each.product for each in listed]
    if len(products) <= MOST_PRODUCTS:
        return list(listed)
    return [listed[row] for row in chosen(products, find_designs(products, compare(products)), MOST_PRODUCTS)]


@contextmanager
def _listed(settings: Settings, catalogue: CatalogueToFit | None) -> Iterator[list[Listed]]:
    """The products of a file, or those that were imported; their photos can be read inside the context."""
    if catalogue is not None:
        with open_catalog_photos(catalogue.photos, None) as photos:
            yield list(_of_file(catalogue, photos))
        return
    store = PhotoStore(settings.data_dir / "photos")
    yield [
        Listed(product, partial(_of_store, store, photo_ids[:MOST_PHOTOS]))
        for product, photo_ids in _imported(settings, find_running(settings))
    ]


def _imported(settings: Settings, running: RunningService | None) -> Iterable[tuple[Product, Sequence[str]]]:
    """The products in the index, by way of the service that holds it, if one runs."""
    if running is not None:
        return list(running.products())
    with open_services(settings) as services:
        return [(entry.stored.product, entry.stored.photo_ids) for entry in services.engine.index.entries()]


def _of_store(store: PhotoStore, photo_ids: Sequence[str]) -> Iterator[Photo]:
    for name in photo_ids:
        yield Photo(name, partial(store.bytes_of, name))


def _of_file(catalogue: CatalogueToFit, photos: PhotoSource) -> Iterator[Listed]:
    for row in without_repeats(iter(open_catalog(catalogue.catalog, catalogue.mapping))):
        if isinstance(row, ProductRow):
            yield Listed(normalise(row.product), partial(_of_source, photos, row.product.photos[:MOST_PHOTOS]))


def _of_source(photos: PhotoSource, references: Sequence[str]) -> Iterator[Photo]:
    for reference in references:
        try:
            data = photos.read(reference)
        except ValueError:  # it is on the web, or not there
            continue
        yield Photo(photo_id(data), partial(bytes, data))
