"""Photos of a catalogue, kept as small files for as long as fitting needs them."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from catalog.near_duplicates import perceptual_hash

LONGEST_SIDE = 512  # pixels; no image tower looks at more
QUALITY = 92


class KeptPhotos:
    """Keeps photos in a folder, each under the id of its original bytes; what is there is not made again.

    Args:
        folder: Where.
        decode: Turns bytes into upright sRGB pixels, mode "RGB", or raises ValueError.
    """

    def __init__(self, folder: Path, decode: Callable[[bytes], Image.Image]) -> None:
        self._folder = folder
        self._decode = decode

    def keep(self, name: str, read: Callable[[], bytes]) -> tuple[Path, str]:
        """Keep a photo.

        Args:
            name: Its id.
            read: Gives its bytes; not called if it is kept already.

        Returns:
            Its file, and its perceptual hash.

        Raises:
            ValueError: It cannot be decoded.
            OSError: It cannot be read, or the disk is full.
        """
        path, note = self._folder / f"{name}.jpg", self._folder / f"{name}.hash"
        if path.is_file() and note.is_file():
            return path, note.read_text(encoding="ascii")
        image = self._decode(read())
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0)
        digest = perceptual_hash(image)
        self._folder.mkdir(parents=True, exist_ok=True)
        _save(image, path)
        note.write_text(digest, encoding="ascii")
        return path, digest


def _save(image: Image.Image, path: Path) -> None:
    partial = path.with_suffix(".partial")
    image.save(partial, "JPEG", quality=QUALITY)
    partial.replace(path)
