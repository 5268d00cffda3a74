from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from encoders.towers.timm_tower import TimmTower


@pytest.mark.parametrize(
    ("architecture", "dim", "regions", "width"),
    [
        ("resnet10t", 512, 36, 512),
        ("vit_tiny_patch16_224", 192, 196, 192),
        ("swin_tiny_patch4_window7_224", 768, 49, 768),
        ("mobilenetv3_small_050", 1024, 49, 288),
    ],
)
def test_networks_of_every_layout_give_vectors_and_regions(
    architecture: str, dim: int, regions: int, width: int
) -> None:
    tower = TimmTower(architecture).eval()
    pixels = torch.rand(2, 3, tower.size, tower.size)
    encoding = tower(pixels)
    assert (tower.dim, tower.token_width) == (dim, width)
    assert encoding.vector.shape == (2, dim)
    assert encoding.tokens.shape == (2, regions, width)
    assert encoding.mask.all()
    pooled = tower.backbone((pixels - tower.mean) / tower.std)
    assert torch.allclose(encoding.vector, pooled, atol=1e-5)


@pytest.mark.parametrize("architecture", ["resnet10t", "swin_tiny_patch4_window7_224"])
def test_regions_are_listed_row_by_row(architecture: str) -> None:
    tower = TimmTower(architecture).eval()
    pixels = torch.zeros(1, 3, tower.size, tower.size)
    pixels[:, :, :32, -32:] = 1.0
    rows = round(tower(pixels).tokens.shape[1] ** 0.5)
    change = (tower(pixels).tokens - tower(torch.zeros_like(pixels)).tokens).abs().sum(dim=(0, 2))
    assert change.view(rows, rows)[0, -1] == change.max()


def test_photos_are_fitted_as_the_checkpoint_says() -> None:
    tower = TimmTower("vit_tiny_patch16_224")
    assert tower.mean.flatten().tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert (tower.size, tower.fitting.way, tower.fitting.scaled_to) == (224, "crop", 248)


def test_a_local_checkpoint_gives_the_vectors_of_the_network_that_was_saved(tmp_path: Path) -> None:
    import timm

    saved = timm.create_model("resnet10t", num_classes=1000).eval()
    save_file(saved.state_dict(), tmp_path / "weights.safetensors")
    tower = TimmTower("resnet10t", weights=tmp_path / "weights.safetensors").eval()
    pixels = torch.rand(1, 3, 64, 64)
    pooled = saved.forward_head(saved.forward_features((pixels - tower.mean) / tower.std), pre_logits=True)
    assert torch.allclose(tower(pixels).vector, pooled, atol=1e-5)


def test_a_folder_as_the_hub_has_it_says_architecture_and_fitting(tmp_path: Path) -> None:
    import timm
    from timm.models import save_for_hf

    fitting = {"input_size": (3, 96, 96), "interpolation": "bilinear", "crop_pct": 1.0, "crop_mode": "squash"}
    fitting |= {"mean": (0.5, 0.4, 0.3), "std": (0.2, 0.2, 0.2)}
    saved = timm.create_model("resnet10t", num_classes=5, pretrained_cfg_overlay=fitting).eval()
    save_for_hf(saved, tmp_path, safe_serialization=True)
    tower = TimmTower(f"local-dir:{tmp_path}").eval()
    assert (tower.size, tower.fitting.way, tower.fitting.scaled_to) == (96, "squash", 96)
    assert tower.fitting.interpolation == "bilinear"
    assert tower.mean.flatten().tolist() == pytest.approx([0.5, 0.4, 0.3])
    pixels = torch.rand(1, 3, 96, 96)
    pooled = saved.forward_head(saved.forward_features((pixels - tower.mean) / tower.std), pre_logits=True)
    assert torch.allclose(tower(pixels).vector, pooled, atol=1e-5)


def test_an_unknown_architecture_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="Unknown model"):
        TimmTower("no_such_network")
