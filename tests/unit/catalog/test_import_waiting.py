"""What does not answer for a while is waited for: the index, and hosts of photos."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog.importer import PHOTOS_MISSING, Importer
from catalog.index.port import IndexEntry, IndexUnavailableError, StoredProduct
from catalog.patience import WAITING, Patience
from catalog.photo_source import NoPhotos, PhotoError
from catalog.product import Product
from catalog.report import ImportProgress
from catalog.row import ProductRows
from tests.unit.catalog.conftest import QUICK, MemoryIndex, SettledFolder
from tests.unit.catalog.test_importer import no_thread_is_left

RINGS = ProductRows([Product(f"R{n}", "Ring") for n in range(300)])
CALLS = ("get", "upsert", "update_facts")


class RefusingIndex(MemoryIndex):
    """Refuses each kind of call for a while, having done the work half or not at all."""

    def __init__(self, refusals: int) -> None:
        super().__init__()
        self.left = dict.fromkeys(CALLS, refusals)

    def _refuse(self, call: str) -> None:
        if self.left[call] > 0:
            self.left[call] -= 1
            raise IndexUnavailableError("connection refused")

    def get(self, skus: Iterable[str]) -> dict[str, StoredProduct]:
        self._refuse("get")
        return super().get(skus)

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        if self.left["upsert"]:
            super().upsert(entries[: len(entries) // 2])
        self._refuse("upsert")
        super().upsert(entries)

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        self._refuse("update_facts")
        super().update_facts(stored)


def test_an_index_that_refuses_for_a_while_is_waited_for(embedder, photo_store) -> None:
    index, told = RefusingIndex(3), list[ImportProgress]()
    importer = Importer(index, embedder, photo_store, QUICK)
    assert importer.run(RINGS, NoPhotos(), progress=told.append).added == 300
    assert (index.left["get"], index.left["upsert"]) == (0, 0)
    assert WAITING in {step.waiting for step in told}
    assert told[-1].waiting is None
    again = [Product(f"R{n}", "Ring", url="https://shop.example") for n in range(300)]
    assert importer.run(ProductRows(again), NoPhotos()).changed == 300
    assert index.left["update_facts"] == 0


def test_removing_waits_as_well(embedder, photo_store, monkeypatch) -> None:
    index = RefusingIndex(0)
    importer = Importer(index, embedder, photo_store, QUICK)
    importer.run(RINGS, NoPhotos())
    shadow = index.shadow("job")
    honest, refusals = shadow.delete, iter(range(2))

    def delete(skus: Iterable[str]) -> int:
        if next(refusals, None) is not None:
            raise IndexUnavailableError("connection refused")
        return honest(skus)

    monkeypatch.setattr(shadow, "delete", delete)
    assert importer.run(ProductRows(RINGS.products[:50]), NoPhotos(), replace="job").removed == 250
    assert (next(refusals, None), index.count()) == (None, 50)


@pytest.mark.parametrize("call", ["get", "upsert"])
def test_after_minutes_the_import_fails_with_the_reason_of_the_index(embedder, photo_store, call: str) -> None:
    index = RefusingIndex(0)
    index.left[call] = 10**6
    with pytest.raises(IndexUnavailableError, match="connection refused"):
        Importer(index, embedder, photo_store, QUICK).run(RINGS, NoPhotos())
    assert no_thread_is_left()


@pytest.mark.parametrize("call", ["get", "upsert"])
def test_cancelling_is_heard_while_the_index_is_waited_for(embedder, photo_store, call: str) -> None:
    index, began = RefusingIndex(0), time.monotonic()
    index.left[call] = 10**6
    importer = Importer(index, embedder, photo_store, Patience(first=30, look=0.01))
    report = importer.run(RINGS, NoPhotos(), cancelled=lambda: time.monotonic() > began + 0.2)
    assert time.monotonic() - began < 5
    assert report.cancelled
    assert (report.added, report.done) == (0, 0)  # what waited to be written is not counted
    assert no_thread_is_left()


class Host(NoPhotos):
    """Photos by a host that does not answer the first so many questions of one kind about some of them."""

    def __init__(
        self, folder: SettledFolder, refusals: int = 10**6, refused: Sequence[str] = (), kind: str = "version"
    ) -> None:
        self.folder = folder
        self.refusals = refusals
        self.refused = dict.fromkeys(refused, 0)
        self.kind = kind

    def version(self, reference: str) -> str:
        self._refuse("version", reference)
        return self.folder.version(reference)

    def read(self, reference: str) -> bytes:
        self._refuse("read", reference)
        return self.folder.read(reference)

    def _refuse(self, kind: str, reference: str) -> None:
        if kind == self.kind and reference in self.refused and self.refused[reference] < self.refusals:
            self.refused[reference] += 1
            raise PhotoError("The host does not answer.", passing=True)


@pytest.fixture
def folder(photo_folder: Path, jpeg: Callable[..., bytes]) -> SettledFolder:
    for number in range(40):
        (photo_folder / f"{number}.jpg").write_bytes(jpeg(number))
    return SettledFolder(photo_folder)


def shop(photos: int = 1, **facts: object) -> ProductRows:
    names = [tuple(f"{photos * n + photo}.jpg" for photo in range(photos)) for n in range(20)]
    return ProductRows([Product(f"R{n}", "Ring", photos=names[n], **facts) for n in range(20)])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["version", "read"])
def test_photos_that_come_late_are_taken_in_at_the_end(importer: Importer, index, folder, kind: str) -> None:
    told: list[ImportProgress] = []
    report = importer.run(shop(), Host(folder, 1, ["3.jpg", "5.jpg"], kind), progress=told.append)
    assert (report.added, report.rejected, report.warned) == (20, 0, 0)
    assert list(index.entries)[-2:] == ["R3", "R5"]
    assert PHOTOS_MISSING in {step.waiting for step in told}
    assert importer.run(shop(), folder).unchanged == 20


def test_a_new_product_whose_photo_never_comes_is_rejected_with_the_reason(importer, index, folder) -> None:
    report = importer.run(shop(), Host(folder, refused=["3.jpg"]))
    assert (report.added, [row.sku for row in report.rejected_rows]) == (19, ["R3"])
    assert "does not answer" in report.rejected_rows[0].reason
    assert importer.run(shop(), folder).added == 1


def test_a_new_product_goes_in_with_the_photos_that_came_and_gets_the_others_later(importer, index, folder) -> None:
    report = importer.run(shop(2), Host(folder, refused=["7.jpg"]))
    assert (report.added, [warning.value for warning in report.warnings]) == (20, ["7.jpg"])
    assert index.entries["R3"].vectors.shape == (1, 11)
    report = importer.run(shop(2), folder)
    assert (report.changed, report.unchanged, report.photos_encoded) == (1, 19, 1)
    assert index.entries["R3"].vectors.shape == (2, 11)


def test_a_known_product_keeps_the_photo_that_cannot_be_had_and_takes_the_price(importer, index, folder) -> None:
    importer.run(shop(2), folder)
    before = index.entries["R3"]
    report = importer.run(shop(2, url="https://shop.example"), Host(folder, refused=["7.jpg"]))
    assert (report.changed, report.photos_encoded, report.warned) == (20, 0, 1)
    assert "keeps the one it has" in report.warnings[0].reason
    assert index.entries["R3"].stored.product.url == "https://shop.example"
    assert np.array_equal(index.entries["R3"].vectors, before.vectors)
    assert importer.run(shop(2, url="https://shop.example"), folder).unchanged == 20


@pytest.mark.parametrize("kind", ["version", "read"])
def test_a_known_product_is_kept_as_it_was_if_its_new_words_lack_a_photo(importer, index, folder, kind: str) -> None:
    importer.run(shop(2), folder)
    before = index.entries["R3"]
    names = {"R3": ("6.jpg", "7.jpg"), "R4": ("8.jpg", "9.jpg")}
    other = ProductRows([Product(sku, "Band", photos=photos) for sku, photos in names.items()])
    report = importer.run(other, Host(folder, refused=["7.jpg"], kind=kind))
    assert (report.changed, report.unchanged) == (1, 1)
    assert "kept as it was" in report.warnings[-1].reason
    assert index.entries["R3"] is before
    assert importer.run(other, folder).changed == 1


def test_more_rows_than_can_be_remembered_are_not_set_aside(importer, folder, monkeypatch) -> None:
    monkeypatch.setattr("catalog.importer.MOST_SET_ASIDE", 0)
    host = Host(folder, refused=["3.jpg"])
    assert importer.run(shop(), host).rejected == 1
    assert host.refused["3.jpg"] == 1


def test_cancelling_is_heard_while_photos_are_waited_for(index, embedder, photo_store, folder) -> None:
    began = time.monotonic()
    importer = Importer(index, embedder, photo_store, Patience(photos=60, look=0.01))
    last: list[ImportProgress] = []
    host = Host(folder, refused=["3.jpg"])
    report = importer.run(shop(), host, progress=last.append, cancelled=lambda: last[-1].waiting == PHOTOS_MISSING)
    assert time.monotonic() - began < 10
    assert (report.cancelled, report.added) == (True, 19)


def test_what_was_encoded_when_the_disk_filled_up_is_kept(importer, index, photo_store, folder, monkeypatch) -> None:
    honest, kept = photo_store.keep, list[str]()

    def keep(data: bytes, photo: str) -> None:
        if len(kept) == 12:
            raise OSError(28, "No space left on device")
        kept.append(photo)
        honest(data, photo)

    monkeypatch.setattr(photo_store, "keep", keep)
    monkeypatch.setattr("catalog.lookahead.CHUNK_LOAD", 4)
    monkeypatch.setattr("catalog.vectors.BATCH_PHOTOS", 2)
    with pytest.raises(OSError, match="No space left"):
        importer.run(shop(), folder)
    there = len(index.entries)
    assert there > 0
    monkeypatch.setattr(photo_store, "keep", honest)
    report = importer.run(shop(), folder)
    assert (report.unchanged, report.added) == (there, 20 - there)
