import errno
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jewelbench.making import pictures
from jewelbench.making.pictures import DiskFullError, perceptual_hash, write_picture


def blobs() -> np.ndarray:
    coarse = np.random.default_rng(3).integers(0, 255, (7, 7, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((64, 64), Image.Resampling.BICUBIC))


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    write_picture(tmp_path / "ab" / "x.jpg", blobs())
    with Image.open(tmp_path / "ab" / "x.jpg") as picture:
        assert picture.size == (64, 64)
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["x.jpg"]


def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pictures.os, "fsync", full)
    with pytest.raises(DiskFullError, match="No room left"):
        write_picture(tmp_path / "ab" / "x.jpg", blobs())
    assert list((tmp_path / "ab").iterdir()) == []


def test_a_hash_survives_saving_and_small_noise_and_tells_pictures_apart(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(-4, 4, (64, 64, 3))
    noisy = np.clip(blobs().astype(int) + noise, 0, 255).astype(np.uint8)
    turned = np.ascontiguousarray(blobs().transpose(1, 0, 2))

    def bits(pixels: np.ndarray) -> int:
        return int(perceptual_hash(Image.fromarray(pixels)), 16)

    assert (bits(blobs()) ^ bits(noisy)).bit_count() <= 4
    assert (bits(blobs()) ^ bits(turned)).bit_count() > 12
    assert len(perceptual_hash(Image.fromarray(turned))) == 16
