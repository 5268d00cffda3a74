"""A benchmark packed to be given away: smaller, whole, and still a benchmark."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jewelbench.making.packing import pack
from jewelbench.making.pictures import perceptual_hash, write_picture
from jewelbench.release import BenchmarkManifest, PhotoRecord, QueryRecord, Release, ReleaseError, write_records


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Two photos with a mask and a query; no lessons."""
    root = tmp_path / "release"
    blobs = np.random.default_rng(3).integers(0, 255, (9, 9, 3)).astype(np.uint8)
    for name, turned in (("one", blobs), ("two", blobs[::-1])):
        pixels = Image.fromarray(turned).resize((320, 240), Image.Resampling.BICUBIC)
        write_picture(root / "photos" / name[:2] / f"{name}.jpg", np.asarray(pixels))
    write_records(
        root / "photos.jsonl",
        [
            PhotoRecord(
                photo_id=name, product_id=name, kind="plain", file=f"photos/{name[:2]}/{name}.jpg", scene={},
                phash="0" * 16, mask=f"masks/{name}.png",
            )
            for name in ("one", "two")
        ],
    )  # fmt: skip
    write_records(root / "products.jsonl", [])
    write_records(
        root / "tasks" / "photo-to-product.jsonl", [QueryRecord(query_id="q", photo="one", relevant=("one",))]
    )
    manifest = BenchmarkManifest(
        name="packed", version="1", seed=0, generator="", resolution=320, products=0, photos=2, queries={}
    )
    (root / "benchmark.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    return Release(root)


def test_a_packed_benchmark_is_the_same_with_other_files_of_the_same_photos(release: Release, tmp_path: Path) -> None:
    size = pack(release, tmp_path / "packed")
    packed = Release(tmp_path / "packed")
    assert packed.manifest == release.manifest
    assert packed.tasks() == release.tasks()
    assert packed.products() == release.products()
    for name, photo in packed.photos().items():
        assert (photo.file, photo.mask) == (f"photos/{name[:2]}/{name}.webp", None)
        with (
            Image.open(packed.root / photo.file) as copy,
            Image.open(release.root / f"photos/{name[:2]}/{name}.jpg") as whole,
        ):
            assert (copy.format, copy.size) == ("WEBP", whole.size)
            assert photo.phash == perceptual_hash(copy)
            difference = np.abs(np.asarray(copy, np.int16) - np.asarray(whole, np.int16))
        assert difference.mean() < 4
    photos = list(release.root.rglob("*.jpg"))
    there = sum(path.stat().st_size for path in packed.root.rglob("*") if path.is_file())
    assert size == there < sum(path.stat().st_size for path in photos)


def test_a_folder_with_something_in_it_is_left_alone(release: Release, tmp_path: Path) -> None:
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ReleaseError, match="is not empty"):
        pack(release, tmp_path / "packed")
    assert [path.name for path in (tmp_path / "packed").iterdir()] == ["mine.txt"]
