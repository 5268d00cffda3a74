import json
import shutil
from pathlib import Path

import pytest

from bundles import load_bundle
from bundles.precision import PartPrecision, PrecisionSpec, TriedPrecision
from training.bundle_writer import replace_precision
from training.history import Stage, written_history
from training.model_card import write_model_card

SHIPPED = Path(__file__).parents[3] / "models" / "loupe-mini"
FOUND = {"r@1": 0.123, "r@10": 0.456, "ndcg@10": 0.3, "queries": 42}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(SHIPPED, folder)
    for name in ("MODEL_CARD.md", "history.json", "figures.json", "evaluation.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "sheets", ignore_errors=True)
    replace_precision(folder, None)
    return folder


def evaluation(fingerprint: str) -> dict[str, object]:
    return {
        "benchmark": {"name": "jewelbench-s", "gallery": 999},
        "bundle": {"name": "loupe-mini", "version": "9.9", "fingerprint": fingerprint},
        "tasks": {"composed": FOUND},
        "baselines": {"BM25": {"composed": {**FOUND, "r@1": 0.077}}, "chance": {}},
        "attributes": {
            "metal": {"accuracy": 0.91, "guessed": 0.5, "right_of_guesses": None, "calibration_error": 0.031}
        },
    }  # fmt: skip


def test_a_card_of_a_bare_bundle_says_what_it_is_and_claims_nothing(bundle: Path) -> None:
    card = write_model_card(bundle).read_text()
    assert f"| image tower | {load_bundle(bundle).manifest.image.architecture} |" in card
    assert "R@1" not in card
    assert "Limits" in card


def test_a_card_tells_figures_beside_those_of_others(bundle: Path) -> None:
    told = evaluation(load_bundle(bundle).fingerprint)
    (bundle / "evaluation.json").write_text(json.dumps(told))
    card = write_model_card(bundle).read_text()
    assert "| photo and words that change it | 42 | 0.123 | 0.456 | 0.300 |" in card
    assert "| BM25 | 0.077 |" in card
    assert "| chance | – |" in card
    assert "| metal | 0.910 | 0.500 | – | 0.031 |" in card
    assert "not with this one" not in card


def test_a_card_admits_that_figures_are_those_of_another_bundle(bundle: Path) -> None:
    (bundle / "evaluation.json").write_text(json.dumps(evaluation("0" * 64)))
    assert "Measured with version 9.9, not with this one." in write_model_card(bundle).read_text()


def test_a_card_tells_every_run_of_training_and_its_note(bundle: Path) -> None:
    stage = Stage("", 10, 30, 600_000, (96, 128), 128, 2000, 256, 84.0, "The first renders.")
    (bundle / "history.json").write_text(json.dumps([vars(stage)]))
    card = write_model_card(bundle).read_text()
    assert "| random weights | 10 / 30 | 600,000 at 96, 128 px | 2,000 × 256 | 84 min |" in card
    assert "- The first renders." in card


def test_a_card_tells_of_a_run_that_left_the_image_tower_as_it_was(bundle: Path) -> None:
    written_history(bundle, None, Stage("", 10, 30, 0, (), 0, 800, 256, 9.0))
    write_model_card(bundle)
    assert "| 10 / 30 | none, it stayed as it was | 800 × 256 | 9 min |" in (bundle / "MODEL_CARD.md").read_text()


def test_a_card_shows_the_sheets_that_lie_beside_it(bundle: Path) -> None:
    assert "Where it fails" not in write_model_card(bundle).read_text()
    (bundle / "sheets").mkdir()
    (bundle / "sheets" / "composed.jpg").write_bytes(b"")
    assert "![composed](sheets/composed.jpg)" in write_model_card(bundle).read_text()


def test_a_card_tells_what_each_precision_lost(bundle: Path) -> None:
    tried = {
        "int8": TriedPrecision(recall=0.948, recall_lost=0.033, milliseconds=5.36, megabytes=4.68, passed=False),
        "fp16": TriedPrecision(recall=0.981, recall_lost=0.0, overlap=1.0, megabytes=8.45, passed=True),
    }
    part = PartPrecision(chosen="fp16", reference="the network", tried=tried, note="bf16: none.")
    before = load_bundle(bundle).fingerprint
    replace_precision(bundle, PrecisionSpec(most_lost=0.005, image=part))
    assert load_bundle(bundle).fingerprint == before
    card = write_model_card(bundle).read_text()
    assert "| image, int8 | 0.948 | 0.0330 | – | 5.4 | 4.68 |" in card
    assert "| image, **fp16** | 0.981 | 0.0000 | 1.000 | – | 8.45 |" in card
    assert "- image: against the network. bf16: none." in card
