"""A text tower that serves in eight bits, brought back some way to the network that it was tuned from.

What a tuned tower gained on its lessons it lost, in part, on words that these do not have. Weights between both keep
most of the one and win back most of the other.

Source: Wortsman et al. 2022, arXiv:2109.01903.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from encoders.towers.bert import BertTower
from training.between_runs import mixed

_TOWER = "tower.bert."
_EMBEDDINGS = "embeddings."
_MOVED = 4.0  # steps of eight bits by which an embedding differs that was moved, and not only rounded


def mix_text_tower(graph: Path, tokenizer: Path, original: Path, share: float, out: Path) -> int:
    """Write the tower between one that serves and the network that it was tuned from, in transformers' format.

    Embeddings do not move in tuning, but for words that took the places of others: these stay the served ones, all
    others are the original's, which were never rounded.

    Args:
        graph: Of the tower that serves, a BERT whose products are in eight bits and whose ranges are steady.
        tokenizer: Its.
        original: Folder of the network, in transformers' format.
        share: Of the served weights, in [0, 1].
        out: Folder to write, with the tokenizer.

    Returns:
        How many embeddings are the served ones.

    Raises:
        ValueError: The graph is no BERT in eight bits, or another one.
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
    model = onnx.load(graph)
    values = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    products = {
        node.input[6].removeprefix(_TOWER).removesuffix("bias") + "weight": node
        for node in model.graph.node
        if node.op_type == "MatMulIntegerToFloat" and len(node.input) > 6
    }
    state, moved = dict[str, Tensor](), 0
    for name, weight in known.items():
        if not weight.is_floating_point():
            state[name] = weight
            continue
        step = 0.0
        if name in products:
            quantised, scale, zero = (values[products[name].input[place]] for place in (1, 3, 5))
            served = torch.from_numpy(_restored(quantised, scale, zero).T.copy())
        elif f"{_TOWER}{name}_quantized" in values:
            served, step = _table(values, _TOWER + name)
        elif _TOWER + name in values:
            served = torch.from_numpy(values[_TOWER + name].copy())
        else:
            raise ValueError(f"{graph} has no “{name}”: its tower is no BERT in eight bits, or another one.")
        if served.shape != weight.shape:
            raise ValueError(f"“{name}” has another shape in {graph}: its tower was tuned from another network.")
        if step:
            far = (served - weight).abs().amax(dim=1) > _MOVED * step
            served, moved = torch.where(far[:, None], served, weight), moved + int(far.sum())
        state[name] = served
    return state, moved


def _table(values: Mapping[str, NDArray[np.generic]], name: str) -> tuple[Tensor, float]:
    """An embedding's table, and what one step of its eight bits is."""
    scale, zero = values[f"{name}_scale"], values[f"{name}_zero_point"]
    return torch.from_numpy(_restored(values[f"{name}_quantized"], scale, zero)), float(scale.max())


def _restored(
    quantised: NDArray[np.generic], scale: NDArray[np.generic], zero: NDArray[np.generic]
) -> NDArray[np.float32]:
    whole: NDArray[np.float32] = (quantised.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
    return whole


def _is_table(name: str) -> bool:
    return name.startswith(_EMBEDDINGS) and name.endswith("embeddings.weight")
