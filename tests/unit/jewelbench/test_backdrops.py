from typing import get_args

import numpy as np
import pytest

from jewelbench.rendering.backdrops import HELD_OUT_BACKDROPS, TEXELS, surface
from jewelbench.rendering.scene import Backdrop, BackdropKind

KINDS: tuple[BackdropKind, ...] = get_args(BackdropKind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_backdrop_has_a_surface_that_tiles_without_a_seam(kind: BackdropKind) -> None:
    below = surface(Backdrop(kind, seed=2))
    texture = below.texture.reshape(TEXELS, TEXELS, 8)
    inner = np.abs(np.diff(texture, axis=1)).mean()
    seam = np.abs(texture[:, 0] - texture[:, -1]).mean()
    assert np.isfinite(texture).all()
    assert seam <= 1.6 * inner + 1e-6
    assert 0 < max(below.colour) <= 1


def test_backdrops_differ_in_colour_or_texture() -> None:
    seen = {kind: (surface(Backdrop(kind)).colour, surface(Backdrop(kind)).material.coat) for kind in KINDS}
    assert len(set(seen.values())) == len(KINDS)


def test_a_seed_turns_the_texture() -> None:
    assert not np.allclose(surface(Backdrop("wood", 1)).across, surface(Backdrop("wood", 2)).across)


def test_held_out_backdrops_are_backdrops() -> None:
    assert set(HELD_OUT_BACKDROPS) < set(KINDS)
