"""`loupe evaluate` on a merchant's own catalogue and on a benchmark, with the shipped bundle."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bundles import load_bundle
from jewelbench.release import BenchmarkManifest, PhotoRecord, ProductRecord, QueryRecord, write_records
from jewelbench.specs.facts import attributes, look
from jewelbench.specs.spec import Spec
from service.settings import REPOSITORY

pytest.importorskip("ir_measures")

METALS = {"yellow gold": "#d9a93f", "rose gold": "#c98a72", "platinum": "#b9bcc2", "black rhodium": "#2b2b2e"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory, catalogue, piece) -> Path:
    """A query file beside photos: each piece by its photo, some by words, and two rows that cannot be asked."""
    folder = tmp_path_factory.mktemp("asked")
    rows = [["photo", "text", "sku"]]
    for row in catalogue.rows:
        name = f"{row['sku']}.jpg"
        (folder / name).write_bytes(piece(row["category"], row["metal"], row["gemstone"]))
        rows.append([name, "", row["sku"]])
    rows += [["", row["title"], row["sku"]] for row in catalogue.rows[:4]]
    rows += [["", "a tiara", "T-1"], ["nowhere.jpg", "", catalogue.rows[0]["sku"]]]
    with (folder / "queries.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "queries.csv"


def test_a_merchants_own_queries_are_judged(tmp_path, loupe, catalogue, asked) -> None:
    files = ("--catalogue", catalogue.file, "--queries", asked, "--photos", catalogue.photos)
    done = loupe(tmp_path, "evaluate", *files, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report == json.loads((tmp_path / "out" / "evaluate.json").read_text(encoding="utf-8"))
    assert report["benchmark"]["gallery"] == len(catalogue.rows)
    assert report["tasks"]["photo_to_product"] == {"r@1": 1.0, "r@10": 1.0, "ndcg@10": 1.0, "queries": 12}
    assert report["tasks"]["text_to_product"]["queries"] == 4
    assert {"chance", "BM25", "image tower", "late fusion, best sum"} <= set(report["baselines"])
    (note,) = report["notes"]
    assert "Line 18: T-1: not in the catalogue." in note
    assert "Line 19: nowhere.jpg: " in note
    assert note in done.stderr
    sheets = {path.name for path in (tmp_path / "out" / "evaluate-sheets").iterdir()}
    assert sheets == {"photo-to-product.png", "text-to-product.png"}


def test_a_query_file_needs_a_catalogue(tmp_path, loupe, asked) -> None:
    done = loupe(tmp_path, "evaluate", "--queries", asked)
    assert done.returncode == 2
    assert "--catalogue and --queries together" in " ".join(done.stderr.split())


def test_a_folder_that_is_no_benchmark_is_named(tmp_path, loupe) -> None:
    done = loupe(tmp_path, "evaluate", "--benchmark", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "holds no benchmark" in " ".join(done.stderr.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory) -> Path:
    """A drawn JewelBench: rings of four metals, each with a packshot and a query photo; and a grey field."""
    root = tmp_path_factory.mktemp("benchmark")
    (root / "photos").mkdir()
    products, photos, queries = [], [], []
    for metal, colour in METALS.items():
        spec = Spec(category="ring", style="band", metal=metal)
        name = spec.digest()
        for kind, backdrop in (("p", "white"), ("q", "#e8e2d8")):
            picture = Image.new("RGB", (160, 160), backdrop)
            picture.paste(colour, (40, 40, 120, 120))
            photos.append(_photo(root, f"{name}-{kind}0", name, picture))
        products.append(
            ProductRecord(
                product_id=name, family="f0", split="test", spec=spec, attributes=attributes(spec), look=look(spec),
                title=f"{metal} ring".capitalize(), description="", packshots=(f"{name}-p0",),
            )
        )  # fmt: skip
        queries.append(QueryRecord(query_id=name, photo=f"{name}-q0", relevant=(name,)))
    photos.append(_photo(root, "other", None, Image.new("RGB", (160, 160), "grey")))
    write_records(root / "products.jsonl", products)
    write_records(root / "photos.jsonl", photos)
    write_records(root / "tasks" / "photo-to-product.jsonl", queries)
    write_records(root / "tasks" / "not-jewellery.jsonl", [QueryRecord(query_id="other", photo="other", relevant=())])
    manifest = BenchmarkManifest(
        name="drawn", version="1", seed=0, generator="", resolution=160, products=4, photos=9, queries={}
    )
    (root / "benchmark.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    return root


def _photo(root: Path, name: str, shown: str | None, picture: Image.Image) -> PhotoRecord:
    picture.save(root / "photos" / f"{name}.png")
    file = f"photos/{name}.png"
    return PhotoRecord(photo_id=name, product_id=shown, kind="plain", file=file, scene={}, phash="0" * 16)


def test_a_benchmark_is_judged_with_attributes_siblings_and_cost(tmp_path, loupe: Callable, benchmark: Path) -> None:
    bundle = REPOSITORY / "models" / "loupe-mini"
    done = loupe(
        tmp_path, "evaluate", "--benchmark", benchmark, "--no-baselines",
        "--bundle", bundle, "--bundle", bundle, "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out" / "evaluate.json").read_text(encoding="utf-8"))
    name = load_bundle(bundle).manifest.name
    assert report["bundle"]["fingerprint"] == load_bundle(bundle).fingerprint
    assert report["baselines"] == {}
    assert report["bundles"] == {f"{name} ({bundle})": report["tasks"]}  # the same bundle, compared with itself
    assert report["tasks"]["photo_to_product"]["queries"] == 4
    assert report["attributes"]["metal"]["photos"] == 4
    assert report["near_identical"]["photos"] == 4
    assert set(report["not_jewellery"]) == {name, f"{name} ({bundle})"}
    assert 20 < report["cost"]["bundle_mb"] < 60
    assert f"# {name} " in done.stdout
    assert "## Near-identical products" in done.stdout
    assert "Task by task" not in done.stdout  # which the file has
    assert "2 of 2: " in done.stderr
