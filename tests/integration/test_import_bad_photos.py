"""Photos as they are found in the wild: each costs at most its own product, and the report says why."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.index.edge import QdrantEdgeIndex
from catalog.photo_source import PhotoFolder, PhotoZip
from catalog.photo_store import PhotoStore
from encoders.photo import decode_photo
from tests.hostile.pictures import RealDecoder, gold, png_that_claims, saved, turned

GOOD: dict[str, Callable[[], bytes]] = {
    "plain.jpg": lambda: saved(gold(), "JPEG"),
    "turned.jpg": lambda: saved(gold(), "JPEG", exif=turned(6)),
    "cmyk.jpg": lambda: saved(gold("CMYK"), "JPEG"),
    "grey.png": lambda: saved(gold("L"), "PNG"),
    "sixteen-bit.png": lambda: saved(Image.fromarray(np.full((32, 48), 40_000, np.uint16)), "PNG"),
    "palette.png": lambda: saved(gold("P"), "PNG", transparency=0),
    "alpha.png": lambda: saved(gold("RGBA"), "PNG"),
    "animated.gif": lambda: saved(gold("P"), "GIF", save_all=True, append_images=[gold("L").convert("P")]),
    "animated.webp": lambda: saved(gold(), "WEBP", save_all=True, append_images=[Image.new("RGB", (48, 32))]),
    "wrongly-named.png": lambda: saved(gold(), "JPEG"),
}
BAD: dict[str, Callable[[], bytes]] = {
    "empty.jpg": lambda: b"",
    "truncated.jpg": lambda: saved(gold(size=(400, 400)), "JPEG")[:600],
    "page.jpg": lambda: b"<!doctype html><title>404</title>",
    "drawing.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "dot.png": lambda: saved(gold(size=(1, 1)), "PNG"),
    "hair.png": lambda: saved(gold(size=(1, 20_000)), "PNG"),
    "bomb.png": lambda: png_that_claims(30_000, 30_000),
    "archive.jpg": lambda: b"PK\x03\x04" + bytes(500),
    "noise.jpg": lambda: np.random.default_rng(1).bytes(5000),
    "cut-header.png": lambda: png_that_claims(48, 32)[:20],
}


@pytest.fixture(params=["folder", "zip"])
def photos(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoFolder | PhotoZip:
    if request.param == "folder":
        (tmp_path / "photos").mkdir()
        for name, make in (GOOD | BAD).items():
            (tmp_path / "photos" / name).write_bytes(make())
        yield PhotoFolder(tmp_path / "photos")
        return
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for name, make in (GOOD | BAD).items():
            archive.writestr(f"photos/{name}", make())
    with PhotoZip(tmp_path / "photos.zip") as opened:
        yield opened


def test_every_bad_photo_is_a_rejected_row_and_every_good_one_goes_in(
    photos: PhotoFolder | PhotoZip, tmp_path: Path
) -> None:
    names = [name for pair in zip(GOOD, BAD, strict=True) for name in pair]
    lines = [f"R-{name},Ring,{name}" for name in names]
    pairs = [f"P-{name},Pendant,{name}|plain.jpg" for name in BAD]
    (tmp_path / "catalogue.csv").write_text("\n".join(["sku,title,photo", *lines, *pairs]))
    index = QdrantEdgeIndex(tmp_path / "index", dim=4, fingerprint="plain")
    store = PhotoStore(tmp_path / "kept", decode_photo)

    report = Importer(index, RealDecoder(), store).run(CatalogueFile(tmp_path / "catalogue.csv"), photos)

    assert [row.value for row in report.rejected_rows] == list(BAD)
    assert all(row.line == names.index(row.value) + 2 and row.column == "photo" for row in report.rejected_rows)
    assert [warning.value for warning in report.warnings] == list(BAD)  # of the pendants
    there = index.get([f"R-{name}" for name in names] + [f"P-{name}" for name in BAD])
    assert set(there) == {f"R-{name}" for name in GOOD} | {f"P-{name}" for name in BAD}
    for stored in there.values():
        (kept,) = stored.photo_ids
        with Image.open(store.prepare(kept)) as photo:
            assert photo.format == "JPEG"
    with Image.open(store.path(there["R-turned.jpg"].photo_ids[0])) as turned:
        assert turned.size == (32, 48)
    index.close()
