"""How a bundle came to be: every run of training that its weights went through, kept beside it as `history.json`."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bundles import is_bundle, load_bundle
from training.corpus import Corpus
from training.fusion_fitting import FusionRecipe
from training.image_tower import ImageTowerRecipe

FILE = "history.json"


@dataclass(frozen=True)
class Stage:
    """One run of training.

    Attributes:
        started_from: Name, version and the first digits of the fingerprint of the bundle whose image tower was trained
            on, or the checkpoint's file that it began with; "" for random weights.
        products: Products that were learned from.
        photos: Their photos.
        passes: Photos shown to the image tower; 0 if it stayed as it was.
        sizes: Sides of those, pixels, in the order in which they were shown.
        batch: Photos in a batch.
        fusion_steps: Batches that the fusion was fitted to.
        fusion_queries: Queries in each.
        minutes: How long it took since it was last started, on the machine that ran it.
        note: What else there is to know.
    """

    started_from: str
    products: int
    photos: int
    passes: int
    sizes: tuple[int, ...]
    batch: int
    fusion_steps: int
    fusion_queries: int
    minutes: float
    note: str = ""

    @classmethod
    def of(
        cls, corpus: Corpus, image: ImageTowerRecipe, fusion: FusionRecipe, start: Path | None, seconds: float
    ) -> "Stage":
        """What a run with these recipes on this corpus was; `start` is a bundle, a checkpoint, or None."""
        taught = [corpus.products[row] for row in corpus.rows("train")]
        return cls(
            started_from="" if start is None else _named(start),
            products=len(taught),
            photos=sum(len(product.packshots) + len(product.photos) for product in taught),
            passes=image.passes,
            sizes=tuple(size for _, size in image.sizes),
            batch=2 * image.products_per_batch,
            fusion_steps=fusion.steps,
            fusion_queries=fusion.queries,
            minutes=round(seconds / 60, 1),
        )


def _named(start: Path) -> str:
    if not is_bundle(start):
        return start.name
    loaded = load_bundle(start)
    return f"{loaded.manifest.name} {loaded.manifest.version} ({loaded.fingerprint[:12]})"


def read_history(bundle: Path) -> list[Stage]:
    """The stages of a bundle, the first one first; none where it tells none."""
    path = bundle / FILE
    if not path.is_file():
        return []
    return [_stage(record) for record in json.loads(path.read_text(encoding="utf-8"))]


def written_history(bundle: Path, start: Path | None, stage: Stage) -> Sequence[Stage]:
    """Note in a bundle's folder that it has been through a stage, after those of the bundle it started from."""
    stages = [*(read_history(start) if start else ()), stage]
    text = json.dumps([asdict(each) for each in stages], indent=1)
    (bundle / FILE).write_text(text + "\n", encoding="utf-8")
    return stages


def _stage(record: dict[str, Any]) -> Stage:
    return Stage(**{**record, "sizes": tuple(record["sizes"])})
