from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder
from tests.unit.training.made_products import made_products
from training.pictures import load_pixels
from training.warm_start import tower_of_bundle

SHIPPED = Path(__file__).parents[3] / "models" / "loupe-mini"


@pytest.fixture(scope="module")
def pixels(tmp_path_factory: pytest.TempPathFactory) -> torch.Tensor:
    products = made_products(tmp_path_factory.mktemp("photos"), photos=0)
    size = load_bundle(SHIPPED).manifest.image.size
    return torch.from_numpy(load_pixels([product.packshots[0] for product in products], size))


def test_a_tower_goes_on_from_exactly_what_the_bundle_computes(pixels: torch.Tensor) -> None:
    tower = tower_of_bundle(SHIPPED, pixels.float() / 255).eval()
    with torch.no_grad():
        vectors = F.normalize(tower(pixels.float() / 255).vector, dim=1).numpy()
    served = GraphImageEncoder(load_bundle(SHIPPED), threads=1).encode_vectors(list(pixels.permute(0, 2, 3, 1).numpy()))
    np.testing.assert_allclose(vectors, served, atol=2e-3)


def test_its_normalisations_have_the_statistics_of_the_photos(pixels: torch.Tensor) -> None:
    tower = tower_of_bundle(SHIPPED, pixels.float() / 255)
    with torch.no_grad():
        kept = tower.eval()(pixels.float() / 255).vector
        fresh = tower.train()(pixels.float() / 255).vector
    torch.testing.assert_close(kept, fresh, rtol=1e-2, atol=1e-2)
