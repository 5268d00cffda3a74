"""Measures one system: imports photos, then asks it by photo and by words. Runs in the system's own environment.

`python measuring.py SYSTEM.py CHECKPOINT PHOTOS` prints JSON. A system is a file with a class `System`:

    System(checkpoint, folder)      opens the models, and an empty index in a folder
    add(photos, texts)              files of photos and what is said of them; searchable when it returns
    by_photo(data) → list           the hits for a photo's bytes
    by_words(text) → list           the hits for words

No question is asked twice, for the sake of systems that remember.
"""

import importlib.util
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sized
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

WARM_UP, ALONE, TOGETHER, CLIENTS = 5, 40, 96, 16
OPERATORS = Path(__file__).parents[2] / "encoders" / "towers" / "torchvision_operators.py"
WORDS = ("a ring in rose gold", "thin silver chain with a pearl", "emerald earrings", "a wide bracelet with sapphires")


def main() -> None:
    """Measure the system that is named."""
    if importlib.util.find_spec("torchvision"):
        _loaded(OPERATORS).ensure_torchvision_imports()
    module = _loaded(Path(sys.argv[1]))
    photos = sorted(Path(sys.argv[3]).glob("*.jpg"))
    texts = [f"{WORDS[number % len(WORDS)]}, number {number}" for number in range(len(photos))]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        system = module.System(Path(sys.argv[2]), Path(folder))
        figures = {"open, s": time.perf_counter() - started}
        kept = len(photos) - len(photos) // 4
        started = time.perf_counter()
        system.add(photos[:kept], texts[:kept])
        figures["import, photos/s"] = kept / (time.perf_counter() - started)
        numbers = itertools.count()
        asked = [photo.read_bytes() for photo in photos[kept:]]

        def by_photo() -> Sized:
            number = next(numbers)
            hits: Sized = system.by_photo(asked[number % len(asked)] + str(number).encode())
            return hits

        def by_words() -> Sized:
            number = next(numbers)
            hits: Sized = system.by_words(f"{WORDS[number % len(WORDS)]} {number}")
            return hits

        for name, ask in (("photo", by_photo), ("words", by_words)):
            figures |= _asked(name, ask)
    print(json.dumps(figures))


def _asked(name: str, ask: Callable[[], Sized]) -> dict[str, float]:
    for _ in range(WARM_UP):
        if len(ask()) == 0:
            raise SystemExit(f"no hits by {name}")
    taken = []
    for _ in range(ALONE):
        started = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - started))
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        for future in [pool.submit(ask) for _ in range(TOGETHER)]:
            future.result()
        rate = TOGETHER / (time.perf_counter() - started)
    return {f"{name} p50, ms": statistics.median(taken), f"{name}, {CLIENTS} at once, requests/s": rate}


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("system", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
