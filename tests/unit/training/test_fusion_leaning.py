import numpy as np
import pytest
import torch

from fusion.concatenation import ConcatenationFusion
from tests.unit.training.synthetic_features import IMAGE_DIM, TEXT_DIM, synthetic_data
from training.evaluation import embed_gallery, embed_queries, recalls, trials
from training.fusion_data import FusionData
from training.fusion_leaning import LEANINGS, mean_ranks, set_leaning


class Boastful(ConcatenationFusion):
    """Predicts words from a photo, loudly and wrongly."""

    def join(
        self,
        image_block: torch.Tensor,
        text_block: torch.Tensor,
        there: tuple[torch.Tensor, torch.Tensor],
        role: torch.Tensor,
    ) -> torch.Tensor:
        guess = torch.nn.functional.normalize(torch.sin(37 * image_block[:, :TEXT_DIM]), dim=1)
        text_block = torch.where(there[1][:, None], text_block, 3 * guess)
        return super().join(image_block, text_block, there, role)


@pytest.fixture
def data() -> FusionData:
    return synthetic_data(designs=36)


def test_a_fusion_that_trusts_its_guesses_too_much_leans_back(data: FusionData) -> None:
    fusion = Boastful(IMAGE_DIM, TEXT_DIM)
    photo = trials(data, "validation")["photo"]
    before = recalls(fusion, data, photo)["R@1"]
    set_leaning(fusion, data)
    assert fusion.leaning[0] > 2
    assert recalls(fusion, data, photo)["R@1"] > before + 0.2


def test_what_needs_no_leaning_is_left_upright(data: FusionData) -> None:
    fusion = ConcatenationFusion(IMAGE_DIM, TEXT_DIM)
    fusion.leaning.fill_(3.0)
    set_leaning(fusion, data)
    assert fusion.leaning[:2].tolist() == [0.0, 0.0]  # with one block alone there is nothing to weigh


def test_without_products_held_out_nothing_leans(data: FusionData) -> None:
    fusion = Boastful(IMAGE_DIM, TEXT_DIM)
    set_leaning(fusion, data, "test")
    assert fusion.leaning.tolist() == [0.0, 0.0, 0.0]


def test_ranks_are_those_of_queries_that_lean_so(data: FusionData) -> None:
    """The short cut over blocks ranks as the leaning fusion itself does."""
    fusion, trial = Boastful(IMAGE_DIM, TEXT_DIM), trials(data, "validation")["photo"]
    lean = LEANINGS[11]
    dim = fusion.image_dim
    gallery, asked = embed_gallery(fusion, data, trial.gallery), embed_queries(fusion, data, trial)
    short = np.exp(lean / 4) * asked[:, :dim] @ gallery.vectors[:, :dim].T
    short += np.exp(-lean / 4) * asked[:, dim:] @ gallery.vectors[:, dim:].T
    fusion.leaning[0] = lean
    leant = embed_queries(fusion, data, trial) @ gallery.vectors.T
    np.testing.assert_array_equal(np.argsort(short, axis=1), np.argsort(leant, axis=1))
    fusion.leaning.zero_()
    assert len(mean_ranks(fusion, data, trial)) == len(LEANINGS)
