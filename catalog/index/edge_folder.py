"""The folder of an embedded index: which of its shards is the live one, and which is to replace it."""

import contextlib
import fcntl
import json
import logging
import os
import re
import shutil
import uuid
from pathlib import Path
from typing import IO

import qdrant_edge as qe

from catalog.index.edge_points import RESERVE, SHORT, WHOLE, check_room
from catalog.index.filters import FLAG_FIELDS, KEYWORD_FIELDS, NAMES, RANGE_FIELDS
from catalog.index.payload import fact_key
from catalog.index.port import BundleMismatchError, IndexUnavailableError
from catalog.index.shortening import Shortening
from catalog.index.sparse_file import filled_parts

DESCRIPTION = "index.json"
SHORTENING = "shortening.npy"
FIRST_SHARD = "shard"

_SHARD = re.compile(r"shard(-[0-9a-f]{8})?")
_BLOCK = 8 * 1024 * 1024  # bytes; searching threads are in between two of them
_LOGGER = logging.getLogger(__name__)


class EdgeFolder:
    """Belongs to one process at a time.

    `index.json` names the live shard, `shadow.json` the copy that is being changed and what for; both are replaced
    whole, so a process that is killed leaves either the one state or the other. Shards that neither names are removed.

    Args:
        folder: Made if it is not there.
        dim: Length of a fused vector.
        fingerprint: The bundle whose vectors the index holds.
        shortening: How an index that is made now shortens them; one that is there already keeps to what it has.

    Raises:
        IndexUnavailableError: Another process holds the folder.

    Attributes:
        shortening: How the index shortens vectors, once it is open; None if it does not.
    """

    def __init__(self, folder: Path, *, dim: int, fingerprint: str, shortening: Shortening | None = None) -> None:
        self.path = folder
        self.shortening = shortening
        self._dim = dim
        self._fingerprint = fingerprint
        self._description, self._note = folder / DESCRIPTION, folder / "shadow.json"
        folder.mkdir(parents=True, exist_ok=True)
        self._held = hold(folder)

    def open(self) -> qe.EdgeShard:
        """Open the live shard, or make an empty one: a folder without description holds nothing that was promised.

        Raises:
            IndexUnavailableError: The files cannot be read.
            BundleMismatchError: The index holds the vectors of another bundle.
            OSError: There is no room for an empty index.
        """
        if not self._description.exists():
            return self._create()
        try:
            held = json.loads(self._description.read_text(encoding="utf-8"))
            _check((held["fingerprint"], held["dim"]), (self._fingerprint, self._dim), self.path)
            self.shortening = Shortening.load(self.path / SHORTENING) if held.get("shortened") else None
            shard = _load(self.live(), self._dim, self.shortening)
        except BundleMismatchError:
            raise
        except Exception as error:  # the engine raises nothing more exact
            raise IndexUnavailableError(
                f"The index in {self.path} cannot be read: {error}. Move the folder away and import the catalogue "
                "again, or restore it from a backup."
            ) from error
        self.tidy()
        return shard

    def live(self) -> Path:
        """The folder of the live shard."""
        return self.path / self._live()

    def open_shadow(self) -> tuple[str, qe.EdgeShard] | None:
        """The copy that an earlier process has left unfinished, and what it is for; None if there is none."""
        noted = self._noted()
        if noted is None:
            return None
        key, name = noted
        try:
            return key, _load(self.path / name, self._dim, self.shortening)
        except Exception:  # the engine raises nothing more exact
            _LOGGER.warning("The unfinished copy of the index, %s, cannot be read; it is dropped.", self.path / name)
            self.forget_shadow()
            return None

    def copy(self, key: str) -> qe.EdgeShard:
        """Copy the live shard, which nobody may change meanwhile and which was flushed, and remember what for.

        Raises:
            OSError: The disk has no room for it.
        """
        live, name = self.live(), f"shard-{uuid.uuid4().hex[:8]}"
        files = [path for path in live.rglob("*") if path.is_file()]
        check_room(self.path, RESERVE + sum(path.stat().st_blocks * 512 for path in files))
        try:
            _copy_folder(live, self.path / name)
            _write_json(self._note, {"key": key, "shard": name})
        except BaseException:
            self.tidy()
            raise
        return _load(self.path / name, self._dim, self.shortening)

    def put_shadow_in_place(self) -> None:
        """Make the copy the live shard. The old one stays until `tidy`."""
        noted = self._noted()
        if noted is None:
            raise IndexUnavailableError(f"The copy of the index in {self.path} is gone; begin the import again.")
        self._describe(noted[1])

    def forget_shadow(self) -> None:
        """Let `tidy` remove the copy."""
        self._note.unlink(missing_ok=True)
        self.tidy()

    def tidy(self) -> None:
        """Remove the shards that nobody needs; what cannot be removed now is removed another time."""
        live, noted = self._live(), self._noted()
        if noted is not None and noted[1] == live:  # the process was killed once that was in place
            self._note.unlink(missing_ok=True)
        needed = {live, noted[1] if noted else live}
        for path in self.path.iterdir():
            if _SHARD.fullmatch(path.name) and path.name not in needed:
                shutil.rmtree(path, ignore_errors=True)

    def release(self) -> None:
        """Let other processes have the folder."""
        self._held.close()

    def _create(self) -> qe.EdgeShard:
        self._note.unlink(missing_ok=True)
        for path in self.path.iterdir():
            if _SHARD.fullmatch(path.name):
                shutil.rmtree(path)
        check_room(self.path, RESERVE)
        shard = self.path / FIRST_SHARD
        shard.mkdir()
        if self.shortening is not None:
            self.shortening.save(self.path / SHORTENING)
            self.shortening = Shortening.load(self.path / SHORTENING)
        created = qe.EdgeShard.create(str(shard), _config(self._dim, self.shortening))
        _index_facts(created)
        self._describe(FIRST_SHARD)
        return created

    def _describe(self, shard: str) -> None:
        about = {"fingerprint": self._fingerprint, "dim": self._dim, "shard": shard}
        _write_json(self._description, about | {"shortened": self.shortening is not None})

    def _live(self) -> str:
        held = json.loads(self._description.read_text(encoding="utf-8"))
        return str(held.get("shard", FIRST_SHARD))

    def _noted(self) -> tuple[str, str] | None:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            noted = json.loads(self._note.read_text(encoding="utf-8"))
            key, name = noted["key"], noted["shard"]
            if isinstance(key, str) and _SHARD.fullmatch(name) and (self.path / name).is_dir():
                return key, name
        return None


def hold(folder: Path) -> IO[str]:
    """Take the folder for this process; the operating system lets go of it when the process ends, however it ends.

    Raises:
        IndexUnavailableError: Another process holds it.
    """
    held = (folder / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        holder = held.read().strip() or "unknown"
        held.close()
        raise IndexUnavailableError(
            f"The index in {folder} is in use by another process (id {holder}). Stop that process first, or send the "
            "work to it: `loupe import` and `loupe search` do so when a service is running on the same data directory."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def _check(held: tuple[str, int], wanted: tuple[str, int], folder: Path) -> None:
    if held != wanted:
        raise BundleMismatchError(
            f"The index in {folder} was filled by the bundle {held[0][:12]}… ({held[1]} numbers a vector), and the one "
            f"in use is {wanted[0][:12]}… ({wanted[1]}); their vectors cannot be compared. Start with the bundle it "
            "was filled by (LOUPE_BUNDLE), or re-embed its products with the one in use: loupe reindex"
        )


def _load(shard: Path, dim: int, shortening: Shortening | None) -> qe.EdgeShard:
    loaded = qe.EdgeShard.load(str(shard), _config(dim, shortening))
    _index_facts(loaded)
    return loaded


def _index_facts(shard: qe.EdgeShard) -> None:
    """Index what filters and facets look at, as far as that was not done by an earlier release."""
    words, numbers = qe.PayloadSchemaType.Keyword, qe.PayloadSchemaType.Float
    wanted = dict.fromkeys((*KEYWORD_FIELDS, *FLAG_FIELDS, NAMES), words) | dict.fromkeys(RANGE_FIELDS, numbers)
    done = shard.info().payload_schema
    for field, kind in wanted.items():
        if fact_key(field) not in done:
            shard.update(qe.UpdateOperation.create_field_index(fact_key(field), kind))


def _config(dim: int, shortening: Shortening | None) -> qe.EdgeConfig:
    """How a shard keeps vectors: whole, one a photo; and shortened, one a product, in four bits a number."""
    photos = qe.MultiVectorConfig(qe.MultiVectorComparator.MaxSim)
    vectors = {WHOLE: qe.EdgeVectorParams(dim, qe.Distance.Dot, multivector_config=photos)}
    if shortening is not None:
        four_bits = qe.TurboQuantQuantizationConfig(bits=qe.TurboQuantBitSize.Bits4, memory=qe.Memory.Pinned)
        # Whole vectors and unquantised short ones are read here and there, so they need not be in memory.
        vectors[WHOLE] = qe.EdgeVectorParams(dim, qe.Distance.Dot, multivector_config=photos, memory=qe.Memory.Cold)
        vectors[SHORT] = qe.EdgeVectorParams(
            shortening.short_dim, qe.Distance.Dot, quantization_config=four_bits, memory=qe.Memory.Cold
        )
    exact = qe.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=1)  # no graph: it gains little at these sizes
    # One segment is searched by one thread anyway; waking a second one costs more than a small index takes to search.
    return qe.EdgeConfig(vectors=vectors, hnsw_config=exact, wal_enabled=True, max_search_threads=1)


def _copy_folder(source: Path, target: Path) -> None:
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            _copy_file(path, target / path.name)
    _sync(target)


def _copy_file(source: Path, target: Path) -> None:
    """Copy a file, holes as holes: the engine's are mostly empty, and would take fifty times as much on the disk."""
    with source.open("rb", buffering=0) as read, target.open("wb", buffering=0) as write:
        for start, end in filled_parts(read.fileno()):
            write.seek(start)
            while start < end:
                start += write.write(os.pread(read.fileno(), min(end - start, _BLOCK), start))
        write.truncate(os.fstat(read.fileno()).st_size)
        os.fsync(write.fileno())


def _write_json(path: Path, content: dict[str, object]) -> None:
    """Write a file whole or not at all, so that it outlives even a power cut."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
