"""Loupe on a bundle that was built from the checkpoint, in the precision that its builder chose."""

from pathlib import Path

from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.photo_source import PhotoFolder
from service.bootstrap import open_services
from service.search import SearchQuery
from service.settings import Settings


class System:
    """See `measuring.py`."""

    BUNDLE = "loupe"

    def __init__(self, checkpoint, folder):
        self.folder = Path(folder)
        settings = Settings(bundle=checkpoint / self.BUNDLE, data_dir=self.folder / "data")
        self.opened = open_services(settings)
        self.services = self.opened.__enter__()
        self.services.models.encode_texts(["a ring"])  # opens what only imports need; the others open all at once

    def add(self, photos, texts):
        rows = [f'{number},"{text}",{path.name}' for number, (path, text) in enumerate(zip(photos, texts, strict=True))]
        catalogue = self.folder / "catalogue.csv"
        catalogue.write_text("\n".join(["sku,title,image", *rows]))
        importer = Importer(self.services.index, self.services.models, self.services.photos)
        with PhotoFolder(photos[0].parent) as source:
            report = importer.run(CatalogueFile(catalogue), source)
        if report.added != len(photos):
            raise SystemExit(f"{report.added} of {len(photos)} photos were imported")

    def vector(self, data):
        models = self.services.models
        return models.encode_photos([models.preprocess(models.decode(data))])[0]

    def by_photo(self, data):
        return self.services.search.search(SearchQuery(data)).matches

    def by_words(self, text):
        return self.services.search.search(SearchQuery(None, text)).matches

    def close(self):
        self.opened.__exit__(None, None, None)
