"""Photos and masks as arrays, cut alike."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from encoders.locator import Box, PieceLocator
from tests.unit.encoders.dark_locator import SPEC, dark_is_piece
from training.pictures import kept_cuts, kept_masks, kept_pixels
from training.progress import Log


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A dark square in the lower right quarter of a light photo, with its mask beside it."""
    for suffix, mode, ground, piece in ((".png", "RGB", (240, 240, 240), (20, 10, 0)), (".mask.png", "L", 0, 255)):
        image = Image.new(mode, (160, 160), ground)
        image.paste(piece, (100, 100, 130, 130))
        image.save(tmp_path / f"photo{suffix}")
    return tmp_path / "photo.png"


def test_photo_and_mask_are_cut_to_the_same_part(photo: Path, tmp_path: Path) -> None:
    dark_is_piece(tmp_path / SPEC.file)
    locator, work = PieceLocator(tmp_path, SPEC), tmp_path / "work"
    cuts = kept_cuts([photo], locator, work, Log())
    assert cuts == [locator.find(Image.open(photo).convert("RGB"))]
    pixels = kept_pixels([photo], 40, work, Log(), cuts)
    masks = kept_masks([photo.with_suffix(".mask.png"), None], 40, work, Log(), [*cuts, None])
    dark = pixels[0].max(axis=0) < 100
    assert dark.mean() > 0.25  # of the photo it is a thirtieth
    assert ((masks[0] > 127) == dark).mean() > 0.95
    assert not masks[1].any()
    whole = kept_pixels([photo], 40, work, Log())
    assert (whole[0].max(axis=0) < 100).mean() < 0.05  # another file than that of the cut ones


def test_cuts_are_found_once(photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dark_is_piece(tmp_path / SPEC.file)
    locator, work = PieceLocator(tmp_path, SPEC), tmp_path / "work"
    first = kept_cuts([photo], locator, work, Log())
    monkeypatch.setattr(PieceLocator, "find", lambda *_: Box(0, 0, 1, 1))
    assert kept_cuts([photo], locator, work, Log()) == first
    other = PieceLocator(tmp_path, SPEC.model_copy(update={"margin": 0.0}))
    assert kept_cuts([photo], other, work, Log()) == [Box(0, 0, 1, 1)]
    assert kept_cuts([photo], None, work, Log()) == [None]
    assert np.load(next(work.glob("cuts-*.npy"))).shape == (1, 4)
