import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.merchant.judging import Comparison, Interval, compare, decide

KINDS = ("photo", "words", "both", "composed")


def found(**shares):
    """Hits of a hundred queries a kind, as many of the first as the share says."""
    return {kind: {k: np.arange(100) < 100 * share for k in (1, 10)} for kind, share in shares.items()}


def asked(per_family=1):
    return {kind: [f"f{number // per_family}" for number in range(100)] for kind in KINDS}


def level(value=0.5):
    return dict.fromkeys(KINDS, value)


def test_figures_are_those_of_the_queries_themselves():
    each = compare(found(**level(0.4)), found(**level() | {"composed": 0.7}), asked())
    assert each["composed"][1].before.value == pytest.approx(0.4)
    assert each["composed"][1].after.value == pytest.approx(0.7)
    assert each["overall"][1].gain.value == pytest.approx((3 * 0.1 + 0.3) / 4)
    assert each["overall"][1].queries == 400


def test_an_interval_holds_its_value_and_widens_when_queries_hang_together():
    alone = compare(found(**level(0.4)), found(**level(0.7)), asked())["composed"][1].gain
    together = compare(found(**level(0.4)), found(**level(0.7)), asked(per_family=20))["composed"][1].gain
    for interval in (alone, together):
        assert interval.low <= interval.value <= interval.high
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_resamples_are_those_of_a_plain_loop_over_families():
    rng = np.random.default_rng(0)
    families = [f"f{number}" for number in rng.integers(0, 10, 60)]
    old, new = rng.random(60) < 0.3, rng.random(60) < 0.5
    interval = compare({"words": {1: old, 10: old}}, {"words": {1: new, 10: new}}, {"words": families})["words"][1].gain
    members = {family: [n for n, each in enumerate(families) if each == family] for family in sorted(set(families))}
    gains = []
    for _ in range(2000):
        drawn = [n for family in rng.choice(list(members), len(members)) for n in members[family]]
        gains.append(new[drawn].mean() - old[drawn].mean())
    low, high = np.percentile(gains, (2.5, 97.5))
    assert interval.low == pytest.approx(low, abs=0.03)
    assert interval.high == pytest.approx(high, abs=0.03)


def test_the_same_bundle_twice_gains_nothing():
    each = compare(found(**level()), found(**level()), asked())
    assert each["overall"][1].gain == Interval(0, 0, 0)
    assert not decide(each).better


def test_a_bundle_that_is_better_at_changes_is_kept():
    decision = decide(compare(found(**level()), found(**level() | {"composed": 0.8}), asked()))
    assert decision.better
    assert "composed" in decision.reason


def test_a_bundle_that_is_worse_is_not_kept():
    decision = decide(compare(found(**level()), found(**level(0.3)), asked()))
    assert not decision.better
    assert "fallen" in decision.reason


def test_a_gain_at_changes_does_not_pay_for_a_loss_elsewhere():
    decision = decide(compare(found(**level()), found(**level() | {"composed": 0.9, "photo": 0.3}), asked()))
    assert not decision.better
    assert "photo" in decision.reason


def test_a_gain_that_may_be_chance_is_not_enough():
    after = found(**level() | {"composed": 0.53})
    decision = decide(compare(found(**level()), after, asked(per_family=25)))
    assert not decision.better
    assert "cannot be told" in decision.reason


def test_better_at_everything_else_is_kept_though_changes_stay():
    better = level(0.8) | {"composed": 0.5}
    decision = decide(compare(found(**level()), found(**better), asked()))
    assert decision.better
    assert "all kinds" in decision.reason


@given(st.floats(-0.3, 0.3), st.floats(0, 0.2), st.floats(-0.3, 0.3), st.floats(0, 0.2))
def test_nothing_is_kept_while_overall_falls(composed, width, overall, other):
    def gain(value, half):
        interval = Interval(value, value - half, value + half)
        return {1: Comparison(9, interval, interval, interval)}

    decision = decide({"composed": gain(composed, width), "overall": gain(overall, other)})
    if overall < 0:
        assert not decision.better
