"""Importing beside the bare work it cannot do without; importing again what is known; whether memory stays flat."""

import argparse
import csv
import itertools
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from benchmarks.report import write
from bundles import load_bundle
from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.index.edge import QdrantEdgeIndex
from catalog.photo_source import PhotoFolder
from catalog.photo_store import PhotoStore
from catalog.report import ImportProgress, ImportReport
from service.models import Models
from service.settings import REPOSITORY, Settings

SAMPLES = REPOSITORY / "samples"
BATCH = 32
SIDES = {"400 px": 400, "1000 px": 1000}
SETTLED = 2.5  # seconds after which a file that was written counts as known


class Work(NamedTuple):
    """How long something took, in seconds of a clock and of all cores."""

    seconds: float
    cpu: float


def main() -> None:
    """Import copies of the sample products, each with a noise of its own, and report what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000, help="imported, imported again, and given new prices")
    parser.add_argument("--compared", type=int, default=1_000, help="products a round of import against bare work")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    models = Models(load_bundle(Settings().bundle))
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, side in SIDES.items():
            shop = noisy_copies(Path(folder) / name, arguments.compared, side)
            figures |= _compared(name, shop, models, arguments.rounds)
            shutil.rmtree(shop)
        figures |= _again(noisy_copies(Path(folder) / "many", arguments.products, 400), models)
    write(
        "import_speed",
        figures,
        f"Medians of {arguments.rounds} rounds. In each, {arguments.compared:,} products of one photo are worked "
        "through bare (decoding in two threads, both encoders in batches of 32, the fusion) and then imported "
        f"into a fresh embedded index. Then {arguments.products:,} products are imported once, unchanged, and with "
        "other prices. Own memory leaves out the pages of the index's files, which the system maps in and may drop.",
    )


def _compared(name: str, shop: Path, models: Models, rounds: int) -> dict[str, dict[str, float]]:
    count = len(_rows(shop))
    pairs = []
    for number in range(rounds):
        bare = _timed(lambda: _bare(shop, models))
        whole = _timed(partial(_import, shop, models, shop / f"data {number}"))
        pairs.append((bare, whole))
        rates = f"{count / bare.seconds:.0f} → {count / whole.seconds:.0f} photos/s"
        print(f"{name}: {rates}, {1000 * bare.cpu / count:.2f} → {1000 * whole.cpu / count:.2f} ms of CPU a photo")
    middle = statistics.median
    return {
        f"photos of {name}": {
            "bare, photos/s": middle(count / bare.seconds for bare, _ in pairs),
            "import, photos/s": middle(count / whole.seconds for _, whole in pairs),
            "share of bare": middle(bare.seconds / whole.seconds for bare, whole in pairs),
            "CPU seconds, share of bare": middle(bare.cpu / whole.cpu for bare, whole in pairs),
        }
    }


def _again(shop: Path, models: Models) -> dict[str, dict[str, float]]:
    """The first import, the same again, and new prices for all."""
    data, memory, count = shop / "data", list[tuple[int, float]](), len(_rows(shop))
    time.sleep(SETTLED)
    first = _timed(lambda: _import(shop, models, data, lambda progress: _watch(progress, memory)))
    unchanged = _timed(lambda: _check(_import(shop, models, data).unchanged, count))
    text = (shop / "catalogue.csv").read_text(encoding="utf-8")
    (shop / "catalogue.csv").write_text(re.sub(r"(\d+)\.(\d\d)\b", r"1\1.\2", text), encoding="utf-8")
    prices = _timed(lambda: _check(_import(shop, models, data).changed, count))
    early = max(mb for done, mb in memory if done <= max(count // 5, 500))
    return {
        f"{count:,} products": {
            "first import, s": first.seconds,
            "unchanged, s": unchanged.seconds,
            "new prices, s": prices.seconds,
            "highest own memory in the first fifth, MB": early,
            "highest own memory in the end, MB": max(mb for _, mb in memory),
        }
    }


def _check(found: int, wanted: int) -> None:
    if found != wanted:
        raise SystemExit(f"{found} products where there should be {wanted}")


def _timed(work: Callable[[], object]) -> Work:
    seconds, cpu = time.perf_counter(), time.process_time()
    work()
    return Work(time.perf_counter() - seconds, time.process_time() - cpu)


def _import(
    shop: Path, models: Models, data: Path, progress: Callable[[ImportProgress], object] | None = None
) -> ImportReport:
    index = QdrantEdgeIndex(data / "index", dim=models.dim, fingerprint=models.fingerprint)
    importer = Importer(index, models, PhotoStore(data / "photos"))
    with PhotoFolder(shop / "photos") as photos:
        report = importer.run(CatalogueFile(shop / "catalogue.csv"), photos, progress=progress)
    index.close()
    return report


def noisy_copies(shop: Path, count: int, side: int) -> Path:
    """A catalogue of copies of the sample products, with their photos."""
    (shop / "photos").mkdir(parents=True)
    rows = [
        {**row, "sku": f"{row['sku']}-{number}", "image": f"{number}.jpg"}
        for number, row in enumerate(noisy_photos(shop / "photos", count, side))
    ]
    with (shop / "catalogue.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return shop


def noisy_photos(folder: Path, count: int, side: int) -> list[dict[str, str]]:
    """Write copies of the sample catalogue's photos, each with a noise of its own, as `0.jpg`, `1.jpg` and so on.

    Returns:
        The row of the sample catalogue that each was made from.
    """
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 4, (side + 64, side + 64, 3))
    with (SAMPLES / "catalogue.csv").open(encoding="utf-8") as stream:
        originals = list(csv.DictReader(stream))
    rows = list(itertools.islice(itertools.cycle(originals), count))
    for number, row in enumerate(rows):
        with Image.open(SAMPLES / "photos" / row["image"]) as image:
            pixels = np.asarray(image.convert("RGB").resize((side, side)), dtype=np.float32)
        down, right = rng.integers(0, 64, 2)
        noisy = np.clip(pixels + noise[down : down + side, right : right + side], 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / f"{number}.jpg", quality=88)
    return rows


def _rows(shop: Path) -> list[dict[str, str]]:
    with (shop / "catalogue.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _bare(shop: Path, models: Models) -> None:
    """Decode, encode and fuse, and nothing else."""
    with ThreadPoolExecutor(2) as pool:
        for batch in _batches(_rows(shop)):
            files = [(shop / "photos" / row["image"]).read_bytes() for row in batch]
            pixels = list(pool.map(lambda data: models.preprocess(models.decode(data)), files))
            texts = models.encode_texts([f"{row['title']}. {row['description']}" for row in batch])
            models.fuse(models.encode_photos(pixels), texts)


def _batches(rows: list[dict[str, str]]) -> Iterable[list[dict[str, str]]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _watch(progress: ImportProgress, memory: list[tuple[int, float]]) -> None:
    if progress.done % 500 == 0:
        memory.append((progress.done, _own_memory_mb()))


def _own_memory_mb() -> float:
    """Memory of this process, MB, without the pages of the index's files that the system keeps at hand."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


if __name__ == "__main__":
    main()
