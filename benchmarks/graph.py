"""What a graph over the short vectors costs and saves, as a server keeps one and the embedded index does not.

The plan for very large catalogues in docs/scale.md rests on it. The vectors are those of `benchmarks.search`.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import qdrant_edge as qe

from benchmarks.compaction import LOOKED_AT
from benchmarks.report import write
from benchmarks.search import COMPARED, Base, Vectors, chunks, nearest, save_base
from catalog.index.shortening import Shortening

M, EF_CONSTRUCT = 16, 100  # the server's defaults
BATCH = 1000


class Found(NamedTuple):
    """What searches took, ms of processor time, and how much they found."""

    ms: float
    recall: float


def main() -> None:
    """Measure one size after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[30_000, 100_000, 300_000])
    parser.add_argument("--name", default="graph")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        save_base(Path(folder))
        for count in arguments.products:
            figures[f"{count:,}"] = _measured(Path(folder), count)
    write(
        arguments.name,
        figures,
        "Short vectors of the shipped bundle, one a product, four bits a number, in the embedded engine, with an HNSW "
        f"graph and without (m {M}, ef_construct {EF_CONSTRUCT}). A search takes the best {LOOKED_AT}, of as many. "
        f"Recall is the share of the best {COMPARED} by whole vectors that are among them. One thread, processor time.",
    )


def _measured(folder: Path, count: int) -> dict[str, float]:
    base, shortening = Base.load(folder), Shortening.load(folder / "shortening.npy")
    asked = base.queries @ shortening.maps[1].T
    right = nearest(base, count, style=False)
    path = folder / f"graph-{count}"
    path.mkdir()
    shard = qe.EdgeShard.create(str(path), _config(shortening.short_dim))
    for start, vectors in chunks(base.products, count):
        _upsert(shard, start, vectors @ shortening.maps[0].T)
    scanned = _asked(shard, asked, right, qe.SearchParams(quantization=_as_kept()))  # there is no graph yet
    began = time.process_time()
    shard.optimize()
    built = time.process_time() - began
    walked = _asked(shard, asked, right, qe.SearchParams(hnsw_ef=LOOKED_AT, quantization=_as_kept()))
    shard.close()
    sizes = [file.stat().st_size for file in path.rglob("links*") if file.is_file()]
    return {
        "scanned, ms of CPU": scanned.ms,
        "recall, scanned": scanned.recall,
        "by graph, ms of CPU": walked.ms,
        "recall, by graph": walked.recall,
        "graph, s of CPU": built,
        "links, bytes a product": sum(sizes) / count,
    }


def _config(dim: int) -> qe.EdgeConfig:
    four_bits = qe.TurboQuantQuantizationConfig(bits=qe.TurboQuantBitSize.Bits4, memory=qe.Memory.Pinned)
    vectors = qe.EdgeVectorParams(dim, qe.Distance.Dot, quantization_config=four_bits, memory=qe.Memory.Cold)
    graph = qe.HnswIndexConfig(m=M, ef_construct=EF_CONSTRUCT, full_scan_threshold=1000)
    one_segment = qe.EdgeOptimizersConfig(default_segment_number=1, indexing_threshold=1000)
    return qe.EdgeConfig(
        vectors={"": vectors}, hnsw_config=graph, optimizers=one_segment, wal_enabled=False, max_search_threads=1
    )


def _upsert(shard: qe.EdgeShard, first: int, vectors: Vectors) -> None:
    for start in range(0, len(vectors), BATCH):
        points = [
            qe.Point(first + row, {"": vectors[row].tolist()}, {})
            for row in range(start, min(start + BATCH, len(vectors)))
        ]
        shard.update(qe.UpdateOperation.upsert_points(points))


def _as_kept() -> qe.QuantizationSearchParams:
    return qe.QuantizationSearchParams(ignore=False, rescore=False)


def _asked(shard: qe.EdgeShard, asked: Vectors, right: list[list[int]], params: qe.SearchParams) -> Found:
    took, shares = [], []
    for query, wanted in zip(asked, right, strict=True):
        request = qe.QueryRequest(
            limit=LOOKED_AT,
            query=qe.Query.Nearest(query.tolist(), using=""),
            with_payload=False,
            with_vector=False,
            params=params,
        )
        began = time.thread_time()
        points = shard.query(request)
        took.append(1000 * (time.thread_time() - began))
        shares.append(len({int(point.id) for point in points} & set(wanted)) / len(wanted))
    return Found(statistics.median(took), float(np.mean(shares)))


if __name__ == "__main__":
    main()
