"""A text tower that serves, brought back some way to the network that it was tuned from.

What a tuned tower gained on its lessons it lost, in part, on words that these do not have. Weights between both keep
most of the one and win back most of the other.

Source: Wortsman et al. 2022, arXiv:2109.01903.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from encoders.towers.bert import BertTower
from training.between_runs import mixed
from training.warm_start import weights_of

_MOVED = 4.0  # steps of eight bits by which an embedding differs that was moved, and not only rounded


def mix_text_tower(graph: Path, tokenizer: Path, original: Path, share: float, out: Path) -> int:
    """Write the tower between one that serves and the network that it was tuned from, in transformers' format.

    Embeddings do not move in tuning, but for words that took the places of others: these stay the served ones, all
    others are the original's, which were never rounded.

    Args:
        graph: Of the tower that serves, a BERT in any precision.
        tokenizer: Its.
        original: Folder of the network, in transformers' format.
        share: Of the served weights, in [0, 1].
        out: Folder to write, with the tokenizer.

    Returns:
        How many embeddings are the served ones.

    Raises:
        ValueError: The graph is no BERT, or another one.
    """
    tower = BertTower(original)
    known = tower.bert.state_dict()
    served, moved = _served_state(graph, known)
    tower.bert.load_state_dict(mixed(known, served, share) | {name: served[name] for name in known if _is_table(name)})
    tower.bert.save_pretrained(out)
    if (original / "1_Pooling").is_dir():
        shutil.copytree(original / "1_Pooling", out / "1_Pooling", dirs_exist_ok=True)
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    return moved


def _served_state(graph: Path, known: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], int]:
    """The weights of a graph by the names that the network has for them, and how many embeddings were moved."""
    values = weights_of(graph, "tower.bert.")
    state, moved = dict(known), 0
    for name, weight in known.items():
        if not weight.is_floating_point():
            continue
        whole, step = _table(values, name) if f"{name}_quantized" in values else (values.get(name), 0.0)
        if whole is None or whole.shape != weight.shape:
            raise ValueError(f"{graph} has no “{name}” of this shape: its tower is no BERT, or another one.")
        served = torch.from_numpy(np.ascontiguousarray(whole))
        if _is_table(name):
            far = (served - weight).abs().amax(dim=1) > _MOVED * step
            served, moved = torch.where(far[:, None], served, weight), moved + int(far.sum())
        state[name] = served
    return state, moved


def _table(values: Mapping[str, NDArray[np.float32]], name: str) -> tuple[NDArray[np.float32], float]:
    """An embedding's table, and what one step of its eight bits is."""
    scale, zero = values[f"{name}_scale"], values[f"{name}_zero_point"]
    return (values[f"{name}_quantized"] - zero) * scale, float(scale.max())


def _is_table(name: str) -> bool:
    return name.endswith("embeddings.weight")
