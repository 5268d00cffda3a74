"""The codes that the embedded engine keeps vectors in, asked for candidates on their own."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import qdrant_edge as qe
from numpy.typing import NDArray

from catalog.index.shortening import CANDIDATES, Shortening
from training.evaluation import Gallery

EXACT = "float32"
SHORT_TURBO4 = "short turbo4"
SERVED = (SHORT_TURBO4, EXACT)
"""What an index can be told to keep; the others are tried beside them."""


@dataclass(frozen=True)
class Codec:
    """A way to keep vectors that finds candidates.

    Attributes:
        name: For people.
        bits: Of each number.
        short: Whether they are shortened first, one a product.
        candidates: For each hit.
    """

    name: str
    bits: int
    short: bool = False
    candidates: int = CANDIDATES

    def config(self) -> qe.ScalarQuantizationConfig | qe.TurboQuantQuantizationConfig:
        """As the engine wants to be told."""
        if self.bits == 8:
            return qe.ScalarQuantizationConfig(qe.ScalarType.Int8)
        return qe.TurboQuantQuantizationConfig(bits=qe.TurboQuantBitSize.Bits4)


CODECS = (Codec(SHORT_TURBO4, 4, short=True), Codec("turbo4", 4), Codec("int8", 8))


def bytes_of(codec: Codec, dim: int, shortening: Shortening | None) -> float:
    """Bytes of the numbers of one vector."""
    length = shortening.short_dim if codec.short and shortening is not None else dim
    return length * codec.bits / 8


class Candidates:
    """An index of a gallery in the engine, of one code alone, in a folder that goes when the block ends."""

    def __init__(self, codec: Codec, gallery: Gallery, shortening: Shortening | None) -> None:
        self._short = shortening if codec.short else None
        self._products = len(gallery.starts)
        self._folder = Path(tempfile.mkdtemp())
        photos = None if codec.short else qe.MultiVectorConfig(qe.MultiVectorComparator.MaxSim)
        dim = self._short.short_dim if self._short else gallery.vectors.shape[1]
        vectors = qe.EdgeVectorParams(
            dim, qe.Distance.Dot, multivector_config=photos, quantization_config=codec.config()
        )
        plain = qe.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=1)
        self._shard = qe.EdgeShard.create(str(self._folder), qe.EdgeConfig(vectors={"": vectors}, hnsw_config=plain))
        rows = np.split(gallery.vectors, gallery.starts[1:])
        points = [qe.Point(number, {"": self._kept(row)}, {}) for number, row in enumerate(rows)]
        self._shard.update(qe.UpdateOperation.upsert_points(points))
        self._shard.optimize()

    def of(self, asked: NDArray[np.float32], most: int) -> NDArray[np.bool_]:
        """Which products are candidates of queries (queries, dim); (queries, products)."""
        found = np.zeros((len(asked), self._products), dtype=np.bool_)
        coded = qe.SearchParams(quantization=qe.QuantizationSearchParams(ignore=False, rescore=False))
        for row, query in enumerate(asked):
            numbers = self._short.of_query(query) if self._short else query
            request = qe.QueryRequest(most, query=qe.Query.Nearest(numbers.tolist()), params=coded)
            found[row, [int(str(hit.id)) for hit in self._shard.query(request)]] = True
        return found

    def _kept(self, vectors: NDArray[np.float32]) -> list[float] | list[list[float]]:
        kept: list[float] | list[list[float]] = (
            self._short.of_product(vectors).tolist() if self._short else vectors.tolist()
        )
        return kept

    def __enter__(self) -> "Candidates":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shard.close()
        shutil.rmtree(self._folder, ignore_errors=True)
