"""Photos and colour profiles made by code."""

import io
import struct
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageCms

D50 = (0.9642, 1.0, 0.8249)
NO_GAMMA = b"curv\0\0\0\0" + struct.pack(">IH", 1, 0x0100) + b"\0\0"


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """A function that writes an image to bytes: `encoded(image, "JPEG", quality=90)`."""

    def write(image: Image.Image, file_format: str, **options: object) -> bytes:
        file = io.BytesIO()
        image.save(file, file_format, **options)
        return file.getvalue()

    return write


@pytest.fixture(scope="session")
def noise() -> Image.Image:
    """An RGB picture of 96 × 64 pixels that compresses badly, so that every part of its file matters."""
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (64, 96, 3), dtype=np.uint8))


@pytest.fixture(scope="session")
def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(scope="session")
def swapped_profile(srgb_profile: bytes) -> bytes:
    """A profile in which the red channel means green light and the other way round."""
    return srgb_profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


@pytest.fixture(scope="session")
def linear_grey_profile() -> bytes:
    """A grey profile without gamma: half of the light is written as 128, which sRGB writes as 188."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": _xyz(*D50), b"kTRC": NO_GAMMA})


@pytest.fixture(scope="session")
def linear_rgb_profile() -> bytes:
    """The primaries of sRGB (IEC 61966-2-1, adapted to D50) without its gamma."""
    primaries = {b"r": (0.4361, 0.2225, 0.0139), b"g": (0.3851, 0.7169, 0.0971), b"b": (0.1431, 0.0606, 0.7141)}
    tags = {b"wtpt": _xyz(*D50)}
    for channel, values in primaries.items():
        tags |= {channel + b"XYZ": _xyz(*values), channel + b"TRC": NO_GAMMA}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


@pytest.fixture(scope="session")
def cmyk_profile() -> bytes:
    """A press whose cyan is a dull blue of CIE Lab (55, -37, -50), where cyan without a profile is (0, 255, 255)."""
    corners = bytearray()
    for corner in range(16):
        cyan, magenta, yellow, black = (corner >> bit & 1 for bit in (3, 2, 1, 0))
        light = (1 - 0.45 * cyan) * (1 - 0.5 * magenta) * (1 - 0.1 * yellow) * (1 - 0.85 * black)
        a = -37 * cyan + 74 * magenta - 5 * yellow
        b = -50 * cyan - 3 * magenta + 93 * yellow
        corners += bytes([round(255 * light), 128 + a * (1 - black), min(255, 128 + b * (1 - black))])
    matrix = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    ramp = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + bytes(corners) + ramp * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": _xyz(*D50), b"A2B0": table})


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile of version 2.4 (ICC.1:2001-04, clause 6)."""
    body, table = b"", struct.pack(">I", len(tags))
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        table += signature + struct.pack(">II", start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"", 0x02400000, kind, space, connection)
    header += struct.pack(">6H4s", 2024, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    header += struct.pack(">3i", *(round(value * 65536) for value in D50))
    return header.ljust(128, b"\0") + table + body
