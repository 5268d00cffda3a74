"""The whole way from renders to a bundle that serves, at a size that takes seconds."""

from pathlib import Path

import pytest
from PIL import Image

from tests.unit.training.conftest import tiny_bert as tiny_bert
from tests.unit.training.rendered import write_renders

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter and transformers warn about their own internals


def test_renders_become_a_bundle_that_serves(tmp_path: Path, tiny_bert: Path) -> None:
    from bundles import load_bundle
    from service.models import Models
    from training.build import BuildPaths, build
    from training.fusion_fitting import FusionRecipe
    from training.image_tower import ImageTowerRecipe
    from training.progress import Log

    write_renders(tmp_path / "renders")
    paths = BuildPaths(tmp_path / "renders", tiny_bert, None, tmp_path / "work", tmp_path / "bundle")
    tower = ImageTowerRecipe(embed_dim=16, passes=24, products_per_batch=6, sizes=((0.0, 48),))
    manifest = build(paths, tower, FusionRecipe(steps=3, queries=12, distractors=6), Log())

    assert set(manifest.metrics) == {"photo", "words", "composed", "both"}
    card = (tmp_path / "bundle" / "MODEL_CARD.md").read_text()
    assert "fixed weight" in card
    assert "gated" in card
    models = Models(load_bundle(tmp_path / "bundle"), threads=1)
    photo = (tmp_path / "renders" / "images" / "f0-0_0.jpg").read_bytes()
    both = models.encode_query(photo, "in rose gold")
    assert both.vector.shape == (16 + 16,)
    assert sum(both.weights) == pytest.approx(1)
    with Image.open(tmp_path / "renders" / "images" / "f0-1_0.jpg") as image:
        pixels = models.preprocess(image.convert("RGB"))
    product = models.fuse(models.encode_photos([pixels]), models.encode_texts(["rose gold ring"]))
    assert product.shape == (1, 32)
