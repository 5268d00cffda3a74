import json
from pathlib import Path
from typing import Any

import pytest
import torch

from encoders.towers.transformers_towers import TransformersClipTextTower, TransformersImageTower

SHAPE = {"intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
TEXT = {**SHAPE, "vocab_size": 100, "hidden_size": 32, "max_position_embeddings": 16}
TEXT |= {"bos_token_id": 97, "eos_token_id": 98, "pad_token_id": 1}
VISION = {**SHAPE, "hidden_size": 64, "image_size": 32, "patch_size": 8}
PREPARED = {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.25, 0.25, 0.25], "resample": 3, "do_resize": True}
CROPPED = {**PREPARED, "size": {"shortest_edge": 36}, "do_center_crop": True, "crop_size": {"height": 32, "width": 32}}
SQUASHED = {**PREPARED, "size": {"height": 32, "width": 32}, "resample": 2}


def save(model: Any, folder: Path, prepared: dict[str, object]) -> Any:
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(prepared))
    return model.eval()


def small_clip(folder: Path) -> Any:
    from transformers import CLIPConfig, CLIPModel

    return save(CLIPModel(CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=24)), folder, CROPPED)


def small_siglip(folder: Path) -> Any:
    from transformers import SiglipConfig, SiglipModel

    return save(
        SiglipModel(SiglipConfig(text_config=TEXT, vision_config={**VISION, "hidden_size": 32})), folder, SQUASHED
    )


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    return (pixels - torch.tensor([0.5, 0.4, 0.3]).view(1, 3, 1, 1)) / 0.25


@pytest.mark.parametrize(
    ("make", "dim", "width", "fitted"),
    [(small_clip, 24, 64, ("crop", 36, "bicubic")), (small_siglip, 32, 32, ("squash", None, "bilinear"))],
)
def test_photos_get_the_vectors_of_the_clip_that_was_saved(
    make: Any, dim: int, width: int, fitted: tuple[object, ...], tmp_path: Path
) -> None:
    saved = make(tmp_path)
    tower = TransformersImageTower(tmp_path).eval()
    pixels = torch.rand(2, 3, 32, 32)
    encoding = tower(pixels)
    expected = saved.get_image_features(normalised(pixels))
    assert torch.allclose(encoding.vector, getattr(expected, "pooler_output", expected), atol=1e-5)
    assert (tower.dim, tower.token_width, tower.size) == (dim, width, 32)
    assert encoding.tokens.shape == (2, 16, width)
    assert (tower.fitting.way, tower.fitting.scaled_to, tower.fitting.interpolation) == fitted
    corner = torch.zeros(1, 3, 32, 32)
    corner[:, :, :8, -8:] = 1
    change = (tower(corner).tokens - tower(torch.zeros_like(corner)).tokens).abs().sum(dim=(0, 2))
    assert change.argmax() == 3


@pytest.mark.parametrize("make", [small_clip, small_siglip])
def test_texts_get_the_vectors_of_the_clip_that_was_saved(make: Any, tmp_path: Path) -> None:
    saved = make(tmp_path)
    tower = TransformersClipTextTower(tmp_path).eval()
    ids = torch.tensor([[97, 5, 6, 98] + [1] * 12])
    expected = saved.get_text_features(input_ids=ids)
    encoding = tower(ids, (ids != 1).long())
    assert torch.allclose(encoding.vector, getattr(expected, "pooler_output", expected), atol=1e-5)
    assert (tower.dim, tower.context_length, tower.reads_padding) == (
        encoding.vector.shape[1],
        16,
        make is small_siglip,
    )
    assert encoding.mask.sum() == 4


@pytest.mark.parametrize("kind", ["Dinov2", "ViT", "ConvNext"])
def test_image_networks_alone_give_vectors_and_regions(kind: str, tmp_path: Path) -> None:
    import transformers

    shapes = {
        "ConvNext": {"num_stages": 2, "hidden_sizes": [16, 32], "depths": [1, 1]},
        "ViT": {**VISION, "hidden_size": 32},
        "Dinov2": {
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
    }
    config = getattr(transformers, f"{kind}Config")(**shapes[kind])
    save(
        getattr(transformers, f"{kind}Model")(config),
        tmp_path,
        {**PREPARED, "size": {"shortest_edge": 32}, "crop_pct": 0.875},
    )
    tower = TransformersImageTower(tmp_path).eval()
    encoding = tower(torch.rand(2, 3, 32, 32))
    assert (tower.dim, tower.token_width, tower.fitting.scaled_to) == (32, 32, 36)
    assert encoding.vector.shape == (2, 32)
    assert encoding.tokens.shape == (2, 16, 32)


def test_photos_that_do_not_end_square_are_an_error(tmp_path: Path) -> None:
    from transformers import ViTConfig, ViTModel

    save(
        ViTModel(ViTConfig(**{**VISION, "hidden_size": 32})),
        tmp_path,
        {**PREPARED, "size": {"height": 32, "width": 64}},
    )
    with pytest.raises(ValueError, match="cannot be served"):
        TransformersImageTower(tmp_path)


def test_a_folder_without_a_clip_has_no_text_half(small_bert: Path) -> None:
    with pytest.raises(ValueError, match="bert, which has no text half"):
        TransformersClipTextTower(small_bert)
