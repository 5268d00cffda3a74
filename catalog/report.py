"""What an import tells: its progress while it runs, its report at the end, the rejected rows as a file."""

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TextIO

from catalog.near_duplicates import NearDuplicate
from catalog.row import Record, RepeatedSkuError, RowError, RowWarning
from catalog.spreadsheets import guarded

KEPT_ROWS = 1000  # rejected rows, warnings and pairs that a report holds; it counts all of them

REJECTED_HEADER = ("rejected_line", "rejected_column", "rejected_value", "rejected_reason")


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come.

    Attributes:
        rows_read: Products and errors taken from the catalogue so far, and products found to be removed.
        bytes_read: How much of the file that was; `total_bytes` is its size, 0 if not known.
        done: How many of those are dealt with: in the index, unchanged, rejected or removed.
        rejected: How many of those were rejected.
        photos_encoded: Photos that went through the encoder.
        photos_per_second: Mean since the import began.
        waiting: What keeps the import from going on, for people; None if nothing does.
    """

    rows_read: int
    bytes_read: int
    total_bytes: int
    done: int
    rejected: int
    photos_encoded: int
    photos_per_second: float
    waiting: str | None = None


@dataclass
class ImportReport:
    """What an import did.

    Attributes:
        added: Products that were not in the index before.
        changed: Products whose words, photos or facts are new.
        unchanged: Products that were left as they were.
        removed: Products that the file no longer has, where it was to replace all.
        rejected: How many products were rejected; `rejected_rows` holds the first thousand.
        warned: How many warnings there were; `warnings` holds the first thousand.
        duplicate_skus: How many of the rejected ones have the sku of an earlier one.
        near_duplicates: How many pairs of products have photos that look the same, in the whole index;
            `near_duplicate_pairs` holds the first thousand. Told by who knows the whole index.
        predicted: Products that were encoded and of which an attribute that the merchant does not say was guessed from
            the photo.
        photos_encoded: Photos that went through the encoder.
        seconds: How long it took.
        cancelled: Whether it was stopped before the end of the catalogue; what was done so far is in the index.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    warned: int = 0
    duplicate_skus: int = 0
    near_duplicates: int = 0
    predicted: int = 0
    photos_encoded: int = 0
    seconds: float = 0.0
    cancelled: bool = False
    rejected_rows: list[RowError] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    near_duplicate_pairs: list[NearDuplicate] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Products that were dealt with in one way or another."""
        return self.imported + self.rejected + self.removed

    @property
    def imported(self) -> int:
        """Products of the file that are in the index."""
        return self.added + self.changed + self.unchanged

    @property
    def photos_per_second(self) -> float:
        """Photos encoded in each second of the import, on average."""
        return self.photos_encoded / self.seconds if self.seconds > 0 else 0.0

    def reject(self, row: RowError) -> None:
        """Count a rejected row and keep it if there is room."""
        self.rejected += 1
        self.duplicate_skus += isinstance(row, RepeatedSkuError)
        if len(self.rejected_rows) < KEPT_ROWS:
            self.rejected_rows.append(row)

    def warn(self, warnings: Sequence[RowWarning]) -> None:
        """Count warnings and keep them if there is room."""
        self.warned += len(warnings)
        self.warnings.extend(warnings[: KEPT_ROWS - len(self.warnings)])

    def warn_of_catalogue(self, reason: str) -> None:
        """Keep a warning about the catalogue as a whole: before all others, and on line 0."""
        self.warned += 1
        self.warnings.insert(0, RowWarning(0, None, "", reason))
        del self.warnings[KEPT_ROWS:]

    def tell_near_duplicates(self, pairs: Sequence[NearDuplicate]) -> None:
        """Count pairs, the likeliest first, and keep them if there is room."""
        self.near_duplicates = len(pairs)
        self.near_duplicate_pairs = list(pairs[:KEPT_ROWS])

    def as_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "rejected": self.rejected,
            "warned": self.warned,
            "duplicate_skus": self.duplicate_skus,
            "near_duplicates": self.near_duplicates,
            "predicted": self.predicted,
            "photos_encoded": self.photos_encoded,
            "photos_per_second": round(self.photos_per_second, 1),
            "seconds": round(self.seconds, 3),
            "cancelled": self.cancelled,
            "rejected_rows": [_as_dict(row) | {"sku": row.sku} for row in self.rejected_rows],
            "warnings": [_as_dict(warning) for warning in self.warnings],
            "near_duplicate_pairs": [pair._asdict() for pair in self.near_duplicate_pairs],
        }


def _as_dict(row: RowWarning) -> dict[str, object]:
    return {"line": row.line, "column": row.column, "value": row.value, "reason": row.reason}


class RejectedRowsFile(AbstractContextManager["RejectedRowsFile"]):
    """The rejected rows as a CSV that can be corrected and imported by itself.

    Four columns come before the merchant's own and say where a product stood and what is wrong with it; the reader
    passes over them. A product has all the rows it takes to import it: its line stands before each, value and reason
    only before the first. A row that several products need stands there once. What a spreadsheet would take for a
    command has an apostrophe before it, which the reader takes away. The file appears whole when the import ends;
    without rejected rows there is none, and an older one goes.

    Args:
        path: Where to write it, UTF-8 with a byte order mark, for spreadsheets; None to write nothing.
        header: The columns of the catalogue.
    """

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self._path = path
        self._header = header
        self._file: TextIO | None = None
        self._written: set[int] = set()
        self._waiting: tuple[RowError, list[Record]] | None = None

    def add(self, row: RowError) -> None:
        """Write the rows of a product; they go to the disk as they come, the last product's with the next.

        Two looks of one piece may be rejected with the same rows; these stand there once then, with both reasons.
        """
        if self._path is None:
            return
        records = [record for record in row.records or (Record(row.line, ()),) if record.line not in self._written]
        if not records:
            self._tell_with_waiting(row)
            return
        self._write_waiting()
        self._written.update(record.line for record in records)
        self._waiting = (row, records)

    def _tell_with_waiting(self, row: RowError) -> None:
        """Add the reason of a product all of whose rows wait to be written with another's."""
        if self._waiting is None:
            return
        first, records = self._waiting
        if {record.line for record in row.records} <= {record.line for record in first.records}:
            also = f"{first.reason} Likewise {row.sku or f'line {row.line}'}: {row.reason}"
            self._waiting = (replace(first, reason=also), records)

    def _write_waiting(self) -> None:
        if self._path is None or self._waiting is None:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _partial(self._path).open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(guarded([*REJECTED_HEADER, *self._header]))
        row, records = self._waiting
        told = (row.column or "", row.value, row.reason)
        for record in records:
            csv.writer(self._file).writerow(guarded([str(row.line), *told, *record.cells]))
            told = ("", "", "")
        self._waiting = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._path is None:
            return
        self._write_waiting()
        if self._file is None:
            self._path.unlink(missing_ok=True)
            return
        self._file.close()
        _partial(self._path).replace(self._path)


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")
