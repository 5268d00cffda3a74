import io

import pytest
from PIL import Image

from encoders.photo import decode_photo
from training.merchant.photos import LONGEST_SIDE, KeptPhotos


def photo(colour="red", size=(1200, 800)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def test_a_photo_is_kept_small(tmp_path):
    path, digest = KeptPhotos(tmp_path / "photos", decode_photo).keep("one", photo)
    with Image.open(path) as image:
        assert (image.mode, max(image.size)) == ("RGB", LONGEST_SIDE)
        assert image.getpixel((10, 10))[0] > 240
    assert len(digest) == 128


def test_a_photo_that_is_kept_is_not_read_again(tmp_path):
    kept = KeptPhotos(tmp_path, decode_photo)
    first = kept.keep("one", photo)
    assert kept.keep("one", lambda: pytest.fail("read again")) == first


def test_what_is_no_photo_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="photo"):
        KeptPhotos(tmp_path, decode_photo).keep("one", lambda: b"no photo at all")
    assert list(tmp_path.iterdir()) == []
