"""The weights that the shipped bundle shows beside a search mean something, on photos and words that are new to it."""

import random
from pathlib import Path

import numpy as np
import pytest

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality, GraphFusion
from jewelbench.release import Release

ROOT = Path(__file__).parents[2]
BUNDLE, BENCHMARK = ROOT / "models" / "loupe-mini", ROOT / "samples" / "jewelbench-s"
METALS = {"yellow gold": "yellow", "rose gold": "rose", "silver": "white"}
NONSENSE = ("xkq wvv zzt", "the bus to town is late", "asdfghjkl", "what is the capital of France", "8471 ...")
PHOTOS = 60


class Weights:
    """How much the words count beside photos, as the bundle says."""

    def __init__(self) -> None:
        bundle = load_bundle(BUNDLE)
        self._image, self._text = GraphImageEncoder(bundle, threads=1), GraphTextEncoder(bundle, threads=1)
        self.fusion = GraphFusion(bundle, threads=1)

    def photo(self, photo: Path) -> EncodedModality:
        pixels = self._image.preprocess(decode_photo(photo.read_bytes()))
        return EncodedModality(*self._image.encode([pixels]))

    def words(self, text: str) -> EncodedModality:
        return EncodedModality(*self._text.encode([text]))

    def of_words(self, photo: Path, text: str) -> float:
        return float(self.fusion.fuse_queries(self.photo(photo), self.words(text)).weights[0, 1])


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights()


@pytest.fixture(scope="module")
def shown() -> list[tuple[Path, str]]:
    """Packshots with the look of their metal, of which the words know all but black."""
    release = Release(BENCHMARK)
    products = [product for product in release.products() if product.look["metal"] in METALS.values()]
    photos = release.photos()
    chosen = random.Random(1).sample(products, PHOTOS)
    return [(BENCHMARK / photos[product.packshots[0]].file, product.look["metal"]) for product in chosen]


def test_words_of_several_shoppers_are_encoded_together_as_each_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = GraphTextEncoder(load_bundle(BUNDLE), threads=1)
    texts = [*NONSENSE, "ring", "bague en or rose", "like this, but in white gold with a pear-shaped ruby " * 4, "ring"]
    alone = [encoder.encode([text]) for text in texts]
    batches: list[int] = []
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda batch: batches.append(len(batch)) or encode(batch))
    together = encoder.encode_each(texts)
    assert batches == [8, 1]
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(other.vector, one.vector, atol=1e-3)
        np.testing.assert_allclose(other.tokens, one.tokens, atol=0.05)
        np.testing.assert_array_equal(other.mask, one.mask)


def test_beside_nonsense_the_photo_counts_nearly_all(weights: Weights, shown: list[tuple[Path, str]]) -> None:
    counted = [weights.of_words(photo, NONSENSE[row % len(NONSENSE)]) for row, (photo, _) in enumerate(shown)]
    assert np.mean(counted) < 0.1


def test_a_change_of_metal_counts_more_than_the_same_words_beside_that_metal(
    weights: Weights, shown: list[tuple[Path, str]]
) -> None:
    repeated, changed = [], []
    for photo, look in shown:
        for metal, seen in METALS.items():
            (repeated if seen == look else changed).append(weights.of_words(photo, f"in {metal}"))
    assert np.mean(changed) > np.mean(repeated) + 0.05
    assert np.mean(repeated) > 0


def test_queries_of_several_callers_at_once_are_answered_like_each_alone(
    weights: Weights, shown: list[tuple[Path, str]]
) -> None:
    first, second = (weights.photo(photo) for photo, _ in shown[:2])
    short, long = map(weights.words, ("in rose gold", "a thin silver band with seven small sapphires and a halo"))
    queries = [(first, None), (None, short), (second, long), (first, short)]
    together = weights.fusion.fuse_each(queries)
    for row, query in enumerate(queries):
        alone = weights.fusion.fuse_queries(*query)
        np.testing.assert_allclose(together.embedding[row], alone.embedding[0], atol=1e-4)
        np.testing.assert_allclose(together.weights[row], alone.weights[0], atol=1e-3)
