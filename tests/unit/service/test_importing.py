import threading
from contextlib import contextmanager

import pytest

from catalog.photo_names import PhotoError
from catalog.photo_store import PhotoStore
from catalog.row import CatalogError
from service.engine import LiveEngine
from service.importing import CatalogImport, dry_run, open_catalog, preview_catalog, read_mapping
from service.jobs import ImportTask, StoppedError

PATIENCE = 10  # seconds after which a test gives up waiting


@pytest.fixture
def catalog(tmp_path, photo_of):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "red.png").write_bytes(photo_of("red"))
    (tmp_path / "photos" / "broken.png").write_bytes(photo_of("red")[:50])
    path = tmp_path / "catalogue.csv"
    path.write_text(
        "sku,title,price,image\n"
        "R-1,A red ring,10.00 EUR,red.png\n"
        "R-2,A ring,10.00 EUR,broken.png\n"
        "R-3,,10.00 EUR,red.png\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def on_the_web(tmp_path):
    path = tmp_path / "feed.csv"
    path.write_text("sku,title,image\nR-1,A red ring,https://shop.example/1.jpg\n", encoding="utf-8")
    return path


@pytest.fixture
def run(index, models, tmp_path):
    """Import a task; returns the report."""

    def go(task, web=None, after=(), on_progress=lambda progress: None, cancelled=lambda: False):
        imports = CatalogImport(LiveEngine(models, index), PhotoStore(tmp_path / "kept"), web, after)
        return imports(task, rejected=tmp_path / "rejected.csv", on_progress=on_progress, cancelled=cancelled)

    return go


class Web:
    """Photos by web address; `read` waits until it may go on."""

    def __init__(self, photo, waiting=None):
        self.photo = photo
        self.waiting = waiting
        self.stopped = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked = []
        self.opened = 0

    @contextmanager
    def open(self):
        self.opened += 1
        yield self

    def read(self, reference):
        self.asked.append(reference)
        while not self.go_on.wait(0.01):
            if self.stopped.is_set():
                raise PhotoError("stopped", passing=True)
        return self.photo

    def version(self, reference):
        return "web:1"

    def prefetch(self, references):
        pass

    def stop(self):
        self.stopped.set()


def files_under(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def test_a_dry_run_reports_what_an_import_would_and_writes_nothing(catalog, models, run, tmp_path):
    before = files_under(tmp_path)
    dry = dry_run(catalog, tmp_path / "photos", models)
    assert files_under(tmp_path) == before
    assert models.photos_encoded == models.texts_encoded == 0
    real = run(ImportTask(catalog, tmp_path / "photos"))
    assert (dry.added, dry.rejected) == (real.added, real.rejected) == (1, 2)
    assert dry.rejected_rows == real.rejected_rows


def test_a_dry_run_takes_photos_on_the_web_to_be_fine(on_the_web, models):
    dry = dry_run(on_the_web, None, models)
    assert (dry.added, dry.rejected, dry.warned) == (1, 0, 0)


def test_an_import_writes_products_photos_and_the_rejected_rows(catalog, index, run, tmp_path):
    told = []
    run(ImportTask(catalog, tmp_path / "photos"), on_progress=told.append)
    assert list(index.entries_by_sku) == ["R-1"]
    assert PhotoStore(tmp_path / "kept").exists(index.entries_by_sku["R-1"].stored.photo_ids[0])
    assert told[-1].done == 3
    assert len((tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_photos_that_are_neither_folder_nor_zip_are_an_error_of_the_whole(catalog, models, tmp_path):
    with pytest.raises(CatalogError):
        dry_run(catalog, tmp_path / "nowhere", models)


def test_photos_by_address_are_fetched(on_the_web, index, run, photo_of):
    web = Web(photo_of("red"))
    assert run(ImportTask(on_the_web), web).added == 1
    assert set(web.asked) == {"https://shop.example/1.jpg"}
    assert len(index.entries_by_sku["R-1"].stored.photo_ids) == 1


def test_photos_by_address_are_not_fetched_if_that_is_not_wanted(on_the_web, run, photo_of):
    web = Web(photo_of("red"))
    assert run(ImportTask(on_the_web, fetch=False), web).rejected == 1
    assert (web.asked, web.opened) == ([], 0)
    assert run(ImportTask(on_the_web)).rejected == 1


def test_a_host_that_does_not_answer_is_told_and_does_not_keep_an_import_from_being_cancelled(
    on_the_web, catalog, tmp_path, run, photo_of
):
    web = Web(photo_of("red"), waiting="shop.example does not answer.")
    web.go_on.clear()
    on_the_web.write_text(catalog.read_text().replace("broken.png", "https://shop.example/1.jpg"), encoding="utf-8")
    told, cancel = [], threading.Event()

    def on_progress(progress):
        told.append(progress.waiting)
        if progress.waiting:
            cancel.set()

    report = run(ImportTask(on_the_web, tmp_path / "photos"), web, on_progress=on_progress, cancelled=cancel.is_set)
    assert report.cancelled
    assert "shop.example does not answer." in told


def test_an_import_that_is_stopped_gives_up_its_photos_too(on_the_web, run, photo_of):
    web = Web(photo_of("red"))
    web.go_on.clear()

    def stopping():
        raise StoppedError

    with pytest.raises(StoppedError):
        run(ImportTask(on_the_web), web, cancelled=stopping)


def test_what_comes_after_an_import_sees_the_index_and_the_report(catalog, index, run, tmp_path):
    seen = []
    task = ImportTask(catalog, tmp_path / "photos")
    run(task, after=[lambda index, report: seen.append((index, report.added))])
    assert seen == [(index, 1)]
    run(task, after=[lambda index, report: seen.append("unchanged")])
    assert len(seen) == 1


def test_what_fails_after_an_import_does_not_fail_the_import(catalog, run, tmp_path):
    def broken(index, report):
        raise RuntimeError("broken")

    seen = []
    report = run(
        ImportTask(catalog, tmp_path / "photos"), after=[broken, lambda index, report: seen.append(report.added)]
    )
    assert report.added == 1
    assert seen == [1]


def test_a_mapping_is_followed(tmp_path):
    path = tmp_path / "catalogue.csv"
    path.write_text("sku,title,Zweittitel\nR-1,Ring,Ehering\n", encoding="utf-8")
    mapping = {"columns": {"title": "ignore", "Zweittitel": "title"}}
    assert [row.product.title for row in open_catalog(path, mapping)] == ["Ehering"]
    assert [product["title"] for product in preview_catalog(path, mapping)["first_products"]] == ["Ehering"]
    with pytest.raises(CatalogError, match="Farbe"):
        open_catalog(path, {"columns": {"Farbe": "colour"}})


def test_a_mapping_file_is_read_as_what_it_says(tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text('{"separator": "tab", "columns": {"Zweittitel": "title"}}', encoding="utf-8")
    assert read_mapping(path) == {"separator": "\t", "columns": {"Zweittitel": "title"}}
    assert read_mapping(None) is None
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"mapping\.json"):
        read_mapping(path)
