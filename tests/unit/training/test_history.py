from pathlib import Path

import pytest

from tests.unit.training.made_products import made_products
from training.corpus import Corpus
from training.fusion_fitting import FusionRecipe
from training.history import Stage, read_history, written_history
from training.image_tower import ImageTowerRecipe

RECIPES = ImageTowerRecipe(passes=500, sizes=((0.0, 96), (0.5, 128))), FusionRecipe(steps=7)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(made_products(tmp_path), {})


def test_a_stage_counts_what_was_learned_from_and_nothing_else(corpus: Corpus) -> None:
    stage = Stage.of(corpus, *RECIPES, None, 90.0)
    assert (stage.products, stage.photos, stage.passes, stage.sizes) == (18, 54, 500, (96, 128))
    assert (stage.started_from, stage.minutes, stage.fusion_steps) == ("", 1.5, 7)


def test_a_stage_tells_the_checkpoint_that_it_began_with(corpus: Corpus) -> None:
    assert Stage.of(corpus, *RECIPES, Path("weights/lite0.pth"), 60.0).started_from == "lite0.pth"


def test_a_bundle_that_goes_on_from_another_tells_its_history_too(corpus: Corpus, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    stage = Stage.of(corpus, *RECIPES, None, 60.0)
    written_history(first, None, stage)
    written_history(second, first, stage)
    assert read_history(first) == [stage]
    assert read_history(second) == [stage, stage]


def test_a_bundle_without_a_history_tells_none(tmp_path: Path) -> None:
    assert read_history(tmp_path) == []
