"""Rows that are not as they should be: line ends, quotes, separators, headers, widths."""

from tests.hostile.case import Case, Rejected, catalogue

_UNCLOSED = "A quotation mark is opened in this row and not closed"


def _wide(columns: int) -> str:
    names = ",".join(f"note {number}" for number in range(columns - 2))
    cells = ",".join(f"x{number}" for number in range(columns - 2))
    return f"sku,title,{names}\nA-1,Gold ring,{cells}\n"


_LINE_ENDS = (
    Case(
        "line ends of old Macs",
        catalogue("sku,title\rA-1,Gold ring\rA-2,\rA-3,Silver ring\r"),
        products=("A-1", "A-3"),
        rejected=(Rejected(3, "has no title", "A-2"),),
    ),
    Case(
        "all three line ends in one file, and none at the end",
        catalogue("sku,title\r\nA-1,Gold ring\nA-2,Silver ring\rA-3,\r\nA-4,Onyx ring"),
        products=("A-1", "A-2", "A-4"),
        rejected=(Rejected(4, "has no title", "A-3"),),
    ),
    Case(
        "carriage returns doubled by a transfer in text mode",
        catalogue("sku,title\r\r\nA-1,Gold ring\r\r\nA-2,Silver ring\r\r\n"),
        products=("A-1", "A-2"),
        facts={"A-2": {"title": "Silver ring"}},
    ),
    Case(
        "line breaks of Unicode within a title end no row",
        catalogue("sku,title,price\nA-1,Gold\u2028ring\x85with\x0conyx,5.00 EUR\nA-2,,\n"),
        products=("A-1",),
        rejected=(Rejected(3, "has no title", "A-2"),),
        facts={"A-1": {"title": "Gold ring with onyx", "currency": "EUR"}},
    ),
    Case(
        "three kinds of line breaks in quoted cells and right line numbers after them",
        catalogue(
            'sku,title,description\nA-1,Gold ring,"one\ntwo\r\nthree\rfour"\nA-2,,\n"A-3","Onyx\n\nring",\nA-4,,\n'
        ),
        products=("A-1", "A-3"),
        rejected=(Rejected(6, "has no title", "A-2"), Rejected(10, "has no title", "A-4")),
        facts={"A-1": {"description": "one\ntwo\nthree\nfour"}, "A-3": {"title": "Onyx ring"}},
    ),
    Case(
        "blank lines, spaces and rows of commas between the products",
        catalogue('\n\n  \nsku,title,price\n\n,,\nA-1,Gold ring,\n" "," ",\n   ,\t,\n\nA-2,,\n\n,,,,,,\n'),
        products=("A-1",),
        rejected=(Rejected(11, "has no title", "A-2"),),
    ),
)

_QUOTES = (
    Case(
        "a quote that is never closed in the first row costs that row only",
        catalogue('sku,title\nA-1,"Gold ring\nA-2,Silver ring\nA-3,Onyx ring\n'),
        products=("A-2", "A-3"),
        rejected=(Rejected(2, _UNCLOSED),),
    ),
    Case(
        "two unclosed quotes that seem to close each other",
        catalogue('sku,title\nA-1,Gold ring\nA-2,"Silver ring\nA-3,Onyx ring\nA-4,"Opal ring\nA-5,Jade ring\n'),
        products=("A-1", "A-3", "A-5"),
        rejected=(Rejected(3, _UNCLOSED), Rejected(5, _UNCLOSED)),
    ),
    Case(
        "a quote opened on the last line of a file without line end",
        catalogue('sku,title\nA-1,Gold ring\nA-2,"Silver ring'),
        products=("A-1",),
        rejected=(Rejected(3, _UNCLOSED),),
    ),
    Case(
        "an unclosed quote before forty rows that are bad for another reason",
        catalogue('sku,title\nA-0,"Gold ring\n' + "".join(f"B-{n},\n" for n in range(40)) + "A-1,Onyx ring\n"),
        products=("A-1",),
        rejected=(Rejected(2, _UNCLOSED), *(Rejected(n + 3, "has no title", f"B-{n}") for n in range(40))),
    ),
    Case(
        "inches in cells that are not quoted",
        catalogue('sku,title,size\nA-1,Chain 18",18"\nA-2,5" x 7" frame pendant,7"\n'),
        products=("A-1", "A-2"),
        facts={"A-1": {"title": 'Chain 18"', "size": "18 inch"}},
    ),
    Case(
        "a mark for inches within a quoted cell, not doubled",
        catalogue('sku,title\nA-1,"Chain 18" gold"\nA-2,"The ""Halo"" ring"\n'),
        products=("A-2",),
        rejected=(Rejected(2, "must be doubled"),),
        facts={"A-2": {"title": 'The "Halo" ring'}},
    ),
    Case(
        "quotes around quotes around everything",
        catalogue('"sku","title"\n"A-1","""Halo"""\n"""A-2""","Ring ""a"", ""b"""\n"A-3",""""""\n'),
        products=("A-1", '"A-2"', "A-3"),
        facts={"A-1": {"title": '"Halo"'}, '"A-2"': {"title": 'Ring "a", "b"'}, "A-3": {"title": '""'}},
    ),
    Case(
        "typographic quotes quote nothing",
        catalogue("sku,title,colour\nA-1,“Gold ring”,„rot“\nA-2,“Gold, ring”,red\n"),
        products=("A-1",),
        rejected=(Rejected(3, "put quotation marks around"),),
        facts={"A-1": {"title": "“Gold ring”"}},
    ),
    Case(
        "a quote after a space, as people type lists",
        catalogue('sku, title, price\nA-1, "Gold ring", 5.00 EUR\n'),
        products=("A-1",),
        facts={"A-1": {"title": '"Gold ring"', "currency": "EUR"}},
    ),
)

_SIZES = (
    Case(
        "a description of nearly a megabyte",
        catalogue(f'sku,title,description\nA-1,Gold ring,"{"very long words " * 60_000}"\nA-2,Onyx ring,short\n'),
        products=("A-1", "A-2"),
        warned=("only the first 100000 are taken",),
    ),
    Case(
        "a line of three megabytes among good ones",
        catalogue(f"sku,title,description\nA-1,Gold ring,a\nA-2,Onyx ring,{'x' * 3_000_000}\nA-3,Opal ring,b\nA-4,,\n"),
        products=("A-1", "A-3"),
        rejected=(Rejected(3, "longer than"), Rejected(5, "has no title", "A-4")),
    ),
    Case(
        "two thousand columns",
        catalogue(_wide(2000)),
        products=("A-1",),
        facts={"A-1": {"attributes": {f"note {number}": f"x{number}" for number in range(1998)}}},
    ),
    Case("twelve thousand columns", catalogue(_wide(12_000)), refused="at most 10,000 columns"),
    Case(
        "rows that are too short and too long",
        catalogue("sku,title,colour,price\nA-1,Gold ring\nA-2,Onyx ring,black,5 EUR,what\nA-3,Opal,white,6 EUR\n"),
        products=("A-3",),
        rejected=(Rejected(2, "has 2 cells and the header 4"), Rejected(3, "has 5 cells and the header 4")),
    ),
    Case(
        "rows without the empty cells at their end, as spreadsheets write them",
        catalogue("sku;title;price;colour;image\nA-1;Gold ring;5,00;;\nA-2;Onyx ring;6,00\nA-3;Opal ring;7,00;white\n"),
        products=("A-1", "A-2", "A-3"),
        warned=("The row has 3 cells and the header 5; the missing ones are taken to be empty",),
    ),
    Case(
        "descriptions torn by line breaks without quotes",
        catalogue(
            "sku,title,description,price,colour\nA-1,Gold ring,plain,5 EUR,\nA-2,Onyx ring,black\nand fine,6 EUR,x\n"
            "A-3,Opal ring,white\n, old and\nfine,7 EUR,white\nA-4,Jade ring,green,8 EUR,green\n"
        ),
        products=("A-1", "A-4"),
        rejected=tuple(Rejected(line, "cells and the header 5") for line in range(3, 8)),
    ),
    Case(
        "separators at the end of the header or of the rows alone",
        catalogue("sku,title,price,,,\nA-1,Gold ring,5.00 EUR,,,,,,\nA-2,Onyx ring,6.00 EUR,,,\n"),
        products=("A-1", "A-2"),
        facts={"A-1": {"attributes": {}}},
    ),
    Case(
        "NUL bytes within two cells",
        catalogue(b"sku,title,price\nA-1,Gold\0ring,5.00 EUR\nA-2,Onyx ring,6.00 EUR\nA\0-3,Opal ring,\n"),
        products=("A-2",),
        rejected=(Rejected(2, "NUL byte"), Rejected(4, "NUL byte")),
    ),
    Case(
        "a file cut off in the middle of a row",
        catalogue("sku,title,price,colour\nA-1,Gold ring,5.00 EUR,gold\nA-2,Onyx ri"),
        products=("A-1",),
        rejected=(Rejected(3, "has 2 cells and the header 4"),),
    ),
)

_HEADERS = (
    Case("an empty file", catalogue(b""), refused="is empty"),
    Case("nothing but spaces, tabs and line breaks", catalogue("   \n\t\n \r\n"), refused="is empty"),
    Case("nothing but a byte order mark", catalogue(b"\xef\xbb\xbf"), refused="is empty"),
    Case("a header and no products", catalogue("sku,title,price\n\n,,\n"), refused="a header and no products"),
    Case("products without a header", catalogue("A-1,Gold ring,5.00\nA-2,Onyx,6.00\n"), refused="lacks the column"),
    Case(
        "a name, a date and a blank line above the header",
        catalogue(
            '"Lorenz, Trier"\nStand: 01.02.2024;;;\n\nArtikelnr.;Bezeichnung;Preis (EUR)\nA-1;Ring;5,00\nA-2;;\n'
        ),
        products=("A-1",),
        rejected=(Rejected(6, "has no title", "A-2"),),
        facts={"A-1": {"currency": "EUR"}},
    ),
    Case(
        "the header again in the middle, where two exports were put together",
        catalogue(
            "sku,title,price\nA-1,Gold ring,5 EUR\nsku,title,price\nA-2,Onyx ring,6 EUR\nsku,title,price\nA-3,,\n"
        ),
        products=("A-1", "A-2"),
        rejected=(Rejected(6, "has no title", "A-3"),),
    ),
    Case("two columns called sku", catalogue("sku,title,SKU\nA-1,Gold ring,B-1\n"), refused="both called “sku”"),
    Case(
        "two columns of other names called alike",
        catalogue("sku,title,Note,Note\nA-1,Gold ring,,second\nA-2,Onyx ring,first,second\n"),
        products=("A-1", "A-2"),
        facts={"A-1": {"attributes": {"Note": "second"}}, "A-2": {"attributes": {"Note": "first"}}},
    ),
    Case(
        "headers in capitals, with marks, spaces and line breaks in them",
        catalogue('  SKU* ,"TITLE\n(required)", P r i c e\nA-1,Gold ring,5.00 EUR\nA-2,,\n'),
        products=("A-1",),
        rejected=(Rejected(4, "has no title", "A-2"),),
        mapping={"columns": {"TITLE (required)": "title"}},
    ),
    Case(
        "headers in a language that nobody knows, with a mapping",
        catalogue("Cód_int;Besana;Kantiteti;Çmimi\nA-1;Unazë ari;3;5,00\nA-2;Vathë argjendi;0;6,00\n"),
        products=("A-1", "A-2"),
        facts={"A-1": {"title": "Unazë ari", "currency": "ALL", "available": True}, "A-2": {"available": False}},
        mapping={
            "currency": "ALL",
            "columns": {"Cód_int": "sku", "Besana": "title", "Kantiteti": "available", "Çmimi": "price"},
        },
    ),
    Case(
        "a mapping for a column that is not there",
        catalogue("sku,title\nA-1,Gold ring\n"),
        mapping={"columns": {"Material": "metal"}},
        refused="“Material”, which is not there; found: sku, title",
    ),
    Case(
        "a list of rejected rows, one of them corrected",
        catalogue(
            "\ufeffrejected_line,rejected_column,rejected_value,rejected_reason,sku,title,price\n"
            "12,title,,The product has no title; give it one.,A-12,Gold ring,5.00 EUR\n"
            "19,title,,The product has no title; give it one.,A-19,,6.00 EUR\n"
        ),
        products=("A-12",),
        rejected=(Rejected(3, "has no title", "A-19"),),
        facts={"A-12": {"attributes": {}}},
    ),
)

_SEPARATORS = (
    Case(
        "a line that names the separator",
        catalogue("sep=;\r\nsku;title;price\r\nA-1;Ring, gold, 750;5,00 EUR\r\nA-2;;\r\n"),
        products=("A-1",),
        rejected=(Rejected(4, "has no title", "A-2"),),
        facts={"A-1": {"title": "Ring, gold, 750"}},
    ),
    Case(
        "a line that names the separator after a byte order mark",
        catalogue("\ufeffSEP=|\nsku|title\nA-1|Ring; gold, 750\n"),
        products=("A-1",),
        facts={"A-1": {"title": "Ring; gold, 750"}},
    ),
    Case(
        "semicolons, with more commas than those in every row",
        catalogue("sku;title;price\n" + "".join(f"A-{n};Ring, gold, 750, 54, new;1.0{n}0,50 €\n" for n in range(5))),
        products=tuple(f"A-{n}" for n in range(5)),
        facts={"A-1": {"title": "Ring, gold, 750, 54, new", "currency": "EUR"}},
    ),
    Case(
        "tabs in a file that is called csv, with commas, semicolons and bars in the cells",
        catalogue("sku\ttitle\tprice\nA-1\tRing, gold; 750 | new\t5.00 EUR\n"),
        products=("A-1",),
        facts={"A-1": {"title": "Ring, gold; 750 | new"}},
    ),
    Case(
        "carets, as a mapping says",
        catalogue("sku^title\nA-1^Ring, gold\n"),
        products=("A-1",),
        mapping={"separator": "^"},
    ),
    Case(
        "rows that were quoted as a whole",
        catalogue('"sku,title,price"\n"A-1,Gold ring,5.00 EUR"\n'),
        refused="lacks the column|quot",
    ),
)

_REPEATED = (
    Case(
        "skus that stand twice once spaces and apostrophes are gone",
        catalogue('sku,title\nA 1,Gold ring\n A  1 ,Onyx ring\n\'A 1,Opal ring\n"=""A 1""",Jade ring\n'),
        products=("A 1",),
        rejected=tuple(Rejected(line, "stands on line 2 already", "A 1") for line in (3, 4, 5)),
    ),
    Case(
        "skus that differ in capitals only are different",
        catalogue("sku,title\nab-1,Gold ring\nAB-1,Onyx ring\nAb-1,Opal ring\n"),
        products=("ab-1", "AB-1", "Ab-1"),
    ),
    Case(
        "a sku again after its first row was rejected",
        catalogue("sku,title\nA-1,\nA-1,Gold ring\nA-1,Onyx ring\n"),
        products=("A-1",),
        rejected=(Rejected(2, "has no title", "A-1"), Rejected(4, "stands on line 3 already", "A-1")),
        facts={"A-1": {"title": "Gold ring"}},
    ),
)

CASES: tuple[Case, ...] = (*_LINE_ENDS, *_QUOTES, *_SIZES, *_HEADERS, *_SEPARATORS, *_REPEATED)
