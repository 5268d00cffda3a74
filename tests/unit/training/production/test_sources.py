from pathlib import Path

import pytest

from training.production.errors import SourceError
from training.production.sources import Source, check_name, fingerprint, loading, parse_source


def test_a_model_and_its_tag_are_read() -> None:
    source = parse_source("open_clip:ViT-B-32/laion2b_s34b_b79k")
    assert source == Source("open_clip", "ViT-B-32", "laion2b_s34b_b79k")
    assert source.title == "ViT-B-32 laion2b_s34b_b79k (open_clip)"


def test_a_folder_stands_for_architecture_and_weights(tmp_path: Path) -> None:
    source = parse_source(f"open_clip:{tmp_path}")
    assert source == Source("open_clip", f"local-dir:{tmp_path}")
    assert source.title == f"{tmp_path.name} (open_clip)"
    assert parse_source(f"transformers:{tmp_path}") == Source("transformers", str(tmp_path))


def test_a_file_holds_the_weights_of_an_architecture(tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"")
    source = parse_source(f"timm:resnet50/{tmp_path / 'weights.safetensors'}")
    assert source.weights == str(tmp_path / "weights.safetensors")
    assert source.title == "resnet50 weights.safetensors (timm)"


def test_hub_names_are_left_to_the_library() -> None:
    assert parse_source("timm:resnet50.a1_in1k") == Source("timm", "resnet50.a1_in1k", "hub")
    assert parse_source("transformers:google-bert/bert-base-uncased").name == "google-bert/bert-base-uncased"
    assert parse_source("open_clip:hf-hub:timm/ViT-B-16-SigLIP").name == "hf-hub:timm/ViT-B-16-SigLIP"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("resnet50", "'resnet50' names no checkpoint"),
        ("keras:resnet50", "names no checkpoint"),
        ("timm:", "names no checkpoint"),
        ("open_clip:ViT-B-32", "names no weights"),
        ("timm:./nowhere", "nowhere is not a folder"),
        ("timm:resnet50/no/such.safetensors", "There is no file no/such.safetensors"),
    ],
)
def test_what_names_no_checkpoint_is_answered_with_how_one_is_written(named: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as error:
        parse_source(named)
    assert "Write " in str(error.value)


@pytest.mark.parametrize(
    ("source", "alike"),
    [(Source("timm", "resnet5O", "hub"), "resnet50"), (Source("open_clip", "ViT-B32", "openai"), "ViT-B-32")],
)
def test_a_misspelled_architecture_is_answered_with_those_spelled_alike(source: Source, alike: str) -> None:
    with pytest.raises(SourceError, match=alike):
        check_name(source)


def test_a_hub_out_of_reach_is_answered_with_how_to_do_without() -> None:
    source = Source("transformers", "bert-base-uncased")
    with pytest.raises(SourceError, match=r"hub cannot be reached.*transformers:FOLDER") as error, loading(source):
        raise OSError("We couldn't connect to 'https://huggingface.co' to load the files")
    assert "\n" not in str(error.value)


def test_what_a_library_raises_becomes_one_line(tmp_path: Path) -> None:
    source = Source("timm", "resnet50", str(tmp_path))
    with pytest.raises(SourceError, match=r"Unexpected keys in state_dict.*belong together") as error, loading(source):
        raise RuntimeError("Unexpected keys in state_dict\n\tfc.weight\n\tfc.bias")
    assert "\n" not in str(error.value)


def test_a_changed_checkpoint_has_another_fingerprint(tmp_path: Path) -> None:
    source = parse_source(f"transformers:{tmp_path}")
    (tmp_path / "model.safetensors").write_bytes(b"1")
    before = fingerprint(source)
    assert before == fingerprint(source)
    (tmp_path / "model.safetensors").write_bytes(b"12")
    assert before != fingerprint(source)
