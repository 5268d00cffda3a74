"""The sample catalogue: some products of the test split in a CSV such as a small shop would keep, and queries.

Everything is drawn by a fixed seed. No model is asked, so the queries are as hard as they fall.
"""

import csv
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from jewelbench.making.make import SIZES, trimmed
from jewelbench.making.plan import Plan, ProductPlan, make_plan
from jewelbench.making.workers import Job, RenderSettings, Shot, render_all
from jewelbench.release import QueryRecord
from jewelbench.specs.materials import GEMS
from jewelbench.tasks.build import build_tasks

QUOTA: Mapping[str, int] = {
    "ring": 100, "earrings": 70, "necklace": 65, "bracelet": 40, "brooch": 8, "watch": 7,
    "cufflinks": 4, "anklet": 4, "charm": 4,
}  # fmt: skip
ASKED = {"photo-to-product": 40, "text-to-product": 40, "composed": 40}
SETTINGS = RenderSettings(resolution=400, samples=10)
COLUMNS = (
    "sku", "title", "description", "category", "metal", "gemstone", "style", "price", "currency", "available", "image",
)  # fmt: skip

_BASE_PRICE = {
    "yellow gold": 620, "rose gold": 590, "white gold": 640, "platinum": 980, "silver": 90, "black rhodium": 140,
}  # fmt: skip
_STONE_PRICE = {"diamond": 900, "ruby": 520, "blue sapphire": 480, "emerald": 560}


def write_sample_catalogue(
    out: Path,
    seed: int = 1,
    workers: int = 2,
    on_start: Callable[[int], None] = lambda _: None,
    on_photo: Callable[[str], None] = lambda _: None,
) -> None:
    """Write `catalogue.csv`, `photos/`, `queries.csv` and `queries/`, the pictures larger than the benchmark's.

    Args:
        out: Folder to write to; photos and queries that lie there are replaced.
        seed: The benchmark's; products and scenes are those of its size s.
        workers: Rendering processes.
        on_start: Called once with the number of photos.
        on_photo: Called with the id of each finished photo.
    """
    size = SIZES["s"]
    plan = trimmed(make_plan(seed, size.families, size.packshots, size.queries, size.splits), size.products)
    products = list(_choose(plan, random.Random(seed)))
    skus = {product.product_id: f"{product.spec.category[0].upper()}-{n}" for n, product in enumerate(products, 1001)}
    queries = _queries(products, plan, seed)
    for folder in ("photos", "queries"):
        shutil.rmtree(out / folder, ignore_errors=True)
    jobs = list(_jobs(out, products, skus, queries))
    on_start(sum(len(job) for job in jobs))
    render_all(jobs, SETTINGS, workers, on_photo)
    _write_catalogue(out, products, skus, random.Random(seed))
    _write_queries(out, skus, queries)


def _choose(plan: Plan, rng: random.Random) -> Iterator[ProductPlan]:
    """Whole families in random order, as long as no category overflows."""
    families: dict[str, list[ProductPlan]] = {}
    for product in plan.products:
        families.setdefault(product.family, []).append(product)
    order = sorted(families)
    rng.shuffle(order)
    counts: Counter[str] = Counter()
    for name in order:
        more = counts + Counter(product.spec.category for product in families[name])
        if all(count <= QUOTA[category] for category, count in more.items()):
            counts = more
            yield from families[name]


def _queries(products: Sequence[ProductPlan], plan: Plan, seed: int) -> list[QueryRecord]:
    rng = random.Random(seed)
    tasks = build_tasks(products, plan.edits, [], seed)
    return [query for name, count in ASKED.items() for query in rng.sample(tasks[name], min(count, len(tasks[name])))]


def _query_file(number: int) -> str:
    return f"queries/q{number:03}.jpg"


def _jobs(
    out: Path, products: Sequence[ProductPlan], skus: Mapping[str, str], queries: Sequence[QueryRecord]
) -> Iterator[Job]:
    asked: dict[str, list[int]] = {}
    for number, query in enumerate(queries, 1):
        if query.photo is not None:
            asked.setdefault(query.photo, []).append(number)
    for product in products:
        sku = skus[product.product_id]
        first = product.photos[0]
        yield (
            Shot(first.photo_id, product.spec, first.scene, out / "photos" / f"{sku}.jpg"),
            *(
                Shot(photo.photo_id, product.spec, photo.scene, out / _query_file(number))
                for photo in product.photos
                for number in asked.get(photo.photo_id, ())
            ),
        )


def _write_catalogue(out: Path, products: Sequence[ProductPlan], skus: Mapping[str, str], rng: random.Random) -> None:
    with (out / "catalogue.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for product in products:
            spec, sku = product.spec, skus[product.product_id]
            writer.writerow(
                {
                    "sku": sku, "title": product.title, "description": product.description,
                    "category": spec.category, "metal": spec.metal, "gemstone": spec.stone or spec.pearl or "",
                    "style": spec.style, "price": f"{_price(product, rng)}.00", "currency": "EUR",
                    "available": "TRUE" if rng.random() < 0.9 else "FALSE", "image": f"{sku}.jpg",
                }
            )  # fmt: skip


def _price(product: ProductPlan, rng: random.Random) -> int:
    """An invented price that a shopper would not wonder at, EUR."""
    spec = product.spec
    usual = 180 if spec.stone in GEMS else 0
    stone = _STONE_PRICE.get(spec.stone or "", usual) * (0.4 if spec.metal == "silver" else 1.0)
    return round((_BASE_PRICE[spec.metal] + stone) * rng.uniform(0.7, 1.5) / 10) * 10 - 1


def _write_queries(out: Path, skus: Mapping[str, str], queries: Sequence[QueryRecord]) -> None:
    with (out / "queries.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("photo", "text", "sku"))
        for number, query in enumerate(queries, 1):
            right = "|".join(skus[product] for product in query.relevant)
            writer.writerow((_query_file(number) if query.photo else "", query.text or "", right))
