"""What merchants get wrong: metals and stones confused, left out or mistyped."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from jewelbench.specs.materials import CABOCHONS, FACETED, METALS
from jewelbench.specs.spec import Spec


@dataclass(frozen=True)
class Text:
    """A merchant's text.

    Attributes:
        text: The words.
        faults: What is wrong with them: "wrong metal", "wrong stone", "no metal", "no stone", "no kind", "misspelt".
    """

    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class FaultRates:
    """How often a text has each fault, where it can have it."""

    wrong_metal: float = 0.02
    wrong_stone: float = 0.02
    no_metal: float = 0.08
    no_stone: float = 0.06
    no_kind: float = 0.02
    misspelt: float = 0.04


FAULTLESS = FaultRates(0, 0, 0, 0, 0, 0)


def mistaken(spec: Spec, rates: FaultRates, rng: random.Random) -> tuple[Spec, list[str]]:
    """The design as a merchant takes it to be, with what they mistake."""
    faults, changes = [], {}
    if rng.random() < rates.wrong_metal:
        others = [name for name in METALS if name not in (spec.metal, spec.second_metal)]
        changes["metal"] = rng.choice(others)
        faults.append("wrong metal")
    if spec.stone is not None and rng.random() < rates.wrong_stone:
        alike = FACETED if spec.stone in FACETED else CABOCHONS
        changes["stone"] = rng.choice([name for name in alike if name != spec.stone])
        faults.append("wrong stone")
    return spec.model_copy(update=changes), faults


def told(faults: list[str], text: str, slots: Mapping[str, str]) -> list[str]:
    """The faults without the mistakes that a text does not speak of.

    Args:
        faults: Everything that the merchant mistakes or leaves out.
        text: The text.
        slots: What was to be told, "metal" and "gem" or "gems" among it.
    """
    stone = any(slots.get(name) and slots[name] in text for name in ("gem", "gems"))
    said = {"wrong metal": bool(slots["metal"]) and slots["metal"] in text, "wrong stone": stone}
    return [fault for fault in faults if said.get(fault, True)]
