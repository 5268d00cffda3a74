"""What fitting has done, before and after, for people and for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.merchant.judging import OVERALL, Comparison, Comparisons, Decision, Interval

KINDS = {
    "photo": "a photo",
    "words": "words",
    "both": "a photo with words that describe it",
    "composed": "a photo with words that change it",
    OVERALL: "mean of all kinds",
}


@dataclass(frozen=True)
class FittingReport:
    """Everything there is to say about a fitting.

    Attributes:
        present: Name and version of the bundle that was there.
        products: How many products the catalogue has; `fitted` of them were learned from, `held_out` judged by.
        held_out_families: How many families of designs the held-out products make up.
        designs: Designs that stand in several metals, stones and so on.
        pairs: Pairs of products that differ in a thing or two, that were learned from.
        languages: Of the words.
        comparisons: Figures by kind of query.
        edits: The same of composed queries, by what their words change.
        decision: What was made of it.
        share: How far the weights went from the present ones to the fitted ones; see `training.merchant.fitting`.
        seconds: What took how long.
    """

    present: str
    products: int
    fitted: int
    held_out: int
    held_out_families: int
    designs: int
    pairs: int
    languages: Sequence[str]
    comparisons: Comparisons
    edits: Comparisons
    decision: Decision
    share: float
    seconds: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        plain = {name: value for name, value in asdict(self).items() if name not in ("comparisons", "edits")}
        return plain | {
            "languages": list(self.languages),
            "decision": self.decision._asdict(),
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
            "tasks": _plain(self.comparisons),
            "edits": _plain(self.edits),
        }

    def as_text(self) -> str:
        """The report in a few lines."""
        lines = [self.verdict, ""]
        for kind, each in self.comparisons.items():
            figures = (f"R@{k} {each[k].before.value:.3f} → {each[k].after.value:.3f}" for k in (1, 10))
            lines.append(f"{KINDS[kind]}: {', '.join(figures)} ({each[1].queries:,} queries)")
        return "\n".join(lines)

    @property
    def verdict(self) -> str:
        """What came of it, in two sentences."""
        first = "A better bundle was written." if self.decision.better else "The present bundle stays."
        return f"{first} {self.decision.reason}"

    def as_markdown(self) -> str:
        """The report as a page."""
        return (
            "\n\n".join(
                [
                    "# Fitted to your catalogue",
                    self.verdict,
                    _what_was_learned(self),
                    "## Before and after",
                    _ABOUT,
                    _table("query", {KINDS[kind]: each for kind, each in self.comparisons.items()}),
                    "## By what the words change",
                    _table("change", self.edits),
                    "Time: " + ", ".join(f"{name} {value:.0f} s" for name, value in self.seconds.items()) + ".",
                ]
            )
            + "\n"
        )


_ABOUT = """\
Both bundles answered the same queries about the products that were kept aside, whole families of designs of them, and
had to find the right one among all products of the catalogue. R@k is the share of queries with a right product among
the first k. Brackets hold 95 % of 2,000 resamples of the families; those of the gain are of the difference itself.
Words are in forms that nothing was fitted to. Where a product has one photo only, its query photo is that one, altered
as a phone's camera might."""


def write_report(report: FittingReport, folder: Path) -> None:
    """Write `report.md` and `report.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report.as_dict(), indent=2) + "\n", encoding="utf-8")
    (folder / "report.md").write_text(report.as_markdown(), encoding="utf-8")


def _what_was_learned(report: FittingReport) -> str:
    return (
        f"Of {report.products:,} products with a photo, {report.fitted:,} were learned from; {report.held_out:,}, in "
        f"{report.held_out_families:,} families, were kept aside to be judged by. {report.designs:,} designs "
        f"stand in several looks; {report.pairs:,} pairs of products that differ in a thing or two were learned from. "
        f"Languages: {', '.join(report.languages)}. The present bundle is {report.present}."
    )


def _table(of: str, rows: Comparisons) -> str:
    lines = [
        f"| {of} | queries | R@1 before | after | gain | R@10 before | after | gain |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, each in rows.items():
        cells = [cell for k in (1, 10) for cell in _cells(each[k])]
        lines.append(f"| {name} | {each[1].queries:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(comparison: Comparison) -> tuple[str, str, str]:
    return _in_words(comparison.before), _in_words(comparison.after), _in_words(comparison.gain, "+")


def _in_words(interval: Interval, sign: str = "") -> str:
    return f"{interval.value:{sign}.3f} [{interval.low:{sign}.3f}, {interval.high:{sign}.3f}]"


def _plain(comparisons: Comparisons) -> dict[str, Any]:
    return {
        name: {
            "queries": each[1].queries,
            **{
                f"r@{k}": {
                    part: {bound: round(value, 4) for bound, value in getattr(comparison, part)._asdict().items()}
                    for part in ("before", "after", "gain")
                }
                for k, comparison in each.items()
            },
        }
        for name, each in comparisons.items()
    }
