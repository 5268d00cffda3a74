"""Maps to short vectors, on vectors of which it is known what is worth keeping."""

import numpy as np
import pytest
from numpy.typing import NDArray

from training.shortening import best_maps

DIM, SHORT = 48, 8
RNG = np.random.default_rng(0)


def vectors(spread: NDArray[np.float64], turned: NDArray[np.float64], count: int = 4000) -> NDArray[np.float32]:
    """Gaussian vectors with such a spread along the rows of an orthogonal matrix."""
    return (RNG.normal(size=(count, DIM)) * spread @ turned).astype(np.float32)


@pytest.fixture(scope="module")
def turned() -> NDArray[np.float64]:
    return np.linalg.qr(RNG.normal(size=(DIM, DIM)))[0]


def error(products: NDArray[np.float32], queries: NDArray[np.float32], maps: NDArray[np.float32]) -> float:
    short = (queries @ maps[1].T) @ (products @ maps[0].T).T
    return float(np.square(queries @ products.T - short).mean())


def test_what_lies_in_few_directions_is_kept(turned: NDArray[np.float64]) -> None:
    spread = np.where(np.arange(DIM) < SHORT, 1.0, 1e-3)
    products, queries = vectors(spread, turned), vectors(spread, turned)
    maps = best_maps(products, queries, SHORT)
    assert maps.shape == (2, SHORT, DIM)
    assert error(products, queries, maps) < 1e-3 * float(np.square(queries @ products.T).mean())


def test_directions_that_only_one_side_has_are_not_kept(turned: NDArray[np.float64]) -> None:
    """Products differ most where queries never look; a principal component analysis of the products would keep that."""
    of_products = np.where(np.arange(DIM) < SHORT, 10.0, np.where(np.arange(DIM) < 2 * SHORT, 1.0, 1e-3))
    of_queries = np.where(np.arange(DIM) < SHORT, 1e-3, 1.0)
    products, queries = vectors(of_products, turned), vectors(of_queries, turned)
    components = np.linalg.eigh(products.T @ products)[1][:, -SHORT:].T
    whole = float(np.square(queries @ products.T).mean())
    assert error(products, queries, best_maps(products, queries, SHORT)) < 0.05 * whole
    assert error(products, queries, np.stack([components, components])) > 0.5 * whole


def test_no_other_maps_come_nearer(turned: NDArray[np.float64]) -> None:
    products, queries = vectors(0.9 ** np.arange(DIM), turned), vectors(0.8 ** np.arange(DIM)[::-1], turned)
    maps = best_maps(products, queries, SHORT)
    best = error(products, queries, maps)
    for _ in range(20):
        assert error(products, queries, maps + 0.03 * RNG.normal(size=maps.shape).astype(np.float32)) > best


def test_more_numbers_come_nearer(turned: NDArray[np.float64]) -> None:
    products, queries = (vectors(0.9 ** np.arange(DIM), turned) for _ in range(2))
    errors = [error(products, queries, best_maps(products, queries, short)) for short in (4, 8, 16, 32)]
    assert errors == sorted(errors, reverse=True)
