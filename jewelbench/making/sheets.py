"""Contact sheets of a benchmark's photos, drawn at random: what an honest look needs."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from jewelbench.release import Release
from jewelbench.rendering.contact_sheet import sheet

PACKSHOTS, QUERIES = 100, 50
QUALITY = 88


def write_sheets(release: Release, out: Path, seed: int = 0) -> Iterator[Path]:
    """Write `packshots.jpg` and `queries.jpg`, and yield their paths.

    Args:
        release: The benchmark.
        out: Folder to write to.
        seed: Chooses the photos; nothing else does.
    """
    out.mkdir(parents=True, exist_ok=True)
    photos = sorted(release.photos().values(), key=lambda photo: photo.photo_id)
    shown = {
        "packshots.jpg": ([photo for photo in photos if photo.kind == "packshot"], PACKSHOTS),
        "queries.jpg": ([photo for photo in photos if photo.kind not in ("packshot", "not jewellery")], QUERIES),
    }
    side = release.manifest.resolution
    for name, (candidates, count) in shown.items():
        chosen = random.Random(f"{seed}:{name}").sample(candidates, min(count, len(candidates)))
        pictures = [_square(release.root / photo.file, side) for photo in chosen]
        sheet(pictures, columns=10).save(out / name, quality=QUALITY, optimize=True)
        yield out / name


def _square(path: Path, side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The picture within a square on white: crops and screenshots are not square."""
    with Image.open(path) as picture:
        picture.thumbnail((side, side))
        page = Image.new("RGB", (side, side), "white")
        page.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return np.asarray(page)
