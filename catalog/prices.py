"""Prices as merchants write them, read exactly or not at all."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from catalog.row import shown

_ISO_4217 = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_ISO_4217.split())

# What a sign may stand for, the likeliest first. Where nothing is likelier ("kr"), the price alone does not tell.
_SIGNS: dict[str, tuple[str, ...]] = {
    "US$": ("USD",), "A$": ("AUD",), "AU$": ("AUD",), "C$": ("CAD",), "CA$": ("CAD",), "NZ$": ("NZD",),
    "S$": ("SGD",), "HK$": ("HKD",), "R$": ("BRL",), "NT$": ("TWD",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "€": ("EUR",), "£": ("GBP", "EGP", "GIP"), "¥": ("JPY", "CNY"), "₹": ("INR",), "₽": ("RUB",), "₩": ("KRW",),
    "₫": ("VND",), "₺": ("TRY",), "₴": ("UAH",), "₪": ("ILS",), "฿": ("THB",), "₦": ("NGN",), "₱": ("PHP",),
    "RS.": ("INR", "PKR", "LKR", "NPR", "MUR"), "RS": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "FR.": ("CHF",), "SFR.": ("CHF",), "ZŁ": ("PLN",), "KČ": ("CZK",), "FT": ("HUF",), "LEI": ("RON",), "RM": ("MYR",),
    "KR": (), "KR.": (),
}  # fmt: skip
_ANY_KRONE = ("SEK", "NOK", "DKK", "ISK")

_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_DOT_GROUPS = frozenset({"EUR", "DKK", "BRL", "TRY", "IDR", "VND", "CLP", "COP", "ARS", "RON", "ISK", "RSD"})

_NUMBER = re.compile(r"[0-9]+(?:[., '’][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[., '’])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")
_NO_CENTS = re.compile(r"[.,] ?[-–—]{1,2}$")
_LONGEST = 25  # characters; nobody sells jewellery for more


class PriceError(ValueError):
    """A price that cannot be read for certain.

    Args:
        text: What stood there.
        fault: What is wrong with it, as the rest of a sentence that begins with it.
    """

    def __init__(self, text: str, fault: str) -> None:
        super().__init__(f"“{shown(text.strip())}” {fault}")


class Price(NamedTuple):
    """An exact amount, and its ISO 4217 currency, None if the merchant does not say."""

    amount: Decimal
    currency: str | None


def parse_price(text: str, currency: str | None = None) -> Price:
    """Read a price such as `$1,074.00`, `1.074,00 €`, `Rs. 12,500` or `CHF 1'250.–`.

    Args:
        text: The price as written.
        currency: ISO 4217 code that the merchant gives elsewhere; it also settles what `$` or `1.074` means.

    Raises:
        PriceError: It is negative, not one number, or can be read in two ways.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())
    unmarked = _NO_CENTS.sub("", plain)
    found = _NUMBER.search(unmarked)
    if not found:
        raise PriceError(text, "holds no number.")
    before, after = unmarked[: found.start()].strip(), _NO_CENTS.sub("", unmarked[found.end() :].strip())
    if before.startswith(("-", "(")) or before.endswith("-"):
        raise PriceError(text, "is negative.")
    marks = f"{before} {after}".upper().split()
    for mark in sorted(marks, key=lambda mark: mark not in CURRENCIES):  # in "$5 CAD" the code says what the sign means
        currency = _currency(mark, currency, text)
    return Price(_amount(found.group(), currency, text), currency)


def currency_code(text: str) -> str:
    """Read an ISO 4217 code or a sign that stands for one currency.

    Raises:
        PriceError: It is neither.
    """
    code = text.strip().upper()
    if code in CURRENCIES:
        return code
    meanings = _SIGNS.get(code, ())
    if not meanings:
        raise PriceError(text, "is not a currency; use a code such as EUR.")
    return meanings[0]


def _currency(mark: str, given: str | None, text: str) -> str | None:
    if mark in CURRENCIES:
        meanings: tuple[str, ...] = (mark,)
    elif mark in _SIGNS:
        meanings = _SIGNS[mark] or _ANY_KRONE
    else:
        raise PriceError(text, "is not a price; write a number and a currency, such as 390.00 EUR.")
    if given:
        if given not in meanings:
            raise PriceError(text, f"is not in {given}, the currency given beside it.")
        return given
    return None if meanings is _ANY_KRONE else meanings[0]


def _amount(number: str, currency: str | None, text: str) -> Decimal:
    if len(number) > _LONGEST:
        raise PriceError(text, "is too long for a price.")
    whole, cents = _split(number, currency, text)
    if not (whole.isdigit() or _GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)):
        raise PriceError(text, "is not one number: its digits are not grouped by thousands.")
    digits = re.sub(r"[^0-9]", "", whole)
    return Decimal(f"{digits}.{cents}" if cents else digits)


def _split(number: str, currency: str | None, text: str) -> tuple[str, str]:
    """Part a number at its decimal mark, if it has one."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number, ""
    mark, whole, cents = number[last], number[:last], number[last + 1 :]
    others = set(re.sub(r"[0-9]", "", whole))
    if mark in others or not cents.isdigit():
        return number, ""  # a mark that returns, or is followed by other groups, parts thousands
    if others or len(cents) != 3 or len(whole) > 3 or whole.startswith("0"):
        return whole, cents
    return (number, "") if _parts_thousands(mark, currency, text) else (whole, cents)


def _parts_thousands(mark: str, currency: str | None, text: str) -> bool:
    """Whether the only mark of a number, with three digits after it, parts thousands and not decimals."""
    if currency in _THREE_DECIMALS:
        if mark == ".":
            return False
    elif mark == "," or currency in _DOT_GROUPS:
        return True
    raise PriceError(text, "can be read in two ways; write two decimals, such as 1074.00.")
