"""Words about jewellery, drawn from attributes: what shoppers type, what they ask to change, what merchants write."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from training.renders import RenderedProduct

Attributes = Mapping[str, Any]

TYPE_NAMES = {
    "band": ("wedding band", "plain band", "band ring"), "two-tone": ("two-tone band", "two-tone ring"),
    "signet": ("signet ring", "signet"), "solitaire": ("solitaire ring", "engagement ring"),
    "halo": ("halo ring", "halo engagement ring"), "three-stone": ("three-stone ring", "trilogy ring"),
    "eternity": ("eternity band", "eternity ring"), "half-eternity": ("half eternity ring", "half eternity band"),
    "cluster": ("cluster ring", "flower cluster ring"), "twist": ("twist", "twisted"),
    "pendant": ("pendant necklace", "pendant", "necklace"), "chain": ("chain",),
    "stud": ("stud earrings", "studs"), "hoop": ("hoop earrings", "hoops"),
    "drop": ("drop earrings", "dangling earrings"),
    "bangle": ("bangle", "bangle bracelet"), "cuff": ("cuff bracelet", "open cuff"), "tennis": ("tennis bracelet",),
}  # fmt: skip
CATEGORY_NAMES = {
    "ring": ("ring",), "necklace": ("necklace", "chain"), "earrings": ("earrings", "pair of earrings"),
    "bracelet": ("bracelet", "bangle"),
}  # fmt: skip
METAL_NAMES = {
    "yellow gold": ("yellow gold", "gold", "14k yellow gold", "18K gold"),
    "rose gold": ("rose gold", "pink gold", "14k rose gold"), "white gold": ("white gold", "14k white gold"),
    "platinum": ("platinum", "platinum 950"), "silver": ("silver", "sterling silver", "925 silver"),
}  # fmt: skip
PLAIN_CUTS = ("round", "oval", "cushion", "princess", "emerald", "pear", "marquise", "heart")

# Attributes that a phrase may name, and that a right answer must then share.
PHRASED = ("metal", "gemstone", "cut", "setting", "motif", "chain", "finish")
# What one difference between two products is allowed to be made of: changing a stone changes its colour too.
CHANGES = {
    "metal": ("metal",), "gemstone": ("gemstone", "stone_colour"), "cut": ("cut",), "finish": ("finish",),
    "chain": ("chain",), "pave": ("pave",), "band_width_mm": ("band_width_mm",), "stone_mm": ("stone_mm",),
}  # fmt: skip


def phrase(product: RenderedProduct, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """What a shopper might type to find this product.

    Returns:
        The words, and the attributes they name: a product answers them if it agrees on all of those.
    """
    a = product.attributes
    telling = [name for name in PHRASED if a[name] not in _UNSAID and (name != "cut" or a[name] in PLAIN_CUTS)]
    named = [name for name in telling if rng.random() < _CHANCE[name]]
    if len(named) < 2:  # "ring" alone asks for nothing
        named = telling[:2]
    parts = [_part(name, a, rng) for name in named]
    rng.shuffle(parts)
    kind, kind_name = _kind(a, rng)
    if rng.random() < 0.7:
        text = " ".join([*parts, kind_name])
    else:
        text = f"{kind_name} {rng.choice(('with', 'in', '-'))} {', '.join(parts)}" if parts else kind_name
    if rng.random() < 0.25:
        text = rng.choice(("a {}", "{} please", "looking for a {}", "{} for my mum", "I want a {}")).format(text)
    return text, (*kind, *named)


_UNSAID = frozenset({"none", "polished", "solitaire", "pearl"})  # values that no shopper would think of saying
_CHANCE = {"metal": 0.8, "gemstone": 0.85, "cut": 0.6, "setting": 0.3, "motif": 0.8, "chain": 0.4, "finish": 0.4}


def _kind(a: Attributes, rng: random.Random) -> tuple[tuple[str, ...], str]:
    names = TYPE_NAMES.get(a["type"], ())
    if names and a["type"] not in ("chain", "twist") and rng.random() < 0.7:
        return ("category", "type"), rng.choice(names)
    return ("category",), rng.choice(CATEGORY_NAMES[a["category"]])


def _part(name: str, a: Attributes, rng: random.Random) -> str:
    value = str(a[name])
    if name == "metal":
        return rng.choice(METAL_NAMES[value])
    if name == "cut":
        return rng.choice((f"{value} cut", value, f"{value}-cut"))
    if name == "chain":
        return f"{value} chain"
    if name in ("setting", "finish"):
        return f"{value} {'setting' if name == 'setting' else 'finish'}" if rng.random() < 0.4 else value
    return value


def change(before: Attributes, after: Attributes, rng: random.Random) -> str | None:
    """Words that turn one product into another, or None if the two differ in more than words here can say."""
    differing = {name for name in after if before[name] != after[name]}
    if {"category", "type"} & differing:
        return _change_of_kind(before, after, rng)
    texts = []
    for name, covers in CHANGES.items():
        if name in differing:
            text = _CHANGE_TEXTS[name](before[name], after[name], rng)
            if text is None:
                return None
            texts.append(text)
            differing -= set(covers)
    if differing - {"second_stone", "second_metal", "setting"} or not 1 <= len(texts) <= 2:
        return None
    return " and ".join(texts)


def _change_of_kind(before: Attributes, after: Attributes, rng: random.Random) -> str | None:
    same = ("metal", "gemstone", "finish")
    if any(before[name] != after[name] for name in same):
        return None
    if (before["category"], after["category"]) == ("ring", "ring"):
        if (before["type"], after["type"]) == ("solitaire", "halo"):
            return rng.choice(("with a diamond halo", "add a halo", "with a halo", "same with a halo around the stone"))
        if (before["type"], after["type"]) == ("halo", "solitaire"):
            return rng.choice(("without the halo", "no halo", "as a solitaire", "just the single stone"))
        return None
    names = TYPE_NAMES.get(after["type"])
    if not names or after["type"] == "chain" or before["category"] == after["category"]:
        return None
    name = rng.choice(names)
    article = "" if name.endswith("s") else "a "
    return rng.choice((f"as {article}{name}", f"matching {name}", f"the same as {article}{name}", f"{name} like this"))


def _metal(_: str, after: str, rng: random.Random) -> str:
    name = rng.choice(METAL_NAMES[after])
    return rng.choice(
        ("same but in {}", "in {}", "in {} instead", "like this but in {}", "but {}", "make it {}", "{} please")
    ).format(name)


def _stone(before: str, after: str, rng: random.Random) -> str:
    if after == "none":
        return rng.choice(("without the stone", "no stone", "plain, without a stone"))
    if before == "none":
        return rng.choice((f"with a {after}", f"add a {after}", f"with {after}"))
    return rng.choice(
        (f"with {after} instead of {before}", f"with {after}", f"with a {after}", f"in {after} instead", f"but {after}",
         f"{after} instead", f"like this with {after}", f"swap the {before} for {after}", f"not {before}, {after}")
    )  # fmt: skip


def _cut(before: str, after: str, rng: random.Random) -> str | None:
    if before not in PLAIN_CUTS or after not in PLAIN_CUTS:
        return None
    return rng.choice((f"{after} cut instead", f"{after} cut", f"with a {after} cut stone", f"{after}-shaped stone"))


def _finish(before: str, after: str, rng: random.Random) -> str:
    if after == "polished":
        return rng.choice(("polished", "in a polished finish", "shiny", "high polish instead", f"not {before}"))
    look = "matte" if after == "brushed" else f"a {after} look"
    return rng.choice((f"in a {after} finish", f"{after} finish", after, f"but {after}", look))


def _chain(before: str, after: str, rng: random.Random) -> str | None:
    if "none" in (before, after) or "pearls" in (before, after):
        return None
    return rng.choice((f"with a {after} chain", f"{after} chain", f"on a {after} chain", f"{after} chain instead"))


def _pave(_: bool, after: bool, rng: random.Random) -> str:
    added, taken = ("with pavé", "with a pave band", "with diamonds on the band"), ("without pavé", "plain band")
    return rng.choice(added if after else taken)


def _width(before: float | str, after: float | str, rng: random.Random) -> str | None:
    if isinstance(before, str) or isinstance(after, str):
        return None
    more, less = ("wider", "thicker band", "broader"), ("narrower", "thinner", "slimmer band")
    return rng.choice(more if after > before else less)


def _size(before: float | str, after: float | str, rng: random.Random) -> str | None:
    if isinstance(before, str) or isinstance(after, str):
        return None
    more, less = ("with a bigger stone", "larger stone"), ("with a smaller stone", "smaller stone")
    return rng.choice(more if after > before else less)


_CHANGE_TEXTS: dict[str, Callable[[Any, Any, random.Random], str | None]] = {
    "metal": _metal, "gemstone": _stone, "cut": _cut, "finish": _finish, "chain": _chain, "pave": _pave,
    "band_width_mm": _width, "stone_mm": _size,
}  # fmt: skip


def names_a_metal(text: str) -> bool:
    """Whether words name a metal; if not, only its looks can be judged."""
    lowered = text.casefold()
    return any(name.casefold() in lowered for names in METAL_NAMES.values() for name in names)


def listing(product: RenderedProduct, rng: random.Random) -> str:
    """What a merchant's catalogue says of this product: the title, often followed by facts and a sentence."""
    a = product.attributes
    facts = [str(a[name]) for name in ("metal", "gemstone", "category") if a[name] != "none"]
    texts = [product.title]
    if rng.random() < 0.5:
        texts.append(", ".join(facts))
    if rng.random() < 0.5:
        texts.append(description(a, rng))
    return ". ".join(texts)


def description(a: Attributes, rng: random.Random) -> str:
    """A merchant's sentence or two about a piece, of nothing but what can be seen."""
    names = TYPE_NAMES.get(a["type"], ())
    kind = rng.choice(names) if names and a["type"] not in ("chain", "twist") else a["category"]
    metal = METAL_NAMES[a["metal"]][0]
    sentence = rng.choice(
        ("{finish} {metal} {kind}", "A {finish} {kind} in {metal}", "{kind} crafted in {metal} with a {finish} finish",
         "Made by hand in {metal}, {finish}: a {kind} for every day")
    ).format(finish=a["finish"], metal=metal, kind=kind)  # fmt: skip
    details = []
    if a["gemstone"] != "none":
        cut = f"{a['cut']}-cut " if a["cut"] in PLAIN_CUTS else ""
        details.append(rng.choice(("set with {}", "featuring {}", "with {}")).format(f"{cut}{a['gemstone']}"))
    if a["motif"] not in ("none", "solitaire", "pearl"):
        details.append(f"{a['motif']} motif")
    if a["chain"] not in ("none", "pearls"):
        details.append(f"on a {a['chain']} chain")
    if a["setting"] in ("halo", "bezel", "channel"):
        details.append(f"{a['setting']} setting")
    text = ", ".join([sentence, *details])
    return text[0].upper() + text[1:] + "."
