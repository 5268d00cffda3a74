"""Two commits side by side: their benchmarks take turns on this machine, and what became worse is named.

Figures of different days cannot be compared, since machines differ by more than what is sought; so both commits are
checked out and measured now. `python -m benchmarks.compare BASE [HEAD]` ends with 1 if a figure is worse by a tenth.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.report import lower_is_better
from service.settings import REPOSITORY

WORSE = 0.10
BENCHMARKS = {
    "query": ("--rounds", "1", "--queries", "40"),
    "search": ("--products", "10000"),
    "import_speed": ("--rounds", "1", "--products", "1000", "--compared", "400"),
}
Figures = dict[str, dict[str, float]]


def main() -> None:
    """Measure, print a table, and say by the exit code whether something became worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("head", nargs="?", default="HEAD")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=sorted(BENCHMARKS), default=sorted(BENCHMARKS))
    arguments = parser.parse_args()
    worse = 0
    with tempfile.TemporaryDirectory() as folder:
        commits = (arguments.base, arguments.head)
        with _checked_out(commits, Path(folder)) as trees:
            for name in arguments.only:
                taken = [[_measured(tree, name) for tree in trees] for _ in range(arguments.rounds)]
                lines, count = compared([before for before, _ in taken], [after for _, after in taken])
                worse += count
                print(f"\n## {name}: {arguments.base} → {arguments.head}\n\n" + "\n".join(lines))
    print(f"\n{worse} figures are worse by {WORSE:.0%} or more." if worse else "\nNothing became worse.")
    sys.exit(1 if worse else 0)


def compared(before: Sequence[Figures], after: Sequence[Figures]) -> tuple[list[str], int]:
    """The lines of a table, and how many figures are worse.

    Args:
        before: Figures of the rounds of one commit, row to column to value.
        after: Those of the other, in the same rounds.

    Returns:
        A line for each figure that both have and that is better high or low, with the median over rounds of the ratio
        after to before.
    """
    lines, worse = ["| | before | after | ratio | |", "|---|---|---|---|---|"], 0
    taken = pd.concat({"before": _table(before), "after": _table(after)}, axis="columns", join="inner")
    for (row, column), rounds in taken.groupby(level=["row", "column"], sort=False):
        low = lower_is_better(str(column))
        if low is None or not rounds.all(axis=None):
            continue
        ratio = (rounds["after"] / rounds["before"]).median()
        change = ratio if low else 1 / ratio
        mark = "worse" if change >= 1 + WORSE else "better" if change <= 1 / (1 + WORSE) else ""
        worse += mark == "worse"
        old, new = rounds["before"].median(), rounds["after"].median()
        lines.append(f"| {row}: {column} | {old:,.2f} | {new:,.2f} | {ratio:.2f} | {mark} |")
    return lines, worse


def _table(rounds: Sequence[Figures]) -> pd.Series:
    """Figures by row, column and round."""
    values = {
        (row, column, number): value
        for number, figures in enumerate(rounds)
        for row, columns in figures.items()
        for column, value in columns.items()
    }
    return pd.Series(values, dtype=float).rename_axis(["row", "column", "round"])


@contextmanager
def _checked_out(commits: Sequence[str], folder: Path) -> Iterator[list[Path]]:
    """Each commit in a folder of its own."""
    trees = [folder / f"tree-{number}" for number in range(len(commits))]
    try:
        for commit, tree in zip(commits, trees, strict=True):
            _git("worktree", "add", "--detach", "--quiet", str(tree), commit)
        yield trees
    finally:
        for tree in trees:
            if tree.exists():
                _git("worktree", "remove", "--force", str(tree))


def _git(*command: str) -> None:
    subprocess.run(["git", "-C", str(REPOSITORY), *command], check=True)


def _measured(tree: Path, name: str) -> Figures:
    # What the tree holds comes before what is installed, for the processes that the benchmark starts too.
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", f"benchmarks.{name}", *BENCHMARKS[name]]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{name} failed in {tree}:\n{done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads((tree / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))
    figures: Figures = told["figures"]
    return figures


if __name__ == "__main__":
    main()
