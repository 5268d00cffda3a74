"""Small networks of the real architectures, saved in the formats of their libraries."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from encoders.towers.torchvision_operators import ensure_torchvision_imports


@pytest.fixture(autouse=True)
def _one_thread_without_gradients() -> Iterator[None]:
    """More threads than free cores make torch slower, and no test here trains."""
    ensure_torchvision_imports()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with torch.inference_mode():
        yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def small_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers with random weights, as transformers saves it."""
    ensure_torchvision_imports()
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("bert")
    config = BertConfig(
        vocab_size=200, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def small_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CLIP of two vision transformers with random weights, as open_clip saves it."""
    vision = {"image_size": 32, "layers": 2, "width": 64, "head_width": 16, "patch_size": 8}
    text = {"context_length": 12, "vocab_size": 100, "width": 32, "heads": 2, "layers": 2}
    return save_clip(tmp_path_factory.mktemp("clip"), {"embed_dim": 24, "vision_cfg": vision, "text_cfg": text})


@pytest.fixture(scope="session")
def clip_with_bert(tmp_path_factory: pytest.TempPathFactory, small_bert: Path) -> Path:
    """A CLIP of a residual network as OpenAI drew it and a BERT that is pooled by its class token."""
    vision = {"image_size": 64, "layers": [1, 1, 1, 1], "width": 16, "patch_size": None}
    text = {"hf_model_name": str(small_bert), "hf_pooler_type": "cls_pooler", "hf_proj_type": "linear"}
    return save_clip(tmp_path_factory.mktemp("clip_bert"), {"embed_dim": 24, "vision_cfg": vision, "text_cfg": text})


@pytest.fixture(scope="session")
def small_siglip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CLIP of one of timm's image networks and a text half that pools its last piece, as SigLIP does."""
    vision = {"image_size": 64, "timm_model_name": "resnet10t", "timm_pool": "avg", "timm_proj": "linear"}
    text = {"context_length": 12, "vocab_size": 100, "width": 32, "heads": 2, "layers": 2}
    text |= {"no_causal_mask": True, "pool_type": "last"}
    return save_clip(tmp_path_factory.mktemp("siglip"), {"embed_dim": 24, "vision_cfg": vision, "text_cfg": text})


def save_clip(folder: Path, architecture: dict[str, object]) -> Path:
    ensure_torchvision_imports()
    import open_clip

    preprocessing = {"mean": [0.5, 0.4, 0.3], "std": [0.25, 0.25, 0.25]}
    config = {"model_cfg": architecture, "preprocess_cfg": preprocessing}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    clip = open_clip.create_model(f"local-dir:{folder}", load_weights=False, pretrained_text=False)
    torch.save(clip.state_dict(), folder / "open_clip_pytorch_model.bin")
    return folder
