"""Make a benchmark: plan it, render what is missing, ask the queries, and only then call it done."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PIL import Image

import jewelbench
from jewelbench.lessons.build import draw_lessons, write_lessons
from jewelbench.making.leaks import near_duplicates
from jewelbench.making.pictures import perceptual_hash
from jewelbench.making.plan import Plan, ProductPlan, make_plan
from jewelbench.making.workers import Job, RenderSettings, Shot, render_all
from jewelbench.release import (
    BenchmarkManifest,
    PhotoRecord,
    ProductRecord,
    QueryRecord,
    ReleaseError,
    Split,
    write_records,
)
from jewelbench.rendering.not_jewellery import sample_not_jewellery
from jewelbench.rendering.scene import Scene
from jewelbench.tasks.build import build_tasks

FAMILIES = 4_000
"""Families of the published plan; s and m are parts of it."""


@dataclass(frozen=True)
class Size:
    """How much of a plan to make.

    Attributes:
        families: Families to draw.
        splits: Splits to keep; all, if none.
        products: Products to keep at most, whole families, in the order drawn; 0 for all.
        packshots: Catalogue photos of a product.
        queries: Query photos of a product.
        not_jewellery: Photos that show no jewellery.
        resolution: Side of the pictures in pixels.
        samples: Light paths for each pixel.
    """

    families: int
    splits: tuple[Split, ...]
    products: int
    packshots: int
    queries: int
    not_jewellery: int
    resolution: int = 320
    samples: int = 8


SIZES = {
    "xs": Size(60, ("test",), 12, 1, 2, 2, resolution=64),
    "s": Size(FAMILIES, ("test",), 1_000, 1, 2, 150),
    "m": Size(FAMILIES, (), 0, 2, 3, 600),
    "l": Size(10 * FAMILIES, (), 0, 2, 3, 6_000),
}


@dataclass(frozen=True)
class Work:
    """What there is to render: how many photos in all, how many are there already, and the others."""

    photos: int
    there: int
    jobs: tuple[Job, ...]


def make(
    out: Path,
    size: str,
    seed: int = 1,
    workers: int = 2,
    products: int | None = None,
    masks: bool = False,
    on_start: Callable[[Work], None] = lambda _: None,
    on_photo: Callable[[str], None] = lambda _: None,
) -> BenchmarkManifest:
    """Make a benchmark in a folder, or go on making it.

    Args:
        out: The folder; pictures that lie in it are kept when they come from the same generator, size and seed.
        size: A name in `SIZES`.
        seed: Of everything.
        workers: Rendering processes, one thread and some 500 MB each.
        products: Make only so many of the size's first products; asking for more later adds to them.
        masks: Also write where each photo shows its piece; photos that lack it are taken again.
        on_start: Called once with what there is to render.
        on_photo: Called with the id of each finished photo.

    Returns:
        The manifest, which is written last: a folder with one is complete.

    Raises:
        ReleaseError: The folder holds another benchmark.
        RenderingFailedError: The renderer cannot go on.
        DiskFullError: The disk is full.
    """
    chosen = SIZES[size] if products is None else replace(SIZES[size], products=products)
    _claim_folder(out, size, seed, chosen)
    plan = trimmed(make_plan(seed, chosen.families, chosen.packshots, chosen.queries, chosen.splits), chosen.products)
    others = not_jewellery_shots(out, seed, chosen.not_jewellery)
    shots = [*(_shots(out, product, masks) for product in plan.products), *((shot,) for shot in others)]
    missing = tuple(job for job in (_missing(shots_of) for shots_of in shots) if job)
    photos = sum(len(job) for job in shots)
    on_start(Work(photos, photos - sum(len(job) for job in missing), missing))
    if missing:
        render_all(missing, RenderSettings(chosen.resolution, chosen.samples), workers, on_photo)
    return _write(out, size, seed, chosen, plan, others)


def trimmed(plan: Plan, products: int) -> Plan:
    """The first families of a plan, up to a number of products (0 keeps all)."""
    if not products or len(plan.products) <= products:
        return plan
    kept = plan.products[:products]
    if plan.products[products].family == kept[-1].family:
        kept = tuple(product for product in kept if product.family != kept[-1].family)
    ids = {product.product_id for product in kept}
    return Plan(kept, tuple(edit for edit in plan.edits if edit.source in ids))


def photo_path(photo_id: str) -> str:
    """Where a photo lies below the benchmark's folder; 256 folders keep each one small."""
    return f"photos/{hashlib.sha256(photo_id.encode()).hexdigest()[:2]}/{photo_id}.jpg"


def mask_path(photo_id: str) -> str:
    """Where a photo's mask lies below the benchmark's folder, if it was made with masks."""
    return f"masks/{photo_path(photo_id).removeprefix('photos/').removesuffix('.jpg')}.png"


def generator_fingerprint() -> str:
    """Digest of the code that decides what the pictures show."""
    digest = hashlib.sha256()
    root = Path(jewelbench.__file__).parent
    for package in ("specs", "shapes", "rendering", "photography"):
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _claim_folder(out: Path, size: str, seed: int, chosen: Size) -> None:
    """Note what the folder is for, or check that it is for this.

    Raises:
        ReleaseError: It holds pictures of another generator, size or seed.
    """
    wanted = {"size": size, "seed": seed, "generator": generator_fingerprint(), **asdict(chosen)}
    del wanted["products"]  # a benchmark may grow
    note = out / "making.json"
    if note.is_file():
        found = json.loads(note.read_text(encoding="utf-8"))
        differing = [name for name, value in json.loads(json.dumps(wanted)).items() if found.get(name) != value]
        if differing:
            raise ReleaseError(
                f"{out} holds pictures made with another {' and '.join(differing)}. Choose another folder with --out, "
                "or remove this one"
            )
        return
    if out.exists() and any(out.iterdir()):
        raise ReleaseError(
            f"{out} is not empty and was not begun by `jewelbench make`; choose another folder with --out"
        )
    out.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")


def _shots(out: Path, product: ProductPlan, masks: bool) -> Job:
    return tuple(
        Shot(
            photo.photo_id,
            product.spec,
            photo.scene,
            out / photo_path(photo.photo_id),
            out / mask_path(photo.photo_id) if masks else None,
        )
        for photo in product.photos
    )


def not_jewellery_shots(out: Path, seed: int, count: int) -> Job:
    """Photos of things that are no jewellery."""
    return tuple(
        Shot(name, None, sample_not_jewellery(random.Random(f"{seed}:{name}")), out / photo_path(name))
        for name in (f"other-{number:05d}" for number in range(count))
    )


def _missing(job: Job) -> Job:
    return tuple(shot for shot in job if not _taken(shot))


def _taken(shot: Shot) -> bool:
    return shot.path.is_file() and (shot.mask is None or shot.mask.is_file())


def _write(out: Path, size: str, seed: int, chosen: Size, plan: Plan, others: Sequence[Shot]) -> BenchmarkManifest:
    """Write the records, the tasks and, last, the manifest."""
    (out / "benchmark.json").unlink(missing_ok=True)
    photos = list(_photo_records(out, plan, others))
    write_records(out / "photos.jsonl", photos)
    write_records(out / "products.jsonl", (_product_record(product) for product in plan.products))
    tasks = _without_leaks(_tasks(plan, others, seed), plan, photos)
    for name, queries in tasks.items():
        write_records(out / "tasks" / f"{name}.jsonl", queries)
    lessons = draw_lessons(plan.products, seed)
    if lessons.texts:
        write_lessons(out, lessons)
    manifest = BenchmarkManifest(
        name=f"jewelbench-{size}",
        version=jewelbench.__version__,
        seed=seed,
        generator=generator_fingerprint(),
        resolution=chosen.resolution,
        products=len(plan.products),
        photos=len(photos),
        queries={name: len(queries) for name, queries in tasks.items()},
    )
    partial = out / "benchmark.json.partial"
    partial.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    partial.replace(out / "benchmark.json")
    return manifest


def _tasks(plan: Plan, others: Sequence[Shot], seed: int) -> dict[str, list[QueryRecord]]:
    """Queries are asked of the test split only."""
    gallery = [product for product in plan.products if product.split == "test"]
    return build_tasks(gallery, plan.edits, [shot.photo_id for shot in others], seed)


def _without_leaks(
    tasks: dict[str, list[QueryRecord]], plan: Plan, photos: Sequence[PhotoRecord]
) -> dict[str, list[QueryRecord]]:
    """Leave out queries whose photo is nearly one that training sees."""
    splits = {product.product_id: product.split for product in plan.products}
    asked = {query.photo for queries in tasks.values() for query in queries}
    tested = {photo.photo_id: photo.phash for photo in photos if photo.photo_id in asked}
    seen = {photo.photo_id: photo.phash for photo in photos if splits.get(photo.product_id or "", "test") != "test"}
    leaked = near_duplicates(tested, seen)
    return {name: [query for query in queries if query.photo not in leaked] for name, queries in tasks.items()}


def _product_record(product: ProductPlan) -> ProductRecord:
    return ProductRecord(
        product_id=product.product_id,
        family=product.family,
        split=product.split,
        spec=product.spec,
        attributes=product.attributes,
        look=product.look,
        title=product.title,
        description=product.description,
        faults=product.faults,
        packshots=tuple(photo.photo_id for photo in product.photos if photo.group == "packshot"),
    )


def _photo_records(out: Path, plan: Plan, others: Sequence[Shot]) -> Iterator[PhotoRecord]:
    for product in plan.products:
        for photo in product.photos:
            yield _photo_record(out, photo.photo_id, product.product_id, photo.scene.kind, photo.scene)
    for shot in others:
        yield _photo_record(out, shot.photo_id, None, "not jewellery", shot.scene)


def _photo_record(out: Path, photo_id: str, product_id: str | None, kind: str, scene: Scene) -> PhotoRecord:
    file, mask = photo_path(photo_id), mask_path(photo_id)
    with Image.open(out / file) as picture:
        phash = perceptual_hash(picture)
    return PhotoRecord(
        photo_id=photo_id,
        product_id=product_id,
        kind=kind,
        file=file,
        scene=_plain(asdict(scene)),
        phash=phash,
        mask=mask if (out / mask).is_file() else None,
    )


def _plain(values: dict[str, object]) -> dict[str, object]:
    """The values with floats short enough to read; scenes are drawn anew from the seed, never read back."""
    short: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            short[name] = _plain(value)
        elif isinstance(value, float):
            short[name] = round(value, 4)
        elif isinstance(value, tuple):
            short[name] = [round(item, 4) if isinstance(item, float) else item for item in value]
        else:
            short[name] = value
    return short
