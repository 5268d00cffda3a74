"""How fast catalogue files become products, and whether memory stays flat."""

import argparse
import csv
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.report import write
from catalog.catalogue_file import CatalogueFile

ROUNDS = 5
PLAIN_HEADER = [
    "sku", "title", "description", "category", "metal", "gemstone", "price", "currency", "available", "image",
]  # fmt: skip
SHOPIFY_HEADER = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Variant SKU", "Variant Inventory Qty", "Variant Inventory Policy", "Variant Price", "Image Src",
    "Image Position", "Image Alt Text", "Status",
]  # fmt: skip
SENTENCE = "Made by hand in our workshop, polished twice and set with a stone of your choice. "


def main() -> None:
    """Write catalogues of random jewellery, read them and report rows a second and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--memory-rows", type=int, default=1_000_000)
    parser.add_argument("--memory-of", type=Path, help="only read this file and print the peak of memory, MB")
    arguments = parser.parse_args()
    if arguments.memory_of:
        print(_peak_memory(arguments.memory_of))
        return
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, (header, rows) in KINDS.items():
            path = _written(folder / "catalogue.csv", header, rows(arguments.rows))
            figures[kind] = {"rows/s": statistics.median(_rate(path, arguments.rows) for _ in range(ROUNDS))}
        for kind in ("plain", "Shopify"):
            header, rows = KINDS[kind]
            small = _written(folder / "small.csv", header, rows(arguments.memory_rows // 20))
            figures[kind]["peak MB, a twentieth of the rows"] = _memory(small)
            large = _written(folder / "large.csv", header, rows(arguments.memory_rows))
            figures[kind]["peak MB"] = _memory(large)
    write(
        "parse_speed",
        figures,
        f"From the bytes of a file on disk to checked products, {arguments.rows:,} rows, median of {ROUNDS} rounds, by "
        f"the CPU time of one core; peak memory of a process that reads {arguments.memory_rows:,} rows and keeps none.",
    )


def plain_rows(count: int, metals: Sequence[str] = ("yellow gold", "rose gold", "silver")) -> Iterator[list[str]]:
    """Ten columns, about 350 characters a row."""
    rng = random.Random(1)
    for number in range(count):
        price = f"{rng.randint(40, 4000)}.{rng.choice(('00', '90', '95'))}"
        title = f"{rng.choice(('Halo', 'Twisted', 'Plain'))} ring no. {number}"
        stone = rng.choice(("diamond", "ruby", ""))
        yield [
            f"R-{number}",
            title,
            SENTENCE * 2,
            "ring",
            rng.choice(metals),
            stone,
            price,
            "EUR",
            "TRUE",
            f"r-{number}.jpg",
        ]


def german_rows(count: int) -> Iterator[list[str]]:
    """The same with letters beyond ASCII in every row."""
    for row in plain_rows(count, ("Weißgold", "Gelbgold 585")):
        row[2] = "Von Hand gefertigt, für jeden Anlass; größenverstellbar, schön verpackt. " * 2
        yield row


def shopify_rows(count: int) -> Iterator[list[str]]:
    """A product of two metals in three sizes, and two more photos: eight rows."""
    for number in range(0, count, 8):
        handle, photo = f"ring-{number}", f"https://cdn.example/{number}"
        for row in range(min(8, count - number)):
            cells = dict.fromkeys(SHOPIFY_HEADER, "")
            cells |= {"Handle": handle, "Image Src": f"{photo}-{row}.jpg" if row in (0, 3, 6, 7) else ""}
            if row < 6:
                cells |= {
                    "Option1 Value": f"{('Gold', 'Silver')[row // 3]} / {50 + row % 3}",
                    "Variant Price": "390.00",
                }
                cells |= {"Variant SKU": f"R-{number + row}", "Variant Inventory Qty": "3"}
            if row == 0:
                body = f"<p>{SENTENCE}</p>\n<ul><li>{SENTENCE}</li></ul>"
                cells |= {
                    "Title": f"Ring {number}",
                    "Body (HTML)": body,
                    "Option1 Name": "Metal / Size",
                    "Status": "active",
                }
            yield list(cells.values())


KINDS: dict[str, tuple[list[str], Callable[[int], Iterator[list[str]]]]] = {
    "plain": (PLAIN_HEADER, plain_rows),
    "plain, German": (PLAIN_HEADER, german_rows),
    "Shopify": (SHOPIFY_HEADER, shopify_rows),
}


def _written(path: Path, header: Sequence[str], rows: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _rate(path: Path, rows: int) -> float:
    started = time.process_time()
    for _ in CatalogueFile(path):
        pass
    return rows / (time.process_time() - started)


def _memory(path: Path) -> float:
    """Peak memory of a fresh process that reads a file, MB; not a number where the system does not tell."""
    command = [sys.executable, "-m", "benchmarks.parse_speed", "--memory-of", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak_memory(path: Path) -> float:
    for _ in CatalogueFile(path):
        pass
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


if __name__ == "__main__":
    main()
