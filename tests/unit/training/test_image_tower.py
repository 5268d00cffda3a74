from pathlib import Path

import numpy as np
import pytest
import torch

from tests.unit.training.rendered import write_renders
from training.augment import augment
from training.image_tower import ImageTowerRecipe, ImageTowerTraining, PhotoToProduct, prepare
from training.progress import Log
from training.renders import read_products

RECIPE = ImageTowerRecipe(embed_dim=16, passes=48, products_per_batch=6, sizes=((0.0, 32), (0.5, 48)))


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renders")
    write_renders(folder)
    return folder


def training(renders: Path, checkpoint: Path) -> ImageTowerTraining:
    products = [product for product in read_products(renders) if product.split == "train"]
    texts = np.random.default_rng(0).normal(size=(len(products), 8)).astype(np.float32)
    teacher = np.ones((3 * len(products), 5), dtype=np.float32)
    return ImageTowerTraining(RECIPE, prepare(renders, products, texts, teacher, size=64), checkpoint)


def test_a_resumed_run_ends_where_an_unbroken_one_does(renders: Path, tmp_path: Path) -> None:
    unbroken = training(renders, tmp_path / "unbroken.pt")
    list(unbroken.run(Log()))
    broken = training(renders, tmp_path / "broken.pt")
    broken.steps = 2
    list(broken.run(Log()))
    resumed = training(renders, tmp_path / "broken.pt")
    assert resumed.step == 2
    list(resumed.run(Log()))
    for first, second in zip(unbroken.tower.parameters(), resumed.tower.parameters(), strict=True):
        torch.testing.assert_close(first, second, atol=2e-2, rtol=1e-1)


def test_it_is_judged_on_products_it_does_not_train_on(renders: Path, tmp_path: Path) -> None:
    run = training(renders, tmp_path / "run.pt")
    products = read_products(renders)
    judge = PhotoToProduct(renders, products, "validation", size=48)
    assert {products[row].split for row in judge.asked} == {"validation"}
    recalls = judge(run.tower, 48)
    assert 0 <= recalls["R@1"] <= recalls["R@10"] <= 1


def test_pictures_grow_while_it_trains() -> None:
    assert [RECIPE.size_at(progress) for progress in (0.0, 0.49, 0.5, 1.0)] == [32, 32, 48, 48]


def test_augmented_pictures_are_pictures_and_drawn_by_the_generator_alone() -> None:
    pixels = torch.randint(0, 256, (5, 3, 40, 40), dtype=torch.uint8)
    first, second = (augment(pixels, 32, torch.Generator().manual_seed(4)) for _ in range(2))
    assert first.shape == (5, 3, 32, 32)
    assert first.min() >= 0
    assert first.max() <= 1
    torch.testing.assert_close(first, second)
    assert not torch.equal(first, augment(pixels, 32, torch.Generator().manual_seed(5)))
