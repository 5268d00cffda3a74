"""The graphs compute what the modules compute."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F

from bundles import Graph
from encoders.towers.architectures import image_tower
from encoders.towers.bert import BertTower
from encoders.towers.resnet import ResNetTower
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, Modality, Role
from fusion.concatenation import ConcatenationFusion
from fusion.late import LateFusion
from fusion.shared_space import SharedSpaceFusion
from training.export import export_fusion, export_image_tower, export_text_tower

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter and transformers warn about their own internals


@pytest.mark.parametrize("architecture", ["resnet10t", "tf_efficientnet_lite0"])
@pytest.mark.parametrize("batch", [1, 3])
def test_the_image_graph_is_the_tower(tmp_path: Path, batch: int, architecture: str) -> None:
    torch.manual_seed(0)
    tower = image_tower(architecture, 24).eval()
    export_image_tower(tower, 64, tmp_path / "image.onnx")
    pixels = np.random.default_rng(0).integers(0, 256, (batch, 64, 64, 3), dtype=np.uint8)
    vector, tokens = Graph(tmp_path / "image.onnx", threads=1).run({"pixels": pixels}, ("vector", "tokens"))
    with torch.inference_mode():
        expected = tower(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255)
    np.testing.assert_allclose(vector, F.normalize(expected.vector, dim=1).numpy(), atol=2e-3)
    np.testing.assert_allclose(tokens, expected.tokens.numpy(), atol=2e-2)


def test_convolutions_pad_for_themselves(tmp_path: Path) -> None:
    export_image_tower(image_tower("tf_efficientnet_lite0", 8), 64, tmp_path / "image.onnx")
    kinds = {node.op_type for node in onnx.load(str(tmp_path / "image.onnx")).graph.node}
    assert "Conv" in kinds
    assert kinds.isdisjoint({"Pad", "BatchNormalization"})


def test_large_weights_are_stored_in_half_precision(tmp_path: Path) -> None:
    tower = ResNetTower("resnet10t", embed_dim=24).eval()
    export_image_tower(tower, 64, tmp_path / "image.onnx")
    parameters = sum(parameter.numel() for parameter in tower.parameters())
    assert (tmp_path / "image.onnx").stat().st_size < 2.2 * parameters
    types = {weight.data_type for weight in onnx.load(str(tmp_path / "image.onnx")).graph.initializer}
    assert onnx.TensorProto.FLOAT16 in types


@pytest.mark.parametrize("lengths", [(4,), (3, 6, 2)])
def test_the_text_graph_is_the_tower_up_to_int8(tmp_path: Path, tiny_bert: Path, lengths: tuple[int, ...]) -> None:
    tower = BertTower(tiny_bert).eval()
    export_text_tower(tower, tmp_path / "text.onnx")
    ids, mask = np.zeros((2, len(lengths), max(lengths)), dtype=np.int64)
    for row, length in enumerate(lengths):
        ids[row, :length] = np.arange(length) + 2
        mask[row, :length] = 1
    feeds = {"input_ids": ids, "attention_mask": mask}
    vector, tokens = Graph(tmp_path / "text.onnx", threads=1).run(feeds, ("vector", "tokens"))
    with torch.inference_mode():
        expected = F.normalize(tower(torch.from_numpy(ids), torch.from_numpy(mask)).vector, dim=1).numpy()
    assert tokens.shape == (*ids.shape, 16)
    assert (vector * expected).sum(axis=1).min() > 0.97


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("counts", [(4, 7), (1, 1), (9, 2)])
def test_the_fusion_graph_is_the_module_in_both_roles(tmp_path: Path, role: Role, counts: tuple[int, int]) -> None:
    torch.manual_seed(1)
    fusion = AttentionFusion(FusionConfig(12, 8, 10, 6, width=16, heads=4)).eval()
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    export_fusion(fusion, 10, 6, tmp_path / "fusion.onnx")
    image, text = (
        Modality(
            F.normalize(torch.randn(3, dim), dim=1),
            torch.randn(3, count, width),
            torch.rand(3, count) < 0.7,
            torch.tensor(present),
        )
        for dim, width, count, present in (
            (12, 10, counts[0], [True, True, False]),
            (8, 6, counts[1], [True, False, True]),
        )
    )
    feeds = {"role": np.array(int(role))}
    for name, modality in (("image", image), ("text", text)):
        feeds |= {f"{name}_{part}": value.numpy() for part, value in modality._asdict().items()}
    embedding, weights = Graph(tmp_path / "fusion.onnx", threads=1).run(feeds, ("embedding", "weights"))
    with torch.inference_mode():
        expected = fusion(image, text, role)
    np.testing.assert_allclose(embedding, expected.embedding.numpy(), atol=2e-3)
    np.testing.assert_allclose(weights, expected.weights.numpy(), atol=2e-3)


FUSIONS: dict[str, Callable[[], Fusion]] = {
    "concatenation": lambda: ConcatenationFusion(8, 8, image_weight=0.3),
    "late": lambda: LateFusion(8, 8),
    "shared space": lambda: SharedSpaceFusion(ConcatenationFusion(8, 8, image_weight=0.3)),
    "attention in a shared space": lambda: SharedSpaceFusion(AttentionFusion(FusionConfig(8, 8, 6, 6, 16, 4))),
}


@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("name", FUSIONS)
def test_fusion_graphs_take_any_number_of_items(tmp_path: Path, name: str, batch: int) -> None:
    torch.manual_seed(2)
    fusion = FUSIONS[name]().eval()
    export_fusion(fusion, 6, 6, tmp_path / "fusion.onnx")
    image, text = (
        Modality(
            F.normalize(torch.randn(batch, 8), dim=1), torch.randn(batch, 3, 6), torch.ones(batch, 3).bool(), present
        )
        for present in (torch.arange(batch) % 2 == 0, torch.ones(batch).bool())
    )
    graph, feeds = Graph(tmp_path / "fusion.onnx", threads=1), {"role": np.array(0)}
    for side, modality in (("image", image), ("text", text)):
        feeds |= {f"{side}_{part}": value.numpy() for part, value in modality._asdict().items()}
    read = {name: feeds[name] for name in graph.inputs}  # a plain fusion reads no tokens
    embedding, weights = graph.run(read, ("embedding", "weights"))
    with torch.inference_mode():
        expected = fusion(image, text, Role.QUERY)
    np.testing.assert_allclose(embedding, expected.embedding.numpy(), atol=2e-3)
    np.testing.assert_allclose(weights, expected.weights.numpy(), atol=2e-3)
