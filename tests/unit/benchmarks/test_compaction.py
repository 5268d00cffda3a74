"""Whether short vectors are judged as the page says: on other products than those the maps were fitted to."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import compaction
from benchmarks.compaction import TASKS, Asked, Way, coded, halves_of, megabytes, report
from catalog.index.shortening import Shortening


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def world(monkeypatch):
    """Products that lie in four of sixteen directions, each asked for by a query near it, one of each task in turn."""
    monkeypatch.setattr(compaction, "DIMS", (2, 4))
    monkeypatch.setattr(compaction, "LOOKED_AT", 40)
    rng = np.random.default_rng(3)
    products = unit(rng.standard_normal((80, 4)) @ rng.standard_normal((4, 16)))
    halves = np.arange(80) % 2
    right = np.eye(80, dtype=bool)
    task = np.array([list(TASKS)[number // 2 % 4] for number in range(80)])
    return products, halves, Asked(products.copy(), right, np.zeros_like(right), task, halves)


def test_as_many_numbers_as_there_are_directions_cost_nothing_and_fewer_do(world):
    products, halves, asked = world
    figures = report(products, halves, asked, None, among=200)
    enough, too_few = figures["4 numbers of 32 bits"], figures["2 numbers of 32 bits"]
    for task in TASKS:
        assert enough[f"recall@1, {task}"] == figures["16 numbers of 32 bits"][f"recall@1, {task}"] == 1
        assert too_few[f"recall@1, {task}"] < 1
    assert enough["recall of the nearest"] == 1
    assert too_few["recall of the nearest"] < too_few["recall of the nearest, compared whole"] <= 1


def test_no_map_is_fitted_to_what_it_is_judged_on(world, monkeypatch):
    products, halves, asked = world
    fitted = []

    def spy(products, queries, short_dim):
        fitted.append((products, queries))
        return np.stack([np.eye(short_dim, products.shape[1], dtype=np.float32)] * 2)

    monkeypatch.setattr(compaction, "best_maps", spy)
    report(products, halves, asked, None, among=200)
    for half, (of_products, of_queries) in enumerate(fitted):
        np.testing.assert_array_equal(of_products, products[halves != half])
        np.testing.assert_array_equal(of_queries, asked.vectors[asked.half != half])


def test_excluded_products_are_not_ranked(world):
    products, halves, asked = world
    twin = products.copy()
    twin[0::4], twin[1::4] = products[2::4], products[3::4]  # each has the vector of another one of its half
    excluded = np.zeros_like(asked.right)
    excluded[np.arange(80), np.arange(80) ^ 2] = True
    figures = report(twin, halves, asked._replace(vectors=twin, excluded=excluded), None, among=200)
    assert figures["16 numbers of 32 bits"]["recall@1, photo"] == 1


def test_the_maps_of_a_bundle_are_judged_too(world):
    products, halves, asked = world
    shipped = Shortening(np.stack([np.eye(3, 16), np.eye(3, 16)]))
    assert "3 numbers of 4 bits, of the bundle" in report(products, halves, asked, shipped, among=200)


def test_a_design_family_lies_in_one_half():
    products = [SimpleNamespace(family=f"family {number // 3}") for number in range(60)]
    halves = halves_of(products).reshape(-1, 3)
    assert (halves == halves[:, :1]).all()
    assert halves[:, 0].sum() == 10


# Max 1960, table II: distortion of 16 uniform levels for normal numbers of unit variance.
@pytest.mark.parametrize(("bits", "distortion"), [(32, 0.0), (8, 1e-4), (4, 0.01154)])
def test_rounding_distorts_as_much_as_the_literature_says(bits, distortion):
    vectors = unit(np.random.default_rng(0).standard_normal((200, 256)))
    error = ((coded(vectors, bits) - vectors) ** 2).sum(axis=1).mean()
    assert error == pytest.approx(distortion, rel=0.05, abs=1e-4)


def test_memory_of_a_million():
    assert megabytes(Way(np.zeros((2, 128, 896), dtype=np.float32), 4), 896) == 64
    assert megabytes(Way(None, 32), 896) == 3584
