import numpy as np

from jewelbench.rendering.contact_sheet import CAPTION, sheet


def test_photos_lie_in_rows_with_their_captions_below() -> None:
    photos = [np.full((20, 30, 3), shade, np.uint8) for shade in (10, 100, 200)]
    page = np.asarray(sheet(photos, columns=2, captions=["ring", "brooch", "charm"]))
    assert page.shape == (2 * (20 + CAPTION), 60, 3)
    assert (page[5, 5, 0], page[5, 40, 0], page[20 + CAPTION + 5, 5, 0]) == (10, 100, 200)
    assert page[20 : 20 + CAPTION, :30].min() < 128
