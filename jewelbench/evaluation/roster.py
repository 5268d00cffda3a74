"""Which retrievers a report compares."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bundles import BundleError
from bundles.rivals import RivalsMismatchError, load_rivals
from jewelbench.evaluation.baselines.basic import Basic
from jewelbench.evaluation.baselines.bm25 import Bm25
from jewelbench.evaluation.baselines.chance import Chance
from jewelbench.evaluation.baselines.colour_histogram import ColourHistogram
from jewelbench.evaluation.baselines.hog import Hog
from jewelbench.evaluation.baselines.product_of_scores import ProductOfScores
from jewelbench.evaluation.baselines.sift_vlad import Joined, SiftVlad
from jewelbench.evaluation.baselines.text_tower import TextTower
from jewelbench.evaluation.baselines.tower_descriptor import TowerDescriptor
from jewelbench.evaluation.baselines.untrained_tower import UntrainedTower
from jewelbench.evaluation.baselines.weighted_sum import WeightedSum
from jewelbench.evaluation.bundle_retriever import FusedRetriever, bundle_retriever, rival_retrievers
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.photo_retriever import PhotoRetriever, Remembered
from jewelbench.evaluation.retriever import Retriever

REPOSITORY = Path(__file__).parents[2]
RIVALS = REPOSITORY / "benchmarks" / "rivals"
"""Where fusions that were fitted to a bundle's towers are kept, in a folder of the bundle's name."""


class Roster(NamedTuple):
    """What a report compares.

    Attributes:
        subject: The bundle that the report is about.
        towers: The subject's, which the baselines share.
        others: Bundles to compare it with.
        baselines: In the order of a report.
        notes: What was left out and why.
    """

    subject: FusedRetriever
    towers: BundleTowers
    others: list[FusedRetriever]
    baselines: list[Retriever]
    notes: list[str]

    @property
    def retrievers(self) -> list[Retriever]:
        """In the order in which they are asked: what matters most first."""
        return [self.subject, *self.others, *self.baselines]


def roster(bundle: Path, others: Sequence[Path] = (), rivals: Path | None = None, threads: int | None = None) -> Roster:
    """A bundle, others to compare it with, and every baseline on its towers.

    Args:
        bundle: Whose towers the baselines use.
        others: Bundles that take part only as they are.
        rivals: Folder of other fusions of the bundle's towers; None looks where they are kept.
        threads: Threads of one call; None takes every core.

    Raises:
        BundleError: A folder holds no bundle, or a broken one; or the rivals that were named cannot be used.
    """
    compared = without_baselines(bundle, others, threads)
    towers, notes = compared.towers, compared.notes
    learned: list[Retriever] = []
    if find_spec("torch") and find_spec("timm"):
        learned.append(PhotoRetriever("untrained tower", Remembered(UntrainedTower())))
    else:
        notes.append("untrained tower left out: it needs the extra `train`")
    baselines: list[Retriever] = [
        Chance(),
        *_by_hand(towers),
        *learned,
        Bm25(),
        PhotoRetriever("image tower", TowerDescriptor(towers)),
        TextTower(towers),
        WeightedSum(towers),
        ProductOfScores(towers),
        Basic(towers),
        *_rivals(towers, rivals, notes),
    ]
    return compared._replace(baselines=baselines)


def small_roster(bundle: Path, others: Sequence[Path] = (), threads: int | None = None) -> Roster:
    """A bundle, others to compare it with, and the baselines that say something of any catalogue and take no time.

    Raises:
        BundleError: A folder holds no bundle, or a broken one.
    """
    compared = without_baselines(bundle, others, threads)
    towers = compared.towers
    baselines: list[Retriever] = [
        Chance(),
        PhotoRetriever("colour histogram", Remembered(ColourHistogram())),
        Bm25(),
        PhotoRetriever("image tower", TowerDescriptor(towers)),
        TextTower(towers),
        WeightedSum(towers),
        ProductOfScores(towers),
    ]
    return compared._replace(baselines=baselines)


def without_baselines(bundle: Path, others: Sequence[Path] = (), threads: int | None = None) -> Roster:
    """A bundle, and others to compare it with; those of one name are told apart by their folders.

    Raises:
        BundleError: A folder holds no bundle, or a broken one.
    """
    towers = BundleTowers(bundle, threads=threads)
    subject = bundle_retriever(towers)
    compared: list[FusedRetriever] = []
    for folder in others:
        other = BundleTowers(folder, threads=threads)
        taken = other.name in (subject.name, *(retriever.name for retriever in compared))
        compared.append(bundle_retriever(other, f"{other.name} ({folder})" if taken else None))
    return Roster(subject, towers, compared, [], [])


def _by_hand(towers: BundleTowers) -> list[Retriever]:
    """Descriptors that people thought out."""
    local = Remembered(SiftVlad())
    return [
        PhotoRetriever("colour histogram", Remembered(ColourHistogram())),
        PhotoRetriever("HOG", Remembered(Hog())),
        PhotoRetriever("SIFT + VLAD", local),
        PhotoRetriever("SIFT + VLAD + image tower", Joined(local, TowerDescriptor(towers))),
    ]


def _rivals(towers: BundleTowers, folder: Path | None, notes: list[str]) -> list[FusedRetriever]:
    """Other learned fusions of the towers; where none were named, missing or strange ones are left out with a note."""
    try:
        return rival_retrievers(towers, load_rivals(folder or RIVALS / towers.name, towers.bundle))
    except BundleError as error:
        if folder is not None:
            raise
        why = "they were fitted to other towers" if isinstance(error, RivalsMismatchError) else str(error)
        notes.append(f"gated and other learned fusions left out: {why.replace(f'{REPOSITORY}/', '')}")
        return []
