"""How a fusion that went on from a bundle's ends between the two."""

import copy

import pytest
import torch
from torch import Tensor

from fusion.attention import AttentionFusion, FusionConfig
from tests.unit.training.synthetic_features import IMAGE_DIM, TEXT_DIM, synthetic_data
from training.bundle_fusions import end_between
from training.fusion_data import FusionData
from training.progress import Log


@pytest.fixture(scope="module")
def data() -> FusionData:
    return synthetic_data(designs=24)


def fresh(data: FusionData) -> AttentionFusion:
    """One that is plain concatenation, which finds much here."""
    torch.manual_seed(0)
    image = data.photos.modality([0], tokens=True)
    text = data.words.modality([0], tokens=True)
    return AttentionFusion(FusionConfig(IMAGE_DIM, TEXT_DIM, image.tokens.shape[2], text.tokens.shape[2])).eval()


def ruined(fusion: AttentionFusion) -> dict[str, Tensor]:
    """Weights of one that adds the same to whatever it is shown."""
    state = copy.deepcopy(fusion.state_dict())
    for name in ("image_out.bias", "text_out.bias"):
        state[name] = state[name] + 40
    return state


def test_one_that_finds_more_than_before_keeps_nearly_its_own_weights(data: FusionData) -> None:
    fusion = fresh(data)
    assert end_between(fusion, ruined(fusion), data, Log()) >= 0.85


def test_one_that_finds_less_gets_those_from_before(data: FusionData) -> None:
    fusion = fresh(data)
    before = copy.deepcopy(fusion.state_dict())
    fusion.load_state_dict(ruined(fusion))
    assert end_between(fusion, before, data, Log()) == 0
    assert torch.equal(fusion.state_dict()["image_out.bias"], before["image_out.bias"])


def test_of_shares_that_find_as_much_the_one_nearest_to_what_was_known_is_taken(data: FusionData) -> None:
    fusion = fresh(data)
    known = copy.deepcopy(fusion.state_dict())
    unused = "missing"  # a photo that is not there, of which concatenation makes nothing
    known[unused] = known[unused] + 1
    assert end_between(fusion, known, data, Log()) == 0


def test_without_products_held_out_it_stays_as_it_is(data: FusionData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.bundle_fusions.trials", lambda *_: {})
    fusion = fresh(data)
    own = copy.deepcopy(fusion.state_dict())
    assert end_between(fusion, ruined(fusion), data, Log()) == 1
    assert torch.equal(fusion.state_dict()["image_out.bias"], own["image_out.bias"])
