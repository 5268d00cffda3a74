"""A benchmark in half the space, to be given away: the same records, photos as WebP."""

import shutil
from pathlib import Path, PurePosixPath

from PIL import Image

from jewelbench.making.pictures import perceptual_hash
from jewelbench.release import PhotoRecord, Release, ReleaseError, write_records

QUALITY = 78
"""Of WebP."""
COPIED = ("products.jsonl", "tasks", "lessons")


def pack(release: Release, out: Path) -> int:
    """Copy a benchmark with its photos as WebP; masks are left out, and the manifest comes last.

    Args:
        release: The benchmark.
        out: Folder to write to; empty, or not there yet.

    Returns:
        Bytes of all files written.

    Raises:
        ReleaseError: The folder is not empty.
    """
    if out.exists() and any(out.iterdir()):
        raise ReleaseError(f"{out} is not empty; choose another folder with --out, or remove this one")
    write_records(out / "photos.jsonl", [_packed(photo, release.root, out) for photo in release.photos().values()])
    for name in COPIED:
        if (release.root / name).is_dir():
            shutil.copytree(release.root / name, out / name)
        elif (release.root / name).is_file():
            shutil.copyfile(release.root / name, out / name)
    shutil.copyfile(release.root / "benchmark.json", out / "benchmark.json")
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _packed(photo: PhotoRecord, root: Path, out: Path) -> PhotoRecord:
    file = PurePosixPath(photo.file).with_suffix(".webp").as_posix()
    (out / file).parent.mkdir(parents=True, exist_ok=True)
    with Image.open(root / photo.file) as picture:
        picture.convert("RGB").save(out / file, "webp", quality=QUALITY, method=6)
    with Image.open(out / file) as written:
        return photo.model_copy(update={"file": file, "phash": perceptual_hash(written), "mask": None})
