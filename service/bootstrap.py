"""The composition root: the one place where settings, models, index and catalogue meet."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bundles import load_bundle
from catalog.index.port import IndexUnavailableError, ProductIndex
from catalog.photo_store import PhotoStore
from encoders.photo import decode_photo
from service.after_import import tell_near_duplicates
from service.health import HealthCheck
from service.importing import AfterImport, CatalogImport
from service.models import Models
from service.products import ProductWriter
from service.search import SearchService
from service.settings import Settings
from service.web_photos import FetchedPhotos

AFTER_IMPORTS: Sequence[AfterImport] = (
    tell_near_duplicates,
)  # what looks the whole catalogue over once an import has changed it


@dataclass(frozen=True)
class Services:
    """What the HTTP API and the command line are made of."""

    settings: Settings
    models: Models
    index: ProductIndex
    photos: PhotoStore
    web_photos: FetchedPhotos | None
    search: SearchService
    products: ProductWriter
    health: HealthCheck
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
    with ExitStack() as opened:
        index = _open_index(settings, models)
        opened.callback(index.close)
        web_photos = opened.enter_context(FetchedPhotos(settings)) if settings.web_photos else None
        photos = PhotoStore(settings.data_dir / "photos", decode_photo)
        yield Services(
            settings=settings,
            models=models,
            index=index,
            photos=photos,
            web_photos=web_photos,
            search=SearchService(models, index),
            products=ProductWriter(index, models, photos),
            health=HealthCheck(index),
            import_catalog=CatalogImport(index, models, photos, web_photos, AFTER_IMPORTS),
        )


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
