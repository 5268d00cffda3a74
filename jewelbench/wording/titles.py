"""Titles as merchants write them: plain, branded, florid, abbreviated, or full of key words, and sometimes wrong."""

import random
import re
from collections.abc import Mapping

from jewelbench.specs.spec import Spec
from jewelbench.wording import design as say
from jewelbench.wording import title_templates as templates
from jewelbench.wording.design import Design
from jewelbench.wording.faults import FaultRates, Text, mistaken, told
from jewelbench.wording.grammar import fill, listed, title_case
from jewelbench.wording.lexicon import forms, kinds, materials
from jewelbench.wording.misspellings import misspell
from jewelbench.wording.splits import Pool, Wording

REGISTERS: tuple[tuple[Pool, float], ...] = (
    (templates.PLAIN, 0.4),
    (templates.BRANDED, 0.17),
    (templates.FLORID, 0.13),
    (templates.TERSE, 0.15),
    (templates.STUFFED, 0.15),
)
RATES = FaultRates()


def title(spec: Spec, rng: random.Random, wording: Wording, rates: FaultRates = RATES) -> Text:
    """A merchant's title of a design, with what is wrong with it."""
    taken, faults = mistaken(spec, rates, rng)
    design = Design(taken, rng, wording)
    slots = _slots(design)
    left_out = _left_out(design, slots, rates)
    faults = [fault for fault in faults if fault.replace("wrong", "no") not in left_out] + left_out
    register = rng.choices([pool for pool, _ in REGISTERS], [share for _, share in REGISTERS])[0]
    template = register.draw(rng, wording, lambda entry: "set with" not in entry or not slots["details"])
    text = fill(template, slots)
    faults = told(faults, text, slots)
    if register is templates.TERSE:
        text = _abbreviated(title_case(text), rng)
    elif rng.random() < 0.9:
        text = title_case(text)
    if rng.random() < rates.misspelt:
        wrong = misspell(text.lower(), rng, wording)
        if wrong != text.lower():
            text = title_case(wrong)
            faults.append("misspelt")
    return Text(text.strip("/ "), tuple(faults))


def _left_out(design: Design, slots: dict[str, str], rates: FaultRates) -> list[str]:
    """Empties slots that the merchant forgets, and tells which."""
    faults = []
    if design.chance(rates.no_metal):
        slots["metal"] = slots["finish_metal"] = ""
        faults.append("no metal")
    if slots["gem"] and design.chance(rates.no_stone):
        slots["gem"] = slots["gems"] = ""
        slots["all"] = slots["details"]
        faults.append("no stone")
    if slots["gem"] and slots["metal"] and design.chance(rates.no_kind):
        slots["name"] = slots["collection"]
        slots["category"] = "Jewellery"
        faults.append("no kind")
    return faults


def _slots(design: Design) -> dict[str, str]:
    spec = design.spec
    finish = _finish(design)
    metal = design.draw(materials.KARATS[spec.metal])
    if spec.second_metal is not None:
        metal = f"{metal} and {design.draw(materials.KARATS[spec.second_metal])}"
    stone = _gem(design)
    details = _details(design)
    noise = design.rng.sample(templates.NOISE.of(design.wording), 2)
    slots = {
        "metal": metal,
        "finish": finish,
        "finish_metal": f"{finish} {metal}".strip(),
        "gem": stone.before if stone else "",
        "gems": stone.after if stone else "",
        "name": _name(design),
        "category": spec.category,
        "details": listed(details),
        "details_and": " ".join(details),
        "all": listed([*([stone.after] if stone else []), *details]),
        "adj": _adjective(design),
        "brand": design.draw(templates.BRANDS),
        "collection": design.draw(templates.COLLECTIONS),
        "noise": noise[0],
        "noise2": noise[1],
    }
    return {**slots, **_numbers(design)}


def _gem(design: Design) -> say.Part | None:
    if design.spec.pearl is not None:
        return say.pearl(design)
    if design.spec.stone is None:
        return None
    columns = ("stone", "cut") if design.chance(0.7) else ("stone",)
    return say.gem(design, columns, by_look=0.0)


def _finish(design: Design) -> str:
    if design.spec.style == "hammered" or not design.chance(0.12 if design.spec.finish == "polished" else 0.8):
        return ""
    return design.draw(forms.FINISHES[design.spec.finish])


def _name(design: Design) -> str:
    ornament = say.ornament(design)
    lead = ornament.before if ornament else ""
    if design.kind in (("ring", "initial"), ("cufflinks", "letter")) or (design.spec.style == "hammered"):
        name = design.draw(kinds.STYLES[design.kind])
        return f"{name} {design.spec.letter}" if design.spec.letter else name
    name = re.sub(r"^(pair|set|stack) of ", "", say.piece(design, styled=0.9).before)
    return f"{lead} {name}".strip()


def _adjective(design: Design) -> str:
    for column in ("width", "size", "weight"):
        band = design.attributes.get(column, "medium")
        if band != "medium":
            return design.draw(forms.BANDS[column][band])
    return ""


def _details(design: Design) -> list[str]:
    """What a title adds, as it comes to the merchant's mind: most but not all of what there is."""
    spec, found = design.spec, list[str]()
    if spec.accent is not None and design.chance(0.6):
        found.append(say.accents(design).before)
    elif spec.halo and spec.style != "halo":
        found.append(design.draw(forms.DOUBLE_HALO if spec.halo == 2 else forms.SINGLE_HALO))
    elif spec.pave:
        found.append(design.draw(forms.PAVE))
    if spec.chain is not None and "chain" in design.attributes:
        found.append(f"{design.draw(forms.CHAINS[spec.chain])} chain")
    if spec.engraving is not None:
        found.append(say.engraving(design).before)
    if spec.enamel is not None:
        found.append(say.enamel(design).before)
    if spec.cord is not None:
        found.append(say.cord(design).before)
    if spec.letter is not None and spec.style == "signet":
        found.append(f"initial {spec.letter}")
    if spec.setting == "bezel" and design.chance(0.4):
        found.append("bezel setting")
    return [word for word in found if design.chance(0.85)]


def _numbers(design: Design) -> Mapping[str, str]:
    """Measures and numbers that titles carry; lengths are the design's, the rest says nothing of it."""
    spec, rng = design.spec, design.rng
    length = spec.width_mm or spec.pearl_mm or spec.stone_mm or spec.size_mm
    size = {
        "ring": f"Size {rng.randint(4, 10)}",
        "necklace": f"{rng.choice((16, 18, 20))} inch",
        "bracelet": f"{rng.choice(('7', '7.5', '8'))} inch",
    }.get(spec.category, "One Size")
    carat = f"{(spec.stone_mm / 6.5) ** 3:.2f}ct" if spec.stone_mm and spec.stone_mm > 3 and not design.many else ""
    sku = f"{rng.choice('ABDGKLRSTX')}{rng.choice('ABDGKLRSTX')}{rng.randint(100, 9999)}"
    return {"mm": f"{length:g}mm" if length else "", "size": size, "carat": carat, "sku": sku}


def _abbreviated(text: str, rng: random.Random) -> str:
    for word, short in templates.ABBREVIATIONS.items():
        if rng.random() < 0.75:
            text = re.sub(rf"\b{word}\b", short, text, flags=re.IGNORECASE)
    text = re.sub(r"(?<![\d.])(\d+)(?:k|ct| carat| karat)\b", r"\1K", text, flags=re.IGNORECASE)
    return text.upper() if rng.random() < 0.2 else text
