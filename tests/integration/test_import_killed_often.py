"""However often and whenever an import is killed, it ends with the index that an undisturbed one makes.

LOUPE_KILLS says how often, with a catalogue of 2,000 products; the suite makes do with fewer of both.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

WORKER = Path(__file__).with_name("import_worker.py")
KILLS = int(os.environ.get("LOUPE_KILLS", "3"))
PRODUCTS = 2000 if "LOUPE_KILLS" in os.environ else 400

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of rings and a later one: half of them gone, some new, some with another photo, title or price."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "photos").mkdir()
    for photo in range(PRODUCTS + 100):
        patches = np.random.default_rng(photo).integers(0, 256, (2, 2, 3), np.uint8)
        Image.fromarray(patches).save(folder / "photos" / f"{photo}.png")
    old = [[f"R{n}", f"Ring {n}", "10.00", f"{n}.png"] for n in range(PRODUCTS // 2)]
    new = [[f"R{n}", f"Ring {n}", "10.00", f"{n}.png"] for n in range(PRODUCTS // 4, PRODUCTS // 4 + PRODUCTS)]
    for row in new:
        number = int(row[0][1:])
        if number % 3 == 0:
            row[1] = f"Band {number}"
        if number % 5 == 0:
            row[2] = "12.50"
        row[3] = f"{(number + number % 7) % (PRODUCTS + 100)}.png"
    for name, rows in (("old.csv", old), ("new.csv", new)):
        (folder / name).write_text("\n".join(map(",".join, [["sku", "title", "price", "photos"], *rows])))
    return folder


@pytest.fixture(scope="module")
def ask(shop: Path) -> Iterator[Ask]:
    """Has something done in a process of its own; see `import_worker.py`."""
    arguments = [sys.executable, WORKER, shop, "serve"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:

        def ask(**job: object) -> dict[str, Any]:
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            return json.loads(worker.stdout.readline())

        yield ask
        worker.stdin.close()


@pytest.mark.parametrize("replace", [None, "import-1"])
def test_killed_at_random_moments_it_ends_with_the_index_of_an_undisturbed_import(
    shop: Path, ask: Ask, replace: str | None
) -> None:
    ask(index="before", catalogue="old.csv", replace=None)
    shutil.copytree(shop / "before", shop / "undisturbed", dirs_exist_ok=False)
    before = ask(index="before")
    report = ask(index="undisturbed", catalogue="new.csv", replace=replace)
    after = ask(index="undisturbed")
    assert after["products"] == (PRODUCTS if replace else PRODUCTS + PRODUCTS // 4)
    assert report["added"] == PRODUCTS - PRODUCTS // 4

    dice, kills = random.Random(5), 0
    killed_at_once = report["seconds"] * 1.3
    while kills < KILLS:
        shutil.rmtree(shop / "killed", ignore_errors=True)
        shutil.rmtree(shop / "kept", ignore_errors=True)
        shutil.copytree(shop / "before", shop / "killed")
        done: dict[str, Any] = {"killed": True}
        while done.get("killed"):
            kill_after = dice.uniform(0, killed_at_once) if kills < KILLS else None
            done = ask(index="killed", catalogue="new.csv", replace=replace, kill_after=kill_after)
            kills += "killed" in done
            if replace and "killed" in done:
                assert ask(index="killed") in (before, after)  # searchers see the one or the other
        assert ask(index="killed") == after
    again = ask(index="killed", catalogue="new.csv", replace=replace)
    assert (again["unchanged"], again["photos_encoded"], again["removed"]) == (PRODUCTS, 0, 0)
    assert ask(index="killed") == after
    for index in ("before", "undisturbed", "killed", "kept"):
        shutil.rmtree(shop / index)
