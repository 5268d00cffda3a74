"""Results as Markdown."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from jewelbench.evaluation.judging import Benchmark, RetrieverResult, TaskResult
from jewelbench.evaluation.metrics import MEASURES, Estimate, estimate

NOTHING = "–"
LEAST_GROUP = 5
"""Smaller groups of queries say too little to stand in a table."""


def overview(results: Sequence[RetrieverResult], tasks: Sequence[str], measure: str) -> str:
    """One measure: retrievers by tasks."""
    rows = [[result.name, *(_mean(result.tasks.get(task), measure) for task in tasks)] for result in results]
    return markdown(["", *tasks], rows)


def task_table(benchmark: Benchmark, results: Sequence[RetrieverResult], task: str) -> str:
    """One task: retrievers by measures, R@1 with its interval."""
    rows = []
    for result in results:
        answered = result.tasks.get(task)
        if answered is None or answered.abstained:
            rows.append([result.name, *[NOTHING] * len(MEASURES)])
            continue
        sure = estimate(answered.measures["R@1"], benchmark.families[task])
        rows.append([result.name, interval(sure), *(_mean(answered, name) for name in list(MEASURES)[1:])])
    return markdown(["", "R@1 (95 % interval)", *list(MEASURES)[1:]], rows)


def tag_table(benchmark: Benchmark, result: RetrieverResult, task: str, tag: str) -> str | None:
    """One retriever on one task by the values of a tag; None if fewer than two of them are worth a line."""
    answered = result.tasks.get(task)
    if answered is None or answered.abstained:
        return None
    values = [query.language if tag == "language" else query.tags.get(tag, "") for query in benchmark.tasks[task]]
    asked = ~np.isnan(answered.measures["R@1"])
    groups = {value: np.array([v == value for v in values]) & asked for value in sorted(set(values)) if value}
    groups = {value: rows for value, rows in groups.items() if rows.sum() >= LEAST_GROUP}
    if len(groups) < 2:
        return None
    families = np.array(benchmark.families[task])
    lines = []
    for value, rows in sorted(groups.items(), key=lambda item: -int(item[1].sum())):
        sure = estimate(answered.measures["R@1"][rows], families[rows].tolist())
        others = [f"{answered.measures[name][rows].mean():.3f}" for name in ("R@10", "mAP@10", "nDCG@10")]
        lines.append([value, f"{rows.sum():,}", interval(sure), *others])
    return markdown([tag, "queries", "R@1 (95 % interval)", "R@10", "mAP@10", "nDCG@10"], lines)


def tags_of(benchmark: Benchmark, task: str) -> list[str]:
    """What the queries of a task can be grouped by."""
    names = dict.fromkeys(name for query in benchmark.tasks[task] for name in query.tags)
    return ["language", *names]


def rejection_table(results: Iterable[RetrieverResult]) -> str:
    """How well each retriever's best score turns away what is no jewellery."""
    rows = [
        [result.name, f"{result.rejection.auroc:.3f}", f"{result.rejection.accepted:.3f}"]
        for result in results
        if result.rejection is not None
    ]
    return markdown(["", "AUROC", "accepted at 95 % of jewellery"], rows)


def seconds_table(results: Iterable[RetrieverResult]) -> str:
    """How long each took."""
    return markdown(["", "seconds"], [[result.name, f"{result.seconds:.1f}"] for result in results])


def interval(value: Estimate) -> str:
    """`0.512 (0.471–0.553)`."""
    if math.isnan(value.mean):
        return NOTHING
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figures(benchmark: Benchmark, results: Sequence[RetrieverResult]) -> dict[str, object]:
    """Everything in plain values, for JSON: task, retriever, measure, and mean, low and high of it."""
    return {
        task: {
            "queries": len(queries),
            "retrievers": {
                result.name: _plain(benchmark, task, result.tasks[task]) for result in results if task in result.tasks
            },
        }
        for task, queries in benchmark.tasks.items()
    }


def _plain(benchmark: Benchmark, task: str, answered: TaskResult) -> Mapping[str, Mapping[str, float]] | None:
    if answered.abstained:
        return None
    found = {name: estimate(values, benchmark.families[task]) for name, values in answered.measures.items()}
    return {
        name: {"mean": _short(value.mean), "low": _short(value.low), "high": _short(value.high)}
        for name, value in found.items()
        if not math.isnan(value.mean)
    }


def _short(value: float) -> float:
    return round(value, 5)


def _mean(answered: TaskResult | None, measure: str) -> str:
    if answered is None or answered.abstained or np.isnan(answered.measures[measure]).all():
        return NOTHING
    return f"{np.nanmean(answered.measures[measure]):.3f}"
