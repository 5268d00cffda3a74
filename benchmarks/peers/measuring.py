"""Measures one system: imports photos, then asks it by photo and by words. Runs in the system's own environment.

`python measuring.py SYSTEM.py CHECKPOINT PHOTOS` prints JSON. A system is a file with a class `System`:

    System(checkpoint, folder)      opens the models, and an empty index in a folder
    add(photos, texts)              files of photos and what is said of them; searchable when it returns
    vector(data) → floats           the image tower's vector of a photo's bytes
    by_photo(data) → list           the hits for a photo's bytes
    by_words(text) → list           the hits for words
    close()                         ends what would outlive the folder; may be missing

No question is asked twice, for the sake of systems that remember.
"""

import argparse
import importlib.util
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

WARM_UP, ALONE, TOGETHER, CLIENTS = 5, 30, 64, 16
SHOWN = 4  # photos whose vectors are told, to compare the systems by
OPERATORS = Path(__file__).parents[2] / "encoders" / "towers" / "torchvision_operators.py"
WORDS = ("a ring in rose gold", "thin silver chain with a pearl", "emerald earrings", "a wide bracelet with sapphires")


def main() -> None:
    """Measure the system that is named, and print its figures and a few vectors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--alone", type=int, default=ALONE)
    parser.add_argument("--together", type=int, default=TOGETHER)
    arguments = parser.parse_args()
    if importlib.util.find_spec("torch") and importlib.util.find_spec("torchvision"):
        _loaded(OPERATORS).ensure_torchvision_imports()
    photos = sorted(arguments.photos.glob("*.jpg"))
    kept = len(photos) - len(photos) // 4
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        system = _loaded(arguments.system).System(arguments.checkpoint, Path(folder))
        try:
            figures = {"open, s": time.perf_counter() - started}
            started = time.perf_counter()
            system.add(photos[:kept], [f"{WORDS[number % len(WORDS)]}, number {number}" for number in range(kept)])
            figures["import, photos/s"] = kept / (time.perf_counter() - started)
            asked = [photo.read_bytes() for photo in photos[kept:]]
            for name, ask in _asking(system, asked).items():
                figures |= _asked(name, ask, arguments.alone, arguments.together)
            vectors = [[float(value) for value in system.vector(data)] for data in asked[:SHOWN]]
        finally:
            if hasattr(system, "close"):
                system.close()
    print(json.dumps({"figures": figures, "vectors": vectors}), flush=True)


def _asking(system: Any, photos: Sequence[bytes]) -> dict[str, Callable[[], Sized]]:
    """Ways to ask, each of which asks something new whenever it is called."""
    numbers = itertools.count()

    def by_photo() -> Sized:
        number = next(numbers)
        # A few bytes after a JPEG's end change nothing that is seen, but make it another file.
        hits: Sized = system.by_photo(photos[number % len(photos)] + str(number).encode())
        return hits

    def by_words() -> Sized:
        number = next(numbers)
        hits: Sized = system.by_words(f"{WORDS[number % len(WORDS)]} {number}")
        return hits

    return {"photo": by_photo, "words": by_words}


def _asked(name: str, ask: Callable[[], Sized], alone: int, together: int) -> dict[str, float]:
    for _ in range(WARM_UP):
        if len(ask()) == 0:
            raise SystemExit(f"no hits by {name}")
    taken = []
    for _ in range(alone):
        started = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - started))
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        for future in [pool.submit(ask) for _ in range(together)]:
            future.result()
        rate = together / (time.perf_counter() - started)
    return {f"{name} p50, ms": statistics.median(taken), f"{name}, {CLIENTS} at once, requests/s": rate}


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
