"""What shoppers would say about a merchant's products: phrases, and words that change what a photo shows."""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.attributes import subject
from training.merchant.facts import OWN, Facts, without
from training.merchant.lexicon import ENGLISH, Lexicon
from training.merchant.templates import LANGUAGES, Forms, Kind, Language

NEGATED = 0.12  # of the changes of metal or stone that only say what is not wanted
NAMED = {"metal": 0.75, "gemstone": 0.8, "colour": 0.5, "style": 0.6, "karat": 0.15, "name": 0.3}
FEWEST_NAMED = 2  # "ring" alone asks for nothing
MATERIALS = frozenset(("metal", "colour", "karat"))


class Said(NamedTuple):
    """Words, and what a right answer must have to agree with them.

    Attributes:
        text: The words.
        named: Facts that they name, or imply by naming what is not wanted.
        left_open: Facts that they take back without saying what shall be there instead.
    """

    text: str
    named: tuple[str, ...]
    left_open: tuple[str, ...] = ()


class Wording:
    """Puts facts into words of the catalogue's languages.

    Args:
        lexicon: What values are called.
        rng: Decides every wording.
        judged: Whether forms are taken that nothing is fitted to.
    """

    def __init__(self, lexicon: Lexicon, rng: random.Random, *, judged: bool) -> None:
        self._lexicon = lexicon
        self._rng = rng
        self._judged = judged

    def phrase(self, facts: Facts) -> Said | None:
        """What a shopper may type to find a product; None if too little is known of it.

        Args:
            facts: All that is known of it, its karat and name among it.
        """
        code, language = self._language()
        telling = [name for name in NAMED if name in facts]
        named = [name for name in telling if self._rng.random() < NAMED[name]]
        if len(named) < FEWEST_NAMED:
            named = telling[:FEWEST_NAMED]
        if "karat" in named and "metal" not in named:
            named.remove("karat")
        if not named or ("category" not in facts and "style" not in named and "name" not in named):
            return None
        kind = ["category"] if "category" in facts else []
        text = self._put_together(facts, named, code, language)
        return Said(self._choose(language.asking).format(text), (*kind, *named))

    def edit(self, before: Facts, after: Facts, changes: Sequence[str]) -> Said | None:
        """Words that turn one product into another; None if there are none for what they differ in."""
        code, language = self._language()
        negatable = len(changes) == 1 and changes[0] in ("metal", "gemstone") and changes[0] in before
        if negatable and self._rng.random() < NEGATED:
            return self._negation(before, changes[0], code, language)
        parts = [self._change(before, after, change, code, language, short=len(changes) > 1) for change in changes]
        said = [part for part in parts if part is not None]
        if len(said) < len(changes):
            return None
        return Said(f" {language.also} ".join(said), tuple(changes))

    def _language(self) -> tuple[str, Language]:
        known = [code for code in self._lexicon.languages if code in LANGUAGES] or [ENGLISH]
        code = self._rng.choice(known)
        return code, LANGUAGES[code]

    def _choose(self, forms: Forms) -> str:
        return self._rng.choice(forms.judged if self._judged else forms.learned)

    def _word(self, name: str, value: str, code: str) -> str:
        return self._lexicon.word(name, value, code, self._rng)

    def _put_together(self, facts: Facts, named: Sequence[str], code: str, language: Language) -> str:
        words = {name: self._word(name, facts[name], code) for name in named}
        noun = self._word("category", facts["category"], code) if "category" in facts else ""
        if "style" in words:
            noun = (
                words["style"] if self._says_kind(words["style"], facts, code) else f"{words['style']} {noun}".strip()
            )
        material = " ".join(words[name] for name in ("karat", "metal") if name in words)
        material = material or words.get("colour", "")
        colour = words["colour"] if "metal" in words and "colour" in words else ""
        noun = " ".join(part for part in (words.get("name", ""), colour, noun) if part)
        return self._ordered(noun, material, words.get("gemstone", ""), language)

    def _says_kind(self, style: str, facts: Facts, code: str) -> bool:
        """Whether the word for a style names the kind of piece as well: "halo ring"."""
        kinds = self._lexicon.words("category", facts["category"], code) if "category" in facts else ()
        return any(kind.casefold() in style.casefold() for kind in kinds)

    def _ordered(self, noun: str, material: str, stone: str, language: Language) -> str:
        made, set_with = f"{language.made_of} {material}", f"{language.set_with} {stone}"
        orders: tuple[tuple[tuple[str, ...], ...], ...]
        if not material and not stone:
            return noun
        if not stone:
            orders = ((material, noun), (noun, made)), ((noun, material),)
        elif not material:
            orders = ((stone, noun), (noun, set_with)), ((noun, stone),)
        else:
            orders = (
                ((material, stone, noun), (noun, made, set_with), (noun, material, stone), (stone, noun, made)),
                ((material, noun, set_with), (stone, material, noun)),
            )
        return " ".join(self._rng.choice(orders[self._judged]))

    def _change(
        self, before: Facts, after: Facts, change: str, code: str, language: Language, *, short: bool
    ) -> str | None:
        wanted, shown = after.get(change), before.get(change)
        kind = _kind(change, shown, wanted)
        words = {
            "x": self._word(change, wanted, code) if wanted else None,
            "y": self._word(change, shown, code) if shown else None,
            "column": change.removeprefix(OWN).lower(),
        }
        if short and wanted:
            before_word = {"material": f"{language.made_of} ", "other": ""}.get(kind, f"{language.set_with} ")
            return ("" if kind == "form" else before_word) + str(words["x"])
        return _fill(self._forms(language, kind), words, self._rng)

    def _negation(self, before: Facts, change: str, code: str, language: Language) -> Said | None:
        text = _fill(self._forms(language, "not"), {"y": self._word(change, before[change], code)}, self._rng)
        left_open = ("metal", "karat", "colour") if change == "metal" else ("gemstone", "colour")
        return None if text is None else Said(text, (without(change, before[change]),), left_open)

    def _forms(self, language: Language, kind: Kind) -> Sequence[str]:
        forms = language.edits[kind]
        return forms.judged if self._judged else forms.learned


def _kind(change: str, shown: str | None, wanted: str | None) -> Kind:
    if change == "gemstone":
        return "stone gone" if wanted is None else "stone added" if shown is None else "stone"
    if change in MATERIALS or (change.startswith(OWN) and subject(change.removeprefix(OWN)) in MATERIALS):
        return "material"
    return "other" if change.startswith(OWN) else "form"


def _fill(forms: Sequence[str], words: Mapping[str, str | None], rng: random.Random) -> str | None:
    """One of the forms, filled with words; those that name what is not known are passed over."""
    known = {name: word for name, word in words.items() if word}
    fitting = [form for form in forms if all("{" + name + "}" not in form for name in ("x", "y") if name not in known)]
    return rng.choice(fitting).format(**known) if fitting else None
