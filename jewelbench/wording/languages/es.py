"""Spanish. Adjectives follow the noun and agree with it."""

import random

from jewelbench.specs.edits import Edit
from jewelbench.wording.languages.base import Language, Wish, has_many_stones, listed
from jewelbench.wording.languages.es_words import SPANISH
from jewelbench.wording.languages.nouns import Noun

_ADJECTIVES = {
    "thin": "fino", "fine": "fino", "wide": "ancho", "chunky": "grueso", "small": "pequeño", "large": "grande",
    "short": "corto", "long": "largo", "satin": "satinado", "brushed": "cepillado", "hammered": "martillado",
    "polished": "pulido",
}  # fmt: skip


class Spanish(Language):
    """Spanish."""

    words = SPANISH

    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """`head`, `adj`, `metal` and `with`."""
        head = self.head(wish, rng)
        values = [wish.attributes[column] for column in ("size", "width", "weight", "finish") if column in wish.named]
        return {
            "head": head.text, "adj": " ".join(_agreeing(value, head) for value in values),
            "metal": self.metal(wish, rng), "with": listed(self.parts(wish, rng), self.words.joint),
        }  # fmt: skip

    def asked_slots(self, wish: Wish, text: str) -> dict[str, str]:
        """`un_np`, with the article of the piece named at the text's beginning."""
        names = (*self.words.categories[wish.spec.category], *self.words.styles.get(wish.kind, ()))
        head = max((noun for noun in names if text.startswith(noun.text)), key=lambda noun: len(noun.text))
        return {"un_np": {"m": "un ", "f": "una ", "mp": "unos ", "fp": "unas "}[head.form] + text}

    def links(self, chain: str) -> str:
        """The links, since the piece itself is the chain."""
        return f"eslabones de tipo {chain}"

    def strap(self, cord: str) -> str:
        """A strap of leather."""
        return f"correa de {cord}"

    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """`before`, `after`, the adjectives of size, and for other pieces `head`."""
        before, after = self.before_and_after(edit, rng)
        wish = Wish(edit.target, frozenset(), styled=edit.kind == "style")
        named = edit.kind in ("matching", "style")
        head = self.head(wish, rng) if named else self.words.categories[edit.target.category][0]
        if edit.parameter == "finish":
            before, after = _agreeing(edit.before, head), _agreeing(edit.after, head)
        several = has_many_stones(edit.target)
        return {
            "before": before, "after": after, "head": head.text, "fino": _agreeing("thin", head),
            "ancho": _agreeing("wide", head), "corto": _agreeing("short", head), "largo": _agreeing("long", head),
            "pequeño": _agreeing("small", head), "grande": _agreeing("large", head),
            "stone": "piedras" if several else "piedra", "una": "unas" if several else "una",
            "s": "s" if several else "",
        }  # fmt: skip


def _agreeing(name: str, noun: Noun) -> str:
    word = _ADJECTIVES[name]
    if word.endswith("o") and noun.gender == "f":
        word = f"{word[:-1]}a"
    return f"{word}s" if noun.plural else word
