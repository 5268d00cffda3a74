"""Descriptions as merchants write them: nothing to four sentences, or a list of points, with care and shipping."""

import random
import re
from collections.abc import Callable

from jewelbench.specs.spec import Spec
from jewelbench.wording import description_templates as templates
from jewelbench.wording import design as say
from jewelbench.wording.design import Design
from jewelbench.wording.faults import FaultRates, Text, mistaken, told
from jewelbench.wording.grammar import a_piece, article, fill, is_plural, listed, needs, sentence
from jewelbench.wording.lexicon import forms, materials
from jewelbench.wording.splits import Pool, Wording

RATES = FaultRates(wrong_metal=0.015, wrong_stone=0.015, no_metal=0, no_stone=0, no_kind=0, misspelt=0)
LENGTHS = ((0, 0.12), (1, 0.26), (2, 0.3), (3, 0.2), (4, 0.12))
BULLETS_SHARE = 0.2


def description(spec: Spec, rng: random.Random, wording: Wording, rates: FaultRates = RATES) -> Text:
    """A merchant's description of a design, with what is wrong with it; often empty or short."""
    taken, faults = mistaken(spec, rates, rng)
    design = Design(taken, rng, wording)
    slots = _slots(design)
    if rng.random() < BULLETS_SHARE:
        text = _bullets(design, slots)
        return Text(text, tuple(told(faults, text, slots)))
    length = rng.choices([n for n, _ in LENGTHS], [share for _, share in LENGTHS])[0]
    if length == 0:
        return Text("")
    follow = [pool for pool, share in _FOLLOWING if rng.random() < share and _can(pool, slots)]
    pools = [templates.OPENING, *follow][:length]
    text = " ".join(sentence(fill(_drawn(design, pool, slots), slots)) for pool in pools)
    return Text(text, tuple(told(faults, text, slots)))


_FOLLOWING: tuple[tuple[Pool, float], ...] = (
    (templates.STONE, 0.3),
    (templates.SURFACE, 0.15),
    (templates.DETAIL, 0.6),
    (templates.MEASURES, 0.25),
    (templates.FLORID, 0.4),
    (templates.CARE, 0.35),
    (templates.SHIPPING, 0.4),
)


def _can(pool: Pool, slots: dict[str, str]) -> bool:
    return all(slots.get(name) for entry in pool.own for name in needs(entry))


def _drawn(design: Design, pool: Pool, slots: dict[str, str]) -> str:
    fits: Callable[[str], bool] | None = None
    if not slots["gems"]:  # without stones, openings that speak of nothing else sound bare but are right
        fits = lambda entry: "{gems}" not in entry or "[" in entry  # noqa: E731
    return pool.draw(design.rng, design.wording, fits)


def _slots(design: Design) -> dict[str, str]:
    spec = design.spec
    finish = design.draw(forms.FINISHES[spec.finish])
    metal = design.draw(materials.KARATS[spec.metal])
    if spec.second_metal is not None:
        metal = f"{metal} and {design.draw(materials.KARATS[spec.second_metal])}"
    says_finish = spec.finish != "polished" or design.chance(0.25)
    stone = _stone(design)
    lead, head = _name(design)
    name, many = f"{lead} {head}".strip(), is_plural(head)
    several = stone is not None and is_plural(stone.after)
    length = spec.width_mm or spec.pearl_mm or spec.stone_mm or spec.size_mm
    return {
        "piece": name,
        "a_piece": a_piece(head, name),
        "finish": finish if not says_finish else "",
        "look": finish,
        "metal": metal,
        "finish_metal": f"{finish} {metal}" if says_finish else metal,
        "gems": stone.after if stone else "",
        "gem": stone.before if stone else "",
        "the_gems": "the " + _without_article(stone.after) if stone else "",
        "gem_verb": "catch" if several else "catches",
        "gem_lend": "lend" if several else "lends",
        "details": listed(_details(design)),
        "mm": f"{length:g}" if length else "",
        "this": "these" if many else "this",
        "is": "are" if many else "is",
        "has": "have" if many else "has",
        "them": "them" if many else "it",
        "comes": "come" if many else "comes",
        "it_is": "they are" if many else "it is",
    }


def _stone(design: Design) -> say.Part | None:
    if design.spec.pearl is not None:
        return say.pearl(design)
    if design.spec.stone is None:
        return None
    return say.gem(design, ("stone", "cut") if design.chance(0.6) else ("stone",), by_look=0.0)


def _without_article(words: str) -> str:
    return re.sub(r"^an? ", "", words)


def _name(design: Design) -> tuple[str, str]:
    """The ornament, if it stands before the piece, and the piece."""
    ornament = say.ornament(design)
    lead = ornament.before if ornament else ""
    return lead, say.piece(design, styled=0.8).before


def _details(design: Design) -> list[str]:
    spec, found = design.spec, list[str]()
    if spec.accent is not None:
        found.append(say.accents(design).after)
    elif spec.pave:
        found.append(design.draw(forms.PAVE))
    if spec.chain is not None and "chain" in design.attributes:
        found.append(article(f"{design.draw(forms.CHAINS[spec.chain])} chain"))
    if spec.engraving is not None:
        word = design.draw(forms.ENGRAVINGS[spec.engraving])
        found.append(article(word if word.endswith("pattern") else f"{word} surface"))
    if spec.enamel is not None:
        found.append(say.enamel(design).after)
    if spec.cord is not None:
        found.append(say.cord(design).after)
    if spec.setting is not None:
        found.append(f"stones that are {design.draw(forms.SETTINGS[spec.setting])}" if design.many else
                     f"a stone that is {design.draw(forms.SETTINGS[spec.setting])}")  # fmt: skip
    if spec.profile is not None:
        found.append(f"a {design.draw(forms.PROFILES[spec.profile])} profile".replace("profile profile", "profile"))
    return [word for word in found if design.chance(0.8)]


def _bullets(design: Design, slots: dict[str, str]) -> str:
    mark = design.draw(templates.BULLET_MARKS)
    said = {
        "metal": slots["metal"], "gem": slots["gem"], "details": slots["details"], "finish": slots["look"],
        "mm": slots["mm"],
    }  # fmt: skip
    points = [
        design.draw(templates.LABELS[name]).format(value)
        for name, value in said.items()
        if value and (name == "metal" or design.chance(0.7))
    ]
    if design.chance(0.5):
        points.append(design.draw(templates.CARE if design.chance(0.4) else templates.SHIPPING))
    return "\n".join(f"{mark}{point[:1].upper()}{point[1:]}" for point in points)
