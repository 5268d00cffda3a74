"""The words that fill the templates of edits, by kind of edit."""

from collections.abc import Callable, Mapping

from jewelbench.specs.edits import Edit
from jewelbench.specs.materials import METALS
from jewelbench.specs.motifs import ZODIAC
from jewelbench.specs.spec import Spec
from jewelbench.wording import design as say
from jewelbench.wording.design import Design
from jewelbench.wording.grammar import NUMBERS, a_piece, article, plural
from jewelbench.wording.lexicon import forms, kinds, materials
from jewelbench.wording.splits import Pool

Words = dict[str, str]


def edit_words(edit: Edit, design: Design) -> Words:
    """The slots that an edit fills; see `jewelbench.wording.edit_templates`.

    Args:
        edit: The edit.
        design: The edit's target.
    """
    words = {"band": _band(edit.target), "stones": _stones(design)}
    tell = _WORDS.get(edit.kind)
    return {**words, **tell(edit, design)} if tell else words


def _band(spec: Spec) -> str:
    """What is wide or thin, or covered with small stones."""
    if spec.category in ("ring", "watch"):
        return "band" if spec.category == "ring" else "case"
    return {"hoop": "hoops", "huggie": "hoops"}.get(spec.style, spec.style)


def _stones(design: Design) -> str:
    one = "pearl" if design.spec.pearl else "stone"
    if design.kind in say.BEADS:
        return "pearls" if design.spec.pearl else "beads"
    return plural(one) if design.many else one


def _metal(edit: Edit, design: Design) -> Words:
    both_gold = "gold" in edit.after and edit.before == "yellow gold"
    before, after = METALS[edit.before].look, METALS[edit.after].look
    looks = {"yellow": "yellow", "rose": "pink", "white": "silver-coloured", "black": "black"}
    return {
        "after": design.draw(materials.METALS[edit.after]),
        "before": "gold" if edit.before == "yellow gold" and not both_gold else edit.before,
        "old_look": looks[before] if before != after else "",
    }


def _finish(edit: Edit, design: Design) -> Words:
    def word(name: str) -> str:
        matte = name in ("satin", "brushed") and design.chance(0.5)
        return design.draw(forms.MATTE if matte else forms.FINISHES[name]).removesuffix("-finish")

    return {"after": word(edit.after), "before": word(edit.before)}


def _drawn(names: Mapping[str, Pool]) -> Callable[[Edit, Design], Words]:
    """Values before and after, by the names a lexicon has for them."""

    def words(edit: Edit, design: Design) -> Words:
        after, before = (design.draw(names[value]) for value in (edit.after, edit.before))
        return {"after": after, "before": before, "a_after": design.numbered(after)}

    return words


def _stone(edit: Edit, design: Design) -> Words:
    words = _drawn(materials.STONES)(edit, design)
    return {**words, "a_after": f"{words['after']} beads"} if design.kind in say.BEADS else words


def _accent(edit: Edit, design: Design) -> Words:
    spec = design.spec
    small = "accent stones"
    if spec.style == "three-stone":
        small = "side stones"
    elif spec.halo and not spec.pave:
        small = "halo stones"
    elif spec.pave and not spec.halo:
        small = "pavé stones"
    return {**_drawn(materials.STONES)(edit, design), "small": small}


def _cut(edit: Edit, design: Design) -> Words:
    words = _drawn(forms.CUTS)(edit, design)
    after = words["after"]
    noun = after.endswith(("cut", "brilliant", "cab", "cabochon", "navette", "asscher", "trilliant", "princess"))
    return {
        **words,
        "a_after": article(after) if noun and not design.many else "",
        "a_stone": f"{after} stones" if design.many else article(f"{after} stone"),
    }


def _setting(edit: Edit, design: Design) -> Words:
    holders = {"prong": ("prong", "claw"), "bezel": ("bezel", "rub-over")}
    after, before = (design.rng.choice(holders[value]) for value in (edit.after, edit.before))
    return {**_drawn(forms.SETTINGS)(edit, design), "holder": after, "old_holder": before}


def _motif(edit: Edit, design: Design) -> Words:
    after, before = (_motif_noun(value, design) for value in (edit.after, edit.before))
    return {
        "after": after,
        "before": _several_motifs(before) if design.many else before,
        "a_after": _a_motif(edit.after, after, design),
        "piece": "" if design.many else kinds.CATEGORIES[design.spec.category].common[0],
    }


_OWN_MOTIFS = {"solitaire": "single stone", "even": "even beads", "graduated": "graduated beads"}
_NOUNS = {
    "flower": ("flower", "blossom"), "leaf": ("leaf",), "star": ("star",), "sun": ("sun", "sunburst"),
    "infinity": ("infinity sign", "infinity symbol"), "coin": ("coin",), "circle": ("circle", "open circle"),
    "heart": ("heart", "love heart"), "lotus": ("lotus flower",), "tree of life": ("tree of life",), "bar": ("bar",),
}  # fmt: skip
"""Names that stand as nouns, where the lexicon's are meant to stand before another noun."""


def _motif_noun(motif: str, design: Design) -> str:
    if motif == "letter":
        return f"letter {design.spec.letter}" if design.spec.motif == "letter" else "letter"
    if motif in ZODIAC:
        return f"{motif} sign"
    if motif in _NOUNS:
        return design.rng.choice(_NOUNS[motif])
    if motif in forms.FACES:
        return forms.FACES[motif].draw(design.rng, design.wording, lambda word: word.endswith(("face", "top")))
    if motif in forms.MOTIFS:
        return design.draw(forms.MOTIFS[motif]).removesuffix("-shape")
    return _OWN_MOTIFS.get(motif) or say.ORNAMENTS_BESIDE.get(motif, motif).removeprefix("a ")


def _a_motif(motif: str, noun: str, design: Design) -> str:
    if motif in ZODIAC or motif == "letter":
        return f"the {noun}"
    if noun.endswith(("beads", "stones", "drops", "plates")):
        return noun
    return _several_motifs(noun) if design.many else article(noun)


def _several_motifs(noun: str) -> str:
    single = noun.endswith("s") or " and " in noun or " with " in noun or noun.startswith("letter")
    return noun if single else plural(noun)


def _letter(edit: Edit, _: Design) -> Words:
    after, before = edit.after, edit.before
    return {"after": after, "before": before, "a_after": article(after), "a_before": article(before)}


def _chain(edit: Edit, design: Design) -> Words:
    after, before = (design.draw(forms.CHAINS[value]).removesuffix(" link") for value in (edit.after, edit.before))
    return {"after": after, "before": before}


def _engraving(edit: Edit, design: Design) -> Words:
    def noun(value: str) -> str:
        return forms.ENGRAVINGS[value].draw(design.rng, design.wording, lambda word: word.endswith("pattern"))

    return {"after": noun(edit.after), "before": noun(edit.before)}


def _enamel(edit: Edit, design: Design) -> Words:
    part = say.enamel(design)
    colour, _, noun = part.before.rpartition(" ")
    return {
        "after": part.before, "a_after": part.after, "colour": colour, "part": noun,
        "old_colour": edit.before.removesuffix(" enamel"),
    }  # fmt: skip


def _cord(edit: Edit, design: Design) -> Words:
    words = _drawn(materials.CORDS)(edit, design)
    if design.spec.category == "watch":
        return {name: f"{word.removesuffix(' cord')} strap" for name, word in words.items()}
    return words


def _count(edit: Edit, design: Design) -> Words:
    spec = design.spec
    by_motif = {"stones": "stone", "plates": "plate", "drops": "drop", "leaf": "leaf", "star": "star"}
    noun = kinds.COUNTED.get(design.kind) or by_motif.get(spec.motif or "") or ("pearl" if spec.pearl else "stone")
    if design.kind in say.BEADS:
        noun = "metal bead" if spec.category == "bracelet" else "bead"
    return _numbers(edit, {"station": "stone" if spec.stone else "pearl"}.get(noun, noun))


def _strands(edit: Edit, design: Design) -> Words:
    return _numbers(edit, {"layered": "layer", "cord": "cord", "ear cuff": "band"}.get(design.spec.style, "strand"))


def _numbers(edit: Edit, noun: str) -> Words:
    after, before = (
        f"{NUMBERS.get(int(value), value)} {noun if value == '1' else plural(noun)}"
        for value in (edit.after, edit.before)
    )
    return {"after": after, "before": before}


def _profile(edit: Edit, design: Design) -> Words:
    words = _drawn(forms.PROFILES)(edit, design)
    return {name: word.removesuffix("-profile").removesuffix(" profile") for name, word in words.items()}


def _piece(edit: Edit, design: Design) -> Words:
    """The target's name; a matching piece is mostly called by its category."""
    head = say.piece(design, styled=0.25 if edit.kind == "matching" else 1.0).before
    return {"piece": head, "a_piece": a_piece(head, head)}


_WORDS: Mapping[str, Callable[[Edit, Design], Words]] = {
    "metal": _metal, "second metal": _metal, "finish": _finish, "stone": _stone, "accent": _accent,
    "pearl": _drawn(materials.PEARLS), "cut": _cut, "setting": _setting, "motif": _motif, "letter": _letter,
    "chain": _chain, "engraving": _engraving, "enamel": _enamel, "cord": _cord, "count": _count, "strands": _strands,
    "profile": _profile, "style": _piece, "matching": _piece,
}  # fmt: skip
