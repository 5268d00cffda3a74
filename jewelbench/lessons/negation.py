"""Words that say what a piece must not be, with what they ask of an answer."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from jewelbench.specs.edits import Edit
from jewelbench.specs.facts import LOOK_SUFFIX, attributes, look
from jewelbench.specs.materials import GEMS, METALS
from jewelbench.specs.spec import Spec
from jewelbench.wording.lexicon import materials
from jewelbench.wording.phrases import Phrase
from jewelbench.wording.splits import Wording

WORDING: Wording = "train"

_REFUSED = (
    "anything but {}", "not {}", "not in {}", "no {} please", "any other than {}", "i don't want {}", "but not {}",
    "everything except {}", "the same, just not {}", "like this without {}", "never {}", "not {}, something else",
    "{} is not for me", "can't wear {}", "no more {}", "a change from {}",
)  # fmt: skip
_OTHER: Mapping[str, tuple[str, ...]] = {
    "metal": ("in another metal", "in a different colour of metal", "other metal please", "not this metal"),
    "stone": ("with another stone", "a different stone", "other stone colour please", "not with this stone"),
}
_LACKS: Mapping[str, tuple[str, ...]] = {
    "halo": ("no halo", "without a halo", "not with a halo", "minus any halo"),
    "pave": ("no pavé", "without pavé", "plain, no small stones along it", "no pave"),
    "engraving": ("no engraving", "not engraved", "without any pattern"),
    "enamel": ("no enamel", "without enamel", "nothing painted"),
}
_HALOED = frozenset({("ring", "solitaire"), ("earrings", "stud"), ("earrings", "drop"), ("necklace", "pendant")})
_JOINTS = ("{0}, {1}", "{0} {1}", "{0} - {1}", "{0} but {1}")


class Refusal(NamedTuple):
    """What a shopper will not have.

    Attributes:
        text: The words.
        free: Columns of the look that they leave open.
        unlike: Values that an answer must not have, by column.
    """

    text: str
    free: tuple[str, ...]
    unlike: dict[str, str]


def refusal(edit: Edit, before: Spec, rng: random.Random) -> Refusal | None:
    """Words beside a photo that refuse what an edit changes, and leave open what it should be instead.

    Args:
        edit: The edit; only metals and main stones are refused.
        before: The design that it starts from.
        rng: Where the chance comes from.
    """
    names = _names(edit.kind, edit.before)
    if names is None:
        return None
    column = edit.kind + LOOK_SUFFIX
    templates = _OTHER[edit.kind] if rng.random() < 0.2 else _REFUSED
    text = rng.choice(templates).format(names(rng))
    return Refusal(text, (column,), {column: look(before)[edit.kind]})


def negated(said: Phrase, spec: Spec, rng: random.Random) -> tuple[Phrase, dict[str, str]] | None:
    """A phrase with something added that the piece lacks or is not, and values that an answer must not have.

    Returns:
        None where there is nothing to say of the design.
    """
    choices = [*_absences(said, spec), *_refusals(said, spec, rng)]
    if not choices:
        return None
    words, columns, unlike = rng.choice(choices)
    text = rng.choice(_JOINTS).format(said.text, rng.choice(words))
    return Phrase(text, (*said.columns, *columns)), unlike


_Choice = tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]


def _absences(said: Phrase, spec: Spec) -> Iterator[_Choice]:
    has = attributes(spec)
    for column, words in _LACKS.items():
        apt = column != "halo" or (spec.category, spec.style) in _HALOED
        if column not in has and column not in said.columns and apt and (column != "pave" or spec.category == "ring"):
            yield words, (column,), {}


def _refusals(said: Phrase, spec: Spec, rng: random.Random) -> Iterator[_Choice]:
    shown = look(spec)
    if spec.second_metal is None and not {"metal", "metal" + LOOK_SUFFIX} & set(said.columns):
        other = rng.choice([name for name, metal in METALS.items() if metal.look != shown["metal"]])
        yield _refused("metal", other, METALS[other].look, rng)
    if "stone" in shown and not {"stone", "stone" + LOOK_SUFFIX} & set(said.columns):
        gem = rng.choice([gem for gem in GEMS.values() if gem.look != shown["stone"]])
        yield _refused("stone", gem.name, gem.look, rng)


def _refused(column: str, value: str, seen: str, rng: random.Random) -> _Choice:
    names = _names(column, value)
    assert names is not None  # both columns have names
    words = tuple(template.format(names(rng)) for template in ("not {}", "no {}", "anything but {}", "but not in {}"))
    return words, (), {column + LOOK_SUFFIX: seen}


def _names(column: str, value: str) -> Callable[[random.Random], str] | None:
    """What one calls a metal or stone that is refused: by its name, or a metal by its look."""
    if column == "metal":
        pools = (materials.METALS[value], materials.METAL_LOOKS[METALS[value].look])
        return lambda rng: rng.choice(pools).draw(rng, WORDING)
    if column == "stone":
        return lambda rng: materials.STONES[value].draw(rng, WORDING)
    return None
