from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, Modality, Role
from fusion.early import EarlyFusion
from fusion.gated import GatedFusion
from fusion.graph import EncodedModality, GraphFusion
from fusion.late import LateFusion
from tests.unit.training.made_products import made_products
from training.export import export_fusion
from training.pictures import load_pixels
from training.warm_start import go_on_from_graph, tower_of_bundle

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself

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


@pytest.mark.parametrize("kind", [AttentionFusion, EarlyFusion, GatedFusion])
def test_a_fusion_goes_on_from_exactly_what_its_graph_computes(kind: type[Fusion], tmp_path: Path) -> None:
    def fresh() -> Fusion:
        torch.manual_seed(len(made))
        made.append(1)
        return (
            AttentionFusion(FusionConfig(12, 8, 10, 6, width=16, heads=4)) if kind is AttentionFusion else kind(12, 8)
        )

    made: list[int] = []
    trained, other = fresh(), fresh()
    with torch.no_grad():
        for parameter in trained.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
        trained.leaning.copy_(torch.tensor([0.5, -0.5, 1.0]))
    export_fusion(trained, 10, 6, tmp_path / "fusion.onnx")
    go_on_from_graph(other, tmp_path / "fusion.onnx")
    for name, value in trained.state_dict().items():
        torch.testing.assert_close(other.state_dict()[name], value, atol=2e-3, rtol=2e-3, msg=name)


def test_the_shipped_fusion_can_be_trained_on() -> None:
    bundle = load_bundle(SHIPPED)
    manifest = bundle.manifest
    widths = manifest.image.token_width, manifest.text.token_width
    fusion = AttentionFusion(FusionConfig(manifest.image.dim, manifest.text.dim, *widths)).eval()
    go_on_from_graph(fusion, bundle.path(manifest.fusion))
    rng = np.random.default_rng(0)
    image, text = (
        EncodedModality(
            (vectors := rng.normal(size=(3, dim)).astype(np.float32)) / np.linalg.norm(vectors, axis=1, keepdims=True),
            rng.normal(size=(3, 5, width)).astype(np.float32),
            np.ones((3, 5), dtype=np.bool_),
        )
        for dim, width in zip((manifest.image.dim, manifest.text.dim), widths, strict=True)
    )
    served = GraphFusion(bundle, threads=1).fuse_queries(image, text)
    there = torch.ones(3, dtype=torch.bool)
    with torch.inference_mode():
        computed = fusion.fuse(
            *(Modality(*map(torch.from_numpy, part), there) for part in (image, text)), torch.tensor(int(Role.QUERY))
        )
    np.testing.assert_allclose(computed.embedding.numpy(), served.embedding, atol=2e-3)
    np.testing.assert_allclose(computed.weights.numpy(), served.weights, atol=2e-2)


def test_a_graph_of_another_shape_is_refused(tmp_path: Path) -> None:
    export_fusion(GatedFusion(12, 8), 10, 6, tmp_path / "fusion.onnx")
    with pytest.raises(ValueError, match="no LateFusion of this shape"):
        go_on_from_graph(LateFusion(12, 8), tmp_path / "fusion.onnx")
    with pytest.raises(ValueError, match="no GatedFusion of this shape"):
        go_on_from_graph(GatedFusion(16, 8), tmp_path / "fusion.onnx")


def test_its_normalisations_have_the_statistics_of_the_photos(pixels: torch.Tensor) -> None:
    tower = tower_of_bundle(SHIPPED, pixels.float() / 255)
    with torch.no_grad():
        kept = tower.eval()(pixels.float() / 255).vector
        fresh = tower.train()(pixels.float() / 255).vector
    torch.testing.assert_close(kept, fresh, rtol=1e-2, atol=1e-2)
