"""How pure a metal is: "18k", "750", "14 Karat", "PT950"."""

from collections.abc import Iterator
from typing import Literal

KARATS = (8, 9, 10, 12, 14, 15, 16, 18, 20, 21, 22, 23, 24)
GOLD_PARTS = {  # parts in a thousand
    "333": "8k", "375": "9k", "416": "10k", "417": "10k", "583": "14k", "585": "14k", "750": "18k", "875": "21k",
    "900": "21.6k", "916": "22k", "917": "22k", "999": "24k",
}  # fmt: skip
OTHER_PARTS = ("800", "830", "835", "900", "925", "935", "950", "958", "970", "999")  # of silver, platinum, palladium
GOLDS = ("yellow gold", "white gold", "rose gold", "two-tone gold", "three-tone gold", "black gold")
WHITE_METALS = ("silver", "platinum", "palladium")

_UNITS = (
    "ct", "cts", "carat", "carats", "karat", "karaat", "karats", "quilates", "kilates", "carati", "karaattia",
    "karatowe", "karatu", "карат", "карата", "ayar", "karatig",
)  # fmt: skip
_COLOURS = {"yg": "yellow gold", "wg": "white gold", "rg": "rose gold", "pg": "rose gold"}


def fineness_words() -> Iterator[tuple[str, str, str, Literal["sure", "weak"]]]:
    """Phrases with the attribute, its value and its kind.

    "karat" is that of gold, "fineness" what a bare number says if a metal stands beside it; a weak karat ("18 ct") may
    be the weight of a stone, so it needs gold beside it too.
    """
    for karat in KARATS:
        value = f"{karat}k"
        for phrase in (
            f"{karat}k",
            f"{karat}kt",
            f"k{karat}",
            f"{karat} k",
            f"{karat} kt",
            f"{karat}金",
            f"{karat}k金",
        ):
            yield phrase, "karat", value, "sure"
            yield phrase, "metal", "yellow gold", "weak"
        for unit in _UNITS:
            yield f"{karat}{unit}", "karat", value, "weak"
            yield f"{karat} {unit}", "karat", value, "weak"
        for code, metal in _COLOURS.items():
            for phrase in (
                f"{karat}k{code}",
                f"{karat}kt{code}",
                f"k{karat}{code}",
                f"{karat}{code}",
                f"{karat}k {code}",
                f"{karat}kt {code}",
            ):
                yield phrase, "karat", value, "sure"
                yield phrase, "metal", metal, "sure"
    yield from _parts()


def _parts() -> Iterator[tuple[str, str, str, Literal["sure", "weak"]]]:
    for number, value in GOLD_PARTS.items():
        if number not in OTHER_PARTS:
            for phrase in (f"{number}/1000", f"{number}/000", f"au{number}", f"au {number}"):
                yield phrase, "karat", value, "sure"
                yield phrase, "metal", "yellow gold", "weak"
    for number in {*GOLD_PARTS, *OTHER_PARTS}:
        for phrase in (number, f"{number}er", f"{number} проба", f"{number} пробы", f"{number}/1000", f"{number}/000"):
            yield phrase, "fineness", number, "weak"
    for code, metal in (("ag", "silver"), ("s", "silver"), ("sv", "silver"), ("pt", "platinum"), ("pd", "palladium")):
        for number in OTHER_PARTS:
            yield f"{code}{number}", "fineness", number, "sure"
            yield f"{code}{number}", "metal", metal, "sure"
