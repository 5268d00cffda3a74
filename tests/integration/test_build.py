"""The whole way from a benchmark to a bundle that serves, at a size that takes seconds."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.training.conftest import tiny_bert as tiny_bert
from tests.unit.training.made_benchmark import write_benchmark

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter and transformers warn about their own internals


def test_a_benchmark_becomes_a_bundle_that_serves_and_that_training_goes_on_from(
    tmp_path: Path, tiny_bert: Path
) -> None:
    from bundles import load_bundle
    from service.models import Models
    from training.build import BuildPaths, Recipes, build
    from training.fusion_fitting import FusionRecipe
    from training.history import read_history
    from training.image_tower import ImageTowerRecipe
    from training.locator import LocatorRecipe
    from training.progress import Log
    from training.projection import ProjectionRecipe
    from training.text_tower import TextTowerRecipe

    benchmark, out = tmp_path / "benchmark", tmp_path / "bundle"
    write_benchmark(benchmark, masks=True)
    recipes = Recipes(
        TextTowerRecipe(steps=2, products_per_batch=4, memory=8, frozen_layers=0),
        LocatorRecipe(steps=2, batch=4, grounds=8),
        ImageTowerRecipe(embed_dim=16, passes=24, products_per_batch=6, sizes=((0.0, 48),), evaluation_size=64),
        ProjectionRecipe(views=2, steps=3, families=2),
        FusionRecipe(steps=3, queries=12, distractors=6),
        set_aside=0.5,
    )
    paths = BuildPaths([benchmark], tiny_bert, None, None, tmp_path / "work", out, tmp_path / "rivals")
    manifest = build(paths, recipes, Log())

    assert set(manifest.metrics) == {"photo", "words", "composed", "both"}
    card = (out / "MODEL_CARD.md").read_text()
    assert "fixed weight" in card
    assert "gated" in card
    models = Models(load_bundle(out), threads=1)
    photo = next((benchmark / "photos").glob("f0-*.jpg"))
    both = models.encode_query(photo.read_bytes(), "in rose gold")
    assert both.vector.shape == (16 + 16,)
    assert sum(both.weights) == pytest.approx(1)
    with Image.open(photo) as image:
        pixels = models.preprocess(image.convert("RGB"))
    product = models.fuse(models.encode_photos([pixels]), models.encode_texts(["rose gold ring"]))
    assert product.shape == (1, 32)

    again = BuildPaths([benchmark], out, None, out, tmp_path / "work-2", tmp_path / "next", tmp_path / "rivals")
    kept = build(again, recipes, Log())
    assert kept.text.sha256 == manifest.text.sha256
    assert kept.image.sha256 != manifest.image.sha256
    assert kept.image.locator == manifest.image.locator is not None
    first, second = read_history(tmp_path / "next")
    assert (first.started_from, first.passes, second.passes) == ("", 24, 24)
    assert second.started_from.startswith("loupe-mini")
    assert len(json.loads((tmp_path / "rivals" / "rivals.json").read_text())) > 0
