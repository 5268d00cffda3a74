"""Cells that say odd things: skus, titles, prices, stock, addresses, sizes and columns that nobody expects."""

from decimal import Decimal

from tests.hostile.case import Case, Rejected, catalogue

_PRICES = {
    "1074.50": "1074.50",
    '"1,074.50"': "1074.50",
    '"1.074,50"': "1074.50",
    "1 074.50": "1074.50",
    "1'074.50": "1074.50",
    "1’074.-": "1074",
    '"1.074,–"': "1074",
    '"€ 1.074,50"': "1074.50",
    "EUR1074.50": "1074.50",
    '"1.074,50 € inkl. MwSt."': "1074.50",
    "ab 390 €": "390",
    "390 – 450 €": "390",
    "１０７４ €": "1074",
    "1074.5000": "1074.5000",
    '"12,34,567.00"': "1234567.00",
}
_HOPELESS = (
    "viel", "1.2.3", "12,34,56", "1074.50.00", "-5", "(5.00)", "5-", "1e5", "0x41", "NaNcy", "∞", "5 or 6 or 7", "20%",
    "450 - 390", "5 EUR USD", "=5", "9" * 40, "5 bananas", "#DIV/0!", "12:30", "<script>5</script>", "½", "fünf",
)  # fmt: skip
_ON_REQUEST = (
    "Price on request", "POA", "Preis auf Anfrage", "Prix sur demande", "Precio a consultar", "Prezzo su richiesta!",
    "Prijs op aanvraag", "Preço sob consulta", "Cena na zapytanie", "Cena na dotaz", "Pris på förfrågan",
    "Hinta pyynnöstä", "Цена по запросу", "要相談", "价格面议", "P.O.A.", "CALL", "Fiyat sorunuz",
)  # fmt: skip
_BUYABLE = (
    "in stock", "IN_STOCK", "https://schema.org/InStock", "ja", "Sofort lieferbar", "disponibilità immediata",
    "в наличии", "在庫あり", "有货", "12", "1.0", "10+", "> 5", "TRUE", "backorder", "Na skladě", "stokta var",
)  # fmt: skip
_GONE = (
    "out of stock", "OutOfStock", "http://schema.org/SoldOut", "ausverkauft!", "Épuisé", "нет в наличии", "売り切れ",
    "0", "0.00", "-3", "FALSE", "discontinued", "brak", "tükendi",
)  # fmt: skip
_OWN = {
    "__proto__": "p", "__class__": "c", "photo_version": "v", "own_words": "o", "{{7*7}}": "t", "$where": "w",
    "a.b.c": "d", "column 10": "e", "'; --": "q", "💎": "g",
}  # fmt: skip
_MARKUP = ("<", "<a <!--", "&lt;p")
_NOTHING = (
    "NULL", "n/a", "N/A", "-", "—", "None", "nan", "#N/A", "#REF!", "undefined", "\\N", "k.A.", "(null)", "null",
)  # fmt: skip


def _column(name: str, cells: tuple[str, ...], begin: str = "sku;title;", row: str = "A-{};Ring;{}") -> str:
    lines = (row.format(number, cell) for number, cell in enumerate(cells))
    return "\n".join((begin + name, *lines)) + "\n"


def _skus(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"A-{number}" for number in range(len(cells)))


_SKUS = (
    Case(
        "skus as spreadsheets keep them as text",
        catalogue('sku,title\n\'00123,Gold ring\n"=""00124""",Onyx ring\n00125,Opal ring\n1.0,Jade ring\n'),
        products=("00123", "00124", "00125", "1.0"),
    ),
    Case(
        "skus that a spreadsheet has shortened",
        catalogue("sku;title\n1,23E+05;Gold ring\n4.05123E+12;Onyx ring\n1E5;Opal ring\n2E+2A;Jade ring\n"),
        products=("1,23E+05", "4.05123E+12", "1E5", "2E+2A"),
        warned=("has shortened this number",),
    ),
    Case(
        "skus and titles that are formulas stay the words they are",
        catalogue(
            "sku,title,colour\n=cmd|' /C calc'!A0,Gold ring,red\n@SUM(1+1)*2,+Ring,-1+1\n"
            '"=HYPERLINK(""http://x.test"",""A"")",Ring,\n'
        ),
        products=("=cmd|' /C calc'!A0", "@SUM(1+1)*2", '=HYPERLINK("http://x.test","A")'),
        facts={"@SUM(1+1)*2": {"title": "+Ring"}},
    ),
    Case(
        "skus of 200 and of 201 characters",
        catalogue(f"sku,title\n{'a' * 200},Gold ring\n{'b' * 201},Onyx ring\n{'c' * 90_000},Opal ring\n"),
        products=("a" * 200,),
        rejected=(Rejected(3, "at most 200", "b" * 200), Rejected(4, "at most 200", "c" * 200)),
    ),
    Case(
        "skus with line breaks, tabs and many spaces within",
        catalogue('sku,title\n"A\n1",Gold ring\n"A\t\r\n   2",Onyx ring\nA / 3 \\ ?&#%,Opal ring\n"A\n1",Jade ring\n'),
        products=("A 1", "A 2", "A / 3 \\ ?&#%"),
        rejected=(Rejected(7, "stands on line 2 already", "A 1"),),
    ),
    Case(
        "skus that look like paths, filters and statements",
        catalogue(
            'sku,title\n../../etc/passwd,Gold ring\n"A\'; DROP TABLE x;--",Onyx ring\n..,Opal ring\n*,Jade ring\n'
        ),
        products=("../../etc/passwd", "A'; DROP TABLE x;--", "..", "*"),
    ),
    Case(
        "rows without a sku",
        catalogue("sku,title\n,Gold ring\n-,Onyx ring\nNULL,Opal ring\n',Jade ring\n0,Ruby ring\n"),
        products=("0",),
        rejected=tuple(Rejected(line, "has no sku") for line in (2, 3, 4, 5)),
    ),
)

_TITLES = (
    Case(
        "titles of HTML, scripts and entities",
        catalogue(
            "sku,title\nA-1,<b>Gold</b>&nbsp;ring &amp; chain\nA-2,<script>alert(1)</script>Onyx ring\n"
            "A-3,Ring &amp;amp;quot;Halo&amp;amp;quot;\nA-4,<img src=x onerror=alert(1)>\nA-5,<style>p{}</style>\n"
            "A-6,Ring < 5 mm > 3 mm\nA-7,Ring &bogus; &#xD800; &#0;x\n"
        ),
        products=("A-1", "A-2", "A-3", "A-6", "A-7"),
        rejected=(Rejected(5, "has no title", "A-4"), Rejected(6, "has no title", "A-5")),
        facts={
            "A-1": {"title": "Gold ring & chain"},
            "A-2": {"title": "Onyx ring"},
            "A-3": {"title": 'Ring "Halo"'},
            "A-6": {"title": "Ring < 5 mm > 3 mm"},
        },
    ),
    Case(
        "broken HTML of half a megabyte",
        catalogue(
            "sku,title,description\n" + "".join(f"A-{n},Ring,{part * 60_000}\n" for n, part in enumerate(_MARKUP))
        ),
        products=("A-0", "A-1", "A-2"),
    ),
    Case(
        "titles that are too long, numbers, dates or signs alone",
        catalogue(f"sku,title\nA-1,{'Ring ' * 300}\nA-2,2024-02-01\nA-3,?!\nA-4,#NAME?\nA-5,0\n"),
        products=("A-2", "A-3", "A-5"),
        rejected=(Rejected(2, "at most 1000", "A-1"), Rejected(5, "has no title", "A-4")),
    ),
    Case(
        "cells that say that there is nothing",
        catalogue(_column("colour;price;url;available;note", tuple(";".join([word] * 5) for word in _NOTHING))),
        products=_skus(_NOTHING),
        facts={sku: {"colour": None, "price": None, "url": None, "available": None} for sku in _skus(_NOTHING)},
    ),
)

_MONEY = (
    Case(
        "one price in every notation",
        catalogue(_column("price", tuple(_PRICES))),
        products=_skus(tuple(_PRICES)),
        facts={f"A-{number}": {"price": Decimal(price)} for number, price in enumerate(_PRICES.values())},
        mapping={"currency": "EUR"},
    ),
    Case(
        "prices that nobody can read",
        catalogue(_column("price", _HOPELESS)),
        products=_skus(_HOPELESS),
        facts={sku: {"price": None} for sku in _skus(_HOPELESS)},
        warned=("is negative", "holds no number", "goes in without a price"),
    ),
    Case(
        "prices on request in many languages",
        catalogue(_column("price", _ON_REQUEST)),
        products=_skus(_ON_REQUEST),
        facts={sku: {"price": None} for sku in _skus(_ON_REQUEST)},
    ),
    Case(
        "another currency in every row",
        catalogue("sku;title;price\nA-1;R;5,00 €\nA-2;R;US$5.00\nA-3;R;CHF 5.-\nA-4;R;5 kr\nA-5;R;¥500\nA-6;R;5 XYZ\n"),
        products=("A-1", "A-2", "A-3", "A-4", "A-5", "A-6"),
        facts={
            "A-1": {"currency": "EUR"},
            "A-2": {"currency": "USD", "price": Decimal("5.00")},
            "A-3": {"currency": "CHF", "price": Decimal(5)},
            "A-4": {"currency": None, "price": Decimal(5)},
            "A-5": {"currency": "JPY"},
            "A-6": {"price": None},
        },
    ),
    Case(
        "a price that contradicts the currency beside it",
        catalogue(
            "sku,title,price,currency\nA-1,Ring,5.00 €,USD\nA-2,Ring,5.00 kr,SEK\nA-3,R,5.00,euros?\nA-4,R,$5,cad\n"
        ),
        products=("A-1", "A-2", "A-3", "A-4"),
        facts={
            "A-1": {"price": None},
            "A-2": {"price": Decimal("5.00"), "currency": "SEK"},
            "A-4": {"price": Decimal(5), "currency": "CAD"},
        },
        warned=("is not in USD", "is not a currency"),
    ),
    Case(
        "nothing, less than nothing and next to nothing",
        catalogue("sku,title,price\nA-1,Ring,0\nA-2,Ring,-0.01\nA-3,Ring,0.01\nA-4,Ring,−5\nA-5,Ring,0.00 EUR\n"),
        products=("A-1", "A-2", "A-3", "A-4", "A-5"),
        facts={"A-2": {"price": None}, "A-3": {"price": Decimal("0.01")}, "A-4": {"price": None}},
        warned=("is negative",),
    ),
    Case(
        "prices that can be read in two ways",
        catalogue('sku,title,price\nA-1,Ring,1.074\nA-2,Ring,1.074 €\nA-3,Ring,1.074 KWD\nA-4,Ring,"1,074 $"\n'),
        products=("A-1", "A-2", "A-3", "A-4"),
        facts={
            "A-1": {"price": None},
            "A-2": {"price": Decimal(1074)},
            "A-3": {"price": Decimal("1.074")},
            "A-4": {"price": Decimal(1074)},
        },
        warned=("in two ways",),
    ),
)

_OTHERS = (
    Case(
        "in stock, in the words of programs and people",
        catalogue(_column("availability", _BUYABLE)),
        products=_skus(_BUYABLE),
        facts={sku: {"available": True} for sku in _skus(_BUYABLE)},
    ),
    Case(
        "out of stock, in the words of programs and people",
        catalogue(_column("availability", _GONE)),
        products=_skus(_GONE),
        facts={sku: {"available": False} for sku in _skus(_GONE)},
    ),
    Case(
        "stock that says nothing certain",
        catalogue(_column("available", ("maybe", "< 5", "ask Petra", "in 3 weeks", "1e3"))),
        products=_skus(("",) * 5),
        facts={sku: {"available": None} for sku in _skus(("",) * 5)},
        warned=("Whether it can be bought is not clear",),
    ),
    Case(
        "addresses that no page may link to",
        catalogue(
            _column(
                "url",
                (
                    "javascript:alert(1)",
                    " JaVaScRiPt:alert(1)",
                    "data:text/html,x",
                    "file:///etc/passwd",
                    "http://[::1",
                    "https://",
                    "//shop.test/a",
                    "vbscript:x",
                    "www.shop.test",
                    "https://shop.test/a b",
                    "ftp://shop.test/",
                ),
            )
        ),
        products=_skus(("",) * 11),
        facts={f"A-{number}": {"url": None} for number in range(11)},
        warned=("is not a web address",),
    ),
    Case(
        "addresses that look odd and are good",
        catalogue(
            _column(
                "url", ("HTTPS://SHOP.TEST/A", "https://bücher.test/ring-größe", "https://shop.test:8443/?a=1&b=|#x")
            )
        ),
        products=_skus(("",) * 3),
        facts={
            "A-0": {"url": "HTTPS://SHOP.TEST/A"},
            "A-1": {"url": "https://bücher.test/ring-größe"},
            "A-2": {"url": "https://shop.test:8443/?a=1&b=|#x"},
        },
    ),
    Case(
        "sizes that a spreadsheet has made dates of",
        catalogue(_column("size", ("05. Jun", "6-Jul", "Jun 05", "2024-05-06 00:00:00", "5½", "N 1/2", '18"'))),
        products=_skus(("",) * 7),
        facts={
            **{f"A-{number}": {"size": None} for number in range(4)},
            "A-4": {"size": "5½"},
            "A-5": {"size": "N 1/2"},
            "A-6": {"size": "18 inch"},
        },
        warned=("has made a date of this size",),
    ),
    Case(
        "own columns called like our fields, keys of objects and nothing at all",
        catalogue(f"sku,title,{','.join(_OWN)}\nA-1,Ring,{','.join(_OWN.values())}\n".replace("column 10", "")),
        products=("A-1",),
        facts={"A-1": {"own_words": {}, "attributes": _OWN}},
    ),
    Case(
        "every word of a row is ours, in the wrong column",
        catalogue("sku,title,category,metal,karat\nring,750,sku,ring,gold\ntitle,gold,12 EUR,yes,in stock\n"),
        products=("ring", "title"),
    ),
    Case(
        "a fact of a hundred thousand characters in every column",
        catalogue(
            "sku,title,category,metal,gemstone,size,note\nA-1,Ring," + ",".join(["gold silver " * 8_000] * 5) + "\n"
        ),
        products=("A-1",),
        warned=("only the first 10000 are taken",),
    ),
)

CASES: tuple[Case, ...] = (*_SKUS, *_TITLES, *_MONEY, *_OTHERS)
