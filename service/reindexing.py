"""Going over to another bundle: its vectors are filled into an index of its own, which then takes the live one's place.

Which bundle, whether that can be done at all, and the doing of it. What searchers see meanwhile is `service.engine`'s
matter, what the data folder remembers `service.generations`'.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from bundles import Bundle, load_bundle
from catalog.index.port import ProductIndex
from catalog.photo_store import PhotoStore
from catalog.reindexing import Reindexer
from catalog.report import ImportProgress, ImportReport
from catalog.row import RowWarning
from service.engine import BundleModels
from service.generations import Generation, Generations, chosen_by_hand, title_of
from service.jobs import ReindexError, ReindexTask
from service.models import Models
from service.settings import Settings

MEGABYTE = 1_000_000


class Closing(Protocol):
    """Something to be closed."""

    def close(self) -> None:
        """Let go of it, once nobody uses it any more."""
        ...


class Searched(Protocol):
    """What searchers see, and how another pair of models and index takes its place; see `service.engine.LiveEngine`."""

    @property
    def index(self) -> ProductIndex:
        """The live index."""
        ...

    def followed(self) -> AbstractContextManager[None]:
        """Note which products are written meanwhile."""
        ...

    def written(self) -> set[str]:
        """The skus of those since this was asked last."""
        ...

    def quiet(self) -> AbstractContextManager[None]:
        """Let nobody write meanwhile."""
        ...

    def replace(self, models: BundleModels, index: ProductIndex) -> Closing:
        """Put another pair in place of this one; what is returned closes this one."""
        ...


class Choice(NamedTuple):
    """A bundle to go over to."""

    folder: Path
    title: str


def choose(generations: Generations, folder: Path | None, *, back: bool = False) -> Choice:
    """The bundle to go over to.

    Args:
        generations: Of the data folder.
        folder: The bundle's folder.
        back: Whether to go back to the bundle before instead.

    Raises:
        BundleError: It cannot be used.
        ReindexError: The index was filled by it already, or there is nothing to go back to.
    """
    before = generations.previous
    if back:
        if before is None:
            raise ReindexError("There is no index of an earlier bundle to go back to.")
        if before.bundle is None:
            raise ReindexError(
                f"Nobody knows where the bundle before ({before.title}) is. Name its folder: loupe reindex FOLDER"
            )
        folder = before.bundle
    if folder is None:
        raise ReindexError("Name the folder of the bundle to go over to, or go back to the one before.")
    bundle = load_bundle(folder)
    if back and before is not None and bundle.fingerprint != before.fingerprint:
        raise ReindexError(
            f"The bundle in {folder} is another one by now ({title_of(bundle)}) than the one before ({before.title}). "
            "Name a folder that still holds that one: loupe reindex FOLDER"
        )
    live = generations.live()
    if live is not None and live.fingerprint == bundle.fingerprint:
        raise ReindexError(f"The index was filled by {title_of(bundle)} already; there is nothing to re-embed.")
    return Choice(bundle.folder.resolve(), title_of(bundle))


class Reindexing:
    """Fills the index of another bundle and puts it in place; implements `service.jobs.ReindexWork`.

    Args:
        settings: Of the service or the command.
        generations: Of the data folder.
        searched: What searchers see.
        photos: The kept photos.
        open_models: Opens the models of a bundle.
    """

    def __init__(
        self,
        settings: Settings,
        generations: Generations,
        searched: Searched,
        photos: PhotoStore,
        open_models: Callable[[Bundle], BundleModels] | None = None,
    ) -> None:
        self._settings = settings
        self._generations = generations
        self._searched = searched
        self._photos = photos
        self._open_models = open_models or (lambda bundle: Models(bundle, threads=settings.threads))

    def __call__(
        self,
        task: ReindexTask,
        *,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Go over to another bundle; see `service.jobs.ReindexWork`."""
        bundle, live = load_bundle(task.bundle), self._generations.live()
        if live is None:
            raise ReindexError("There is no index yet, so there is nothing to re-embed. Import a catalogue.")
        if live.fingerprint == bundle.fingerprint:  # an earlier run was killed once it had put that in place
            return ImportReport()
        models = self._open_models(bundle)
        coming = self._generations.next(bundle, models.dim)
        with self._generations.alone:
            self._generations.tidy(but=coming)
            self._check_room(live, coming)
            report = self._go_over(live, coming, models, on_progress, cancelled)
            self._generations.tidy()
        if not report.cancelled:
            report.warn(self._setting_to_change(coming))
        return report

    def _go_over(
        self,
        live: Generation,
        coming: Generation,
        models: BundleModels,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        index = self._generations.open(coming, models.shortening)
        reindexer = Reindexer(self._searched.index, live.fingerprint, index, models, self._photos)
        try:
            with self._searched.followed():
                report = reindexer.run(progress=on_progress, cancelled=cancelled)
                if report.cancelled:
                    index.close()
                    return report
                _require_some(report)
                reindexer.catch_up(self._searched.written())
                with self._searched.quiet():
                    reindexer.catch_up(self._searched.written())
                    self._generations.put_in_place(coming, live)
                    replaced = self._searched.replace(models, index)
        except BaseException:  # what the index holds by now, the next run goes on with
            index.close()
            raise
        replaced.close()
        return report

    def _check_room(self, live: Generation, coming: Generation) -> None:
        size = self._generations.size(live)
        if size is None:
            return
        needed = size * coming.dim // live.dim - (self._generations.size(coming) or 0)
        free = shutil.disk_usage(self._settings.data_dir).free
        if free < needed:
            raise ReindexError(
                f"The disk has {free // MEGABYTE:,} MB left, and the second index takes about {needed // MEGABYTE:,} "
                "beside the first. Free some space and try again."
            )

    def _setting_to_change(self, coming: Generation) -> Sequence[RowWarning]:
        """LOUPE_BUNDLE, if it names another bundle than the one that is in use now."""
        if not chosen_by_hand(self._settings) or self._settings.bundle.resolve() == coming.bundle:
            return ()
        reason = f"Set it to {coming.bundle}, or leave it unset, before the service is started the next time."
        return [RowWarning(0, "LOUPE_BUNDLE", str(self._settings.bundle), reason)]


def _require_some(report: ImportReport) -> None:
    """See to it that an index of nothing takes no place.

    Raises:
        ReindexError: The models could not encode a single product.
    """
    if report.rejected and not report.imported:
        raise ReindexError(
            f"Not one product could be embedded, so nothing was changed. {report.rejected_rows[0].reason}"
        )
