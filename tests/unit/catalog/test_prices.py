"""Prices in the wild."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.prices import (
    CURRENCIES,
    PriceError,
    PriceOnRequestError,
    currency_code,
    has_decimal_comma,
    parse_price,
    with_decimals,
)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1,074.00", "1074.00", "USD"),
        ("1.074,00 €", "1074.00", "EUR"),
        ("390.00 EUR", "390.00", "EUR"),
        ("1 074,00", "1074.00", None),
        ("1\u202f074,00\u00a0€", "1074.00", "EUR"),
        ("Rs. 12,500", "12500", "INR"),
        ("CHF 1'250.–", "1250", "CHF"),
        ("1’250.50 CHF", "1250.50", "CHF"),
        ("€ 99,-", "99", "EUR"),
        ("390", "390", None),
        ("0.5", "0.5", None),
        ("$0.500", "0.500", "USD"),
        ("1,07,400.00", "107400.00", None),
        ("EUR 1.234.567,89", "1234567.89", "EUR"),
        ("1.250 €", "1250", "EUR"),
        ("12.500 KWD", "12.500", "KWD"),
        ("4.500.000 ₫", "4500000", "VND"),
        ("R$ 1.200,00", "1200.00", "BRL"),
        ("5 kr", "5", None),
        ("USD $1,074.00", "1074.00", "USD"),
        ("$5 CAD", "5", "CAD"),
        ("３９０ €", "390", "EUR"),
        ("₹1,07,400", "107400", "INR"),
        ("Rs.12,500/-", "12500", "INR"),
        ("1'250.-", "1250", None),
        ("390.— CHF", "390", "CHF"),
        ("390,- Kč", "390", "CZK"),
        ("390 EUR incl. VAT", "390", "EUR"),
        ("390,00 € inkl. MwSt.*", "390.00", "EUR"),
        ("1 074,00 € TTC", "1074.00", "EUR"),
        ("€390 (excl. btw)", "390", "EUR"),
        ("from 99", "99", None),
        ("ab 390 €", "390", "EUR"),
        ("à partir de 1 250,00 €", "1250.00", "EUR"),
        ("od 450,50 zł", "450.50", "PLN"),
        ("3,900円から", "3900", "JPY"),
        ("100 - 200", "100", None),
        ("390–450 €", "390", "EUR"),
        ("€390.00 - €450.00", "390.00", "EUR"),
        ("390 bis 450 EUR", "390", "EUR"),
        ("390 ~ 450 USD", "390", "USD"),
        ("￥3,900", "3900", "JPY"),
        ("3900元", "3900", "CNY"),
        ("12.500 円", "12500", "JPY"),
        ("RMB 3,900.00", "3900.00", "CNY"),
        ("٣٩٠٫٥٠ د.إ", "390.50", "AED"),
        ("३९०", "390", None),
        ("450.000 đ", "450000", "VND"),
        ("450.000 ₫", "450000", "VND"),
        ("KWD 12.500", "12.500", "KWD"),
        ("12.500 Ft", "12500", "HUF"),
        ("CAD $5", "5", "CAD"),
        ("US$5", "5", "USD"),
        ("US $ 5.50", "5.50", "USD"),
        ("USD$ 5.00", "5.00", "USD"),
        ("R 1,074.00", "1074.00", "ZAR"),
        ("Rp 450.000", "450000", "IDR"),
        ("390,00 euro", "390.00", "EUR"),
        ("1 250 руб.", "1250", "RUB"),
        ("1.250 TL", "1250", "TRY"),
        ("1 250 грн", "1250", "UAH"),
        ("NT$ 3,900", "3900", "TWD"),
        ("0", "0", None),
        ("1.299,00 EUR inkl. 19% MwSt.", "1299.00", "EUR"),
        ("1.299,00 € inkl. 19 % MwSt., zzgl. Versand", "1299.00", "EUR"),
        ("£99.00 (incl. 20% VAT)", "99.00", "GBP"),
        ("25,00€ / Stück", "25.00", "EUR"),
        ("25,00 € / Paar inkl. MwSt.", "25.00", "EUR"),
        ("£99.99 each", "99.99", "GBP"),
        ("£1,299.00 (pair)", "1299.00", "GBP"),
        ("25 € la pièce", "25", "EUR"),
        ("25 zł / szt.", "25", "PLN"),
        ("2500 ₽ за шт.", "2500", "RUB"),
    ],
)
def test_a_price_is_read_exactly(text: str, amount: str, currency: str | None) -> None:
    price = parse_price(text)
    assert (price.amount, price.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-5", "negative"),
        ("$-5.00", "negative"),
        ("−5", "negative"),
        ("($5)", "negative"),
        ("12.500", "two ways"),
        ("$1.074", "two ways"),
        ("12,500 KWD", "two ways"),
        ("gold", "no number"),
        ("", "no number"),
        ("$1.2k", "not a price"),
        ("5 each for 3", "not a price"),
        ("50 € / 60 €", "not a price"),
        ("120,19% VAT", "not a price"),
        ("12 pcs", "not a price"),
        ("25 € / 2 Stück", "not a price"),
        ("25 € / g", "not a price"),
        ("1 - 2 - 3", "several numbers"),
        ("450 - 390", "second number is lower"),
        ("- 390 EUR", "negative"),
        ("USD -5", "negative"),
        ("1e5", "not a price"),
        ("1.5.2", "not one number"),
        ("12 34", "not one number"),
        ("9" * 40, "too long"),
        ("5 " + "x" * 150, "not a price"),
        ("5 " + "x" * 5000, "too long"),
    ],
)
def test_a_price_that_is_not_certain_is_refused_and_says_why(text: str, why: str) -> None:
    with pytest.raises(PriceError, match=why) as refused:
        parse_price(text)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "text",
    ["Price on request", "P.O.A.", "POA", "Preis auf Anfrage", "Prix sur demande", "Bajo consulta", "su richiesta",
     "Op aanvraag", "Sob consulta", "Cena na zapytanie", "cena na dotaz", "Pris på förfrågan", "Цена по запросу",
     "面议", "お問い合わせ"],
)  # fmt: skip
def test_a_price_that_the_shop_tells_on_request_is_told_from_a_fault(text: str) -> None:
    with pytest.raises(PriceOnRequestError, match="on request"):
        parse_price(text)


@pytest.mark.parametrize("text", ["USD 5 - EUR 6", "€5 - $6"])
def test_a_range_is_in_one_currency(text: str) -> None:
    with pytest.raises(PriceError, match="not in"):
        parse_price(text)


def test_the_currency_beside_a_price_settles_what_a_sign_means() -> None:
    assert parse_price("$12", "AUD").currency == "AUD"
    assert parse_price("12 kr", "DKK").currency == "DKK"
    assert parse_price("1.250", "EUR").amount == Decimal(1250)
    assert parse_price("1.250", "KWD").amount == Decimal("1.250")


@pytest.mark.parametrize("text", ["12 USD", "£12", "12 kr"])
def test_a_price_in_another_currency_than_the_one_beside_it_is_refused(text: str) -> None:
    with pytest.raises(PriceError, match="not in EUR"):
        parse_price(text, "EUR")


def test_a_currency_is_read_from_its_code_or_its_sign() -> None:
    assert (currency_code(" eur "), currency_code("€")) == ("EUR", "EUR")
    with pytest.raises(PriceError, match="not a currency"):
        currency_code("gold")


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        (["1.299,00 €", "2.450"], True), (["25,5", "12"], True), (["1.299", "1,299"], False),
        (["12,50", "12.50"], False),
        (["1,07,400"], False), ([], False),
    ],
)  # fmt: skip
def test_a_file_shows_how_it_writes_decimals(prices: list[str], expected: bool) -> None:
    assert has_decimal_comma(prices) is expected


@pytest.mark.parametrize(
    ("price", "expected"),
    [("2.450", "2.450,00"), ("kr 2.450", "kr 2.450,00"), ("1.299,00 €", "1.299,00 €"), ("1.250.000", "1.250.000"),
     ("0.500", "0.500"), ("12.5", "12.5"), ("1.200 - 1.500", "1.200,00 - 1.500,00")],
)  # fmt: skip
def test_where_decimals_have_a_comma_a_dot_parts_thousands(price: str, expected: str) -> None:
    assert with_decimals(price) == expected


_AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
_CODES = st.sampled_from(sorted(CURRENCIES))


@settings(deadline=None)
@given(_AMOUNTS, _CODES)
def test_every_amount_survives_the_american_and_the_german_way(amount: Decimal, code: str) -> None:
    american = f"{amount:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))
    for written in (american, german, american.replace(",", " "), american.replace(",", "'")):
        assert parse_price(f"{code} {written}") == (amount, code)
        assert parse_price(f"{written} {code}") == (amount, code)


@settings(deadline=None)
@given(st.text(max_size=40), st.none() | _CODES)
def test_any_text_is_a_price_or_a_clear_refusal(text: str, code: str | None) -> None:
    try:
        price = parse_price(text, code)
    except PriceError:
        return
    assert price.amount >= 0
    assert price.amount.is_finite()
