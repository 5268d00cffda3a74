import numpy as np
import pytest
import torch
from torch import Tensor

from training.augment import fitted
from training.image_tower_data import TowerData
from training.shown_photos import ShownPhotos

PRODUCTS, SIDE = 40, 24
PAIRS = torch.arange(2 * PRODUCTS)
"""The packshot of each product and then its shopper's photo."""


@pytest.fixture(scope="module")
def data() -> TowerData:
    """Products with a packshot and a shopper's photo each."""
    return TowerData(
        pixels=np.random.default_rng(0).integers(0, 256, (2 * PRODUCTS, 3, SIDE, SIDE), dtype=np.uint8),
        masks=None,
        packshots=[[2 * product] for product in range(PRODUCTS)],
        photos=[[2 * product + 1] for product in range(PRODUCTS)],
        families=[[product] for product in range(PRODUCTS)],
        keys=torch.arange(PRODUCTS),
        labels={},
        texts=torch.zeros(0, 4),
        text_rows=[[] for _ in range(PRODUCTS)],
        teacher=None,
    )


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def changed(shown: Tensor, data: TowerData) -> Tensor:
    clean = fitted(torch.from_numpy(data.pixels), shown.shape[-1])
    return (shown - clean).abs().amax(dim=(1, 2, 3)) > 0


@pytest.mark.parametrize("masked", [False, True])
def test_plain_photos_are_shown_as_they_are_among_others_that_are_altered(data: TowerData, masked: bool) -> None:
    masks = np.full((2 * PRODUCTS, SIDE, SIDE), 255, dtype=np.uint8) if masked else None
    photos = ShownPhotos(data.pixels, masks, ground_share=0.5, seed=0)
    plain = torch.rand(len(PAIRS), generator=seeded()) < 0.5
    shown = photos(PAIRS, SIDE, seeded(), plain)
    assert shown.shape == (len(PAIRS), 3, SIDE, SIDE)
    torch.testing.assert_close(changed(shown, data), ~plain)


def test_without_plain_photos_all_are_altered(data: TowerData) -> None:
    photos = ShownPhotos(data.pixels, None, ground_share=0.5, seed=0)
    nothing = torch.zeros(len(PAIRS), dtype=torch.bool)
    assert changed(photos(PAIRS, SIDE, seeded()), data).all()
    torch.testing.assert_close(photos(PAIRS, SIDE, seeded(), nothing), photos(PAIRS, SIDE, seeded()))


def test_only_packshots_that_come_first_in_their_pair_stand_for_the_catalogue(data: TowerData) -> None:
    sides = data.catalogue_sides(PAIRS, 1.0, seeded())
    assert sides[::2].all()
    assert not sides[1::2].any()
    turned = PAIRS.view(-1, 2).flip(1).flatten()  # the shopper's photo first, the packshot asked with
    assert not data.catalogue_sides(turned, 1.0, seeded()).any()


def test_the_share_of_plain_packshots_is_kept(data: TowerData) -> None:
    assert not data.catalogue_sides(PAIRS, 0.0, seeded()).any()
    drawn = torch.stack([data.catalogue_sides(PAIRS, 0.3, seeded(seed)) for seed in range(50)])
    assert drawn[:, ::2].float().mean().item() == pytest.approx(0.3, abs=0.04)
