"""A report on an evaluation: figures for machines, tables for people, contact sheets for the eye."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from jewelbench.evaluation.contact_sheets import write_contact_sheets
from jewelbench.evaluation.evaluation import Evaluation
from jewelbench.evaluation.figures import figures
from jewelbench.evaluation.judging import NOT_JEWELLERY, PHOTO_TASK, Benchmark
from jewelbench.evaluation.tables import (
    attribute_table,
    cost_table,
    distance_table,
    overview,
    rejection_table,
    seconds_table,
    sibling_table,
    subject_table,
    tag_table,
    tags_of,
    task_table,
)

SHEETS = "evaluate-sheets"
_DETAILS = "# Task by task"

_HOW = """\
R@k is the share of queries with a right answer among the first k products (success at k); MRR@10, mAP@10 and nDCG@10
are trec_eval's, so a query with more than ten right answers cannot reach an mAP@10 of 1. Intervals are 95 % percentile
bootstraps over design families: queries about one family rise and fall together. Products that a query excludes, such
as the piece that it starts from, are left out of its ranking. Ties are broken at random, the same way for all.

Baselines read what they can: those that see photos alone ignore words, and the other way round. Where nothing of a
query is left to one, it guesses; "–" stands where that is so for a whole task. "Image tower" and "text tower" are the
bare towers of {subject}, which every fusion here shares; its own line is both with the fusion that it ships with. The
best sum is cross-fitted: each half of the queries is answered with the weight that is best on the other half."""

_ATTRIBUTES = """\
What the attribute heads say of the {photos:,} query photos, none of which a catalogue holds. "Filled in" is the share
for which the service would fill a product's gap with the guess, and the last column the share of these that is
right."""

_SIBLINGS = """\
Siblings are products of one design family that look different. {share:.1%} (95 % interval {low:.1%} to {high:.1%}) of
{photos:,} photos score their own product above every sibling. Pairs of a photo and a sibling, where one attribute alone
tells the two apart:"""

_REJECTION = """\
The best score of {others:,} photos of other things against that of the {photos:,} photos of {task}: the chance that
jewellery scores higher, the score that 95 % of the jewellery passes, and the share of other things that pass it too.
"Strangers" are the photos of jewellery again, as if the gallery did not have the pieces that they show."""


def write_report(evaluation: Evaluation, out: Path, say: Callable[[str], None]) -> str:
    """Write `evaluate.json`, `evaluate.md` and `evaluate-sheets/TASK.png`.

    Args:
        evaluation: What was found.
        out: Folder to write into; other files in it stay.
        say: Told how far it is, a line at a time.

    Returns:
        The tables that matter most, as Markdown.
    """
    out.mkdir(parents=True, exist_ok=True)
    plain = json.dumps(figures(evaluation), indent=1, ensure_ascii=False) + "\n"
    short = summary(evaluation)
    _write(out / "evaluate.json", plain)
    _write(out / "evaluate.md", "\n\n".join([short, *_details(evaluation)]) + "\n")
    say("Drawing contact sheets …")
    shutil.rmtree(out / SHEETS, ignore_errors=True)  # those of tasks that were asked another time
    write_contact_sheets(evaluation.benchmark, evaluation.result, out / SHEETS)
    say(f"Written: {out / 'evaluate.json'}, {out / 'evaluate.md'}, {out / SHEETS}/")
    return short


def read_summary(out: Path) -> str:
    """The tables that matter most of a report that was written into a folder, as Markdown."""
    return (out / "evaluate.md").read_text(encoding="utf-8").partition(f"\n{_DETAILS}")[0].rstrip()


def summary(evaluation: Evaluation) -> str:
    """What people look for first, as Markdown."""
    benchmark, subject = evaluation.benchmark, evaluation.subject
    ranked = _ranked(benchmark)
    photos = sum(len(product.packshots) for product in benchmark.products)
    parts = [
        f"# {subject.name} {subject.version} on {benchmark.name}",
        f"A gallery of {len(benchmark.products):,} products with {photos:,} photos.",
        *(f"- {note}" for note in evaluation.notes),
        subject_table(evaluation, ranked),
    ]
    if len(evaluation.results) > 1:
        for measure in ("R@1", "R@10", "nDCG@10"):
            parts += [f"## {measure}", overview(evaluation.results, ranked, measure)]
    if evaluation.attributes:
        count = next(iter(evaluation.attributes.values())).photos
        parts += ["## Attributes", _ATTRIBUTES.format(photos=count), attribute_table(evaluation)]
    if evaluation.siblings is not None:
        parts += ["## Near-identical products", *_near_identical(evaluation)]
    if any(result.rejection for result in evaluation.results):
        parts += ["## No jewellery", _rejection_text(benchmark), rejection_table(evaluation.results)]
    return "\n\n".join([*parts, "## Cost", cost_table(evaluation)])


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _details(evaluation: Evaluation) -> list[str]:
    """Task by task, measure by measure."""
    benchmark, chosen = evaluation.benchmark, evaluation.result
    parts = [_DETAILS, _HOW.format(subject=chosen.name)]
    for task in _ranked(benchmark):
        parts += [f"## {task}", _answers(benchmark, task), task_table(benchmark, evaluation.results, task)]
        tables = {tag: tag_table(benchmark, chosen, task, tag) for tag in tags_of(benchmark, task)}
        for tag, table in tables.items():
            if table is not None:
                parts += [f"### {chosen.name} by {tag}", table]
    return [*parts, "## Time", seconds_table(evaluation.results)]


def _ranked(benchmark: Benchmark) -> list[str]:
    """Tasks that have right answers."""
    return [task for task, queries in benchmark.tasks.items() if any(query.relevant for query in queries)]


def _near_identical(evaluation: Evaluation) -> list[str]:
    found = evaluation.siblings
    assert found is not None
    share = found.first
    said = _SIBLINGS.format(share=share.mean, low=share.low, high=share.high, photos=found.photos)
    return [said, sibling_table(found), "Distances are one minus the cosine of packshots.", distance_table(found)]


def _answers(benchmark: Benchmark, task: str) -> str:
    counts = [len(query.relevant) for query in benchmark.tasks[task] if query.relevant]
    families = len(set(benchmark.families[task]))
    return (
        f"{len(counts):,} queries about {families:,} families; {np.mean(counts):.1f} right answers in the mean, "
        f"{np.median(counts):.0f} in the median."
    )


def _rejection_text(benchmark: Benchmark) -> str:
    others, photos = len(benchmark.tasks[NOT_JEWELLERY]), len(benchmark.tasks[PHOTO_TASK])
    return _REJECTION.format(others=others, photos=photos, task=PHOTO_TASK)
