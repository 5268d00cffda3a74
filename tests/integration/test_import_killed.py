"""An import that is killed loses nothing that was done, and the next one does the rest."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.index.edge import QdrantEdgeIndex
from catalog.photo_store import PhotoStore

WORKER = Path(__file__).with_name("import_worker.py")
PRODUCTS = 300


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A catalogue of rings, each with two photos of its own."""
    (tmp_path / "photos").mkdir()
    rows = ["sku,title,price,photos"]
    for product in range(PRODUCTS):
        rows.append(f"R{product},Ring {product},10.00,{product}-a.png|{product}-b.png")
        for photo in (0, 1):
            patches = np.random.default_rng(2 * product + photo).integers(0, 256, (4, 4, 3), np.uint8)
            Image.fromarray(patches).save(tmp_path / "photos" / f"{product}-{'ab'[photo]}.png")
    (tmp_path / "catalogue.csv").write_text("\n".join(rows))
    return tmp_path


@contextmanager
def opened(shop: Path) -> Iterator[QdrantEdgeIndex]:
    index = QdrantEdgeIndex(shop / "index", dim=11, fingerprint="plain")
    yield index
    index.close()


def import_whole(shop: Path) -> dict[str, object]:
    done = subprocess.run([sys.executable, WORKER, shop], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def import_and_kill(shop: Path, row: int) -> None:
    arguments = [sys.executable, WORKER, shop, str(row)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline() == "here\n"
        worker.kill()
    assert worker.returncode == -signal.SIGKILL


@pytest.mark.parametrize("row", [1, 130, PRODUCTS])
def test_a_killed_import_leaves_whole_products_and_the_next_completes_it(shop: Path, row: int) -> None:
    import_and_kill(shop, row)

    skus = [f"R{product}" for product in range(PRODUCTS)]
    with opened(shop) as index:
        there = index.get(skus)
        assert index.count() == len(there)
        assert (len(there) > 0) == (row >= 128)
        assert len(there) < PRODUCTS
        kept = PhotoStore(shop / "kept")
        for sku, stored in there.items():
            assert index.vectors(sku).shape == (2, 11)
            assert all(kept.exists(photo) for photo in stored.photo_ids)

    report = import_whole(shop)
    assert (report["added"], report["unchanged"], report["changed"]) == (PRODUCTS - len(there), len(there), 0)
    with opened(shop) as index:
        assert index.count() == PRODUCTS
        hits = index.search(index.vectors("R42")[1], limit=1)
        assert [(hit.stored.product.sku, hit.best_photo) for hit in hits] == [("R42", 1)]

    again = import_whole(shop)
    assert (again["unchanged"], again["photos_encoded"]) == (PRODUCTS, 0)


def test_an_import_changes_prices_in_place_and_adds_what_is_new(shop: Path) -> None:
    import_whole(shop)
    catalogue = (shop / "catalogue.csv").read_text()
    lines = catalogue.replace("R7,Ring 7,10.00", "R7,Ring 7,12.50").splitlines()
    (shop / "catalogue.csv").write_text("\n".join([*lines, "N1,New ring,5.00,1-a.png", "N2,Lost ring,5.00,gone.png"]))
    with opened(shop) as index:
        before = index.vectors("R7")
    report = import_whole(shop)
    assert [report[name] for name in ("added", "changed", "unchanged", "rejected")] == [1, 1, PRODUCTS - 1, 1]
    assert report["photos_encoded"] == 1
    with opened(shop) as index:
        assert str(index.get(["R7"])["R7"].product.price) == "12.50"
        assert np.array_equal(index.vectors("R7"), before)
        assert index.count() == PRODUCTS + 1
