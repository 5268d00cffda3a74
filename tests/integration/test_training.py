"""Fitting a bundle to a shop's own catalogue, and searching with what comes of it."""

import csv
import json
import random
import shutil

import pytest
from PIL import Image

from bundles import load_bundle
from service.bootstrap import open_services
from service.fitting import CatalogueToFit, FittingRunsError, fit_bundle
from service.jobs import ImportLock, ImportTask
from service.local_import import import_here
from service.local_reindex import reindex_here
from service.remote import find_running
from service.search import SearchQuery
from service.settings import Settings
from tests.unit.training.merchant.pieces import shop
from tests.unit.training.merchant.tiny_bundle import write_tiny_bundle
from training.fusion_fitting import FusionRecipe
from training.merchant.corpus import TooLittleToLearnError
from training.progress import silent

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself

RECIPE = FusionRecipe(steps=160, queries=64, distractors=64, learning_rate=3e-3)
COLOURS = {
    "yellow gold": (212, 168, 60), "rose gold": (214, 138, 116), "silver": (190, 194, 200),
    "ruby": (180, 20, 60), "blue sapphire": (30, 60, 180), None: (245, 245, 240),
}  # fmt: skip


def draw(product, path):
    """A band of the metal, a stone, and a pattern that only this design has."""
    design = product.title.split(" ")[0]
    rng = random.Random(design)
    pattern = Image.new("RGB", (4, 2))
    pattern.putdata([tuple(rng.randrange(60, 256) for _ in range(3)) for _ in range(8)])
    image = Image.new("RGB", (96, 96), "white")
    image.paste(pattern.resize((96, 48), Image.Resampling.NEAREST), (0, 48))
    image.paste(COLOURS[product.metal], (0, 0, 48, 48))
    image.paste(COLOURS[product.gemstone], (48, 0, 96, 48))
    image.save(path, quality=92)


@pytest.fixture(scope="module")
def products():
    return shop(60)  # of fewer, those kept aside to be judged by are so few that chance decides


@pytest.fixture(scope="module")
def export(tmp_path_factory, products):
    folder = tmp_path_factory.mktemp("shop")
    with (folder / "catalogue.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", "title", "category", "style", "metal", "gemstone", "image"))
        for product in products:
            draw(product, folder / f"{product.sku}.jpg")
            facts = (product.category, product.style, product.metal, product.gemstone or "")
            writer.writerow((product.sku, product.title, *facts, f"{product.sku}.jpg"))
    return folder / "catalogue.csv"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return write_tiny_bundle(tmp_path_factory.mktemp("bundles") / "tiny")


@pytest.fixture(scope="module")
def imported(tmp_path_factory, export, bundle):
    settings = Settings(data_dir=tmp_path_factory.mktemp("imported") / "data", bundle=bundle)
    task = ImportTask(export, export.parent)
    job = import_here(
        settings, task, replace=False, show=lambda _: None, cancelled=lambda: False, stopping=lambda: False
    )  # fmt: skip
    assert job.report["added"] == 540
    return settings


@pytest.fixture(scope="module")
def fitted(imported):
    return fit_bundle(imported, None, None, silent, RECIPE)


def test_a_bundle_is_fitted_to_what_was_imported_and_a_better_one_is_written(imported, bundle, fitted):
    report, folders = fitted
    assert report.decision.better, report.as_markdown()
    assert report.products == 540
    assert report.comparisons["composed"][1].gain.low > 0
    assert folders.out == imported.data_dir / "bundles" / "tiny-fitted-1"
    assert load_bundle(folders.out).fingerprint != load_bundle(bundle).fingerprint
    assert (folders.work / "report.md").read_text(encoding="utf-8") == report.as_markdown()


def test_the_fitted_bundle_serves_and_finds_the_piece_in_another_metal(imported, fitted, products, tmp_path):
    settings = Settings(data_dir=tmp_path / "data", bundle=fitted[1].out)
    shutil.copytree(imported.data_dir, settings.data_dir)
    job = reindex_here(
        settings, fitted[1].out, show=lambda _: None, cancelled=lambda: False, stopping=lambda: False
    )  # fmt: skip
    assert job.report["changed"] + job.report["added"] == 540
    asked = products[::16]
    with open_services(settings) as services:
        assert services.engine.models.fingerprint == load_bundle(fitted[1].out).fingerprint
        found = [_in_another_metal(services, product, products) for product in asked]
    assert sum(found) >= 0.8 * len(asked)


def _in_another_metal(services, product, products):
    """Whether a piece's photo and the name of another metal find the same piece in that metal first."""
    metal = "silver" if product.metal == "rose gold" else "rose gold"
    wanted = next(other.sku for other in products if other.title == product.title.replace(product.metal, metal))
    photo = services.engine.index.get([product.sku])[product.sku].photo_ids[0]
    query = SearchQuery(services.photos.bytes_of(photo), f"same but in {metal}")
    return services.search.search(query).matches[0].hit.stored.product.sku == wanted


def test_a_catalogue_file_is_fitted_to_without_any_index_and_no_bundle_written_that_gained_nothing(
    tmp_path, export, bundle
):
    settings = Settings(data_dir=tmp_path / "data", bundle=bundle)
    idle = FusionRecipe(steps=1, queries=8, distractors=8, learning_rate=0.0)
    report, folders = fit_bundle(settings, CatalogueToFit(export, export.parent), tmp_path / "mine", silent, idle)
    assert report.products == 540
    assert not report.decision.better
    assert not (tmp_path / "mine").exists()
    assert not (settings.data_dir / "index").exists()
    assert "The present bundle stays" in (folders.work / "report.md").read_text(encoding="utf-8")


def test_a_second_fitting_of_the_same_folder_is_refused(tmp_path, export, bundle):
    settings = Settings(data_dir=tmp_path / "data", bundle=bundle)
    with ImportLock(settings.data_dir / "fitting" / "lock").held(), pytest.raises(FittingRunsError, match="under way"):
        fit_bundle(settings, CatalogueToFit(export, export.parent), None, silent, RECIPE)


def test_photos_that_cannot_be_read_are_passed_over(tmp_path, products, bundle):
    with (tmp_path / "catalogue.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", "title", "category", "metal", "image"))
        for product in products[:60]:
            writer.writerow((product.sku, product.title, "ring", product.metal, f"{product.sku}.jpg"))
    for product in products[:40]:
        draw(product, tmp_path / f"{product.sku}.jpg")
    (tmp_path / f"{products[40].sku}.jpg").write_bytes(b"no photo")
    settings = Settings(data_dir=tmp_path / "data", bundle=bundle)
    with pytest.raises(TooLittleToLearnError, match="40 products"):
        fit_bundle(settings, CatalogueToFit(tmp_path / "catalogue.csv", tmp_path), None, silent, RECIPE)


def test_the_command_asks_the_running_service_and_says_why_there_is_too_little(loupe, start, filled, tmp_path):
    shutil.copytree(filled, tmp_path / "data")
    with start(tmp_path / "data").client() as client:
        done = loupe(tmp_path / "data", "train")
        assert done.returncode == 2
        assert "12 products" in done.stderr
        assert client.get("/healthz").text == "ok"


def test_the_running_service_tells_its_owner_every_product(start, filled, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(filled, folder)
    with start(folder, LOUPE_API_KEY="secret").client() as client:
        assert client.get("/v1/catalog/products").status_code == 401
        answer = client.get("/v1/catalog/products", headers={"Authorization": "Bearer secret"})
        lines = [json.loads(line) for line in answer.text.splitlines()]
        running = find_running(Settings(data_dir=folder, api_key="secret"))
        told = {product.sku: (product, photos) for product, photos in running.products()}
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert len(lines) == len(told) == 12
    ring, photos = told["R-YR"]
    assert (ring.category, ring.metal, ring.gemstone) == ("ring", "yellow gold", "ruby")
    assert len(photos) == 1


def test_options_of_a_file_need_one(loupe, tmp_path):
    done = loupe(tmp_path / "data", "train", "--photos", tmp_path)
    assert done.returncode == 2
    assert "belong to a catalogue file" in done.stderr
