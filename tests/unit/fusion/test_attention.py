import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Modality, Role
from tests.unit.fusion.items import IMAGE_DIM, IMAGE_WIDTH, TEXT_DIM, TEXT_WIDTH, modality

CONFIG = FusionConfig(IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH, width=16, heads=4)


def trained(config: FusionConfig = CONFIG) -> AttentionFusion:
    fusion = AttentionFusion(config)
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return fusion.eval()


def attend_naively(fusion: AttentionFusion, asking: Tensor, context: Tensor, mask: Tensor) -> Tensor:
    """softmax(QK^T/√d_k)V, one head, one question and one answer at a time."""
    batch, tokens, width = context.shape
    d_k = width // fusion.heads
    q, k, v = fusion.w_q(fusion.norm(asking)), fusion.w_k(fusion.norm(context)), fusion.w_v(fusion.norm(context))
    mixed = torch.zeros(batch, 2, width)
    for item in range(batch):
        for head in range(fusion.heads):
            part = slice(head * d_k, (head + 1) * d_k)
            for row in range(2):
                real = [token for token in range(tokens) if mask[item, token]]
                scores = [float(q[item, row, part] @ k[item, token, part]) / math.sqrt(d_k) for token in real]
                largest = max(scores)
                powers = [math.exp(score - largest) for score in scores]
                for token, power in zip(real, powers, strict=True):
                    mixed[item, row, part] += power / sum(powers) * v[item, token, part]
    return fusion.w_o(mixed)


@torch.no_grad()
def test_attention_is_the_formula(items: tuple[Modality, Modality]) -> None:
    fusion = trained()
    role = torch.tensor(0)
    asking = fusion._modality_tokens(*items, role)
    context, mask = fusion._context(asking, *items, role)
    found, attention = fusion._attend(asking, context, mask)
    torch.testing.assert_close(found, attend_naively(fusion, asking, context, mask), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(attention.sum(dim=2), torch.ones(6, 2))
    assert not attention.masked_select(~mask[:, None, :].expand_as(attention)).any()


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


def test_heads_must_divide_the_width() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        AttentionFusion(FusionConfig(8, 8, 8, 8, width=10, heads=4))


def test_resnet50_and_bert_base_fuse_into_2816_numbers() -> None:
    config = FusionConfig(image_dim=2048, text_dim=768, image_token_width=2048, text_token_width=768)
    image, text = modality(2, 2048, 2048, 49), modality(2, 768, 768, 12)
    assert AttentionFusion(config)(image, text, Role.QUERY).embedding.shape == (2, 2816)
