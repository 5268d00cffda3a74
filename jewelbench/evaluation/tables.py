"""Results as Markdown."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from jewelbench.evaluation.attribute_accuracy import IN_WORDS
from jewelbench.evaluation.evaluation import Evaluation
from jewelbench.evaluation.figures import answered
from jewelbench.evaluation.judging import Benchmark, RetrieverResult, TaskResult
from jewelbench.evaluation.metrics import MEASURES, Estimate, estimate
from jewelbench.evaluation.siblings import Siblings, Spread

NOTHING = "–"
LEAST_GROUP = 5
"""Smaller groups of queries say too little to stand in a table."""


def subject_table(evaluation: Evaluation, tasks: Sequence[str]) -> str:
    """What the evaluation is about: tasks by measures, and the best baseline of each by R@1."""
    benchmark, lines = evaluation.benchmark, []
    for task in tasks:
        found = evaluation.result.tasks.get(task)
        if found is None or not answered(found):
            lines.append([task, *[NOTHING] * 5])
            continue
        sure = [interval(estimate(found.measures[name], benchmark.families[task])) for name in ("R@1", "R@10")]
        queries = int((~np.isnan(found.measures["R@1"])).sum())
        lines.append([task, f"{queries:,}", *sure, _mean(found, "nDCG@10"), _best(evaluation.baselines, task)])
    return markdown(["", "queries", "R@1 (95 % interval)", "R@10", "nDCG@10", "best baseline, R@1"], lines)


def _best(baselines: Sequence[RetrieverResult], task: str) -> str:
    figures = [
        (float(np.nanmean(result.tasks[task].measures["R@1"])), result.name)
        for result in baselines
        if answered(result.tasks.get(task))
    ]
    return "{1}, {0:.3f}".format(*max(figures)) if figures else NOTHING


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
        [
            result.name,
            f"{result.rejection.auroc:.3f}",
            f"{result.rejection.threshold:.3f}",
            f"{result.rejection.accepted:.3f}",
            f"{result.rejection.accepted_strangers:.3f}",
        ]
        for result in results
        if result.rejection is not None
    ]
    return markdown(["", "AUROC", "score that 95 % of jewellery passes", "passed by others", "by strangers"], rows)


def attribute_table(evaluation: Evaluation) -> str:
    """How well the attribute heads do."""
    rows = [
        [
            IN_WORDS[name],
            interval(found.accuracy),
            *(f"{share:.3f}" for share in found.by_task.values()),
            f"{found.calibration_error:.3f}",
            f"{found.guessed:.3f}",
            NOTHING if math.isnan(found.right_of_guesses) else f"{found.right_of_guesses:.3f}",
        ]
        for name, found in evaluation.attributes.items()
    ]
    tasks = next(iter(evaluation.attributes.values())).by_task
    head = ["", "right (95 % interval)", *tasks, "expected calibration error", "filled in", "right of these"]
    return markdown(head, rows)


def sibling_table(siblings: Siblings) -> str:
    """What keeps siblings apart, attribute by attribute."""
    rows = [[attribute, f"{pairs:,}", f"{share:.3f}"] for attribute, (pairs, share) in siblings.won.items()]
    return markdown(["differ in", "pairs", "own product ahead"], rows)


def distance_table(siblings: Siblings) -> str:
    """How far siblings lie apart."""
    spreads = {"score of the own product less the best sibling's": siblings.margins}
    spreads |= {f"distance: {name}": found for name, found in siblings.distances.items()}
    return markdown(["", "5 %", "median", "95 %"], [[name, *_percentiles(found)] for name, found in spreads.items()])


def cost_table(evaluation: Evaluation) -> str:
    """What a query costs and a bundle weighs."""
    cost = evaluation.cost
    rows = {
        "query of photo and words, CPU ms on one thread": cost.photo_and_words_ms,
        "photo alone, decoded and encoded": cost.photo_ms,
        "image tower": cost.image_tower_ms,
        "text tower": cost.text_tower_ms,
        "bundle, MB": cost.bundle_mb,
        "image tower and fusion, MB": cost.image_and_fusion_mb,
    }
    lines = [[name, NOTHING if math.isnan(value) else f"{value:.1f}"] for name, value in rows.items()]
    return markdown(["", ""], lines)


def _percentiles(spread: Spread) -> list[str]:
    return [f"{value:.3f}" for value in spread]


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


def _mean(answered: TaskResult | None, measure: str) -> str:
    if answered is None or answered.abstained or np.isnan(answered.measures[measure]).all():
        return NOTHING
    return f"{np.nanmean(answered.measures[measure]):.3f}"
