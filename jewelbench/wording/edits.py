"""What a shopper says beside a photo to change the piece: "same but in rose gold", "without the halo"."""

import random
import re
from collections.abc import Mapping

from jewelbench.specs.edits import Edit
from jewelbench.wording import design as say
from jewelbench.wording.design import Design
from jewelbench.wording.edit_templates import EDITS
from jewelbench.wording.edit_words import edit_words
from jewelbench.wording.grammar import article, fill
from jewelbench.wording.misspellings import misspell
from jewelbench.wording.splits import Pool, Wording

MISSPELT_SHARE = 0.04
_SLOT = re.compile(r"\{(\w+)\}")


def edit_text(edit: Edit, rng: random.Random, wording: Wording, misspelt: float = MISSPELT_SHARE) -> str:
    """Words that change the design an edit starts from into its target; a share of `misspelt` has a word mistyped."""
    design = Design(edit.target, rng, wording)
    slots = edit_words(edit, design)
    template = _templates(edit, design).draw(rng, wording, lambda entry: _suits(entry, slots))
    text = fill(template, slots)
    return misspell(text, rng, wording) if rng.random() < misspelt else text


def _templates(edit: Edit, design: Design) -> Pool:
    smaller = edit.kind in ("smaller", "smaller stone")
    if {edit.before, edit.after} == {"short", "long"}:
        return EDITS["shorter" if smaller else "longer"]
    several = edit.parameter == "stone_mm" and (design.many or design.kind in say.BEADS)
    if several or (edit.parameter == "pearl_mm" and design.many):
        return EDITS["smaller stones" if smaller else "larger stones"]
    return EDITS[edit.kind]


def _suits(template: str, slots: Mapping[str, str]) -> bool:
    """Whether a template's slots are filled, articles agree, and no word stands twice."""
    if not all(slots.get(name) for name in _SLOT.findall(template)):
        return False
    for name in re.findall(r"\ba (?:\w+ )*\{(\w+)\}", template):
        if name == "band" and slots[name].endswith("s"):
            return False
    for name in re.findall(r"\ba \{(\w+)\}", template):
        if not article(slots[name]).startswith("a "):
            return False
    after = slots.get("after", "")
    return not any(f"{{after}} {word}" in template and word in after for word in ("shape", "finish", "metal")) and not (
        "the cut to" in template and ("cut" in after or "cab" in after)
    )
