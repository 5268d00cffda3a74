"""Photos as bytes, sound and broken, and what decodes them."""

import io
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from PIL import Image

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


def png(header: bytes, pixels: bytes) -> bytes:
    """A PNG of a header and compressed pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises that many pixels."""
    return png(struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), zlib.compress(b"\0"))


def gold(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    return Image.new("RGB", size, (200, 150, 60)).convert(mode)


def photo(number: int = 0) -> bytes:
    """A JPEG of coloured patches, another for each number."""
    patches = np.random.default_rng(number).integers(0, 256, (3, 4, 3), np.uint8)
    return saved(Image.fromarray(patches).resize((48, 36), Image.Resampling.NEAREST), "JPEG")


def turned(orientation: int) -> Image.Exif:
    """What a camera notes that was held so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif
