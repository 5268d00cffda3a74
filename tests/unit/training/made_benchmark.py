"""A benchmark of code-made pictures with lessons, as `jewelbench make` would leave it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.unit.training.made_products import made_products
from training.corpus import LOOK, CorpusProduct


def write_benchmark(folder: Path, *, masks: bool = False) -> None:
    """Write products, photos and lessons: words for each product, and edits of metal and stone within each family."""
    (folder / "photos").mkdir(parents=True)
    products = made_products(folder / "photos", masks=masks)
    _write(folder / "products.jsonl", map(_record, products))
    _write(folder / "photos.jsonl", (photo for product in products for photo in _photos(product)))
    taught = [product for product in products if product.split != "test"]
    title = [{"product_id": p.product_id, "title": p.texts[0], "description": "For every day."} for p in taught]
    _write(folder / "lessons" / "texts.jsonl", title)
    phrases = [
        {"product_id": p.product_id, "text": f"{p.facts['metal']} ring", "columns": ["category", "metal"]}
        for p in taught
    ]
    _write(folder / "lessons" / "phrases.jsonl", phrases)
    _write(folder / "lessons" / "edits.jsonl", (edit for source in taught for edit in _edits(source, taught)))


def _record(product: CorpusProduct) -> Mapping[str, object]:
    named = {name: value for name, value in product.facts.items() if not name.endswith(LOOK) and value}
    look = {name.removesuffix(LOOK): value for name, value in product.facts.items() if name.endswith(LOOK)}
    return {
        "product_id": product.product_id, "family": product.family, "split": product.split, "attributes": named,
        "look": look, "title": product.texts[0], "description": "", "packshots": [product.packshots[0].stem],
    }  # fmt: skip


def _photos(product: CorpusProduct) -> Iterable[Mapping[str, object]]:
    for kind, files in (("packshot", product.packshots), ("plain", product.photos)):
        for file in files:
            record = {
                "photo_id": file.stem, "product_id": product.product_id, "kind": kind, "file": f"photos/{file.name}"
            }  # fmt: skip
            yield record | ({"mask": f"photos/{product.masks[file].name}"} if product.masks else {})


def _edits(source: CorpusProduct, products: Iterable[CorpusProduct]) -> Iterable[Mapping[str, object]]:
    for target in products:
        differing = [name for name in ("metal", "stone") if source.facts[name] != target.facts[name]]
        if source.family == target.family and len(differing) == 1:
            name = differing[0]
            text = f"in {target.facts[name]}" if target.facts[name] else f"without the {name}"
            yield {
                "source": source.product_id, "target": target.product_id, "kind": name, "text": text,
                "columns": [name] if target.facts[name] else [],
            }  # fmt: skip


def _write(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
