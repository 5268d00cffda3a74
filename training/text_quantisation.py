"""Whether a text tower in eight bits still finds what it found in full precision."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bundles import Graph
from encoders.towers.bert import BertTower
from training.export import export_text_tower
from training.text_judging import CUT, TextTrial, figures_of
from training.text_tower import TextEncoding

LEAST_OVERLAP = 0.8
"""Share of the first ten answers that must be the same."""
MOST_LOST = 0.01
"""How much R@10 and nDCG@10 may fall."""
BATCH = 32


class QuantisationError(Exception):
    """A tower in eight bits finds less than it must; the message says how much less."""


def check_int8(folder: Path, trial: TextTrial, work: Path, most_pieces: int = 128) -> dict[str, float]:
    """Export a text tower in eight bits and compare what it finds with what it found.

    Args:
        folder: The tower in transformers' format, with its `tokenizer.json`.
        trial: Phrases and listings.
        work: Where the graph may lie meanwhile.
        most_pieces: Longer texts are cut off.

    Returns:
        "cosine", in the mean over all texts, and "lowest cosine", of the vectors in eight bits to those in full
        precision; "overlap", the share of the first ten answers that are the same; R@10 and nDCG@10 of both.

    Raises:
        QuantisationError: `LEAST_OVERLAP` or `MOST_LOST` is not kept.
    """
    tower, graph = BertTower(folder).eval(), work / "text.int8.onnx"
    export_text_tower(tower, graph)
    texts = [*trial.phrases, *trial.listings]
    with torch.inference_mode():
        full = TextEncoding(tower, folder / "tokenizer.json", most_pieces, halved=False)(texts).numpy()
    small = _graph_vectors(graph, folder / "tokenizer.json", texts, most_pieces)
    graph.unlink()
    figures = compare(full, small, trial)
    lost = max(figures[name] - figures[f"{name} int8"] for name in ("R@10", "nDCG@10"))
    if figures["overlap"] < LEAST_OVERLAP or lost > MOST_LOST:
        raise QuantisationError(
            f"{folder} in eight bits shares {figures['overlap']:.3f} of its first ten answers with itself in full "
            f"precision (at least {LEAST_OVERLAP}) and loses {lost:.3f} of R@10 or nDCG@10 (at most {MOST_LOST}). "
            "Tune it with another recipe, or serve it in full precision."
        )
    return figures


def compare(full: NDArray[np.float32], small: NDArray[np.float32], trial: TextTrial) -> dict[str, float]:
    """The figures of `check_int8` from the vectors of phrases, then listings, (texts, dim), in both precisions."""
    cosines = (full * small).sum(axis=1)
    phrases = len(trial.phrases)
    before, after = (vectors[:phrases] @ vectors[phrases:].T for vectors in (full, small))
    first = [np.argsort(-scores, axis=1, kind="stable")[:, :CUT].tolist() for scores in (before, after)]
    common = [len(set(a) & set(b)) / len(a) for a, b in zip(*first, strict=True)]
    figures = {
        "cosine": float(cosines.mean()), "lowest cosine": float(cosines.min()), "overlap": float(np.mean(common)),
    }  # fmt: skip
    for suffix, scores in (("", before), (" int8", after)):
        found = figures_of(scores, trial)
        figures |= {f"{name}{suffix}": found[name] for name in ("R@10", "nDCG@10")}
    return figures


def _graph_vectors(graph: Path, tokenizer: Path, texts: Sequence[str], most_pieces: int) -> NDArray[np.float32]:
    reader = Tokenizer.from_file(str(tokenizer))
    reader.enable_padding()
    reader.enable_truncation(max_length=most_pieces)
    runtime, order = Graph(graph, threads=1), sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors: dict[int, NDArray[np.float32]] = {}
    for at in range(0, len(order), BATCH):
        rows = order[at : at + BATCH]
        encoded = reader.encode_batch([texts[row] for row in rows])
        feeds = {
            "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
            "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int64),
        }
        (found,) = runtime.run(feeds, ("vector",))
        vectors |= zip(rows, found, strict=True)
    return np.stack([vectors[row] for row in range(len(texts))])
