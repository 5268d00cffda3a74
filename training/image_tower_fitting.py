"""Fits the image tower with everything it learns from, resumable from what it left in the work folder."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from encoders.towers.bert import BertTower
from training.image_tower import ImageTowerRecipe, ImageTowerTraining, PhotoToProduct, prepare
from training.progress import Log
from training.renders import RenderedProduct, read_products
from training.teacher import teach


@torch.inference_mode()
def embed_texts(weights: Path, texts: list[str], batch: int = 64) -> NDArray[np.float32]:
    """Unit vectors of texts by a BERT in full precision, (texts, dim)."""
    tower = BertTower(weights).eval()
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(max_length=128)
    vectors = []
    for start in range(0, len(texts), batch):
        encoded = tokenizer.encode_batch(texts[start : start + batch])
        ids = torch.tensor([item.ids for item in encoded])
        mask = torch.tensor([item.attention_mask for item in encoded])
        vectors.append(torch.nn.functional.normalize(tower(ids, mask).vector, dim=1))
    return torch.cat(vectors).numpy()


def fit_image_tower(
    recipe: ImageTowerRecipe, renders: Path, bert: Path, teacher: Path | None, work: Path, log: Log
) -> Path:
    """Train the image tower on the training split, judging it on the validation split; returns its checkpoint."""
    work.mkdir(parents=True, exist_ok=True)
    products = read_products(renders)
    train = [product for product in products if product.split == "train"]
    log.line(products=len(train))
    texts = _kept(work / "titles.npy", lambda: embed_texts(bert, [product.title for product in train]))
    taught = None if teacher is None else _kept(work / "teacher.npy", lambda: _teach(teacher, renders, train, log))
    checkpoint = work / "image_tower.pt"
    training = ImageTowerTraining(recipe, prepare(renders, train, texts, taught), checkpoint)
    judge = PhotoToProduct(renders, products, "validation")
    log.line(resumed_at=training.step, steps=training.steps)
    for step in training.run(log):
        if step % 600 == 0 or step == training.steps:
            log.line(step=step, split="validation", **judge(training.average.module, recipe.evaluation_size))
    return checkpoint


def _teach(teacher: Path, renders: Path, products: list[RenderedProduct], log: Log) -> NDArray[np.float32]:
    return teach(teacher, renders, [photo.file for product in products for photo in product.photos], log)


def _kept(path: Path, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    if not path.exists():
        np.save(path, make())
    kept: NDArray[np.float32] = np.load(path)
    return kept
