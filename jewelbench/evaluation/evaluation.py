"""A bundle judged from every side, beside what it is compared with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jewelbench.evaluation.attribute_accuracy import AttributeAccuracy, attribute_accuracy
from jewelbench.evaluation.cost import Cost, measure_cost
from jewelbench.evaluation.judging import Benchmark, RetrieverResult, judge_all
from jewelbench.evaluation.roster import Roster
from jewelbench.evaluation.siblings import Siblings, judge_siblings


@dataclass(frozen=True)
class Subject:
    """The bundle that an evaluation is about, by name, version and fingerprint."""

    name: str
    version: str
    fingerprint: str


@dataclass(frozen=True)
class Evaluation:
    """What was found.

    Attributes:
        benchmark: What was asked.
        subject: Whose evaluation it is.
        result: What the subject answered.
        others: What other bundles answered.
        baselines: What the baselines answered.
        attributes: How well the subject tells attributes, by reading; empty where the truth or the heads are missing.
        siblings: How well it keeps near-identical products apart; None where it is not known which those are.
        cost: What a query costs.
        notes: What else readers should know, such as what was left out.
    """

    benchmark: Benchmark
    subject: Subject
    result: RetrieverResult
    others: Sequence[RetrieverResult]
    baselines: Sequence[RetrieverResult]
    attributes: Mapping[str, AttributeAccuracy]
    siblings: Siblings | None
    cost: Cost
    notes: Sequence[str]

    @property
    def results(self) -> list[RetrieverResult]:
        """All answers, in the order of a report."""
        return [*self.baselines, *self.others, self.result]


def evaluate(
    benchmark: Benchmark,
    roster: Roster,
    say: Callable[[str], None],
    notes: Sequence[str] = (),
    step: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:
    """Ask a bundle, and all that it is compared with, everything.

    Args:
        benchmark: What is asked.
        roster: Who is asked.
        say: Told how far it is, a line at a time.
        notes: What readers should know of the benchmark.
        step: Told how many of how many retrievers have answered.
    """
    queries = sum(map(len, benchmark.tasks.values()))
    say(
        f"{benchmark.name}: {len(benchmark.products):,} products, {queries:,} queries, "
        f"{len(roster.retrievers)} {'retriever' if len(roster.retrievers) == 1 else 'retrievers'}"
    )
    say("Measuring what a query costs …")
    bundle = roster.towers.bundle
    cost = measure_cost(benchmark, bundle)
    result, *compared = judge_all(benchmark, roster.retrievers, say, step)
    manifest = bundle.manifest
    return Evaluation(
        benchmark=benchmark,
        subject=Subject(manifest.name, manifest.version, bundle.fingerprint),
        result=result,
        others=compared[: len(roster.others)],
        baselines=compared[len(roster.others) :],
        attributes=attribute_accuracy(benchmark, roster.towers),
        siblings=judge_siblings(benchmark, roster.subject, roster.towers),
        cost=cost,
        notes=[*notes, *roster.notes],
    )
