"""How people mistype words about jewellery."""

import random
import re

from jewelbench.wording.splits import Pool, Wording, pool

KNOWN = {
    "sapphire": pool("saphire", "sapphier", "saffire", "sapphir", "saphhire"),
    "necklace": pool("neckless", "necklas", "neclace", "necklase", "necklance"),
    "earrings": pool("earings", "ear rings", "earrigns", "earringes", "errings"),
    "bracelet": pool("braclet", "bracelette", "bracellet", "bracelt", "braclette"),
    "diamond": pool("dimond", "daimond", "diamand", "diamon", "dimand"),
    "brooch": pool("broach", "broch", "brootch", "brouch"),
    "emerald": pool("emrald", "emarald", "emerld", "emeral"),
    "amethyst": pool("amythest", "amathyst", "amethist", "amethyste"),
    "solitaire": pool("solitare", "solitair", "soltaire", "solitere"),
    "pendant": pool("pendent", "pendat", "pendand", "penddant"),
    "platinum": pool("platinium", "platnium", "platinam", "platnum"),
    "marquise": pool("marquis", "markise", "marqise", "marquees"),
    "cushion": pool("cusion", "cushon", "cushin", "chusion"),
    "filigree": pool("filagree", "filligree", "fillagree", "filigre"),
    "moissanite": pool("moisanite", "mossanite", "moissonite", "moisannite"),
    "tanzanite": pool("tanzenite", "tanzinite", "tansanite", "tanzanit"),
    "aquamarine": pool("aquamarin", "aqua marine", "acquamarine", "aquamarene"),
    "turquoise": pool("turqoise", "turquise", "turquois", "torquoise"),
    "citrine": pool("citrin", "citrene", "cytrine", "citrinne"),
    "peridot": pool("peridote", "peridott", "perridot", "perdot"),
    "tourmaline": pool("turmaline", "tourmalin", "tormaline", "tourmalene"),
    "chandelier": pool("chandalier", "chandeleir", "shandelier", "chandlier"),
    "princess": pool("princes", "princcess", "pricess", "prinsess"),
    "infinity": pool("infinty", "infinitly", "infinitty", "infinaty"),
    "butterfly": pool("buterfly", "butterly", "butterflie", "buterfley"),
    "eternity": pool("eternaty", "eternety", "etenity", "eterniti"),
    "leather": pool("lether", "leathr", "lather", "leathe"),
    "engraved": pool("ingraved", "engravd", "engaved", "engravved"),
    "hammered": pool("hamered", "hammerd", "hammared", "hamerd"),
    "carnelian": pool("carnelion", "carnellian", "carneilan", "karnelian"),
    "malachite": pool("malakite", "malachit", "malacite", "mallachite"),
    "morganite": pool("morgonite", "morganit", "morgenite", "morgnite"),
    "pearl": pool("perl", "pearle", "peral", "pearll"),
    "cufflinks": pool("cuflinks", "cuff-links", "cufflinx", "cuff linx"),
    "anklet": pool("anklett", "ankelet", "anclet", "ankle-t"),
    "signet": pool("signit", "cygnet", "signat", "segnet"),
    "rose gold": pool("rosegold", "roze gold", "rose-gold", "rose gld"),
    "white gold": pool("whitegold", "wite gold", "white-gold", "white gld"),
    "yellow gold": pool("yellowgold", "yelow gold", "yellow-gold", "yllow gold"),
    "silver": pool("sliver", "silvr", "sliiver", "silvar"),
}
"""Misspellings that people are known for, by the word meant."""


def misspell(text: str, rng: random.Random, wording: Wording) -> str:
    """Text with one word mistyped: a known misspelling where there is one, else a slip of the fingers."""
    known = [word for word in KNOWN if re.search(rf"\b{word}\b", text) and of_side(word, wording)]
    if known and rng.random() < 0.8:
        word = rng.choice(known)
        return re.sub(rf"\b{word}\b", KNOWN[word].draw(rng, wording), text, count=1)
    return _slip(text, rng)


def of_side(word: str, wording: Wording) -> Pool | None:
    """The misspellings of a word, if a side has any."""
    return KNOWN[word] if KNOWN[word].of(wording) else None


def _slip(text: str, rng: random.Random) -> str:
    """Two letters swapped, or one dropped or doubled, inside a long word."""
    words = [match.span() for match in re.finditer(r"[a-z]{6,}", text)]
    if not words:
        return text
    start, end = rng.choice(words)
    at = rng.randrange(start + 1, end - 2)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[:at] + text[at] + text[at:]
