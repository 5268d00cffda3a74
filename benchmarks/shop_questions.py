"""Do questions of shoppers find the listings of shops that the benchmark's grammar knows nothing of?

120 listings and 150 questions, written by hand and kept from all training. They have no photos: beside photos of other
pieces it shows how much words that the model knows little of lean on what it expects a piece to look like.
"""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from benchmarks.report import write
from bundles import load_bundle
from catalog.index.edge import QdrantEdgeIndex
from catalog.index.port import IndexEntry, StoredProduct
from catalog.product import Product
from service.engine import LiveEngine
from service.models import Models
from service.search import SearchQuery, SearchService
from service.settings import REPOSITORY, Settings

QUESTIONS = REPOSITORY / "samples" / "shop-questions"
PACKSHOTS = REPOSITORY / "samples" / "photos"
SHOWN = 50  # hits; what is not among them counts as not found
KS = (1, 3, 10)

Vectors = NDArray[np.float32]


def main() -> None:
    """Ask every question in every way, and report R@1, R@3, R@10 and the mean reciprocal rank."""
    listings, questions = _rows("catalogue.csv"), _rows("queries.csv")
    titles, asked = [row["title"] for row in listings], [row["text"] for row in questions]
    skus = [row["sku"] for row in listings]
    right = [skus.index(row["sku"]) for row in questions]
    bundle = load_bundle(Settings().bundle)
    models = Models(bundle)
    words, said = models.encode_texts(titles), models.encode_texts(asked)
    queries = np.stack([models.encode_query(None, text).vector for text in asked])
    bare, beside = models.fuse(None, words), models.fuse(_photos(models, len(titles)), words)
    figures = {
        "BM25": _recalls(_bm25(titles, asked), right),
        "text tower": _recalls(said @ words.T, right),
        "fusion": _recalls(queries @ bare.T, right),
        "fusion, beside photos of other pieces": _recalls(queries @ beside.T, right),
        "the service": _found(models, listings, bare, questions),
        "the service, beside photos of other pieces": _found(models, listings, beside, questions),
    }
    name = f"{bundle.manifest.name} {bundle.manifest.version}"
    write("shop_questions", figures, f"{len(asked)} questions about {len(titles)} listings, in words alone, by {name}.")


def _rows(name: str) -> list[dict[str, str]]:
    with (QUESTIONS / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _photos(models: Models, count: int) -> Vectors:
    files = sorted(PACKSHOTS.rglob("*.jpg"))[:count]
    return models.encode_photos([models.preprocess(models.decode(file.read_bytes())) for file in files])


def _bm25(titles: Sequence[str], asked: Sequence[str]) -> Vectors:
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(titles), stopwords="en", show_progress=False), show_progress=False)
    tokens = bm25s.tokenize(list(asked), stopwords="en", show_progress=False, return_ids=False)
    return np.stack([index.get_scores(each) for each in tokens])


def _found(
    models: Models, listings: Sequence[Mapping[str, str]], vectors: Vectors, questions: Sequence[Mapping[str, str]]
) -> dict[str, float]:
    """The same for what the service finds, which looks for rare words in titles, too."""
    entries = [
        IndexEntry(StoredProduct(Product(sku=row["sku"], title=row["title"]), (), row["sku"], row["sku"]), vector[None])
        for row, vector in zip(listings, vectors, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        index = QdrantEdgeIndex(Path(folder) / "index", dim=vectors.shape[1], fingerprint="questions")
        index.upsert(entries)
        service = SearchService(LiveEngine(models, index))
        places = []
        for row in questions:
            hits = service.search(SearchQuery(text=row["text"], limit=SHOWN)).matches
            found = [match.hit.stored.product.sku for match in hits]
            places.append(found.index(row["sku"]) if row["sku"] in found else SHOWN)
        index.close()
    return _figures(np.array(places))


def _recalls(scores: Vectors, right: Sequence[int]) -> dict[str, float]:
    """Figures of scores, (questions, listings); where others score as much, the right one comes last."""
    wanted = scores[np.arange(len(right)), right][:, None]
    return _figures((scores >= wanted).sum(axis=1) - 1)


def _figures(places: NDArray[np.int64]) -> dict[str, float]:
    return {f"R@{k}": float((places < k).mean()) for k in KS} | {"MRR": float((1 / (places + 1)).mean())}


if __name__ == "__main__":
    main()
