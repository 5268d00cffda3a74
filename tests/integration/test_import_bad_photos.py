"""Photos as they are found in the wild: each costs at most its own product, and the report says why."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
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


class RealDecoder:
    """Decodes as the service does; its vectors are a photo's mean colour."""

    fingerprint = "plain"
    dim = 4

    def decode(self, data: bytes) -> Image.Image:
        return decode_photo(data)

    def preprocess(self, photo: Image.Image) -> np.ndarray:
        return np.asarray(photo.resize((4, 4)))

    def encode_photos(self, pixels: Sequence[np.ndarray]) -> np.ndarray:
        return np.stack([photo.reshape(-1, 3).mean(0) for photo in pixels]).astype(np.float32)

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 1), np.float32)

    def fuse(self, image: np.ndarray | None, text: np.ndarray) -> np.ndarray:
        fused = np.concatenate([np.zeros((len(text), 3)) if image is None else image, text], axis=1)
        return (fused / np.linalg.norm(fused, axis=1, keepdims=True)).astype(np.float32)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises that many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def gold(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    return Image.new("RGB", size, (200, 150, 60)).convert(mode)


TURNED = Image.Exif()
TURNED[0x0112] = 6  # to be turned by a quarter

GOOD: dict[str, Callable[[], bytes]] = {
    "plain.jpg": lambda: saved(gold(), "JPEG"),
    "turned.jpg": lambda: saved(gold(), "JPEG", exif=TURNED),
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
