"""How Loupe is set beside its peers."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.agreement import agreement
from benchmarks.peers.environments import alike, constant
from benchmarks.peers.ratios import TARGETS, ratios

SYSTEMS = Path(__file__).parents[3] / "benchmarks" / "peers" / "systems"
P50, RATE, IMPORT = "photo p50, ms", "photo, 16 at once, requests/s", "import, photos/s"


def test_a_ratio_is_to_the_best_peer_of_the_same_round() -> None:
    loupe = [{P50: 10.0, RATE: 60.0}, {P50: 40.0, RATE: 20.0}, {P50: 12.0, RATE: 50.0}]
    slow = [{P50: 50.0, RATE: 10.0}, {P50: 90.0, RATE: 5.0}, {P50: 20.0, RATE: 25.0}]
    quick = [{P50: 40.0, RATE: 20.0}, {P50: 80.0, RATE: 5.0}, {P50: 60.0, RATE: 20.0}]
    found = ratios(loupe, {"slow": slow, "quick": quick}, {"p50, ms": 0.5, "requests/s": 3.5})
    assert found[P50] == {"ratio": 0.5, "least": 0.25, "greatest": 0.6, "target": 0.5, "met": 1.0}
    assert found[RATE] == {"ratio": 3.0, "least": 2.0, "greatest": 4.0, "target": 3.5, "met": 0.0}


def test_columns_without_a_target_have_no_ratio() -> None:
    figures = [{"open, s": 1.0, IMPORT: 30.0, P50: 5.0, RATE: 9.0, "words p50, ms": 2.0}]
    found = ratios(figures, {"peer": figures}, TARGETS["torch"])
    assert list(found) == [IMPORT, P50, RATE, "words p50, ms"]
    assert all(each["ratio"] == 1 and each["met"] == 0 for each in found.values())


def test_vectors_of_one_network_agree_whatever_their_length() -> None:
    one = np.eye(3) + 0.1
    same, others = agreement({"one": one, "longer": 7 * one, "other": one[::-1]}, "one")
    assert same["longer"] == pytest.approx(1)
    assert same["other"] < 0.5
    assert others == pytest.approx(0.23 / 1.23)


def test_a_system_keeps_to_the_versions_that_it_does_not_name() -> None:
    known = "# a comment\nhttpx==0.28.1\nnumpy==2.4.6\ntorch==2.13.0\npillow==13.0.0"
    assert alike(known, ("torch[x]==2.12.0", "NumPy<2")) == ["pillow==13.0.0"]


@pytest.mark.parametrize("system", sorted(SYSTEMS.glob("*.py")), ids=lambda path: path.stem)
def test_every_system_names_exact_versions(system: Path) -> None:
    wanted = constant(system, "REQUIRES", ())
    assert all("==" in each for each in wanted)
    assert bool(wanted) == (constant(system, "RUNTIME", "") in TARGETS)
    assert bool(wanted) != system.stem.startswith("loupe")
