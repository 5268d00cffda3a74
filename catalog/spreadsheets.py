"""Cells of a file that people open in a spreadsheet, which takes some texts for commands."""

import re
from collections.abc import Iterable

# What makes a spreadsheet calculate, or call a program: "=cmd|…", "@SUM(…)", "-2+3+cmd|…"; a number does neither.
_COMMAND = re.compile(r"(?!'*[+-]?[0-9][0-9.,'\u00a0 ]*\Z)'*[=+\-@\t\r＝＋－＠].", re.DOTALL)
_GUARD = "'"


def guarded(cells: Iterable[str]) -> list[str]:
    """Cells of which a spreadsheet takes none for a command: an apostrophe stands before those that it would."""
    return [_GUARD + cell if _COMMAND.match(cell) else cell for cell in cells]


def unguarded(cells: Iterable[str]) -> tuple[str, ...]:
    """The cells as they were before they were guarded."""
    return tuple(cell[1:] if cell.startswith(_GUARD) and _COMMAND.match(cell) else cell for cell in cells)
