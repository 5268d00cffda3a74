import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.architectures import image_tower
from encoders.towers.pooled import PooledTower
from training.augment import fitted
from training.between_runs import trained_state
from training.image_tower import ImageTowerRecipe
from training.image_tower_data import TowerData
from training.progress import Log
from training.projection import ProjectionRecipe, fitted_projection, pooled_views, settle_projection

FAMILIES, MEMBERS, CHANNELS, DIM = 30, 3, 24, 12
IMAGE = ImageTowerRecipe(architecture="resnet10t", embed_dim=DIM, evaluation_size=32)
RECIPE = ProjectionRecipe(views=2, steps=300, families=10, learning_rate=2e-2)


@pytest.fixture(scope="module")
def data() -> TowerData:
    """Families of three products, with a packshot and a shopper's photo each."""
    count = FAMILIES * MEMBERS
    pixels = np.random.default_rng(0).integers(0, 256, (2 * count, 3, 32, 32), dtype=np.uint8)
    return TowerData(
        pixels=pixels,
        masks=None,
        packshots=[[2 * product] for product in range(count)],
        photos=[[2 * product + 1] for product in range(count)],
        families=[list(range(first, first + MEMBERS)) for first in range(0, count, MEMBERS)],
        keys=torch.arange(count),
        labels={"finish look": torch.arange(count) % MEMBERS},
        texts=torch.zeros(0, 4),
        text_rows=[[] for _ in range(count)],
        teacher=None,
    )


@pytest.fixture(scope="module")
def tower() -> PooledTower:
    torch.manual_seed(0)
    return image_tower("resnet10t", DIM).eval()


def seen(data: TowerData, generator: torch.Generator) -> Tensor:
    """Photos in which the design is loud, what tells siblings apart is faint, and the rest is noise."""
    photos = torch.arange(2 * len(data.keys))
    product = photos // 2
    design = torch.randn(FAMILIES, 8, generator=generator)[product // MEMBERS]
    finish = 0.6 * F.one_hot(product % MEMBERS, MEMBERS)
    noise = 0.5 * torch.randn(len(photos), CHANNELS - 8 - MEMBERS, generator=generator)
    return torch.cat([design, finish, noise], dim=1)[None]


def own_before_siblings(projection: nn.Linear, looks: Tensor) -> float:
    """How often a shopper's photo is nearer to its product's packshot than to those of both siblings."""
    vectors = F.normalize(projection(looks[0].float()), dim=1)
    scores = (vectors[1::2] @ vectors[0::2].T).detach().view(-1, FAMILIES, MEMBERS)
    best = [int(row[number // MEMBERS].argmax()) == number % MEMBERS for number, row in enumerate(scores)]
    return float(np.mean(best))


def test_what_tells_siblings_apart_comes_through_of_photos_that_were_not_learned_from(data: TowerData) -> None:
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    tower = image_tower("resnet10t", DIM)
    tower.projection = nn.Linear(CHANNELS, DIM)
    before = copy.deepcopy(tower.projection.state_dict())
    projection = fitted_projection(tower, seen(data, generator), data, RECIPE, 0, Log())
    others = seen(data, torch.Generator().manual_seed(7))
    assert own_before_siblings(tower.projection, others) < 0.7
    assert own_before_siblings(projection, others) > 0.95
    assert all(torch.equal(value, before[name]) for name, value in tower.projection.state_dict().items())


def test_photos_are_looked_at_as_they_are_and_altered(data: TowerData, tower: PooledTower) -> None:
    looks = pooled_views(tower, data, IMAGE, 3, Log(), threads=2)
    assert looks.shape == (3, len(data.pixels), tower.projection.in_features if tower.projection else 0)
    with torch.inference_mode():
        plain = tower.pool(fitted(torch.from_numpy(data.pixels[70:72]), 32)).stages
    torch.testing.assert_close(looks[0, 70:72].float(), plain, atol=2e-2, rtol=2e-2)
    assert not torch.allclose(looks[1], looks[0], atol=0.05)
    assert not torch.allclose(looks[1], looks[2], atol=0.05)
    assert torch.equal(looks, pooled_views(tower, data, IMAGE, 3, Log(), threads=1))


def test_a_tower_whose_photos_are_not_altered_is_shown_them_once(data: TowerData, tower: PooledTower) -> None:
    assert len(pooled_views(tower, data, replace(IMAGE, augmented=False), 3, Log(), threads=1)) == 1


def test_the_projection_that_finds_most_is_kept_once_and_all_else_stays(
    data: TowerData, tower: PooledTower, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "tower.pt"
    torch.save({"average": {f"module.{name}": value for name, value in tower.state_dict().items()}}, checkpoint)
    before = copy.deepcopy(tower.state_dict())
    recipe = replace(RECIPE, steps=3)

    def new_ones_find_more(judged: nn.Module) -> dict[str, float]:
        return {"R@1": float((judged.state_dict()["projection.weight"] - before["projection.weight"]).abs().sum())}

    assert settle_projection(checkpoint, IMAGE, recipe, data, new_ones_find_more, Log(), 1) == 1
    served = trained_state(checkpoint)
    changed = {name for name, value in served.items() if not torch.equal(value, before[name])}
    assert changed == {"projection.weight", "projection.bias"}

    def again(judged: nn.Module) -> dict[str, float]:
        raise AssertionError("judged again")

    assert settle_projection(checkpoint, IMAGE, recipe, data, again, Log(), 1) == 1


def test_one_that_finds_less_is_not_kept(data: TowerData, tower: PooledTower, tmp_path: Path) -> None:
    checkpoint = tmp_path / "tower.pt"
    torch.save({"average": {f"module.{name}": value for name, value in tower.state_dict().items()}}, checkpoint)
    before = tower.state_dict()["projection.weight"].clone()

    def the_old_one_finds_most(judged: nn.Module) -> dict[str, float]:
        return {"R@1": -float((judged.state_dict()["projection.weight"] - before).abs().sum())}

    recipe = replace(RECIPE, steps=3)
    assert settle_projection(checkpoint, IMAGE, recipe, data, the_old_one_finds_most, Log(), 1) == 0
    assert torch.equal(trained_state(checkpoint)["projection.weight"], before)
