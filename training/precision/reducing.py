"""Writes the smaller graphs of a tower, judges all of them, and keeps the one that the gate lets through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.precision.judging import FULL, HALF, INT8, Comparison, Feeds, ItemT, judge
from training.precision.quantising import write_half, write_int8
from training.precision.recall_gate import Gate, Judged, choose
from training.production.steps import Steps
from training.progress import Progress

NO_BFLOAT16 = "bf16: ONNX Runtime has no kernels for it on a processor, see decision 19."
AS_SERVED = "as it is served"
"""Note on a graph in int8 that was there already."""


@dataclass(frozen=True)
class Reduced:
    """A tower in the precision that was chosen.

    Attributes:
        graph: Its file.
        judged: Every precision, smallest first.
        kept: The one that was chosen.
        note: How int8 was quantised, or why it could not be.
    """

    graph: Path
    judged: tuple[Judged, ...]
    kept: Judged
    note: str


def reduce(
    name: str,
    full: Path,
    inputs: Mapping[str, object],
    calibration: Sequence[Feeds],
    comparison: Comparison[ItemT],
    gate: Gate,
    steps: Steps,
    progress: Progress,
    given: Mapping[str, Path] | None = None,
) -> Reduced:
    """Write the smaller graphs, judge all, and choose.

    Args:
        name: Of the tower.
        full: Its graph in full precision.
        inputs: What decides that graph, as JSON knows it.
        calibration: What activations are measured by.
        comparison: What graphs are compared on.
        gate: What they may lose.
        steps: Keeps what was done.
        progress: Told the progress.
        given: Graphs that are there already, by precision; they are judged in place of new ones.
    """
    given = given or {}
    inputs = {**inputs, "calibration": len(calibration), "items": [str(each) for each in comparison.items]}

    def write(where: Path) -> dict[str, str]:
        progress(f"quantising the {name} tower", 0, 2)
        if HALF not in given:
            write_half(full, where / f"{HALF}.onnx")
        progress(f"quantising the {name} tower", 1, 2)
        note = AS_SERVED if INT8 in given else _try_int8(full, where / f"{INT8}.onnx", calibration)
        progress(f"quantising the {name} tower", 2, 2)
        return {"int8": note}

    smaller, notes = steps.run(f"{name}-smaller", inputs, write)
    graphs = {INT8: smaller / f"{INT8}.onnx", HALF: smaller / f"{HALF}.onnx", FULL: full} | dict(given)
    there = {precision: path for precision, path in graphs.items() if path.is_file()}
    queries = [] if comparison.asked is None else [str(each) for each in comparison.asked.queries]
    _, figures = steps.run(
        f"{name}-judged", {**inputs, "asked": queries}, lambda _: judge(name, there, comparison, progress)
    )
    judged = tuple(Judged(**each) for each in figures)
    kept = choose(judged, gate)
    return Reduced(there[kept.precision], judged, kept, notes["int8"])


def _try_int8(full: Path, path: Path, calibration: Sequence[Feeds]) -> str:
    try:
        return write_int8(full, path, calibration)
    except Exception as error:  # the quantiser raises whatever an operator that it does not know makes it run into
        path.unlink(missing_ok=True)
        first = (str(error).splitlines() or [type(error).__name__])[0]
        return f"could not be written: {first[:200]}"
