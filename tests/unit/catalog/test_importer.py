"""An import brings in what is good, names what is not, and does no work twice."""

import json
import random
import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from catalog.attributes import normalise
from catalog.catalogue_file import CatalogueFile
from catalog.import_run import UPSERT_PRODUCTS
from catalog.importer import Importer
from catalog.index.port import IndexEntry, Prediction
from catalog.photo_source import NoPhotos, PhotoFolder
from catalog.photo_store import PhotoStore, photo_id
from catalog.photo_versions import MAX_PHOTOS
from catalog.product import Product
from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError, ProductRows
from tests.unit.catalog.conftest import SettledFolder

WriteCsv = Callable[..., Path]
Jpeg = Callable[..., bytes]


@pytest.fixture
def shop(write_csv: WriteCsv, photo_folder: Path, jpeg: Jpeg) -> Callable[..., tuple[CatalogueFile, PhotoFolder]]:
    """Writes a catalogue of rings, two photos each, and returns it with its photos."""

    def make(count: int, price: str = "10.00", title: str = "Ring") -> tuple[CatalogueFile, PhotoFolder]:
        for place in range(2 * count):
            if not (photo_folder / f"{place}.jpg").exists():
                (photo_folder / f"{place}.jpg").write_bytes(jpeg(place))
        rows = [f"R{n},{title} {n},{price},{2 * n}.jpg|{2 * n + 1}.jpg" for n in range(count)]
        return CatalogueFile(write_csv("\n".join(["sku,title,price,photos", *rows]))), SettledFolder(photo_folder)

    return make


def no_thread_is_left() -> bool:
    return not any(thread.name.startswith("import-") for thread in threading.enumerate())


def test_every_product_arrives_with_a_unit_vector_for_each_photo(importer, index, photo_store, shop) -> None:
    report = importer.run(*shop(140))
    assert (report.added, report.changed, report.unchanged, report.rejected) == (140, 0, 0, 0)
    assert report.photos_encoded == 280
    assert list(index.entries) == [f"R{n}" for n in range(140)]
    for entry in index.entries.values():
        assert entry.vectors.shape == (2, 11)
        assert entry.vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(entry.vectors, axis=1), 1, atol=1e-6)
        assert all(photo_store.exists(photo) for photo in entry.stored.photo_ids)


def test_the_vectors_are_those_of_the_products_own_photos_and_words(importer, index, embedder, shop, jpeg) -> None:
    importer.run(*shop(100))
    for n in (0, 41, 99):
        entry = index.entries[f"R{n}"]
        photos = [jpeg(2 * n), jpeg(2 * n + 1)]
        assert entry.stored.photo_ids == tuple(map(photo_id, photos))
        pixels = [embedder.preprocess(embedder.decode(photo)) for photo in photos]
        text = embedder.encode_texts([entry.stored.product.words()] * 2)
        assert np.allclose(entry.vectors, embedder.fuse(embedder.encode_photos(pixels), text), atol=1e-6)


def test_photos_are_encoded_in_bounded_batches_and_products_written_in_bounded_ones(
    importer, index, embedder, shop
) -> None:
    importer.run(*shop(140))
    assert 16 < embedder.largest_batch <= 32
    assert max(index.upserts) <= UPSERT_PRODUCTS
    assert sum(index.upserts) == 140


def test_an_unchanged_import_encodes_and_writes_nothing(importer, index, embedder, shop) -> None:
    importer.run(*shop(50))
    encoded, upserts = (embedder.photos, embedder.texts, embedder.decoded), list(index.upserts)
    report = importer.run(*shop(50))
    assert (report.unchanged, report.added, report.changed) == (50, 0, 0)
    assert (embedder.photos, embedder.texts, embedder.decoded) == encoded
    assert (index.upserts, index.fact_updates) == (upserts, 0)


def test_a_changed_price_writes_facts_and_encodes_nothing(importer, index, embedder, shop) -> None:
    importer.run(*shop(50))
    encoded, upserts = (embedder.photos, embedder.texts, embedder.decoded), list(index.upserts)
    report = importer.run(*shop(50, price="12.00"))
    assert (report.changed, report.unchanged) == (50, 0)
    assert (embedder.photos, embedder.texts, embedder.decoded) == encoded
    assert (index.upserts, index.fact_updates) == (upserts, 50)
    assert str(index.entries["R7"].stored.product.price) == "12.00"
    assert importer.run(*shop(50, price="12.00")).unchanged == 50


def test_changed_words_or_a_changed_photo_are_encoded_again(
    importer, index, embedder, shop, photo_folder, jpeg
) -> None:
    importer.run(*shop(20))
    before = index.entries["R3"]
    assert importer.run(*shop(20, title="Band")).changed == 20
    assert not np.array_equal(index.entries["R3"].vectors, before.vectors)

    rows, photos = shop(20, title="Band")
    (photo_folder / "7.jpg").write_bytes(jpeg(5000))
    report = importer.run(rows, photos)
    assert (report.changed, report.unchanged) == (1, 19)
    assert index.entries["R3"].stored.photo_ids[1] == photo_id(jpeg(5000))


def test_another_bundle_encodes_everything_again(importer, embedder, shop) -> None:
    importer.run(*shop(5))
    embedder.fingerprint = "bundle-b"
    assert importer.run(*shop(5)).changed == 5


def test_kept_photos_that_were_lost_are_restored(importer, index, photo_store, shop, tmp_path) -> None:
    importer.run(*shop(5))
    lost = index.entries["R2"].stored.photo_ids[0]
    (kept,) = tmp_path.glob(f"kept/**/{lost}*")
    kept.unlink()
    report = importer.run(*shop(5))
    assert (report.changed, report.unchanged) == (0, 5)
    assert photo_store.exists(lost)


def test_a_photo_that_products_share_is_encoded_once(importer, index, embedder, photo_folder, write_csv, jpeg) -> None:
    (photo_folder / "same.jpg").write_bytes(jpeg(3))
    (photo_folder / "copy.jpg").write_bytes(jpeg(3))
    rows = CatalogueFile(write_csv("sku,title,photo\nR1,Ring,same.jpg\nR2,Band,same.jpg|copy.jpg\n"))
    importer.run(rows, PhotoFolder(photo_folder))
    assert embedder.photos == 1
    assert index.entries["R2"].vectors.shape == (1, 11)
    assert not np.array_equal(index.entries["R1"].vectors, index.entries["R2"].vectors)


def test_one_bad_photo_is_named_and_its_product_goes_in(importer, index, photo_folder, write_csv, jpeg) -> None:
    (photo_folder / "good.jpg").write_bytes(jpeg(1))
    (photo_folder / "bad.jpg").write_bytes(jpeg(1)[:200])
    path = write_csv("sku,title,Photo,Photo 2,Photo 3\nR1,Ring,bad.jpg,good.jpg,gone.jpg\n")
    for first in (True, False):
        report = importer.run(CatalogueFile(path), PhotoFolder(photo_folder))
        assert (report.added, report.unchanged) == ((1, 0) if first else (0, 1))
        named = {(warning.line, warning.column, warning.value) for warning in report.warnings}
        assert named == {(2, "Photo", "bad.jpg"), (2, "Photo 3", "gone.jpg")}
    assert index.entries["R1"].stored.photo_ids == (photo_id(jpeg(1)),)


def test_a_product_without_a_readable_photo_is_rejected_and_the_others_go_in(
    importer, index, photo_folder, write_csv, jpeg, tmp_path
) -> None:
    (photo_folder / "good.jpg").write_bytes(jpeg(1))
    (photo_folder / "bad.jpg").write_bytes(b"<html>not found</html>")
    path = write_csv("sku,title,photo\nR1,Ring,good.jpg\nR2,Ring,bad.jpg|gone.jpg\nR3,Ring,good.jpg\n")
    report = importer.run(CatalogueFile(path), PhotoFolder(photo_folder), rejected_file=tmp_path / "rejected.csv")
    assert list(index.entries) == ["R1", "R3"]
    (rejected,) = report.rejected_rows
    assert (rejected.line, rejected.column, rejected.value) == (3, "photo", "bad.jpg")
    assert "save it again" in rejected.reason
    assert "bad.jpg|gone.jpg" in (tmp_path / "rejected.csv").read_text()

    (photo_folder / "bad.jpg").write_bytes(jpeg(2))
    corrected = importer.run(CatalogueFile(tmp_path / "rejected.csv"), PhotoFolder(photo_folder))
    assert (corrected.added, corrected.rejected) == (1, 0)
    assert list(index.entries) == ["R1", "R3", "R2"]


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg onload='alert(1)'/>",
        b"<html></html>",
        bytes(1000),
        b"\x89PNG\r\n\x1a\n" + bytes(99),
    ],
)
def test_whatever_calls_itself_a_photo_costs_at_most_its_own_product(
    importer, index, photo_folder, write_csv, jpeg, photo
) -> None:
    (photo_folder / "good.jpg").write_bytes(jpeg(1))
    (photo_folder / "evil.jpg").write_bytes(photo)
    rows = "".join(f"R{n},Ring,{'evil' if n == 5 else 'good'}.jpg\n" for n in range(10))
    report = importer.run(CatalogueFile(write_csv("sku,title,photo\n" + rows)), PhotoFolder(photo_folder))
    assert [rejected.line for rejected in report.rejected_rows] == [7]
    assert sorted(index.entries) == [f"R{n}" for n in range(10) if n != 5]


def test_a_decoder_that_trips_costs_one_photo(importer, index, embedder, shop, jpeg, monkeypatch) -> None:
    honest = embedder.decode

    def trip(data: bytes):
        if data == jpeg(6):
            raise RecursionError
        return honest(data)

    monkeypatch.setattr(embedder, "decode", trip)
    report = importer.run(*shop(10))
    assert (report.added, len(index.entries["R3"].stored.photo_ids)) == (10, 1)
    assert "RecursionError" in report.warnings[0].reason


def test_a_product_without_a_photo_goes_in_by_its_words(importer, index, write_csv) -> None:
    report = importer.run(CatalogueFile(write_csv("sku,title,photo\nR1,Ring,\n")), NoPhotos())
    assert report.added == 1
    assert index.entries["R1"].vectors.shape == (1, 11)
    assert index.entries["R1"].stored.photo_ids == ()
    assert "words alone" in report.warnings[0].reason


def test_photos_by_web_address_are_rejected_and_never_taken_for_words(importer, index, write_csv) -> None:
    path = write_csv("sku,title,image_link\nR1,Ring,http://169.254.169.254/ring.jpg\n")
    report = importer.run(CatalogueFile(path), NoPhotos())
    assert "by web address" in report.rejected_rows[0].reason
    assert index.entries == {}


def test_photos_beyond_the_sixteenth_are_left_out_and_named(importer, index, photo_folder, write_csv, jpeg) -> None:
    names = [f"{n}.jpg" for n in range(MAX_PHOTOS + 4)]
    for n, name in enumerate(names):
        (photo_folder / name).write_bytes(jpeg(n))
    path = write_csv(f"sku,title,photo\nR1,Ring,{'|'.join(names)}\n")
    report = importer.run(CatalogueFile(path), PhotoFolder(photo_folder))
    assert index.entries["R1"].vectors.shape == (MAX_PHOTOS, 11)
    assert report.warnings[0].value == "16.jpg"


def test_a_repeated_sku_is_rejected_and_names_the_first_line(importer, index, write_csv) -> None:
    path = write_csv("sku,title\nR1,Ring\nR2,Ring\nR1,Other\nR2,Other\n")
    report = importer.run(CatalogueFile(path), NoPhotos())
    assert [(row.line, "line 2" in row.reason) for row in report.rejected_rows] == [(4, True), (5, False)]
    assert index.entries["R1"].stored.product.title == "Ring"


def test_rejected_rows_come_in_the_order_of_the_file(importer, write_csv, shop, photo_folder) -> None:
    _, photos = shop(3)
    rows = ["R0,Ring,0.jpg", ",Ring,1.jpg", "R2,Ring,gone.jpg", "R0,Ring,1.jpg", "R4,,1.jpg", "R5,Ring,gone.jpg"]
    report = importer.run(CatalogueFile(write_csv("\n".join(["sku,title,photo", *rows]))), photos)
    assert [row.line for row in report.rejected_rows] == [3, 4, 5, 6, 7]


def test_progress_is_told_after_each_row_and_ends_at_the_whole(importer, shop) -> None:
    told: list[ImportProgress] = []
    rows, photos = shop(90)
    importer.run(rows, photos, progress=told.append)
    assert [done for done, _ in groupby(step.done for step in told if step.done)] == list(range(1, 91))
    assert all(step.rows_read >= step.done for step in told)
    assert (told[-1].bytes_read, told[-1].total_bytes, told[-1].photos_encoded) == (rows.total_bytes,) * 2 + (180,)
    assert told[-1].photos_per_second > 0


def test_a_cancelled_import_keeps_what_it_did_and_stops(importer, index, shop) -> None:
    last: list[ImportProgress] = []
    rows, photos = shop(60)
    report = importer.run(rows, photos, progress=last.append, cancelled=lambda: last[-1].done == 10)
    assert report.cancelled
    assert report.added == len(index.entries) == 10
    assert no_thread_is_left()


def test_an_empty_catalogue_fails_as_a_whole(importer, write_csv) -> None:
    with pytest.raises(CatalogError, match="no products"):
        importer.run(CatalogueFile(write_csv("sku,title\n")), NoPhotos())
    assert no_thread_is_left()


def test_products_that_come_from_elsewhere_are_imported_alike(importer, index) -> None:
    report = importer.run(ProductRows([Product("R1", "Ring"), Product("R1", "Twice")]), NoPhotos())
    assert (report.added, report.rejected) == (1, 1)
    assert index.entries["R1"].stored.product == normalise(Product("R1", "Ring"))


class BrokenError(RuntimeError):
    pass


@pytest.mark.parametrize("method", ["encode_photos", "encode_texts", "fuse"])
def test_models_that_always_fail_stop_the_import_with_their_error(
    importer, index, embedder, shop, monkeypatch, method
) -> None:
    def fail(*args: object) -> None:
        raise BrokenError("out of memory")

    monkeypatch.setattr(embedder, method, fail)
    with pytest.raises(BrokenError, match="out of memory"):
        importer.run(*shop(60))
    assert index.entries == {}
    assert no_thread_is_left()


@pytest.mark.parametrize("fault", ["raises", "not a number"])
def test_one_product_that_the_models_cannot_encode_does_not_sink_its_neighbours(
    importer, index, embedder, shop, monkeypatch, fault
) -> None:
    honest = embedder.encode_texts

    def encode_texts(texts: Sequence[str]):
        vectors = honest(texts)
        if "Ring 7" in texts:
            if fault == "raises":
                raise BrokenError("cannot tokenise")
            vectors[list(texts).index("Ring 7")] = np.nan
        return vectors

    monkeypatch.setattr(embedder, "encode_texts", encode_texts)
    report = importer.run(*shop(60))
    assert (report.added, report.rejected) == (59, 1)
    assert report.rejected_rows[0].line == 9
    assert "R7" not in index.entries
    for n in (6, 8):
        assert np.isfinite(index.entries[f"R{n}"].vectors).all()


@pytest.mark.parametrize("method", ["get", "upsert"])
def test_an_index_that_fails_stops_the_import_with_its_error(importer, index, shop, monkeypatch, method) -> None:
    def fail(*args: object) -> None:
        raise BrokenError("connection refused")

    monkeypatch.setattr(index, method, fail)
    with pytest.raises(BrokenError, match="connection refused"):
        importer.run(*shop(140))
    assert no_thread_is_left()


def test_an_interrupt_while_progress_is_shown_stops_everything(importer, shop) -> None:
    def interrupt(progress: ImportProgress) -> None:
        if progress.done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.run(*shop(140), progress=interrupt)
    assert no_thread_is_left()


def test_a_full_disk_stops_the_import_and_is_not_blamed_on_a_photo(importer, photo_store, shop, monkeypatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photo_store, "keep", full)
    with pytest.raises(OSError, match="No space left"):
        importer.run(*shop(100))
    assert no_thread_is_left()


def test_an_import_that_broke_off_is_completed_by_the_next(importer, index, embedder, shop, monkeypatch) -> None:
    honest = index.upsert

    def upsert(entries: Sequence[IndexEntry]) -> None:
        if index.upserts:
            raise BrokenError("connection lost")
        honest(entries)

    monkeypatch.setattr(index, "upsert", upsert)
    with pytest.raises(BrokenError):
        importer.run(*shop(140))
    there = len(index.entries)
    assert 0 < there < 140
    monkeypatch.setattr(index, "upsert", honest)
    encoded = embedder.photos
    report = importer.run(*shop(140))
    assert (report.unchanged, report.added) == (there, 140 - there)
    assert embedder.photos - encoded == 2 * (140 - there)


def test_no_more_rows_are_read_than_the_queues_hold(importer) -> None:
    ahead: list[int] = []
    rows = ProductRows([Product(f"R{n}", "Ring") for n in range(6000)])
    importer.run(rows, NoPhotos(), progress=lambda step: ahead.append(step.rows_read - step.done))
    assert max(ahead) <= 2500


def test_large_vectors_are_written_in_small_batches(index, embedder, photo_store, shop, monkeypatch) -> None:
    monkeypatch.setattr(embedder, "fuse", lambda image, text: np.full((len(text), 100_000), 100_000**-0.5, np.float32))
    Importer(index, embedder, photo_store).run(*shop(20))
    assert max(index.upserts) <= 6  # 2 photos x 400 kB each, 4 MiB at most and the one that exceeds them


def test_the_outcome_does_not_depend_on_how_threads_fall(embedder, shop, tmp_path, monkeypatch, index, jpeg) -> None:
    honest, dice = embedder.decode, random.Random(3)

    def uneven(data: bytes):
        for _ in range(dice.randrange(30)):
            honest(data)
        return honest(data)

    Importer(index, embedder, PhotoStore(tmp_path / "one")).run(*shop(40))
    calm = {sku: entry.vectors for sku, entry in index.entries.items()}
    index.entries.clear()
    monkeypatch.setattr(embedder, "decode", uneven)
    Importer(index, embedder, PhotoStore(tmp_path / "two")).run(*shop(40))
    assert list(index.entries) == list(calm)
    for sku, entry in index.entries.items():
        assert np.array_equal(entry.vectors, calm[sku])


def test_the_report_of_an_import_is_plain_json(importer, shop) -> None:
    report: ImportReport = importer.run(*shop(3))
    plain = json.loads(json.dumps(report.as_dict()))
    assert (plain["added"], plain["photos_encoded"], plain["cancelled"]) == (3, 6, False)


def test_what_the_first_photo_shows_fills_gaps_and_is_counted(importer, index, embedder, photo_folder, jpeg) -> None:
    class Guessing(type(embedder)):
        def guess_attributes(self, images):
            return [{"metal": Prediction("silver", 0.9 + place / 100)} for place, _ in enumerate(images)]

    for number in (0, 1, 2):
        (photo_folder / f"{number}.jpg").write_bytes(jpeg(number))
    importer._embedder = Guessing()
    products = [
        Product("R1", "Ring", photos=("0.jpg", "1.jpg")),
        Product("R2", "Ring", metal="platinum", photos=("2.jpg",)),
    ]
    report = importer.run(ProductRows(products), PhotoFolder(photo_folder))
    silent, told = index.entries["R1"].stored, index.entries["R2"].stored
    assert silent.predicted == {"metal": Prediction("silver", 0.9)}  # by its first photo
    assert (silent.product.metal, silent.fact("metal")) == (None, "silver")
    assert told.fact("metal") == "platinum"
    assert report.predicted == 1
