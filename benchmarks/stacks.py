"""Stacks as a sampling profiler writes them: which part of the work each belongs to, and what they look like."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Stacks = Mapping[tuple[str, ...], int]
"""Frames from the outermost to the innermost to samples."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "image tower": ("GraphImageEncoder.encode",),
    "text tower": ("GraphTextEncoder.",),
    "fusion": ("(fusion/",),
    "decode": ("(encoders/photo.py", "(encoders/preprocessing.py", "(encoders/colour.py", "(PIL/"),
    "search and index": ("(catalog/index/",),
    "photo store": ("(catalog/photo_store", "(catalog/near_duplicates", "(catalog/photo_source"),
    "reading the catalogue": ("(catalog/catalogue_file", "(catalog/dialects", "(catalog/attributes", "(pandas/"),
    "import, other": ("(catalog/", "(service/importing", "(service/local_import"),
    "search, other": ("(service/search", "(service/queries", "(service/together", "(service/models", "(service/recent"),
    "HTTP and JSON": (
        "(uvicorn/", "(starlette/", "(fastapi/", "(service/api", "(pydantic", "(anyio/", "(multipart/",
        "(python_multipart/", "(json/", "(asyncio/", "(uvloop",
    ),
    "starting": ("<module>", "_find_and_load"),
}  # fmt: skip
"""Part to marks of its frames; the innermost frame that has a mark decides."""
OTHER = "other"
WAITING = (
    "_worker (concurrent/futures/",
    "wait (threading.py",
    "get (queue.py",
    "select (selectors.py",
    "accept (socket.py",
)
"""Innermost frames of threads that have nothing to do, which the sampler takes for busy ones now and then."""
_VERSION = re.compile(r"\(.*(?:site-packages|python3\.\d+)/")


def read_stacks(path: Path) -> Stacks:
    """Read what `py-spy record --format raw` writes: a line a stack, frames joined by semicolons, then samples."""
    stacks: Counter[tuple[str, ...]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        frames, _, samples = line.rpartition(" ")
        stack = tuple(_VERSION.sub("(", frame) for frame in frames.split(";"))
        if not any(mark in stack[-1] for mark in WAITING):
            stacks[stack] += int(samples)
    return stacks


def part_of(stack: Sequence[str]) -> str:
    """The part of the work that a stack belongs to."""
    for frame in reversed(stack):
        for part, marks in PARTS.items():
            if any(mark in frame for mark in marks):
                return part
    return OTHER


def shares(stacks: Stacks) -> dict[str, float]:
    """Share of the samples of each part, the greatest first, summing to 1."""
    found: Counter[str] = Counter()
    for stack, samples in stacks.items():
        found[part_of(stack)] += samples
    return {part: samples / found.total() for part, samples in found.most_common()}


@dataclass
class _Box:
    samples: int = 0
    part: str = OTHER
    inner: dict[str, "_Box"] = field(default_factory=dict)


WIDTH, LINE, SMALLEST = 1200, 16, 1.5  # pixels; narrower boxes are left out
_COLOURS = (
    "#e07a5f", "#81b29a", "#f2cc8f", "#8ab6d6", "#c9ada7", "#b5c99a", "#d4a5d9", "#a8dadc", "#f4a261", "#9aa5b1",
    "#cfd8dc", "#eceff1",
)  # fmt: skip


def flame_graph(stacks: Stacks, title: str) -> str:
    """An SVG: a box for each frame, as wide as its share of the samples, on the one that it was called from.

    Pointing at a box tells its frame and share. Colours are those of `PARTS`; frames alike are merged at each level.
    """
    root, depth = _Box(), 1
    for stack, samples in stacks.items():
        box, part = root, part_of(stack)
        root.samples += samples
        names = [re.sub(r":\d+\)$", ")", frame) for frame in stack]  # calls from several lines are one
        for level, name in enumerate(names):
            box = box.inner.setdefault(name, _Box())
            box.samples += samples
            box.part = part_of(stack[: level + 1]) if part_of(stack[: level + 1]) != OTHER else part
        depth = max(depth, len(stack))
    boxes = list(_boxes(root, 0.0, 0, root.samples))
    levels = 1 + max((level for level, *_ in boxes), default=0)
    height = (levels + 3) * LINE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="10">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="4" y="12" font-size="12">{html.escape(title)}</text>',
        *_legend(),
    ]
    for level, left, width, name, box in boxes:
        top = height - (level + 1) * LINE
        shown = html.escape(name[: int(width / 5.6)]) if width > 24 else ""
        told = html.escape(f"{name}: {100 * box.samples / root.samples:.1f} %")
        lines.append(
            f'<g><title>{told}</title><rect x="{left:.1f}" y="{top}" width="{width - 0.4:.1f}" height="{LINE - 1}" '
            f'fill="{_colour(box.part)}"/>' + (f'<text x="{left + 2:.1f}" y="{top + 11}">{shown}</text>' * bool(shown))
            + "</g>"
        )  # fmt: skip
    return "\n".join([*lines, "</svg>"]) + "\n"


def _boxes(box: _Box, left: float, level: int, whole: int) -> Iterator[tuple[int, float, float, str, _Box]]:
    for name, inner in sorted(box.inner.items()):
        width = WIDTH * inner.samples / whole
        if width >= SMALLEST:
            yield level, left, width, name, inner
            yield from _boxes(inner, left, level + 1, whole)
        left += width


def _legend() -> Iterator[str]:
    left = 4.0
    for part in (*PARTS, OTHER):
        yield f'<rect x="{left:.0f}" y="20" width="10" height="10" fill="{_colour(part)}"/>'
        yield f'<text x="{left + 13:.0f}" y="29">{part}</text>'
        left += 26 + 5.4 * len(part)


def _colour(part: str) -> str:
    places = (*PARTS, OTHER)
    return _COLOURS[places.index(part) % len(_COLOURS)]
