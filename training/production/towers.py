"""Takes a checkpoint to the graph that is served: exported, compared, made smaller, and judged by what it finds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from bundles import Graph, PhotoFitting
from encoders.photo import decode_photo
from encoders.preprocessing import decoded_side, fit_photo
from training.export import (
    OPSET,
    ServedImageTower,
    ServedTextTower,
    export_full_image_tower,
    export_full_text_tower,
)
from training.production.checkpoints import open_image, open_text
from training.production.errors import ExportError, TokenizerError
from training.production.judging import FULL, HALF, INT8, Comparison, Feeds, ItemT, in_batches, judge
from training.production.material import Material
from training.production.parity import check_parity
from training.production.quantising import write_half, write_int8
from training.production.recall_gate import Gate, Judged, choose
from training.production.sources import Source, fingerprint, quietly
from training.production.steps import Steps
from training.production.tokenizers import TRYING, ServedTokenizer, check_tokenizer, encode
from training.progress import Progress

PARITY_BATCHES = (1, 4, 3, 8)  # a graph must not remember the size that it was exported with


@dataclass(frozen=True)
class BuiltTower:
    """A tower ready to be served.

    Attributes:
        graph: The file of the precision that was kept.
        facts: What the manifest says of it, and how the export compared; as JSON.
        judged: Every precision, smallest first.
        kept: The one that is served.
        tokenizer: A text tower's `tokenizer.json`, None for an image tower.
    """

    graph: Path
    facts: Mapping[str, Any]
    judged: tuple[Judged, ...]
    kept: Judged
    tokenizer: Path | None = None


def build_image_tower(source: Source, material: Material, gate: Gate, steps: Steps, progress: Progress) -> BuiltTower:
    """Build the image tower.

    Raises:
        SourceError: The checkpoint cannot be loaded.
        ParityError: Its graph is not the network.
    """
    inputs = {"source": fingerprint(source), "opset": OPSET}
    folder, facts = steps.run("image", inputs, partial(_export_image, source, material, progress))
    fitting = PhotoFitting.model_validate(facts["fitting"])
    feed = partial(_pixels, size=facts["size"], fitting=fitting)
    calibration = [feed(part) for part in in_batches(material.calibration)]
    comparison = Comparison(material.photos, material.photo_queries, feed)
    return _smaller("image", folder, facts, inputs, calibration, comparison, gate, steps, progress)


def build_text_tower(source: Source, material: Material, gate: Gate, steps: Steps, progress: Progress) -> BuiltTower:
    """Build the text tower with its tokenizer.

    Raises:
        SourceError: The checkpoint cannot be loaded.
        TokenizerError: Its tokenizer is missing, cannot be shipped, or does not belong to the network.
        ParityError: Its graph is not the network.
    """
    inputs = {"source": fingerprint(source), "opset": OPSET}
    folder, facts = steps.run("text", inputs, partial(_export_text, source, material, progress))
    read = Tokenizer.from_file(str(folder / "tokenizer.json"))
    served = ServedTokenizer(read, facts["max_pieces"], facts["pad_id"], facts["pad_to"])
    comparison = Comparison(material.texts, material.text_queries, partial(_pieces, served=served))
    built = _smaller("text", folder, facts, inputs, [], comparison, gate, steps, progress)
    return BuiltTower(built.graph, built.facts, built.judged, built.kept, folder / "tokenizer.json")


def _export_image(source: Source, material: Material, progress: Progress, folder: Path) -> dict[str, Any]:
    progress("exporting the image tower", 0, 3)
    checkpoint = open_image(source)
    progress("exporting the image tower", 1, 3)
    path = folder / "full.onnx"
    with _exporting(source):
        export_full_image_tower(checkpoint.network, checkpoint.size, path)
    progress("exporting the image tower", 2, 3)
    feed = partial(_pixels, size=checkpoint.size, fitting=checkpoint.fitting)
    batches = [feed(part) for part in _parts_of(material.photos, PARITY_BATCHES)]
    parity = check_parity(ServedImageTower(checkpoint.network).eval(), Graph(path), batches, str(source))
    progress("exporting the image tower", 3, 3)
    facts = {"architecture": source.title, "fitting": checkpoint.fitting.model_dump(), "parity": parity._asdict()}
    return facts | {name: getattr(checkpoint, name) for name in ("dim", "token_width", "size", "parameters")}


def _export_text(source: Source, material: Material, progress: Progress, folder: Path) -> dict[str, Any]:
    progress("exporting the text tower", 0, 4)
    checkpoint = open_text(source)
    served = checkpoint.tokenizer
    texts = tuple(dict.fromkeys((*TRYING, *material.texts)))
    compared = check_tokenizer(served, checkpoint.reference, texts)
    _check_pieces(source, served, texts, checkpoint.pieces)
    progress("exporting the text tower", 1, 4)
    path = folder / "full.onnx"
    with _exporting(source):
        export_full_text_tower(checkpoint.network, path, served.pad_to or 6)
    progress("exporting the text tower", 2, 4)
    batches = [_pieces(part, served) for part in _parts_of(material.texts, (*PARITY_BATCHES, 16, 16, 16))]
    parity = check_parity(ServedTextTower(checkpoint.network).eval(), Graph(path), batches, str(source))
    progress("exporting the text tower", 3, 4)
    served.tokenizer.no_truncation()  # the encoder that serves turns both on, by what the manifest says
    served.tokenizer.no_padding()
    served.tokenizer.save(str(folder / "tokenizer.json"))
    progress("exporting the text tower", 4, 4)
    facts = {"architecture": source.title, "parity": parity._asdict(), "texts_cut_alike": compared}
    facts |= {name: getattr(checkpoint, name) for name in ("dim", "token_width", "parameters")}
    return facts | {name: getattr(served, name) for name in ("max_pieces", "pad_id", "pad_to")}


@contextmanager
def _exporting(source: Source) -> Iterator[None]:
    """Leave out what the exporter prints, and turn whatever it raises into one clear line.

    Raises:
        ExportError: Something was raised.
    """
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # one operator that graphs do not have
    try:
        with quietly(), redirect_stdout(StringIO()):
            yield
    except Exception as error:  # the exporter raises a family of its own, and whatever a network runs into
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise ExportError(
            f"{source} cannot be written as a graph: {first[:300]}. Choose another architecture."
        ) from error
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def _check_pieces(source: Source, served: ServedTokenizer, texts: Sequence[str], known: int) -> None:
    ids, _ = encode(served, texts)
    if ids.max() >= known:
        raise TokenizerError(
            f"The tokenizer of {source} gives piece {ids.max()}, but the network knows {known:,} only: they do not "
            "belong together. Copy the tokenizer from where the checkpoint comes from."
        )


def _smaller(
    name: str,
    folder: Path,
    facts: Mapping[str, Any],
    inputs: Mapping[str, Any],
    calibration: Sequence[Feeds],
    comparison: Comparison[ItemT],
    gate: Gate,
    steps: Steps,
    progress: Progress,
) -> BuiltTower:
    """Write the smaller graphs, judge all, and keep the smallest one that the gate lets through."""
    full = folder / "full.onnx"
    made = [str(each) for each in comparison.items]
    inputs = {**inputs, "calibration": len(calibration), "items": made}

    def write(where: Path) -> dict[str, str]:
        progress(f"quantising the {name} tower", 0, 2)
        write_half(full, where / f"{HALF}.onnx")
        progress(f"quantising the {name} tower", 1, 2)
        note = _try_int8(full, where / f"{INT8}.onnx", calibration)
        progress(f"quantising the {name} tower", 2, 2)
        return {"int8": note}

    smaller, notes = steps.run(f"{name}-smaller", inputs, write)
    graphs = {INT8: smaller / f"{INT8}.onnx", HALF: smaller / f"{HALF}.onnx", FULL: full}
    there = {precision: path for precision, path in graphs.items() if path.is_file()}
    queries = [] if comparison.asked is None else [str(each) for each in comparison.asked.queries]
    _, figures = steps.run(
        f"{name}-judged", {**inputs, "asked": queries}, lambda _: judge(name, there, comparison, progress)
    )
    judged = tuple(Judged(**each) for each in figures)
    kept = choose(judged, gate)
    return BuiltTower(
        there[kept.precision], {**facts, "int8": notes["int8"], "compared": len(comparison.items)}, judged, kept
    )


def _try_int8(full: Path, path: Path, calibration: Sequence[Feeds]) -> str:
    try:
        return write_int8(full, path, calibration)
    except Exception as error:  # the quantiser raises whatever an operator that it does not know makes it run into
        path.unlink(missing_ok=True)
        first = (str(error).splitlines() or [type(error).__name__])[0]
        return f"could not be written: {first[:200]}"


def _pixels(files: Sequence[Path], size: int, fitting: PhotoFitting) -> Feeds:
    side = decoded_side(size, fitting)
    photos = (decode_photo(file.read_bytes(), shortest=side) for file in files)
    return {"pixels": np.stack([fit_photo(photo, size, fitting) for photo in photos])}


def _pieces(texts: Sequence[str], served: ServedTokenizer) -> Feeds:
    ids, mask = encode(served, texts)
    return {"input_ids": ids, "attention_mask": mask}


def _parts_of(items: Sequence[Any], sizes: Sequence[int]) -> Iterator[Sequence[Any]]:
    """Consecutive parts of given sizes, as far as the items go."""
    start = 0
    for size in sizes:
        if part := items[start : start + size]:
            yield part
        start += size
