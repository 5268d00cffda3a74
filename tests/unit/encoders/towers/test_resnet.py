from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from encoders.towers.resnet import ResNetTower


def test_resnet_50_gives_2048_numbers_and_49_regions() -> None:
    tower = ResNetTower("resnet50").eval()
    encoding = tower(torch.rand(2, 3, 224, 224))
    assert (tower.dim, tower.token_width) == (2048, 2048)
    assert encoding.vector.shape == (2, 2048)
    assert encoding.tokens.shape == (2, 49, 2048)
    assert encoding.mask.shape == (2, 49)
    assert encoding.mask.all()


def test_the_plain_vector_is_what_timm_pools() -> None:
    tower = ResNetTower("resnet10t").eval()
    pixels = torch.rand(2, 3, 64, 64)
    pooled = tower.backbone((pixels - tower.mean) / tower.std)
    assert torch.allclose(tower(pixels).vector, pooled, atol=1e-5)


def test_regions_are_listed_row_by_row() -> None:
    tower = ResNetTower("resnet10t").eval()
    pixels = torch.zeros(1, 3, 128, 128)
    pixels[:, :, :32, 96:] = 1.0  # the upper right of 4 × 4 regions
    change = (tower(pixels).tokens - tower(torch.zeros(1, 3, 128, 128)).tokens).abs().sum(dim=(0, 2))
    assert change.view(4, 4)[0, 3] == change.max()


def test_a_projection_sets_the_length_of_the_vector_and_not_of_the_tokens() -> None:
    tower = ResNetTower("resnet10t", embed_dim=40).eval()
    encoding = tower(torch.rand(2, 3, 64, 64))
    assert (tower.dim, tower.token_width) == (40, 512)
    assert encoding.vector.shape == (2, 40)
    assert encoding.tokens.shape == (2, 4, 512)


def test_the_projection_reads_the_generalised_mean_of_every_stage() -> None:
    tower = ResNetTower("resnet10t", embed_dim=8).eval()
    pixels = torch.rand(1, 3, 64, 64)
    stages = tower.backbone.forward_intermediates((pixels - tower.mean) / tower.std, indices=4, intermediates_only=True)
    means = [
        ((stage[0, channel].clamp(min=1e-4) ** 3).mean() ** (1 / 3))
        for stage in stages
        for channel in range(stage.shape[1])
    ]
    assert tower.projection is not None
    assert torch.allclose(tower(pixels).vector[0], tower.projection(torch.stack(means)), atol=1e-5)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("classes", [0, 1000])
def test_a_local_checkpoint_gives_the_vectors_of_the_network_that_was_saved(
    suffix: str, classes: int, tmp_path: Path
) -> None:
    import timm

    saved = timm.create_model("resnet10t", num_classes=classes).eval()
    path = tmp_path / f"resnet{suffix}"
    if suffix == ".pth":
        torch.save(saved.state_dict(), path)
    else:
        save_file(saved.state_dict(), path)
    tower = ResNetTower("resnet10t", weights=path).eval()
    pixels = torch.rand(2, 3, 64, 64)
    expected = saved.forward_features((pixels - tower.mean) / tower.std).mean(dim=(2, 3))
    assert torch.allclose(tower(pixels).vector, expected, atol=1e-6)
    assert not torch.allclose(ResNetTower("resnet10t").eval()(pixels).vector, expected, atol=1e-3)


def test_hub_weights_are_asked_for_by_timms_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def load(name: str, *args: object, **kwargs: object) -> dict[str, torch.Tensor]:
        import timm

        asked.append(name)
        return dict(timm.create_model("resnet10t").state_dict())

    monkeypatch.setattr("timm.models._builder.load_state_dict_from_hf", load)
    ResNetTower("resnet10t", weights="hub")
    assert asked == ["timm/resnet10t.c3_in1k"]


def test_a_missing_checkpoint_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ResNetTower("resnet10t", weights=tmp_path / "nothing.pth")
