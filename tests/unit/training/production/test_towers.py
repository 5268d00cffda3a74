"""Checkpoints become graphs that give the vectors of their networks."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from bundles import Graph, PhotoFitting
from encoders.preprocessing import fit_photo
from training.precision.recall_gate import Gate
from training.production.errors import ExportError, ParityError, SourceError, TokenizerError
from training.production.material import Material, from_folder
from training.production.parity import check_parity
from training.production.sources import parse_source
from training.production.steps import Steps
from training.production.towers import BuiltTower, build_image_tower, build_text_tower
from training.progress import silent

TEXTS = ["rose gold ring", "a ring in silver", "", "Größe 54 💍", "gold " * 100]


@pytest.fixture(scope="session")
def material(photos_folder: Path) -> Material:
    return from_folder(photos_folder)


def build_text(folder: Path, library: str, material: Material, work: Path) -> BuiltTower:
    return build_text_tower(parse_source(f"{library}:{folder}"), material, Gate(), Steps(work), silent)


def served_pieces(built: BuiltTower, texts: list[str]) -> dict[str, np.ndarray]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(built.tokenizer))
    tokenizer.enable_truncation(max_length=built.facts["max_pieces"])
    tokenizer.enable_padding(pad_id=built.facts["pad_id"], length=built.facts["pad_to"])
    encoded = tokenizer.encode_batch(texts)
    return {
        "input_ids": np.array([item.ids for item in encoded]),
        "attention_mask": np.array([item.attention_mask for item in encoded]),
    }


@pytest.mark.parametrize("family", ["clip_folder", "siglip_folder"])
def test_the_graphs_of_a_clip_give_its_own_vectors(
    family: str, request: pytest.FixtureRequest, material: Material, tmp_path: Path
) -> None:
    import open_clip

    folder = request.getfixturevalue(family)
    clip, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}", pretrained_text=False)
    source = parse_source(f"open_clip:{folder}")
    image = build_image_tower(source, material, Gate(), Steps(tmp_path), silent)
    text = build_text(folder, "open_clip", material, tmp_path)
    with Image.open(material.photos[0]) as opened:
        photo = opened.convert("RGB")
    pixels = fit_photo(photo, image.facts["size"], PhotoFitting.model_validate(image.facts["fitting"]))[None]
    texts = TEXTS if family == "clip_folder" else [*TEXTS, "Rose-Gold RING!"]
    with torch.inference_mode():
        seen = F.normalize(clip.eval().encode_image(transform(photo)[None]), dim=1).numpy()
        read = F.normalize(clip.encode_text(open_clip.get_tokenizer(f"local-dir:{folder}")(texts)), dim=1).numpy()
    full = Graph(tmp_path / "image" / "full.onnx").run({"pixels": pixels}, ("vector",))[0]
    np.testing.assert_allclose(full, seen, atol=1e-5)
    graph, pieces = Graph(tmp_path / "text" / "full.onnx"), served_pieces(text, texts)
    full = graph.run({name: pieces[name] for name in graph.inputs}, ("vector",))[0]
    np.testing.assert_allclose(full, read, atol=1e-5)
    assert image.facts["parity"]["cosine"] > 0.9999
    assert text.facts["texts_cut_alike"] > 100


def test_a_bert_with_a_vocabulary_alone_gets_its_tokenizer(
    bert_folder: Path, material: Material, tmp_path: Path
) -> None:
    from transformers import AutoTokenizer, BertModel

    built = build_text(bert_folder, "transformers", material, tmp_path)
    own = AutoTokenizer.from_pretrained(bert_folder)(
        TEXTS, truncation=True, max_length=128, padding=True, return_tensors="pt"
    )
    with torch.inference_mode():
        pieces = BertModel.from_pretrained(bert_folder).eval()(**own).last_hidden_state
    mask = own.attention_mask[:, :, None]
    expected = F.normalize((pieces * mask).sum(dim=1) / mask.sum(dim=1), dim=1).numpy()
    full = Graph(tmp_path / "text" / "full.onnx").run(served_pieces(built, TEXTS), ("vector",))[0]
    np.testing.assert_allclose(full, expected, atol=1e-5)


def test_every_precision_is_judged_and_one_is_kept(resnet_folder: Path, material: Material, tmp_path: Path) -> None:
    source = parse_source(f"timm:{resnet_folder}")
    built = build_image_tower(source, material, Gate(overlap=0.0), Steps(tmp_path), silent)
    assert [each.precision for each in built.judged] == ["int8", "fp16", "fp32"]
    assert built.facts["int8"] == "static"  # a convolutional network
    int8, half, full = built.judged
    assert int8.megabytes < half.megabytes < full.megabytes
    assert (full.overlap, full.least_cosine) == (1.0, pytest.approx(1.0, abs=1e-6))
    assert half.least_cosine > 0.999
    assert built.kept == int8
    strict = build_image_tower(source, material, Gate(overlap=1.0), Steps(tmp_path), silent)
    assert strict.kept.precision != "int8"
    assert strict.graph.name == ("full.onnx" if strict.kept.precision == "fp32" else "fp16.onnx")


def test_what_is_done_is_not_done_again(
    clip_folder: Path, material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_text(clip_folder, "open_clip", material, tmp_path)

    def never(*_: object) -> None:
        raise AssertionError

    for name in ("production.towers.open_text", "precision.reducing.write_int8", "precision.reducing.judge"):
        monkeypatch.setattr(f"training.{name}", never)
    assert build_text(clip_folder, "open_clip", material, tmp_path) == first


def test_a_graph_that_computes_something_else_is_refused(clip_folder: Path, material: Material, tmp_path: Path) -> None:
    built = build_text(clip_folder, "open_clip", material, tmp_path)
    feeds = served_pieces(built, TEXTS)

    class Other(torch.nn.Module):
        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            vector, tokens = Graph(tmp_path / "text" / "full.onnx").run(feeds, ("vector", "tokens"))
            return F.normalize(torch.from_numpy(vector) + 0.05, dim=1), torch.from_numpy(tokens)

    with pytest.raises(ParityError, match="least cosine"):
        check_parity(Other(), Graph(tmp_path / "text" / "full.onnx"), [feeds], "it")


def test_damaged_weights_are_told(clip_folder: Path, material: Material, tmp_path: Path) -> None:
    folder = shutil.copytree(clip_folder, tmp_path / "clip")
    weights = torch.load(folder / "open_clip_pytorch_model.bin")
    weights["ln_final.weight"][:] = float("nan")
    torch.save(weights, folder / "open_clip_pytorch_model.bin")
    with pytest.raises(ParityError, match="not finite"):
        build_text(folder, "open_clip", material, tmp_path / "work")


def test_a_folder_without_a_tokenizer_is_told(bert_folder: Path, material: Material, tmp_path: Path) -> None:
    folder = shutil.copytree(bert_folder, tmp_path / "bert")
    (folder / "vocab.txt").unlink()
    with pytest.raises(TokenizerError, match=r"no tokenizer.*Copy the files"):
        build_text(folder, "transformers", material, tmp_path / "work")


def test_a_tokenizer_of_another_network_is_told(bert_folder: Path, material: Material, tmp_path: Path) -> None:
    folder = shutil.copytree(bert_folder, tmp_path / "bert")
    words = (folder / "vocab.txt").read_text()
    (folder / "vocab.txt").write_text(words + "etoile\nno\n" + "".join(f"word{n}\n" for n in range(200)) + "grace\n")
    with pytest.raises(TokenizerError, match="do not belong together"):
        build_text(folder, "transformers", material, tmp_path / "work")


def test_weights_of_another_architecture_are_told(resnet_folder: Path, material: Material, tmp_path: Path) -> None:
    source = parse_source(f"timm:resnet18/{resnet_folder / 'model.safetensors'}")
    with pytest.raises(SourceError, match="belong together"):
        build_image_tower(source, material, Gate(), Steps(tmp_path), silent)


def test_a_network_that_no_graph_can_hold_is_told(
    clip_folder: Path, material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Exporting the operator 'aten::odd' is not supported\nmore")

    monkeypatch.setattr("training.production.towers.export_full_text_tower", fail)
    with pytest.raises(ExportError, match="'aten::odd' is not supported"):
        build_text(clip_folder, "open_clip", material, tmp_path)


def test_an_image_network_has_no_text_half(resnet_folder: Path, material: Material, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--text"):
        build_text(resnet_folder, "timm", material, tmp_path)


def test_a_config_that_is_none_is_told(clip_folder: Path, material: Material, tmp_path: Path) -> None:
    folder = shutil.copytree(clip_folder, tmp_path / "clip")
    (folder / "open_clip_config.json").write_text(json.dumps({"something": 1}))
    with pytest.raises(SourceError, match="model_cfg"):
        build_text(folder, "open_clip", material, tmp_path / "work")
