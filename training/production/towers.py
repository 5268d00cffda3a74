"""Takes a checkpoint to the graph that is served: exported, compared, made smaller, and judged by what it finds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from bundles import Graph, PhotoFitting
from training.export import (
    OPSET,
    ServedImageTower,
    ServedTextTower,
    export_full_image_tower,
    export_full_text_tower,
)
from training.precision.feeds import pieces_of, pixels_of
from training.precision.judging import Comparison, in_batches
from training.precision.recall_gate import Gate, Judged
from training.precision.reducing import Reduced, reduce
from training.production.checkpoints import open_image, open_text
from training.production.errors import ExportError, TokenizerError
from training.production.material import Material
from training.production.parity import check_parity
from training.production.sources import Source, fingerprint
from training.production.steps import Steps
from training.production.tokenizers import TRYING, ServedTokenizer, check_tokenizer, encode
from training.progress import Progress
from training.quiet import quietly

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
    feed = partial(pixels_of, size=facts["size"], fitting=fitting)
    calibration = [feed(part) for part in in_batches(material.calibration)]
    comparison = Comparison(material.photos, material.photo_queries, feed)
    reduced = reduce("image", folder / "full.onnx", inputs, calibration, comparison, gate, steps, progress)
    return _built(reduced, facts, len(comparison.items))


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
    feed = partial(pieces_of, served=served)
    calibration = [feed(part) for part in in_batches(material.text_calibration)]
    comparison = Comparison(material.texts, material.text_queries, feed)
    reduced = reduce("text", folder / "full.onnx", inputs, calibration, comparison, gate, steps, progress)
    return _built(reduced, facts, len(comparison.items), folder / "tokenizer.json")


def _built(reduced: Reduced, facts: Mapping[str, Any], compared: int, tokenizer: Path | None = None) -> BuiltTower:
    known = {**facts, "int8": reduced.note, "compared": compared}
    return BuiltTower(reduced.graph, known, reduced.judged, reduced.kept, tokenizer)


def _export_image(source: Source, material: Material, progress: Progress, folder: Path) -> dict[str, Any]:
    progress("exporting the image tower", 0, 3)
    checkpoint = open_image(source)
    progress("exporting the image tower", 1, 3)
    path = folder / "full.onnx"
    with _exporting(source):
        export_full_image_tower(checkpoint.network, checkpoint.size, path)
    progress("exporting the image tower", 2, 3)
    feed = partial(pixels_of, size=checkpoint.size, fitting=checkpoint.fitting)
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
    batches = [pieces_of(part, served) for part in _parts_of(material.texts, (*PARITY_BATCHES, 16, 16, 16))]
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


def _parts_of(items: Sequence[Any], sizes: Sequence[int]) -> Iterator[Sequence[Any]]:
    """Consecutive parts of given sizes, as far as the items go."""
    start = 0
    for size in sizes:
        if part := items[start : start + size]:
            yield part
        start += size
