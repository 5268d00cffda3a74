"""An evaluation in plain values, for machines.

`tasks` and `baselines` hold the six tasks that a search for jewellery is judged by; whatever else was asked or measured
stands under keys of its own.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from jewelbench.evaluation.evaluation import Evaluation
from jewelbench.evaluation.judging import Benchmark, RetrieverResult, TaskResult
from jewelbench.evaluation.metrics import Estimate, estimate

TASKS = {
    "photo-to-product": "photo_to_product",
    "worn-and-cluttered": "worn_photo_to_product",
    "cropped-or-hidden": "partial_photo_to_product",
    "text-to-product": "text_to_product",
    "composed": "composed",
    "photo-and-description": "photo_and_text",
    "photo-and-words": "photo_and_text",
}
"""Names of the six, by the benchmark's own and by those of a merchant's queries."""
MEASURES = {"R@1": "r@1", "R@10": "r@10", "nDCG@10": "ndcg@10"}

Figures = dict[str, Any]


def figures(evaluation: Evaluation) -> Figures:
    """The whole evaluation, as `evaluate.json` holds it.

    Returns:
        "tasks" to task to "r@1", "r@10", "ndcg@10", "queries"; "baselines" to name to the same; "bundles" likewise for
        others that were compared; "further_tasks"; "intervals" and "details" by task and retriever; "attributes",
        "near_identical", "not_jewellery", "cost", "seconds", "notes"; and "benchmark" and "bundle".
    """
    benchmark, result = evaluation.benchmark, evaluation.result
    subject = evaluation.subject
    return {
        "tasks": _tasks(benchmark, result, TASKS),
        "baselines": {found.name: _tasks(benchmark, found, TASKS) for found in evaluation.baselines},
        "bundles": {found.name: _tasks(benchmark, found, TASKS) for found in evaluation.others},
        "further_tasks": _tasks(benchmark, result, further_tasks(benchmark)),
        "benchmark": {
            "name": benchmark.name,
            "gallery": len(benchmark.products),
            "photos": sum(len(product.packshots) for product in benchmark.products),
        },
        "bundle": {"name": subject.name, "version": subject.version, "fingerprint": subject.fingerprint},
        "details": details(benchmark, evaluation.results),
        "attributes": _attributes(evaluation),
        "near_identical": _siblings(evaluation),
        "not_jewellery": {
            found.name: {name: _short(value) for name, value in vars(found.rejection).items()}
            for found in evaluation.results
            if found.rejection is not None
        },
        "cost": {name: _short(value) for name, value in evaluation.cost._asdict().items() if not math.isnan(value)},
        "seconds": {found.name: round(found.seconds, 1) for found in evaluation.results},
        "notes": list(evaluation.notes),
    }


def further_tasks(benchmark: Benchmark) -> dict[str, str]:
    """What was asked beside the six tasks."""
    return {task: task.replace("-", "_") for task in benchmark.tasks if task not in TASKS}


def details(benchmark: Benchmark, results: Sequence[RetrieverResult]) -> Figures:
    """Every measure of every retriever with its 95 % interval, by task; null where a retriever had nothing to say."""
    return {
        TASKS.get(task, task.replace("-", "_")): {
            "queries": len(queries),
            "retrievers": {
                result.name: _measured(benchmark, task, result.tasks[task])
                for result in results
                if task in result.tasks
            },
        }
        for task, queries in benchmark.tasks.items()
    }


def _tasks(benchmark: Benchmark, result: RetrieverResult, names: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """The plain figures of the tasks that a retriever had something to say to and that have right answers."""
    return {
        name: _plain(result.tasks[task])
        for task, name in names.items()
        if task in benchmark.tasks and answered(result.tasks.get(task))
    }


def answered(found: TaskResult | None) -> bool:
    """Whether there is anything to report of a task."""
    return found is not None and not found.abstained and not bool(np.isnan(found.measures["R@1"]).all())


def _plain(found: TaskResult) -> dict[str, float]:
    figure: dict[str, float] = {
        name: _short(float(np.nanmean(found.measures[measure]))) for measure, name in MEASURES.items()
    }
    return figure | {"queries": int((~np.isnan(found.measures["R@1"])).sum())}


def _measured(benchmark: Benchmark, task: str, found: TaskResult) -> Figures | None:
    if found.abstained:
        return None
    means = {name: estimate(values, benchmark.families[task]) for name, values in found.measures.items()}
    return {name: interval(value) for name, value in means.items() if not math.isnan(value.mean)}


def interval(value: Estimate) -> dict[str, float]:
    """Mean, low and high end of a 95 % interval."""
    return {"mean": _short(value.mean), "low": _short(value.low), "high": _short(value.high)}


def _attributes(evaluation: Evaluation) -> Figures:
    return {
        name: {
            "accuracy": _short(found.accuracy.mean),
            "interval": [_short(found.accuracy.low), _short(found.accuracy.high)],
            "calibration_error": _short(found.calibration_error),
            "by_task": {TASKS[task]: _short(share) for task, share in found.by_task.items()},
            "guessed": _short(found.guessed),
            "right_of_guesses": None if math.isnan(found.right_of_guesses) else _short(found.right_of_guesses),
            "photos": found.photos,
        }
        for name, found in evaluation.attributes.items()
    }


def _siblings(evaluation: Evaluation) -> Figures | None:
    found = evaluation.siblings
    if found is None:
        return None
    return {
        "own_first": interval(found.first),
        "photos": found.photos,
        "own_beats_sibling": {
            attribute: {"pairs": pairs, "share": _short(share)} for attribute, (pairs, share) in found.won.items()
        },
        "margin": _spread(found.margins),
        "distance": {name: _spread(distance) for name, distance in found.distances.items()},
    }


def _spread(values: Iterable[float]) -> dict[str, float]:
    return dict(zip(("p5", "p50", "p95"), map(_short, values), strict=True))


def _short(value: float) -> float:
    return round(float(value), 5)
