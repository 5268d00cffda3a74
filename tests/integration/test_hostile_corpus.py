"""The hostile corpus: every good row in, every bad one explained, nothing hung, and nothing to do the second time."""

import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.mapping import Mapping
from catalog.importer import Importer
from catalog.index.edge import QdrantEdgeIndex
from catalog.patience import Patience
from catalog.photo_source import NoPhotos, PhotoSource, open_photos
from catalog.photo_store import PhotoStore
from catalog.report import ImportReport
from catalog.row import CatalogError
from encoders.photo import decode_photo
from tests.hostile.case import Case
from tests.hostile.corpus import CASES

LONGEST = 10  # seconds that any case may take
SHORT = Patience(photos=0.01)


class PlainModels:
    """Decodes as the service does; vectors are a photo's mean colour and the length of the words."""

    fingerprint = "plain"
    dim = 4

    def decode(self, data: bytes) -> Image.Image:
        return decode_photo(data, shortest=128)

    def preprocess(self, photo: Image.Image) -> np.ndarray:
        return np.asarray(photo.resize((4, 4)))

    def encode_photos(self, pixels: list[np.ndarray]) -> np.ndarray:
        return np.stack([photo.reshape(-1, 3).mean(0) for photo in pixels]).astype(np.float32)

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: list[str]) -> np.ndarray:
        return np.array([[1 + len(text)] for text in texts], np.float32)

    def fuse(self, image: np.ndarray | None, text: np.ndarray) -> np.ndarray:
        fused = np.concatenate([np.zeros((len(text), 3)) if image is None else image, text], axis=1)
        return (fused / np.linalg.norm(fused, axis=1, keepdims=True)).astype(np.float32)


class World:
    """An empty index to import a case into."""

    def __init__(self, folder: Path) -> None:
        self.index = QdrantEdgeIndex(folder / "index", dim=4, fingerprint="plain")
        self._importer = Importer(self.index, PlainModels(), PhotoStore(folder / "kept", decode_photo), SHORT)

    def bring_in(self, case: Case, path: Path, photos: Path | PhotoSource | None) -> ImportReport:
        rows = CatalogueFile(path, Mapping.of(case.mapping) if case.mapping else None)
        if photos is None:
            return self._importer.run(rows, NoPhotos())
        if not isinstance(photos, Path):
            with photos if isinstance(photos, AbstractContextManager) else nullcontext():
                return self._importer.run(rows, photos)
        with open_photos(photos) as opened:
            return self._importer.run(rows, opened)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_every_good_row_is_in_and_every_bad_one_explained(case: Case, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    path, photos = case.make(tmp_path / "shop")
    world = World(tmp_path)
    began = time.monotonic()
    try:
        if case.refused is not None:
            with pytest.raises(CatalogError, match=f"(?is){case.refused}"):
                world.bring_in(case, path, photos)
            return
        check(case, world.bring_in(case, path, photos), world)
        again = world.bring_in(case, path, photos)
        assert (again.added, again.changed, again.unchanged) == (0, 0, len(case.products))
    finally:
        assert time.monotonic() - began < LONGEST
        world.index.close()


def check(case: Case, report: ImportReport, world: World) -> None:
    assert sorted(world.index.skus()) == sorted(case.products), [row.reason for row in report.rejected_rows]
    assert report.rejected == len(case.rejected), [(row.line, row.reason) for row in report.rejected_rows]
    for expected, row in zip(case.rejected, report.rejected_rows, strict=True):
        assert expected.line in (None, row.line)
        assert expected.words.casefold() in row.reason.casefold()
        assert expected.sku in (None, row.sku)
    told = [warning.reason.casefold() for warning in report.warnings]
    for words in case.warned:
        assert any(words.casefold() in reason for reason in told), told
    stored = world.index.get(list(case.facts))
    for sku, facts in case.facts.items():
        product = stored[sku].product
        assert {name: getattr(product, name) for name in facts} == facts


def test_the_corpus_is_large_and_no_case_stands_twice() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)
