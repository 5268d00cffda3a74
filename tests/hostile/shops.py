"""Exports of WooCommerce, Magento, PrestaShop and for Google, odd in the ways of each of them."""

from decimal import Decimal

from tests.hostile.case import Case, Rejected, catalogue
from tests.hostile.shopify import EUR, export

WOO = "ID,Type,SKU,Name,Published,In stock?,Sale price,Regular price,Categories,Images,Parent"
WOO += ",Attribute 1 name,Attribute 1 value(s)"
MAGENTO = "sku,store_view_code,attribute_set_code,product_type,categories,name,product_online,visibility,price"
MAGENTO += ",base_image,additional_attributes,configurable_variations"
OLD_MAGENTO = "sku,_store,_attribute_set,_type,_category,_product_websites,name,image,price,status,visibility"
OLD_MAGENTO += ",_super_products_sku,_super_attribute_code,_super_attribute_option,_media_attribute_id,_media_image"
PRESTA = "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded;Reference #;Image URLs (x,y,z...)"
PRESTA += ";Feature(Name:Value:Position:Customized)"
GOOGLE = "id,title,link,image_link,price,availability,color,material,size,item_group_id,google_product_category"

WOO_CASES = (
    Case(
        "WooCommerce variations before their parent, which they name by number and by SKU",
        export(
            WOO,
            "12,variation,L-RG,Leaf - Rose gold,1,1,,320.00,,rose.png,id:10,Metal,Rose gold",
            "13,variation,L-YG,Leaf - Yellow gold,1,0,280.00,320.00,,,LEAF,Metal,Yellow gold",
            '10,variable,LEAF,Leaf Ring,1,1,,,"Jewellery > Rings, Sale",leaf.png,,Metal,"Yellow gold, Rose gold"',
            photos="rose.png leaf.png",
        ),
        products=("L-RG", "L-YG"),
        facts={
            "L-RG": {"title": "Leaf Ring – Rose gold", "photos": ("rose.png", "leaf.png"), "group": "LEAF"},
            "L-YG": {"price": Decimal(280), "available": False, "metal": "yellow gold", "category": "ring"},
        },
        mapping=EUR,
    ),
    Case(
        "WooCommerce variation whose parent is not in the file, and a parent without variations",
        export(
            WOO,
            "12,variation,L-RG,Leaf - Rose gold,1,1,,320.00,,,id:999,Metal,Rose gold",
            "13,variation,,Leaf - Yellow gold,1,1,,320.00,,,,Metal,Yellow gold",
            "20,variable,ALONE,Alone Ring,1,1,,50.00,Rings,,,,",
        ),
        products=("L-RG", "id:13", "ALONE"),
        warned=("parent is not in the file", "none of its variations"),
        facts={"L-RG": {"metal": "rose gold", "title": "Leaf - Rose gold"}},
        mapping=EUR,
    ),
    Case(
        "WooCommerce variations that are each other's parents, and one that is its own",
        export(
            WOO,
            "1,variation,A,Ring A,1,1,,1.00,,,B,Size,50",
            "2,variation,B,Ring B,1,1,,1.00,,,id:1,Size,52",
            "3,variation,C,Ring C,1,1,,1.00,,,id:3,Size,54",
            "4,simple,D,Ring D,1,1,,1.00,,,id:4,,",
        ),
        products=("A", "B", "C", "D"),
        warned=("parent is not in the file",),
        mapping=EUR,
    ),
    Case(
        "WooCommerce set of other products, and one that is sold elsewhere",
        export(
            f"{WOO},Grouped products,External URL",
            '1,grouped,SET,Pearl Set,1,1,,,Sets,,,,,"STUD, NECK",',
            "2,simple,STUD,Pearl Studs,1,1,,95.00,Earrings,,,,,,",
            "3,external,EXT,Brooch,1,1,,700.00,Brooches,,,,,,https://friend.example.com/brooch",
            '4,"simple, downloadable, virtual",,Care Guide,-1,1,,9.00,Guides,,,,,,javascript:alert(1)',
        ),
        products=("SET", "STUD", "EXT", "id:4"),
        warned=("a draft", "not a web address"),
        facts={"EXT": {"url": "https://friend.example.com/brooch"}, "id:4": {"available": False, "url": None}},
        mapping=EUR,
    ),
    Case(
        "WooCommerce sale prices below, above, of nothing and without a regular one",
        export(
            WOO,
            "1,simple,A,Ring A,1,1,90.00,100.00,,,,,",
            "2,simple,B,Ring B,1,1,120.00,100.00,,,,,",
            "3,simple,C,Ring C,1,1,cheap,100.00,,,,,",
            "4,simple,D,Ring D,1,1,80.00,,,,,,",
        ),
        products=("A", "B", "C", "D"),
        facts={
            "A": {"price": Decimal(90)},
            "B": {"price": Decimal(100)},
            "C": {"price": Decimal(100)},
            "D": {"price": Decimal(80)},
        },
        mapping=EUR,
    ),
    Case(
        "WooCommerce in German, by semicolons, with a sale in commas",
        catalogue(
            "ID;Typ;Artikelnummer;Name;Veröffentlicht;Vorrätig?;Angebotspreis;Regulärer Preis;Kategorien;"
            "Übergeordnetes Produkt;Attribut 1 Name;Attribut 1 Wert(e)\n"
            "7;variable;KETTE;Ankerkette;1;1;;;Schmuck > Ketten;;Länge;42 cm, 45 cm\n"
            "8;variation;K-42;Ankerkette - 42 cm;1;1;1.079,00;1.089,50;;id:7;Länge;42 cm\n"
            "9;variation;K-45;Ankerkette - 45 cm;0;1;9,00;;;id:7;Länge;45 cm\n",
            encoding="windows-1252",
        ),
        products=("KETTE",),
        warned=("not published",),
        facts={"KETTE": {"price": Decimal(1079), "category": "necklace", "variants": ()}},
        mapping=EUR,
    ),
    Case(
        "WooCommerce cell with many images, one of them twice and one of them nothing",
        export(
            WOO,
            '1,simple,A,Ring A,1,1,,1.00,,"a.png, b.png , a.png,,c.png",,,',
            photos="a.png b.png c.png",
        ),
        products=("A",),
        facts={"A": {"photos": ("a.png", "b.png", "c.png")}},
        mapping=EUR,
    ),
)

OTHER_CASES = (
    Case(
        "Magento variants that are missing, disabled, shown by themselves, or the product itself",
        export(
            MAGENTO,
            'HALO,,Ring,configurable,Default Category/Rings,Halo Ring,1,"Catalog, Search",,,,'
            '"sku=H-Y,metal=Yellow gold|sku=H-W,metal=White gold|sku=H-X,metal=Silver|sku=HALO,metal=Steel"',
            "H-Y,,Ring,simple,Default Category/Rings,Halo Yellow,1,Not Visible Individually,390.00,,,",
            "H-W,,Ring,simple,Default Category/Rings,Halo White,2,Not Visible Individually,390.00,,,",
            "LOST,,Ring,simple,Default Category/Rings,Lost Ring,1,Not Visible Individually,80.00,,,",
        ),
        products=("HALO", "LOST"),
        warned=("not in the file", "not enabled", "parent is not in the file"),
        facts={"HALO": {"price": Decimal(390), "category": "ring"}},
        mapping=EUR,
    ),
    Case(
        "Magento products that are made of each other",
        export(
            MAGENTO,
            'A,,Ring,configurable,Rings,Ring A,1,"Catalog, Search",1,,,"sku=B,size=1"',
            'B,,Ring,configurable,Rings,Ring B,1,"Catalog, Search",2,,,"sku=A,size=1"',
        ),
        products=("A", "B"),
        warned=("products of their own",),
        mapping=EUR,
    ),
    Case(
        "Magento store views in other tongues, one of which has no product",
        export(
            MAGENTO,
            'STUD,,Earrings,simple,Default Category/Earrings,Pearl Studs,1,"Catalog, Search",120.00,no_selection,,',
            "STUD,de,Earrings,,,Perlenstecker,,,,,,",
            "STUD,fr,Earrings,,,Puces perles,,,99.00,,,",
            "GONE,de,Ring,,,Verschollener Ring,,,,,,",
        ),
        products=("STUD", "GONE"),
        facts={
            "STUD": {
                "title": "Pearl Studs",
                "price": Decimal(120),
                "photos": (),
                "attributes": {
                    "attribute_set_code": "Earrings",
                    "name (de)": "Perlenstecker",
                    "name (fr)": "Puces perles",
                },
            },
            "GONE": {"title": "Verschollener Ring"},
        },
        mapping=EUR,
    ),
    Case(
        "Magento attributes with commas, equals signs and quotes of their own",
        export(
            MAGENTO,
            'CUFF,,Cuff,simple,Bracelets,Cuff,1,"Catalog, Search",80,,'
            '"metal=Silver,care=""wash, then dry"",'
            'formula=""a=b,c=d"",note=""said """"yes"""", she"",gemstone=Ruby|Opal",',
            'RING,,Ring,simple,Rings,Ring,1,"Catalog, Search",80,,nonsense,',
        ),
        products=("CUFF", "RING"),
        warned=("not a list such as",),
        facts={
            "CUFF": {
                "metal": "silver",
                "attributes": {
                    "attribute_set_code": "Cuff",
                    "care": "wash, then dry",
                    "formula": "a=b,c=d",
                    "note": 'said "yes", she',
                },
            }
        },
        mapping=EUR,
    ),
    Case(
        "Magento 1 with rows that carry on the one above",
        export(
            OLD_MAGENTO,
            "B-50,,Ring,simple,Rings,base,Band 50,/b/band.png,210.0000,1,1,,,,,",
            "B-52,,Ring,simple,Rings,base,Band 52,/b/band.png,190.0000,1,1,,,,,",
            "BAND,,Ring,configurable,Rings,base,Plain Band,/b/band.png,,1,4,B-50,ring_size,50,77,/b/band.png",
            ",,,,Bridal,,,,,,,B-52,ring_size,52,78,/b/side.png",
            ",french,,,,,Alliance,,,,,,,,,",
            photos="band.png side.png",
        ),
        products=("BAND",),
        facts={"BAND": {"price": Decimal(190), "photos": ("/b/band.png", "/b/side.png"), "title": "Plain Band"}},
        mapping=EUR,
    ),
    Case(
        "PrestaShop features with commas, without names, and categories that are numbers",
        catalogue(
            f"{PRESTA}\n1;1;Leaf ring;Home,Rings;390,00;LEAF-1;;Metal:Yellow gold:1:0,Stone:Ruby, small:2:0\n"
            "2;0;Pearl studs;2,6;120,00;;;nonsense\n3;1;;Home;1,00;NAMELESS;;\n"
        ),
        products=("LEAF-1", "id:2"),
        rejected=(Rejected(4, "no title", "NAMELESS"),),
        warned=("numbers of categories", "not active", "not a feature"),
        facts={"LEAF-1": {"metal": "yellow gold", "price": Decimal(390)}, "id:2": {"available": False}},
        mapping=EUR,
    ),
    Case(
        "PrestaShop list from the screen, in French, with the currency in its prices",
        catalogue(
            '"ID";"Image";"Nom";"Référence";"Catégorie";"Prix (HT)";"Prix (TTC)";"Quantité";"État"\n'
            '"5";"";"Bague ""Étoile""";"B-5";"Bagues";"80,00 €";"1 096,00 €";"0";"1"\n'
        ),
        products=("B-5",),
        facts={
            "B-5": {
                "title": 'Bague "Étoile"',
                "price": Decimal(1096),
                "currency": "EUR",
                "category": "ring",
                "available": False,
            }
        },
    ),
    Case(
        "Google offers of one group all over the file, one twice and one under a used id",
        export(
            GOOGLE,
            "R-2,Leaf ring,https://v.example/2,,395.00 EUR,out of stock,Gold,gold,54,R,200",
            "E-7,Pearl studs,https://v.example/7,,120 EUR,preorder,white,silver,,,194",
            "R-1,Leaf ring,https://v.example/1,,390.00 EUR,in stock,Gold,gold,52,R,200",
            "R-2,Leaf ring,https://v.example/2,,395.00 EUR,out of stock,Gold,gold,54,R,200",
            "E-7,Other studs,https://v.example/8,,120 EUR,in stock,white,silver,,,194",
        ),
        products=("R-1", "E-7"),
        rejected=(Rejected(6, "line 3", "E-7"),),
        facts={
            "R-1": {"price": Decimal(390), "available": True, "url": "https://v.example/1"},
            "E-7": {"available": True, "title": "Pearl studs"},
        },
    ),
    Case(
        "Google feed by tabs with quotes in the middle of cells",
        catalogue(
            GOOGLE.replace(",", "\t")
            + '\nN-18\t18" chain\thttps://v.example/n\t\t1.074,00 EUR\tin_stock\tsilver\tsilver\t18"\t\t196'
            + '\nN-20\tThe "long" chain\thttps://v.example/m\t\t80 USD\tmaybe\tsilver\tsilver\t20"\t\t196\n',
            name="feed.tsv",
        ),
        products=("N-18", "N-20"),
        warned=("whether it can be bought is not clear",),
        facts={
            "N-18": {"title": '18" chain', "price": Decimal(1074), "currency": "EUR"},
            "N-20": {"title": 'The "long" chain', "currency": "USD"},
        },
    ),
    Case(
        "Google headers in capitals, with prefixes and with spaces",
        catalogue("G:ID,g:Title,G:Image Link,g:PRICE,Item_Group ID,g:google product category\nA-1,Ring,,1 EUR,,200\n"),
        products=("A-1",),
        facts={"A-1": {"price": Decimal(1)}},
    ),
)

CASES: tuple[Case, ...] = (*WOO_CASES, *OTHER_CASES)
