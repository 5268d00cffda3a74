"""The fusion of a production bundle is fitted to a corpus, and kept only if it beats plain concatenation."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bundles import load_bundle
from training.fusion_fitting import FusionRecipe
from training.production.build import Plan, build, clip_sources
from training.production.errors import BundleBuildError, MaterialError, SourceError
from training.production.fitting import Fitted, plain_fusion
from training.production.material import FEWEST_PHOTOS, from_corpus, from_folder
from training.production.sources import parse_source

METALS = ("gold", "silver", "rose gold")


def write_benchmark(folder: Path) -> Path:
    """A benchmark of rings in three metals: fifteen designs to learn from, fifteen to be judged by."""
    lists: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("products", "photos", "texts", "phrases", "edits")
    }
    draw = np.random.default_rng(3)
    (folder / "photos").mkdir(parents=True)
    for design in range(30):
        for metal in METALS:
            name = f"{design}-{metal}"
            look = {"design": str(design), "metal": metal}
            lists["products"].append(
                {"product_id": name, "family": str(design), "split": "train" if design < 15 else "validation",
                 "attributes": look, "look": look, "title": f"{metal} ring", "description": ""}
            )  # fmt: skip
            for kind in ("packshot", "worn"):
                file = f"photos/{name}-{kind}.jpg"
                pixels = draw.integers(0, 256, (8, 8, 3), dtype=np.uint8)
                Image.fromarray(pixels).resize((40, 40)).save(folder / file)
                lists["photos"].append({"product_id": name, "kind": kind, "file": file})
            lists["phrases"].append({"product_id": name, "text": f"ring in {metal}", "columns": ["metal"]})
            other = METALS[(METALS.index(metal) + 1) % 3]
            lists["edits"].append(
                {"source": name, "target": f"{design}-{other}", "kind": "metal", "text": f"in {other}", "columns": []}
            )
    for name, records in lists.items():
        path = folder / f"{name}.jsonl" if name in ("products", "photos") else folder / "lessons" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_benchmark(tmp_path_factory.mktemp("benchmark"))


@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals
def test_a_corpus_gives_a_fusion_and_figures_and_later_builds_fit_nothing(
    clip_folder: Path, benchmark: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = parse_source(f"open_clip:{clip_folder}")
    recipe = FusionRecipe(steps=4, queries=16, distractors=8)
    plan = Plan(source, source, tmp_path / "one", tmp_path / "work", corpus=(benchmark,), recipe=recipe)
    built = build(plan)
    assert set(built.figures) == {"photo", "words", "composed", "both"}
    assert set(built.image.kept.recalls) == {"R@1", "R@10"}  # the gate knows right answers here
    bundle = load_bundle(tmp_path / "one")
    assert set(bundle.manifest.metrics) == set(built.figures)
    learned = bundle.manifest.fusion.parameters > 0
    served = "attention" if learned else next(way for way in built.figures["photo"] if way.startswith("plain"))
    assert bundle.manifest.metrics["photo"] == built.figures["photo"][served]
    card = (tmp_path / "one" / "MODEL_CARD.md").read_text()
    assert "An attention fusion was fitted" in card
    assert "| composed |" in card

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("training.production.build.fit_fusion", never)
    again = build(Plan(source, source, tmp_path / "two", tmp_path / "work", corpus=(benchmark,), recipe=recipe))
    assert again.figures == built.figures
    assert (tmp_path / "two" / "fusion.onnx").read_bytes() == (tmp_path / "one" / "fusion.onnx").read_bytes()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("learned", [True, False])
def test_the_card_says_which_fusion_is_served(
    learned: bool, clip_folder: Path, benchmark: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.production.fitting import _fresh

    def fitted(towers: Path, *_: object) -> Fitted:
        manifest = load_bundle(towers).manifest
        plain, ways = (
            plain_fusion(24, 24, shared_space=True),
            {"plain, photo 0.5": {"R@1": 0.1}, "attention": {"R@1": 0.2}},
        )
        return Fitted(_fresh(manifest, 0.5) if learned else plain, {"photo": ways}, learned, None)

    monkeypatch.setattr("training.production.build.fit_fusion", fitted)
    source = parse_source(f"open_clip:{clip_folder}")
    manifest = build(Plan(source, source, tmp_path / "b", tmp_path / "work", corpus=(benchmark,))).manifest
    assert manifest.metrics["photo"] == {"R@1": 0.2 if learned else 0.1}
    card = (tmp_path / "b" / "MODEL_CARD.md").read_text()
    assert ("did as well" in card) != learned


def test_a_network_without_a_text_half_needs_another(resnet_folder: Path, bert_folder: Path) -> None:
    with pytest.raises(SourceError, match="--text"):
        clip_sources(f"timm:{resnet_folder}", None)
    with pytest.raises(SourceError, match="--text"):
        clip_sources(f"transformers:{bert_folder}", None)
    image, text = clip_sources(f"timm:{resnet_folder}", f"transformers:{bert_folder}")
    assert image != text


def test_too_few_photos_are_told(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match=f"holds 0 photos.*{FEWEST_PHOTOS}"):
        from_folder(tmp_path)
    with pytest.raises(MaterialError, match="is not a folder"):
        from_folder(tmp_path / "nowhere")


def test_a_folder_that_is_no_benchmark_is_told(clip_folder: Path, tmp_path: Path) -> None:
    source = parse_source(f"open_clip:{clip_folder}")
    with pytest.raises(BundleBuildError, match=r"products\.jsonl|texts\.jsonl"):
        build(Plan(source, source, tmp_path / "b", tmp_path / "work", corpus=(tmp_path,)))


def test_photos_for_calibration_are_not_those_that_are_judged_by(photos_folder: Path, benchmark: Path) -> None:
    from training.benchmark_corpus import read_benchmarks

    for material in (from_folder(photos_folder), from_corpus(read_benchmarks([benchmark]))):
        assert len(material.photos) >= FEWEST_PHOTOS
        assert len(material.calibration) >= 10
        assert not set(material.photos) & set(material.calibration)
        assert len(set(material.texts)) == len(material.texts) >= 100
