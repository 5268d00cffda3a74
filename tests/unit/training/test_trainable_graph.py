from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, Modality, Role
from fusion.early import EarlyFusion
from fusion.gated import GatedFusion
from fusion.late import LateFusion
from training.export import export_fusion
from training.trainable_graph import CannotBeFittedError, GraphFusionModule

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself

IMAGE, TEXT, WIDTH = 24, 16, 48


def made(kind: type[Fusion]) -> Fusion:
    torch.manual_seed(1)
    config = FusionConfig(IMAGE, TEXT, IMAGE, TEXT, width=WIDTH, heads=4)
    fusion = kind(config) if kind is AttentionFusion else kind(IMAGE, TEXT)
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))  # away from a start at which nothing is learned
    return fusion.eval()


def modality(dim: int, tokens: int, present: list[bool], seed: int) -> Modality:
    torch.manual_seed(seed)
    vector = torch.nn.functional.normalize(torch.randn(len(present), dim), dim=1)
    mask = torch.ones(len(present), tokens, dtype=torch.bool)
    mask[:, 1:] = torch.rand(len(present), tokens - 1) < 0.7
    return Modality(vector, torch.randn(len(present), tokens, dim), mask, torch.tensor(present))


def items(role: Role) -> tuple[Modality, Modality, Role]:
    image = modality(IMAGE, 5, [True, False], 2)
    return image, modality(TEXT, 3, [True, True], 3), role


@pytest.fixture(params=[AttentionFusion, EarlyFusion, GatedFusion, LateFusion], ids=lambda kind: kind.__name__)
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Fusion, Path]:
    fusion, path = made(request.param), tmp_path / "fusion.onnx"
    export_fusion(fusion, IMAGE, TEXT, path)
    return fusion, path


@pytest.mark.parametrize("role", list(Role))
def test_a_graph_computes_what_its_module_did(exported: tuple[Fusion, Path], role: Role) -> None:
    fusion, path = exported
    read = GraphFusionModule(path, IMAGE, TEXT)
    wanted, given = fusion(*items(role)), read(*items(role))
    torch.testing.assert_close(given.embedding, wanted.embedding, atol=2e-3, rtol=0)  # weights are stored as halves
    torch.testing.assert_close(given.weights, wanted.weights, atol=2e-3, rtol=0)
    image, text, _ = items(role)
    torch.testing.assert_close(read.embed(image, text, torch.tensor(int(role))), given.embedding)


def test_a_graph_that_was_read_is_written_as_it_was(exported: tuple[Fusion, Path], tmp_path: Path) -> None:
    _, path = exported
    GraphFusionModule(path, IMAGE, TEXT).save(tmp_path / "again.onnx")
    assert onnx.load(str(tmp_path / "again.onnx")) == onnx.load(str(path))


def test_every_weight_that_the_result_depends_on_is_fitted_and_written(
    exported: tuple[Fusion, Path], tmp_path: Path
) -> None:
    _, path = exported
    read = GraphFusionModule(path, IMAGE, TEXT)
    before = read(*items(Role.QUERY)).embedding
    optimizer = torch.optim.SGD(read.parameters(), lr=0.5)
    (before[:, :3].sum() + read(*items(Role.PRODUCT)).embedding[:, -3:].sum()).backward()
    moved = [parameter for parameter in read.parameters() if parameter.grad is not None and parameter.grad.any()]
    assert len(moved) >= 0.8 * len(list(read.parameters()))
    optimizer.step()
    after = read(*items(Role.QUERY)).embedding
    assert float((after - before).abs().max()) > 0.01
    read.save(tmp_path / "fitted.onnx")
    written = GraphFusionModule(tmp_path / "fitted.onnx", IMAGE, TEXT)(*items(Role.QUERY)).embedding
    torch.testing.assert_close(written, after, atol=2e-3, rtol=0)


def test_an_operator_that_is_not_known_is_named(tmp_path: Path) -> None:
    weight = onnx.numpy_helper.from_array(np.ones((2, 2), dtype=np.float32), "w")
    node = onnx.helper.make_node("Hardmax", ["w"], ["embedding"])
    output = onnx.helper.make_tensor_value_info("embedding", onnx.TensorProto.FLOAT, [2, 2])
    graph = onnx.helper.make_graph([node], "odd", [], [output], [weight])
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "odd.onnx"))
    with pytest.raises(CannotBeFittedError, match="Hardmax"):
        GraphFusionModule(tmp_path / "odd.onnx", IMAGE, TEXT)
