"""Chinese, in simplified characters. Words neither agree nor are set apart by spaces."""

import random
import re

from jewelbench.specs.edits import Edit
from jewelbench.wording.languages.base import Language, Wish
from jewelbench.wording.languages.zh_words import CHINESE

_ADJECTIVES = {
    "thin": "细款", "fine": "细款", "wide": "宽款", "chunky": "粗款", "small": "小号", "large": "大号",
    "short": "短款", "long": "长款",
    "satin": "缎面", "brushed": "拉丝", "hammered": "锤纹", "polished": "抛光",
}  # fmt: skip


class Chinese(Language):
    """Chinese: what describes the piece stands before it, mostly with 的."""

    words = CHINESE

    def slots(self, wish: Wish, rng: random.Random) -> dict[str, str]:
        """`head`, `adj`, `metal` and `with`, the latter also with 的."""
        head = self.head(wish, rng)
        values = [wish.attributes[column] for column in ("size", "width", "weight", "finish") if column in wish.named]
        parts = self.parts(wish, rng)
        return {
            "head": head.text, "adj": "".join(_ADJECTIVES[value] for value in values), "metal": self.metal(wish, rng),
            "with": "、".join(parts), "with_de": f"{'、'.join(parts)}{'的' if len(parts) > 1 else ''}",
        }  # fmt: skip

    def metal(self, wish: Wish, rng: random.Random) -> str:
        """Two metals with 配."""
        spec = wish.spec
        if "metal" in wish.named and spec.second_metal:
            return f"{self.words.metals[spec.metal][0]}配{self.words.metals[spec.second_metal][0]}"
        return super().metal(wish, rng)

    def tidied(self, text: str) -> str:
        """No spaces between characters and commas."""
        return re.sub(r"\s*，\s*", "，", text).strip("，")

    def strap(self, cord: str) -> str:
        """A strap of leather."""
        return cord.replace("皮绳", "皮表带")

    def edit_slots(self, edit: Edit, rng: random.Random) -> dict[str, str]:
        """`before`, `after`, and for other pieces `head`."""
        before, after = self.before_and_after(edit, rng)
        head = self.head(Wish(edit.target, frozenset(), styled=edit.kind == "style"), rng)
        return {"before": before, "after": after, "head": head.text}
