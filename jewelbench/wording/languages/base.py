"""What every language shares: choosing what to name, and filling its templates."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jewelbench.specs.edits import Edit
from jewelbench.specs.facts import LOOK_SUFFIX, attributes
from jewelbench.specs.motifs import ZODIAC
from jewelbench.specs.spec import Spec
from jewelbench.wording.design import Design
from jewelbench.wording.faults import Text
from jewelbench.wording.grammar import fill
from jewelbench.wording.languages.nouns import Noun
from jewelbench.wording.lexicon.kinds import NAMELESS_STYLES
from jewelbench.wording.phrases import Phrase

Names = Mapping[str, tuple[str, ...]]
"""What each value is called, the usual name first."""

Templates = tuple[str, ...]

CHANCES = {
    "metal": 0.75, "stone": 0.9, "cut": 0.45, "pearl": 0.95, "motif": 0.95, "letter": 1.0, "halo": 0.4, "pave": 0.45,
    "chain": 0.5, "enamel": 0.8, "cord": 0.8, "engraving": 0.6, "finish": 0.6, "width": 0.35, "weight": 0.35,
    "size": 0.25,
}  # fmt: skip
"""How often words name an attribute that the design has."""
ASKED_SHARE, STYLED_SHARE, TITLE_STYLED_SHARE = 0.35, 0.55, 0.9
LEAST = 2
_UNNAMED_MOTIFS = frozenset({"solitaire", "pearl", "letter", "stones", "even", "graduated", "open letter", "plates",
                             "drops", "tube"})  # fmt: skip
_SIZES = ("width", "weight", "size")


@dataclass(frozen=True)
class Wish:
    """A design with what is to be named of it.

    Attributes:
        spec: The design.
        named: Columns to name beside the category.
        styled: Whether to name the style.
    """

    spec: Spec
    named: frozenset[str]
    styled: bool

    @property
    def kind(self) -> tuple[str, str]:
        """Category and style."""
        return self.spec.category, self.spec.style

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """See `jewelbench.specs.facts.attributes`."""
        return attributes(self.spec)

    def columns(self) -> tuple[str, ...]:
        """The columns that words for this wish name."""
        found = ["category", *(["style"] if self.styled else [])]
        for column in CHANCES:
            if column in self.named:
                by_look = column == "pearl" and self.spec.pearl == "white pearl"
                found.append(column + LOOK_SUFFIX if by_look else column)
        if "metal" in self.named and self.spec.second_metal:
            found.append("second metal")
        if "letter" in self.named and self.spec.motif == "letter":
            found.append("motif")
        return tuple(found)


@dataclass(frozen=True)
class Vocabulary:
    """A language's names and templates.

    `cut_stone` puts a stone and its cut together, `ornament`, `initials` and `enamelled` ("enamel", "dial", "ground")
    make something that a piece is with, and `joint` stands before the last of several things; the rest is named as in
    the designs. `phrases` name a piece as one says it, `lists` word by word. A template's slots are those of the
    language; a group in [brackets] falls away when one of its slots is empty.
    """

    metals: Names
    stones: Names
    cuts: Names
    pearls: Names
    many_pearls: Names
    motifs: Names
    faces: Names
    chains: Names
    colours: Names
    cords: Names
    finishes: Names
    settings: Names
    profiles: Names
    engravings: Names
    categories: Mapping[str, tuple[Noun, ...]]
    styles: Mapping[tuple[str, str], tuple[Noun, ...]]
    phrases: Templates
    lists: Templates
    asked: Templates
    titles: Templates
    edits: Mapping[str, Templates]
    cut_stone: str
    ornament: str
    initials: Templates
    enamelled: Mapping[str, str]
    halo: str
    pave: str
    joint: str


class Language(ABC):
    """A language's names, grammar and templates.

    Subclasses say how the parts of a sentence agree.
    """

    words: Vocabulary

    def phrase(self, spec: Spec, rng: random.Random) -> Phrase:
        """What a shopper types."""
        wish = self._wish(spec, rng, STYLED_SHARE)
        asked = rng.random() < ASKED_SHARE
        slots = self.object_slots(wish, rng) if asked else self.slots(wish, rng)
        text = fill(rng.choice(self.words.phrases if asked else self.words.phrases + self.words.lists), slots)
        if asked:
            text = fill(rng.choice(self.words.asked), {"np": text, **self.asked_slots(wish, text)})
        return Phrase(self.tidied(text), wish.columns())

    def title(self, spec: Spec, rng: random.Random) -> Text:
        """What a merchant writes."""
        wish = self._wish(spec, rng, TITLE_STYLED_SHARE)
        text = self.tidied(fill(rng.choice(self.words.titles), self.slots(wish, rng)))
        return Text(text[:1].upper() + text[1:])

    def edit_text(self, edit: Edit, rng: random.Random) -> str:
        """Words that change a piece."""
        templates = self.words.edits[self._edit_kind(edit)]
        return self.tidied(fill(rng.choice(templates), self.edit_slots(edit, rng)))

    @abstractmethod
    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """The parts of words about a wish."""

    def object_slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """The same, as the object of a verb that asks."""
        return self.slots(wish, rng)

    def parts(self, wish: Wish, rng: random.Random) -> list[str]:
        """What the piece is with, part by part."""
        spec, named = wish.spec, wish.named
        told: Mapping[str, Callable[[], str]] = {
            "stone": lambda: self.gem(wish, rng),
            "pearl": lambda: rng.choice(self.pearls(spec)[spec.pearl or ""]),
            "letter": lambda: rng.choice(self.words.initials).format(spec.letter),
            "motif": lambda: self.ornament(spec.motif or "", rng),
            "halo": lambda: self.words.halo,
            "pave": lambda: self.words.pave,
            "chain": lambda: self.links(rng.choice(self.words.chains[spec.chain or ""])),
            "engraving": lambda: rng.choice(self.words.engravings[spec.engraving or ""]),
            "enamel": lambda: self.enamel(spec, rng),
            "cord": lambda: (self.strap if spec.category == "watch" else str)(self.words.cords[spec.cord or ""][0]),
        }  # fmt: skip
        return [tell() for column, tell in told.items() if column in named]

    def metal(self, wish: Wish, rng: random.Random) -> str:
        """The metal or metals, if they are to be named."""
        spec = wish.spec
        if "metal" not in wish.named:
            return ""
        if spec.second_metal:
            return listed((self.words.metals[spec.metal][0], self.words.metals[spec.second_metal][0]), self.words.joint)
        return rng.choice(self.words.metals[spec.metal])

    def pearls(self, spec: Spec) -> Names:
        """Names of pearls, in the plural where a design shows several."""
        return self.words.many_pearls if has_many_stones(spec) else self.words.pearls

    def gem(self, wish: Wish, rng: random.Random) -> str:
        """The main stone, with its cut if that is to be named."""
        spec = wish.spec
        stone = rng.choice(self.words.stones[spec.stone or ""])
        if "cut" not in wish.named or spec.cut is None:
            return stone
        return self.words.cut_stone.format(stone=stone, cut=rng.choice(self.words.cuts[spec.cut]))

    def ornament(self, motif: str, rng: random.Random) -> str:
        """An ornament, or the face of a signet, as something that a piece is with."""
        if motif in self.words.faces:
            return rng.choice(self.words.faces[motif])
        return self.words.ornament.format(rng.choice(self.words.motifs[motif]))

    def enamel(self, spec: Spec, rng: random.Random) -> str:
        """Enamel, a watch's dial or a cameo's ground in its colour."""
        part = "dial" if spec.category == "watch" else "ground" if spec.style == "cameo" else "enamel"
        colour = rng.choice(self.words.colours[(spec.enamel or "").removesuffix(" enamel")])
        return self.words.enamelled[part].format(colour)

    def links(self, chain: str) -> str:
        """A chain as something that a chain is with."""
        return chain

    def strap(self, cord: str) -> str:
        """A cord's material as that of a watch's strap."""
        return cord

    @abstractmethod
    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """The parts of a sentence that changes a piece."""

    def asked_slots(self, wish: Wish, text: str) -> dict[str, str]:
        """Further slots of the templates that ask, for a text about a wish."""
        del wish, text
        return {}

    def tidied(self, text: str) -> str:
        """A last touch to a text."""
        return text

    def head(self, wish: Wish, rng: random.Random) -> Noun:
        """The noun of the piece, by its style if that is to be named."""
        names = self.words.styles[wish.kind] if wish.styled else self.words.categories[wish.spec.category]
        return rng.choice(names)

    def values(self, edit: Edit) -> Names:
        """What the values of an edit's parameter are called."""
        words = self.words
        return {
            "metal": words.metals, "second_metal": words.metals, "stone": words.stones, "accent": words.stones,
            "pearl": self.pearls(edit.target), "cut": words.cuts, "motif": {**words.motifs, **words.faces},
            "chain": words.chains, "enamel": words.colours, "cord": words.cords, "finish": words.finishes,
            "setting": words.settings, "profile": words.profiles, "engraving": words.engravings,
        }.get(edit.parameter, {})  # fmt: skip

    def before_and_after(self, edit: Edit, rng: random.Random) -> tuple[str, str]:
        """An edit's values in words; letters and numbers as they are."""
        names = self.values(edit)

        def word(value: str, usual: bool) -> str:
            if edit.parameter in ("count", "strands"):
                return value
            value = value.removesuffix(" enamel") if edit.parameter == "enamel" else value
            known = names.get(value, (value,))
            return known[0] if usual else rng.choice(known)

        return word(edit.before, usual=True), word(edit.after, usual=False)

    def _wish(self, spec: Spec, rng: random.Random, styled_share: float) -> Wish:
        has = attributes(spec)
        available = [name for name in CHANCES if name in has and self._can_name(spec, name, has[name])]
        named = [name for name in available if rng.random() < CHANCES[name]]
        for name in ("letter", "motif", "stone", "pearl", "metal", "width"):
            if len(named) < LEAST and name in available and name not in named:
                named.append(name)
        if "cut" in named and "stone" not in named:
            named.remove("cut")
        plain_surface = spec.style == "band" and spec.finish == "hammered"
        can_style = (spec.category, spec.style) not in NAMELESS_STYLES and not plain_surface
        can_style = can_style and (spec.category, spec.style) in self.words.styles
        return Wish(spec, frozenset(named), can_style and rng.random() < styled_share)

    def _can_name(self, spec: Spec, column: str, value: str) -> bool:
        if column == "motif":
            return value not in _UNNAMED_MOTIFS and spec.letter is None
        if column == "finish":
            return value != "polished"
        if column == "halo":
            return spec.style != "halo" and value == "single"
        return value != "medium" or column not in _SIZES

    def _edit_kind(self, edit: Edit) -> str:
        if {edit.before, edit.after} == {"short", "long"}:
            return "shorter" if edit.kind == "smaller" else "longer"
        if edit.kind == "motif" and (edit.after in self.words.faces or edit.after in ("even", "graduated")):
            return "shape"
        return edit.kind


def listed(parts: Sequence[str], joint: str) -> str:
    """Parts with commas and a joint before the last one."""
    kept = [part for part in parts if part]
    return joint.join(([", ".join(kept[:-1])] if kept[:-1] else []) + kept[-1:])


def has_many_stones(spec: Spec) -> bool:
    """Whether a design shows several main stones or beads."""
    return Design(spec, random.Random(0), "test").many


def zodiac(names: str, template: str) -> Names:
    """Names of the signs of the zodiac, in the order of the year from Aries on, put into a template."""
    return {sign: (template.format(name),) for sign, name in zip(ZODIAC, names.split(), strict=True)}
