"""Which bundle and index a data folder is on, and which it was on before: what `bundle.json` in it says."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from bundles import Bundle, BundleError, load_bundle
from catalog.index.indexes import FIRST, Filling, Indexes
from catalog.index.port import BundleMismatchError, ProductIndex
from catalog.index.shortening import Shortening
from service.settings import Settings, SettingsError

RECORD = "bundle.json"
NAME_DIGITS = 12  # of the fingerprint, which name an index


class Generation(BaseModel):
    """A bundle and the index that it filled.

    Attributes:
        bundle: The bundle's folder; None if nobody knows it any more.
        title: What people call it: name and version.
        fingerprint: The bundle's.
        dim: Length of its fused vectors.
        index: Name of the index.
    """

    model_config = ConfigDict(frozen=True)

    bundle: Path | None
    title: str
    fingerprint: str
    dim: int
    index: str

    @property
    def filling(self) -> Filling:
        """What the index holds."""
        return Filling(self.fingerprint, self.dim)


class Record(BaseModel):
    """What `bundle.json` says, once a data folder has gone over to another bundle.

    Attributes:
        live: What searchers see.
        previous: What they saw before, if it is still there.
    """

    model_config = ConfigDict(frozen=True)

    live: Generation
    previous: Generation | None = None


class Removed(NamedTuple):
    """How many indexes were removed, and how many bytes they took on the disk of this machine."""

    indexes: int
    bytes: int


def read_record(settings: Settings) -> Record | None:
    """What a data folder says about its bundle; None if it never changed.

    Raises:
        SettingsError: The file cannot be read.
    """
    path = settings.data_dir / RECORD
    try:
        return Record.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise SettingsError(
            f"{path} cannot be understood: {error.errors()[0]['msg']}. Restore it from a backup, or remove it and set "
            "LOUPE_BUNDLE if the folder has only one index."
        ) from error


def bundle_folder(settings: Settings) -> Path:
    """The folder of the bundle in use: LOUPE_BUNDLE if it is set, else what the data folder is on, else the default."""
    record = None if chosen_by_hand(settings) else read_record(settings)
    return settings.bundle if record is None or record.live.bundle is None else record.live.bundle


def chosen_by_hand(settings: Settings) -> bool:
    """Whether the operator said which bundle to use."""
    return "bundle" in settings.model_fields_set


def open_bundle(settings: Settings) -> Bundle:
    """The bundle in use.

    Raises:
        BundleError: It cannot be used.
        BundleMismatchError: It is not the one that the data folder is on.
    """
    folder, record = bundle_folder(settings), read_record(settings)
    try:
        bundle = load_bundle(folder)
    except BundleError as error:
        if record is None or chosen_by_hand(settings):
            raise type(error)(f"{error} If that is the wrong folder, set LOUPE_BUNDLE.") from error
        raise type(error)(f"{error} The products in {settings.data_dir} were embedded by this bundle.") from error
    if record is not None and record.live.fingerprint != bundle.fingerprint:
        raise BundleMismatchError(_other_bundle(settings, record, bundle))
    return bundle


def _other_bundle(settings: Settings, record: Record, bundle: Bundle) -> str:
    live = record.live
    ways = (
        "Put the former back"
        if live.bundle == bundle.folder
        else f"Set LOUPE_BUNDLE to {live.bundle} or leave it unset"
    )
    return (
        f"The products in {settings.data_dir} were embedded by the bundle {live.title} ({live.fingerprint[:12]}…), and "
        f"{bundle.folder} holds {title_of(bundle)} ({bundle.fingerprint[:12]}…); their vectors cannot be compared. "
        f"{ways}, or re-embed the products with the latter: loupe reindex {bundle.folder}"
    )


def title_of(bundle: Bundle) -> str:
    """What people call a bundle."""
    return f"{bundle.manifest.name} {bundle.manifest.version}"


class Generations:
    """The indexes of a data folder, and which of them is live. Safe to use from several threads."""

    def __init__(self, settings: Settings, indexes: Indexes) -> None:
        """Look after the indexes of a data folder, wherever they are."""
        self._settings = settings
        self._indexes = indexes
        self._lock = threading.RLock()

    @property
    def record(self) -> Record | None:
        """What the data folder says."""
        return read_record(self._settings)

    @property
    def previous(self) -> Generation | None:
        """What searchers saw before, if it is still there."""
        record = self.record
        return None if record is None else record.previous

    def live(self) -> Generation | None:
        """What searchers see, which may be what another bundle than the one in use has filled; None if nothing yet.

        Raises:
            IndexUnavailableError: It cannot be reached or read.
        """
        record = self.record
        if record is not None:
            return record.live
        filling = self._indexes.filling(FIRST)
        if filling is None:
            return None
        bundle = self._known(filling.fingerprint)
        title = f"bundle {filling.fingerprint[:NAME_DIGITS]}…" if bundle is None else title_of(bundle)
        folder = None if bundle is None else bundle.folder.resolve()
        return Generation(bundle=folder, title=title, fingerprint=filling.fingerprint, dim=filling.dim, index=FIRST)

    def open_live(self, filling: Filling) -> ProductIndex:
        """Open what searchers see, empty if there is nothing yet.

        Raises:
            IndexUnavailableError: It cannot be opened or reached.
            BundleMismatchError: It holds something else.
        """
        return self._indexes.open(self._live_name(), filling)

    def open(self, generation: Generation, shortening: Shortening | None = None) -> ProductIndex:
        """Open an index that is not live; if it has to be made, it shortens vectors like this.

        Raises:
            IndexUnavailableError: It cannot be opened or reached.
        """
        return self._indexes.open(generation.index, replace(generation.filling, shortening=shortening))

    def next(self, bundle: Bundle, dim: int) -> Generation:
        """What the data folder would be on with another bundle: an index of its own, or the one it was on before."""
        before = self.previous
        known = before is not None and before.fingerprint == bundle.fingerprint
        index = before.index if before is not None and known else bundle.fingerprint[:NAME_DIGITS]
        return Generation(
            bundle=bundle.folder.resolve(),
            title=title_of(bundle),
            fingerprint=bundle.fingerprint,
            dim=dim,
            index=index,
        )

    def put_in_place(self, live: Generation, before: Generation) -> None:
        """Remember that searchers see another index now, durably; the one before the one before can be tidied away."""
        self._write(Record(live=live, previous=before))

    def drop_previous(self) -> Removed:
        """Remove what searchers saw before, and what unfinished changes have left.

        Raises:
            IndexUnavailableError: It is in use, or cannot be reached.
        """
        with self._lock:
            record = self.record
            if record is not None and record.previous is not None:
                self._write(Record(live=record.live))
            return self.tidy()

    def tidy(self, *, but: Generation | None = None) -> Removed:
        """Remove the indexes that are neither live nor the previous one, but for one that is being filled."""
        record = self.record
        needed = {FIRST} if record is None else {record.live.index}
        if record is not None and record.previous is not None:
            needed.add(record.previous.index)
        if but is not None:
            needed.add(but.index)
        with self._lock:
            gone = [name for name in self._indexes.names() if name not in needed]
            sizes = [self._indexes.size(name) or 0 for name in gone]
            for name in gone:
                self._indexes.remove(name)
            return Removed(len(gone), sum(sizes))

    def size(self, generation: Generation) -> int | None:
        """Bytes that an index takes on the disk of this machine; None if it lies elsewhere."""
        return self._indexes.size(generation.index)

    def live_size(self) -> int | None:
        """Bytes that what searchers see takes on the disk of this machine; None if it lies elsewhere."""
        return self._indexes.size(self._live_name())

    def photos_of_previous(self) -> Iterator[str]:
        """The photos that what searchers saw before would show again."""
        with self._lock:
            before = self.previous
            if before is None or self._indexes.filling(before.index) is None:
                return
            index = self.open(before)
            try:
                yield from (photo for entry in index.entries() for photo in entry.stored.photo_ids)
            finally:
                index.close()

    @property
    def alone(self) -> threading.RLock:
        """Held by whoever has an index open beside the live one: each belongs to one at a time."""
        return self._lock

    def _live_name(self) -> str:
        record = self.record
        return FIRST if record is None else record.live.index

    def _known(self, fingerprint: str) -> Bundle | None:
        """The bundle of the settings, if it is this one."""
        try:
            bundle = load_bundle(self._settings.bundle)
        except BundleError:
            return None
        return bundle if bundle.fingerprint == fingerprint else None

    def _write(self, record: Record) -> None:
        path = self._settings.data_dir / RECORD
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.write(record.model_dump_json(indent=2))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
