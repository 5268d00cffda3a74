from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from encoders.towers.resnet import ResNetTower
from tests.unit.training.made_products import made_products
from training.embedding_memory import EmbeddingMemory
from training.image_tower import ImageTowerRecipe, ImageTowerTraining
from training.image_tower_data import TowerData, photo_files, tower_data
from training.photo_to_product import PhotoToProduct
from training.pictures import kept_pixels, load_pixels
from training.progress import Log
from training.threaded_tower import ThreadedTower

RECIPE = ImageTowerRecipe(
    embed_dim=16, passes=48, products_per_batch=6, sizes=((0.0, 32), (0.5, 48)), memory=20, stem_until=1.0
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> TowerData:
    folder = tmp_path_factory.mktemp("photos")
    products = [product for product in made_products(folder) if product.split == "train"]
    texts = [[product.texts[0], "a ring"] for product in products]
    vectors = np.random.default_rng(0).normal(size=(2 * len(products), 8)).astype(np.float32)
    teacher = np.ones((3 * len(products), 5), dtype=np.float32)
    return tower_data(products, load_pixels(photo_files(products), 64), None, texts, vectors, teacher)


def training(data: TowerData, checkpoint: Path) -> ImageTowerTraining:
    return ImageTowerTraining(RECIPE, data, checkpoint)


def test_a_resumed_run_ends_near_where_an_unbroken_one_does(data: TowerData, tmp_path: Path) -> None:
    unbroken = training(data, tmp_path / "unbroken.pt")
    list(unbroken.run(Log()))
    broken = training(data, tmp_path / "broken.pt")
    broken.steps = 2
    list(broken.run(Log()))
    resumed = training(data, tmp_path / "broken.pt")
    assert resumed.step == 2
    list(resumed.run(Log()))
    assert resumed.step == unbroken.step
    for first, second in zip(unbroken.tower.parameters(), resumed.tower.parameters(), strict=True):
        torch.testing.assert_close(first, second, atol=2e-2, rtol=1e-1)


@pytest.mark.parametrize(
    ("architecture", "settled", "learning"),
    [
        ("resnet10t", ("backbone.conv1.", "backbone.bn1."), "backbone.layer1.0.conv1.weight"),
        ("tf_efficientnet_lite0", ("backbone.conv_stem.", "backbone.blocks.2."), "backbone.blocks.3.0.conv_pw.weight"),
    ],
)
def test_first_layers_that_are_left_alone_stay_as_they_are_while_the_rest_learns(
    data: TowerData, tmp_path: Path, architecture: str, settled: tuple[str, ...], learning: str
) -> None:
    recipe = replace(RECIPE, architecture=architecture, stem_until=0.0)
    run = ImageTowerTraining(recipe, data, tmp_path / "run.pt")
    before = {name: parameter.clone() for name, parameter in run.tower.named_parameters()}
    list(run.run(Log()))
    changed = {name for name, parameter in run.tower.named_parameters() if not torch.equal(parameter, before[name])}
    assert not any(name.startswith(settled) for name in changed)
    assert {learning, "projection.weight"} <= changed


def test_products_of_a_batch_come_with_a_photo_of_the_catalogue_and_one_of_a_shopper(
    data: TowerData, tmp_path: Path
) -> None:
    run, mixed = training(data, tmp_path / "run.pt"), 0
    for step in range(20):
        batch = run._draw(step)
        for product, pair in zip(batch.products[::2].tolist(), batch.rows.view(-1, 2).tolist(), strict=True):
            assert set(pair) <= {*data.packshots[product], *data.photos[product]}
            mixed += pair[0] in data.packshots[product] and pair[1] in data.photos[product]
    assert mixed > 0.7 * 20 * RECIPE.products_per_batch


def test_a_share_of_the_batch_are_whole_families(data: TowerData, tmp_path: Path) -> None:
    family = {product: number for number, members in enumerate(data.families) for product in members}

    def families(share: float) -> set[int]:
        """How many families batches are of; each of them has more members than a batch."""
        run = ImageTowerTraining(replace(RECIPE, family_share=share), data, tmp_path / "run.pt")
        return {len({family[product] for product in run._draw(step).products.tolist()}) for step in range(10)}

    assert families(1.0) == {1}
    assert max(families(0.0)) == 2


def test_values_that_are_too_rare_and_columns_that_tell_nothing_apart_are_not_learned(tmp_path: Path) -> None:
    products = [product for product in made_products(tmp_path) if product.split == "train"]
    products = products[:15]  # rubies, sapphires and none of two families, some of them five times only
    pixels = np.zeros((3 * len(products), 3, 8, 8), dtype=np.uint8)
    texts = [["x"]] * len(products)
    labels = tower_data(products, pixels, None, texts, np.zeros((len(products), 4), np.float32), None).labels
    assert "category look" not in labels
    metals = [product.facts["metal look"] for product in products]
    assert [number >= 0 for number in labels["metal look"].tolist()] == [metals.count(metal) >= 6 for metal in metals]
    assert -1 in labels["metal look"].tolist()


def test_it_is_judged_by_shoppers_photos_against_packshots(tmp_path: Path) -> None:
    products = [product for product in made_products(tmp_path) if product.split == "validation"]
    judge = PhotoToProduct(products, tmp_path / "work", Log(), size=48)
    assert judge.asked == [row for row in range(len(products)) for _ in range(2)]

    class Colours(nn.Module):
        def forward(self, pixels: Tensor) -> object:
            return type("Encoding", (), {"vector": nn.functional.adaptive_avg_pool2d(pixels, 12).flatten(1) - 0.5})()

    recalls = judge(Colours(), 48)
    assert 0.3 < recalls["R@1"] <= recalls["R@10"] == 1


def test_a_memory_of_nothing_stays_empty() -> None:
    memory = EmbeddingMemory(0, 2)
    memory.add(torch.ones(3, 2), torch.arange(3))
    assert memory.content().vectors.shape == (0, 2)


def test_the_memory_keeps_the_newest_and_says_what_each_shows() -> None:
    memory = EmbeddingMemory(3, 2)
    assert len(memory.content().keys) == 0
    for number in range(5):
        memory.add(torch.full((1, 2), float(number)), torch.tensor([number]))
    content = memory.content()
    assert set(content.keys.tolist()) == {2, 3, 4}
    assert torch.equal(content.vectors[:, 0], content.keys.float())


def test_threads_give_the_gradients_that_one_whole_batch_gives() -> None:
    torch.manual_seed(0)
    tower, pixels = ResNetTower("resnet10t", embed_dim=8).eval(), torch.rand(4, 3, 32, 32)

    def embed(replica: nn.Module, part: Tensor) -> Tensor:
        vector: Tensor = replica.eval()(part).vector  # statistics of a batch differ from those of its halves
        return vector

    embed(tower, pixels).square().sum().backward()  # type: ignore[no-untyped-call]
    wanted = [parameter.grad.clone() for parameter in tower.parameters() if parameter.grad is not None]
    tower.zero_grad()
    threaded = ThreadedTower(tower, 2, embed)
    vectors = threaded.forward(pixels)
    vectors.square().sum().backward()
    assert vectors.grad is not None
    threaded.backward(vectors.grad)
    threaded.close()
    for parameter, gradient in zip(tower.parameters(), wanted, strict=True):
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("settled", [True, False])
def test_settled_statistics_stay_while_weights_learn(data: TowerData, tmp_path: Path, settled: bool) -> None:
    recipe = replace(RECIPE, architecture="resnet10t", settled=settled, memory=0)
    run = ImageTowerTraining(recipe, data, tmp_path / "run.pt")
    before = {name: value.clone() for name, value in run.tower.state_dict().items()}
    list(run.run(Log()))
    changed = {name for name, value in run.tower.state_dict().items() if not torch.equal(value, before[name])}
    assert {"backbone.layer1.0.conv1.weight", "backbone.layer1.0.bn1.weight"} <= changed
    assert any(name.endswith("running_mean") for name in changed) is not settled


def test_pictures_grow_while_it_trains_and_the_rate_rises_stays_and_falls() -> None:
    assert [RECIPE.size_at(progress) for progress in (0.0, 0.49, 0.5, 1.0)] == [32, 32, 48, 48]
    rates = [RECIPE.rate_at(progress) for progress in (0.0, 0.3, 0.6, 0.8, 1.0)]
    assert rates[0] < rates[1] == rates[2] == RECIPE.learning_rate > rates[3] > rates[4] > 0


def test_photos_are_decoded_once_and_then_mapped(tmp_path: Path) -> None:
    files = photo_files(made_products(tmp_path)[:2])
    first = kept_pixels(files, 24, tmp_path / "work", Log())
    for file in files:
        file.unlink()
    again = kept_pixels(files, 24, tmp_path / "work", Log())
    assert first.shape == (6, 3, 24, 24)
    np.testing.assert_array_equal(first, again)


def test_a_run_with_masks_lays_pieces_on_other_grounds(data: TowerData, tmp_path: Path) -> None:
    masks = np.zeros((len(data.pixels), 64, 64), dtype=np.uint8)
    masks[:, 24:40, 24:40] = 255
    plain = training(data, tmp_path / "plain.pt")._draw(3)
    masked = training(replace(data, masks=masks), tmp_path / "masked.pt")._draw(3)
    assert torch.equal(plain.rows, masked.rows)
    changed = (plain.pixels - masked.pixels).abs().amax(dim=(1, 2, 3)) > 0.2
    assert 0.2 < float(changed.float().mean()) <= 1
    list(training(replace(data, masks=masks), tmp_path / "run.pt").run(Log()))
