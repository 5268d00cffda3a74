from pathlib import Path

import torch

from tests.unit.training.made_benchmark import write_benchmark
from training.benchmark_corpus import read_benchmarks
from training.image_tower import ImageTowerRecipe
from training.image_tower_fitting import TowerTeachers, fit_image_tower
from training.progress import Log


def test_a_tower_begins_with_a_checkpoint_whose_first_layers_it_leaves_alone(tmp_path: Path, tiny_bert: Path) -> None:
    import timm

    write_benchmark(tmp_path / "benchmark")
    recipe = ImageTowerRecipe(
        embed_dim=8, passes=24, products_per_batch=6, sizes=((0.0, 32),), evaluation_size=32, stem_until=0.0
    )
    taught = timm.create_model(recipe.architecture).state_dict()
    torch.save(taught, tmp_path / "taught.pth")
    teachers = TowerTeachers(tiny_bert, start=tmp_path / "taught.pth")
    done = fit_image_tower(recipe, read_benchmarks([tmp_path / "benchmark"]), teachers, tmp_path / "work", Log())
    tower = torch.load(done, weights_only=True)["tower"]
    assert torch.equal(tower["backbone.conv_stem.weight"], taught["conv_stem.weight"])
    assert not torch.equal(tower["backbone.conv_head.weight"], taught["conv_head.weight"])
