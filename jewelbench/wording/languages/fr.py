"""French. Adjectives follow the noun and agree with it; "de" is elided before a vowel."""

import random
import re

from jewelbench.specs.edits import Edit
from jewelbench.wording.languages.base import Language, Wish, has_many_stones, listed
from jewelbench.wording.languages.fr_words import FRENCH
from jewelbench.wording.languages.nouns import Noun

_ADJECTIVES = {
    "thin": ("fin", "fine"), "fine": ("fin", "fine"), "wide": ("large", "large"), "chunky": ("massif", "massive"),
    "short": ("court", "courte"), "long": ("long", "longue"), "satin": ("satiné", "satinée"),
    "brushed": ("brossé", "brossée"), "hammered": ("martelé", "martelée"), "polished": ("poli", "polie"),
    "matching": ("assorti", "assortie"),
}  # fmt: skip
_SIZES = {"small": "de petite taille", "large": "de grande taille"}


class French(Language):
    """French."""

    words = FRENCH

    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """`head`, `adj`, `metal` and `with`."""
        head = self.head(wish, rng)
        values = [wish.attributes[column] for column in ("width", "weight", "finish", "size") if column in wish.named]
        adjectives = [_SIZES.get(value) or _agreeing(value, head) for value in values]
        return {
            "head": head.text, "adj": " ".join(adjectives), "metal": self.metal(wish, rng),
            "with": listed(self.parts(wish, rng), self.words.joint),
        }  # fmt: skip

    def asked_slots(self, wish: Wish, text: str) -> dict[str, str]:
        """`un_np`, with the article of the piece named at the text's beginning."""
        names = (*self.words.categories[wish.spec.category], *self.words.styles.get(wish.kind, ()))
        head = max((noun for noun in names if text.startswith(noun.text)), key=lambda noun: len(noun.text))
        un = "des" if head.plural else {"m": "un", "f": "une"}[head.gender]
        return {"un_np": f"{un} {text}"}

    def tidied(self, text: str) -> str:
        """Text with "de" elided."""
        return re.sub(r"\b([Dd])e (?=[aeiouyéèêàâîôœ])", r"\1'", text).replace("?", " ?").replace("  ?", " ?")

    def strap(self, cord: str) -> str:
        """A strap of leather."""
        return f"bracelet {cord}"

    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """`before`, `after`, the adjectives of size, and for other pieces `head`, `assorti`."""
        before, after = self.before_and_after(edit, rng)
        wish = Wish(edit.target, frozenset(), styled=edit.kind == "style")
        named = edit.kind in ("matching", "style")
        head = self.head(wish, rng) if named else self.words.categories[edit.target.category][0]
        if edit.parameter == "finish":
            before, after = _agreeing(edit.before, head), _agreeing(edit.after, head)
        several = has_many_stones(edit.target)
        return {
            "before": before, "after": after, "head": head.text, "assorti": _agreeing("matching", head),
            "fin": _agreeing("thin", head), "large": _agreeing("wide", head), "court": _agreeing("short", head),
            "long": _agreeing("long", head), "petit": _ended("petit", head), "grand": _ended("grand", head),
            "un_stone": "des pierres" if several else "une pierre", "s": "s" if several else "",
        }  # fmt: skip


def _agreeing(name: str, noun: Noun) -> str:
    masculine, feminine = _ADJECTIVES[name]
    word = masculine if noun.gender == "m" else feminine
    return f"{word}s" if noun.plural and not word.endswith("s") else word


def _ended(stem: str, noun: Noun) -> str:
    return stem + ("e" if noun.gender == "f" else "") + ("s" if noun.plural else "")
