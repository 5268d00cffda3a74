"""Results as JSON for machines and Markdown for people: of each benchmark, and of all of them together."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
WHOLE = Path(__file__).parent / "RESULTS.md"


def write(name: str, figures: Mapping[str, Mapping[str, float]], about: str) -> None:
    """Write `results/NAME.json` and `.md`, and print the latter.

    Args:
        name: Of the benchmark.
        figures: Row to column to value.
        about: What was measured, how and against what.
    """
    RESULTS.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, Python {platform.python_version()}, {date.today().isoformat()}"
    (RESULTS / f"{name}.json").write_text(
        json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n", encoding="utf-8"
    )
    columns = list(dict.fromkeys(column for row in figures.values() for column in row))
    lines = [f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for row, values in figures.items():
        lines.append(f"| {row} | {' | '.join(_shown(values.get(column)) for column in columns)} |")
    text = f"# {name}\n\n{about}\n\n{machine}\n\n" + "\n".join(lines) + "\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


def write_whole(names: Sequence[str]) -> None:
    """Put the results of several benchmarks together into `RESULTS.md` and `results.json` beside this file."""
    pages = [(RESULTS / f"{name}.md").read_text(encoding="utf-8") for name in names]
    text = "# Benchmarks\n\nWritten by `make bench`; each part by `python -m benchmarks.NAME`.\n\n"
    WHOLE.write_text(text + "\n".join("#" + page for page in pages), encoding="utf-8")
    parts = {name: json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")) for name in names}
    WHOLE.with_name("results.json").write_text(json.dumps(parts, indent=2) + "\n", encoding="utf-8")


def lower_is_better(column: str) -> bool | None:
    """Which way a figure improves, by the unit that its column ends with; None for what has no better or worse."""
    if column.endswith(("/s", "share of bare")) or column.startswith("recall"):
        return False
    return True if column.endswith((" ms", " s", " MB", "ms of CPU", "times bare")) else None


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")
