from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from encoders.towers.bert import BertTower
from training.export import export_full_text_tower, export_text_tower
from training.precision.steady_ranges import make_steady
from training.text_mixing import mix_text_tower

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter and transformers warn about their own internals


@pytest.fixture(scope="module")
def tuned(tiny_bert: Path) -> BertTower:
    """The network after tuning; the embedding of one word took the place of another."""
    tower = BertTower(tiny_bert).eval()
    torch.manual_seed(5)
    with torch.no_grad():
        for name, weight in tower.bert.named_parameters():
            if not name.endswith("embeddings.weight"):
                weight.add_(torch.randn_like(weight) * 0.02)
        tower.bert.embeddings.word_embeddings.weight[7] = 0.1
    return tower


@pytest.fixture(scope="module", params=["int8", "fp32"])
def served(request: pytest.FixtureRequest, tuned: BertTower, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its graph."""
    folder = tmp_path_factory.mktemp("served")
    if request.param == "fp32":
        export_full_text_tower(tuned, folder / "text.onnx")
        return folder / "text.onnx"
    export_text_tower(tuned, folder / "coming.onnx")
    ids = np.arange(12, dtype=np.int64)[None]
    make_steady(folder / "coming.onnx", [{"input_ids": ids, "attention_mask": np.ones_like(ids)}], folder / "text.onnx")
    return folder / "text.onnx"


def state(folder: Path) -> dict[str, Tensor]:
    return dict(BertTower(folder).bert.state_dict())


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_weights_lie_between_both_up_to_rounding(
    share: float, tuned: BertTower, served: Path, tiny_bert: Path, tmp_path: Path
) -> None:
    assert mix_text_tower(served, tiny_bert / "tokenizer.json", tiny_bert, share, tmp_path) == 1
    before, after, mixed = state(tiny_bert), tuned.bert.state_dict(), state(tmp_path)
    for name, weight in mixed.items():
        if name == "embeddings.word_embeddings.weight":
            torch.testing.assert_close(weight[:7], before[name][:7], atol=0, rtol=0)
            torch.testing.assert_close(weight[7], after[name][7], atol=0.002, rtol=0)
        elif weight.is_floating_point():
            torch.testing.assert_close(weight, torch.lerp(before[name], after[name], share), atol=0.002, rtol=0)
    assert (tmp_path / "tokenizer.json").read_bytes() == (tiny_bert / "tokenizer.json").read_bytes()


def test_the_graph_of_another_network_is_refused(served: Path, tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    wider = BertConfig(vocab_size=12, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(wider).save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="or another one"):
        mix_text_tower(served, tmp_path / "tokenizer.json", tmp_path, 0.5, tmp_path / "out")
