"""A data folder goes over to another bundle and back, over real embedded indexes and models that see red and blue."""

import hashlib
import json
import shutil
from collections import namedtuple
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from bundles import BundleNotFoundError, load_bundle
from catalog.index.edge_indexes import EdgeIndexes
from catalog.index.indexes import FIRST, Filling
from catalog.index.port import BundleMismatchError
from catalog.index.server_indexes import ServerIndexes
from catalog.photo_store import PhotoStore
from catalog.product import Product
from service import reindexing
from service.engine import LiveEngine
from service.generations import RECORD, Generations, bundle_folder, open_bundle, read_record
from service.jobs import ReindexError, ReindexTask, StoppedError
from service.products import ProductWriter
from service.reindexing import Reindexing, choose
from service.search import SearchQuery, SearchService
from service.settings import REPOSITORY, Settings, SettingsError
from tests.unit.service.conftest import FakeModels

SHIPPED = REPOSITORY / "models" / "loupe-mini" / "manifest.json"
USAGE = namedtuple("USAGE", "total used free")

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


def write_bundle(folder: Path, version: str) -> Path:
    """A bundle whose files are what its manifest says, though no graphs."""
    folder.mkdir(exist_ok=True)
    manifest = json.loads(SHIPPED.read_bytes()) | {
        "name": "small",
        "version": version,
        "attributes": None,
        "shortening": None,
    }
    towers = manifest["image"], manifest["image"]["locator"], manifest["text"], manifest["text"]["tokenizer"]
    for part in (*towers, manifest["fusion"]):
        (folder / part["file"]).write_text(version)
        part["sha256"] = hashlib.sha256(version.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


class ModelsOf(FakeModels):
    """The fakes as another bundle: every number negated, and more or fewer of them by the bundle's version."""

    def __init__(self, bundle):
        super().__init__()
        self.fingerprint = bundle.fingerprint
        self.sign = 1 if bundle.manifest.version == "1" else -1
        self.wider = 2 if bundle.manifest.version == "wide" else 0
        self.dim = 4 + self.wider

    def fuse(self, image, text):
        return np.pad(self.sign * super().fuse(image, text), ((0, 0), (0, self.wider)))

    def encode_query(self, image, text, image_weight=None):
        query = super().encode_query(image, text, image_weight)
        return query._replace(vector=np.pad(self.sign * query.vector, (0, self.wider)))


class World:
    """A data folder that is on bundle 1, with what a service has of it."""

    def __init__(self, folder: Path, kind: str):
        self.bundles = {name: write_bundle(folder / f"bundle {name}", name) for name in ("1", "2", "wide")}
        self.settings = Settings(data_dir=folder / "data", bundle=self.bundles["1"])
        self.settings.data_dir.mkdir()
        data, client = self.settings.data_dir, QdrantClient(":memory:")
        self.indexes = EdgeIndexes(data) if kind == "embedded" else ServerIndexes("memory", client=client)
        self.generations = Generations(self.settings, self.indexes)
        self.photos = PhotoStore(self.settings.data_dir / "photos")
        self.opened = []
        models = self.open_models(load_bundle(self.bundles["1"]))
        self.engine = LiveEngine(models, self.generations.open_live(Filling(models.fingerprint, models.dim)))
        self.writer = ProductWriter(self.engine, self.photos)
        self.search = SearchService(self.engine)

    def open_models(self, bundle):
        self.opened.append(ModelsOf(bundle))
        return self.opened[-1]

    def go_over(self, name, *, on_progress=lambda progress: None, cancelled=lambda: False):
        work = Reindexing(self.settings, self.generations, self.engine, self.photos, self.open_models)
        return work(ReindexTask(self.bundles[name]), on_progress=on_progress, cancelled=cancelled)

    def best(self, text):
        match = self.search.search(SearchQuery(text=text)).matches[0]
        return match.hit.stored.product.sku, round(match.hit.score, 3)

    def titles(self):
        record = self.generations.record
        return record and (record.live.title, record.previous and record.previous.title)


@pytest.fixture(params=["embedded", "server in local mode"])
def world(request, tmp_path, photo_of):
    made = World(tmp_path, request.param)
    for sku, title, colour in (("R-1", "A red ring", "red"), ("B-1", "A blue ring", "blue"), ("W-1", "Red", None)):
        made.writer.put(Product(sku, title, price=Decimal(10)), [photo_of(colour)] if colour else [])
    yield made
    made.engine.close()


@pytest.fixture
def by_record(world):
    """The settings of an operator who did not say which bundle to use."""
    return Settings(data_dir=world.settings.data_dir)


@pytest.mark.parametrize("name", ["2", "wide"])
def test_searchers_see_the_other_bundle_once_all_is_in(world, name):
    before, seen = world.best("blue"), []
    old = world.engine.index
    report = world.go_over(name, on_progress=lambda progress: seen.append(world.best("blue")))
    assert set(seen) == {before}
    assert (report.added, report.rejected) == (3, 0)
    assert world.engine.models.fingerprint == load_bundle(world.bundles[name]).fingerprint
    assert world.engine.index is not old
    assert world.best("blue") == before  # both negated
    assert world.titles() == (f"small {name}", "small 1")
    assert len(world.indexes.names()) == 2
    assert (
        world.indexes.open(FIRST, Filling(world.opened[0].fingerprint, 4)).close() is None
    )  # nobody holds it any more


def test_going_back_encodes_only_what_has_changed_since(world, photo_of):
    world.go_over("2")
    world.writer.put(Product("R-1", "A red ring", price=Decimal(20)), None)
    world.writer.put(Product("N-1", "Blue and new"), [photo_of("blue")])
    world.writer.delete("W-1")
    folder, title = choose(world.generations, None, back=True)
    assert (folder, title) == (world.bundles["1"].resolve(), "small 1")
    report = world.go_over("1")
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 1, 1)
    assert world.opened[-1].photos_encoded == 1
    assert sorted(world.engine.index.skus()) == ["B-1", "N-1", "R-1"]
    assert world.engine.index.get(["R-1"])["R-1"].product.price == Decimal(20)
    assert world.titles() == ("small 1", "small 2")


def test_one_bundle_before_is_kept_and_no_more(world):
    world.go_over("2")
    world.go_over("wide")
    assert world.titles() == ("small wide", "small 2")
    assert FIRST not in world.indexes.names()
    assert len(world.indexes.names()) == 2
    removed = world.generations.drop_previous()
    assert (removed.indexes, removed.bytes > 0) == (1, isinstance(world.indexes, EdgeIndexes))
    assert world.titles() == ("small wide", None)
    assert world.generations.drop_previous().indexes == 0
    assert world.best("red")[0] in ("R-1", "W-1")


def test_a_cancelled_change_leaves_no_trace(world):
    assert world.go_over("2", cancelled=lambda: True).cancelled
    assert world.indexes.names() == [FIRST]
    assert world.titles() is None
    assert world.best("blue")[0] == "B-1"


def test_cancelled_on_the_way_back_the_old_index_is_still_kept(world):
    world.go_over("2")
    assert world.go_over("1", cancelled=lambda: True).cancelled
    assert world.titles() == ("small 2", "small 1")
    assert len(world.indexes.names()) == 2


def test_a_change_that_is_stopped_is_gone_on_with(world):
    def stop():
        raise StoppedError

    with pytest.raises(StoppedError):
        world.go_over("2", cancelled=stop)
    assert world.titles() is None
    assert len(world.indexes.names()) == 2
    report = world.go_over("2")
    assert (report.added + report.unchanged, report.unchanged > 0) == (3, True)
    assert world.titles() == ("small 2", "small 1")


def test_what_an_unfinished_change_left_goes_with_the_next_one_to_another_bundle(world):
    def stop():
        raise StoppedError

    with pytest.raises(StoppedError):
        world.go_over("2", cancelled=stop)
    world.go_over("wide")
    assert len(world.indexes.names()) == 2
    assert world.titles() == ("small wide", "small 1")


def test_a_change_that_was_killed_once_all_was_in_place_is_done(world):
    world.go_over("2")
    report = world.go_over("2")
    assert report.as_dict() == type(report)().as_dict()
    assert world.titles() == ("small 2", "small 1")


def test_what_is_written_meanwhile_is_in_the_other_index_too(world, photo_of):
    written = []

    def write(progress):
        if progress.done == 3 and not written:
            world.writer.put(Product("N-1", "Red and new"), [photo_of("red")])
            world.writer.put(Product("R-1", "A blue ring now"), None)
            world.writer.delete("B-1")
            written.append(True)

    world.go_over("2", on_progress=write)
    index = world.engine.index
    assert sorted(index.skus()) == ["N-1", "R-1", "W-1"]
    assert index.get(["R-1"])["R-1"].product.title == "A blue ring now"
    fresh = ModelsOf(load_bundle(world.bundles["2"])).encode_texts(["A blue ring now"])[0]
    np.testing.assert_allclose(index.exact_vectors(["R-1"])["R-1"][0, 2:] * -np.sqrt(2), fresh, atol=1e-6)


def test_what_is_written_at_the_last_moment_is_in_the_other_index_too(world, photo_of, monkeypatch):
    quiet = world.engine.quiet

    def write_first():
        world.writer.put(Product("N-1", "Red and late"), [photo_of("red")])
        return quiet()

    monkeypatch.setattr(world.engine, "quiet", write_first)
    world.go_over("2")
    assert "N-1" in set(world.engine.index.skus())


@pytest.mark.parametrize("world", ["embedded"], indirect=True)
def test_without_room_for_a_second_index_nothing_is_begun(world, monkeypatch):
    monkeypatch.setattr(reindexing.shutil, "disk_usage", lambda folder: USAGE(10**9, 0, 1000))
    with pytest.raises(ReindexError, match="Free some space"):
        world.go_over("2")
    assert world.indexes.names() == [FIRST]


def test_models_that_can_encode_nothing_take_no_place(world, monkeypatch):
    def broken(self, image, text):
        return np.full((len(text), self.dim), np.nan, np.float32)

    monkeypatch.setattr(ModelsOf, "fuse", broken)
    with pytest.raises(ValueError, match="no number"):
        world.go_over("2")
    world.writer.delete("B-1")
    world.writer.delete("R-1")
    with pytest.raises(ReindexError, match="nothing was changed"):
        world.go_over("2")
    assert world.titles() is None


def test_a_setting_that_names_the_old_bundle_is_told(world):
    report = world.go_over("2")
    (warning,) = report.warnings
    assert (warning.column, warning.value) == ("LOUPE_BUNDLE", str(world.bundles["1"]))
    assert str(world.bundles["2"]) in warning.reason


def test_photos_of_the_index_before_stay_as_long_as_it_does(world):
    photo = world.engine.index.get(["R-1"])["R-1"].photo_ids[0]
    assert list(world.generations.photos_of_previous()) == []
    world.go_over("2")
    world.writer.delete("R-1")
    assert photo in set(world.generations.photos_of_previous())
    world.generations.drop_previous()
    assert list(world.generations.photos_of_previous()) == []


def test_there_must_be_a_bundle_to_go_over_to(world, tmp_path):
    for folder, back, reason in (
        (world.bundles["1"], False, "already"),
        (None, True, "no index of an earlier bundle"),
        (None, False, "Name the folder"),
    ):
        with pytest.raises(ReindexError, match=reason):
            choose(world.generations, folder, back=back)
    with pytest.raises(BundleNotFoundError):
        choose(world.generations, tmp_path / "none")


def test_going_back_needs_the_bundle_as_it_was(world):
    world.go_over("2")
    write_bundle(world.bundles["1"], "1 built anew")
    with pytest.raises(ReindexError, match="another one by now"):
        choose(world.generations, None, back=True)


def test_the_data_folder_knows_its_bundle_unless_the_operator_says_another(world, by_record):
    assert bundle_folder(by_record) == by_record.bundle
    world.go_over("wide")
    assert bundle_folder(by_record) == world.bundles["wide"].resolve()
    assert open_bundle(by_record).manifest.version == "wide"
    assert open_bundle(Settings(data_dir=by_record.data_dir, bundle=world.bundles["wide"])).manifest.version == "wide"
    with pytest.raises(BundleMismatchError) as refused:
        open_bundle(world.settings)
    assert f"loupe reindex {world.bundles['1']}" in str(refused.value)
    assert "leave it unset" in str(refused.value)


def test_a_bundle_that_was_built_anew_in_its_folder_is_refused(world, by_record):
    world.go_over("2")
    write_bundle(world.bundles["2"], "2 built anew")
    with pytest.raises(BundleMismatchError, match="Put the former back"):
        open_bundle(by_record)


def test_a_bundle_that_is_gone_is_named(world, by_record):
    world.go_over("2")
    shutil.rmtree(world.bundles["2"])
    with pytest.raises(BundleNotFoundError, match="were embedded by this bundle"):
        open_bundle(by_record)
    with pytest.raises(BundleNotFoundError, match="set LOUPE_BUNDLE"):
        open_bundle(Settings(data_dir=by_record.data_dir, bundle=world.bundles["2"]))


def test_a_record_that_cannot_be_understood_is_named(world, by_record):
    (by_record.data_dir / RECORD).write_text("{}")
    with pytest.raises(SettingsError, match=r"bundle\.json"):
        read_record(by_record)


def test_an_index_whose_bundle_nobody_has_is_gone_over_from(world, tmp_path):
    """A release may bring another bundle in the place of the one that filled the index."""
    write_bundle(world.bundles["1"], "1 built anew")
    live = world.generations.live()
    assert (live.bundle, live.title.startswith("bundle ")) == (None, True)
    assert world.go_over("1").added == 3
    assert world.generations.previous.bundle is None
    with pytest.raises(ReindexError, match="Name its folder"):
        choose(world.generations, None, back=True)
