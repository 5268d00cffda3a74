from pathlib import Path

import pytest
import torch

from encoders.towers.architectures import image_tower
from encoders.towers.efficientnet import EfficientNetTower
from encoders.towers.resnet import ResNetTower

LITE = "tf_efficientnet_lite0"


@pytest.fixture(scope="module")
def tower() -> EfficientNetTower:
    torch.manual_seed(0)
    return EfficientNetTower(LITE, embed_dim=24).eval()


def test_a_photo_becomes_a_vector_and_a_token_for_each_region(tower: EfficientNetTower) -> None:
    with torch.no_grad():
        encoding = tower(torch.rand(2, 3, 96, 64))
    assert (tower.dim, tower.token_width) == (24, 320)
    assert encoding.vector.shape == (2, 24)
    assert encoding.tokens.shape == (2, 3 * 2, 320)
    assert encoding.mask.all()


def test_tokens_are_the_last_stage_as_timm_computes_it(tower: EfficientNetTower) -> None:
    pixels = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        stages = tower.backbone.forward_intermediates(
            (pixels - tower.mean) / tower.std, indices=4, intermediates_only=True
        )
        torch.testing.assert_close(tower(pixels).tokens, stages[-1].flatten(2).transpose(1, 2))


def test_weights_of_another_package_are_taken_over_by_their_order(tmp_path: Path) -> None:
    import timm

    saved = timm.create_model(LITE).eval()
    path = tmp_path / "lite0.pth"
    torch.save({f"layer{number}": value for number, value in enumerate(saved.state_dict().values())}, path)
    tower = EfficientNetTower(LITE, embed_dim=8, weights=path).eval()
    pixels = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        features = saved.forward_features((pixels - tower.mean) / tower.std)
        tokens = tower(pixels).tokens.transpose(1, 2).view(1, 320, 2, 2)
        torch.testing.assert_close(tower.backbone.bn2(tower.backbone.conv_head(tokens)), features)


def test_weights_of_another_architecture_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save({"weight": torch.zeros(3)}, path)
    with pytest.raises(ValueError, match="another architecture"):
        EfficientNetTower(LITE, embed_dim=8, weights=path)


def test_settled_layers_cost_no_gradient_and_change_a_vector_little() -> None:
    with torch.inference_mode(False), torch.enable_grad():
        tower, pixels = EfficientNetTower(LITE, embed_dim=8).eval(), torch.rand(4, 3, 64, 64)
        exact = tower(pixels).vector.detach()
        for layer in tower.first_layers:
            layer.requires_grad_(False)
        tower.training = True  # only the tower says so: its layers stay in evaluation mode
        vector = tower(pixels).vector
        torch.autograd.backward(vector.sum())
    assert tower.backbone.conv_stem.weight.grad is None
    assert tower.backbone.blocks[3][0].conv_pw.weight.grad is not None
    assert float(torch.cosine_similarity(vector, exact).min()) > 0.99


def test_towers_are_built_by_the_name_of_their_architecture() -> None:
    assert isinstance(image_tower(LITE, 8), EfficientNetTower)
    assert isinstance(image_tower("resnet10t", 8), ResNetTower)


@pytest.mark.parametrize("able", [True, False])
def test_settled_layers_compute_in_half_precision_only_where_the_processor_can(
    able: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("encoders.towers.efficientnet.can_halve", lambda: able)
    tower = EfficientNetTower(LITE, embed_dim=24).train()
    for layer in tower.first_layers:
        layer.requires_grad_(False)
    seen: list[torch.dtype] = []
    tower.backbone.conv_stem.register_forward_hook(lambda _, __, made: seen.append(made.dtype))
    tower(torch.rand(2, 3, 64, 64))
    assert seen == [torch.bfloat16 if able else torch.float32]
