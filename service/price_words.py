"""What a piece may cost, as shoppers say it: "under $2k", "zwischen 1.000 und 1.500 Euro"."""

import re
from typing import NamedTuple

from catalog.index.filters import Between

_SPACE = "[ \u00a0\u202f]"
_AMOUNT = (
    r"((?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:['’]\d{3})+"
    # "$500 925 silver" costs 500: what may follow an amount in words about jewellery is the metal's fineness
    rf"|\d{{1,3}}(?:{_SPACE}(?!(?:333|375|417|585|750|916|925|950|958|999)\b)\d{{3}})+|\d+)(?:[.,]\d{{1,2}})?k?)"
)
_SIGN = r"(?:€|£|(?:us|ca|c|au|a|nz|hk|s|r|mx)?\s?\$|₹|¥|₺|₽|₩|₪|zł|kč)"
_NAME = (
    r"(?:euros?|eur|pounds?|gbp|quid|dollars?|usd|aud|cad|nzd|sgd|hkd|bucks|chf|franken|francs?|livres|rupees?|inr|rs|"
    r"yen|jpy|kr|kronor|kroner|kronen|sek|nok|dkk|zl|złotych|pln|czk|huf|lei|aed|dirhams?|reais|brl)\b\.?"
)
_PRICE = rf"(?:(?:{_SIGN}|{_NAME})\s*{_AMOUNT}(?!\w)|{_AMOUNT}\s*(?:{_SIGN}(?!\w)|{_NAME}))"
_UP_TO = (
    r"(?:for |costing |priced )?(?:under|below|less than|cheaper than|up to|at most|no more than|max(?:imum)?\.?|unter|"
    r"bis(?: zu)?|weniger als|günstiger als|höchstens|maximal|moins de|moins cher que|jusqu'à|au plus|menos de|hasta|"
    r"como máximo|meno di|fino a|al massimo|minder dan|tot|onder|até|poniżej|do|mindre än|mindre end|mindre enn)"
)
_FROM = (
    r"(?:over|above|more than|at least|from|über|ab|mehr als|mindestens|plus de|à partir de|au moins|más de|desde|"
    r"a partir de|più di|almeno|meer dan|vanaf|mais de|powyżej|od|mer än|mere end|mer enn)"
)
_BETWEEN = re.compile(
    rf"(?:between|zwischen|entre|tra|tussen|między|mellan|mellem|mellom)\s+(?:{_SIGN}|{_NAME})?\s*{_AMOUNT}\s*"
    rf"(?:{_SIGN}|{_NAME})?\s*(?:and|und|et|y|e|en|a|och|og|-|–)\s+{_PRICE}",
    re.IGNORECASE,
)
_BOUNDS = ((re.compile(rf"\b{_UP_TO}\s+{_PRICE}", re.IGNORECASE), "lte"),
           (re.compile(rf"\b{_FROM}\s+{_PRICE}", re.IGNORECASE), "gte"))  # fmt: skip


class PriceWords(NamedTuple):
    """A price that was named.

    Attributes:
        words: Those that name it.
        bounds: What a piece may cost; in whatever currency its own price is, since none is converted.
        left: The text without them.
    """

    words: str
    bounds: Between
    left: str


def read_price(text: str) -> PriceWords | None:
    """The first price in a text that says how it bounds what a piece may cost, and in which currency; None without."""
    if found := _BETWEEN.search(text):
        amounts = _amounts(found)
        return PriceWords(found.group(), Between("price", gte=min(amounts), lte=max(amounts)), _cut(text, found))
    for pattern, bound in _BOUNDS:
        if found := pattern.search(text):
            return PriceWords(found.group(), Between("price", **{bound: _amounts(found)[0]}), _cut(text, found))
    return None


def _amounts(found: re.Match[str]) -> list[float]:
    return [_number(group) for group in found.groups() if group]


def _number(amount: str) -> float:
    """What is written: 1500.5 for "1.500,50", 1500 for "1.5k"."""
    thousands = 1000 if amount[-1] in "kK" else 1
    digits = amount.rstrip("kK")
    fraction = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"\D", "", digits[: fraction.start()] if fraction else digits)
    # A float of at most 15 digits is finite and exact.
    return thousands * float(f"{whole[:15]}.{fraction[1] if fraction else 0}")


def _cut(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).strip(" ,;.-–")
