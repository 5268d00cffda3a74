"""Fits a bundle to a catalogue from end to end: features, queries, fitting, judging, and the decision."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bundles import Bundle, load_bundle
from fusion.base import Fusion
from training.corpus import Kind
from training.evaluation import Trial, hits, trials
from training.features import encode_photos
from training.fusion_data import FusionData, gather
from training.fusion_fitting import FusionRecipe
from training.merchant.bundle import write_fitted_bundle
from training.merchant.corpus import MerchantCorpus, build_corpus
from training.merchant.fitting import RECIPE, VERSIONS, fit_further, present_fusion
from training.merchant.illustrated import IllustratedProduct
from training.merchant.judging import CUTOFFS, Comparisons, Hits, compare, decide
from training.merchant.report import FittingReport, write_report
from training.merchant.scores import best_matches, carried_over
from training.progress import Progress, silent
from training.shortening import fitted_shortening

FEWEST_OF_EDIT = 10  # held-out queries below which a change gets no line of its own in the report


@dataclass(frozen=True)
class FittingFolders:
    """Where fitting reads and writes.

    Attributes:
        bundle: The present bundle.
        work: Features, kept for the next time, and the report.
        out: The fitted bundle, if it is better.
    """

    bundle: Path
    work: Path
    out: Path


@dataclass
class _Clock:
    """Notes what took how long, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def note(self, what: str) -> None:
        now = time.monotonic()
        self.seconds[what] = now - self._since
        self._since = now


def fit_to_catalogue(
    items: Sequence[IllustratedProduct],
    folders: FittingFolders,
    recipe: FusionRecipe = RECIPE,
    progress: Progress = silent,
) -> FittingReport:
    """Fit the present bundle's fusion to a catalogue, and write a new bundle if that is better on what was held out.

    Args:
        items: The products.
        folders: Where to read and write.
        recipe: How to fit.
        progress: Told the progress.

    Raises:
        TooLittleToLearnError: The catalogue holds too little.
        CannotBeFittedError: The present bundle's fusion is of an unknown kind.
        BundleError: The present bundle cannot be used.
    """
    clock, bundle = _Clock(), load_bundle(folders.bundle)
    present = present_fusion(bundle)
    merchant, data = _gathered(items, folders, progress)
    clock.note("encoding")
    fitted, share = fit_further(present, data, recipe, progress)
    clock.note("fitting")
    judged = trials(data, "test", whole_gallery=True)
    before, after = (_hits(fusion, data, judged, progress) for fusion in (present, fitted))
    clock.note("judging")
    report = _report(bundle, merchant, data, judged, before, after, share, clock.seconds)
    write_report(report, folders.work)
    if report.decision.better:
        score = _jewellery_score(bundle, present, fitted, data, judged)
        write_fitted_bundle(bundle, fitted, report, score, fitted_shortening(fitted, data), folders.out)
    return report


def _gathered(
    items: Sequence[IllustratedProduct], folders: FittingFolders, progress: Progress
) -> tuple[MerchantCorpus, FusionData]:
    features = folders.work / "features"
    first = [item.photos[0] for item in items]
    encoded = encode_photos(folders.bundle, first, (), features, progress=progress)
    vectors = encoded.vectors[[encoded.rows[photo][0] for photo in first]].numpy()
    merchant = build_corpus(items, vectors)
    data = gather(folders.bundle, merchant.corpus, features, versions=VERSIONS, progress=progress)
    return merchant, data


def _jewellery_score(
    bundle: Bundle, present: Fusion, fitted: Fusion, data: FusionData, judged: Mapping[Kind, Trial]
) -> float | None:
    known = bundle.manifest.jewellery_score
    if known is None or "photo" not in judged:
        return None
    before, after = (best_matches(fusion, data, judged["photo"]) for fusion in (present, fitted))
    return carried_over(known, before, after)


def _hits(fusion: Fusion, data: FusionData, judged: Mapping[Kind, Trial], progress: Progress) -> Hits:
    found = {}
    for number, (kind, trial) in enumerate(judged.items()):
        progress("judging", number, len(judged))
        found[kind] = hits(fusion, data, trial, CUTOFFS)
    progress("judging", len(judged), len(judged))
    return found


def _report(
    bundle: Bundle,
    merchant: MerchantCorpus,
    data: FusionData,
    judged: Mapping[Kind, Trial],
    before: Hits,
    after: Hits,
    share: float,
    seconds: Mapping[str, float],
) -> FittingReport:
    families = {kind: [data.products[query.target].family for query in trial.queries] for kind, trial in judged.items()}
    comparisons = compare(before, after, families)
    held_out = [data.products[row] for row in data.corpus.rows("test")]
    return FittingReport(
        present=f"{bundle.manifest.name} {bundle.manifest.version}",
        products=len(data.products),
        fitted=len(data.corpus.rows("train")),
        held_out=len(held_out),
        held_out_families=len({product.family for product in held_out}),
        designs=merchant.designs,
        pairs=len(merchant.pairs["train"]),
        languages=merchant.languages,
        comparisons=comparisons,
        edits=_by_edit(judged, before, after, families),
        decision=decide(comparisons),
        share=share,
        seconds=seconds,
    )


def _by_edit(
    judged: Mapping[Kind, Trial], before: Hits, after: Hits, families: Mapping[Kind, Sequence[str]]
) -> Comparisons:
    """The composed queries by what their words change, the commonest change first."""
    if "composed" not in judged:
        return {}
    edits = [query.edit for query in judged["composed"].queries]
    found = {}
    for edit, count in Counter(edits).most_common():
        if count >= FEWEST_OF_EDIT:
            places = [place for place, each in enumerate(edits) if each == edit]
            own: dict[Kind, list[str]] = {"composed": [families["composed"][place] for place in places]}
            found[edit] = compare(_some(before, places), _some(after, places), own)["composed"]
    return found


def _some(found: Hits, places: Sequence[int]) -> Hits:
    """Some of the composed queries."""
    return {"composed": {k: each[places] for k, each in found["composed"].items()}}
