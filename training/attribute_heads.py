"""Heads that tell from a photo's vector what the piece is: one softmax an attribute on the frozen image tower.

A head is linear, or has a layer between, whichever tells photos better that it was not fitted on: stones, of which
there are many, need the layer; categories and metals do not.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from bundles import AttributesSpec, Bundle, load_bundle
from encoders.attributes import NONE
from encoders.calibration import calibration_error
from encoders.graph_encoders import GraphImageEncoder
from encoders.photo import decode_photo
from training.bundle_writer import replace_attributes
from training.export import export_attribute_heads
from training.progress import Log
from training.schedule import warm_cosine

ATTRIBUTES = ("category", "metal", "gemstone")
RARE = 8  # photos of a label below which it is left out
DECAYS = (1e-5, 1e-4, 1e-3, 1e-2)  # of a linear head's weights; photos that were not fitted on choose
HIDDEN = 512  # numbers between the two layers of a deep head
DROPPED = (0.3, 0.5)  # shares that a deep head is fitted without: of the vector, and of what is between
STEPS, PHOTOS, RATE, DECAY = 1000, 256, 1e-3, 0.05  # in which a deep head is fitted
SPREAD = 20.0  # what a deep head multiplies unit vectors by, whose numbers are small
Way = Callable[[Tensor, Tensor, int], nn.Module]
"""Fits a head to vectors (photos, dim) and the numbers of their labels (photos,), of so many labels."""
WANTED = 0.9  # share of right guesses above the threshold
FEWEST = 20  # guesses above a threshold before it is believed
BATCH = 32
FOLDS = 5


@dataclass(frozen=True)
class LabelledPhotos:
    """Photos with what they show.

    Attributes:
        vectors: (photos, dim), unit length.
        labels: For each attribute a label a photo, "" for none.
        families: Of each photo; products of one family are alike, so they must not part into fitting and judging.
    """

    vectors: NDArray[np.float32]
    labels: Mapping[str, Sequence[str]]
    families: Sequence[str]


class AttributeHead(nn.Module):
    """One softmax for each attribute."""

    def __init__(self, dim: int, labels: Mapping[str, Sequence[str]]) -> None:
        """Make linear heads on vectors of `dim` numbers, all zero."""
        super().__init__()
        self.heads = nn.ModuleList(_linear(dim, len(words)) for words in labels.values())
        self.temperatures = nn.Parameter(torch.ones(len(labels)), requires_grad=False)

    def forward(self, vectors: Tensor) -> tuple[Tensor, ...]:
        """Vectors (batch, dim) to likelihoods (batch, labels), one tensor an attribute."""
        pairs = zip(self.heads, self.temperatures, strict=True)
        return tuple(F.softmax(head(vectors) / temperature, dim=1) for head, temperature in pairs)


def _linear(dim: int, labels: int) -> nn.Module:
    head = nn.Linear(dim, labels)
    for parameter in head.parameters():
        nn.init.zeros_(parameter)
    return head


class _Deep(nn.Sequential):
    """A head with a layer between."""

    def __init__(self, dim: int, labels: int) -> None:
        shares = (nn.Dropout(share) for share in DROPPED)
        super().__init__(next(shares), nn.Linear(dim, HIDDEN), nn.ReLU(), next(shares), nn.Linear(HIDDEN, labels))

    def forward(self, vectors: Tensor) -> Tensor:
        logits: Tensor = super().forward(vectors * SPREAD)  # type: ignore[no-untyped-call]
        return logits


def fit_attribute_heads(benchmark: Path, folder: Path, log: Log) -> AttributesSpec:
    """Fit heads to a bundle's image tower and write them into the bundle.

    They are fitted on the training and validation splits of a JewelBench. Decay, temperature and thresholds come from
    photos of families that the head at hand was not fitted on, in five folds.

    Args:
        benchmark: A JewelBench as `jewelbench make` leaves it.
        folder: The bundle; its manifest, and so its fingerprint, becomes another.
        log: Told of the progress.
    """
    photos = encode_splits(benchmark, ("train", "validation"), load_bundle(folder))
    labels = known_labels(photos)
    log.line(photos=len(photos.vectors), **{attribute: len(words) for attribute, words in labels.items()})
    heads = AttributeHead(photos.vectors.shape[1], labels)
    thresholds, errors = {}, {}
    for place, (attribute, words) in enumerate(labels.items()):
        unseen = _fit_one(heads, place, *_numbered(photos, attribute, labels), _folds(photos.families))
        sure, right = judged(unseen.numpy(), photos.labels[attribute], words)
        thresholds[attribute], errors[attribute] = threshold(sure, right), calibration_error(sure, right)
        guessed = float((sure >= thresholds[attribute]).mean())
        log.line(attribute=attribute, accuracy=float(right.mean()), threshold=thresholds[attribute], guessed=guessed)
    graph = folder / "attributes.onnx"
    export_attribute_heads(heads, photos.vectors.shape[1], tuple(labels), graph)
    return replace_attributes(folder, graph, labels, thresholds, errors)


def encode_splits(benchmark: Path, splits: Sequence[str], bundle: Bundle) -> LabelledPhotos:
    """Every photo of the products of some splits, packshots and shoppers' alike, through the bundle's image tower.

    Raises:
        ValueError: There are none.
    """
    products = {
        record["product_id"]: record for record in _records(benchmark / "products.jsonl") if record["split"] in splits
    }
    photos = [record for record in _records(benchmark / "photos.jsonl") if record.get("product_id") in products]
    if not photos:
        raise ValueError(f"{benchmark} holds no photos of the splits {', '.join(splits)}. Make a JewelBench of size m.")
    encoder = GraphImageEncoder(bundle)
    vectors = []
    for start in range(0, len(photos), BATCH):
        batch = [decode_photo((benchmark / photo["file"]).read_bytes()) for photo in photos[start : start + BATCH]]
        vectors.append(encoder.encode_vectors([encoder.preprocess(photo) for photo in batch]))
    shown = [products[photo["product_id"]] for photo in photos]
    facts = [_labels(product["attributes"]) for product in shown]
    labels = {name: [fact[name] for fact in facts] for name in ATTRIBUTES}
    return LabelledPhotos(np.concatenate(vectors), labels, [product["family"] for product in shown])


def known_labels(photos: LabelledPhotos) -> dict[str, list[str]]:
    """The labels of each attribute that are common enough to be learned, "" among them where it occurs."""
    return {
        name: sorted(label for label, count in Counter(words).items() if count >= RARE)
        for name, words in photos.labels.items()
    }


def judged(
    likelihoods: NDArray[np.float32], truth: Sequence[str], labels: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """How sure the likeliest label of each photo is, and whether it is right; (photos,) both."""
    best = likelihoods.argmax(axis=1)
    right = np.array([labels[place] == word for place, word in zip(best, truth, strict=True)], dtype=np.bool_)
    return likelihoods.max(axis=1), right


def threshold(sure: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """The lowest likelihood from which nine in ten guesses are right; 1 where there is none, so nothing is guessed."""
    order = np.argsort(-sure, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((shares >= WANTED) & (np.arange(1, len(order) + 1) >= FEWEST))
    return float(sure[order[good[-1]]]) if len(good) else 1.0


def _fit_one(heads: AttributeHead, place: int, vectors: Tensor, truth: Tensor, folds: Tensor) -> Tensor:
    """Fit one head in the way, and at the temperature, that lose least on photos of other folds.

    Args:
        heads: All heads.
        place: Which of them.
        vectors: (photos, dim).
        truth: Number of each photo's label, -1 where it is none of the head's; (photos,).
        folds: Number of each photo's fold, (photos,).

    Returns:
        What the head says of each photo when it was not fitted on its fold, (photos, labels).
    """
    known, labels = truth >= 0, int(truth.max()) + 1
    ways: list[Way] = [*(partial(_linear_head, decay=decay) for decay in DECAYS), _deep_head]
    best: tuple[float, Way, float, Tensor] | None = None
    for way in ways:
        logits = torch.zeros(len(vectors), labels)
        for fold in range(FOLDS):
            others = known & (folds != fold)
            fitted = way(vectors[others], truth[others], labels)
            with torch.inference_mode():
                logits[folds == fold] = fitted(vectors[folds == fold])
        loss, temperature = _loss_at_best_temperature(logits[known], truth[known])
        if best is None or loss < best[0]:
            best = (loss, way, temperature, logits)
    assert best is not None
    _, way, temperature, logits = best
    heads.heads[place] = way(vectors[known], truth[known], labels)
    heads.temperatures.data[place] = temperature
    return F.softmax(logits / temperature, dim=1)


def _folds(families: Sequence[str]) -> Tensor:
    """A fold for each photo, the same for all of a family."""
    return torch.tensor([zlib.crc32(family.encode()) % FOLDS for family in families])


def _linear_head(vectors: Tensor, truth: Tensor, labels: int, *, decay: float) -> nn.Module:
    head = _linear(vectors.shape[1], labels)
    optimiser = torch.optim.LBFGS(head.parameters(), max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        squares = sum(parameter.square().sum() for parameter in head.parameters())
        loss = F.cross_entropy(head(vectors), truth) + decay * squares
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return head


def _deep_head(vectors: Tensor, truth: Tensor, labels: int) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        head = _Deep(vectors.shape[1], labels)
        optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
        for step in range(STEPS):
            for group in optimiser.param_groups:
                group["lr"] = RATE * warm_cosine(step / STEPS, 0.05)
            drawn = torch.randint(len(vectors), (PHOTOS,))
            optimiser.zero_grad()
            F.cross_entropy(head(vectors[drawn]), truth[drawn]).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return head.eval()


def _loss_at_best_temperature(logits: Tensor, truth: Tensor) -> tuple[float, float]:
    """The lowest cross-entropy over temperatures, and its temperature. Source: Guo et al. 2017, section 4.2."""
    temperatures = [float(value) for value in np.geomspace(0.25, 8, 41)]
    losses = [float(F.cross_entropy(logits / temperature, truth)) for temperature in temperatures]
    place = int(np.argmin(losses))
    return losses[place], temperatures[place]


def _numbered(photos: LabelledPhotos, attribute: str, labels: Mapping[str, Sequence[str]]) -> tuple[Tensor, Tensor]:
    """Vectors and label numbers of all photos; -1 where the label is not among those that are learned."""
    numbers = {word: number for number, word in enumerate(labels[attribute])}
    truth = [numbers.get(word, -1) for word in photos.labels[attribute]]
    return torch.from_numpy(photos.vectors), torch.tensor(truth)


def _labels(facts: Mapping[str, str]) -> dict[str, str]:
    stone = facts.get("stone") or facts.get("pearl") or NONE
    return {"category": facts["category"], "metal": facts["metal"], "gemstone": stone}


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
