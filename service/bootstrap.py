"""The composition root: the one place where settings, models, index and catalogue meet."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from catalog.index.indexes import Filling, Indexes
from catalog.index.port import IndexUnavailableError, ProductIndex
from catalog.photo_store import PhotoStore
from encoders.photo import decode_photo
from service.advice import Adviser
from service.after_import import tell_near_duplicates
from service.engine import BundleModels, LiveEngine
from service.generations import Generations, open_bundle
from service.health import HealthCheck
from service.importing import AfterImport, CatalogImport
from service.jobs import EitherWork
from service.models import Models
from service.products import ProductWriter
from service.reindexing import Reindexing
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
    engine: LiveEngine
    generations: Generations
    photos: PhotoStore
    web_photos: FetchedPhotos | None
    search: SearchService
    products: ProductWriter
    health: HealthCheck
    adviser: Adviser
    import_catalog: CatalogImport
    reindexing: Reindexing

    @property
    def models(self) -> BundleModels:
        """The models in use just now."""
        return self.engine.models

    @property
    def index(self) -> ProductIndex:
        """The index in use just now."""
        return self.engine.index

    @property
    def work(self) -> EitherWork:
        """What jobs do."""
        return EitherWork(self.import_catalog, self.reindexing)

    def photos_in_use(self) -> Iterator[str]:
        """The ids of the photos that products have, those of the index before this one among them."""
        with self.engine.held() as (_, index):
            yield from (photo for entry in index.entries() for photo in entry.stored.photo_ids)
        yield from self.generations.photos_of_previous()


def open_models(settings: Settings) -> Models:
    """Open the bundle in use.

    Raises:
        BundleError: It cannot be used; the message says why.
        BundleMismatchError: It is not the one that the data folder is on.
    """
    return Models(open_bundle(settings), threads=settings.threads)


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
        generations = Generations(settings, open_indexes(settings))
        filling = Filling(models.fingerprint, models.dim, models.shortening)
        engine = LiveEngine(models, generations.open_live(filling))
        opened.callback(engine.close)
        web_photos = opened.enter_context(FetchedPhotos(settings)) if settings.web_photos else None
        photos = PhotoStore(settings.data_dir / "photos", decode_photo)
        adviser = Adviser(generations.live_size)
        yield Services(
            settings=settings,
            engine=engine,
            generations=generations,
            photos=photos,
            web_photos=web_photos,
            search=SearchService(engine),
            products=ProductWriter(engine, photos),
            health=HealthCheck(engine),
            adviser=adviser,
            import_catalog=CatalogImport(engine, photos, web_photos, (*AFTER_IMPORTS, adviser.after_import)),
            reindexing=Reindexing(settings, generations, engine, photos),
        )


def open_indexes(settings: Settings) -> Indexes:
    """Where the indexes of the settings are.

    Raises:
        IndexUnavailableError: The client that a Qdrant server needs is not installed.
    """
    if settings.qdrant_url is None:
        from catalog.index.edge_indexes import EdgeIndexes

        return EdgeIndexes(settings.data_dir)
    try:
        from catalog.index.server_indexes import ServerIndexes
    except ImportError as error:
        raise IndexUnavailableError(
            "LOUPE_QDRANT_URL names a Qdrant server, but its client is not installed. Run: "
            "pip install 'loupe-search[server]'"
        ) from error
    key = settings.qdrant_api_key
    return ServerIndexes(settings.qdrant_url, api_key=key.get_secret_value() if key else None)
