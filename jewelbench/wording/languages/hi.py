"""Hindi. Names stand in the oblique case, since a postposition or "वाला" always follows them."""

import random

from jewelbench.specs.edits import Edit
from jewelbench.wording.languages.base import Language, Wish, has_many_stones, listed
from jewelbench.wording.languages.hi_words import HINDI
from jewelbench.wording.languages.nouns import Noun

_ADJECTIVES = {
    "thin": "पतला", "fine": "पतला", "wide": "चौड़ा", "chunky": "मोटा", "small": "छोटा", "large": "बड़ा", "short": "छोटा",
    "long": "लंबा",
}  # fmt: skip


class Hindi(Language):
    """Hindi: genitive, "वाला" and adjectives agree with the piece."""

    words = HINDI

    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """`head`, `adj`, and metal and parts with what links them to the piece."""
        head = self.head(wish, rng)
        values = [wish.attributes[column] for column in ("size", "width", "weight") if column in wish.named]
        metal, parts = self.metal(wish, rng), self.parts(wish, rng)
        if "finish" in wish.named:
            parts.append(rng.choice(self.words.finishes[wish.spec.finish]))
        with_ = listed(parts, self.words.joint)
        return {
            "head": head.text, "adj": " ".join(_agreeing(_ADJECTIVES[value], head) for value in values),
            "metal_ka": f"{metal} {_agreeing('का', head)}" if metal else "",
            "metal_mein": f"{metal} में" if metal else "",
            "with_wala": f"{with_} {_agreeing('वाला', head)}" if with_ else "",
            "with_saath": f"{with_} के साथ" if with_ else "",
        }  # fmt: skip

    def asked_slots(self, wish: Wish, text: str) -> dict[str, str]:
        """`hai`: the verb, which agrees in number."""
        names = (*self.words.categories[wish.spec.category], *self.words.styles.get(wish.kind, ()))
        head = max((noun for noun in names if text.endswith(noun.text)), key=lambda noun: len(noun.text))
        return {"hai": "हैं" if head.plural else "है"}

    def strap(self, cord: str) -> str:
        """A strap of leather."""
        return f"{cord} के पट्टे"

    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """`before`, `after`, `a` for what the stones end in, and for other pieces `head` and `khata`."""
        before, after = self.before_and_after(edit, rng)
        wish = Wish(edit.target, frozenset(), styled=edit.kind == "style")
        head = self.head(wish, rng)
        several = has_many_stones(edit.target)
        return {
            "before": before, "after": after, "head": head.text, "khata": _agreeing("खाता", head),
            "a": "े" if several else "ा",
        }  # fmt: skip


def _agreeing(word: str, noun: Noun) -> str:
    """A word in "-ा" with the ending for a noun."""
    return word[:-1] + {"m": "ा", "mp": "े", "f": "ी", "fp": "ी"}[noun.form]
