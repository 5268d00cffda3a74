"""Reads benchmarks with their lessons into a corpus; the format is that of `jewelbench make`, `docs/jewelbench.md`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.corpus import LOOK, Corpus, CorpusProduct, Kind, Query, Split, look_columns

TAUGHT: tuple[Split, ...] = ("train", "validation")
Record = Mapping[str, Any]


class BenchmarkError(Exception):
    """A folder is no benchmark that can be learned from; the message says which and what to do."""


def read_benchmarks(folders: Sequence[Path]) -> Corpus:
    """Read the training and validation splits of benchmarks; what is for the test is never looked at.

    A product that several of them hold is read from the first one.

    Raises:
        BenchmarkError: A folder lacks products, photos or lessons.
    """
    products: list[CorpusProduct] = []
    rows: dict[str, int] = {}
    for folder in folders:
        for product in _products(folder):
            if product.product_id not in rows:
                rows[product.product_id] = len(products)
                products.append(product)
    if not products:
        raise BenchmarkError(
            f"{', '.join(map(str, folders))}: no products of the training or validation split. Make a JewelBench of "
            "size m: jewelbench make --size m"
        )
    look, queries = look_columns(products), _empty()
    seen: set[Query] = set()
    for query in (query for folder in folders for query in _queries(folder, products, rows, look)):
        if query not in seen:
            seen.add(query)
            queries[products[query.target].split][query.kind].append(query)
    for row, product in enumerate(products):
        queries[product.split]["photo"].append(Query("photo", row, None, row, look))
    return Corpus(products, queries)


def _empty() -> dict[Split, dict[Kind, list[Query]]]:
    return {split: {"photo": [], "words": [], "composed": [], "both": []} for split in TAUGHT}


def _products(folder: Path) -> Iterator[CorpusProduct]:
    texts: dict[str, list[str]] = {}
    for record in _records(folder / "lessons" / "texts.jsonl"):
        texts.setdefault(record["product_id"], []).append(_listing(record))
    packshots: dict[str, list[Path]] = {}
    photos: dict[str, list[Path]] = {}
    masks: dict[str, dict[Path, Path]] = {}
    for record in _records(folder / "photos.jsonl"):
        kept, name = packshots if record["kind"] == "packshot" else photos, record.get("product_id", "")
        kept.setdefault(name, []).append(folder / record["file"])
        if "mask" in record:
            masks.setdefault(name, {})[folder / record["file"]] = folder / record["mask"]
    for record in _records(folder / "products.jsonl"):
        if record["split"] in TAUGHT:
            name = record["product_id"]
            yield CorpusProduct(
                product_id=name,
                family=record["family"],
                split=record["split"],
                facts={**record["attributes"], **{f"{column}{LOOK}": seen for column, seen in record["look"].items()}},
                texts=(_listing(record), *texts.get(name, ())),
                packshots=tuple(packshots.get(name, ())),
                photos=tuple(photos.get(name, ())),
                masks=masks.get(name, {}),
            )


def _listing(record: Record) -> str:
    """Title and description as one text, as the retrievers of a benchmark read them."""
    parts = (record["title"], record["description"])
    return ". ".join(part.rstrip(". ") for part in parts if part.strip())


def _queries(
    folder: Path, products: Sequence[CorpusProduct], rows: Mapping[str, int], look: Sequence[str]
) -> Iterator[Query]:
    for record in _records(folder / "lessons" / "phrases.jsonl"):
        row, named, unlike = rows[record["product_id"]], tuple(record["columns"]), _unlike(record)
        yield Query("words", None, record["text"], row, named, unlike=unlike)
        if not unlike:
            yield Query("both", row, record["text"], row, tuple(dict.fromkeys((*look, *_names(named, products[row])))))
    for record in _records(folder / "lessons" / "edits.jsonl"):
        free = set(record.get("free", ()))
        seen = (column for column in look if column not in free)
        yield Query(
            "composed", rows[record["source"]], record["text"], rows[record["target"]],
            (*seen, *record.get("columns", ())), record["kind"], _unlike(record),
        )  # fmt: skip


def _names(columns: Sequence[str], product: CorpusProduct) -> list[str]:
    """Facts that words give by name, beside which the look counts; what a product lacks shows in its look."""
    return [column for column in columns if column in product.facts and not column.endswith(LOOK)]


def _unlike(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(record.get("unlike", {}).items()))


def _records(path: Path) -> Iterator[Record]:
    if not path.is_file():
        command = "jewelbench lessons" if path.parent.name == "lessons" else "jewelbench make"
        raise BenchmarkError(f"{path} is missing; `{command}` writes it")
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
