"""Which retrievers a report compares."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from jewelbench.evaluation.baselines.basic import Basic
from jewelbench.evaluation.baselines.bm25 import Bm25
from jewelbench.evaluation.baselines.chance import Chance
from jewelbench.evaluation.baselines.colour_histogram import ColourHistogram
from jewelbench.evaluation.baselines.gated import gated_retriever
from jewelbench.evaluation.baselines.hog import Hog
from jewelbench.evaluation.baselines.product_of_scores import ProductOfScores
from jewelbench.evaluation.baselines.sift_vlad import Joined, SiftVlad
from jewelbench.evaluation.baselines.text_tower import TextTower
from jewelbench.evaluation.baselines.tower_descriptor import TowerDescriptor
from jewelbench.evaluation.baselines.untrained_tower import UntrainedTower
from jewelbench.evaluation.baselines.weighted_sum import WeightedSum
from jewelbench.evaluation.bundle_retriever import bundle_retriever
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.photo_retriever import PhotoRetriever, Remembered
from jewelbench.evaluation.retriever import Retriever


class Roster(NamedTuple):
    """Retrievers in the order of a report, the name of the one that it is about, and what was left out and why."""

    retrievers: list[Retriever]
    subject: str
    notes: list[str]


def roster(
    bundle: Path, others: Sequence[Path] = (), gated_weights: Path | None = None, threads: int | None = None
) -> Roster:
    """Every baseline, on the towers of one bundle; that bundle; and other bundles to compare it with.

    Args:
        bundle: Whose towers the baselines use.
        others: Bundles that take part only as they are.
        gated_weights: State dict of a gated fusion fitted to the bundle's towers; without it that baseline is left out.
        threads: Threads of one call; None takes every core.

    Raises:
        BundleError: A folder holds no bundle, or a broken one.
    """
    towers, notes = BundleTowers(bundle, threads=threads), []
    learned: list[Retriever] = []
    if find_spec("torch") and find_spec("timm"):
        learned.append(PhotoRetriever("untrained tower", Remembered(UntrainedTower())))
    else:
        notes.append("untrained tower left out: it needs the extra `train`")
    fused: list[Retriever] = []
    if gated_weights is None:
        notes.append("gated fusion left out: no weights of one fitted to these towers were given")
    else:
        fused.append(gated_retriever(towers, gated_weights))
    retrievers: list[Retriever] = [
        Chance(),
        *_by_hand(towers),
        *learned,
        Bm25(),
        PhotoRetriever("image tower", TowerDescriptor(towers)),
        TextTower(towers),
        WeightedSum(towers),
        ProductOfScores(towers),
        Basic(towers),
        *fused,
        bundle_retriever(towers),
    ]
    for folder in others:
        other = BundleTowers(folder, threads=threads)
        taken = any(retriever.name == other.name for retriever in retrievers)
        retrievers.append(bundle_retriever(other, f"{other.name} ({folder})" if taken else None))
    return Roster(retrievers, towers.name, notes)


def _by_hand(towers: BundleTowers) -> list[Retriever]:
    """Descriptors that people thought out."""
    local = Remembered(SiftVlad())
    return [
        PhotoRetriever("colour histogram", Remembered(ColourHistogram())),
        PhotoRetriever("HOG", Remembered(Hog())),
        PhotoRetriever("SIFT + VLAD", local),
        PhotoRetriever("SIFT + VLAD + image tower", Joined(local, TowerDescriptor(towers))),
    ]
