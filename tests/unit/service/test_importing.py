import pytest

from catalog.photo_store import PhotoStore
from catalog.row import CatalogError
from service.importing import CatalogImport, dry_run


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


def files_under(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def test_a_dry_run_reports_what_an_import_would_and_writes_nothing(catalog, models, index, tmp_path):
    before = files_under(tmp_path)
    dry = dry_run(catalog, tmp_path / "photos", models)
    assert files_under(tmp_path) == before
    assert models.photos_encoded == models.texts_encoded == 0
    real = CatalogImport(index, models, PhotoStore(tmp_path / "kept"))(
        catalog,
        tmp_path / "photos",
        rejected=tmp_path / "rejected.csv",
        on_progress=lambda progress: None,
        cancelled=lambda: False,
    )
    assert (dry.added, dry.rejected) == (real.added, real.rejected) == (1, 2)
    assert dry.rejected_rows == real.rejected_rows


def test_an_import_writes_products_photos_and_the_rejected_rows(catalog, models, index, tmp_path):
    told = []
    CatalogImport(index, models, PhotoStore(tmp_path / "kept"))(
        catalog,
        tmp_path / "photos",
        rejected=tmp_path / "rejected.csv",
        on_progress=told.append,
        cancelled=lambda: False,
    )
    assert list(index.entries) == ["R-1"]
    assert PhotoStore(tmp_path / "kept").exists(index.entries["R-1"].stored.photo_ids[0])
    assert told[-1].done == 3
    assert len((tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_photos_that_are_neither_folder_nor_zip_are_an_error_of_the_whole(catalog, models, tmp_path):
    with pytest.raises(CatalogError):
        dry_run(catalog, tmp_path / "nowhere", models)
