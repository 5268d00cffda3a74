"""How well a bundle's attribute heads tell what query photos show, and whether they know how sure they may be."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from encoders.attributes import NONE
from encoders.calibration import calibration_error
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.judging import Benchmark
from jewelbench.evaluation.metrics import Estimate, Values, estimate
from jewelbench.release import ProductRecord
from jewelbench.specs.materials import GEMS, METALS, PEARLS

PHOTO_TASKS = ("photo-to-product", "worn-and-cluttered", "cropped-or-hidden")
"""Whose photos are looked at; nobody took them for a catalogue."""


class Reading(NamedTuple):
    """A way to read an attribute.

    Attributes:
        name: What reports call it.
        attribute: Which of the bundle's attributes.
        truth: The right word for a design.
        group: What a word counts as: names that a photo cannot keep apart may be one.
    """

    name: str
    attribute: str
    truth: Callable[[ProductRecord], str]
    group: Callable[[str], str] = str


def main_stone(design: ProductRecord) -> str:
    """The stone of a design, or its pearl; `NONE` without."""
    return design.attributes.get("stone") or design.attributes.get("pearl") or NONE


def metal_look(name: str) -> str:
    """White gold, platinum and silver are one white metal."""
    return METALS[name].look if name in METALS else name


def stone_look(name: str) -> str:
    """Stones that a photo cannot keep apart are one."""
    if name in GEMS:
        return GEMS[name].look
    return PEARLS[name].look if name in PEARLS else name


READINGS = (
    Reading("category", "category", lambda design: design.attributes["category"]),
    Reading("metal", "metal", lambda design: design.attributes["metal"], metal_look),
    Reading("metal_by_name", "metal", lambda design: design.attributes["metal"]),
    Reading("main_stone", "gemstone", main_stone, stone_look),
    Reading("main_stone_by_name", "gemstone", main_stone),
)
IN_WORDS = {
    "category": "category",
    "metal": "metal, white ones as one",
    "metal_by_name": "metal, by name",
    "main_stone": "main stone, those that look alike as one",
    "main_stone_by_name": "main stone, by name",
}


class AttributeAccuracy(NamedTuple):
    """How well an attribute is told.

    Attributes:
        accuracy: Share of photos whose likeliest word is right.
        by_task: The same for the photos of each task.
        calibration_error: Expected calibration error of the likeliest words.
        guessed: Share of photos for which the service would fill the attribute in.
        right_of_guesses: Share of these for which it would be right; NaN where it guesses nothing.
        photos: How many.
    """

    accuracy: Estimate
    by_task: Mapping[str, float]
    calibration_error: float
    guessed: float
    right_of_guesses: float
    photos: int


def attribute_accuracy(benchmark: Benchmark, towers: BundleTowers) -> dict[str, AttributeAccuracy]:
    """Judge a bundle's heads on the query photos of a benchmark; nothing if there are no heads or no truth."""
    spec = towers.bundle.manifest.attributes
    task_of = {
        query.photo: task
        for task in PHOTO_TASKS
        for query in benchmark.tasks.get(task, ())
        if query.photo in benchmark.shown
    }
    photos = [photo for photo in task_of if photo is not None]
    if spec is None or not photos or not benchmark.designs:
        return {}
    design_of = {design.product_id: design for design in benchmark.designs}
    designs = [design_of[benchmark.shown[photo]] for photo in photos]
    vectors = towers.photo_vectors([benchmark.photos[photo] for photo in photos])
    graph = towers.bundle.graph(spec, threads=towers.threads)
    found = dict(zip(spec.labels, graph.run({"vector": vectors}, tuple(spec.labels)), strict=True))
    tasks = [task_of[photo] for photo in photos]
    return {
        reading.name: _judged(
            reading, found[reading.attribute], spec.labels[reading.attribute], spec.thresholds[reading.attribute],
            designs, tasks,
        )
        for reading in READINGS
        if reading.attribute in found
    }  # fmt: skip


def _judged(
    reading: Reading,
    likelihoods: NDArray[np.float32],
    labels: Sequence[str],
    threshold: float,
    designs: Sequence[ProductRecord],
    tasks: Sequence[str],
) -> AttributeAccuracy:
    truth = np.array([reading.group(reading.truth(design)) for design in designs])
    names, joined = grouped(likelihoods, [reading.group(label) for label in labels])
    right = np.array(names)[joined.argmax(axis=1)] == truth
    best = likelihoods.argmax(axis=1)
    words = np.array(labels)[best]
    guessed = (likelihoods.max(axis=1) >= threshold) & (words != NONE)
    guessed_right = np.array([reading.group(word) for word in words]) == truth
    values: Values = right.astype(np.float64)
    return AttributeAccuracy(
        accuracy=estimate(values, [design.family for design in designs]),
        by_task={task: float(values[np.array(tasks) == task].mean()) for task in dict.fromkeys(tasks)},
        calibration_error=calibration_error(joined.max(axis=1), right),
        guessed=float(guessed.mean()),
        right_of_guesses=float(guessed_right[guessed].mean()) if guessed.any() else float("nan"),
        photos=len(designs),
    )


def grouped(likelihoods: NDArray[np.float32], groups: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
    """Add up the likelihoods of labels that count as one.

    Args:
        likelihoods: (photos, labels).
        groups: What each label counts as.

    Returns:
        The groups, and how likely each is, (photos, groups).
    """
    names = list(dict.fromkeys(groups))
    member = np.array([[group == name for name in names] for group in groups], dtype=np.float32)
    return names, likelihoods @ member
