"""Texts in encodings of every kind, some wrong, some mixed, and characters that nobody sees."""

import codecs

from tests.hostile.case import Case, Rejected, catalogue

_FRENCH = 'référence,désignation,prix\nÉ-1,Bague dorée – œil-de-tigre,"1 074,50 €"\nÉ-2,,\n'
_POLISH = "kod;nazwa;cena\nŁ-1;Pierścionek z żółtego złota, próba 585;1 074,50 zł\nŁ-2;Kolczyki śnieżynki;99,00 zł\n"
_RUSSIAN = "Артикул;Наименование;Цена\nК-1;Кольцо с изумрудом;1 074,50 руб.\nК-2;Серьги серебряные;500 руб.\n"
_JAPANESE = "商品コード,商品名,価格\nR-1,金のリング ソース,10500円\nR-2,表面つや消しリング,9800円\n"
_CHINESE = "商品编号,商品名称,价格\nR-1,足金戒指镶嵌钻石,10500元\nR-2,银项链,980元\n"


def _french(name: str, content: bytes) -> Case:
    """The same catalogue, whatever it is written in."""
    return Case(
        name,
        catalogue(content),
        products=("É-1",),
        rejected=(Rejected(3, "has no title", "É-2"),),
        facts={"É-1": {"title": "Bague dorée – œil-de-tigre", "currency": "EUR"}},
    )


_MARKED = (
    _french("UTF-8 with a byte order mark", codecs.BOM_UTF8 + _FRENCH.encode()),
    _french("UTF-8 with two byte order marks", 2 * codecs.BOM_UTF8 + _FRENCH.encode()),
    _french("UTF-16, little end first", codecs.BOM_UTF16_LE + _FRENCH.encode("utf-16-le")),
    _french("UTF-16, big end first", codecs.BOM_UTF16_BE + _FRENCH.encode("utf-16-be")),
    _french("UTF-32, little end first", codecs.BOM_UTF32_LE + _FRENCH.encode("utf-32-le")),
    _french("UTF-32, big end first", codecs.BOM_UTF32_BE + _FRENCH.encode("utf-32-be")),
    Case(
        "a mark before a quoted header",
        catalogue('"sku","title"\nA-1,Gold ring\n', "utf-8-sig"),
        products=("A-1",),
    ),
    Case(
        "two exports with marks of their own, one after the other",
        catalogue(('\ufeff"sku","title"\nA-1,Ring\n' + '\ufeff"sku","title"\nA-2,Onyx\n\ufeffA-3,\n').encode()),
        products=("A-1", "A-2"),
        rejected=(Rejected(5, "has no title", "A-3"),),
    ),
    Case(
        "UTF-16 cut off in the middle of a letter",
        catalogue("sku,title\nA-1,Gold ring\nA-2,Onyx ring".encode("utf-16") + b"\xe9"),
        products=("A-1", "A-2"),
    ),
    Case(
        "UTF-16 of a row whose letters hold the bytes of line ends and commas",
        catalogue("sku,title\nA-1,Ring Ċഊ Ⰼ\nA-2,\n", "utf-16"),
        products=("A-1",),
        rejected=(Rejected(3, "has no title", "A-2"),),
        facts={"A-1": {"title": "Ring Ċഊ Ⰼ"}},
    ),
)

_UNMARKED = (
    _french("UTF-16 without a mark, little end first", _FRENCH.encode("utf-16-le")),
    _french("UTF-16 without a mark, big end first", _FRENCH.encode("utf-16-be")),
    _french("windows-1252 with œ and €", _FRENCH.encode("cp1252")),
    _french("Mac Roman", _FRENCH.encode("mac_roman")),
    Case(
        "windows-1250, Polish",
        catalogue(_POLISH, "cp1250"),
        products=("Ł-1", "Ł-2"),
        facts={"Ł-1": {"title": "Pierścionek z żółtego złota, próba 585", "currency": "PLN"}},
    ),
    Case(
        "ISO 8859-2, Polish",
        catalogue(_POLISH, "iso8859_2"),
        products=("Ł-1", "Ł-2"),
        facts={"Ł-2": {"title": "Kolczyki śnieżynki"}},
    ),
    Case(
        "windows-1251, Russian, header and all",
        catalogue(_RUSSIAN, "cp1251"),
        products=("К-1", "К-2"),
        facts={"К-1": {"title": "Кольцо с изумрудом", "currency": "RUB"}},
    ),
    Case(
        "Shift-JIS, whose second bytes are backslashes and bars",
        catalogue(_JAPANESE, "cp932"),
        products=("R-1", "R-2"),
        facts={
            "R-1": {"title": "金のリング ソース", "currency": "JPY"},
            "R-2": {"title": "表面つや消しリング"},
        },
    ),
    Case(
        "GB 18030",
        catalogue(_CHINESE, "gb18030"),
        products=("R-1", "R-2"),
        facts={"R-1": {"title": "足金戒指镶嵌钻石", "currency": "CNY"}},
    ),
    Case(
        "an encoding that only the merchant knows",
        catalogue("sku,title\nA-1,Bague dorée\n", "cp850"),
        products=("A-1",),
        facts={"A-1": {"title": "Bague dorée"}},
        mapping={"encoding": "cp850"},
    ),
    Case(
        "the only letter beyond ASCII after half a megabyte of ASCII",
        catalogue(f"sku,title\nA-1,Gold ring\n{',' * 600_000}\nA-2,Bague dorée\n".encode("cp1252")),
        products=("A-1", "A-2"),
        facts={"A-2": {"title": "Bague dorée"}},
    ),
)

_BROKEN = (
    Case(
        "UTF-8 with a row pasted from windows-1252",
        catalogue("sku,title\nA-1,Bague dorée\n".encode() + "A-2,Bague argentée – été\n".encode("cp1252")),
        products=("A-1", "A-2"),
        facts={"A-1": {"title": "Bague dorée"}, "A-2": {"title": "Bague argentée – été"}},
    ),
    Case(
        "both encodings within one row",
        catalogue("sku,title,note\nA-1,Bague dorée,\nA-2,Bague rosée,".encode() + "été\n".encode("cp1252")),
        products=("A-1", "A-2"),
        facts={"A-2": {"title": "Bague rosée", "attributes": {"note": "été"}}},
    ),
    Case(
        "bytes that no encoding has",
        catalogue(b"sku,title\nA-1,Ring \xff\xfe\x81\nA-2,Onyx ring\n"),
        products=("A-1", "A-2"),
        facts={"A-2": {"title": "Onyx ring"}},
    ),
    Case(
        "UTF-8 cut off in the middle of the last letter",
        catalogue("sku,title\nA-1,Bague dorée\nA-2,Bague doré".encode()[:-1]),
        products=("A-1", "A-2"),
        facts={"A-1": {"title": "Bague dorée"}},
    ),
    Case(
        "UTF-8 that was cut into fields of a fixed number of bytes",
        catalogue(b"sku,title,price\nA-1,Bague dor\xc3,5.00 EUR\nA-2,Bague dor\xc3\xa9e,6.00 EUR\n"),
        products=("A-1", "A-2"),
        facts={"A-1": {"currency": "EUR"}, "A-2": {"title": "Bague dorée"}},
    ),
    Case(
        "an emoji as two surrogates of three bytes each",
        catalogue(b"sku,title\nA-1,Ring \xed\xa0\xbd\xed\xb2\x8d gold\nA-2,Bague dor\xc3\xa9e\n"),
        products=("A-1", "A-2"),
        facts={"A-2": {"title": "Bague dorée"}},
    ),
    Case(
        "a lone surrogate in UTF-16",
        catalogue(codecs.BOM_UTF16_LE + "sku,title\nA-1,Ring \ud83d gold\nA-2,\n".encode("utf-16-le", "surrogatepass")),
        products=("A-1",),
        rejected=(Rejected(3, "has no title", "A-2"),),
    ),
    Case(
        "the codes of control characters all through a title",
        catalogue("sku,title\nA-1,Ring\x01\x08\x1b[31m gold\x7f\nA-2,\x02\x03\n"),
        products=("A-1",),
        rejected=(Rejected(3, "has no title", "A-2"),),
        facts={"A-1": {"title": "Ring [31m gold"}},
    ),
)

_UNSEEN = (
    Case(
        "letters composed of parts, in the header too",
        catalogue("re\u0301fe\u0301rence,de\u0301signation\nE\u0301-1,Bague dore\u0301e\nÉ-1,Bague\n"),
        products=("É-1",),
        rejected=(Rejected(3, "stands on line 2 already", "É-1"),),
        facts={"É-1": {"title": "Bague dorée"}},
    ),
    Case(
        "characters without width in header, sku and title",
        catalogue(
            "\u200bsku,ti\u200btle\u2060,\ufeffprice\n\u200bA-1\u200b,\u2060Ring\ufeff,5\u200b EUR\nA-2,\u200b,\n"
        ),
        products=("A-1",),
        rejected=(Rejected(3, "has no title", "A-2"),),
        facts={"A-1": {"title": "Ring", "currency": "EUR"}},
    ),
    Case(
        "spaces that do not break, thin and wide ones",
        catalogue("sku,title,price\n\xa0A-1\u3000,\u2003Gold\xa0ring\u2009,1\u202f074.50 €\n"),
        products=("A-1",),
        facts={"A-1": {"title": "Gold ring", "currency": "EUR"}},
    ),
    Case(
        "Arabic and Hebrew, with marks for the direction",
        catalogue("sku,title,price\nA-1,\u200fخاتم ذهب عيار ١٨\u200e,٥٠٠ ر.س\nA-2,\u202bטבעת זהב\u202c,₪500\n"),
        products=("A-1", "A-2"),
        facts={"A-1": {"currency": "SAR"}, "A-2": {"currency": "ILS"}},
    ),
    Case(
        "a sku that only differs by a mark for the direction",
        catalogue("sku,title\nA-1,Gold ring\n\u200eA-1,Onyx ring\n"),
        products=("A-1",),
        rejected=(Rejected(3, "stands on line 2 already", "A-1"),),
    ),
    Case(
        "emoji of several characters, as sku and title",
        catalogue("sku,title\n💍-1,👩🏽‍❤️‍💋‍👨🏻 ring 🇩🇪\n💍-2,💎💎💎\n"),
        products=("💍-1", "💍-2"),
        facts={"💍-1": {"title": "👩🏽‍❤️‍💋‍👨🏻 ring 🇩🇪"}},
    ),
    Case(
        "full-width digits and letters",
        catalogue("ｓｋｕ，\nsku,title,price\nＡ－１,Ｇｏｌｄ ring,￥１０，５００\n"),
        products=("Ａ－１",),
        facts={"Ａ－１": {"currency": "JPY"}},
    ),
    Case(
        "a thousand accents on one letter",
        catalogue("sku,title\nA-1,Ring z" + 900 * "\u0301" + "\nA-2,Ring " + 800 * "\u0323\u0301" + "\n"),
        products=("A-1",),
        rejected=(Rejected(3, "at most 1000", "A-2"),),
    ),
)

CASES: tuple[Case, ...] = (*_MARKED, *_UNMARKED, *_BROKEN, *_UNSEEN)
