import json

import numpy as np
import pytest
import torch

from bundles import load_bundle
from catalog.index.shortening import Shortening
from fusion.concatenation import ConcatenationFusion
from fusion.graph import EncodedModality, GraphFusion
from tests.unit.training.merchant.tiny_bundle import IMAGE_DIM, TEXT_DIM, write_tiny_bundle
from training.merchant.bundle import free_folder, write_fitted_bundle
from training.merchant.fitting import present_fusion
from training.merchant.judging import Comparison, Decision, Interval
from training.merchant.report import FittingReport
from training.merchant.scores import carried_over

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself


def report(better=True):
    figure = Comparison(40, Interval(0.2, 0.1, 0.3), Interval(0.456, 0.4, 0.5), Interval(0.256, 0.2, 0.3))
    tasks = {kind: {1: figure, 10: figure} for kind in ("photo", "composed", "overall")}
    edits = {"metal": tasks["composed"]}
    decision = Decision(better, "R@1 has risen.")
    return FittingReport(
        "tiny 0.1.0", 1234, 800, 250, 60, 90, 320, ("en", "de"), tasks, edits, decision, 0.75, {"fitting": 61.2}
    )


@pytest.fixture
def tiny(tmp_path):
    return load_bundle(write_tiny_bundle(tmp_path / "tiny"))


def answers(bundle):
    vector = np.full((1, IMAGE_DIM), IMAGE_DIM**-0.5, dtype=np.float32)
    words = np.full((1, TEXT_DIM), TEXT_DIM**-0.5, dtype=np.float32)
    image = EncodedModality(vector, np.ones((1, 4, 3), np.float32), np.ones((1, 4), np.bool_))
    text = EncodedModality(words, np.ones((1, 2, TEXT_DIM), np.float32), np.ones((1, 2), np.bool_))
    return GraphFusion(bundle).fuse_queries(image, text).embedding


def moved(fusion):
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return fusion


def test_the_shortening_is_that_of_the_fitted_fusion(tiny, tmp_path):
    dim = tiny.manifest.fusion.dim
    learned = Shortening(np.arange(2 * 2 * dim).reshape(2, 2, dim))
    write_fitted_bundle(tiny, present_fusion(tiny), report(), None, learned, tmp_path / "one")
    one = load_bundle(tmp_path / "one")
    assert one.manifest.shortening.dim == 2
    query = np.ones(dim, np.float32)
    kept = Shortening.load(one.path(one.manifest.shortening))
    np.testing.assert_allclose(kept.of_query(query), learned.of_query(query), rtol=1e-3)
    write_fitted_bundle(one, present_fusion(one), report(), None, None, tmp_path / "two")
    assert load_bundle(tmp_path / "two").manifest.shortening is None


def test_a_fitted_bundle_is_whole_and_another_one(tiny, tmp_path):
    write_fitted_bundle(tiny, moved(present_fusion(tiny)), report(), 0.6, None, tmp_path / "fitted")
    fitted = load_bundle(tmp_path / "fitted")
    assert fitted.fingerprint != tiny.fingerprint
    assert (fitted.manifest.name, fitted.manifest.version) == ("tiny-fitted", "0.1.0+fitted.1")
    assert fitted.manifest.image == tiny.manifest.image
    assert fitted.manifest.metrics["composed"] == {"R@1": 0.456, "R@10": 0.456}
    assert fitted.manifest.jewellery_score == 0.6
    assert not np.allclose(answers(fitted), answers(tiny), atol=0.01)
    assert not (tmp_path / "fitted.partial").exists()


def test_unchanged_weights_give_the_same_answers(tiny, tmp_path):
    write_fitted_bundle(tiny, present_fusion(tiny), report(), None, None, tmp_path / "fitted")
    np.testing.assert_array_equal(answers(load_bundle(tmp_path / "fitted")), answers(tiny))


def test_the_card_says_what_it_was_fitted_to_and_where_it_comes_from(tiny, tmp_path):
    write_fitted_bundle(tiny, present_fusion(tiny), report(), None, None, tmp_path / "one")
    write_fitted_bundle(load_bundle(tmp_path / "one"), present_fusion(tiny), report(), None, None, tmp_path / "two")
    card = (tmp_path / "two" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert card.startswith("# tiny-fitted 0.1.0+fitted.2\n")
    for said in ("1,234 products", "800 were learned from", "0.456", "Knows few words."):
        assert said in card
    assert card.count("## Fitted to a catalogue") == 1
    assert card.count("its fusion fitted") == 1


def test_the_report_lies_beside_it_for_people_and_machines(tiny, tmp_path):
    write_fitted_bundle(tiny, present_fusion(tiny), report(), None, None, tmp_path / "fitted")
    plain = json.loads((tmp_path / "fitted" / "report.json").read_text(encoding="utf-8"))
    assert plain["tasks"]["composed"]["r@1"]["gain"] == {"value": 0.256, "low": 0.2, "high": 0.3}
    assert plain["decision"]["better"] is True
    page = (tmp_path / "fitted" / "report.md").read_text(encoding="utf-8")
    assert "| a photo with words that change it | 40 | 0.200 [0.100, 0.300] | 0.456" in page
    assert "+0.256 [+0.200, +0.300]" in page


def test_a_bundle_that_is_there_is_never_written_over(tiny, tmp_path):
    before = (tmp_path / "tiny" / "manifest.json").read_bytes()
    with pytest.raises(FileExistsError, match="another folder"):
        write_fitted_bundle(tiny, present_fusion(tiny), report(), None, None, tmp_path / "tiny")
    assert (tmp_path / "tiny" / "manifest.json").read_bytes() == before


def test_a_folder_of_its_own_is_chosen(tiny, tmp_path):
    first = free_folder(tmp_path, tiny.manifest)
    assert first == tmp_path / "tiny-fitted-1"
    first.mkdir()
    assert free_folder(tmp_path, tiny.manifest) == tmp_path / "tiny-fitted-1-2"


def test_fixed_shares_are_fitted_from_an_attention_that_equals_them(tmp_path):
    fixed = load_bundle(write_tiny_bundle(tmp_path / "fixed", ConcatenationFusion(IMAGE_DIM, TEXT_DIM)))
    write_fitted_bundle(fixed, present_fusion(fixed), report(), None, None, tmp_path / "fitted")
    fitted = load_bundle(tmp_path / "fitted")
    assert fitted.manifest.fusion.method == "AttentionFusion"
    np.testing.assert_allclose(answers(fitted), answers(fixed), atol=1e-3)


def test_the_score_of_jewellery_moves_with_the_scores():
    before = np.linspace(0.3, 0.9, 61, dtype=np.float32)
    assert carried_over(0.5, before, before + 0.1) == pytest.approx(0.6, abs=0.01)
    assert carried_over(0.2, before, before - 0.1) == pytest.approx(0.1, abs=0.001)
    assert carried_over(0.95, before, before - 0.1) == pytest.approx(0.85, abs=0.001)
