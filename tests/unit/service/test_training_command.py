import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import service.fitting
from service.cli import app
from training.merchant.corpus import TooLittleToLearnError


@pytest.fixture
def train(monkeypatch, tmp_path):
    """Run the command with what fitting returns, or raises."""
    monkeypatch.setattr("service.cli.training.os.nice", lambda _: 0)
    monkeypatch.setenv("LOUPE_DATA_DIR", str(tmp_path))

    def run(outcome, *arguments):
        asked = []

        def fit_bundle(settings, given, out, progress):
            asked.append((given, out))
            for done in range(3):
                progress("fitting", done, 2, loss=0.5)
            if isinstance(outcome, Exception):
                raise outcome
            report = SimpleNamespace(
                decision=SimpleNamespace(better=outcome),
                as_text=lambda: "what came of it",
                as_dict=lambda: {"products": 9},
            )
            return report, SimpleNamespace(bundle=Path("present"), work=tmp_path, out=Path("fitted"))

        monkeypatch.setattr(service.fitting, "fit_bundle", fit_bundle)
        return CliRunner().invoke(app, ["train", *arguments]), asked

    return run


def test_a_better_bundle_is_told_with_how_to_use_it(train):
    done, asked = train(True)
    assert done.exit_code == 0
    assert "fitting (loss 0.50): 0 of 2" in done.output
    assert "what came of it" in done.output
    assert "loupe reindex fitted" in done.output
    assert asked == [(None, None)]


def test_that_the_present_bundle_stays_is_told_by_the_exit_code(train):
    done, _ = train(False)
    assert done.exit_code == 1
    assert "present stays in use" in done.output
    assert "loupe reindex" not in done.output


def test_too_little_to_learn_is_told(train):
    done, _ = train(TooLittleToLearnError("The catalogue holds 3 products."))
    assert (done.exit_code, "3 products" in done.output) == (2, True)


@pytest.mark.parametrize(("better", "bundle"), [(True, "fitted"), (False, None)])
def test_machines_get_facts(train, better, bundle):
    done, _ = train(better, "--json")
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert lines[0] == {"progress": {"stage": "fitting", "done": 0, "of": 2, "loss": 0.5}}
    assert lines[-1] == {"products": 9, "bundle": bundle}


def test_photos_of_a_file_lie_beside_it_unless_said_otherwise(train, tmp_path):
    file = tmp_path / "catalogue.csv"
    file.write_text("sku,title\n")
    _, asked = train(True, str(file), "--out", str(tmp_path / "mine"))
    (given, out) = asked[0]
    assert (given.catalog, given.photos, given.mapping, out) == (file, tmp_path, None, tmp_path / "mine")
