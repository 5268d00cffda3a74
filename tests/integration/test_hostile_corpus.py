"""The hostile corpus: every good row in, every bad one explained, nothing hung, and nothing to do the second time."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
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
from catalog.preview import preview
from catalog.report import ImportReport
from catalog.row import CatalogError
from encoders.photo import decode_photo
from tests.hostile.case import Case
from tests.hostile.corpus import CASES

LONGEST, HUNG = 20, 90  # seconds of processor time and of the clock that no case takes
REPOSITORY = Path(__file__).parents[2]
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
    """An index to import cases into, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.rejected = folder / "rejected.csv"
        self.index = QdrantEdgeIndex(folder / "index", dim=4, fingerprint="plain")
        self._importer = Importer(self.index, PlainModels(), PhotoStore(folder / "kept", decode_photo), SHORT)

    def bring_in(self, case: Case, path: Path, photos: Path | PhotoSource | None) -> ImportReport:
        rows = CatalogueFile(path, Mapping.of(case.mapping) if case.mapping else None)
        if photos is None:
            return self._importer.run(rows, NoPhotos(), rejected_file=self.rejected)
        if not isinstance(photos, Path):
            with photos if isinstance(photos, AbstractContextManager) else nullcontext():
                return self._importer.run(rows, photos, rejected_file=self.rejected)
        with open_photos(photos) as opened:
            return self._importer.run(rows, opened, rejected_file=self.rejected)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    yield world
    world.index.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_every_good_row_is_in_and_every_bad_one_explained(case: Case, world: World, tmp_path: Path) -> None:
    try_out(case, world, tmp_path)


def try_out(case: Case, world: World, folder: Path) -> None:
    """Import a case, look at everything that is said of it, and import it again."""
    world.index.delete(list(world.index.skus()))
    (folder / "shop").mkdir()
    path, photos = case.make(folder / "shop")
    began, worked = time.monotonic(), time.process_time()
    try:
        if case.refused is not None:
            with pytest.raises(CatalogError, match=f"(?is){case.refused}"):
                world.bring_in(case, path, photos)
            return
        report = world.bring_in(case, path, photos)
        check(case, report, world)
        check_what_is_shown(case, path, report, world)
        again = world.bring_in(case, path, photos)
        assert (again.added, again.changed, again.unchanged) == (0, 0, len(case.products))
        assert (again.photos_encoded, again.rejected) == (0, report.rejected)
    finally:
        assert time.process_time() - worked < LONGEST
        assert time.monotonic() - began < HUNG


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


def check_what_is_shown(case: Case, path: Path, report: ImportReport, world: World) -> None:
    """Report, preview and the list of rejected rows can be written and read, whatever stands in them."""
    mapping = Mapping.of(case.mapping) if case.mapping else None
    for shown in (report.as_dict(), preview(path, mapping).as_dict()):
        assert len(json.dumps(shown, ensure_ascii=False).encode()) < 10_000_000
    assert world.rejected.exists() == bool(report.rejected)
    if report.rejected:
        listed = CatalogueFile(world.rejected, mapping and replace(mapping, encoding=None, separator=None))
        assert listed.only_rejected
        assert list(listed)


def test_what_is_out_to_eat_up_memory_gets_none() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bounded"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=REPOSITORY,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # else each thread sets memory of its own aside
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}


def test_the_corpus_is_large_and_no_case_stands_twice() -> None:
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)
