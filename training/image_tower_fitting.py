"""Fits the image tower with everything it learns from, resumable from what it left in the work folder."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bundles import is_bundle, load_bundle
from encoders.graph_encoders import GraphTextEncoder
from encoders.locator import PieceLocator
from encoders.towers.architectures import image_tower
from encoders.towers.bert import BertTower
from encoders.towers.pooled import PooledTower
from training.between_runs import settle_between
from training.corpus import Corpus, CorpusProduct
from training.image_tower import ImageTowerRecipe, ImageTowerTraining
from training.image_tower_data import TowerData, mask_files, photo_files, tower_data
from training.locator import opened_locator
from training.photo_to_product import PhotoToProduct
from training.pictures import SIDE, kept_cuts, kept_masks, kept_pixels
from training.progress import Log
from training.projection import ProjectionRecipe, settle_projection
from training.teacher import teach
from training.text_tower import TextEncoding
from training.warm_start import tower_of_bundle

PHRASES = 4
"""Phrases of each product that its photos are brought to agree with, beside the catalogue's own text."""
STATISTICS = 256
"""Photos that a tower which goes on from a bundle takes its statistics from."""
BATCH = 32
"""Texts that are encoded at once."""
JUDGED_EVERY = 1000
"""Steps."""


@dataclass(frozen=True)
class TowerTeachers:
    """What the image tower learns from beside its photos.

    Attributes:
        text: Folder of the text tower in transformers' format with its `tokenizer.json`, or a bundle that has one.
        network: A TensorFlow Lite network to distil from, or None.
        start: A bundle whose image tower is trained on, or a checkpoint of the recipe's architecture to begin with;
            None for random weights.
        locator: Folder of the locator that cuts photos before the tower sees them, as `opened_locator` reads it; None
            shows it the whole.
    """

    text: Path
    network: Path | None = None
    start: Path | None = None
    locator: Path | None = None


def fit_image_tower(
    recipe: ImageTowerRecipe,
    corpus: Corpus,
    teachers: TowerTeachers,
    work: Path,
    log: Log,
    *,
    threads: int | None = None,
    checkpoint: Path | None = None,
    between: bool = True,
    projection: ProjectionRecipe | None = None,
) -> Path:
    """Train the image tower on the training split, judging it on the validation split; returns its checkpoint.

    Args:
        recipe: How.
        corpus: Its products and what is said of them.
        teachers: What else to learn from.
        work: Folder of what is computed once; runs on one corpus share it.
        log: Told the progress.
        threads: Threads that share each batch; None for one a core.
        checkpoint: File of the checkpoint; `image_tower.pt` in the work folder if left out.
        between: Let a tower that goes on from a bundle end between the two, where it finds most.
        projection: How its projection is then fitted by itself; None leaves it as it is.
    """
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = checkpoint or work / "image_tower.pt"
    locator = opened_locator(teachers.locator)
    data = _tower_data(corpus, teachers, locator, work, log)
    start = None if teachers.start is None else _started(teachers.start, recipe, data.pixels)
    threads = threads or os.cpu_count() or 1
    training = ImageTowerTraining(recipe, data, checkpoint, start, threads)
    judged = [corpus.products[row] for row in corpus.rows("validation")]
    judge = PhotoToProduct(judged, work, log, locator=locator)
    log.line(resumed_at=training.step, steps=training.steps)
    for step in training.run(log):
        if step % JUDGED_EVERY == 0 or step == training.steps:
            log.line(step=step, split="validation", **judge(training.average.module, recipe.evaluation_size))

    def found(tower: nn.Module) -> dict[str, float]:
        return judge(tower, recipe.evaluation_size)

    if between and teachers.start is not None and is_bundle(teachers.start):
        start = _started(teachers.start, recipe, data.pixels)  # the run has changed the one that it began with
        settle_between(checkpoint, start, found, log)
    if projection is not None:
        settle_projection(checkpoint, recipe, projection, data, found, log, threads)
    return checkpoint


def _tower_data(
    corpus: Corpus, teachers: TowerTeachers, locator: PieceLocator | None, work: Path, log: Log
) -> TowerData:
    rows = corpus.rows("train")
    products = [corpus.products[row] for row in rows]
    files, masks = photo_files(products), mask_files(products)
    cuts = kept_cuts(files, locator, work, log)
    pixels = kept_pixels(files, SIDE, work, log, cuts)
    known = kept_masks(masks, SIDE, work, log, cuts) if any(masks) else None
    texts = _said(corpus, rows)
    log.line(products=len(products), photos=len(pixels), texts=sum(map(len, texts)))
    vectors = _kept(work / f"texts-{len(products)}.npy", lambda: _encoded(teachers.text, texts))
    network = teachers.network
    taught = None if network is None else _kept(work / f"taught-{len(pixels)}.npy", lambda: teach(network, pixels, log))
    return tower_data(products, pixels, known, texts, vectors, taught)


def _said(corpus: Corpus, rows: Sequence[int]) -> list[list[str]]:
    """What is said of each product: by its catalogue, and by those who look for it."""
    phrases: dict[int, list[str]] = {}
    for query in corpus.queries.get("train", {}).get("words", ()):
        known = phrases.setdefault(query.target, [])
        if query.text and len(known) < PHRASES:
            known.append(query.text)
    return [[_first_text(corpus.products[row]), *phrases.get(row, ())] for row in rows]


def _first_text(product: CorpusProduct) -> str:
    return next((text for text in product.texts if text), "")


@torch.inference_mode()
def _encoded(tower: Path, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    every = [text for said in texts for text in said]
    if is_bundle(tower):
        encoder = GraphTextEncoder(load_bundle(tower))
        return np.concatenate([encoder.encode_vectors(every[at : at + BATCH]) for at in range(0, len(every), BATCH)])
    return TextEncoding(BertTower(tower).eval(), tower / "tokenizer.json")(every).numpy()


def _started(start: Path, recipe: ImageTowerRecipe, pixels: NDArray[np.uint8]) -> PooledTower:
    if not is_bundle(start):
        torch.manual_seed(recipe.seed)
        return image_tower(recipe.architecture, recipe.embed_dim, start)
    rows = np.sort(np.random.default_rng(0).choice(len(pixels), min(STATISTICS, len(pixels)), replace=False))
    return tower_of_bundle(start, torch.from_numpy(pixels[rows]).float() / 255)


def _kept(path: Path, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    if not path.exists():
        np.save(path, make())
    kept: NDArray[np.float32] = np.load(path)
    return kept
