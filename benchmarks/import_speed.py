"""Importing beside the bare work it cannot do without, and whether memory stays flat."""

import argparse
import csv
import itertools
import re
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.report import write
from bundles import load_bundle
from catalog.report import ImportProgress
from service.bootstrap import open_services
from service.models import Models
from service.settings import REPOSITORY, Settings

SAMPLES = REPOSITORY / "samples"
BATCH = 32


def main() -> None:
    """Import copies of the sample products, each with a noise of its own, and report photos a second and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000)
    count = parser.parse_args().products
    with tempfile.TemporaryDirectory() as folder:
        rows = _noisy_copies(Path(folder), count)
        bare = _bare(Path(folder), rows[: count // 4])
        settings = Settings(data_dir=Path(folder) / "data")
        memory: list[tuple[int, float]] = []
        with open_services(settings) as services:
            started = time.perf_counter()
            report = services.import_catalog(
                Path(folder) / "catalogue.csv",
                Path(folder) / "photos",
                rejected=Path(folder) / "rejected.csv",
                on_progress=lambda progress: _watch(progress, memory),
                cancelled=lambda: False,
            )
            seconds = time.perf_counter() - started
    rate = report.photos_encoded / seconds
    early = max(mb for done, mb in memory if done <= count // 5)
    figures = {
        "bare, photos/s": {"value": bare},
        "import, photos/s": {"value": rate},
        "ratio": {"value": rate / bare},
        "highest own memory in the first fifth, MB": {"value": early},
        "highest own memory in the end, MB": {"value": max(mb for _, mb in memory)},
    }
    write(
        "import_speed",
        figures,
        f"{count:,} products of one photo each, imported into a fresh embedded index; the bare work is decoding in two "
        "threads, both encoders in batches of 32 and the fusion, over a quarter of the same products, just before. "
        "Own memory leaves out the pages of the index's files, which the system maps in and may drop.",
    )


def _noisy_copies(folder: Path, count: int) -> list[dict[str, str]]:
    rng = np.random.default_rng(0)
    with (SAMPLES / "catalogue.csv").open(encoding="utf-8") as stream:
        originals = list(csv.DictReader(stream))
    (folder / "photos").mkdir()
    rows = []
    for number, row in zip(range(count), itertools.cycle(originals), strict=False):
        with Image.open(SAMPLES / "photos" / row["image"]) as image:
            pixels = np.asarray(image.convert("RGB"), dtype=np.float32)
        noisy = np.clip(pixels + rng.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(folder / "photos" / f"{number}.jpg", quality=88)
        rows.append({**row, "sku": f"{row['sku']}-{number}", "image": f"{number}.jpg"})
    with (folder / "catalogue.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _bare(folder: Path, rows: list[dict[str, str]]) -> float:
    """Photos a second of decoding, encoding and fusing, and nothing else."""
    models = Models(load_bundle(Settings().bundle))
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        for batch in _batches(rows):
            files = [(folder / "photos" / row["image"]).read_bytes() for row in batch]
            pixels = list(pool.map(lambda data: models.preprocess(models.decode(data)), files))
            texts = models.encode_texts([f"{row['title']}. {row['description']}" for row in batch])
            models.fuse(models.encode_photos(pixels), texts)
    return len(rows) / (time.perf_counter() - started)


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
