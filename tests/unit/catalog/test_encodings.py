"""What a catalogue is written in, told from its bytes."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.mapping import Mapping
from catalog.files import text as text_module
from catalog.files.text import TextFile, find_encoding
from catalog.row import CatalogError, ProductRow

WriteCsv = Callable[..., Path]

TEXTS = {
    "German": "Ring mit Süßwasserperle, größenverstellbar, für Mädchen – 1.074,00 €",
    "French": "Collier en or jaune, créoles émaillées, à reçu ; « pièce » d’œuvre 90 €",
    "Spanish": "Anillo de compromiso con piedra pequeña, diseño clásico, corazón",
    "Portuguese": "Coleção de anéis, alianças e gargantilhas: edição única, não dobrável",
    "Swedish": "Förlovningsring i vitt guld, smått och gått, på lager i Malmö",
    "Danish": "Sølvring med små ædelsten, håndlavet på Fyn, størrelse 54",
    "Italian": "Anello in oro bianco, qualità più alta, però già venduto",
    "Polish": "Pierścionek zaręczynowy ze złota próby 585, kamień: żółty brylant, ręcznie",
    "Czech": "Zásnubní prsten z bílého zlata, kámen: růžový křišťál, čištění zdarma",
    "Hungarian": "Eljegyzési gyűrű fehér aranyból, rubinkővel, őszi akció, különleges",
    "Russian": "Кольцо из красного золота 585 пробы с бриллиантом, в наличии",
    "Turkish": "Altın yüzük, gümüş küpe, taşlı kolye, ağırlığı düşük, için şık",
    "Japanese": "18金ピンクゴールドのリング、ダイヤモンド付き（在庫あり）",
    "Chinese": "18K玫瑰金钻石戒指，手工制作，现货供应",
    "Greek": "Δαχτυλίδι από λευκό χρυσό με διαμάντι, χειροποίητο",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(
            (language, "windows-1252")
            for language in ("German", "French", "Spanish", "Portuguese", "Swedish", "Danish", "Italian")
        ),
        *((language, "windows-1250") for language in ("Polish", "Czech", "Hungarian")),
        ("Russian", "windows-1251"),
        ("Turkish", "windows-1254"),
        ("Japanese", "shift_jis"),
        ("Chinese", "gb18030"),
        ("Greek", "windows-1253"),
        ("Polish", "iso-8859-2"),
        ("Czech", "iso-8859-2"),
        *((language, "mac-roman") for language in ("German", "French", "Spanish", "Swedish", "Danish")),
        *((language, "utf-8") for language in TEXTS),
    ],
)
def test_the_code_page_is_told_by_its_letters(write_csv: WriteCsv, language: str, encoding: str) -> None:
    path = write_csv(f'sku,title\nR1,"{TEXTS[language]}"\n'.encode(encoding))
    catalogue = CatalogueFile(path)
    (row,) = catalogue
    assert isinstance(row, ProductRow)
    assert row.product.title == TEXTS[language]
    assert catalogue.understanding.encoding == encoding


@pytest.mark.parametrize("words", ["café", "Größe", "né", "señora", "5 €", "“ring”", "18 ct – gold"])
def test_a_few_western_letters_are_windows_1252(write_csv: WriteCsv, words: str) -> None:
    assert find_encoding(write_csv(f"sku,title\nR1,{words}\n".encode("cp1252"))).name == "windows-1252"


def test_a_letter_far_down_the_file_still_tells(write_csv: WriteCsv) -> None:
    data = b"sku,title\n" + b"R,Ring of plain letters\n" * 40_000 + "Z,złoty pierścień\n".encode("cp1250")
    assert find_encoding(write_csv(data)).name == "windows-1250"


def test_utf_8_with_pasted_rows_is_named_as_such(write_csv: WriteCsv) -> None:
    data = "sku,title\nR1,für\n".encode() + "R2,pierścień złoty\n".encode("cp1250")
    catalogue = CatalogueFile(write_csv(data))
    assert [row.product.title for row in catalogue if isinstance(row, ProductRow)] == ["für", "pierścień złoty"]
    assert catalogue.understanding.encoding == "utf-8, in part windows-1250"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (b"", "utf-16"),
    ],
)
def test_marks_and_nul_bytes_tell_the_wide_encodings(write_csv: WriteCsv, data: bytes, name: str) -> None:
    codec = {
        codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
        codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
    }.get(data, "utf-16-le")  # fmt: skip
    catalogue = CatalogueFile(write_csv(data + "sku,title\nR1,Größe\n".encode(codec)))
    assert [row.product.title for row in catalogue if isinstance(row, ProductRow)] == ["Größe"]
    assert catalogue.understanding.encoding == name


def test_utf_16_without_a_mark_and_the_other_way_round(write_csv: WriteCsv) -> None:
    catalogue = CatalogueFile(write_csv("sku,title\nR1,Größe\n".encode("utf-16-be")))
    assert [row.product.title for row in catalogue if isinstance(row, ProductRow)] == ["Größe"]


def test_a_mapping_decides_where_letters_leave_a_doubt(write_csv: WriteCsv) -> None:
    catalogue = CatalogueFile(write_csv("sku,title\nR1,Złoto\n".encode("cp852")), Mapping.of({"encoding": "cp852"}))
    (row,) = catalogue
    assert isinstance(row, ProductRow)
    assert (row.product.title, catalogue.understanding.encoding) == ("Złoto", "cp852")
    with pytest.raises(CatalogError, match="no encoding “klingon”"):
        Mapping.of({"encoding": "klingon"})


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("block", [1, 2, 3, 7, 64])
def test_lines_come_whole_however_the_blocks_fall(
    write_csv: WriteCsv, monkeypatch: pytest.MonkeyPatch, line_break: str, block: int
) -> None:
    monkeypatch.setattr(text_module, "BLOCK", block)
    lines = ["sku,title", "", "R1,one\u2028two\x0bthree", "R2,é", "last"]
    with TextFile(write_csv(line_break.join(lines).encode())) as file:
        found = [line for some in file.blocks() for line in some]
    assert found == [*(line + line_break for line in lines[:-1]), lines[-1]]
