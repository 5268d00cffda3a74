"""Products are embedded anew from what is kept of them; what stands is left, what is gone is told."""

import dataclasses
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pytest

from catalog.importer import Importer
from catalog.index.port import IndexUnavailableError, Prediction
from catalog.photo_store import PhotoStore
from catalog.product import Product
from catalog.reindexing import Reindexer
from catalog.report import ImportProgress
from catalog.row import ProductRows
from tests.unit.catalog.conftest import QUICK, CountingEmbedder, MemoryIndex, SettledFolder

Make = Callable[..., Reindexer]


class OtherEmbedder(CountingEmbedder):
    """Another bundle: longer vectors, and a head that sees rings."""

    fingerprint = "bundle-b"
    dim = 13

    def fuse(self, image: np.ndarray | None, text: np.ndarray) -> np.ndarray:
        return np.pad(-super().fuse(image, text), ((0, 0), (2, 0)))

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, Prediction]]:
        return [{"category": Prediction("ring", 0.9)} for _ in images]


@pytest.fixture
def other() -> OtherEmbedder:
    return OtherEmbedder()


@pytest.fixture
def target() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture
def products(importer, index, photo_folder, jpeg) -> list[Product]:
    """Imported: five with two photos each, one of which the third and fourth share, and one without any."""
    for number in range(10):
        (photo_folder / f"{number}.jpg").write_bytes(jpeg(number if number != 7 else 5))
    made = [
        Product(f"R{n}", f"Piece {n}", photos=(f"{2 * n}.jpg", f"{2 * n + 1}.jpg"), price=Decimal(n)) for n in range(5)
    ]
    made.append(Product("R5", "Words alone"))
    importer.run(ProductRows(made), SettledFolder(photo_folder))
    return made


@pytest.fixture
def reindexer(index, target, other, photo_store) -> Make:
    def make(source=index, to=target, embedder=other, filled_by="bundle-a") -> Reindexer:
        return Reindexer(source, filled_by, to, embedder, photo_store, QUICK)

    return make


def lose(store: PhotoStore, photo: str) -> None:
    for path in (store._original(photo), store.path(photo), store.path(photo, "thumbnail")):
        path.unlink(missing_ok=True)


def skus(index: MemoryIndex) -> list[str]:
    return sorted(index.entries)


def put(index: MemoryIndex, sku: str, **changes: object) -> None:
    """Change facts of a product as a shop does with PUT, which no import has seen."""
    entry = index.entries[sku]
    product = dataclasses.replace(entry.stored.product, **changes)
    stored = dataclasses.replace(entry.stored, product=product, content_hash="", facts_hash="")
    index.entries[sku] = dataclasses.replace(entry, stored=stored)


def test_every_product_is_in_the_target_in_the_vectors_of_the_other_bundle(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, other: OtherEmbedder
) -> None:
    before = dict(index.entries)
    report = reindexer().run()
    assert (report.added, report.photos_encoded, report.warned, report.rejected) == (6, 10, 0, 0)
    assert other.photos == 9  # the shared one once
    assert skus(target) == skus(index)
    for sku, entry in target.entries.items():
        was = index.entries[sku]
        assert entry.vectors.shape == (len(was.vectors), 13)
        np.testing.assert_allclose(entry.vectors[:, 2:], -was.vectors, atol=0.02)
        assert entry.stored.product == was.stored.product
        assert (entry.stored.photo_ids, entry.stored.photo_hashes) == (was.stored.photo_ids, was.stored.photo_hashes)
    assert index.entries == before  # the source is only read


def test_predictions_are_those_of_the_other_bundle_and_no_word_of_the_merchant_changes(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex
) -> None:
    put(index, "R1", category="brooch")
    index.entries["R2"] = dataclasses.replace(
        index.entries["R2"],
        stored=dataclasses.replace(index.entries["R2"].stored, predicted={"metal": Prediction("silver", 0.7)}),
    )
    reindexer().run()
    assert target.entries["R2"].stored.predicted == {"category": Prediction("ring", 0.9)}
    assert target.entries["R1"].stored.fact("category") == "brooch"
    assert target.entries["R5"].stored.predicted == {}


def test_the_next_import_of_the_same_catalogue_encodes_nothing(
    products, reindexer: Make, target: MemoryIndex, other: OtherEmbedder, photo_folder, photo_store
) -> None:
    reindexer().run()
    encoded = other.photos, other.texts
    report = Importer(target, other, photo_store, QUICK).run(ProductRows(products), SettledFolder(photo_folder))
    assert (report.unchanged, report.changed) == (6, 0)
    assert (other.photos, other.texts) == encoded


def test_what_the_shop_wrote_itself_stays_unknown_to_imports(products, reindexer: Make, index, target) -> None:
    put(index, "R1", title="Another title")
    reindexer().run()
    assert target.entries["R1"].stored.content_hash == ""
    assert target.entries["R2"].stored.content_hash not in ("", index.entries["R2"].stored.content_hash)


def test_a_run_that_broke_off_goes_on_where_it_was(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, other: OtherEmbedder
) -> None:
    half = MemoryIndex()
    half.entries = {sku: index.entries[sku] for sku in ("R0", "R1", "R5")}
    reindexer(half).run()
    encoded = other.photos
    report = reindexer().run()
    assert (report.unchanged, report.added, report.removed) == (3, 3, 0)
    assert other.photos - encoded == 5
    assert skus(target) == skus(index)


def test_only_what_has_changed_since_is_done_again(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, other: OtherEmbedder
) -> None:
    reindexer().run()
    put(index, "R0", price=Decimal("7.50"))
    put(index, "R1", title="Another title")
    del index.entries["R2"]
    entry = index.entries["R3"]
    fewer = dataclasses.replace(entry.stored, photo_ids=entry.stored.photo_ids[:1])
    index.entries["R3"] = dataclasses.replace(entry, stored=fewer, vectors=entry.vectors[:1])
    vectors = target.entries["R0"].vectors
    report = reindexer().run()
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 3, 2, 1)
    assert report.photos_encoded == 3
    assert target.entries["R0"].stored.product.price == Decimal("7.50")
    assert target.entries["R0"].vectors is vectors
    assert target.entries["R0"].stored.predicted == {"category": Prediction("ring", 0.9)}
    assert target.entries["R3"].vectors.shape == (1, 13)
    assert "R2" not in target.entries


def test_a_product_that_lost_a_photo_keeps_the_others_and_is_named(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, photo_store
) -> None:
    first, second = index.entries["R0"].stored.photo_ids
    lose(photo_store, first)
    photo_store.path(index.entries["R1"].stored.photo_ids[0]).parent.mkdir(parents=True, exist_ok=True)
    photo_store._original(index.entries["R1"].stored.photo_ids[0]).write_bytes(b"no photo")
    report = reindexer().run()
    stored = target.entries["R0"].stored
    assert (stored.photo_ids, stored.photo_versions, stored.content_hash) == ((second,), (), "")
    assert stored.photo_hashes == index.entries["R0"].stored.photo_hashes[1:]
    assert len(target.entries["R0"].vectors) == len(target.entries["R1"].vectors) == 1
    assert [(warning.value, first in warning.reason) for warning in report.warnings] == [("R0", True), ("R1", False)]
    assert all("found by the other 1" in warning.reason for warning in report.warnings)


def test_a_product_that_lost_all_photos_is_found_by_its_words_until_it_is_imported_again(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, other, photo_store, photo_folder
) -> None:
    for photo in index.entries["R0"].stored.photo_ids:
        lose(photo_store, photo)
    report = reindexer().run()
    np.testing.assert_allclose(target.entries["R0"].vectors, other.fuse(None, other.encode_texts(["Piece 0"])))
    assert "words alone" in report.warnings[0].reason
    again = Importer(target, other, photo_store, QUICK).run(ProductRows(products), SettledFolder(photo_folder))
    assert (again.changed, again.unchanged) == (1, 5)
    assert target.entries["R0"].stored.photo_ids == index.entries["R0"].stored.photo_ids


def test_a_resumed_run_names_what_the_one_before_it_missed(products, reindexer: Make, index, photo_store) -> None:
    lose(photo_store, index.entries["R0"].stored.photo_ids[0])
    reindexer().run()
    report = reindexer().run()
    assert (report.unchanged, report.photos_encoded) == (6, 0)
    assert [warning.value for warning in report.warnings] == ["R0"]


def test_going_back_keeps_vectors_of_photos_that_are_lost(
    products, reindexer: Make, index: MemoryIndex, target: MemoryIndex, embedder: CountingEmbedder, photo_store
) -> None:
    lose(photo_store, index.entries["R0"].stored.photo_ids[0])
    reindexer().run()
    put(target, "R0", price=Decimal(99))
    before, encoded = index.entries["R0"], embedder.photos
    report = reindexer(target, index, embedder, "bundle-b").run()
    assert (report.changed, report.unchanged, embedder.photos) == (1, 5, encoded)
    assert index.entries["R0"].vectors is before.vectors
    assert index.entries["R0"].stored.photo_ids == before.stored.photo_ids
    assert index.entries["R0"].stored.product.price == Decimal(99)


def test_what_was_written_meanwhile_is_caught_up_with(products, reindexer: Make, index, target) -> None:
    worker = reindexer()
    worker.run()
    put(index, "R1", title="Another title")
    del index.entries["R2"]
    worker.catch_up({"R1", "R2", "never there"})
    assert target.entries["R1"].stored.product.title == "Another title"
    assert skus(target) == skus(index)
    worker.catch_up(set())


def test_progress_counts_products(products, reindexer: Make) -> None:
    told: list[ImportProgress] = []
    reindexer().run(progress=told.append)
    steps = list(dict.fromkeys((step.bytes_read, step.done) for step in told if step.done))
    assert steps == [(n, n) for n in range(1, 7)]
    assert {step.total_bytes for step in told} == {6}


def test_a_cancelled_run_says_so_and_removes_nothing(products, reindexer: Make, index, target) -> None:
    reindexer().run()
    del index.entries["R2"]
    report = reindexer().run(cancelled=lambda: True)
    assert report.cancelled
    assert "R2" in target.entries


def test_an_index_that_does_not_answer_is_waited_for(products, reindexer: Make, index, target, monkeypatch) -> None:
    failures = iter([IndexUnavailableError("gone"), IndexUnavailableError("gone")])
    get = index.get

    def get_later(wanted: Sequence[str]) -> object:
        error = next(failures, None)
        if error:
            raise error
        return get(wanted)

    monkeypatch.setattr(index, "get", get_later)
    assert reindexer().run().added == 6


def test_a_product_that_the_models_cannot_encode_is_rejected_by_its_sku(
    products, reindexer: Make, target, other, monkeypatch
) -> None:
    encode = other.encode_texts

    def picky(texts: Sequence[str]) -> np.ndarray:
        if "Piece 3" in texts:
            raise ValueError("too odd")
        return encode(texts)

    monkeypatch.setattr(other, "encode_texts", picky)
    report = reindexer().run()
    assert [(row.sku, "too odd" in row.reason) for row in report.rejected_rows] == [("R3", True)]
    assert skus(target) == ["R0", "R1", "R2", "R4", "R5"]
