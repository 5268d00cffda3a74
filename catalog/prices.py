"""Prices as merchants write them, read exactly or not at all."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
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
    "S$": ("SGD",), "SG$": ("SGD",), "HK$": ("HKD",), "R$": ("BRL",), "NT$": ("TWD",), "MX$": ("MXN",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "€": ("EUR",), "EURO": ("EUR",), "EUROS": ("EUR",), "£": ("GBP", "EGP", "GIP"), "¥": ("JPY", "CNY"),
    "CN¥": ("CNY",), "JP¥": ("JPY",), "RMB": ("CNY",), "元": ("CNY", "TWD", "HKD"), "円": ("JPY",), "₹": ("INR",),
    "₽": ("RUB",), "РУБ": ("RUB",), "РУБ.": ("RUB",), "Р.": ("RUB",), "₩": ("KRW",), "원": ("KRW",), "₫": ("VND",),
    "Đ": ("VND",), "₺": ("TRY",), "TL": ("TRY",), "₴": ("UAH",), "ГРН": ("UAH",), "ГРН.": ("UAH",), "₪": ("ILS",),
    "฿": ("THB",), "₦": ("NGN",), "₱": ("PHP",), "₵": ("GHS",), "₡": ("CRC",), "₲": ("PYG",), "₸": ("KZT",),
    "₼": ("AZN",), "₾": ("GEL",), "₮": ("MNT",), "֏": ("AMD",), "៛": ("KHR",), "₭": ("LAK",), "৳": ("BDT",),
    "RS.": ("INR", "PKR", "LKR", "NPR", "MUR"), "RS": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "FR.": ("CHF",), "SFR.": ("CHF",), "ZŁ": ("PLN",), "KČ": ("CZK",), "FT": ("HUF",), "LEI": ("RON",), "RM": ("MYR",),
    "RP": ("IDR",), "RP.": ("IDR",), "R": ("ZAR",), "S/": ("PEN",), "ЛВ": ("BGN",), "ЛВ.": ("BGN",), "DHS": ("AED",),
    "DHS.": ("AED",), "د.إ": ("AED",), "ر.س": ("SAR",), "د.ك": ("KWD",), "KR": (), "KR.": (),
}  # fmt: skip
_ANY_KRONE = ("SEK", "NOK", "DKK", "ISK")

_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
# Whose prices part thousands by dots, or have no decimals that a dot could stand before.
_DOT_GROUPED = """
    EUR DKK BRL TRY IDR VND CLP COP ARS RON ISK RSD HUF CZK PLN JPY KRW PYG UGX XAF XOF XPF RWF KMF GNF DJF BIF VUV
"""
_DOT_GROUPS = frozenset(_DOT_GROUPED.split())

_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_NUMBER = re.compile(r"[0-9]+(?:[., '’][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[., '’])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")
_COMMA_DECIMALS = re.compile(r"[0-9],[0-9]{1,2}(?![0-9.,])")
_DOT_DECIMALS = re.compile(r"[0-9]\.[0-9]{1,2}(?![0-9.,])")
_THOUSANDS = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2}\.[0-9]{3})(?![0-9.,])")
_NO_CENTS = re.compile(r"(?:[.,] ?[-–—]{1,2}|/-)(?= |$)")
_TO = re.compile(r"(?:^| )(?:to|bis|à|a|do|till|tot|til)(?: |$)|[-–—~]")
_FROM = re.compile(
    r"^(?:starting (?:at|from)|from|ab|à partir de|a partir de|a partire da|dès|desde|da|vanaf|od|från|fra|frå|alk\.?|"
    r"alkaen|от)(?![^\W\d_]):?\s*"
)
_FROM_BEHIND = re.compile(r"\s*(?:から|より|起|\+|and up|alkaen)$")
_TAX_NAMES = (
    r"vat|tax(?:es)?|gst|mwst\.?|ust\.?|tva|ttc|ht|t\.t\.c\.|iva|btw|moms|alv|dph|kdv|ндс|税込|税抜|i\.v\.a\.|"
    r"versand|shipping|delivery"
)
_RATE = r"(?:(?<![0-9.,])[0-9]{1,2}(?:[.,][0-9]{1,2})?\s?%\s*)?"
_TAX = (
    r"(?:(?:incl(?:uding|\.)?|inc\.?|excl(?:uding|\.)?|ex\.?|plus|inkl\.?|zzgl\.?|exkl\.?|con|sin|senza|med|z)"
    rf"\s*)?{_RATE}"
    rf"(?:{_TAX_NAMES})\s*{_RATE}(?:incl(?:uded|\.)?|inclus[ao]|inclu[ií]d[ao]|esclus[ao]|dahil)?"
)
# The piece, or the pair, that a price is for; a price by weight is none of a piece, and "12 pcs" is none at all.
_PIECES = (
    r"pieces?|pc\.?|item|unit|pair|set|stück|stk\.?|paar|pi[èe]ce|unité|l'unité|paire|pieza|unidad|ud\.?|par|pezzo|pz\.?|"
    r"paio|coppia|stuk|peça|unidade|sztuk[aę]|szt\.?|par[aę]|kus|ks|pár|styck|st\.?|sett|kpl|pari|шт\.?|штук[ау]|пар[ау]|"
    r"adet|çift|個|点|本|ペア|件|个|对|對|只|枚"
)
_EACH = (
    r"each|ea\.?|apiece|cadauno|c/u|cada uno|"
    rf"\(\s*(?:{_PIECES})|(?:/|per|pro|pr\.?|par|por|al|je|la|à la|za|за)\s*(?:{_PIECES})"
)
_REMARK = re.compile(rf"[,(\s]*(?:{_TAX}|{_EACH})[)\s]*$")
_LONGEST = 25  # characters of a number; nobody sells jewellery for more
_LONGEST_TEXT = 200  # characters with everything that stands around it
_KEPT = 1 << 16  # prices that are remembered: catalogues repeat theirs
_REQUESTED = """
    on request / price on request / price upon request / upon request / price on application / poa / por / call / ask
    call for price / ask for price / contact us / contact us for price / enquire / inquire / price on enquiry / tba
    auf anfrage / preis auf anfrage / anfragen / sur demande / prix sur demande / nous consulter / nous contacter
    bajo consulta / bajo pedido / consultar / a consultar / precio a consultar / consultar precio
    su richiesta / prezzo su richiesta / op aanvraag / prijs op aanvraag / sob consulta / preço sob consulta
    na zapytanie / cena na zapytanie / zapytaj o cenę / na dotaz / cena na dotaz / på förfrågan / pris på förfrågan
    på forespørgsel / pris på forespørgsel / på forespørsel / pris på forespørsel / pyynnöstä / hinta pyynnöstä
    kysy hintaa / по запросу / цена по запросу / уточняйте / fiyat sorunuz / fiyat için arayınız / talep üzerine
    要相談 / 応相談 / お問い合わせ / お問い合わせください / 价格面议 / 面议 / 时价 / 询价
"""
_ON_REQUEST = frozenset(
    words.strip() for line in _REQUESTED.splitlines() for words in line.split(" / ") if words.strip()
)


class PriceError(ValueError):
    """A price that cannot be read for certain.

    Args:
        text: What stood there.
        fault: What is wrong with it, as the rest of a sentence that begins with it.
    """

    def __init__(self, text: str, fault: str) -> None:
        super().__init__(f"“{shown(text.strip())}” {fault}")


class PriceOnRequestError(PriceError):
    """Words that say that the shop tells the price when asked: there is none, and nothing is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "is no price: it is told on request.")


class Price(NamedTuple):
    """An exact amount, and its ISO 4217 currency, None if the merchant does not say."""

    amount: Decimal
    currency: str | None


def parse_price(text: str, currency: str | None = None) -> Price:
    """Read a price such as `$1,074.00`, `1.074,00 €`, `Rs. 12,500` or `CHF 1'250.–`.

    Of a range ("390–450 €") and of a price from which others start ("ab 390 €") it is the lowest. Remarks on tax
    and "each" or "per pair" are passed over.

    Args:
        text: The price as written.
        currency: ISO 4217 code that the merchant gives elsewhere; it also settles what `$` or `1.074` means.

    Raises:
        PriceOnRequestError: It says that there is none but on request.
        PriceError: It is negative, not a price, or can be read in two ways.
    """
    return _read(text, currency)


@lru_cache(_KEPT)
def _read(text: str, currency: str | None) -> Price:
    if _PLAIN.fullmatch(text):
        return Price(Decimal(text), currency)
    if len(text) > _LONGEST_TEXT:
        raise PriceError(text, "is too long for a price.")
    plain = _NO_CENTS.sub("", _without_remarks(_composed(text)))
    numbers = list(_NUMBER.finditer(plain))
    if not numbers:
        raise PriceOnRequestError(text) if _on_request(plain) else PriceError(text, "holds no number.")
    if plain.startswith(("-", "(")) or plain[: numbers[0].start()].rstrip().endswith("-"):
        raise PriceError(text, "is negative.")
    for mark in _marks(plain, numbers, text):
        currency = _currency(mark, currency, text)
    amounts = [_amount(number.group(), currency, text) for number in numbers]
    if amounts != sorted(amounts):
        raise PriceError(text, "is not a price: the second number is lower than the first.")
    return Price(amounts[0], currency)


def _composed(text: str) -> str:
    """With digits, spaces and signs in their plain forms."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = "".join(_digit(character) for character in plain)
    return " ".join(plain.casefold().replace("đ", "₫").split())


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return str(value) if value is not None else {"−": "-", "٫": ".", "٬": ",", "〜": "~"}.get(character, character)


def _without_remarks(plain: str) -> str:
    plain = plain.rstrip("* ")
    while (bare := _REMARK.sub("", plain)) != plain:
        plain = bare
    return _FROM_BEHIND.sub("", _FROM.sub("", plain))


def _on_request(plain: str) -> bool:
    return plain.replace(".", "").rstrip("!。 ") in _ON_REQUEST


def _marks(plain: str, numbers: Sequence[re.Match[str]], text: str) -> list[str]:
    """What stands around the numbers; codes first, for in "$5 CAD" the code says what the sign means."""
    around = [plain[: numbers[0].start()], plain[numbers[-1].end() :]]
    if len(numbers) == 2:
        between, ranges = _TO.subn(" ", plain[numbers[0].end() : numbers[1].start()])
        if ranges != 1:
            raise PriceError(text, "is not a price; write one number and a currency, such as 390.00 EUR.")
        around.append(between)
    elif len(numbers) > 2:
        raise PriceError(text, "is not a price: it holds several numbers.")
    marks = [part for side in around for mark in side.upper().split() for part in _parted(mark)]
    if "$" in marks[1:]:  # "US $"
        before = marks.index("$", 1) - 1
        if marks[before] + "$" in _SIGNS and marks[before] not in CURRENCIES:
            marks[before : before + 2] = [marks[before] + "$"]
    return sorted(marks, key=lambda mark: mark not in CURRENCIES)


def _parted(mark: str) -> tuple[str, ...]:
    """A mark, or the code and the sign that were written as one: "USD$", "$CAD"."""
    for code, sign in ((mark[:3], mark[3:]), (mark[-3:], mark[:-3])):
        if code in CURRENCIES and sign in _SIGNS:
            return code, sign
    return (mark,)


def has_decimal_comma(prices: Iterable[str]) -> bool:
    """Whether prices of one file are written as "25,00": some are, and none as "25.00"."""
    found = False
    for price in prices:
        if _DOT_DECIMALS.search(price):
            return False
        found = found or bool(_COMMA_DECIMALS.search(price))
    return found


def with_decimals(price: str) -> str:
    """A price from among others with a decimal comma: in "2.450" the dot parts thousands, so it is "2.450,00"."""
    return _THOUSANDS.sub(r"\1,00", price)


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
