"""Shopify's exports, odd in their own ways."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PIL import Image

from tests.hostile.case import Case, Made, Rejected, catalogue


def export(header: str, *lines: str, photos: str = "") -> Callable[[Path], Made]:
    """An export by its lines, with photos of the given names, each of a colour of its own."""

    def make(folder: Path) -> Made:
        path, _ = catalogue("\n".join((header, *lines, "")))(folder)
        (folder / "photos").mkdir()
        for number, name in enumerate(photos.split()):
            Image.new("RGB", (160, 160), (40 * number, 90, 200)).save(folder / "photos" / name)
        return path, folder / "photos"

    return make


EUR = {"currency": "EUR"}
SHOPIFY = "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price"
GALLERY = f"{SHOPIFY},Image Src,Image Position,Variant Image"

CASES: tuple[Case, ...] = (
    Case(
        "Shopify rows sorted by price so that a handle comes in two pieces",
        export(
            SHOPIFY,
            "halo,Halo Ring,Ring,Size,52,H-52,390.00",
            "cuff,Cuff,Bracelet,Title,Default Title,C-1,400.00",
            "halo,,,,54,H-54,410.00",
            "bead,Bead,Pendant,Title,Default Title,B-1,420.00",
        ),
        products=("H-52", "C-1", "B-1"),
        rejected=(Rejected(4, "follow one another", "halo"),),
        mapping=EUR,
    ),
    Case(
        "Shopify without a single SKU",
        export(
            SHOPIFY,
            "halo,Halo Ring,Ring,Metal,Yellow gold,,390.00",
            "halo,,,,Rosé-Gold 750/-,,400.00",
            "band,Plain Band,Ring,Size,52,,100.00",
            "band,,,,54,,110.00",
        ),
        products=("halo/yellow-gold", "halo/rosé-gold-750", "band"),
        facts={"band": {"price": Decimal(100), "group": None}, "halo/yellow-gold": {"group": "halo"}},
        mapping=EUR,
    ),
    Case(
        "Shopify skus behind apostrophes and equals signs",
        export(
            SHOPIFY,
            "a,Ring A,Ring,Title,Default Title,'00123,1.00",
            'b,Ring B,Ring,Title,Default Title,"=""00124""",1.00',
            "c,Ring C,Ring,Title,Default Title,'=R-1+1,1.00",
        ),
        products=("00123", "00124", "=R-1+1"),
        facts={"00123": {"variants": (), "available": None}},
        mapping=EUR,
    ),
    Case(
        "Shopify images on rows of their own and in another order",
        export(
            GALLERY,
            "leaf,Leaf Ring,Ring,Title,Default Title,L-1,90,back.png,3,",
            "leaf,,,,,,,front.png,1,",
            "leaf,,,,,,,side.png,2,",
            "leaf,,,,,,,front.png,1,",
            "moon,Moon Ring,Ring,Title,Default Title,M-1,95,moon.png,1,",
            photos="front.png side.png back.png moon.png",
        ),
        products=("L-1", "M-1"),
        facts={"L-1": {"photos": ("front.png", "side.png", "back.png"), "variants": ()}},
        mapping=EUR,
    ),
    Case(
        "Shopify variants in two metals with a photo of each and one of both",
        export(
            GALLERY,
            "halo,Halo Ring,Ring,Metal,Yellow gold,H-Y,390,both.png,1,yellow.png?v=1",
            "halo,,,,Rose gold,H-R,400,yellow.png?v=2,2,rose.png",
            "halo,,,,,,,rose.png,3,",
            photos="both.png yellow.png rose.png",
        ),
        products=("H-Y", "H-R"),
        facts={
            "H-R": {
                "title": "Halo Ring – Rose gold",
                "metal": "rose gold",
                "group": "halo",
                "photos": ("rose.png", "both.png"),
            }
        },
        mapping=EUR,
    ),
    Case(
        "Shopify drafts, archived and unlisted products",
        export(
            f"{SHOPIFY},Status,Published",
            "a,Ring A,Ring,Title,Default Title,A,1.00,draft,TRUE",
            "b,Ring B,Ring,Title,Default Title,B,1.00,archived,TRUE",
            "c,Ring C,Ring,Title,Default Title,C,1.00,active,FALSE",
        ),
        products=("A", "B", "C"),
        warned=("draft", "archived", "not published"),
        facts={sku: {"available": False} for sku in "ABC"},
        mapping=EUR,
    ),
    Case(
        "Shopify prices in dong, written in four ways",
        export(
            SHOPIFY,
            "a,Nhẫn A,Ring,Title,Default Title,A,12400000",
            "b,Nhẫn B,Ring,Title,Default Title,B,12.400.000",
            'c,Nhẫn C,Ring,Title,Default Title,C,"12,400,000₫"',
            "d,Nhẫn D,Ring,Title,Default Title,D,12 400 000 VND",
        ),
        products=("A", "B", "C", "D"),
        facts={sku: {"price": Decimal(12_400_000), "currency": "VND"} for sku in "ABCD"},
        mapping={"currency": "VND"},
    ),
    Case(
        "Shopify rows that have lost their titles or their handle",
        export(
            SHOPIFY,
            ",Nobody's Ring,Ring,Title,Default Title,N-1,1.00",
            "halo,,Ring,Size,52,H-52,1.00",
            "halo,,,,54,H-54,1.00",
            "band,,Ring,Size,52,B-52,1.00",
            "band,Band,,,54,B-54,1.00",
        ),
        products=("B-52",),
        rejected=(Rejected(2, "no handle"), Rejected(3, "title", "halo")),
        mapping=EUR,
    ),
    Case(
        "Shopify metafields as lists, as broken lists and as objects",
        export(
            f"{SHOPIFY},Jewelry material (product.metafields.shopify.jewelry-material)"
            ",Gemstone (product.metafields.custom.gemstone)",
            'a,Piece A,Ring,Title,Default Title,A,1.00,silver,"[""sapphire"",""diamond""]"',
            'b,Piece B,Ring,Title,Default Title,B,1.00,"[""silver"", oops]",ruby',
            'c,Piece C,Ring,Title,Default Title,C,1.00,"{""value"": 1}","[[[["',
        ),
        products=("A", "B", "C"),
        facts={"A": {"metal": "silver"}, "B": {"gemstone": "ruby"}},
        mapping=EUR,
    ),
    Case(
        "Shopify takes rings for handrails",
        export(
            f"{SHOPIFY},Product Category",
            "a,Halo,Ring,Title,Default Title,A,1.00,Hardware > Fencing & Barriers > Handrails",
            "b,Halo Ring,,Title,Default Title,B,1.00,Hardware > Fencing & Barriers > Handrails",
        ),
        products=("A", "B"),
        facts={"A": {"category": "ring"}},
        mapping=EUR,
    ),
    Case(
        "Shopify row torn in two by a line break that nobody quoted",
        export(
            f"{SHOPIFY},Body (HTML)",
            "a,Ring A,Ring,Title,Default Title,A,1.00,Fine",
            "b,Ring",
            "of B,Ring,Title,Default Title,B,1.00,Fine",
            "c,Ring C,Ring,Title,Default Title,C,1.00,Fine",
        ),
        products=("A", "C"),
        rejected=(Rejected(3, "cells"), Rejected(4, "cells")),
        mapping=EUR,
    ),
    Case(
        "Shopify export that Excel saved again, German and with a mark",
        catalogue(
            "\ufeff" + SHOPIFY.replace(",", ";") + "\r\na;Ring A;Ring;Title;Default Title;4,00638E+12;1.234,50\r\n"
            "b;Ring für B;Ring;Title;Default Title;B;#REF!\r\n"
        ),
        products=("4,00638E+12", "B"),
        warned=("shortened this number",),
        facts={"4,00638E+12": {"price": Decimal("1234.50")}, "B": {"price": None, "title": "Ring für B"}},
        mapping=EUR,
    ),
    Case(
        "Shopify sku on two variants and on another product",
        export(
            SHOPIFY,
            "halo,Halo Ring,Ring,Size,52,SAME,1.00",
            "halo,,,,54,SAME,2.00",
            "band,Band,Ring,Title,Default Title,SAME,3.00",
        ),
        products=("SAME",),
        rejected=(Rejected(4, "line 2", "SAME"),),
        warned=("another variant",),
        facts={"SAME": {"title": "Halo Ring", "price": Decimal(1)}},
        mapping=EUR,
    ),
    Case(
        "Shopify handle with more rows than a shop can have",
        export(SHOPIFY, "many,Many,Ring,Size,1,,5.00", *(f"many,,,,{n},,5.00" for n in range(2, 2602))),
        products=("many",),
        rejected=(Rejected(2502, "title", "many"),),
        mapping=EUR,
    ),
    Case(
        "Shopify stock below zero that is sold on, and stock that nobody counts",
        export(
            f"{SHOPIFY},Variant Inventory Qty,Variant Inventory Policy,Variant Inventory Tracker",
            "a,Ring A,Ring,Title,Default Title,A,1.00,-3,continue,shopify",
            "b,Ring B,Ring,Title,Default Title,B,1.00,-3,deny,shopify",
            "c,Ring C,Ring,Title,Default Title,C,1.00,0,deny,",
            "d,Ring D,Ring,Title,Default Title,D,1.00,plenty,deny,shopify",
        ),
        products=("A", "B", "C", "D"),
        warned=("not a number of pieces",),
        facts={"A": {"available": True}, "B": {"available": False}, "C": {"available": None}},
        mapping=EUR,
    ),
)
