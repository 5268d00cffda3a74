"""What a job does: an import, or going over to another bundle."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from catalog.report import ImportProgress, ImportReport


class StoppedError(Exception):
    """A job was stopped halfway and is to be taken up again later; what it has done so far is kept."""


class ReindexError(RuntimeError):
    """The data folder cannot go over to another bundle; the message says why, and what to do."""


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


@dataclass(frozen=True)
class ReindexTask:
    """A bundle to go over to; `bundle` is its folder."""

    bundle: Path


class ReindexWork(Protocol):
    """Embeds all products anew with another bundle, and lets searchers see them once that is done."""

    def __call__(
        self,
        task: ReindexTask,
        *,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Go over to another bundle. A run that broke off is gone on with by the next one with the same bundle.

        Args:
            task: Which.
            on_progress: Called now and then, from whatever thread.
            cancelled: Asked now and then whether to stop for good. May raise `StoppedError` to stop for now.

        Raises:
            BundleError: The bundle cannot be used.
            ReindexError: It cannot be done; the message says why.
            StoppedError: As `cancelled` raised it.
        """
        ...


Task = ImportTask | ReindexTask


class JobWork(Protocol):
    """Does what a job asks for; the arguments are those of `ImportWork`."""

    def __call__(
        self,
        task: Task,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Do it."""
        ...


@dataclass(frozen=True)
class EitherWork:
    """Imports or reindexes, as the task is; implements `JobWork`."""

    imports: ImportWork
    reindexes: ReindexWork

    def __call__(
        self,
        task: Task,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Do what the task says."""
        if isinstance(task, ReindexTask):
            return self.reindexes(task, on_progress=on_progress, cancelled=cancelled)
        return self.imports(task, rejected=rejected, on_progress=on_progress, cancelled=cancelled)
