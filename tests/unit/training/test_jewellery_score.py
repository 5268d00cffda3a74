"""The score that photos of jewellery reach comes from held-out products, and goes into the manifest."""

import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from bundles import load_bundle
from service.settings import REPOSITORY
from training.corpus import Corpus, CorpusProduct, Split
from training.jewellery_score import fit_jewellery_score
from training.progress import Log


def product(folder: Path, name: str, colour: str, split: Split, *, asked: bool = True) -> CorpusProduct:
    Image.new("RGB", (64, 64), colour).save(folder / f"{name}.png")
    file = folder / f"{name}.png"
    return CorpusProduct(name, name, split, {}, (f"{colour} ring",), (file,), (file,) if asked else ())


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(REPOSITORY / "models" / "loupe-mini", folder, copy_function=os.link)
    return folder


def test_photos_of_held_out_products_reach_it_and_the_bundle_says_so(bundle: Path, tmp_path: Path) -> None:
    products = [product(tmp_path, f"{n}", colour, "validation") for n, colour in enumerate(("gold", "navy", "silver"))]
    products.append(product(tmp_path, "other", "red", "train"))
    before = load_bundle(bundle)
    score = fit_jewellery_score(Corpus(products, {}), bundle, Log())
    after = load_bundle(bundle)
    assert 0 < score <= 1
    assert after.manifest.jewellery_score == score
    assert after.fingerprint != before.fingerprint
    assert after.manifest.model_copy(update={"jewellery_score": None}) == before.manifest.model_copy(
        update={"jewellery_score": None}
    )
    again = fit_jewellery_score(Corpus([*products[:3], product(tmp_path, "y", "grey", "train")], {}), bundle, Log())
    assert again == score  # products that were learned from have no say


def test_without_photos_of_shoppers_there_is_no_score(bundle: Path, tmp_path: Path) -> None:
    bare = product(tmp_path, "0", "gold", "validation", asked=False)
    with pytest.raises(ValueError, match="photo of a shopper's"):
        fit_jewellery_score(Corpus([bare], {}), bundle, Log())
