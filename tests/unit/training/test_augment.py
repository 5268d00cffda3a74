import torch

from training.augment import CutOuts, augment
from training.grounds import Grounds, lay_on

GROUNDS = Grounds(16, 32)


def test_augmented_pictures_are_pictures_and_drawn_by_the_generator_alone() -> None:
    pixels = torch.randint(0, 256, (5, 3, 40, 40), dtype=torch.uint8)
    first, second = (augment(pixels, 32, torch.Generator().manual_seed(4)) for _ in range(2))
    assert first.shape == (5, 3, 32, 32)
    assert first.min() >= 0
    assert first.max() <= 1
    torch.testing.assert_close(first, second)
    assert not torch.equal(first, augment(pixels, 32, torch.Generator().manual_seed(5)))


def test_a_coloured_ground_takes_the_place_of_a_white_one_and_leaves_dark_metal_alone() -> None:
    pixels = torch.full((64, 3, 32, 32), 255, dtype=torch.uint8)
    pixels[:, :, 12:20, 12:20] = 60
    altered = augment(pixels, 32, torch.Generator().manual_seed(1))
    grounds = altered[:, :, :4, :4].mean(dim=(2, 3))
    coloured = (grounds.amax(dim=1) < 0.75) | (grounds.amax(dim=1) - grounds.amin(dim=1) > 0.15)
    assert 8 <= int(coloured.sum()) <= 40


def test_a_piece_that_is_cut_out_keeps_its_pixels_and_gets_another_ground() -> None:
    photos = torch.full((6, 3, 32, 32), 0.9)
    photos[:, 0, 8:24, 8:24] = 0.2
    masks = torch.zeros(6, 1, 32, 32)
    masks[:, :, 8:24, 8:24] = 1
    grounds = GROUNDS.draw(6, 32, torch.Generator().manual_seed(2))
    laid = lay_on(photos, masks, grounds)
    torch.testing.assert_close(laid[:, :, 8:24, 8:24], photos[:, :, 8:24, 8:24])
    torch.testing.assert_close(laid[:, :, 0, 0], grounds[:, :, 0, 0], atol=0.02, rtol=0)


def test_a_shadow_on_an_even_ground_comes_along_and_a_pattern_does_not() -> None:
    photos = torch.full((2, 3, 32, 32), 0.9)
    photos[0, :, 28:30, 4:12] = 0.5
    photos[1, :, ::2] = 0.1
    grounds = torch.full((2, 3, 32, 32), 0.6)
    laid = lay_on(photos, torch.zeros(2, 1, 32, 32), grounds)
    assert float(laid[0, 0, 29, 6]) < 0.45 < 0.55 < float(laid[0, 0, 2, 2])
    torch.testing.assert_close(laid[1], grounds[1])


def test_only_a_share_of_the_pieces_whose_masks_are_known_is_laid_elsewhere() -> None:
    pixels = torch.full((64, 3, 32, 32), 255, dtype=torch.uint8)
    pixels[:, :, 12:20, 12:20] = 60
    masks = torch.zeros(64, 32, 32, dtype=torch.uint8)
    masks[:48, 12:20, 12:20] = 255
    plain = augment(pixels, 32, torch.Generator().manual_seed(1), CutOuts(masks, GROUNDS, share=0.0))
    laid = augment(pixels, 32, torch.Generator().manual_seed(1), CutOuts(masks, GROUNDS, share=1.0))
    moved = (plain - laid)[:, :, :4, :4].abs().mean(dim=(1, 2, 3)) > 0.02
    assert int(moved[:48].sum()) > 40
    assert laid.shape == plain.shape == (64, 3, 32, 32)


def test_grounds_differ_from_one_another_and_come_from_the_seed_alone() -> None:
    assert torch.equal(GROUNDS.pixels, Grounds(16, 32).pixels)
    assert not torch.equal(GROUNDS.pixels, Grounds(16, 32, seed=1).pixels)
    drawn = GROUNDS.draw(40, 24, torch.Generator().manual_seed(3))
    assert drawn.shape == (40, 3, 24, 24)
    assert 0 <= float(drawn.min()) <= float(drawn.max()) <= 1
    assert len({tuple(row) for row in drawn.mean(dim=(2, 3)).mul(100).round().tolist()}) > 35
