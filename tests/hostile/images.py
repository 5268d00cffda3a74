"""Photos of every kind that shops have lying about, and files that are none."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.hostile.case import Case, Made, Rejected, catalogue
from tests.hostile.pictures import gold, photo, png, png_that_claims, saved, turned

OTHERS = Path(__file__).parents[1] / "photos"
CUT_OFF = "cut off or damaged"
TOO_MANY = "at most 50 megapixels"
TOO_SMALL = "too small to recognise"


def shop(rows: str, **files: bytes) -> Callable[[Path], Made]:
    """A catalogue beside a folder of files, whose endings come behind two underscores."""

    def make(folder: Path) -> Made:
        (folder / "photos").mkdir()
        for name, data in files.items():
            (folder / "photos" / name.replace("__", ".")).write_bytes(data)
        return catalogue("sku,title,photo\n" + rows)(folder)[0], folder / "photos"

    return make


def good(name: str, make: Callable[[], bytes], ending: str = "jpg") -> Case:
    """A ring with this one photo."""
    return Case(name, lambda folder: shop(f"A1,Ring,ring.{ending}\n", **{f"ring__{ending}": make()})(folder), ["A1"])


def bad(name: str, make: Callable[[], bytes], words: str, ending: str = "jpg") -> Case:
    """A ring whose one photo is none, beside a pendant that has one."""
    rows = f"A1,Ring,ring.{ending}\nA2,Pendant,pendant.jpg\n"
    return Case(
        name,
        lambda folder: shop(rows, **{f"ring__{ending}": make(), "pendant__jpg": photo(9)})(folder),
        ["A2"],
        [Rejected(2, words, "A1")],
    )


def waves(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A picture with something in every corner."""
    across, down = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    return Image.fromarray(np.stack([across * 5 % 256, down * 7 % 256, (across + down) % 256], -1).astype(np.uint8))


def sixteen_bit_png() -> bytes:
    """48 by 32 pixels, 16 bits a colour."""
    line = b"\0" + struct.pack(">3H", 50_000, 40_000, 20_000) * 48
    return png(struct.pack(">IIBBBBB", 48, 32, 16, 2, 0, 0, 0), zlib.compress(line * 32))


def segments(count: int) -> bytes:
    """What a photo program leaves in a JPEG: one block of 64 KB after the other."""
    return (b"\xff\xed" + struct.pack(">H", 65_535) + b"Photoshop 3.0\0" + bytes(65_519)) * count


def with_segments(data: bytes, inserted: bytes) -> bytes:
    return data[:2] + inserted + data[2:]


def half_shown_gif() -> bytes:
    """An animation whose first picture covers a corner only."""
    frames = [waves((40, 40)).quantize(), waves((40, 40)).rotate(90).quantize()]
    data = bytearray(saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80))
    data[6:10] = struct.pack("<HH", 90, 70)  # the canvas
    return bytes(data)


def pages() -> bytes:
    return saved(waves(), "TIFF", save_all=True, append_images=[gold(), gold("L"), gold("CMYK")])


def claiming_gif(width: int, height: int) -> bytes:
    data = bytearray(saved(gold("P"), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def claiming_bmp(width: int, height: int) -> bytes:
    data = bytearray(saved(gold(), "BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def claiming_webp() -> bytes:
    """The largest canvas that a WebP can have, with a small picture on it."""
    inner = saved(gold(), "WEBP")[12:]
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff\x3f\0" * 2
    animation = b"ANIM" + struct.pack("<I", 6) + bytes(6)
    frame = b"ANMF" + struct.pack("<I", 16 + len(inner)) + bytes(6) + b"\x2f\0\0\x1f\0\0" + b"\x64\0\0\0" + inner
    body = b"WEBP" + canvas + animation + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def claiming_tiff(side: int) -> bytes:
    """A TIFF whose table of contents says so, in its entries 256 and 257."""
    data = bytearray(saved(gold(), "TIFF"))
    (start,) = struct.unpack_from("<I", data, 4)
    for entry in range(start + 2, start + 2 + 12 * data[start], 12):
        if struct.unpack_from("<H", data, entry)[0] in (256, 257):
            struct.pack_into("<HII", data, entry + 2, 4, 1, side)
    return bytes(data)


def scratched() -> bytes:
    """A PNG of which some bytes in the middle are others."""
    data = bytearray(saved(waves((200, 200)), "PNG"))
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(range(40))
    return bytes(data)


def profile_bomb() -> bytes:
    """A PNG whose colour profile unpacks to a hundred megabytes."""
    plain = saved(gold(), "PNG")
    body = b"iCCPsRGB\0\0" + zlib.compress(bytes(100_000_000), 1)
    return plain[:33] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + plain[33:]


def comment_bomb() -> bytes:
    """A PNG with a hundred comments of a megabyte each, packed tightly."""
    notes = PngInfo()
    for number in range(100):
        notes.add_text(f"Comment {number}", "x" * 1_000_000, zip=True)
    return saved(gold(), "PNG", pnginfo=notes)


def many_scans() -> bytes:
    """A progressive JPEG that has the same pass over and over."""
    data = saved(waves((256, 256)), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * 300 + data[-2:]


def box(kind: bytes, brands: bytes) -> bytes:
    """What the files of Apple's devices begin with."""
    return struct.pack(">I", 8 + len(brands)) + kind + brands + bytes(2000)


def archived() -> bytes:
    """A zip with something to run in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("run.class", b"\xca\xfe\xba\xbe")
    return data.getvalue()


PHOTOS: Iterable[Case] = (
    good("JPEG held upright by its EXIF only", lambda: saved(waves(), "JPEG", exif=turned(8))),
    good("JPEG turned to a side that there is not", lambda: saved(waves(), "JPEG", exif=turned(77))),
    good("JPEG for print", lambda: saved(waves().convert("CMYK"), "JPEG")),
    good("JPEG in passes", lambda: saved(waves((300, 200)), "JPEG", progressive=True)),
    good("JPEG with a profile that is none", lambda: saved(waves(), "JPEG", icc_profile=b"no profile" * 30)),
    good("JPEG with 6 MB of a photo program's notes", lambda: with_segments(photo(1), segments(90))),
    good(
        "JPEG with damaged EXIF",
        lambda: with_segments(photo(1), b"\xff\xe1\0\x1cExif\0\0ZZ*\0\xff\xff\xff\xff" + bytes(12)),
    ),
    good("JPEG with a film behind it", lambda: photo(1) + box(b"ftyp", b"mp42isom") * 9),
    good("JPEG that is a zip as well", lambda: photo(1) + archived()),
    good("JPEG in three dimensions", lambda: saved(waves(), "MPO", save_all=True, append_images=[gold()])),
    good("JPEG under another format's name", lambda: photo(1), "png"),
    good("PNG of 16 bits", sixteen_bit_png, "png"),
    good("PNG of one bit", lambda: saved(waves().convert("1"), "PNG"), "png"),
    good(
        "PNG of a palette with holes", lambda: saved(waves().quantize(), "PNG", transparency=bytes(range(256))), "png"
    ),
    good("PNG of grey with alpha", lambda: saved(waves().convert("LA"), "PNG"), "png"),
    good("PNG that moves", lambda: saved(waves(), "PNG", save_all=True, append_images=[gold(size=(64, 48))]), "png"),
    good("PNG of 49 megapixels in few bytes", lambda: saved(Image.new("1", (7000, 7000)), "PNG"), "png"),
    good("WebP that moves", lambda: saved(waves(), "WEBP", save_all=True, append_images=[gold(size=(64, 48))]), "webp"),
    good("WebP without loss, half of it transparent", lambda: saved(gold("RGBA"), "WEBP", lossless=True), "webp"),
    good("GIF whose first picture is smaller than the whole", half_shown_gif, "gif"),
    good("BMP with a palette", lambda: saved(waves().quantize(16), "BMP"), "bmp"),
    good("TIFF of several pages", pages, "tif"),
    good("TIFF of floating numbers", lambda: saved(waves().convert("F"), "TIFF"), "tiff"),
    good("TIFF for print, packed", lambda: saved(waves().convert("CMYK"), "TIFF", compression="tiff_lzw"), "TIF"),
    good("AVIF", lambda: saved(waves(), "AVIF"), "avif"),
    good("photo of an iPhone", lambda: (OTHERS / "turned.heic").read_bytes(), "heic"),
    good("photo of an iPhone with a larger range of light", lambda: (OTHERS / "ten-bit.heic").read_bytes(), "HEIC"),
)

NO_PHOTOS: Iterable[Case] = (
    bad("photo cut off", lambda: saved(waves((400, 300)), "JPEG")[:2000], CUT_OFF),
    bad("photo cut off within its header", lambda: saved(waves(), "PNG")[:20], CUT_OFF, "png"),
    bad("photo with noise within", scratched, CUT_OFF, "png"),
    bad("photo of no bytes", lambda: b"", "0 bytes"),
    bad("web page named as a photo", lambda: b"<!DOCTYPE html><html><title>404</title></html>", "a web page"),
    bad(
        "drawing with a script",
        lambda: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "an SVG drawing",
        "svg",
    ),
    bad("PDF named as a photo", lambda: b"%PDF-1.4\n%\xe2\xe3", "a PDF document"),
    bad("notes named as a photo", lambda: "Foto folgt nächste Woche".encode(), "not a photo"),
    bad("photo of one pixel", lambda: saved(gold(size=(1, 1)), "GIF"), TOO_SMALL, "gif"),
    bad("photo like a hair", lambda: saved(gold(size=(1, 20_000)), "PNG"), TOO_SMALL, "png"),
    bad("PNG that claims 900 megapixels", lambda: png_that_claims(30_000, 30_000), TOO_MANY, "png"),
    bad("PNG that claims no pixels", lambda: png_that_claims(0, 0), CUT_OFF, "png"),
    bad("GIF that claims 900 megapixels", lambda: claiming_gif(30_000, 30_000), TOO_MANY, "gif"),
    bad("BMP that claims 900 megapixels", lambda: claiming_bmp(30_000, -30_000), TOO_MANY, "bmp"),
    bad("WebP that claims 268 megapixels", claiming_webp, TOO_MANY, "webp"),
    bad("TIFF that claims 900 megapixels", lambda: claiming_tiff(30_000), TOO_MANY, "tif"),
    bad("PNG with a profile that is a bomb", profile_bomb, CUT_OFF, "png"),
    bad("PNG with comments that are a bomb", comment_bomb, CUT_OFF, "png"),
    bad("JPEG of 300 passes", many_scans, "more than 100 passes"),
    bad("JPEG behind an empty line", lambda: b"\r\n" + photo(1), "not a photo in a format"),
    bad("script that begins like a GIF", lambda: b"GIF89a/*" + b" " * 40 + b"*/=1;alert(1)", CUT_OFF, "gif"),
    bad("header of an iPhone's photo", lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic"), CUT_OFF, "heic"),
    bad("film named as a photo", lambda: box(b"ftyp", b"isom\0\0\2\0isomavc1"), "a video"),
    bad("file of Photoshop", lambda: b"8BPS\0\1" + bytes(300), "a Photoshop document"),
    bad("photo of more than 25 MB", lambda: photo(1) + bytes(25_000_000), "at most 25 MB"),
)

SEVERAL: Iterable[Case] = (
    Case(
        "broken photo beside a good one",
        lambda folder: shop("A1,Ring,bad.jpg|good.jpg\n", bad__jpg=photo(1)[:300], good__jpg=photo(2))(folder),
        ["A1"],
        warned=[CUT_OFF],
        facts={"A1": {"photos": ("bad.jpg", "good.jpg")}},
    ),
    Case(
        "all of several photos broken, each in its way",
        lambda folder: shop("A1,Ring,a.jpg|b.jpg|none.jpg\n", a__jpg=b"", b__jpg=b"<html>")(folder),
        rejected=[Rejected(2, "0 bytes", "A1")],
    ),
    Case(
        "same photo under two names in one product",
        lambda folder: shop("A1,Ring,a.jpg|b.jpg\n", a__jpg=photo(3), b__jpg=photo(3))(folder),
        ["A1"],
        facts={"A1": {"photos": ("a.jpg", "b.jpg")}},
    ),
    Case(
        "twenty photos in one product",
        lambda folder: shop(
            "A1,Ring," + "|".join(f"{n}.jpg" for n in range(20)) + "\n", **{f"{n}__jpg": photo(n) for n in range(20)}
        )(folder),
        ["A1"],
        warned=["more than 16 photos"],
    ),
    Case(
        "same placeholder in every product",
        lambda folder: shop("".join(f"A{n},Ring {n},none.jpg\n" for n in range(5)), none__jpg=photo(4))(folder),
        [f"A{n}" for n in range(5)],
    ),
)

CASES: tuple[Case, ...] = (*PHOTOS, *NO_PHOTOS, *SEVERAL)
