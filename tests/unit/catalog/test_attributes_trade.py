"""Facts that everyday listings tell in roundabout ways: coats, grown stones, colours of gold, purity, other pieces."""

import pytest

from catalog.attributes import changes_the_look, normalise
from catalog.product import Product

COATS = """
Sterling silver plated with 18k gold | gold plated
Brass plated in gold | gold plated
Gold plated silver | gold plated
Silver plated brass | silver plated
Brass, plated with sterling silver | silver plated
Gold plated with sterling silver posts | gold plated
Silver plated in Italy | silver plated
18k gold PVD plated stainless steel | gold plated
Gold PVD | gold plated
18K PVD Gold | gold plated
Plata chapada en oro | gold plated
Plata bañada en oro | gold plated
Argento placcato oro | gold plated
Prata banhada a ouro | gold plated
Silber mit Gold beschichtet | gold plated
14k Gold Fill | gold filled
Gold 585, rhodiniert | white gold
14K Gold, rhodium plated | white gold
Yellow gold, rhodium plated prongs | yellow gold
Silver, rhodium plated | silver
Brass, rhodium plated | brass
"""

DIAMONDS = [
    (Product("1", "Diamond Ring", "1ct lab-grown diamond"), "lab-grown diamond"),
    (Product("1", "Diamond Ring", category="Lab Grown Diamond Rings"), "lab-grown diamond"),
    (Product("1", "Diamond Ring", attributes={"Tags": "lab grown, diamond ring"}), "lab-grown diamond"),
    (Product("1", "Diamond Ring", attributes={"Diamond Type": "Lab Grown"}), "lab-grown diamond"),
    (Product("1", "Ring", gemstone="Diamond (lab-grown)"), "lab-grown diamond"),
    (Product("1", "Ring", gemstone="Diamond, Lab-Grown"), "lab-grown diamond"),
    (Product("1", "Ring", gemstone="Diamant synthétique"), "lab-grown diamond"),
    (Product("1", "Ring", gemstone="Created Diamond"), "lab-grown diamond"),
    (Product("1", "Diamond Ring", "Brilliant cubic zirconia that looks like a diamond"), "cubic zirconia"),
    (Product("1", "Emerald CZ Ring"), "cubic zirconia"),
    (Product("1", "Ruby Cubic Zirconia Ring"), "cubic zirconia"),
    (Product("1", "Ring", gemstone="Emerald CZ"), "cubic zirconia"),
    (Product("1", "Pearl and CZ Ring"), "pearl"),
    (Product("1", "Diamond Ring", "A natural diamond. Lab-grown on request."), "diamond"),
    (Product("1", "Natural Diamond Ring", attributes={"Tags": "lab grown"}), "diamond"),
    (Product("1", "Diamond Ring", attributes={"Diamond Type": "Natural", "Tags": "lab grown"}), "diamond"),
    (Product("1", "Diamond Ring", "A diamond, more brilliant than moissanite."), "diamond"),
    (Product("1", "Diamond Ring", attributes={"Tags": "moissanite, cubic zirconia, diamond"}), "diamond"),
    (Product("1", "Diamond Ring", "Also available with a lab-grown diamond."), "diamond"),
    (Product("1", "Ruby Ring", "With a lab-grown diamond halo."), "ruby"),
]

GOLDS = [
    (Product("1", "Ring", "14k gold", metal="White"), "white gold"),
    (Product("1", "Ring", "14k gold", metal="Rosé"), "rose gold"),
    (Product("1", "Ring", "Sterling silver", metal="White"), "silver"),
    (Product("1", "Ring", metal="14K Rose"), "rose gold"),
    (Product("1", "Ring", metal="Gold", attributes={"Metal Colour": "White"}), "white gold"),
    (Product("1", "Ring", metal="Gold", attributes={"Metal Colour": "Yellow"}), "yellow gold"),
    (Product("1", "Ring", metal="14k Gold", colour="White Gold"), "white gold"),
    (Product("1", "Ring", metal="Gold 585", colour="Weißgold"), "white gold"),
    (Product("1", "Ring", metal="Silver", attributes={"Metal Colour": "Rose"}), "silver"),
    (Product("1", "14K Rose Solitaire Ring"), "rose gold"),
    (Product("1", "14K white diamond ring"), "yellow gold"),
    (Product("1", "14K pink sapphire ring"), "yellow gold"),
    (Product("1", "Ring", metal="585"), "yellow gold"),
    (Product("1", "Ring", metal="GG 585"), "yellow gold"),
    (Product("1", "Gold-plated bracelet", metal="Metal"), "gold plated"),
    (Product("1", "Silver bracelet", metal="See description"), "silver"),
    (Product("1", "Silver bracelet", metal="Unobtainium"), "unobtainium"),
    (Product("1", "Bracelet", metal="Precious metal"), "precious metal"),
]

COSTUME = [
    (Product("1", "Everyday Hoops – Gold", "18k gold plated stainless steel.", colour="Gold"), "gold plated"),
    (Product("1", "Everyday Hoops – Rose Gold", "18k gold plated steel.", colour="Rose Gold"), "rose gold plated"),
    (Product("1", "Everyday Hoops – Silver", "18k gold plated stainless steel.", colour="Silver"), "stainless steel"),
    (Product("1", "Everyday Hoops – Silver", "Sterling silver.", colour="Silver"), "silver"),
    (Product("1", "Everyday Hoops – Silver", "Wear them daily.", colour="Silver"), "silver"),
    (Product("1", "Chain Necklace – Gold", "Material: stainless steel. Waterproof."), "stainless steel"),
    (Product("1", "14k Gold Chain", "With a stainless steel clasp."), "yellow gold"),
    (Product("1", "Gold Chain", "A steel clasp.", karat="585"), "yellow gold"),
]

KARATS = [
    (Product("1", "Ring", metal="Gold", karat="14"), "14k"),
    (Product("1", "Ring", metal="Gold", karat="18.0"), "18k"),
    (Product("1", "Ring", metal="Gold", karat="0.750"), "18k"),
    (Product("1", "9ct gold ring", karat="Birmingham"), "9k"),
    (Product("1", "Ring 14k gold", metal="Gold", karat="Hallmarked"), "14k"),
    (Product("1", "Gold ring", karat="Yes"), None),
    (Product("1", "Gold ring", karat="0.50"), None),
    (Product("1", "Silver ring", karat="14"), None),
    (Product("1", "14K Gold Rhodium Plated Diamond Ring"), "14k"),
    (Product("1", "Hoops", "18k gold plated stainless steel"), None),
]

ELSEWHERE = [
    ("Solid 14k gold band. Also available in platinum and rose gold.", "yellow gold", None),
    ("Sterling silver. Pairs beautifully with our Pearl Drop Earrings and Gold Chain Necklace.", "silver", None),
    ("Massives Silber.\nAuch erhältlich in Roségold mit Rubin.", "silver", None),
    ("Available in 14k rose gold with a ruby.", "rose gold", "ruby"),
]


@pytest.mark.parametrize("case", COATS.strip().splitlines())
@pytest.mark.parametrize("field", ["metal", "description"])
def test_what_lies_on_what_is_told_by_the_words_between(case: str, field: str) -> None:
    words, metal = case.split(" | ")
    cells = {"metal": words} if field == "metal" else {"description": words}
    assert normalise(Product("1", "Untitled", **cells)).metal == metal


@pytest.mark.parametrize(("product", "stone"), DIAMONDS)
def test_a_diamond_that_was_grown_or_stood_in_for_is_told_from_one_that_was_mined(product: Product, stone: str) -> None:
    assert normalise(product).gemstone == stone


@pytest.mark.parametrize(("product", "metal"), GOLDS)
def test_gold_takes_the_colour_that_its_cells_name(product: Product, metal: str) -> None:
    assert normalise(product).metal == metal


@pytest.mark.parametrize(("product", "metal"), COSTUME)
def test_what_is_sold_by_its_colour_is_made_of_what_the_description_says(product: Product, metal: str) -> None:
    assert normalise(product).metal == metal


@pytest.mark.parametrize(("product", "karat"), KARATS)
def test_a_cell_for_purity_that_tells_none_leaves_it_to_the_title(product: Product, karat: str | None) -> None:
    assert normalise(product).karat == karat


@pytest.mark.parametrize(("description", "metal", "stone"), ELSEWHERE)
def test_sentences_about_other_pieces_tell_nothing_of_this_one(description: str, metal: str, stone: str | None) -> None:
    product = normalise(Product("1", "The Audrey", description))
    assert (product.metal, product.gemstone) == (metal, stone)


@pytest.mark.parametrize("title", ["Oval locket", "Silver Heart Lockets", "Medaillon Silber", "Médaillon en or"])
def test_a_locket_is_a_pendant(title: str) -> None:
    product = normalise(Product("1", title))
    assert (product.category, product.style) == ("necklace", "pendant")


def test_stones_of_other_origin_look_the_same() -> None:
    assert changes_the_look("Diamond Origin", "Lab Grown") is False
