"""Embeds the products of one index anew for another, from their kept photos and their stored words."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain

from catalog.embedding import ProductEmbedder
from catalog.fingerprints import content_hash
from catalog.import_run import ImportRun
from catalog.index.port import ProductIndex, Products, StoredProduct
from catalog.overlap import in_background, in_parallel
from catalog.patience import Patience, PatientIndex, StoppedError
from catalog.photo_store import PhotoStore
from catalog.preparation import NewFacts, Pixels, Prepared, ToEncode, Unchanged
from catalog.report import ImportProgress, ImportReport
from catalog.row import ProductRow, ProductRows, RowWarning
from catalog.vectors import encode

LOOKUP_PRODUCTS = 128  # looked up in both indexes together
CHUNK_PRODUCTS = 16  # whose photos one thread decodes in one go
AHEAD = 8  # chunks that are prepared at most, and batches of outcomes that wait
REMOVED_TOGETHER = 500

UNKNOWN = ""  # a content hash that no import finds equal: the next one that brings the product embeds it anew

Pair = tuple[StoredProduct, StoredProduct | None]


class Reindexer:
    """Makes one index hold what another holds, in the vectors of other models.

    What the target has already, from a run that was broken off or from the time when searchers saw it, stays if it was
    made from the same words and photos: so a run that was killed goes on, and going back to an older index encodes only
    what has changed since.

    Args:
        source: What searchers see. Only read.
        filled_by: The fingerprint of the bundle whose vectors it holds.
        target: What they are to see.
        embedder: Makes the vectors of the target.
        photo_store: Where the photos are.
        patience: How long to wait for an index that cannot be reached.
    """

    def __init__(
        self,
        source: Products,
        filled_by: str,
        target: ProductIndex,
        embedder: ProductEmbedder,
        photo_store: PhotoStore,
        patience: Patience | None = None,
    ) -> None:
        self._source = source
        self._filled_by = filled_by
        self._target = target
        self._embedder = embedder
        self._photo_store = photo_store
        self._patience = patience or Patience()

    def run(
        self,
        *,
        progress: Callable[[ImportProgress], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportReport:
        """Bring all products over, and remove from the target what the source does not have.

        Args:
            progress: Called in this thread after each product, and now and then while the run waits. What it raises
                breaks the run off as a kill would; the next one goes on.
            cancelled: Asked in this thread as often; once it says True, the run ends early.

        Returns:
            What was done: `added` products were not in the target, `changed` ones were made from other words or photos,
            `unchanged` ones stood. A warning names each product of which a photo is gone.

        Raises:
            IndexUnavailableError: An index did not answer for minutes.
            OSError: The disk is full or the like. What was done is kept.
            Exception: The models failed; the error is theirs.
        """
        skus = list(self._source.skus())
        run = self._begun(skus, progress, cancelled)
        try:
            self._bring(run, skus)
            self._remove(run, set(skus))
        except StoppedError:
            run.report.cancelled = True
        except Exception:
            run.write_once()
            raise
        run.report.seconds = run.elapsed()
        return run.report

    def catch_up(self, skus: Collection[str]) -> None:
        """Do the same for some products that were written, or removed, since they were brought over."""
        run = self._begun(list(skus))
        self._bring(run, list(skus))
        there = self._source.get(list(skus))
        run.index.delete([sku for sku in skus if sku not in there])

    def _begun(
        self,
        skus: Sequence[str],
        progress: Callable[[ImportProgress], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportRun:
        """A run that writes to the target. It has no file to measure its progress by, so each product is one byte."""

        def tell(step: ImportProgress) -> None:
            if progress is not None:
                progress(replace(step, bytes_read=step.rows_read, total_bytes=len(skus)))

        return ImportRun(ProductRows(()), self._target, self._patience, tell, cancelled)

    def _bring(self, run: ImportRun, skus: Sequence[str]) -> None:
        pairs = self._pairs(skus, run.patient_ahead(self._source), run.index_ahead)
        batches = encode(self._prepared(pairs), self._embedder)
        ahead = in_background(batches, AHEAD, idle=run.idle, every=self._patience.look)
        with closing(ahead), run.waiting:
            for outcome in chain.from_iterable(ahead):
                run.rows_read += 1
                run.settle(outcome)
                run.tick()
        run.write()

    @staticmethod
    def _pairs(skus: Sequence[str], source: PatientIndex, target: PatientIndex) -> Iterator[Sequence[Pair]]:
        """Products with what the target holds of them, in chunks."""
        for start in range(0, len(skus), LOOKUP_PRODUCTS):
            page = skus[start : start + LOOKUP_PRODUCTS]
            found, known = source.get(page), target.get(page)
            pairs = [(found[sku], known.get(sku)) for sku in page if sku in found]
            for first in range(0, len(pairs), CHUNK_PRODUCTS):
                yield pairs[first : first + CHUNK_PRODUCTS]

    def _prepared(self, chunks: Iterable[Sequence[Pair]]) -> Iterator[Sequence[Prepared]]:
        """Products prepared by a few threads, one background thread driving them."""

        def prepare_all(chunk: Sequence[Pair]) -> Sequence[Prepared]:
            return [self._prepare(stored, known) for stored, known in chunk]

        workers = min(4, os.cpu_count() or 1)
        return in_background(in_parallel(prepare_all, chunks, workers, AHEAD), AHEAD)

    def _prepare(self, stored: StoredProduct, known: StoredProduct | None) -> Prepared:
        if known is not None and self._stands(stored, known):
            wanted = self._with_vectors_of(known, stored)
            gone = _gone(stored, [photo for photo in stored.photo_ids if photo not in known.photo_ids])
            return Unchanged(gone) if wanted == known else NewFacts(wanted, gone)
        return self._to_encode(stored, is_new=known is None)

    def _stands(self, stored: StoredProduct, known: StoredProduct) -> bool:
        """Whether what the target holds was made from the same words, and the same photos as far as they are kept."""
        if stored.product.words() != known.product.words():
            return False
        one, other = stored.photo_ids, known.photo_ids
        if one == other:
            return True
        apart = set(one) ^ set(other)
        if any(map(self._photo_store.exists, apart)):
            return False
        return [photo for photo in one if photo not in apart] == [photo for photo in other if photo not in apart]

    def _with_vectors_of(self, known: StoredProduct, stored: StoredProduct) -> StoredProduct:
        """A product as the target shall hold it beside the vectors that it has."""
        if stored.photo_ids == known.photo_ids:
            return replace(stored, content_hash=self._content_hash(stored), predicted=known.predicted)
        return replace(known, product=stored.product, facts_hash=stored.facts_hash)

    def _to_encode(self, stored: StoredProduct, *, is_new: bool) -> ToEncode:
        pixels, lost = self._pixels(stored.photo_ids)
        wanted = replace(stored, content_hash=self._content_hash(stored), predicted={})
        if lost:
            wanted = _without(wanted, lost)
        return ToEncode(ProductRow(0, stored.product), wanted, pixels, is_new, _gone(stored, lost))

    def _pixels(self, photo_ids: Sequence[str]) -> tuple[dict[str, Pixels], Sequence[str]]:
        """The photos that can be read, and the ids of those that cannot."""
        pixels: dict[str, Pixels] = {}
        lost = []
        for photo in photo_ids:
            try:
                data = self._photo_store.bytes_of(photo)
            except FileNotFoundError:
                lost.append(photo)
                continue
            try:
                pixels[photo] = self._embedder.preprocess(self._embedder.decode(data))
            except Exception:  # whatever a decoder trips over, it is this photo alone that is unreadable
                lost.append(photo)
        return pixels, lost

    def _content_hash(self, stored: StoredProduct) -> str:
        """The hash by which the next import sees that nothing has changed, if the last one would have seen it."""
        was = content_hash(stored.product, stored.photo_ids, self._filled_by)
        if stored.content_hash != was:
            return UNKNOWN
        return content_hash(stored.product, stored.photo_ids, self._embedder.fingerprint)

    def _remove(self, run: ImportRun, skus: Collection[str]) -> None:
        """Remove what the source does not have."""
        gone = [sku for sku in run.index.skus() if sku not in skus]
        for start in range(0, len(gone), REMOVED_TOGETHER):
            run.report.removed += run.index.delete(gone[start : start + REMOVED_TOGETHER])
            run.tick()


def _without(stored: StoredProduct, lost: Collection[str]) -> StoredProduct:
    """A product without some of its photos; the next import of its catalogue reads all of them again."""
    hashes: Mapping[str, str] = dict(zip(stored.photo_ids, stored.photo_hashes, strict=False))
    kept = tuple(photo for photo in stored.photo_ids if photo not in lost)
    return replace(
        stored,
        photo_ids=kept,
        photo_hashes=tuple(hashes[photo] for photo in kept if photo in hashes),
        photo_versions=(),
        content_hash=UNKNOWN,
    )


def _gone(stored: StoredProduct, lost: Sequence[str]) -> Sequence[RowWarning]:
    """What there is to say of a product whose photos can no longer be read."""
    if not lost:
        return ()
    left = len(stored.photo_ids) - len(lost)
    found = f"it is found by the other {left}" if left else "it is found by its words alone"
    reason = (
        f"{len(lost)} of {len(stored.photo_ids)} photos cannot be read any more ({', '.join(lost)}), so {found}. "
        "Import its catalogue again to bring them back."
    )
    return [RowWarning(0, None, stored.product.sku, reason)]
