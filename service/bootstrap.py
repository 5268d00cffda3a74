"""The composition root: the one place where settings, models, index and catalogue meet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bundles import load_bundle
from catalog.index.port import IndexUnavailableError, ProductIndex
from catalog.photo_store import PhotoStore
from service.importing import CatalogImport
from service.models import Models
from service.products import ProductWriter
from service.search import SearchService
from service.settings import Settings


@dataclass(frozen=True)
class Services:
    """What the HTTP API and the command line are made of."""

    settings: Settings
    models: Models
    index: ProductIndex
    photos: PhotoStore
    search: SearchService
    products: ProductWriter
    import_catalog: CatalogImport


def open_models(settings: Settings) -> Models:
    """Open the bundle that the settings name.

    Raises:
        BundleError: It cannot be used; the message says why.
    """
    return Models(load_bundle(settings.bundle), threads=settings.threads)


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Open models and index, put the parts together, and close the index in the end.

    Raises:
        BundleError: The bundle cannot be used.
        IndexUnavailableError: The index cannot be opened or reached, or its client is not installed.
        BundleMismatchError: The index was filled by another bundle.
    """
    models = open_models(settings)
    index = _open_index(settings, models)
    photos = PhotoStore(settings.data_dir / "photos")
    try:
        yield Services(
            settings=settings,
            models=models,
            index=index,
            photos=photos,
            search=SearchService(models, index),
            products=ProductWriter(index, models, photos),
            import_catalog=CatalogImport(index, models, photos),
        )
    finally:
        index.close()


def _open_index(settings: Settings, models: Models) -> ProductIndex:
    if settings.qdrant_url is None:
        from catalog.index.edge import QdrantEdgeIndex

        return QdrantEdgeIndex(settings.data_dir / "index", dim=models.dim, fingerprint=models.fingerprint)
    try:
        from catalog.index.server import QdrantServerIndex
    except ImportError as error:
        raise IndexUnavailableError(
            "LOUPE_QDRANT_URL names a Qdrant server, but its client is not installed. Run: "
            "pip install 'loupe-search[server]'"
        ) from error
    key = settings.qdrant_api_key
    return QdrantServerIndex(
        settings.qdrant_url,
        api_key=key.get_secret_value() if key else None,
        dim=models.dim,
        fingerprint=models.fingerprint,
    )
