"""German. Names stand in the form that follows "mit" or "in", which of most nouns is the plain one."""

import random

from jewelbench.specs.edits import Edit
from jewelbench.wording.languages.base import Language, Wish, has_many_stones, listed
from jewelbench.wording.languages.de_words import GERMAN
from jewelbench.wording.languages.nouns import Noun

_STRONG = {"m": "er", "f": "e", "n": "es"}
_OBJECT = {"m": "en", "f": "e", "n": "es"}
_ARTICLE = {"m": "einen ", "f": "eine ", "n": "ein "}
_ADJECTIVES = {
    "thin": "schmal", "fine": "fein", "wide": "breit", "chunky": "massiv", "small": "klein", "large": "groß",
    "short": "kurz", "long": "lang", "satin": "satiniert", "brushed": "gebürstet", "hammered": "gehämmert",
    "polished": "poliert",
}  # fmt: skip


class German(Language):
    """German: adjectives before the noun end by its gender and case; "ich suche" takes the accusative."""

    words = GERMAN

    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """`adj`, `head`, `metal` and `with`, in the nominative."""
        return self._slots(wish, rng, asked=False)

    def object_slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """The same in the accusative, with an article."""
        return self._slots(wish, rng, asked=True)

    def _slots(self, wish: Wish, rng: random.Random, asked: bool) -> dict[str, str]:
        head = self.head(wish, rng)
        stems = [
            _ADJECTIVES[wish.attributes[column]]
            for column in ("size", "width", "weight", "finish")
            if column in wish.named
        ]
        adjectives = " ".join(_agreeing(stem, head, asked) for stem in stems)
        text = _in_accusative(head) if asked else head.text
        article = _ARTICLE[head.gender] if asked and not head.plural else ""
        return {
            "adj": f"{article}{adjectives}" if adjectives else "",
            "head": text if adjectives else f"{article}{text}",
            "metal": self.metal(wish, rng),
            "with": listed(self.parts(wish, rng), self.words.joint),
        }

    def links(self, chain: str) -> str:
        """The links, since the piece itself is the chain."""
        return chain.replace("kette", "gliedern")

    def strap(self, cord: str) -> str:
        """A strap of leather."""
        return cord.replace("Leder", "Lederband")

    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """`before`, `after`, `stone` and, for other pieces, `head` and `passend`."""
        before, after = self.before_and_after(edit, rng)
        several = has_many_stones(edit.target)
        slots = {
            "before": before,
            "after": after,
            "stone": "Steinen" if several else "Stein",
            "dat": "en" if several else "em",
        }
        if edit.kind in ("matching", "style"):
            wish = Wish(edit.target, frozenset(), styled=edit.kind == "style" or rng.random() < 0.25)
            head = self.head(wish, rng)
            slots |= {"head": head.text, "passend": _agreeing("passend", head, asked=False)}
        return slots


def _agreeing(stem: str, noun: Noun, asked: bool) -> str:
    return f"{stem}e" if noun.plural else stem + (_OBJECT if asked else _STRONG)[noun.gender]


def _in_accusative(noun: Noun) -> str:
    """A head with an adjective of its own takes its ending too."""
    first, _, rest = noun.text.partition(" ")
    return f"{first[:-2]}en {rest}" if rest and noun.form == "m" and first.endswith("er") else noun.text
