"""Results as JSON for machines and Markdown for people."""

import json
import platform
from collections.abc import Mapping
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


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


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")
