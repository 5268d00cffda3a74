"""Shows the precisions that a bundle's parts were tried in."""

from rich.table import Table

from bundles.precision import PrecisionSpec


def precision_table(precision: PrecisionSpec) -> Table:
    """A line for each part and precision."""
    table = Table("part", "precision", "R@10", "lost", "one item", "size", "", box=None)
    for name, part in precision.parts.items():
        for tried, found in part.tried.items():
            table.add_row(
                name,
                tried,
                _number(found.recall, "{:.3f}"),
                _number(found.recall_lost, "{:.4f}"),
                _number(found.milliseconds, "{:.1f} ms"),
                f"{found.megabytes:.2f} MB",
                "served" if tried == part.chosen else "" if found.passed else "loses too much",
            )
    return table


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)
