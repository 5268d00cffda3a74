from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from encoders.towers.clip import ClipImageTower, ClipTextTower

END = 98  # CLIP finds the end of a text by its number, the largest; a padding above it must not be taken for it
IDS = torch.tensor([[97, 7, 8, 9, END], [97, 5, END, 0, 0]])
MASK = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])


def load(folder: Path) -> Any:
    import open_clip

    return open_clip.create_model(f"local-dir:{folder}", pretrained_text=False).eval()


def normalised(pixels: Tensor) -> Tensor:
    return (pixels - torch.tensor([0.5, 0.4, 0.3]).view(1, 3, 1, 1)) / 0.25


def test_vit_b_32_gives_512_numbers_and_49_regions_of_768() -> None:
    tower = ClipImageTower("ViT-B-32").eval()
    encoding = tower(torch.rand(1, 3, 224, 224))
    assert (tower.dim, tower.token_width, tower.size) == (512, 768, 224)
    assert encoding.vector.shape == (1, 512)
    assert encoding.tokens.shape == (1, 49, 768)
    assert encoding.mask.shape == (1, 49)


@pytest.mark.parametrize(
    ("family", "regions", "width"), [("small_clip", 16, 64), ("clip_with_bert", 4, 512), ("small_siglip", 4, 512)]
)
def test_a_local_folder_gives_the_photos_the_vectors_of_the_clip_that_was_saved(
    family: str, regions: int, width: int, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(family)
    tower = ClipImageTower(f"local-dir:{folder}").eval()
    pixels = torch.rand(2, 3, tower.size, tower.size)
    encoding = tower(pixels)
    assert torch.allclose(encoding.vector, load(folder).encode_image(normalised(pixels)), atol=1e-5)
    assert (tower.dim, tower.token_width) == (24, width)
    assert encoding.tokens.shape == (2, regions, width)
    assert torch.equal(encoding.mask, torch.ones(2, regions, dtype=torch.bool))


@pytest.mark.parametrize(("family", "rows"), [("small_clip", 4), ("clip_with_bert", 2), ("small_siglip", 2)])
def test_regions_are_listed_row_by_row(family: str, rows: int, request: pytest.FixtureRequest) -> None:
    tower = ClipImageTower(f"local-dir:{request.getfixturevalue(family)}").eval()
    dark = torch.zeros(1, 3, tower.size, tower.size)
    light, region = dark.clone(), tower.size // rows
    light[:, :, :region, -region:] = 1.0
    change = (tower(light).tokens - tower(dark).tokens).abs().sum(dim=(0, 2))
    assert change.argmax() == rows - 1


def test_a_local_folder_gives_the_texts_the_vectors_of_the_clip_that_was_saved(small_clip: Path) -> None:
    tower = ClipTextTower(f"local-dir:{small_clip}").eval()
    encoding = tower(IDS, MASK)
    padded = torch.nn.functional.pad(IDS, (0, 12 - IDS.shape[1]))
    assert torch.allclose(encoding.vector, load(small_clip).encode_text(padded), atol=1e-6)
    assert (tower.dim, tower.token_width) == (24, 32)
    assert encoding.tokens.shape == (2, 5, 32)
    assert torch.equal(encoding.mask, MASK.bool())


def test_photos_are_fitted_as_the_checkpoint_says_or_as_all_published_ones_of_its_kind(
    small_clip: Path, tmp_path: Path
) -> None:
    import open_clip

    tower = ClipImageTower(f"local-dir:{small_clip}")
    assert (tower.size, tower.fitting.way, tower.fitting.interpolation) == (32, "crop", "bicubic")
    torch.save(open_clip.create_model("MobileCLIP2-S0").state_dict(), tmp_path / "clip.pt")
    tower = ClipImageTower("MobileCLIP2-S0", weights=tmp_path / "clip.pt")
    assert (tower.size, tower.fitting.way, tower.fitting.interpolation) == (256, "crop", "bilinear")
    assert tower.mean.flatten().tolist() == [0, 0, 0]


def test_padding_does_not_change_a_texts_vector(small_clip: Path) -> None:
    tower = ClipTextTower(f"local-dir:{small_clip}").eval()
    alone = tower(IDS[1:, :3], MASK[1:, :3])
    padded = tower(IDS[1:], MASK[1:])
    otherwise = tower(IDS[1:].masked_fill(MASK[1:] == 0, END + 1), MASK[1:])
    assert torch.allclose(alone.vector, padded.vector, atol=1e-6)
    assert torch.allclose(alone.vector, otherwise.vector, atol=1e-6)
    assert torch.allclose(alone.tokens, padded.tokens[:, :3], atol=1e-6)


def test_a_bert_inside_a_clip_gives_its_pieces_without_the_class_token(clip_with_bert: Path) -> None:
    tower = ClipTextTower(f"local-dir:{clip_with_bert}").eval()
    encoding = tower(IDS, MASK)
    assert torch.allclose(encoding.vector, load(clip_with_bert).encode_text(IDS), atol=1e-6)
    assert (tower.dim, tower.token_width) == (24, 64)
    assert encoding.tokens.shape == (2, 4, 64)
    assert torch.equal(encoding.mask, MASK[:, 1:].bool())
    otherwise = tower(IDS.masked_fill(MASK == 0, 7), MASK)
    assert torch.allclose(encoding.vector, otherwise.vector, atol=1e-6)


def test_a_text_that_the_network_cannot_hold_is_an_error(small_clip: Path) -> None:
    with pytest.raises(ValueError, match="at most 12 tokens, not 13"):
        ClipTextTower(f"local-dir:{small_clip}")(torch.ones(1, 13, dtype=torch.int64), torch.ones(1, 13))


def test_a_siglip_takes_only_texts_padded_by_its_own_tokenizer(small_siglip: Path) -> None:
    tower = ClipTextTower(f"local-dir:{small_siglip}").eval()
    ids = torch.tensor([[4, 5, 6] + [1] * 9])
    mask = (ids != 1).long()
    assert torch.allclose(tower(ids, mask).vector, load(small_siglip).encode_text(ids), atol=1e-6)
    with pytest.raises(ValueError, match="pad to 12, not 3"):
        tower(ids[:, :3], mask[:, :3])


def test_a_checkpoint_file_gives_the_vectors_of_the_clip_that_was_saved(tmp_path: Path) -> None:
    import open_clip

    saved = open_clip.create_model("ViT-S-32-alt").eval()
    torch.save(saved.state_dict(), tmp_path / "clip.pt")
    image = ClipImageTower("ViT-S-32-alt", weights=tmp_path / "clip.pt", mean=(0, 0, 0), std=(1, 1, 1)).eval()
    text = ClipTextTower("ViT-S-32-alt", weights=tmp_path / "clip.pt").eval()
    pixels, ids = torch.rand(1, 3, 224, 224), open_clip.get_tokenizer("ViT-S-32-alt")(["a rose gold ring"])
    assert torch.allclose(image(pixels).vector, saved.encode_image(pixels), atol=1e-5)
    assert torch.allclose(text(ids, (ids != 0).long()).vector, saved.encode_text(ids), atol=1e-5)


def test_hub_weights_are_asked_for_by_open_clips_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def download(tag: dict[str, Any], **options: object) -> str:
        asked.append(tag["hf_hub"])
        raise OSError("the hub cannot be reached")

    monkeypatch.setattr("open_clip.factory.download_pretrained", download)
    with pytest.raises(RuntimeError, match="hub cannot be reached"):
        ClipImageTower("ViT-B-32", weights="laion2b_s34b_b79k")
    with pytest.raises(RuntimeError, match="hub cannot be reached"):
        ClipTextTower("ViT-B-32", weights="laion2b_s34b_b79k")
    assert asked == ["laion/CLIP-ViT-B-32-laion2B-s34B-b79K/"] * 2


def test_a_folder_without_weights_is_an_error_and_not_a_random_network(small_clip: Path, tmp_path: Path) -> None:
    (tmp_path / "open_clip_config.json").write_text((small_clip / "open_clip_config.json").read_text())
    with pytest.raises(RuntimeError, match="could not be loaded"):
        ClipImageTower(f"local-dir:{tmp_path}")


def test_an_unknown_tag_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="not a known tag or valid file path"):
        ClipTextTower("ViT-S-32-alt", weights="no_such_tag")
