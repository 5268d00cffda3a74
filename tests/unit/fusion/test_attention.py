import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from fusion.attention import AttentionFusion, FusionConfig, _attend, _shares
from fusion.base import Modality, Role
from tests.unit.fusion.items import IMAGE_DIM, IMAGE_WIDTH, TEXT_DIM, TEXT_WIDTH, modality

CONFIG = FusionConfig(IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH, width=16, heads=4)


def trained(config: FusionConfig = CONFIG) -> AttentionFusion:
    fusion = AttentionFusion(config)
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return fusion.eval()


def attend_naively(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
    """softmax(QK^T/√d_k)V, one head, one question and one answer at a time."""
    batch, heads, asking, d_k = query.shape
    mixed = torch.zeros(batch, asking, heads * d_k)
    for item in range(batch):
        real = [token for token in range(keys.shape[2]) if mask[item, token]]
        for head in range(heads):
            part = slice(head * d_k, (head + 1) * d_k)
            for row in range(asking):
                scores = [float(query[item, head, row] @ keys[item, head, token]) / math.sqrt(d_k) for token in real]
                largest = max(scores)
                powers = [math.exp(score - largest) for score in scores]
                for token, power in zip(real, powers, strict=True):
                    mixed[item, row, part] += power / sum(powers) * values[item, head, token]
    return mixed


def test_attention_is_the_formula() -> None:
    query, keys, values = torch.randn(3, 4, 2, 5), torch.randn(3, 4, 7, 5), torch.randn(3, 4, 7, 5)
    mask = torch.rand(3, 7) < 0.6
    mask[:, 0] = True
    expected = attend_naively(query, keys, values, mask)
    torch.testing.assert_close(_attend(query, keys, values, mask), expected, atol=1e-5, rtol=1e-4)


def test_a_single_token_would_make_attention_trivial() -> None:
    """Why attention runs over tokens and not over the one concatenated vector."""
    v = torch.randn(1, 1, 16)
    q, k, w_v = (torch.nn.Linear(16, 16) for _ in range(3))
    torch.testing.assert_close(F.scaled_dot_product_attention(q(v), k(v), w_v(v)), w_v(v))


def test_roles_are_told_apart(items: tuple[Modality, Modality]) -> None:
    fusion = trained()
    query, product = fusion(*items, Role.QUERY).embedding, fusion(*items, Role.PRODUCT).embedding
    assert (query - product).abs().max() > 0.01


def test_words_change_what_a_photo_is_looked_up_by(items: tuple[Modality, Modality]) -> None:
    image, text = items
    fusion = trained()
    others = modality(6, TEXT_DIM, TEXT_WIDTH, 3, text.present)
    before = fusion(image, text, Role.QUERY).embedding[:3, :IMAGE_DIM]
    after = fusion(image, others, Role.QUERY).embedding[:3, :IMAGE_DIM]
    assert (F.normalize(before, dim=1) - F.normalize(after, dim=1)).abs().max() > 0.01


def test_a_missing_modality_is_predicted_from_the_other(items: tuple[Modality, Modality]) -> None:
    embedding = trained()(*items, Role.QUERY).embedding
    assert (embedding[3:5, IMAGE_DIM:].norm(dim=1) > 0.01).all()
    assert embedding[5, :IMAGE_DIM].norm() > 0.01


def test_the_photos_share_starts_where_the_configuration_says(items: tuple[Modality, Modality]) -> None:
    config = FusionConfig(IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH, width=16, heads=4, image_weight=0.8)
    embedding = AttentionFusion(config)(*items, Role.QUERY).embedding[:3]
    torch.testing.assert_close(embedding[:, :IMAGE_DIM].square().sum(dim=1), torch.full((3,), 0.8))


@torch.no_grad()
def test_the_embedding_alone_is_the_one_that_comes_with_weights(items: tuple[Modality, Modality]) -> None:
    fusion, role = trained(), torch.tensor(0)
    torch.testing.assert_close(fusion.embed(*items, role), fusion.fuse(*items, role).embedding)


@torch.no_grad()
def test_without_words_it_is_as_if_words_had_never_been_there(items: tuple[Modality, Modality]) -> None:
    """What the weights compare with is what a shopper gets who gives the photo, or the words, alone."""
    fusion, role = trained(), torch.tensor(0)
    image, text = (Modality(*(part[:3] for part in modality)) for modality in items)
    nothing = torch.zeros(3, dtype=torch.bool)
    learned = fusion.embed(image, text, role)
    photo_alone = fusion.embed(image, text._replace(present=nothing), role)
    words_alone = fusion.embed(image._replace(present=nothing), text, role)
    expected = _shares(learned, photo_alone, words_alone)
    torch.testing.assert_close(fusion.fuse(image, text, role).weights, expected)


def test_words_that_turn_nothing_count_nothing() -> None:
    photo, words = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    between = F.normalize(torch.tensor([[3.0, 1.0]]), dim=1)
    torch.testing.assert_close(_shares(photo, photo, words), torch.tensor([[1.0, 0.0]]), atol=1e-5, rtol=0)
    torch.testing.assert_close(_shares(words, photo, words), torch.tensor([[0.0, 1.0]]), atol=1e-5, rtol=0)
    torch.testing.assert_close(_shares(between, photo, words), torch.tensor([[0.9, 0.1]]), atol=1e-5, rtol=0)
    torch.testing.assert_close(_shares(photo, photo, photo), torch.tensor([[0.5, 0.5]]))


def test_a_fresh_fusion_tells_the_weights_of_plain_concatenation(items: tuple[Modality, Modality]) -> None:
    config = FusionConfig(IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH, width=16, heads=4, image_weight=0.7)
    weights = AttentionFusion(config)(*items, Role.QUERY).weights
    torch.testing.assert_close(weights[:3], torch.tensor([[0.7, 0.3]] * 3), atol=1e-5, rtol=0)


def test_words_can_take_a_number_out_of_the_photo() -> None:
    fusion = AttentionFusion(CONFIG)
    with torch.no_grad():
        fusion.image_out.bias[2] = -1.0  # scales the third number of every image vector by 0
    embedding = fusion(*(modality(2, d, w) for d, w in ((IMAGE_DIM, IMAGE_WIDTH), (TEXT_DIM, TEXT_WIDTH))), Role.QUERY)
    assert not embedding.embedding[:, 2].any()
    assert embedding.embedding[:, 3].all()


def test_heads_must_divide_the_width() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        AttentionFusion(FusionConfig(8, 8, 8, 8, width=10, heads=4))


def test_resnet50_and_bert_base_fuse_into_2816_numbers() -> None:
    config = FusionConfig(image_dim=2048, text_dim=768, image_token_width=2048, text_token_width=768)
    image, text = modality(2, 2048, 2048, 49), modality(2, 768, 768, 12)
    assert AttentionFusion(config)(image, text, Role.QUERY).embedding.shape == (2, 2816)
