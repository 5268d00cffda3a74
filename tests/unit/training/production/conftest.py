"""Checkpoints of the real architectures at a tiny size and random weights, in the formats of their libraries."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from encoders.towers.torchvision_operators import ensure_torchvision_imports

VISION = {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 8}
TEXT = {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (*MARKS, "gold", "rose", "ring", "silver", "in", *LETTERS, *(f"##{letter}" for letter in LETTERS))


@pytest.fixture(autouse=True, scope="session")
def _torchvision() -> None:
    ensure_torchvision_imports()


def save_clip(folder: Path, architecture: dict[str, object], *, safe: bool = False) -> Path:
    """Write a CLIP as the hub has those of open_clip."""
    ensure_torchvision_imports()
    import open_clip

    torch.manual_seed(5)
    folder.mkdir(parents=True, exist_ok=True)
    preprocessing = {"mean": [0.5, 0.4, 0.3], "std": [0.25, 0.25, 0.25], "resize_mode": "squash"}
    config = {"model_cfg": architecture, "preprocess_cfg": preprocessing}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    clip = open_clip.create_model(f"local-dir:{folder}", load_weights=False, pretrained_text=False)
    if safe:
        save_file(
            {name: value.contiguous() for name, value in clip.state_dict().items()},
            folder / "open_clip_model.safetensors",
        )
    else:
        torch.save(clip.state_dict(), folder / "open_clip_pytorch_model.bin")
    return folder


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CLIP with open_clip's own tokenizer; its text half looks back only."""
    return save_clip(tmp_path_factory.mktemp("clip"), {"embed_dim": 24, "vision_cfg": VISION, "text_cfg": TEXT})


@pytest.fixture(scope="session")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT with nothing but `vocab.txt` for a tokenizer."""
    ensure_torchvision_imports()
    from transformers import BertConfig, BertModel

    torch.manual_seed(6)
    folder = tmp_path_factory.mktemp("tiny-bert")
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(WORDS), **shape)).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    return folder


@pytest.fixture(scope="session")
def siglip_folder(tmp_path_factory: pytest.TempPathFactory, bert_folder: Path) -> Path:
    """A CLIP whose text half reads its padding, with a tokenizer of transformers, as SigLIP has it."""
    folder = tmp_path_factory.mktemp("siglip")
    (folder / "vocab.txt").write_text((bert_folder / "vocab.txt").read_text())
    (folder / "config.json").write_text((bert_folder / "config.json").read_text())
    text = {"context_length": 16, "vocab_size": len(WORDS), "width": 16, "heads": 2, "layers": 1}
    text |= {"hf_tokenizer_name": "tokenizer", "no_causal_mask": True, "pool_type": "last", "proj_bias": True}
    text |= {"tokenizer_kwargs": {"clean": "canonicalize"}}
    vision = {"image_size": 32, "timm_model_name": "resnet10t", "timm_pool": "avg", "timm_proj": "linear"}
    return save_clip(folder, {"embed_dim": 24, "vision_cfg": vision, "text_cfg": text, "custom_text": True}, safe=True)


@pytest.fixture(scope="session")
def resnet_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ResNet as the hub has those of timm, for photos of 64 pixels."""
    ensure_torchvision_imports()
    import timm
    from timm.models import save_for_hf

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("resnet")
    small = {"input_size": (3, 64, 64), "crop_pct": 1.0, "mean": (0.5, 0.5, 0.5), "std": (0.2, 0.2, 0.2)}
    network = timm.create_model("resnet10t", num_classes=4, pretrained_cfg_overlay=small)
    save_for_hf(network, folder, safe_serialization=True)
    return folder


@pytest.fixture(scope="session")
def photos_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty photos that differ, one folder deep, and files that are none."""
    folder = tmp_path_factory.mktemp("photos")
    draw = np.random.default_rng(8)
    for number in range(60):
        coarse = draw.integers(0, 256, (4, 5, 3), dtype=np.uint8)
        path = folder / str(number % 3) / f"{number}.jpg"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(coarse).resize((80, 64), Image.Resampling.BICUBIC).save(path)
    (folder / "broken.jpg").write_bytes(b"no photo")
    (folder / "notes.txt").write_text("no photo")
    return folder
