"""A merchant's catalogue and query file as a benchmark, so that the same report can be made of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.photo_folder import PhotoFolder
from catalog.photo_source import PhotoSource, open_catalog_photos
from catalog.row import CatalogError
from service.evaluation.gallery import CataloguePhoto, Gallery, read_gallery
from service.evaluation.queries import AskedQuery, BadRow, QueryFile, read_queries
from service.importing import open_catalog

if TYPE_CHECKING:
    from jewelbench.evaluation.judging import Benchmark
    from jewelbench.release import QueryRecord

TASKS = {
    (True, False): "photo-to-product",
    (False, True): "text-to-product",
    (True, True): "photo-and-words",
}
"""Queries with a photo, with words, and with both. The first two are the benchmark's; with both, the words may describe
the piece or change it, which the file cannot tell."""
SHOWN_ROWS = 10  # of each kind of fault; `loupe import --dry-run` lists a catalogue's in full


@dataclass(frozen=True)
class MerchantFiles:
    """What a merchant gives.

    Attributes:
        catalogue: The catalogue file, in any dialect.
        queries: The query file; its photos are looked for beside it.
        photos: Folder or zip of the catalogue's photos; None looks beside the catalogue.
        mapping: What the merchant says about the catalogue's columns.
    """

    catalogue: Path
    queries: Path
    photos: Path | None = None
    mapping: dict[str, object] | None = None


@dataclass(frozen=True)
class MerchantBenchmark:
    """A benchmark made of a merchant's files, usable while they are open, and what readers of a report should know."""

    benchmark: "Benchmark"
    notes: list[str]


@contextmanager
def open_merchant_benchmark(
    files: MerchantFiles, web: PhotoSource | None, advance: Callable[[], None] = lambda: None
) -> Iterator[MerchantBenchmark]:
    """Read catalogue and queries, with their photos.

    Args:
        files: Where they are.
        web: Fetches photos by address, None if none are to be fetched.
        advance: Called for each row that was read.

    Raises:
        CatalogError: A file cannot be read, or nothing of it can be used; the message says what to do.
    """
    asked = read_queries(files.queries)  # first: it is soon read, and often where the mistake is
    rows = open_catalog(files.catalogue, files.mapping)
    with ExitStack() as opened:
        photos = opened.enter_context(open_catalog_photos(files.photos or files.catalogue.parent, web))
        beside = opened.enter_context(PhotoFolder(files.queries.resolve().parent))
        gallery = read_gallery(rows, photos, advance)
        if not gallery.photos:
            raise CatalogError(
                f"No product of {files.catalogue.name} has a photo that can be read. Give their folder with --photos."
                + _told(gallery.rejected)
            )
        usable = _usable(asked, gallery, beside)
        if not usable:
            raise CatalogError(f"No query of {files.queries.name} can be asked.{_told(asked.bad_rows)}")
        yield MerchantBenchmark(_benchmark(files, gallery, usable, beside), _notes(files, gallery, asked))


def _usable(asked: QueryFile, gallery: Gallery, beside: PhotoSource) -> list[AskedQuery]:
    """The queries that can be asked; what is wrong with the others joins the bad rows."""
    known, usable = {product.product_id for product in gallery.products}, []
    for query in asked.queries:
        strange = [sku for sku in query.skus if sku not in known]
        if strange:
            rest = " The query is left out." if len(strange) == len(query.skus) else " The others count."
            asked.bad_rows.append(BadRow(query.line, f"{', '.join(strange)}: not in the catalogue.{rest}"))
        skus = tuple(sku for sku in query.skus if sku in known)
        fault = CataloguePhoto(beside, query.photo).fault() if query.photo else None
        if fault is not None:
            asked.bad_rows.append(BadRow(query.line, f"{query.photo}: {fault}"))
        elif skus:
            usable.append(AskedQuery(query.line, query.photo, query.text, skus))
    asked.bad_rows.sort()
    return usable


def _benchmark(
    files: MerchantFiles, gallery: Gallery, queries: Sequence[AskedQuery], beside: PhotoSource
) -> "Benchmark":
    from jewelbench.evaluation.judging import Benchmark

    product_of = {product.product_id: product for product in gallery.products}
    photos = dict(gallery.photos)
    tasks: dict[str, list[QueryRecord]] = {}
    families: dict[str, list[str]] = {}
    for query in queries:
        task, first = TASKS[bool(query.photo), bool(query.text)], product_of[query.skus[0]]
        if query.photo:
            photos[_photo_id(query)] = CataloguePhoto(beside, query.photo)
        tasks.setdefault(task, []).append(_record(query, first.category))
        families.setdefault(task, []).append(first.group)
    order = [task for task in TASKS.values() if task in tasks]
    name = f"{files.catalogue.name}, queries of {files.queries.name}"
    return Benchmark(name, gallery.products, photos, {task: tasks[task] for task in order}, families)


def _record(query: AskedQuery, category: str) -> "QueryRecord":
    from jewelbench.release import QueryRecord

    return QueryRecord(
        query_id=f"line {query.line}",
        photo=_photo_id(query) if query.photo else None,
        text=query.text or None,
        relevant=query.skus,
        tags={"category": category} if category else {},
    )


def _photo_id(query: AskedQuery) -> str:
    return f"photo of the query on line {query.line}"


def _notes(files: MerchantFiles, gallery: Gallery, asked: QueryFile) -> list[str]:
    """What was left out, with lines."""
    said = (
        (f"{files.queries.name}: rows not asked as they stand", asked.bad_rows),
        (f"{files.catalogue.name}: rows left out, as an import would", gallery.rejected),
        (f"{files.catalogue.name}: photos left out", gallery.warnings),
    )
    return [f"{title}: {len(rows):,}.{_told(rows)}" for title, rows in said if rows]


def _told(rows: Sequence[BadRow]) -> str:
    """The first rows that are wrong, with their lines."""
    lines = "".join(f" Line {row.line}: {row.reason}" for row in rows[:SHOWN_ROWS])
    return lines + (f" … and {len(rows) - SHOWN_ROWS:,} more." if len(rows) > SHOWN_ROWS else "")
