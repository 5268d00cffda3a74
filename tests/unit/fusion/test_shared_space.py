import pytest
import torch
import torch.nn.functional as F

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, Modality, Role
from fusion.concatenation import ConcatenationFusion
from fusion.shared_space import SharedSpaceFusion


def items(present: list[bool], seed: int) -> Modality:
    generator = torch.Generator().manual_seed(seed)
    vectors = F.normalize(torch.randn(3, 8, generator=generator), dim=1)
    return Modality(
        vectors, torch.randn(3, 4, 6, generator=generator), torch.ones(3, 4, dtype=torch.bool), torch.tensor(present)
    )


IMAGE, TEXT = items([True, True, False], 1), items([True, False, True], 2)


def plain() -> Fusion:
    return ConcatenationFusion(8, 8, image_weight=0.3)


def attention() -> Fusion:
    torch.manual_seed(0)
    return AttentionFusion(FusionConfig(8, 8, 6, 6, width=16, heads=4, image_weight=0.3)).eval()


@pytest.mark.parametrize("make", [plain, attention])
@pytest.mark.parametrize("role", Role)
def test_a_missing_modality_takes_the_others_vector_and_no_weight(make: object, role: Role) -> None:
    fused = SharedSpaceFusion(make())(IMAGE, TEXT, role)  # type: ignore[operator]
    blocks = fused.embedding.detach()
    assert torch.allclose(blocks[0], torch.cat([0.3**0.5 * IMAGE.vector[0], 0.7**0.5 * TEXT.vector[0]]), atol=1e-6)
    assert torch.allclose(blocks[1], torch.cat([0.3**0.5 * IMAGE.vector[1], 0.7**0.5 * IMAGE.vector[1]]), atol=1e-6)
    assert torch.allclose(blocks[2], torch.cat([0.3**0.5 * TEXT.vector[2], 0.7**0.5 * TEXT.vector[2]]), atol=1e-6)
    assert fused.weights[1].tolist() == [1, 0]
    assert fused.weights[2].tolist() == [0, 1]


def test_words_are_compared_with_photos_too() -> None:
    fusion = SharedSpaceFusion(plain())
    photo = IMAGE._replace(present=torch.ones(3, dtype=torch.bool))
    nothing = TEXT._replace(present=torch.zeros(3, dtype=torch.bool))
    words = Modality(photo.vector, TEXT.tokens, TEXT.mask, photo.present)  # say just what the photos show
    gallery = fusion(photo, nothing, Role.PRODUCT).embedding
    asked = fusion(IMAGE._replace(present=nothing.present), words, Role.QUERY).embedding
    assert (asked @ gallery.T).argmax(dim=1).tolist() == [0, 1, 2]


def test_the_embedding_alone_is_the_same() -> None:
    fusion = SharedSpaceFusion(attention())
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    role = torch.tensor(0)
    assert torch.allclose(fusion.embed(IMAGE, TEXT, role), fusion.fuse(IMAGE, TEXT, role).embedding, atol=1e-6)


def test_spaces_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="8 and 9 numbers"):
        SharedSpaceFusion(ConcatenationFusion(8, 9))
