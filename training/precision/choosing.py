"""Chooses the precision of each part of a bundle and writes into its manifest what was tried and what that cost."""

import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from tokenizers import Tokenizer

from bundles import Bundle, load_bundle
from bundles.manifest import BundleFile
from bundles.precision import PartPrecision, PrecisionSpec
from catalog.index.shortening import Shortening
from encoders.graph_encoders import GraphImageEncoder
from training.bundle_writer import Part, named_file, replace_graph, replace_precision, replace_shortening
from training.corpus import Corpus, Kind
from training.evaluation import Trial, trials
from training.fusion_data import FusionData, gather
from training.precision.engine_codecs import EXACT, SERVED, SHORT_TURBO4
from training.precision.feeds import pieces_of, pixels_for
from training.precision.fused import judge_fusions, judge_vectors
from training.precision.judging import FULL, INT8, Comparison, in_batches
from training.precision.recall_gate import Gate, Judged, choose, told
from training.precision.reducing import AS_SERVED, NO_BFLOAT16, Reduced, reduce
from training.precision.restoring import precision_of, restore
from training.precision.steady_ranges import is_steady, make_steady
from training.production.material import Material, from_corpus
from training.production.steps import Steps
from training.production.tokenizers import ServedTokenizer
from training.progress import Progress

QUERIES = 1000  # of a kind, by which fusion and vectors are judged
NETWORK = "the network in fp32"
OWN_WEIGHTS = "its own weights, as {} has them, computed in fp32"
WHOLE = "comparing every vector as it is"
NO_INT8_FUSION = "int8: not tried, since `loupe train` goes on from this graph, and whole numbers have no slope."
CODES_BESIDE = "int8 and turbo4 of whole vectors are tried beside; an index keeps short ones, see decision 16."


def tell_tower(
    judged: Sequence[Judged], kept: Judged, int8: str, gate: Gate, served: str | None = None, reference: str = NETWORK
) -> PartPrecision:
    """What a manifest says about a tower.

    Args:
        judged: Every precision.
        kept: The one that the gate chose.
        int8: How int8 was quantised, or why it could not be.
        gate: What decided.
        served: The precision that is served, if it is not the one that was chosen.
        reference: What losses are counted from.
    """
    notes = [NO_BFLOAT16]
    if int8.startswith("could"):
        notes.insert(0, f"int8 {int8}.")
    elif int8 != AS_SERVED:
        notes.insert(0, f"int8: activations are quantised in the {int8} way.")
    if served not in (None, kept.precision):
        notes.append(f"A new build would serve {kept.precision}.")
    return told(judged, served or kept.precision, gate, reference, " ".join(notes))


def settle_towers(
    folder: Path,
    corpus: Corpus,
    work: Path,
    progress: Progress,
    *,
    gate: Gate | None = None,
    full: Mapping[str, Path] | None = None,
    replace: Collection[Part] = (),
) -> PrecisionSpec:
    """Judge the towers of a bundle in every precision, on the validation split.

    Args:
        folder: The bundle's.
        corpus: With validation products; calibration is by photos of training products.
        work: Keeps what was done.
        progress: Told the progress.
        gate: What smaller graphs may lose; the usual if None.
        full: Graphs in full precision, "image" and "text", where they are at hand. In place of others stand the
            bundle's own graphs, restored to full precision.
        replace: Towers of which is served what the gate chooses; of others the bundle keeps its graphs.

    Returns:
        What the manifest says now.
    """
    gate, full = gate or Gate(), full or {}
    bundle, material = load_bundle(folder), from_corpus(corpus)
    reduced: dict[Part, Reduced] = {
        "image": _image(bundle, material, gate, work, progress, full.get("image")),
        "text": _text(bundle, material, gate, work, progress, full.get("text"), "text" in replace),
    }
    towers: dict[Part, BundleFile] = {"image": bundle.manifest.image, "text": bundle.manifest.text}
    parts = {}
    for name, spec in towers.items():
        served, found = precision_of(bundle.path(spec)), reduced[name]
        reference = NETWORK if name in full else OWN_WEIGHTS.format(served)
        if name in replace and found.graph.read_bytes() != bundle.path(spec).read_bytes():
            shutil.copyfile(found.graph, folder / spec.file)
            replace_graph(folder, name)
            served = found.kept.precision
        parts[name] = tell_tower(found.judged, found.kept, found.note, gate, served, reference)
    precision = PrecisionSpec(most_lost=gate.lost, image=parts["image"], text=parts["text"])
    replace_precision(folder, precision)
    return precision


def settle_fused(
    folder: Path,
    data: FusionData,
    *,
    gate: Gate | None = None,
    full: Path | None = None,
    whole_gallery: bool = False,
    replace: bool = False,
) -> PrecisionSpec:
    """Judge how a bundle's fusion is stored and how an index keeps its vectors, on the validation split.

    Args:
        folder: The bundle's; what its manifest says of the towers stays.
        data: What the bundle's towers see of a corpus.
        gate: What may be lost; the usual if None.
        full: The fusion's graph in full precision, if it is at hand.
        whole_gallery: Search among all products of the corpus, not only those of the split.
        replace: Serve what the gate chooses: without short vectors where they lose too much.

    Returns:
        What the manifest says now.
    """
    gate, bundle = gate or Gate(), load_bundle(folder)
    judged = trials(data, "validation", whole_gallery=whole_gallery, most=QUERIES)
    known = bundle.manifest.precision or PrecisionSpec(most_lost=gate.lost)
    fusion = None
    if bundle.manifest.fusion.parameters:
        fusion, chosen = _fusion(bundle, data, judged, gate, full)
        if replace and full is not None and chosen != fusion.chosen:
            shutil.copyfile(full, bundle.path(bundle.manifest.fusion))
            replace_graph(folder, "fusion")
            fusion = fusion.model_copy(update={"chosen": chosen})
    vectors, chosen = _vectors(load_bundle(folder), data, judged, gate)
    if replace and chosen == EXACT and bundle.manifest.shortening is not None:
        replace_shortening(folder, None)
        vectors = vectors.model_copy(update={"chosen": EXACT})
    precision = known.model_copy(update={"fusion": fusion, "vectors": vectors})
    replace_precision(folder, precision)
    return precision


def settle_bundle(folder: Path, corpus: Corpus, work: Path, progress: Progress) -> PrecisionSpec:
    """Judge a finished bundle and tell in its manifest; nothing else of it changes, its fingerprint neither."""
    settle_towers(folder, corpus, work, progress)
    data = gather(folder, corpus.only("validation"), work / "features", versions=0, progress=progress)
    return settle_fused(folder, data)


def _image(
    bundle: Bundle, material: Material, gate: Gate, work: Path, progress: Progress, full: Path | None
) -> Reduced:
    feed = partial(pixels_for, GraphImageEncoder(bundle, threads=1))
    calibration = [feed(part) for part in in_batches(material.calibration)]
    comparison = Comparison(material.photos, material.photo_queries, feed)
    path, given = _graphs(bundle.path(bundle.manifest.image), full, work / "image.full.onnx")
    locator = bundle.manifest.image.locator
    inputs = _inputs(path, given) | ({} if locator is None else {"locator": locator.model_dump()})
    return reduce("image", path, inputs, calibration, comparison, gate, Steps(work), progress, given)


def _text(
    bundle: Bundle, material: Material, gate: Gate, work: Path, progress: Progress, full: Path | None, replace: bool
) -> Reduced:
    """Judge the text tower; one in int8 that may be replaced is given ranges of its own, if it has none."""
    spec = bundle.manifest.text
    read = Tokenizer.from_file(str(bundle.path(spec.tokenizer)))
    served = ServedTokenizer(read, spec.max_pieces, spec.pad_id, spec.pad_to)
    feed = partial(pieces_of, served=served)
    calibration = [feed(part) for part in in_batches(material.text_calibration)]
    comparison = Comparison(material.texts, material.text_queries, feed)
    path, given = _graphs(bundle.path(spec), full, work / "text.full.onnx")
    if replace and INT8 in given and not is_steady(given[INT8]):
        given[INT8] = work / "text.steady.onnx"
        make_steady(bundle.path(spec), calibration, given[INT8])
    return reduce("text", path, _inputs(path, given), calibration, comparison, gate, Steps(work), progress, given)


def _graphs(served: Path, full: Path | None, restored: Path) -> tuple[Path, dict[str, Path]]:
    """The graph in full precision, and the one that is served by its precision."""
    if full is None:
        restored.parent.mkdir(parents=True, exist_ok=True)
        restore(served, restored)
    precision = precision_of(served)
    return full or restored, {} if precision == FULL else {precision: served}


def _fusion(
    bundle: Bundle, data: FusionData, judged: Mapping[Kind, Trial], gate: Gate, full: Path | None
) -> tuple[PartPrecision, str]:
    """What is said of the fusion, as the bundle has it, and what the gate would choose."""
    served = bundle.path(bundle.manifest.fusion)
    precision = precision_of(served)
    with tempfile.TemporaryDirectory() as folder:
        path, given = _graphs(served, full, Path(folder) / "fusion.onnx")
        found = judge_fusions({**given, FULL: path}, data, judged)
    reference = OWN_WEIGHTS.format(precision) if full is None else NETWORK
    return told(found, precision, gate, reference, f"{NO_INT8_FUSION} {NO_BFLOAT16}"), choose(found, gate).precision


def _vectors(bundle: Bundle, data: FusionData, judged: Mapping[Kind, Trial], gate: Gate) -> tuple[PartPrecision, str]:
    """What is said of vectors, as the bundle has them, and what the gate would choose."""
    spec = bundle.manifest.shortening
    shortening = None if spec is None else Shortening.load(bundle.path(spec))
    found = judge_vectors(bundle.path(bundle.manifest.fusion), shortening, data, judged)
    choosing: list[Judged] = [each for each in found if each.precision in SERVED]
    served = EXACT if spec is None else SHORT_TURBO4
    return told(found, served, gate, WHOLE, CODES_BESIDE), choose(choosing, gate).precision


def _inputs(full: Path, given: Mapping[str, Path]) -> dict[str, object]:
    return {"full": named_file(full)["sha256"], "given": {name: named_file(each) for name, each in given.items()}}
