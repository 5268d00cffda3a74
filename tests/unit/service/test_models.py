"""How much the models compute for a query, and what the weight does, with graphs that count their calls."""

import io
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from bundles import load_bundle
from catalog.index.port import Prediction
from encoders.attributes import Guess
from encoders.encoding import Encoding
from encoders.photo import NotAPhotoError
from fusion.graph import Fused
from service.models import Models
from service.queries import STILL_CROWDED, QueryVector
from tests.unit.encoders.dark_locator import bundle_with_locator


class CountingEncoder:
    size = decoded_side = 16
    dim = 2

    def __init__(self, bundle, *, threads=None, awake=False):
        self.calls, self.threads, self.awake = 0, threads, awake

    def preprocess(self, photo):
        return np.zeros((16, 16, 3), np.uint8)

    def cut(self, photo):
        return photo, None

    def fit(self, photo):
        return self.preprocess(photo)

    def encode(self, items):
        self.calls += 1
        count = len(items)
        return Encoding(
            np.ones((count, 2), np.float32), np.ones((count, 1, 2), np.float32), np.ones((count, 1), np.bool_)
        )

    def encode_each(self, texts):
        return [self.encode([text]) for text in texts]


class CountingFusion:
    """Photo alone is one axis, words alone the other, both a direction between them with 0.6 for the photo."""

    dim, image_dim = 4, 2
    answers: ClassVar = {
        (True, False): ([1, 0, 0, 0], [1, 0]),
        (False, True): ([0, 0, 1, 0], [0, 1]),
        (True, True): ([0.8, 0, 0.6, 0], [0.6, 0.4]),
    }

    def __init__(self, bundle, *, threads=None):
        self.calls = []

    def fuse_each(self, queries):
        given = [(image is not None, text is not None) for image, text in queries]
        self.calls.append(given)
        vectors, weights = zip(*(self.answers[each] for each in given), strict=True)
        return Fused(np.array(vectors, np.float32), np.array(weights, np.float32))


class Bundle:
    fingerprint = "of-the-bundle"
    manifest = SimpleNamespace(
        jewellery_score=None, shortening=None, image=SimpleNamespace(dim=2), text=None, fusion=SimpleNamespace(dim=4)
    )

    def __init__(self, folder, size=1):
        self._tower = folder / "tower.onnx"
        self._tower.write_bytes(bytes(size))

    def path(self, file):
        return self._tower


class Elsewhere:
    """Another process that answers nothing, unless it is told what."""

    def __init__(self, bundle):
        self.asked, self.answer = [], None

    def encode(self, *asked):
        self.asked.append(asked)
        return self.answer


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    one = Elsewhere(None)
    monkeypatch.setattr("service.models.QueryProcess", lambda bundle: one)
    return one


@pytest.fixture
def models(monkeypatch, tmp_path, elsewhere):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    for module in ("service.models", "service.queries"):
        monkeypatch.setattr(f"{module}.GraphImageEncoder", CountingEncoder)
        monkeypatch.setattr(f"{module}.GraphTextEncoder", CountingEncoder)
        monkeypatch.setattr(f"{module}.GraphFusion", CountingFusion)
    return Models(Bundle(tmp_path))


@pytest.fixture
def photo(photo_of):
    return photo_of("red")


def calls(models):
    """How often each tower ran for queries, and what was fused."""
    queries = models._queries
    towers = {queries._image, queries._image_alone}
    return sum(tower.calls for tower in towers), queries._text.calls, queries._fusion.calls


def test_a_photo_alone_runs_no_text_tower(models, photo):
    query = models.encode_query(photo, "")
    assert query.vector.tolist() == [1, 0, 0, 0]
    assert query.weights == (1, 0)
    assert calls(models) == (1, 0, [[(True, False)]])


def test_words_alone_run_no_image_tower(models):
    query = models.encode_query(None, "ring")
    assert query.vector.tolist() == [0, 0, 1, 0]
    assert query.weights == (0, 1)
    assert calls(models) == (0, 1, [[(False, True)]])


def test_without_a_weight_the_learned_one_holds_and_one_fusion_is_computed(models, photo):
    query = models.encode_query(photo, "ring")
    assert query.vector == pytest.approx([0.8, 0, 0.6, 0])
    assert query.weights == pytest.approx((0.6, 0.4))
    assert calls(models) == (1, 1, [[(True, True)]])


def test_weight_one_is_the_query_of_the_photo_alone(models, photo):
    query = models.encode_query(photo, "ring", 1)
    assert query.vector.tolist() == models.encode_query(photo, "").vector.tolist()
    assert query.weights == (1, 0)
    assert calls(models)[1] == 0


def test_weight_nought_is_the_query_of_the_words_alone(models, photo):
    query = models.encode_query(photo, "ring", 0)
    assert query.vector.tolist() == models.encode_query(None, "ring").vector.tolist()
    assert query.weights == (0, 1)
    assert calls(models)[0] == 0


def test_the_learned_weight_given_by_hand_changes_nothing(models, photo):
    assert models.encode_query(photo, "ring", 0.6).vector == pytest.approx([0.8, 0, 0.6, 0], abs=1e-6)


@pytest.mark.parametrize("weight", [0.05, 0.3, 0.59, 0.61, 0.8, 0.99])
def test_between_the_ends_the_vector_is_a_unit_blend_that_leans_as_asked(models, photo, weight):
    query = models.encode_query(photo, "ring", weight)
    assert np.linalg.norm(query.vector) == pytest.approx(1, abs=1e-5)
    assert query.weights == pytest.approx((weight, 1 - weight))
    leans_to_photo = query.vector[0] - query.vector[2] > 0.8 - 0.6
    assert leans_to_photo == (weight > 0.6)


@pytest.mark.parametrize("weight", [0, 0.5, 1])
def test_a_weight_has_no_effect_where_there_is_nothing_to_weigh(models, photo, weight):
    assert models.encode_query(photo, "", weight).vector.tolist() == [1, 0, 0, 0]
    assert models.encode_query(None, "ring", weight).vector.tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("weight", [None, 0, 0.5, 1])
def test_a_bad_photo_is_told_whatever_the_weight(models, weight):
    with pytest.raises(NotAPhotoError):
        models.encode_query(b"<html>", "ring", weight)


def test_what_was_encoded_a_moment_ago_is_not_encoded_again(models, photo):
    first = models.encode_query(photo, "ring")
    again = models.encode_query(photo, "ring", 0.3)
    assert models.encode_query(photo, "ring").vector.tolist() == first.vector.tolist()
    assert again.weights == (0.3, 0.7)
    assert calls(models)[:2] == (1, 1)
    models.encode_query(photo, "bracelet")
    assert calls(models)[:2] == (1, 2)


def test_neither_photo_nor_words_are_refused_before_anything_is_computed(models):
    with pytest.raises(ValueError, match="give a photo, words, or both"):
        models.encode_query(None, "")
    assert calls(models) == (0, 0, [])


def test_queries_of_several_callers_are_each_answered_their_own(models, photo, photo_of):
    blue = photo_of("blue")
    asked = [(photo, ""), (None, "ring"), (photo, "ring"), (blue, "ring"), (blue, "")] * 20
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda query: models.encode_query(*query), asked))
    for (image, text), answer in zip(asked, answers, strict=True):
        expected = CountingFusion.answers[image is not None, text != ""]
        assert answer.vector.tolist() == pytest.approx(expected[0])
        assert answer.weights == pytest.approx(expected[1])


def test_who_is_alone_is_answered_here(models, elsewhere):
    models.encode_query(None, "ring")
    models.encode_query(None, "bracelet")
    assert elsewhere.asked == []


def test_who_is_not_alone_is_answered_elsewhere_and_so_is_who_comes_right_after(models, elsewhere, monkeypatch):
    elsewhere.answer = QueryVector(np.zeros(4, np.float32), (0.5, 0.5), {})
    now = 1000.0
    monkeypatch.setattr("service.queries.time.monotonic", lambda: now)
    with models._queries._counted():
        assert models.encode_query(None, "ring", 0.3) is elsewhere.answer
    assert models.encode_query(None, "bracelet") is elsewhere.answer
    assert elsewhere.asked == [(None, "ring", 0.3), (None, "bracelet", None)]
    assert calls(models) == (0, 0, [])
    now += STILL_CROWDED
    assert models.encode_query(None, "brooch") is not elsewhere.answer


def test_what_is_not_answered_elsewhere_is_answered_here(models, elsewhere):
    with models._queries._counted():
        assert models.encode_query(None, "ring").weights == (0, 1)
    assert elsewhere.asked == [(None, "ring", None)]


@pytest.mark.parametrize(
    ("cores", "size", "threads", "asked"), [(2, 1, None, 1), (1, 1, None, 0), (2, 51_000_000, None, 0), (2, 1, 1, 0)]
)
def test_a_second_process_is_for_small_towers_and_several_cores(
    models, elsewhere, monkeypatch, tmp_path, cores, size, threads, asked
):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    others = Models(Bundle(tmp_path, size), threads=threads)
    with others._queries._counted():
        others.encode_query(None, "ring")
    assert len(elsewhere.asked) == asked


def test_only_the_tower_of_a_lone_query_has_every_core_and_stays_awake(models):
    alone, shared = models._queries._image_alone, models._queries._image
    assert (alone.threads, alone.awake) == (None, True)
    assert (shared.threads, shared.awake) == (1, False)
    assert not models._image.awake  # that of an import, beside which photos are decoded


@pytest.mark.parametrize(("size", "sessions"), [(1, 2), (51_000_000, 1)])
def test_a_large_tower_is_held_once(models, tmp_path, size, sessions):
    queries = Models(Bundle(tmp_path, size))._queries
    assert len({queries._image, queries._image_alone}) == sessions


def test_stages_are_timed_in_milliseconds(models, photo):
    took = models.encode_query(photo, "ring").took_ms
    assert list(took) == ["decode", "encode", "fuse"]
    assert all(ms >= 0 for ms in took.values())
    assert took["decode"] > 0


def test_the_fingerprint_is_the_bundles(models):
    assert models.fingerprint == "of-the-bundle"


def test_what_the_heads_guess_are_predictions(models, monkeypatch) -> None:
    class Heads:
        def __init__(self, bundle, *, threads=None):
            pass

        def guess(self, vectors):
            return [{"metal": Guess("silver", 0.9)} if vector[0] else {} for vector in vectors]

    monkeypatch.setattr("service.models.AttributeHeads", Heads)
    shown = models.guess_attributes(np.array([[1, 0], [0, 1]], np.float32))
    assert shown == [{"metal": Prediction("silver", 0.9)}, {}]


def test_a_query_tells_which_part_of_its_photo_was_looked_at_each_time_it_comes(tmp_path):
    models = Models(load_bundle(bundle_with_locator(tmp_path)), threads=1)
    photo = Image.new("RGB", (400, 300), (240, 240, 240))
    photo.paste((20, 10, 0), (20, 20, 120, 120))
    file = io.BytesIO()
    photo.save(file, "PNG")
    first, again = (models.encode_query(file.getvalue(), text) for text in ("", "in silver"))
    assert first.looked_at == again.looked_at is not None
    left, top, right, bottom = first.looked_at
    assert (left, top) == (0, 0)
    assert 120 / 400 < right < 0.6
    assert 120 / 300 < bottom < 0.8
    assert models.encode_query(None, "in silver").looked_at is None
