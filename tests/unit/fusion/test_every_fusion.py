"""What holds for each fusion alike."""

import math
from collections.abc import Callable

import pytest
import torch

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, MissingModalityError, Modality, Role
from fusion.concatenation import ConcatenationFusion
from fusion.early import EarlyFusion
from fusion.gated import GatedFusion
from fusion.late import LateFusion
from tests.unit.fusion.items import IMAGE_DIM, IMAGE_WIDTH, TEXT_DIM, TEXT_WIDTH, modality

FUSIONS: dict[str, Callable[[], Fusion]] = {
    "attention": lambda: AttentionFusion(
        FusionConfig(IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH, width=16, heads=4, image_weight=0.5)
    ),
    "concatenation": lambda: ConcatenationFusion(IMAGE_DIM, TEXT_DIM, image_weight=0.5),
    "early": lambda: EarlyFusion(IMAGE_DIM, TEXT_DIM, width=16),
    "gated": lambda: GatedFusion(IMAGE_DIM, TEXT_DIM),
    "late": lambda: LateFusion(IMAGE_DIM, TEXT_DIM, image_weight=0.5),
}
LEARNED = [name for name in FUSIONS if name != "concatenation"]


def trained(name: str) -> Fusion:
    """A fusion away from its initialisation."""
    fusion = FUSIONS[name]()
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return fusion.eval()


@pytest.mark.parametrize("name", LEARNED)
def test_a_fresh_fusion_is_plain_weighted_concatenation(name: str, items: tuple[Modality, Modality]) -> None:
    plain = FUSIONS["concatenation"]()(*items, Role.QUERY)
    fresh = FUSIONS[name]()(*items, Role.QUERY)
    torch.testing.assert_close(fresh.embedding, plain.embedding, atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", FUSIONS)
@pytest.mark.parametrize("role", Role)
def test_embeddings_have_unit_length_and_weights_sum_to_one(
    name: str, role: Role, items: tuple[Modality, Modality]
) -> None:
    embedding, weights = trained(name)(*items, role)
    assert embedding.shape == (6, IMAGE_DIM + TEXT_DIM)
    torch.testing.assert_close(embedding.norm(dim=1), torch.ones(6))
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(6))
    assert (weights >= 0).all()


@pytest.mark.parametrize("name", FUSIONS)
def test_a_missing_modality_counts_nothing(name: str, items: tuple[Modality, Modality]) -> None:
    weights = trained(name)(*items, Role.QUERY).weights
    assert weights[3:5].tolist() == [[1.0, 0.0]] * 2
    assert weights[5].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("name", FUSIONS)
def test_what_stands_in_a_missing_modality_changes_nothing(name: str, items: tuple[Modality, Modality]) -> None:
    image, text = items
    fusion = trained(name)
    other = modality(6, TEXT_DIM, TEXT_WIDTH, 3, text.present)
    alone = fusion(image, text, Role.QUERY).embedding[3:5]
    torch.testing.assert_close(fusion(image, other, Role.QUERY).embedding[3:5], alone)


@pytest.mark.parametrize("name", FUSIONS)
def test_queries_lean_as_they_are_told_and_products_do_not(name: str, items: tuple[Modality, Modality]) -> None:
    fusion = trained(name)
    upright = fusion(*items, Role.QUERY).embedding, fusion(*items, Role.PRODUCT).embedding
    fusion.leaning.copy_(torch.tensor([2.0, -1.0, 0.0]))  # photo alone, words alone, both
    leant = fusion(*items, Role.QUERY).embedding
    before, after = (
        block[:, :IMAGE_DIM].square().sum(dim=1) / block[:, IMAGE_DIM:].square().sum(dim=1).clamp(min=1e-9)
        for block in (upright[0], leant)
    )
    times = torch.tensor([1.0, 1.0, 1.0, math.exp(2), math.exp(2), math.exp(-1)])
    known = before < 1e6  # plain concatenation has no block for what is missing
    torch.testing.assert_close(after[known], (before * times)[known], rtol=1e-3, atol=1e-6)
    torch.testing.assert_close(leant.norm(dim=1), torch.ones(6))
    torch.testing.assert_close(fusion(*items, Role.PRODUCT).embedding, upright[1])


@pytest.mark.parametrize("name", FUSIONS)
def test_padding_and_neighbours_change_nothing(name: str, items: tuple[Modality, Modality]) -> None:
    image, text = items
    fusion = trained(name)
    together = fusion(image, text, Role.QUERY).embedding
    padded = text._replace(
        tokens=torch.cat([text.tokens, torch.randn(6, 4, TEXT_WIDTH)], dim=1),
        mask=torch.cat([text.mask, torch.zeros(6, 4, dtype=torch.bool)], dim=1),
    )
    torch.testing.assert_close(fusion(image, padded, Role.QUERY).embedding, together, atol=1e-5, rtol=1e-4)
    first = Modality(*(part[:1] for part in image)), Modality(*(part[:1] for part in text))
    torch.testing.assert_close(fusion(*first, Role.QUERY).embedding, together[:1], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", FUSIONS)
def test_an_item_without_any_modality_is_refused(name: str, items: tuple[Modality, Modality]) -> None:
    image, text = items
    nothing = torch.zeros(6, dtype=torch.bool)
    with pytest.raises(MissingModalityError):
        FUSIONS[name]()(image._replace(present=nothing), text, Role.QUERY)


@pytest.mark.parametrize("name", FUSIONS)
def test_shapes_that_do_not_belong_together_are_refused(name: str, items: tuple[Modality, Modality]) -> None:
    image, text = items
    fusion = FUSIONS[name]()
    with pytest.raises(ValueError, match="image vectors"):
        fusion(image._replace(vector=image.vector[:, 1:]), text, Role.QUERY)
    with pytest.raises(ValueError, match="cannot be fused"):
        fusion(Modality(*(part[:2] for part in image)), text, Role.QUERY)
    with pytest.raises(ValueError, match="do not fit mask"):
        fusion(image._replace(mask=image.mask[:, 1:]), text, Role.QUERY)


@pytest.mark.parametrize("name", LEARNED)
def test_every_parameter_learns(name: str, items: tuple[Modality, Modality]) -> None:
    fusion = trained(name).train()
    roles = [fusion(*items, role).embedding for role in Role]
    sum((embedding * torch.randn_like(embedding)).sum() for embedding in roles).backward()
    idle = [name for name, parameter in fusion.named_parameters() if parameter.grad is None or not parameter.grad.any()]
    assert idle == ["w_k.bias"] * ("w_k.bias" in idle)  # softmax does not see what is added to every key alike


def test_a_weight_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(ValueError, match="image_weight"):
        ConcatenationFusion(4, 4, image_weight=1.5)


def test_the_fixed_weight_is_the_weight_of_the_cosines(items: tuple[Modality, Modality]) -> None:
    image, text = (Modality(*(part[:3] for part in modality)) for modality in items)
    embedding = ConcatenationFusion(IMAGE_DIM, TEXT_DIM, image_weight=0.3)(image, text, Role.QUERY).embedding
    cosines = 0.3 * image.vector @ image.vector.T + 0.7 * text.vector @ text.vector.T
    torch.testing.assert_close(embedding @ embedding.T, cosines)
