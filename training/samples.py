"""Makes the sample catalogue: held-out rendered products with a CSV such as a small shop would keep, and queries.

Everything is drawn by a fixed seed. No model is asked, so the queries are as hard as they fall.
"""

import argparse
import csv
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.queries import Judge, Query, family_edits, photo_query, words_query
from training.renders import RenderedProduct, read_products
from training.wording import description

QUOTA = {"ring": 110, "necklace": 90, "earrings": 70, "bracelet": 30}
QUERIES_A_KIND = 40
COLUMNS = (
    "sku",
    "title",
    "description",
    "category",
    "metal",
    "gemstone",
    "style",
    "price",
    "currency",
    "available",
    "image",
)

_BASE_PRICE = {"yellow gold": 620, "rose gold": 590, "white gold": 640, "platinum": 980, "silver": 90}
_STONE_PRICE = {"none": 0, "diamond": 900, "ruby": 520, "blue sapphire": 480, "emerald": 560}


def write_samples(renders: Path, photos: Path, out: Path, seed: int = 2026) -> None:
    """Write `catalogue.csv`, `photos/`, `queries.csv` and `queries/`.

    Args:
        renders: Folder of renders; only products of its test split are taken, whole design groups at a time.
        photos: Folder with the pictures under the file names that `renders` gives them.
        out: Folder to write to.
        seed: Decides which products and queries are drawn.
    """
    rng = random.Random(seed)
    products = _choose(read_products(renders), rng)
    for folder in (out / "photos", out / "queries"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    skus = [_sku(product, number) for number, product in enumerate(products, start=1001)]
    _write_catalogue(products, skus, photos, out, rng)
    _write_queries(products, skus, photos, out, rng)


def _choose(products: Sequence[RenderedProduct], rng: random.Random) -> list[RenderedProduct]:
    """Whole groups of the test split, in random order, until there are enough products of each category."""
    groups: dict[int, list[RenderedProduct]] = {}
    for product in products:
        if product.split == "test":
            groups.setdefault(product.group, []).append(product)
    order = sorted(groups)
    rng.shuffle(order)
    chosen: list[RenderedProduct] = []
    for group in order:
        counts = Counter(str(product.attributes["category"]) for product in [*chosen, *groups[group]])
        if all(counts[category] <= quota for category, quota in QUOTA.items()):
            chosen += groups[group]
    return chosen


def _sku(product: RenderedProduct, number: int) -> str:
    return f"{product.attributes['category'][0].upper()}-{number}"


def _write_catalogue(
    products: Sequence[RenderedProduct], skus: Sequence[str], photos: Path, out: Path, rng: random.Random
) -> None:
    with (out / "catalogue.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for product, sku in zip(products, skus, strict=True):
            a = product.attributes
            shutil.copyfile(photos / product.studio.file, out / "photos" / f"{sku}.jpg")
            writer.writerow(
                {
                    "sku": sku, "title": product.title, "description": description(a, rng), "category": a["category"],
                    "metal": a["metal"], "gemstone": "" if a["gemstone"] == "none" else a["gemstone"],
                    "style": a["type"], "price": f"{_price(product, rng)}.00", "currency": "EUR",
                    "available": "TRUE" if rng.random() < 0.9 else "FALSE", "image": f"{sku}.jpg",
                }
            )  # fmt: skip


def _price(product: RenderedProduct, rng: random.Random) -> int:
    """An invented price that a shopper would not wonder at, EUR."""
    a = product.attributes
    stone = _STONE_PRICE.get(a["gemstone"], 180) * (0.4 if a["metal"] == "silver" else 1.0)
    return round((_BASE_PRICE[a["metal"]] + stone) * rng.uniform(0.7, 1.5) / 10) * 10 - 1


def _write_queries(
    products: Sequence[RenderedProduct], skus: Sequence[str], photos: Path, out: Path, rng: random.Random
) -> None:
    rows = range(len(products))
    edits = family_edits(products, rows)
    drawn = [
        *(photo_query(row) for row in rng.sample(rows, QUERIES_A_KIND)),
        *(words_query(products, row, rng) for row in rng.sample(rows, QUERIES_A_KIND)),
        *rng.sample(edits, QUERIES_A_KIND),
    ]
    right = Judge(products).right(drawn, list(rows))
    with (out / "queries.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("photo", "text", "sku"))
        for number, (query, answers) in enumerate(zip(drawn, right, strict=True), start=1):
            file = _copy_photo(query, products, photos, out, f"q{number:03}.jpg", rng)
            found = "|".join(sku for sku, answer in zip(skus, answers, strict=True) if answer)
            writer.writerow((file, query.text or "", found))


def _copy_photo(
    query: Query, products: Sequence[RenderedProduct], photos: Path, out: Path, name: str, rng: random.Random
) -> str:
    """A photo that is not in the catalogue, under another camera, light and backdrop."""
    if query.photo is None:
        return ""
    shutil.copyfile(photos / rng.choice(products[query.photo].queries).file, out / "queries" / name)
    return f"queries/{name}"


def main() -> None:
    """Write the sample catalogue from the command line."""
    parser = argparse.ArgumentParser(description="Draw the sample catalogue and its queries from held-out renders.")
    parser.add_argument("renders", type=Path, help="folder with products.jsonl")
    parser.add_argument("photos", type=Path, help="folder with the pictures; may hold larger ones of the same names")
    parser.add_argument("out", type=Path, help="folder to write to")
    given = parser.parse_args()
    write_samples(given.renders, given.photos, given.out)


if __name__ == "__main__":
    main()
