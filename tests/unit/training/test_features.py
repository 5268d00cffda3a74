"""What the shipped towers see is kept, and is what they see when asked anew."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from tests.unit.training.made_products import made_products
from training.corpus import Corpus, CorpusProduct, Query
from training.features import LONGEST, encode_photos, encode_texts
from training.fusion_data import gather
from training.progress import silent

BUNDLE = Path("models/loupe-mini")


class Counting:
    """A `Progress` that adds up how much there was to encode."""

    def __init__(self) -> None:
        self.encoded = 0

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        self.encoded += of if done == of else 0


@pytest.fixture
def products(tmp_path: Path) -> list[CorpusProduct]:
    return made_products(tmp_path)[:2]


def test_a_photo_as_it_is_comes_first_and_is_what_the_service_would_see(
    products: list[CorpusProduct], tmp_path: Path
) -> None:
    file, other = products[0].packshots[0], products[1].packshots[0]
    photos = encode_photos(BUNDLE, [file, other], [file], tmp_path / "kept", versions=2)
    assert [len(photos.rows[name]) for name in (file, other)] == [3, 1]
    encoder = GraphImageEncoder(load_bundle(BUNDLE), threads=1)
    expected = encoder.encode([encoder.preprocess(decode_photo(file.read_bytes()))])
    seen = photos.modality([photos.rows[file][0]], tokens=True)
    np.testing.assert_allclose(seen.vector.numpy(), expected.vector, atol=2e-3)
    np.testing.assert_allclose(seen.tokens.numpy(), expected.tokens, rtol=2e-2, atol=2e-2)
    altered = photos.vectors[photos.rows[file][1:]]
    assert (altered @ photos.vectors[photos.rows[file][0]] < 0.999).all()


def test_nothing_is_encoded_twice_but_what_has_changed(products: list[CorpusProduct], tmp_path: Path) -> None:
    files = [file for product in products for file in product.packshots]

    def encoded() -> int:
        counting = Counting()
        encode_photos(BUNDLE, files, files[:1], tmp_path / "kept", progress=counting)
        encode_texts(BUNDLE, ["a ring", "in rose gold"], tmp_path / "kept", progress=counting)
        return counting.encoded

    assert encoded() == 5
    assert encoded() == 0
    os.utime(files[1], ns=(1, 1))
    assert encoded() == 1


def test_texts_keep_their_vectors_and_first_tokens(tmp_path: Path) -> None:
    long = "a very long description of a ring " * 12
    words = encode_texts(BUNDLE, ["in rose gold", long, "in rose gold"], tmp_path)
    encoder = GraphTextEncoder(load_bundle(BUNDLE), threads=1)
    read = words.modality([words.rows["in rose gold"][0], words.rows[long][0], -1], tokens=True)
    assert read.present.tolist() == [True, True, False]
    assert read.mask.sum(dim=1).tolist() == [5, LONGEST, 0]
    # int8 activations are scaled by batch, so that a text is seen a little differently beside others.
    assert float((read.vector[0].numpy() * encoder.encode_vectors(["in rose gold"])[0]).sum()) > 0.97
    torch.testing.assert_close(read.vector[:2].norm(dim=1), torch.ones(2), atol=2e-3, rtol=0)


def test_the_product_role_reads_no_tokens(tmp_path: Path) -> None:
    words = encode_texts(BUNDLE, ["in rose gold"], tmp_path)
    read = words.modality([0, -1], tokens=False)
    assert read.tokens.shape == (2, 1, words.token_width)
    assert not read.mask.any()


def test_a_product_without_shoppers_photos_is_shown_by_altered_packshots(
    products: list[CorpusProduct], tmp_path: Path
) -> None:
    bare = CorpusProduct("x", "x", "test", {}, ("",), products[0].packshots)
    queries = {"test": {"both": [Query("both", 1, "a ruby ring", 1, ())]}}
    data = gather(BUNDLE, Corpus([products[1], bare], queries), tmp_path, progress=silent)  # type: ignore[arg-type]
    ((shown,),) = data.shown_rows(1)
    assert shown == data.photos.rows[bare.packshots[0]][1]
    assert len(data.shown_rows(0)) == len(products[1].photos)
    everything = {"a ruby ring", *data.nonsense, *data.talk.listings, *data.talk.asked, *products[1].texts}
    assert set(data.words.rows) == everything
