"""A report on a benchmark: figures for machines, tables for people, contact sheets for the eye."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from jewelbench.evaluation.contact_sheets import write_contact_sheets
from jewelbench.evaluation.judging import (
    NOT_JEWELLERY,
    PHOTO_TASK,
    Benchmark,
    RetrieverResult,
    judge_all,
    load_benchmark,
)
from jewelbench.evaluation.retriever import Retriever
from jewelbench.evaluation.tables import (
    figures,
    overview,
    rejection_table,
    seconds_table,
    tag_table,
    tags_of,
    task_table,
)

_HOW = """\
R@k is the share of queries with a right answer among the first k products (success at k); mAP@10 and nDCG@10 are
trec_eval's, so a query with more than ten right answers cannot reach an mAP@10 of 1. Intervals are 95 % percentile
bootstraps over design families: queries about one family rise and fall together. Products that a query excludes, such
as the piece that it starts from, are left out of its ranking. Ties are broken at random, the same way for all.

Baselines read what they can: those that see photos alone ignore words, and the other way round. Where nothing of a
query is left to one, it guesses; "–" stands where that is so for a whole task. "Image tower" and "text tower" are the
bare towers of {subject}, which every fusion here shares; its own line is both with the fusion that it ships with. The
best sum is cross-fitted: each half of the queries is answered with the weight that is best on the other half."""


def write_report(
    release: Path,
    retrievers: Sequence[Retriever],
    out: Path,
    *,
    subject: str | None = None,
    notes: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
) -> list[RetrieverResult]:
    """Judge retrievers on a benchmark, and write `report.json`, `report.md` and `sheets/TASK.png`.

    Args:
        release: The benchmark's folder.
        retrievers: What to compare.
        out: Folder to write into.
        subject: Name of the retriever whose answers are broken down and shown; None for the last one.
        notes: What else readers should know, such as what was left out.
        say: Told how far it is, a line at a time.

    Raises:
        ReleaseError: The folder holds no benchmark, or a broken one.
        ValueError: There are no retrievers, two have one name, or none has the name of the subject.
    """
    names = [retriever.name for retriever in retrievers]
    if not names or (subject is not None and subject not in names):
        raise ValueError(f"there is no retriever {subject!r} among {names}")
    say("Reading the benchmark …")
    benchmark = load_benchmark(release)
    say(
        f"{benchmark.name}: {len(benchmark.products):,} products, {sum(map(len, benchmark.tasks.values())):,} queries, "
        f"{len(retrievers)} retrievers"
    )
    results = judge_all(benchmark, retrievers, say)
    chosen = results[names.index(subject) if subject else -1]
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(_json(benchmark, results, notes), encoding="utf-8")
    (out / "report.md").write_text(_markdown(benchmark, results, chosen, notes), encoding="utf-8")
    say("Drawing contact sheets …")
    write_contact_sheets(benchmark, chosen, out / "sheets")
    say(f"Report in {out}")
    return results


def _json(benchmark: Benchmark, results: Sequence[RetrieverResult], notes: Sequence[str]) -> str:
    rejections = {
        result.name: {"auroc": round(result.rejection.auroc, 5), "accepted": round(result.rejection.accepted, 5)}
        for result in results
        if result.rejection is not None
    }
    plain = {
        "benchmark": benchmark.name,
        "products": len(benchmark.products),
        "tasks": figures(benchmark, results),
        "rejection": rejections,
        "seconds": {result.name: round(result.seconds, 1) for result in results},
        "notes": list(notes),
    }
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def _markdown(
    benchmark: Benchmark, results: Sequence[RetrieverResult], chosen: RetrieverResult, notes: Sequence[str]
) -> str:
    ranked = [task for task, queries in benchmark.tasks.items() if any(query.relevant for query in queries)]
    counts = ", ".join(f"{task} {len(benchmark.tasks[task]):,}" for task in benchmark.tasks)
    parts = [
        f"# {benchmark.name}",
        f"{len(benchmark.products):,} products. Queries: {counts}.",
        _HOW.format(subject=chosen.name),
        *(f"- {note}" for note in notes),
    ]
    for measure in ("R@1", "R@10"):
        parts += [f"## {measure}", overview(results, ranked, measure)]
    for task in ranked:
        parts += [f"## {task}", _answers(benchmark, task), task_table(benchmark, results, task)]
        tables = {tag: tag_table(benchmark, chosen, task, tag) for tag in tags_of(benchmark, task)}
        for tag, table in tables.items():
            if table is not None:
                parts += [f"### {chosen.name} by {tag}", table]
    if any(result.rejection for result in results):
        parts += ["## No jewellery", _rejection_text(benchmark), rejection_table(results)]
    return "\n\n".join([*parts, "## Time", seconds_table(results)]) + "\n"


def _answers(benchmark: Benchmark, task: str) -> str:
    counts = [len(query.relevant) for query in benchmark.tasks[task] if query.relevant]
    families = len(set(benchmark.families[task]))
    return (
        f"{len(counts):,} queries about {families:,} families; {np.mean(counts):.1f} right answers in the mean, "
        f"{np.median(counts):.0f} in the median."
    )


def _rejection_text(benchmark: Benchmark) -> str:
    return (
        f"The best score of {len(benchmark.tasks[NOT_JEWELLERY]):,} photos of other things against that of the "
        f"{len(benchmark.tasks[PHOTO_TASK]):,} photos of {PHOTO_TASK}: the chance that jewellery scores higher, and "
        "the share of other things that a threshold lets through which 95 % of the jewellery passes."
    )
