"""What an import does, as jobs see it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from catalog.report import ImportProgress, ImportReport


class StoppedError(Exception):
    """An import was stopped halfway and is to be taken up again later; what it has done so far is kept."""


@dataclass(frozen=True)
class ImportTask:
    """One catalogue to be imported.

    Attributes:
        catalog: The file.
        photos: A folder or a zip, or None.
        mapping: The mapping file's content, or None.
        replace: If products that the file does not have are to be removed, a key that stays the same when the task is
            taken up again; otherwise None.
        fetch: Whether photos named by web address are fetched.
    """

    catalog: Path
    photos: Path | None = None
    mapping: dict[str, Any] | None = None
    replace: str | None = None
    fetch: bool = True


class ImportWork(Protocol):
    """Brings a catalogue into the index."""

    def __call__(
        self,
        task: ImportTask,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import a catalogue.

        Args:
            task: What to import, and how.
            rejected: Where to write the rejected rows.
            on_progress: Called now and then, from whatever thread.
            cancelled: Asked now and then whether to stop for good. May raise `StoppedError` to stop for now.

        Raises:
            CatalogError: The file as a whole cannot be read.
            StoppedError: As `cancelled` raised it.
        """
        ...
