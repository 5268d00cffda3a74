"""Decodes the bytes of a photo that a stranger sent into upright sRGB pixels, or says why it cannot.

Errors, all of them `PhotoError`:

    PhotoError (a ValueError)
    ├── NotAPhotoError        no image, or in a format that is not read
    ├── PhotoTooLargeError    more bytes or pixels than the limits allow
    └── UnreadablePhotoError  empty, cut off, damaged or too small

A message tells a shopper or merchant what happened and what to do. Nothing here sets or relies on Pillow's global
switches, so photos may be decoded in several threads at once.
"""

import re
from io import BytesIO
from typing import cast

from PIL import ImageChops
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Image, Transpose
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from encoders.colour import flatten_to_srgb

MAX_BYTES = 25_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
MIN_SIDE = 16
MAX_JPEG_SCANS = 100  # a progressive JPEG has about 10; each costs a pass over all pixels, yet only some 75 bytes

_FORMATS: tuple[tuple[re.Pattern[bytes], type[ImageFile]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
    (re.compile(rb"GIF8[79]a"), GifImageFile),
    (re.compile(rb"....ftyp(?:....){0,15}?avi[fs]", re.DOTALL), AvifImageFile),
    (re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), BmpImageFile),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), TiffImageFile),
)
_HEIC = re.compile(rb"....ftyp(?:....){0,15}?(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)
_NO_PHOTOS = (
    (re.compile(rb"\s*<(?:.{0,1000})<?svg\b", re.DOTALL | re.IGNORECASE), "an SVG drawing"),
    (re.compile(rb"\s*<(?:!doctype\s+)?(?:html|head|body)\b", re.IGNORECASE), "a web page"),
    (re.compile(rb"%PDF-"), "a PDF document"),
    (re.compile(rb"8BPS"), "a Photoshop document"),
    (re.compile(rb"....ftyp", re.DOTALL), "a video"),
)
_SAVE_AS = "Save it as JPEG or PNG and try again."
_JPEG_START_OF_SCAN = 0xDA
_JPEG_END = 0xD9
_JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # one with a length, so no stuffed, fill or restart byte

_AVERAGEABLE = ("L", "LA", "RGB", "RGBA", "CMYK")  # modes in which the mean of some pixels is a colour
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class PhotoError(ValueError):
    """A file cannot be used as a photo; the message says why and what to do, in words for shoppers and merchants."""


class NotAPhotoError(PhotoError):
    """The file is no image, or one in a format that is not read."""


class PhotoTooLargeError(PhotoError):
    """The photo has more bytes or pixels than the limits allow."""


class UnreadablePhotoError(PhotoError):
    """The photo is empty, cut off, damaged or too small."""


def decode_photo(data: bytes, *, shortest: int | None = None) -> Image:
    """Decode the first frame of a photo: JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC, whatever its name claims.

    Applies the EXIF orientation, converts the ICC profile, CMYK, Lab, 16-bit and palette colours to 8-bit sRGB, and
    lays transparent parts onto white. All limits are checked on the header, before any pixel is decoded.

    Args:
        data: The file's bytes.
        shortest: Where a small picture will do, how many pixels its shorter side must keep: a large photo then comes
            out at a whole fraction of its size, in a fraction of the time. None keeps every pixel.

    Returns:
        An upright picture, mode RGB, sRGB in [0, 255], without metadata.

    Raises:
        NotAPhotoError: No image, or not in one of these formats.
        PhotoTooLargeError: More than 25 MB, 50 megapixels, or 20,000 pixels a side.
        UnreadablePhotoError: Empty, cut off, damaged, or under 16 pixels a side.
    """
    _check_bytes(data)
    plugin = _plugin(data)
    try:
        image = plugin(BytesIO(data))
        _check_size(*image.size)
        if isinstance(image, JpegImageFile):
            return _decode_jpeg(image, data, shortest)
        return _upright_srgb(image, image, shortest)
    except PhotoError:
        raise
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise PhotoTooLargeError(_too_many_pixels("This photo has too many pixels")) from error
    except Exception as error:  # on damaged bytes Pillow's decoders raise nearly every kind of exception
        raise UnreadablePhotoError(
            "This photo is cut off or damaged and cannot be read. Upload it again, or open it in a photo program, "
            "save it as JPEG and try that file."
        ) from error


def _check_bytes(data: bytes) -> None:
    if not data:
        raise UnreadablePhotoError(
            "This photo is empty: its file has 0 bytes. Its upload or copy may have been cut off; choose it again."
        )
    if len(data) > MAX_BYTES:
        raise PhotoTooLargeError(
            f"This photo has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES // 1_000_000} MB are accepted. "
            "Save it smaller, or as JPEG, and try again."
        )


def _plugin(data: bytes) -> type[ImageFile]:
    """The decoder for what the bytes are, whatever name or type was declared for them."""
    for pattern, plugin in _FORMATS:
        if pattern.match(data):
            return plugin
    if _HEIC.match(data):
        from pi_heif import HeifImageFile  # its libraries take some milliseconds to load, and few photos need them

        return cast("type[ImageFile]", HeifImageFile)
    for pattern, name in _NO_PHOTOS:
        if pattern.match(data):
            raise NotAPhotoError(f"This file is {name}, not a photo, whatever its name says. {_SAVE_AS}")
    raise NotAPhotoError(
        "This file is not a photo in a format that is read here: JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC. If it "
        f"is a photo, open it in a photo program. {_SAVE_AS}"
    )


def _check_size(width: int, height: int) -> None:
    size = f"This photo is {width:,} × {height:,} pixels"
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise PhotoTooLargeError(_too_many_pixels(size))
    if min(width, height) < MIN_SIDE:
        raise UnreadablePhotoError(
            f"{size}, too small to recognise anything: each side needs at least {MIN_SIDE}. Choose a larger photo."
        )


def _too_many_pixels(what: str) -> str:
    return (
        f"{what}; at most {MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE:,} pixels a side are accepted. "
        "Scale it down and try again: 2,000 pixels a side are plenty."
    )


def _decode_jpeg(image: JpegImageFile, data: bytes, shortest: int | None) -> Image:
    if _jpeg_scans(data) > MAX_JPEG_SCANS:
        raise PhotoTooLargeError(
            f"This photo is stored in more than {MAX_JPEG_SCANS} passes, which no camera does. Open it in a photo "
            f"program. {_SAVE_AS}"
        )
    if shortest is not None:
        image.draft(None, (shortest, shortest))  # only the scale: a change of mode would defeat the ICC profile
    pixels: Image = image
    if image.mode == "CMYK" and "adobe" not in image.info:
        pixels = ImageChops.invert(image)  # Pillow takes all to be inverted, but only those with Adobe's marker are
    return _upright_srgb(image, pixels, shortest)


def _jpeg_scans(data: bytes) -> int:
    """Number of passes in which a JPEG's first picture is stored; its thumbnails, inside segments, do not count."""
    scans = 0
    position = 2
    while (marker := _JPEG_MARKER.search(data, position)) and marker[0][1] != _JPEG_END:
        scans += marker[0][1] == _JPEG_START_OF_SCAN
        length = int.from_bytes(data[marker.end() : marker.end() + 2], "big")
        position = marker.end() + length
    return scans


def _upright_srgb(file: ImageFile, pixels: Image, shortest: int | None) -> Image:
    """Finish `pixels`, which `file` holds or from which they were made."""
    pixels.load()
    factor = 1 if shortest is None else min(pixels.size) // shortest
    if factor > 1 and pixels.mode in _AVERAGEABLE and "transparency" not in pixels.info:
        pixels = pixels.reduce(factor)  # before the colours: converting a profile costs more than decoding
    picture = flatten_to_srgb(pixels)
    turn = _UPRIGHT.get(_orientation(file))
    upright = picture if turn is None else picture.transpose(turn)
    upright.info = {}  # profile and EXIF no longer describe these pixels
    return upright


def _orientation(file: ImageFile) -> int:
    """How the camera was held, 1 to 8; upright where broken EXIF does not tell."""
    try:
        return int(file.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # Pillow's EXIF reader, too, raises nearly every kind of exception on damaged bytes
        return 1
