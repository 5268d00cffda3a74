"""A locator is fitted to photos of which it is known where the piece is."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from bundles import Graph
from encoders.towers.locator import LocatorNet
from tests.unit.training.made_products import made_products
from training.bundle_writer import Cutting, write_locator
from training.corpus import Corpus
from training.locator import (
    LocatorRecipe,
    Scenes,
    cells_of,
    fit_locator,
    judge_locator,
    locator_spec,
    opened_locator,
    settled_locator,
)
from training.progress import Log

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter

SIDE = 80
RED = (230, 20, 20)


def red_discs(count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Photos of a red disc on grey, and masks of it."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:SIDE, :SIDE]
    pixels = np.full((count, 3, SIDE, SIDE), 120, dtype=np.uint8)
    masks = np.zeros((count, SIDE, SIDE), dtype=np.uint8)
    for row in range(count):
        centre, radius = rng.uniform(20, 60, 2), rng.uniform(8, 18)
        disc = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2
        pixels[row][:, disc] = np.array(RED)[:, None]
        masks[row][disc] = 255
    return pixels, masks


def is_red(photos: torch.Tensor) -> torch.Tensor:
    """Which cells show something red, (batch, 3, size, size) to (batch, size / 2, size / 2)."""
    red = (photos[:, 0] - photos[:, 1:].amax(dim=1) > 0.35).float()
    return cells_of(red)


@pytest.mark.parametrize("moved", [0.0, 1.0])
def test_the_cells_that_are_to_be_seen_are_those_that_show_the_piece(moved: float) -> None:
    recipe = LocatorRecipe(grounds=8, batch=32, moved=moved, empty=0.0)
    photos, cells = Scenes(*red_discs(8), recipe).draw(torch.Generator().manual_seed(5))
    assert photos.shape == (32, 3, 64, 64)
    assert cells.shape == (32, 32, 32)
    agreeing = ((cells > 0) == (is_red(photos) > 0)).float().mean(dim=(1, 2))
    assert float(agreeing.median()) > 0.93  # but for edges, glare and grounds that are red themselves
    if moved:
        lengths = cells.any(dim=1).sum(dim=1)
        assert int(lengths.min()) < 8
        assert int(lengths.max()) > 24


def test_some_scenes_show_no_piece() -> None:
    recipe = LocatorRecipe(grounds=8, batch=64, moved=0.0, empty=0.5)
    _, cells = Scenes(*red_discs(8), recipe).draw(torch.Generator().manual_seed(5))
    assert 16 < int((cells.sum(dim=(1, 2)) == 0).sum()) < 48


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(made_products(tmp_path, masks=True), {})


def test_pieces_lie_in_what_is_cut_out_of_photos_that_were_not_learned_from(corpus: Corpus, tmp_path: Path) -> None:
    recipe = LocatorRecipe(grounds=8, steps=40, batch=16, margin=0.1, smallest=0.1)
    found = fit_locator(recipe, corpus, tmp_path / "work", Log())
    assert found.whole > 0.9
    assert found.side < 1.0
    locator = opened_locator(tmp_path / "work")
    assert locator is not None
    assert settled_locator(recipe, corpus, None, tmp_path / "work", Log()) == tmp_path / "work"  # which it was before


def test_the_graph_sees_what_the_network_sees(tmp_path: Path) -> None:
    torch.manual_seed(1)
    net = LocatorNet().eval()
    spec = write_locator(net, 64, Cutting(0.2, 0.3, 0.35), tmp_path)
    pixels = red_discs(2)[0][:, :, 8:72, 8:72]
    (seen,) = Graph(tmp_path / spec.file, threads=1).run({"pixels": pixels.transpose(0, 2, 3, 1)}, ("piece",))
    with torch.inference_mode():
        expected = net(torch.from_numpy(pixels).float() / 255).sigmoid().numpy()
    np.testing.assert_allclose(seen, expected, atol=0.01)  # weights are stored in half precision
    assert spec.parameters == sum(parameter.numel() for parameter in net.parameters()) < 100_000


def test_what_is_cut_too_close_is_told(corpus: Corpus, tmp_path: Path) -> None:
    fit_locator(LocatorRecipe(grounds=8, steps=1, batch=2), corpus, tmp_path, Log())
    spec = locator_spec(tmp_path)
    assert spec is not None
    pixels, masks = red_discs(12)

    class Red(LocatorNet):
        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            return 20 * is_red(pixels) - 10

    close = judge_locator(Red(), spec.model_copy(update={"margin": 0.2, "smallest": 0.1}), pixels, masks)
    assert close.whole == 1.0
    assert close.side < 0.6

    class Shifted(Red):
        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            return torch.roll(super().forward(pixels), 6, dims=2)

    assert judge_locator(Shifted(), spec.model_copy(update={"margin": 0.0, "smallest": 0.1}), pixels, masks).whole < 0.5


def test_without_masks_there_is_no_locator(tmp_path: Path) -> None:
    corpus = Corpus(made_products(tmp_path), {})
    assert settled_locator(LocatorRecipe(grounds=8), corpus, None, tmp_path / "work", Log()) is None
    assert opened_locator(None) is None


def test_equal_recipes_give_equal_scenes() -> None:
    scenes = Scenes(*red_discs(4), LocatorRecipe(grounds=8, batch=4))
    first, again = (scenes.draw(torch.Generator().manual_seed(9)) for _ in range(2))
    assert torch.equal(first[0], again[0])
    other = Scenes(*red_discs(4), replace(LocatorRecipe(grounds=8, batch=4), seed=1)).draw(
        torch.Generator().manual_seed(9)
    )
    assert not torch.equal(first[0], other[0])
