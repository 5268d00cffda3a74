"""What an import tells: its progress while it runs, its report at the end, the rejected rows as a file."""

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

from catalog.row import RowError, RowWarning

KEPT_ROWS = 1000  # rejected rows and warnings that a report holds; it counts all of them

REJECTED_HEADER = ("rejected_line", "rejected_column", "rejected_reason")


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come.

    Attributes:
        rows_read: Rows taken from the catalogue so far.
        bytes_read: How much of the file that was; `total_bytes` is its size, 0 if not known.
        done: Rows that are dealt with: in the index, unchanged or rejected.
        rejected: How many of those were rejected.
        photos_encoded: Photos that went through the encoder.
        photos_per_second: Mean since the import began.
    """

    rows_read: int
    bytes_read: int
    total_bytes: int
    done: int
    rejected: int
    photos_encoded: int
    photos_per_second: float


@dataclass
class ImportReport:
    """What an import did.

    Attributes:
        added: Products that were not in the index before.
        changed: Products whose words, photos or facts are new.
        unchanged: Products that were left as they were.
        rejected: How many rows were rejected; `rejected_rows` holds the first thousand.
        warned: How many warnings there were; `warnings` holds the first thousand.
        photos_encoded: Photos that went through the encoder.
        seconds: How long it took.
        cancelled: Whether it was stopped before the end of the catalogue; what was done so far is in the index.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warned: int = 0
    photos_encoded: int = 0
    seconds: float = 0.0
    cancelled: bool = False
    rejected_rows: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Rows that were dealt with in one way or another."""
        return self.added + self.changed + self.unchanged + self.rejected

    @property
    def photos_per_second(self) -> float:
        """Photos encoded in each second of the import, on average."""
        return self.photos_encoded / self.seconds if self.seconds > 0 else 0.0

    def reject(self, row: RowError) -> None:
        """Count a rejected row and keep it if there is room."""
        self.rejected += 1
        if len(self.rejected_rows) < KEPT_ROWS:
            self.rejected_rows.append(row)

    def warn(self, warnings: Sequence[RowWarning]) -> None:
        """Count warnings and keep them if there is room."""
        self.warned += len(warnings)
        self.warnings.extend(warnings[: KEPT_ROWS - len(self.warnings)])

    def as_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "warned": self.warned,
            "photos_encoded": self.photos_encoded,
            "photos_per_second": round(self.photos_per_second, 1),
            "seconds": round(self.seconds, 3),
            "cancelled": self.cancelled,
            "rejected_rows": [_as_dict(row) for row in self.rejected_rows],
            "warnings": [_as_dict(warning) for warning in self.warnings],
        }


def _as_dict(row: RowWarning) -> dict[str, object]:
    return {"line": row.line, "column": row.column, "value": row.value, "reason": row.reason}


class RejectedRowsFile(AbstractContextManager["RejectedRowsFile"]):
    """The rejected rows as a CSV that can be corrected and imported by itself.

    Three columns come before the merchant's own and say where a row stood and what is wrong with it; the reader passes
    over them. The file appears whole when the import ends; without rejected rows there is none, and an older one goes.

    Args:
        path: Where to write it, UTF-8 with a byte order mark, for spreadsheets; None to write nothing.
        header: The columns of the catalogue.
    """

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self._path = path
        self._header = header
        self._file: TextIO | None = None

    def add(self, row: RowError) -> None:
        """Write one row; rows go to the disk as they come."""
        if self._path is None:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _partial(self._path).open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow([*REJECTED_HEADER, *self._header])
        csv.writer(self._file).writerow([row.line, row.column or "", row.reason, *row.cells])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._path is None:
            return
        if self._file is None:
            self._path.unlink(missing_ok=True)
            return
        self._file.close()
        _partial(self._path).replace(self._path)


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")
