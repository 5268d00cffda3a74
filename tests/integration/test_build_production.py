"""`loupe models build clip` and `resnet-bert`: from checkpoints on this machine to a bundle that serves."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.unit.training.production.conftest import bert_folder as bert_folder
from tests.unit.training.production.conftest import clip_folder as clip_folder
from tests.unit.training.production.conftest import photos_folder as photos_folder
from tests.unit.training.production.conftest import resnet_folder as resnet_folder

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter and transformers warn about their own internals


def run(*arguments: object) -> tuple[int, str]:
    from service.cli import app

    result = CliRunner().invoke(app, ["models", "build", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_clip_becomes_a_bundle_that_finds_photos_by_words(
    clip_folder: Path, photos_folder: Path, tmp_path: Path
) -> None:
    from bundles import load_bundle
    from service.models import Models

    arguments = ("clip", "--image", f"open_clip:{clip_folder}", "--out", tmp_path / "clip", "--photos", photos_folder)
    code, output = run(*arguments, "--json")
    assert code == 0
    facts = json.loads(output.splitlines()[-1])
    assert facts["towers"]["image"]["parity"]["cosine"] > 0.9999
    bundle = load_bundle(tmp_path / "clip")
    assert bundle.manifest.shared_space
    assert bundle.manifest.image.fitting.way == "squash"
    card = (tmp_path / "clip" / "MODEL_CARD.md").read_text()
    assert "Nothing was learned" in card
    assert "**int8**, served" in card or "**fp16**, served" in card
    models = Models(bundle, threads=1)
    photo = next(photos_folder.glob("0/*.jpg")).read_bytes()
    words, seen = models.encode_query(None, "rose gold ring"), models.encode_query(photo, "")
    assert words.vector.shape == (48,)
    np.testing.assert_allclose(words.vector[:24], words.vector[24:], atol=1e-3)  # the words stand in for a photo
    np.testing.assert_allclose(seen.vector[:24], seen.vector[24:], atol=1e-3)
    assert models.encode_query(photo, "rose gold ring").weights == pytest.approx((0.5, 0.5))
    pixels = [models.preprocess(models.decode(photo))] * 3
    products = models.fuse(models.encode_photos(pixels), models.encode_texts(["ring", "", "gold ring"]))
    assert products.shape == (3, 48)


def test_a_resnet_and_a_bert_become_a_bundle_that_serves(
    resnet_folder: Path, bert_folder: Path, photos_folder: Path, tmp_path: Path
) -> None:
    from bundles import BundleError, load_bundle
    from service.models import Models

    arguments = (
        "resnet-bert", "--image", f"timm:{resnet_folder}", "--text", f"transformers:{bert_folder}",
        "--out", tmp_path / "classic", "--photos", photos_folder,
    )  # fmt: skip
    code, output = run(*arguments)
    assert code == 0
    assert "served" in output
    assert f"LOUPE_BUNDLE={tmp_path / 'classic'}" in output
    bundle = load_bundle(tmp_path / "classic")
    assert not bundle.manifest.shared_space
    models = Models(bundle, threads=1)
    photo = next(photos_folder.glob("0/*.jpg")).read_bytes()
    assert models.encode_query(photo, "gold ring").vector.shape == (512 + 16,)
    assert not models.encode_query(photo, "").vector[512:].any()
    with pytest.raises(BundleError, match="holds a bundle already"):
        run(*arguments)


def test_without_photos_it_says_what_to_name(clip_folder: Path, tmp_path: Path) -> None:
    from bundles import BundleError

    with pytest.raises(BundleError, match="--photos"):
        run("clip", "--image", f"open_clip:{clip_folder}", "--out", tmp_path / "clip")
    assert not (tmp_path / "clip").exists()
