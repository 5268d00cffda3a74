"""What shoppers type, with the attributes that a right answer must share."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jewelbench.specs.facts import LOOK_SUFFIX
from jewelbench.specs.spec import Spec
from jewelbench.wording import design as say
from jewelbench.wording.design import Design, Part
from jewelbench.wording.grammar import a_piece, article, fill, listed, pair_first
from jewelbench.wording.lexicon import forms
from jewelbench.wording.misspellings import misspell
from jewelbench.wording.patterns import ASKED, MEANT, NAMED
from jewelbench.wording.splits import Wording

CHANCES = {
    "metal": 0.7, "stone": 0.85, "cut": 0.4, "stone size": 0.15, "width": 0.3, "weight": 0.35, "size": 0.25,
    "halo": 0.45, "pave": 0.5, "accent": 0.35, "pearl": 0.9, "pearl size": 0.2, "profile": 0.2, "motif": 0.93,
    "letter": 0.97, "chain": 0.6, "engraving": 0.7, "enamel": 0.8, "cord": 0.8, "count": 0.3, "strands": 0.5,
}  # fmt: skip
"""How often words name an attribute that the design has."""
ASKED_SHARE, MEANT_SHARE, MISSPELT_SHARE, CAPITALS_SHARE = 0.3, 0.12, 0.1, 0.12
LEAST, MOST = 2, 4
"""How many things are named beside the kind of piece, where there are as many."""


@dataclass(frozen=True)
class Phrase:
    """What a shopper types.

    Attributes:
        text: The words.
        columns: The attributes that they name: a product answers if it agrees on all of those. A column that ends in
            " look" asks for the look alone; a column that the design does not have asks for its absence.
    """

    text: str
    columns: tuple[str, ...]


@dataclass
class _Wish:
    """The parts that a phrase names, by where they stand."""

    head: Part
    adjectives: list[Part] = field(default_factory=list)
    metal: Part | None = None
    gem: Part | None = None
    ornament: Part | None = None
    rest: list[Part] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        yield from (self.head, *self.adjectives, *self.rest)
        yield from (part for part in (self.metal, self.gem, self.ornament) if part)


def phrase(spec: Spec, rng: random.Random, wording: Wording, misspelt: float = MISSPELT_SHARE) -> Phrase:
    """What a shopper might type to find a design; a share of `misspelt` has a word mistyped."""
    design = Design(spec, rng, wording)
    wish = _wish(design)
    text = _realised(design, wish)
    if not re.search(r"[:/(+]| - ", text) and design.chance(ASKED_SHARE):
        text = _asked(design, wish, text)
    elif design.chance(MEANT_SHARE):
        text = fill(design.draw(MEANT), {"said": text})
    if design.chance(misspelt):
        text = misspell(text, rng, wording)
    if not design.chance(CAPITALS_SHARE):
        text = _lowered(text)
    columns = dict.fromkeys(column for part in wish.parts() for column in part.columns)
    return Phrase(text, tuple(columns))


def _wish(design: Design) -> _Wish:
    wish = _Wish(say.piece(design))
    available = [name for name in CHANCES if name in design.attributes]
    named = [name for name in available if design.chance(CHANCES[name] * _telling(design.attributes[name]))]
    spare = [name for name in ("stone", "pearl", "motif", "metal", "enamel", "width", "chain") if name in available]
    for name in spare:
        if len(named) < LEAST and name not in named:
            named.append(name)
    if len(named) > MOST:
        kept = [name for name in named if name in ("motif", "letter", "pearl")]
        others = [name for name in named if name not in kept]
        named = kept + design.rng.sample(others, max(MOST - len(kept), 0))
    _add_materials(design, wish, named)
    _add_adjectives(design, wish, named)
    _add_details(design, wish, named)
    return wish


def _telling(value: str) -> float:
    """How likely a value is said at all, next to another."""
    return 0.3 if value == "medium" else 1.0


def _can_say(design: Design, column: str) -> bool:
    """Whether there is a word for a length: some styles have sizes without a name."""
    return column != "stone size" or design.attributes[column] in forms.BANDS[column]


def _add_materials(design: Design, wish: _Wish, named: list[str]) -> None:
    if "metal" in named:
        wish.metal = say.metal(design)
    stone = tuple(name for name in ("stone", "cut", "stone size") if name in named and _can_say(design, name))
    if stone and "stone" in design.attributes:
        wish.gem = say.gem(design, stone)
    elif "pearl" in named:
        wish.gem = say.pearl(design, sized="pearl size" in named)
    if "motif" in named or "letter" in named:
        ornament = say.ornament(design)
        if ornament and ornament.before:
            wish.ornament = ornament
        elif ornament:
            wish.rest.append(ornament)


def _add_adjectives(design: Design, wish: _Wish, named: list[str]) -> None:
    """Adjectives in the order in which English has them: size, number, surface, section."""
    for column in ("size", "width", "weight"):
        if column in named:
            wish.adjectives.append(Part((column,), design.draw(forms.BANDS[column][design.attributes[column]])))
    counted = say.counted(design)
    if counted and ("count" in named or "strands" in named):
        (wish.adjectives if counted.before else wish.rest).append(counted)
    plain = design.spec.finish == "polished"
    if (design.spec.style != "hammered" and design.chance(0.04 if plain else 0.6)) or design.spec.finish == "hammered":
        wish.adjectives.append(say.finish(design))
    if "profile" in named:
        wish.adjectives.append(Part(("profile",), design.draw(forms.PROFILES[design.attributes["profile"]])))


def _add_details(design: Design, wish: _Wish, named: list[str]) -> None:
    spec, rest = design.spec, wish.rest
    has_halo = "halo" in wish.head.columns or (spec.style == "halo" and "style" in wish.head.columns)
    if "accent" in named:
        rest.append(say.accents(design))
    told = {column for part in rest for column in part.columns}
    if "halo" in named and "halo" not in told and (not has_halo or spec.halo == 1):
        word = design.draw(forms.DOUBLE_HALO if spec.halo == 2 else forms.SINGLE_HALO)
        rest.append(Part(("halo",), word, word if word.endswith("s") else article(word)))
    if "pave" in named and "pave" not in told:
        word = design.draw(forms.PAVE)
        rest.append(Part(("pave",), word, word))
    if spec.setting and design.chance(0.25 if spec.setting == "bezel" else 0.04):
        wish.adjectives.append(Part(("setting",), design.draw(forms.SETTINGS[spec.setting])))
    if "chain" in named:
        word = f"{design.draw(forms.CHAINS[spec.chain or ''])} chain"
        if spec.style == "chain" and spec.motif is None:
            named_twice = "chain" in wish.head.before  # "figaro chain necklace"
            wish.adjectives.append(Part(("chain",), word.removesuffix(" chain") if named_twice else word))
        else:
            rest.append(Part(("chain",), word, article(word)))
    if "engraving" in named:
        rest.append(say.engraving(design))
    rest += [tell(design) for name, tell in (("enamel", say.enamel), ("cord", say.cord)) if name in named]
    bare = say.without_stones(design) if design.chance(0.1) else None
    if bare is not None:
        rest.append(bare)


def _realised(design: Design, wish: _Wish) -> str:
    adjectives = " ".join(part.before for part in wish.adjectives)
    metal = wish.metal.before if wish.metal else ""
    surface_only = all(part.columns[0].startswith("finish") for part in wish.adjectives)
    after = [part.after or part.before for part in wish.rest]
    words = [part.before or part.after for part in wish.rest]
    slots = {
        "head": wish.head.before,
        "adj": adjectives,
        "metal": metal,
        "adj_metal": f"{adjectives} {metal}".strip() if metal and surface_only else "",
        "gem": wish.gem.before if wish.gem else "",
        "orn": wish.ornament.before if wish.ornament else "",
        "rest": listed(after),
        "all": listed([*([wish.gem.after] if wish.gem else []), *after]),
        "words": " ".join(words),
        "commas": ", ".join(words),
    }
    by_look = wish.metal is not None and wish.metal.columns[0].endswith(LOOK_SUFFIX)
    set_with = bool(wish.gem) and not wish.rest
    template = NAMED.draw(design.rng, design.wording, lambda entry: _suits(entry, slots, by_look, set_with))
    return pair_first(fill(template, slots))


def _suits(template: str, slots: dict[str, str], by_look: bool, set_with: bool) -> bool:
    """Whether a template has room for everything that is to be said, and says it in English."""
    if "{adj_metal}" in template and not slots["adj_metal"] and (slots["adj"] or slots["metal"]):
        return False
    if by_look and re.search(r" (in|of) \{(adj_)?metal", template):  # "in silver coloured"
        return False
    return set_with or "set with" not in template


def _asked(design: Design, wish: _Wish, text: str) -> str:
    return fill(design.draw(ASKED), {"piece": text, "a_piece": a_piece(wish.head.before, text)})


def _lowered(text: str) -> str:
    """Lower case, but for initials and abbreviations."""
    return " ".join(word if len(word) == 1 and word != "I" else word.lower() for word in text.split(" "))
