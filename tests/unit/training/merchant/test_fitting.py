from types import SimpleNamespace

import pytest
import torch

from fusion.attention import AttentionFusion
from fusion.late import LateFusion
from fusion.shared_space import SharedSpaceFusion
from training.merchant import fitting
from training.merchant.fitting import SHARES, fit_further, present_fusion
from training.progress import silent


def weights(fusion):
    return torch.cat([parameter.detach().flatten() for parameter in fusion.parameters()])


@pytest.fixture
def moved(monkeypatch):
    """Fitting moves every weight by one; what is found is best at the share that the test says."""

    def choose(best):
        present = LateFusion(3, 2)

        def fit(fusion, *_):
            with torch.no_grad():
                for parameter in fusion.parameters():
                    parameter.add_(1.0)
            return fusion

        def recalls(fusion, *_):
            share = float((weights(fusion) - weights(present)).mean())
            return {"R@1": 1 - abs(share - best)}

        monkeypatch.setattr(fitting, "fit", fit)
        monkeypatch.setattr(fitting, "recalls", recalls)
        monkeypatch.setattr(fitting, "trials", lambda *_, **__: {"composed": None})
        return present, *fit_further(present, None, progress=silent)

    return choose


@pytest.mark.parametrize("best", SHARES)
def test_it_goes_as_far_from_the_present_weights_as_is_best_on_the_validation_split(moved, best):
    present, fitted, share = moved(best)
    assert share == best
    torch.testing.assert_close(weights(fitted), weights(present) + best)


def test_the_present_fusion_stays_as_it_is(moved):
    present, _, _ = moved(1.0)
    torch.testing.assert_close(weights(present), weights(LateFusion(3, 2)))


@pytest.mark.parametrize(("shared", "stand_in"), [(True, SharedSpaceFusion), (False, AttentionFusion)])
def test_a_bundle_of_fixed_shares_is_fitted_from_a_fresh_attention_in_its_own_space(shared, stand_in):
    tower, plain = SimpleNamespace(dim=8, token_width=6), SimpleNamespace(parameters=0)
    manifest = SimpleNamespace(image=tower, text=tower, fusion=plain, shared_space=shared)
    assert type(present_fusion(SimpleNamespace(manifest=manifest))) is stand_in
