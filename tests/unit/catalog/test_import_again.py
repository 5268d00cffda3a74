"""An import of what is known already looks at no more than it must, and keeps every vector that stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.attributes import normalise
from catalog.importer import Importer
from catalog.index.port import IndexEntry, Prediction
from catalog.photo_source import NoPhotos, PhotoError
from catalog.photo_store import photo_id
from catalog.preparation import Preparation
from catalog.product import Product
from catalog.report import ImportReport
from catalog.row import ProductRow, ProductRows
from tests.unit.catalog.conftest import CountingEmbedder, MemoryIndex, SettledFolder

Bring = Callable[..., ImportReport]


@pytest.fixture
def folder(photo_folder: Path, jpeg: Callable[..., bytes]) -> SettledFolder:
    for number in range(6):
        (photo_folder / f"{number}.jpg").write_bytes(jpeg(number))
    return SettledFolder(photo_folder)


@pytest.fixture
def bring(importer: Importer, folder: SettledFolder) -> Bring:
    def bring(*photos: str, title: str = "Ring", **facts: object) -> ImportReport:
        return importer.run(ProductRows([Product("R1", title, photos=photos, **facts)]), folder)  # type: ignore[arg-type]

    return bring


def work(embedder: CountingEmbedder, folder: SettledFolder) -> tuple[int, int, int, int]:
    return embedder.decoded, embedder.photos, embedder.texts, folder.reads


def expected(embedder: CountingEmbedder, photos: Sequence[bytes], title: str) -> np.ndarray:
    words = normalise(Product("R1", title)).words()
    pixels = [embedder.preprocess(embedder.decode(photo)) for photo in photos]
    return embedder.fuse(embedder.encode_photos(pixels), embedder.encode_texts([words] * len(photos)))


def test_photos_whose_versions_are_known_are_not_even_read(bring: Bring, embedder, folder, index) -> None:
    bring("0.jpg", "1.jpg")
    before, entry = work(embedder, folder), index.entries["R1"]
    assert entry.stored.photo_versions == tuple(map(folder.version, ("0.jpg", "1.jpg")))
    report = bring("0.jpg", "1.jpg")
    assert (report.unchanged, report.changed) == (1, 0)
    assert bring("0.jpg", "1.jpg", url="https://shop.example/new").changed == 1
    assert work(embedder, folder) == before
    assert index.entries["R1"].stored.product.url == "https://shop.example/new"
    assert index.entries["R1"].stored.photo_versions == entry.stored.photo_versions


def test_a_touched_photo_is_read_once_more_and_counts_as_unchanged(
    bring: Bring, embedder, folder, index, photo_folder, jpeg
) -> None:
    bring("0.jpg")
    before = work(embedder, folder)
    (photo_folder / "0.jpg").write_bytes(jpeg(0))
    report = bring("0.jpg")
    assert (report.unchanged, report.changed, report.photos_encoded) == (1, 0, 0)
    assert work(embedder, folder) == (*before[:3], before[3] + 1)
    assert index.entries["R1"].stored.photo_versions == (folder.version("0.jpg"),)
    bring("0.jpg")
    assert work(embedder, folder) == (*before[:3], before[3] + 1)


def test_of_a_product_with_a_changed_photo_only_that_photo_is_encoded(
    bring: Bring, embedder, folder, index, photo_folder, jpeg
) -> None:
    bring("0.jpg", "1.jpg", "2.jpg")
    before, entry = work(embedder, folder), index.entries["R1"]
    (photo_folder / "1.jpg").write_bytes(jpeg(50))
    report = bring("0.jpg", "1.jpg", "2.jpg")
    assert (report.changed, report.photos_encoded) == (1, 1)
    assert work(embedder, folder) == (before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 3)
    now = index.entries["R1"]
    assert np.array_equal(now.vectors[[0, 2]], entry.vectors[[0, 2]])
    assert np.allclose(now.vectors, expected(embedder, [jpeg(0), jpeg(50), jpeg(2)], "Ring"), atol=1e-6)
    assert now.stored.photo_hashes[0::2] == entry.stored.photo_hashes[0::2]
    assert now.stored.photo_hashes[1] != entry.stored.photo_hashes[1]


def test_photos_removed_or_in_another_order_touch_no_encoder(bring: Bring, embedder, folder, index, jpeg) -> None:
    bring("0.jpg", "1.jpg", "2.jpg")
    before, entry = work(embedder, folder), index.entries["R1"]
    report = bring("2.jpg", "0.jpg")
    assert (report.changed, report.photos_encoded) == (1, 0)
    assert work(embedder, folder)[:3] == before[:3]
    now = index.entries["R1"]
    assert np.array_equal(now.vectors, entry.vectors[[2, 0]])
    assert now.stored.photo_ids == (photo_id(jpeg(2)), photo_id(jpeg(0)))
    assert now.stored.photo_hashes == (entry.stored.photo_hashes[2], entry.stored.photo_hashes[0])


def test_changed_words_encode_all_photos_again(bring: Bring, embedder, index, jpeg) -> None:
    bring("0.jpg", "1.jpg")
    assert bring("0.jpg", "1.jpg", title="Band").photos_encoded == 2
    assert np.allclose(index.entries["R1"].vectors, expected(embedder, [jpeg(0), jpeg(1)], "Band"), atol=1e-6)


def test_a_product_that_loses_or_gains_its_only_photo_is_found_by_what_it_has(bring: Bring, index, embedder) -> None:
    bring("0.jpg")
    with_photo = index.entries["R1"].vectors
    bring()
    words = embedder.encode_texts([normalise(Product("R1", "Ring")).words()])
    assert np.allclose(index.entries["R1"].vectors, embedder.fuse(None, words))
    assert index.entries["R1"].stored.photo_ids == ()
    bring("0.jpg")
    assert np.array_equal(index.entries["R1"].vectors, with_photo)


def test_a_renamed_photo_is_read_and_not_encoded(bring: Bring, embedder, folder, index, photo_folder) -> None:
    bring("0.jpg")
    before = work(embedder, folder)
    (photo_folder / "0.jpg").rename(photo_folder / "ring.jpg")
    assert bring("ring.jpg").changed == 1
    assert work(embedder, folder)[:3] == before[:3]
    assert index.entries["R1"].stored.product.photos == ("ring.jpg",)


def test_a_photo_that_cannot_be_decoded_is_not_read_again_until_it_changes(
    bring: Bring, embedder, folder, index, photo_folder, jpeg
) -> None:
    (photo_folder / "bad.jpg").write_bytes(jpeg(9)[:200])
    bring("bad.jpg", "0.jpg")
    before = work(embedder, folder)
    report = bring("bad.jpg", "0.jpg")
    assert (report.unchanged, [warning.value for warning in report.warnings]) == (1, ["bad.jpg"])
    assert work(embedder, folder) == before
    (photo_folder / "bad.jpg").write_bytes(jpeg(9))
    report = bring("bad.jpg", "0.jpg")
    assert (report.changed, report.photos_encoded, report.warned) == (1, 1, 0)
    assert index.entries["R1"].stored.photo_ids == (photo_id(jpeg(9)), photo_id(jpeg(0)))


def test_a_photo_that_was_missing_is_taken_in_once_it_is_there(bring: Bring, index, photo_folder, jpeg) -> None:
    bring("gone.jpg", "0.jpg")
    assert index.entries["R1"].stored.photo_versions[0] == ""
    assert bring("gone.jpg", "0.jpg").unchanged == 1
    (photo_folder / "gone.jpg").write_bytes(jpeg(9))
    assert bring("gone.jpg", "0.jpg").photos_encoded == 1
    assert len(index.entries["R1"].stored.photo_ids) == 2


def test_a_photo_that_is_gone_for_good_leaves_the_product(bring: Bring, index, photo_folder) -> None:
    bring("0.jpg", "1.jpg")
    before = index.entries["R1"].vectors
    (photo_folder / "1.jpg").unlink()
    assert (bring("0.jpg", "1.jpg").changed, bring("0.jpg", "1.jpg").unchanged) == (1, 1)
    assert np.array_equal(index.entries["R1"].vectors, before[:1])


def test_vectors_that_somebody_else_wrote_meanwhile_are_not_taken_for_known_ones(
    index: MemoryIndex, embedder, photo_store, folder, jpeg, monkeypatch
) -> None:
    row = ProductRow(1, Product("R1", "Ring", photos=("0.jpg", "1.jpg")))
    preparation = Preparation(embedder, folder, photo_store, index)
    first = preparation.prepare(row, None)
    known = first.stored
    other = replace(known, content_hash="somebody else's")
    index.upsert([IndexEntry(other, np.zeros((2, 11), np.float32))])
    again = preparation.prepare(replace(row, product=replace(row.product, photos=("1.jpg", "2.jpg"))), known)
    assert (list(again.kept), len(again.pixels)) == ([], 2)


def test_the_hash_of_a_photo_is_that_of_the_function_given(embedder, photo_store, folder) -> None:
    preparation = Preparation(embedder, folder, photo_store, hash_photo=lambda image: f"{image.width}")
    prepared = preparation.prepare(ProductRow(1, Product("R1", "Ring", photos=("0.jpg",))), None)
    assert prepared.stored.photo_hashes == ("4",)  # of what the tower sees


def test_predictions_stand_as_long_as_the_photos_do(bring: Bring, index) -> None:
    bring("0.jpg")
    entry = index.entries["R1"]
    predicted = {"metal": Prediction("gold", 0.9)}
    index.entries["R1"] = IndexEntry(replace(entry.stored, predicted=predicted), entry.vectors)
    bring("0.jpg", url="https://shop.example")
    bring("0.jpg", title="Band")
    assert index.entries["R1"].stored.predicted == predicted
    bring("1.jpg", title="Band")
    assert index.entries["R1"].stored.predicted == {}


def test_photos_are_announced_before_they_are_asked_for(importer, embedder) -> None:
    class Announced(NoPhotos):
        def __init__(self) -> None:
            self.told: list[str] = []
            self.ahead: list[int] = []

        def prefetch(self, references: Sequence[str]) -> None:
            self.told.extend(references)

        def version(self, reference: str) -> str:
            self.ahead.append(len(self.told) - 1 - self.told.index(reference))
            raise PhotoError("gone")

    photos = Announced()
    importer.run(ProductRows([Product(f"R{n}", "Ring", photos=(f"{n}.jpg",)) for n in range(2000)]), photos)
    assert photos.told == [f"{n}.jpg" for n in range(2000)]
    assert min(photos.ahead[:1000]) >= 256
