"""A design in English, part by part: the words that phrases, titles, descriptions and edits are built from."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from jewelbench.specs.facts import LOOK_SUFFIX, attributes, look
from jewelbench.specs.spec import Spec
from jewelbench.wording.grammar import NUMBERS, article, is_counted, plural
from jewelbench.wording.lexicon import forms, kinds, materials
from jewelbench.wording.splits import Pool, Wording

MANY_STONES = {
    ("ring", "eternity"), ("ring", "half-eternity"), ("bracelet", "tennis"), ("bracelet", "beaded"),
    ("necklace", "strand"), ("necklace", "bib"), ("necklace", "station"), ("anklet", "beaded"), ("brooch", "spray"),
}  # fmt: skip
BEADS = {("bracelet", "beaded"), ("necklace", "strand"), ("anklet", "beaded")}
ORNAMENTS_BESIDE = {"plates": "metal plates", "drops": "drops", "tube": "a metal tube"}
"""Ornaments that follow "with" rather than stand before the piece, where a style has its own."""


@dataclass(frozen=True)
class Part:
    """One thing said of a design.

    Attributes:
        columns: The attributes it names.
        before: How it is said before the piece ("oval cut ruby"); "" where it is only said after.
        after: How it is said after "with" ("an oval cut ruby"); "" where it is only said before.
    """

    columns: tuple[str, ...]
    before: str
    after: str = ""


@dataclass(frozen=True)
class Design:
    """A design with a source of chance and a side to take words from."""

    spec: Spec
    rng: random.Random
    wording: Wording

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """See `jewelbench.specs.facts.attributes`."""
        return attributes(self.spec)

    @cached_property
    def look(self) -> Mapping[str, str]:
        """See `jewelbench.specs.facts.look`."""
        return look(self.spec)

    @property
    def kind(self) -> tuple[str, str]:
        """Category and style."""
        return self.spec.category, self.spec.style

    @property
    def many(self) -> bool:
        """Whether it shows several main stones: in a row, or one in each of a pair."""
        pair = self.spec.category in ("earrings", "cufflinks") and self.spec.style != "ear cuff"
        return pair or self.kind in MANY_STONES or (self.spec.style == "bar pin" and (self.spec.count or 1) > 1)

    def draw(self, pool: Pool) -> str:
        """A word of the design's side."""
        return pool.draw(self.rng, self.wording)

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.rng.random() < share

    def numbered(self, noun: str) -> str:
        """A noun with its article, or in the plural where there are many."""
        return plural(noun) if self.many else (article(noun) if is_counted(noun) else noun)


def piece(design: Design, styled: float = 0.65) -> Part:
    """The noun that a text is built around.

    Args:
        design: The design.
        styled: How often its style is named, where words can single it out.
    """
    spec = design.spec
    unnamed = design.kind in kinds.NAMELESS_STYLES or (spec.style == "band" and spec.finish == "hammered")
    if unnamed or not design.chance(styled):
        name = design.draw(kinds.CATEGORIES[spec.category])
        return Part(("category",), name)
    name = design.draw(kinds.STYLES[design.kind])
    if design.kind == ("ring", "halo") and spec.halo == 2:
        return Part(("category", "style", "halo"), f"double {name}")
    return Part(("category", "style"), name)


def metal(design: Design, by_look: float = 0.15) -> Part:
    """The metal or metals, by name or, in `by_look` of the cases, by what they look like."""
    spec = design.spec
    if spec.second_metal is not None and design.chance(0.7):
        first, second = (design.draw(materials.METALS[name]) for name in (spec.metal, spec.second_metal))
        return Part(("metal", "second metal"), f"{first} and {second}")
    if design.chance(by_look):
        return Part(("metal" + LOOK_SUFFIX,), design.draw(materials.METAL_LOOKS[design.look["metal"]]))
    return Part(("metal",), design.draw(materials.METALS[spec.metal]))


def finish(design: Design) -> Part:
    """The surface of the metal."""
    name = design.spec.finish
    if name in ("satin", "brushed") and design.chance(0.5):
        word, column = design.draw(forms.MATTE), "finish" + LOOK_SUFFIX
    else:
        word, column = design.draw(forms.FINISHES[name]), "finish"
    return Part((column,), word)


def gem(design: Design, columns: tuple[str, ...], by_look: float = 0.15) -> Part:
    """The main stone with those of cut and size that `columns` holds ("stone", "cut", "stone size")."""
    spec, words, named = design.spec, [], []
    if "stone size" in columns:
        words.append(design.draw(forms.BANDS["stone size"][design.attributes["stone size"]]))
        named.append("stone size")
    if "cut" in columns and spec.cut:
        words.append(design.draw(forms.CUTS[spec.cut]))
        named.append("cut")
    if spec.stone and "stone" in columns and not design.chance(by_look):
        noun = design.draw(materials.STONES[spec.stone])
        named.append("stone")
    elif "stone" in columns:
        words.append(design.draw(materials.STONE_LOOKS[design.look["stone"]]))
        noun = "stone"
        named.append("stone" + LOOK_SUFFIX)
    else:
        noun = "stone"
    text = " ".join([*words, noun])
    if design.kind in BEADS:
        return Part(tuple(named), text, f"{text} beads" if noun != "stone" else f"{' '.join(words)} stone beads")
    return Part(tuple(named), text, design.numbered(text))


def pearl(design: Design, sized: bool = False) -> Part:
    """The pearl or pearls."""
    name = design.spec.pearl or ""
    word = design.draw(materials.PEARLS[name])
    columns = ["pearl" + LOOK_SUFFIX if name == "white pearl" else "pearl"]
    if sized:
        word = f"{design.draw(forms.BANDS['pearl size'][design.attributes['pearl size']])} {word}"
        columns.append("pearl size")
    return Part(tuple(columns), word, design.numbered(word))


def ornament(design: Design) -> Part | None:
    """The motif, the letter, or the face of a signet; None where there is nothing to name."""
    spec = design.spec
    if spec.letter is not None:
        lead = design.rng.choice(("letter", "initial"))
        columns = ("motif", "letter") if spec.motif == "letter" else ("letter",)
        return Part(columns, f"{lead} {spec.letter}", f"the {lead} {spec.letter}")
    if spec.motif in (None, "solitaire", "pearl", "stones", "even", "open letter"):
        return None
    if spec.motif in forms.FACES:
        return Part(("motif",), design.draw(forms.FACES[spec.motif]))
    if spec.motif in forms.MOTIFS:
        word = design.draw(forms.MOTIFS[spec.motif])
        return Part(("motif",), word)
    if spec.motif in ORNAMENTS_BESIDE:
        return Part(("motif",), "", ORNAMENTS_BESIDE[spec.motif])
    return Part(("motif",), spec.motif or "")


def accents(design: Design) -> Part:
    """The small stones, called by what they do: halo, pavé, side stones."""
    spec = design.spec
    noun = design.draw(materials.STONES[spec.accent or "diamond"])
    if spec.style == "three-stone":
        cut = design.draw(forms.CUTS[spec.accent_cut]) if spec.accent_cut and design.chance(0.4) else ""
        columns = ("category", "style", "accent", *(("accent cut",) if cut else ()))
        sides = f"{cut} {noun} side stones".strip()
        return Part(columns, sides, sides)
    if spec.halo and not spec.pave:
        lead = "double " if spec.halo == 2 else ""
        text = design.rng.choice((f"{lead}halo of {plural(noun)}", f"{lead}{noun} halo"))
        return Part(("halo", "accent"), text, article(text))
    if spec.pave and not spec.halo:
        text = design.rng.choice((f"{noun} pavé", f"pavé {plural(noun)}", f"{noun} pave"))
        return Part(("pave", "accent"), text, text)
    text = design.rng.choice((f"{noun} accents", f"small {plural(noun)}", f"little {plural(noun)}"))
    return Part(("accent",), text, text)


def counted(design: Design) -> Part | None:
    """How many rows, layers, charms or drops there are."""
    spec = design.spec
    if spec.strands is not None and spec.style != "ear cuff":
        words = forms.LAYERS if spec.style == "layered" else forms.STRANDS
        return Part(("strands",), design.draw(words[spec.strands]))
    noun = kinds.COUNTED.get(design.kind)
    if noun is None or spec.count is None:
        return None
    number = NUMBERS[spec.count]
    if noun == "charm":
        return Part(("count",), "", f"{number} charms")
    if noun == "ring":
        return Part(("count",), design.rng.choice((f"{number}-piece", f"{spec.count} piece")))
    return Part(("count",), design.rng.choice((f"{number}-{noun}", f"{spec.count}-{noun}")))


def enamel(design: Design) -> Part:
    """Enamel, a watch's dial or a cameo's ground."""
    colour = design.draw(materials.ENAMELS[(design.spec.enamel or "").removesuffix(" enamel")])
    noun = {"watch": "dial", "brooch": "background"}.get(design.spec.category, "enamel")
    if design.spec.category == "brooch" and design.spec.style != "cameo":
        noun = "enamel"
    text = f"{colour} {noun}"
    return Part(("enamel",), text, text if noun == "enamel" else article(text))


def engraving(design: Design) -> Part:
    """The pattern cut into the metal, as a noun."""
    word = forms.ENGRAVINGS[design.spec.engraving or ""].draw(
        design.rng, design.wording, lambda word: word.endswith("pattern")
    )
    return Part(("engraving",), word, article(word))


def cord(design: Design) -> Part:
    """The cord, or a watch's strap."""
    text = design.draw(materials.CORDS[design.spec.cord or ""])
    if design.spec.category != "watch":
        return Part(("cord",), text, text)
    leather = text.removesuffix(" cord")
    return Part(("cord",), f"{leather} strap", article(f"{leather} strap"))


def without_stones(design: Design) -> Part | None:
    """That there are no stones, where there might have been some."""
    bare = not {"stone", "accent", "pearl"} & set(design.attributes)
    if not bare or design.kind in kinds.STONELESS:
        return None
    return Part(("stone", "accent", "pearl"), "", design.draw(forms.NO_STONES))
