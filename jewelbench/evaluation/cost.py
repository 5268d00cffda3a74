"""What a query costs on a processor, and what a bundle weighs."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from bundles import Bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality, GraphFusion
from jewelbench.evaluation.judging import Benchmark

Given = TypeVar("Given")

QUERIES = 30
ROUNDS = 3
"""What else the machine does slows a query down, never up: the best round comes nearest to the truth."""
WARM = 5
"""Queries that are not counted: the runtime allocates while it answers the first."""


class Cost(NamedTuple):
    """What was measured, on one thread.

    Attributes:
        photo_and_words_ms: CPU time of a photo and words, from the photo's bytes to the fused vector, ms; the median of
            the best round. NaN where no query has either, as below where none has photos, or words.
        photo_ms: Of a photo's decoding, cutting and the image tower alone.
        image_tower_ms: Of the image tower alone.
        text_tower_ms: Of the text tower alone.
        bundle_mb: Size of all files that the manifest names, MB.
        image_and_fusion_mb: Size of image tower and fusion, MB.
    """

    photo_and_words_ms: float
    photo_ms: float
    image_tower_ms: float
    text_tower_ms: float
    bundle_mb: float
    image_and_fusion_mb: float


def measure_cost(benchmark: Benchmark, bundle: Bundle) -> Cost:
    """Answer some queries of a benchmark one by one on one thread, and look at the processor's clock."""
    image, text = GraphImageEncoder(bundle, threads=1), GraphTextEncoder(bundle, threads=1)
    fusion = GraphFusion(bundle, threads=1)
    queries = [query for task in benchmark.tasks.values() for query in task]
    photos = list(dict.fromkeys(query.photo for query in queries if query.photo))[: QUERIES + WARM]
    texts = list(dict.fromkeys(query.text for query in queries if query.text and query.language == "en"))
    files = [benchmark.photos[photo].read_bytes() for photo in photos]
    pixels = [image.preprocess(decode_photo(data, shortest=image.decoded_side)) for data in files]

    def shown(data: bytes) -> EncodedModality:
        fitted = image.preprocess(decode_photo(data, shortest=image.decoded_side))
        return EncodedModality(*image.encode([fitted]))

    def ask(query: tuple[bytes, str]) -> None:
        fusion.fuse_queries(shown(query[0]), EncodedModality(*text.encode([query[1]])))

    sizes = {file.file: bundle.path(file).stat().st_size / 1e6 for file in bundle.manifest.files}
    return Cost(
        photo_and_words_ms=_median_ms(ask, list(zip(files, texts, strict=False))),
        photo_ms=_median_ms(shown, files),
        image_tower_ms=_median_ms(lambda square: image.encode([square]), pixels),
        text_tower_ms=_median_ms(lambda words: text.encode([words]), texts[: QUERIES + WARM]),
        bundle_mb=sum(sizes.values()),
        image_and_fusion_mb=sum(sizes[file.file] for file in (*bundle.manifest.image.files, bundle.manifest.fusion)),
    )


def _median_ms(compute: Callable[[Given], object], inputs: Sequence[Given]) -> float:
    """Median CPU time of a call, ms, in the least disturbed of some rounds; NaN without enough inputs to warm up."""
    if len(inputs) <= WARM:
        return float("nan")
    medians = []
    for _ in range(ROUNDS):
        spent = []
        for given in inputs:
            started = time.process_time()
            compute(given)
            spent.append(1000 * (time.process_time() - started))
        medians.append(float(np.median(spent[WARM:])))
    return min(medians)
