"""Attributes out of cells, columns and texts, and which source is trusted most."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.attributes import changes_the_look, normalise, subject
from catalog.product import ATTRIBUTES, Product

CELLS = """
category | Jewellery > Rings > Engagement | ring
category | Default Category/Anillos | ring
category | Schmuck > Ohrschmuck > Creolen | earrings
category | Apparel & Accessories > Jewelry > Charms & Pendants > Pendants | pendant
category | Apparel & Accessories > Jewelry > Rings | ring
category | 200 | ring
category | 188 > 196 | necklace
category | Bijoux > Boucles d'oreilles | earrings
category | Jewellery > Necklaces, Sale, New in | necklace
category | Sale, Jewellery > Bracelets & Bangles | bracelet
category | Damenschmuck/Ketten | necklace
category | Armbanduhren | watch
category | Pendants | pendant
category | Bangles | bangle
category | Wedding Bands | ring
category | Body Jewellery | piercing
category | RING | ring
category | Кольца | ring
category | Kolczyki | earrings
category | 戒指 | ring
category | handrail | handrail
metal | 925 | silver
metal | 925/1000 | silver
metal | Sterling | silver
metal | YG | yellow gold
metal | WG | white gold
metal | RG | rose gold
metal | 18K YG | yellow gold
metal | Gold | yellow gold
metal | or | yellow gold
metal | gold-plated; stainless-steel | gold plated
metal | Stainless steel, 18k gold plated | gold plated
metal | Silber 925 rhodiniert | silver
metal | 585/- Weißgold | white gold
metal | Gelbgold 750 | yellow gold
metal | Argent 925/1000 | silver
metal | plaqué or 3 microns | gold plated
metal | Oro rosa 18 kt | rose gold
metal | Acciaio 316L | stainless steel
metal | Złoto próba 585 | yellow gold
metal | platinum; diamond | platinum
metal | Unobtainium | unobtainium
metal | silver-tone | silver-tone
karat | 18K | 18k
karat | 18 ct | 18k
karat | 14 Karat | 14k
karat | 585 | 14k
karat | 750/- | 18k
karat | 750er | 18k
karat | 375/1000 | 9k
karat | 9ct | 9k
karat | 18K YG | 18k
karat | 925 | 925
karat | PT950 | 950
karat | 333 | 8k
gemstone | Sapphire | blue sapphire
gemstone | diamond; sapphire | diamond
gemstone | CZ | cubic zirconia
gemstone | Zirkonia, weiß | cubic zirconia
gemstone | Pearl | pearl
gemstone | White Pearl | white pearl
gemstone | Swarovski® Kristall | Swarovski crystal
gemstone | Tahiti-Perle | Tahitian pearl
gemstone | Brillant 0,25 ct | diamond
gemstone | Topaze bleue | blue topaz
gemstone | Piedra luna | moonstone
gemstone | Янтарь | amber
gemstone | unicorn horn | unicorn horn
colour | Weiß | white
colour | Gold | gold
colour | Rose Gold | rose gold
colour | noir | black
colour | Dunkelblau | navy
colour | mauve-ish fog | purple
style | Vintage | vintage
style | Art Déco | art deco
style | Halo | halo
style | My Own Style | my own style
size | 54 | 54
size | US 7 | US 7
size | us7 | US 7
size | UK N 1/2 | UK N 1/2
size | 45cm | 45 cm
size | 18" | 18 inch
size | 18 inches | 18 inch
size | Ringgröße 54 | 54
size | Taille 52 | 52
size | 50, 52, 54 | 50, 52, 54
size | m | M
"""
NONE = ["ohne Stein", "no stone", "None", "sans pierre", "sin piedra", "без камня", "brak", "なし"]


@pytest.mark.parametrize("case", CELLS.strip().splitlines())
def test_a_cell_is_put_in_canonical_words_and_kept_beside_them(case: str) -> None:
    attribute, cell, expected = (part.strip() for part in case.split(" | "))
    product = normalise(replace(Product("1", "Untitled"), **{attribute: cell}))
    assert getattr(product, attribute) == expected
    assert product.own_words.get(attribute, expected) == cell


@pytest.mark.parametrize("cell", NONE)
def test_a_cell_that_says_none_leaves_no_room_for_guesses(cell: str) -> None:
    product = normalise(Product("1", "Diamond ring", "With a diamond.", gemstone=cell))
    assert product.gemstone is None
    assert product.own_words == {"gemstone": cell}


def test_a_cell_is_trusted_more_than_the_title_and_the_title_more_than_the_rest() -> None:
    product = Product(
        "1", "Silver ring with ruby", "A necklace of gold with an emerald.", gemstone="Onyx",
        attributes={"Material": "Platinum", "Stone": "Opal"},
    )  # fmt: skip
    product = normalise(product)
    assert (product.category, product.metal, product.gemstone) == ("ring", "silver", "onyx")


def test_columns_and_tags_speak_where_cells_and_title_are_silent() -> None:
    product = Product(
        "1", "Aurora", "Nothing else is said here.",
        attributes={
            "Jewelry material (product.metafields.shopify.jewelry-material)": "Rose gold",
            "Tags": "new in, earrings", "Stein": "Granat", "Farbe": "rot", "Ring size": "54", "Vendor": "Silver & Co",
        },
    )  # fmt: skip
    product = normalise(product)
    assert (product.metal, product.category, product.gemstone) == ("rose gold", "earrings", "garnet")
    assert (product.colour, product.size) == ("red", "54")


def test_the_description_speaks_last_and_an_unknown_column_never() -> None:
    product = normalise(
        Product(
            "1", "Aurora", "Ohrstecker aus 925er Silber mit Amethyst.", attributes={"Brand": "Gold & Diamond House"}
        )
    )
    assert (product.category, product.metal, product.gemstone) == ("earrings", "silver", "amethyst")
    assert product.karat == "925"
    assert normalise(Product("1", "Aurora", attributes={"Brand": "Golden Ring Ltd", "EAN": "925"})).metal is None


def test_tags_that_name_several_kinds_name_none() -> None:
    assert normalise(Product("1", "Aurora", attributes={"Tags": "rings, earrings"})).category is None


@pytest.mark.parametrize(
    ("title", "description", "metal"),
    [
        ("Gold hoops", "Brass, 18k gold plated.", "gold plated"),
        ("Gold hoops", "Made of vermeil.", "gold vermeil"),
        ("Rose gold hoops", "Rose gold plated silver.", "rose gold plated"),
        ("Gold hoops", "Not gold plated: solid through and through.", "yellow gold"),
        ("Silver hoops", "Also gold plated.", "silver"),
        ("18k rose gold hoops", "Recycled gold.", "rose gold"),
    ],
)
def test_gold_is_not_believed_where_a_later_word_says_plated(title: str, description: str, metal: str) -> None:
    assert normalise(Product("1", title, description)).metal == metal


def test_gold_of_unsaid_colour_takes_the_colour_of_another_column() -> None:
    product = Product("1", "18k gold ring", attributes={"Metal": "White gold"})
    assert normalise(product).metal == "white gold"


def test_a_category_that_is_plainly_wrong_gives_way_to_the_title_and_is_kept() -> None:
    product = normalise(Product("1", "Gold ring with opal", category="Hardware > Handrails"))
    assert product.category == "ring"
    assert product.own_words == {"category": "Hardware > Handrails"}


def test_a_level_that_names_two_kinds_is_settled_by_the_title() -> None:
    cell = "Rings & Earrings"
    assert normalise(Product("1", "Opal studs", category=cell)).category == "earrings"
    assert normalise(Product("1", "Opal ring", category=cell)).category == "ring"


def test_a_plated_piece_has_no_karat() -> None:
    assert normalise(Product("1", "18k gold plated ring")).karat is None


def test_a_stone_on_request_of_an_accent_comes_after_the_main_one() -> None:
    product = Product("1", "Ring with small diamonds", "The main stone is a tanzanite.")
    assert normalise(product).gemstone == "tanzanite"


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Gold ring size 54", "54"), ("Ring US 7", "US 7"), ("Silberring Gr. 56", "56"),
        ("Silver chain 45 cm", "45 cm"), ("Necklace 18 inch", "18 inch"), ("Ring 2 mm", None),
        ("Earrings 45 cm", None), ("Ring no. 54", None),
    ],
)  # fmt: skip
def test_a_title_names_a_size_where_it_says_so(title: str, size: str | None) -> None:
    assert normalise(Product("1", title)).size == size


@pytest.mark.parametrize(
    ("title", "style"),
    [
        ("Diamond halo ring", "halo"), ("Gold studs", "stud"), ("Cross pendant", "pendant"),
        ("Vintage ring", "vintage"), ("Vintage halo ring", "halo"), ("Halo pendant", "pendant"),
        ("Siegelring", "signet"),
        ("Tennisarmband", "tennis"), ("Silver ring", None), ("Blue enamel bangle", "bangle"),
    ],
)  # fmt: skip
def test_a_form_is_preferred_to_a_manner(title: str, style: str | None) -> None:
    assert normalise(Product("1", title)).style == style


def test_the_colour_of_enamel_is_a_colour_and_that_of_a_name_is_none() -> None:
    assert normalise(Product("1", "Blue enamel bangle")).colour == "blue"
    assert normalise(Product("1", "Blue Lagoon bangle")).colour is None


_WORDS = st.sampled_from(
    ["gold", "925", "plated", "ring", "ohne", "Stein", "18k", "diamond", "halo", "with", ",", ">", "Rings", "or", "set",
     "YG", "Smaragdschliff", "кольцо", "リング", "no", "size", "54", "studs", "İ", "ß", "Weißgoldring"]
)  # fmt: skip
_TEXTS = st.lists(_WORDS | st.text(max_size=5), max_size=8).map(" ".join)
_PRODUCTS = st.builds(
    lambda title, description, cells, columns: replace(
        Product("1", title or "x", description, attributes=columns),
        **{name: cell for name, cell in cells.items() if cell},
    ),
    _TEXTS, _TEXTS, st.dictionaries(st.sampled_from(ATTRIBUTES), _TEXTS),
    st.dictionaries(st.sampled_from(["Tags", "Material", "Stein", "Type", "Size", "Brand"]), _TEXTS),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(_PRODUCTS)
def test_normalising_twice_changes_nothing_and_no_word_of_the_merchant_is_lost(product: Product) -> None:
    once = normalise(product)
    assert normalise(once) == once
    for attribute in ATTRIBUTES:
        cell = getattr(product, attribute)
        if cell:
            assert once.own_words.get(attribute, getattr(once, attribute)) == cell
        else:
            assert attribute not in once.own_words
    assert (once.title, once.description, once.attributes) == (product.title, product.description, product.attributes)


OPTIONS = """
Metal Color | 14k Rose Gold | True
Metal | Silver | True
Farbe | Rot | True
Couleur | Noir | True
Material | Edelstahl | True
Stein | Rubin | True
Birthstone | March | True
Geburtsstein | Mai | True
Letter | A | True
Initial | B | True
Sternzeichen | Widder | True
Zodiac | Leo | True
Style | Oval | True
Shape | Pear | True
Finish | Brushed | True
Muster | Punkte | True
pa_metal | platinum | True
Kolor | czerwony | True
素材 | シルバー | True
Size | 7 | False
Ring Size | US 7 | False
Ringgröße | 54 | False
Taille | 52 | False
Talla | 12 | False
Размер | 17 | False
サイズ | 11号 | False
Länge | 45 cm | False
Chain length | 18" | False
Longueur | 42 cm | False
Width | 3 mm | False
Engraving | Yes | False
Gravur | Ohne | False
Verpackung | Geschenkbox | False
Quantity | 2 | False
Title | Default Title | False
Karat | 18k | False
Karat | 18K Rose Gold | True
Choose your metal | A | True
Option 1 | Rose Gold | True
Option 1 | 54 | False
Option 1 | 45 cm | False
Variante | Large | False
Frobnication | Quux | None
"""


@pytest.mark.parametrize("case", OPTIONS.strip().splitlines())
def test_an_option_changes_the_look_or_does_not(case: str) -> None:
    option, value, expected = (part.strip() for part in case.split(" | "))
    assert str(changes_the_look(option, value)) == expected


def test_columns_are_known_by_their_names() -> None:
    assert subject("Color (product.metafields.shopify.color-pattern)") == "colour"
    assert subject("Metallfarbe") == "metal"
    assert subject("Vendor") is None
