"""Every shop's export, with all its oddities, goes in at once; the second time nothing is left to do."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from PIL import Image

from catalog.catalogue_file import CatalogueFile
from catalog.photo_names import is_web_address
from catalog.report import ImportReport
from catalog.row import ProductRow
from service.bootstrap import Services, open_services
from service.importing import CatalogImport
from service.jobs import ImportTask
from service.settings import REPOSITORY, Settings

EXPORTS = sorted((REPOSITORY / "tests" / "catalogues").glob("*/*"))


def picture(name: str) -> bytes:
    """A photo of coloured patches, another for each name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    patches = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(patches).resize((160, 160), Image.Resampling.NEAREST).save(data, "JPEG")
    return data.getvalue()


class Web:
    """Every web address leads to a photo of its own."""

    waiting = None

    @contextmanager
    def open(self) -> Iterator["Web"]:
        yield self

    def read(self, reference: str) -> bytes:
        return picture(reference)

    def version(self, reference: str) -> str:
        return f"web:{reference}"

    def prefetch(self, references: Sequence[str]) -> None:
        pass

    def stop(self) -> None:
        pass


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files that the exports name, in one folder."""
    folder = tmp_path_factory.mktemp("photos")
    for export in EXPORTS:
        for row in CatalogueFile(export):
            for reference in row.product.photos if isinstance(row, ProductRow) else ():
                if not is_web_address(reference):
                    (folder / PurePosixPath(reference.replace("\\", "/")).name).write_bytes(picture(reference))
    return folder


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with open_services(Settings(data_dir=tmp_path_factory.mktemp("data"), web_photos=False)) as opened:
        yield opened


def bring_in(services: Services, export: Path, photos: Path, key: str | None = None) -> ImportReport:
    work = CatalogImport(services.engine, services.photos, Web())
    rejected = services.settings.data_dir / "rejected.csv"
    task = ImportTask(catalog=export, photos=photos, mapping=None, replace=key, fetch=True)
    return work(task, rejected=rejected, on_progress=lambda _: None, cancelled=lambda: False)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_export_goes_in_whole_and_again_for_nothing(services: Services, export: Path, photos: Path) -> None:
    first = bring_in(services, export, photos, "first")
    assert first.added + first.changed > 0
    assert first.done == first.added + first.unchanged + first.changed + first.rejected + first.removed
    assert services.index.count() == first.imported
    stored = services.index.get(list(services.index.skus()))
    assert all(product.product.title and product.product.category for product in stored.values())
    assert all(row.reason and row.line for row in first.rejected_rows)

    for key in (None, "again"):
        again = bring_in(services, export, photos, key)
        assert (again.added, again.changed, again.removed, again.photos_encoded) == (0, 0, 0, 0)
        assert (again.unchanged, again.rejected) == (first.imported, first.rejected)
    after = services.index.get(list(services.index.skus()))
    for sku, product in stored.items():  # a file written a moment ago has no version yet that can be relied on
        assert replace(after[sku], photo_versions=()) == replace(product, photo_versions=())
    assert len(after) == len(stored)
