"""Contact sheets: what was asked, the first answers, and which of them are right."""

import random
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from encoders.photo import decode_photo
from jewelbench.evaluation.judging import Benchmark, RetrieverResult, TaskResult
from jewelbench.evaluation.retriever import GalleryProduct, PhotoFile
from jewelbench.release import QueryRecord

TILE, GAP, CAPTION = 132, 10, 30
ANSWERS = 5
HITS, MISSES = 4, 6
FONTS = (
    "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "Helvetica.ttc",
    "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "NotoSansDevanagari-Regular.ttf", "unifont.ttf",
    "Arial Unicode.ttf", "PingFang.ttc", "msyh.ttc", "Nirmala.ttf",
)  # fmt: skip
"""Fonts that machines may have; Pillow's own knows nothing beyond ASCII."""
PAPER, INK, FAINT = (255, 255, 255), (34, 34, 40), (130, 130, 138)
RIGHT, WRONG = (22, 150, 72), (214, 214, 220)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def write_contact_sheets(benchmark: Benchmark, result: RetrieverResult, folder: Path, seed: int = 0) -> list[Path]:
    """Draw a sheet for each task that the retriever answered: some misses, then some hits.

    Args:
        benchmark: What was asked.
        result: What was answered.
        folder: Where sheets go, one PNG a task.
        seed: Chooses the queries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for task, answered in result.tasks.items():
        if not answered.abstained:
            path = folder / f"{task}.png"
            draw_sheet(benchmark, task, answered, _chosen(answered, random.Random(f"{seed}:{task}"))).save(path)
            written.append(path)
    return written


def draw_sheet(benchmark: Benchmark, task: str, answered: TaskResult, rows: Sequence[int]) -> Image.Image:
    """A line for each query: photo and words, the first answers, and a right one where none of these is."""
    width = GAP + (ANSWERS + 2) * (TILE + GAP) + 2 * GAP
    sheet = Image.new("RGB", (width, GAP + len(rows) * (TILE + CAPTION + GAP)), PAPER)
    pen = ImageDraw.Draw(sheet)
    for line, row in enumerate(rows):
        top = GAP + line * (TILE + CAPTION + GAP)
        query = benchmark.tasks[task][row]
        _draw_query(sheet, pen, benchmark, query, top)
        found = [benchmark.products[product] for product in answered.top[row, :ANSWERS] if product >= 0]
        for place, product in enumerate(found):
            right = product.product_id in query.relevant
            _draw_product(sheet, pen, benchmark, product, _left(place + 1) + GAP, top, right)
        _draw_missed(sheet, pen, benchmark, query, found, top)
    return sheet


def _chosen(answered: TaskResult, rng: random.Random) -> list[int]:
    """Misses and hits at random; of queries that nothing answers, those with the highest scores."""
    first = answered.measures["R@1"]
    if np.isnan(first).all():
        return [int(row) for row in np.argsort(-answered.best)[: HITS + MISSES]]
    misses, hits = (np.flatnonzero(first == value).tolist() for value in (0, 1))
    few = rng.sample(misses, min(MISSES, len(misses)))
    return few + rng.sample(hits, min(HITS + MISSES - len(few), len(hits)))


def _left(column: int) -> int:
    return GAP + column * (TILE + GAP)


def _draw_query(
    sheet: Image.Image, pen: ImageDraw.ImageDraw, benchmark: Benchmark, query: QueryRecord, top: int
) -> None:
    below, lines = 0, 9
    if query.photo is not None:
        sheet.paste(_picture(benchmark.photos[query.photo]), (GAP, top))
        below, lines = TILE + 1, 2
    said, font = _sayable(query)
    pen.multiline_text((GAP, top + below), wrapped(said, TILE, lines, font), fill=INK, font=font, spacing=2)


def _sayable(query: QueryRecord) -> tuple[str, Font]:
    """A query's words and a font that has them; in a script without a font, what they are in and whose they are."""
    said = query.text or ""
    for font in _fonts():
        if covers(font, said):
            return said, font
    return f"[{query.language}] {query.query_id}", _fonts()[-1]


def _draw_product(
    sheet: Image.Image,
    pen: ImageDraw.ImageDraw,
    benchmark: Benchmark,
    product: GalleryProduct,
    left: int,
    top: int,
    right: bool,
) -> None:
    if product.packshots:
        sheet.paste(_picture(benchmark.photos[product.packshots[0]]), (left, top))
    frame = (left - 2, top - 2, left + TILE + 1, top + TILE + 1)
    pen.rectangle(frame, outline=RIGHT if right else WRONG, width=4 if right else 1)
    title = product.title or product.product_id
    font = _fonts()[0]
    pen.multiline_text((left, top + TILE + 1), wrapped(title, TILE, 2, font), fill=FAINT, font=font, spacing=2)


def _draw_missed(
    sheet: Image.Image,
    pen: ImageDraw.ImageDraw,
    benchmark: Benchmark,
    query: QueryRecord,
    found: Sequence[GalleryProduct],
    top: int,
) -> None:
    """At the far right, what should have been found, if nothing right was."""
    right = set(query.relevant) - set(query.excluded)
    if not right or any(product.product_id in right for product in found):
        return
    product = next(product for product in benchmark.products if product.product_id in right)
    left = _left(ANSWERS + 1) + 2 * GAP
    pen.line((left - GAP - 1, top, left - GAP - 1, top + TILE), fill=WRONG, width=1)
    _draw_product(sheet, pen, benchmark, product, left, top, right=True)


def _picture(photo: PhotoFile) -> Image.Image:
    picture = decode_photo(photo.read_bytes(), shortest=TILE)
    return ImageOps.pad(picture, (TILE, TILE), Image.Resampling.LANCZOS, color=PAPER)


def wrapped(text: str, width: int, lines: int, font: Font) -> str:
    """Text broken to a width in pixels and a number of lines, "…" at the end of what was cut."""
    done, line, words = [], "", text.split()
    for word in words:
        if line and font.getlength(f"{line} {word}") > width:
            done.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    done.append(line)
    return "\n".join(done if len(done) <= lines else [*done[: lines - 1], done[lines - 1] + " …"])


def covers(font: Font, text: str) -> bool:
    """Whether a font can draw every letter of a text."""
    nothing = bytes(font.getmask("\U0010ffff"))
    return all(bytes(font.getmask(letter)) != nothing for letter in set(text) if not letter.isspace())


@cache
def _fonts() -> list[Font]:
    """Fonts that the machine has, Pillow's own the last."""
    found: list[Font] = []
    for name in FONTS:
        with suppress(OSError):
            found.append(ImageFont.truetype(name, size=10))
    return [*found, ImageFont.load_default(size=11)]
