"""What titles say, in every language of the vocabulary and in the ways that mislead."""

import pytest

from catalog.attributes import normalise
from catalog.product import Product

# title | category | metal | gemstone | karat, "-" for none
TITLES = """
Gold-plated hoop earrings | earrings | gold plated | - | -
18k gold plated necklace | necklace | gold plated | - | -
Necklace plated in real 18k gold | necklace | gold plated | - | -
White gold plated silver ring | ring | silver | - | -
Rhodium plated sterling silver bracelet | bracelet | silver | - | -
Rose gold plated bangle | bracelet | rose gold plated | - | -
Silver plated brass cuff bracelet | bracelet | silver plated | - | -
14k gold filled chain | necklace | gold filled | - | -
Gold vermeil stacking ring | ring | gold vermeil | - | -
Silver-tone brooch | brooch | - | - | -
Gold tone pendant | necklace | - | - | -
Pearl white enamel ring | ring | - | - | -
Ruby red enamel brooch | brooch | - | - | -
Rose quartz drop earrings | earrings | - | rose quartz | -
Rose quartz ring in silver | ring | silver | rose quartz | -
Emerald cut diamond ring | ring | - | diamond | -
Emerald-cut sapphire ring, 18k white gold | ring | white gold | blue sapphire | 18k
Moonstone pendant | necklace | - | moonstone | -
Ring without stone, 925 silver | ring | silver | - | 925
Nickel free silver earrings | earrings | silver | - | -
Watch with sapphire crystal | watch | - | - | -
Stainless steel watch, quartz movement | watch | stainless steel | - | -
Goldfish charm in silver | charm | silver | - | -
Key ring in brass | key ring | brass | - | -
Diamond cut silver chain | necklace | silver | - | -
Crystal clear gold ring | ring | yellow gold | - | -
Ring holder in ceramic | - | ceramic | - | -
Jewelry box with ring cushion | ring | - | - | -
Ring size 54 | ring | - | - | -
Earring, single, 9ct yellow gold | earrings | yellow gold | - | 9k
0.18 ct diamond ring | ring | - | diamond | -
Diamond ring 1.5ct 18ct white gold | ring | white gold | diamond | 18k
10 ct diamond ring, platinum | ring | platinum | diamond | -
Faux pearl earrings | earrings | - | imitation pearl | -
Simulated diamond studs | earrings | - | diamond simulant | -
Simulated ruby ring | ring | - | - | -
CZ tennis bracelet, sterling | bracelet | silver | cubic zirconia | -
18K YG ring | ring | yellow gold | - | 18k
14KWG solitaire | ring | white gold | - | 14k
750/- Weißgold Ring | ring | white gold | - | 18k
Ring PT950 | ring | platinum | - | 950
S925 anklet | anklet | silver | - | 925
925 earrings | earrings | silver | - | 925
Tri-color gold ring | ring | three-tone gold | - | -
Black rhodium plated silver ring | ring | black rhodium | - | -
Lab-grown diamond ring 14k | ring | yellow gold | lab-grown diamond | 14k
Swarovski crystal necklace | necklace | - | Swarovski crystal | -
Mother of pearl pendant | necklace | - | mother of pearl | -
Black onyx signet ring | ring | - | onyx | -
Blue topaz ring with diamond accents | ring | - | blue topaz | -
Ring with diamond halo and aquamarine | ring | - | aquamarine | -
Charm bracelet | bracelet | - | - | -
Bracelet charm | charm | - | - | -
Ring with a heart charm | ring | - | - | -
Necklace with ring pendant | necklace | - | - | -
Necklace and earrings set | set | - | - | -
Bridal set: necklace, earrings | set | - | - | -
Set of 3 stacking rings | ring | - | - | -
Earrings set with rubies | earrings | - | ruby | -
Ankle bracelet, rose gold | anklet | rose gold | - | -
Lapel pin | brooch | - | - | -
Tie bar in silver | tie pin | silver | - | -
Hair pin with pearls | hair jewellery | - | pearl | -
Belly button ring | piercing | - | - | -
Nose stud, titanium | piercing | titanium | - | -
Tiara | tiara | - | - | -
Bangle, tungsten | bracelet | tungsten | - | -
Leather bracelet with silver clasp | bracelet | silver | - | -
Leather bracelet | bracelet | leather | - | -
Turquoise enamel ring | ring | - | - | -
Turquoise ring | ring | - | turquoise | -
Coral red lacquer bangle | bracelet | - | - | -
Tiger's eye bead bracelet | bracelet | - | tiger's eye | -
Gold finish necklace | necklace | - | - | -
Not gold, just brass: cuff bracelet | bracelet | brass | - | -
Matching earrings for the gold necklace | necklace | yellow gold | - | -
Jump ring | - | - | - | -
Watch strap, leather | - | leather | - | -
Loose diamond | loose stone | - | diamond | -
Silver pendant in a gift box | necklace | silver | - | -
Goldkette 585 | necklace | yellow gold | - | 14k
Goldkette 585er Gold | necklace | yellow gold | - | 14k
Silberring mit Mondstein | ring | silver | moonstone | -
Ohrringe aus Silber vergoldet | earrings | gold plated | - | -
Ohrstecker Weißgold 585 mit Diamant | earrings | white gold | diamond | 14k
Creolen Edelstahl | earrings | stainless steel | - | -
Verlobungsring 750er Weißgold Brillant | ring | white gold | diamond | 18k
Weißgoldring mit Saphir | ring | white gold | blue sapphire | -
Perlenohrringe | earrings | - | pearl | -
Rosenquarzanhänger | necklace | - | rose quartz | -
Smaragdring | ring | - | emerald | -
Ring im Smaragdschliff | ring | - | - | -
Halskette Roségold vergoldet | necklace | rose gold plated | - | -
Ring goldfarben | ring | - | - | -
Armband ohne Stein | bracelet | - | - | -
Anhänger mit Zirkonia, 925er Silber | necklace | silver | cubic zirconia | 925
Fußkettchen Silber | anklet | silver | - | -
Manschettenknöpfe Perlmutt | cufflinks | - | mother of pearl | -
Brosche Bernstein | brooch | - | amber | -
Armbanduhr Titan | watch | titanium | - | -
Schlüsselanhänger Messing | key ring | brass | - | -
Krawattennadel Gold | tie pin | yellow gold | - | -
Siegelring Onyx 8 Karat Gold | ring | yellow gold | onyx | 8k
Kette mit Süßwasserperlen | necklace | - | freshwater pearl | -
Haarspange mit Strass | hair jewellery | - | rhinestone | -
Diamanté drop earrings | earrings | - | rhinestone | -
DIAMANTE\u0301 brooch, silver plated | brooch | silver plated | rhinestone | -
Anillo con diamante | ring | - | diamond | -
Sterlingsilber Armreif rhodiniert | bracelet | silver | - | -
Trauringe Platin 950 | ring | platinum | - | 950
Goldfisch | - | - | - | -
Plakette | - | - | - | -
Bague or blanc 18 carats diamant | ring | white gold | diamond | 18k
Boucles d'oreilles plaqué or | earrings | gold plated | - | -
Collier en argent 925 et turquoise | necklace | silver | turquoise | 925
Bracelet jonc argent | bracelet | silver | - | -
Bracelet de cheville argent | anklet | silver | - | -
Pendentif pierre de lune | necklace | - | moonstone | -
Bague saphir taille émeraude | ring | - | blue sapphire | -
Alliance or 750 | ring | yellow gold | - | -
Créoles or jaune 375/1000 | earrings | yellow gold | - | 9k
Chevalière homme argent | ring | silver | - | -
Bague oxyde de zirconium | ring | - | cubic zirconia | -
Boutons de manchette acier | cufflinks | stainless steel | - | -
Montre femme acier inoxydable | watch | stainless steel | - | -
Broche sans pierre | brooch | - | - | -
Collier perles de culture d'eau douce | necklace | - | freshwater pearl | -
Bague couleur or | ring | - | - | -
Bracelet cuir homme | bracelet | leather | - | -
Porte-clés laiton | key ring | brass | - | -
Bague or rose et grenat | ring | rose gold | garnet | -
Anillo de oro blanco con diamantes | ring | white gold | diamond | -
Anillo de compromiso oro 18 quilates | ring | yellow gold | - | 18k
Pendientes chapados en oro | earrings | gold plated | - | -
Collar de plata de ley con circonita | necklace | silver | cubic zirconia | -
Pulsera de plata 925 | bracelet | silver | - | 925
Colgante piedra luna | necklace | - | moonstone | -
Tobillera de acero inoxidable | anklet | stainless steel | - | -
Gemelos de plata con ónix | cufflinks | silver | onyx | -
Broche de esmalte | brooch | - | - | -
Reloj de titanio | watch | titanium | - | -
Pendientes de perla | earrings | - | pearl | -
Anillo color oro | ring | - | - | -
Gargantilla con esmeraldas | necklace | - | emerald | -
Pulsera sin piedras | bracelet | - | - | -
Pulsera charm plata | bracelet | silver | - | -
Anello in oro bianco con zaffiro | ring | white gold | blue sapphire | -
Orecchini in argento 925 | earrings | silver | - | 925
Collana placcata oro rosa | necklace | rose gold plated | - | -
Bracciale acciaio | bracelet | stainless steel | - | -
Ciondolo in madreperla | necklace | - | mother of pearl | -
Orologio in ceramica | watch | ceramic | - | -
Cavigliera argento | anklet | silver | - | -
Spilla con corallo | brooch | - | coral | -
Anello taglio smeraldo | ring | - | - | -
Girocollo con perle d'acqua dolce | necklace | - | freshwater pearl | -
Gemelli da polso in onice | cufflinks | - | onyx | -
Gouden ring met diamant | ring | yellow gold | diamond | -
Zilveren oorbellen met parel | earrings | silver | pearl | -
Witgouden ring 14 karaat | ring | white gold | - | 14k
Verguld zilveren armband | bracelet | gold plated | - | -
Ketting zonder steen | necklace | - | - | -
Enkelbandje zilver | anklet | silver | - | -
Trouwring titanium | ring | titanium | - | -
Zilveren hanger maansteen | necklace | silver | moonstone | -
Broche barnsteen | brooch | - | amber | -
Horloge roestvrij staal | watch | stainless steel | - | -
Anel de ouro branco com safira | ring | white gold | blue sapphire | -
Brincos folheado a ouro | earrings | gold plated | - | -
Colar de prata 925 com zircônia | necklace | silver | cubic zirconia | 925
Pulseira de aço | bracelet | stainless steel | - | -
Pingente de ametista | necklace | - | amethyst | -
Aliança de ouro 18 quilates | ring | yellow gold | - | 18k
Tornozeleira prata | anklet | silver | - | -
Relógio de cerâmica | watch | ceramic | - | -
Złoty pierścionek z diamentem | ring | yellow gold | diamond | -
Pierścionek z białego złota z szafirem | ring | white gold | blue sapphire | -
Kolczyki srebrne pozłacane | earrings | gold plated | - | -
Naszyjnik srebro 925 z cyrkonią | necklace | silver | cubic zirconia | 925
Bransoletka z bursztynem | bracelet | - | amber | -
Zawieszka srebrna | necklace | silver | - | -
Broszka bez kamieni | brooch | - | - | -
Spinki do mankietów stal | cufflinks | stainless steel | - | -
Zegarek tytanowy | watch | titanium | - | -
Obrączka złota próba 585 | ring | yellow gold | - | 14k
Zlatý prsten s diamantem | ring | yellow gold | diamond | -
Stříbrné náušnice s perlou | earrings | silver | pearl | -
Náhrdelník z chirurgické oceli | necklace | - | - | -
Náramek bílé zlato | bracelet | white gold | - | -
Přívěsek s ametystem | necklace | - | amethyst | -
Brož s granáty | brooch | - | garnet | -
Pozlacený náramek | bracelet | gold plated | - | -
Silverring med månsten | ring | silver | moonstone | -
Örhängen i guld med diamanter | earrings | yellow gold | diamond | -
Halsband i vitt guld | necklace | white gold | - | -
Guldarmband | bracelet | yellow gold | - | -
Förgyllt halsband | necklace | gold plated | - | -
Brosch med bärnsten | brooch | - | amber | -
Armband utan sten | bracelet | - | - | -
Guldring med diamant | ring | yellow gold | diamond | -
Sølvring med turkis | ring | silver | turquoise | -
Øreringe i sterlingsølv | earrings | silver | - | -
Halskæde i forgyldt sølv | necklace | gold plated | - | -
Armbånd med rav | bracelet | - | amber | -
Hvidguld ørestikker | earrings | white gold | - | -
Manchetknapper i stål | cufflinks | stainless steel | - | -
Kultasormus timantilla | ring | yellow gold | diamond | -
Hopeiset korvakorut | earrings | silver | - | -
Kaulakoru valkokultaa | necklace | white gold | - | -
Rannekoru ruostumaton teräs | bracelet | stainless steel | - | -
Riipus kuukivi | necklace | - | moonstone | -
Кольцо из белого золота с бриллиантом | ring | white gold | diamond | -
Золотое кольцо 585 пробы | ring | yellow gold | - | 14k
Серьги серебро 925 с фианитами | earrings | silver | cubic zirconia | 925
Серебряный браслет без вставок | bracelet | silver | - | -
Подвеска из позолоченного серебра | necklace | silver | - | -
Брошь с янтарем | brooch | - | amber | -
Колье с жемчугом | necklace | - | pearl | -
Часы титан | watch | titanium | - | -
Запонки с ониксом | cufflinks | - | onyx | -
Обручальное кольцо красное золото | ring | rose gold | - | -
Altın yüzük pırlanta | ring | yellow gold | diamond | -
Gümüş küpe zirkon taşlı | earrings | silver | cubic zirconia | -
Beyaz altın kolye | necklace | white gold | - | -
14 ayar altın bileklik | bracelet | yellow gold | - | 14k
Altın kaplama kolye | necklace | gold plated | - | -
Ay taşı yüzük | ring | - | moonstone | -
Halhal gümüş | anklet | silver | - | -
K18ホワイトゴールド ダイヤモンド リング | ring | white gold | diamond | 18k
シルバー925 ピアス パール | earrings | silver | pearl | 925
ピンクゴールド ネックレス | necklace | rose gold | - | -
18金 ブレスレット | bracelet | yellow gold | - | 18k
プラチナ リング サファイア | ring | platinum | blue sapphire | -
ゴールドメッキ イヤリング | earrings | gold plated | - | -
アンクレット ステンレス | anklet | stainless steel | - | -
腕時計 チタン | watch | titanium | - | -
925银戒指 | ring | silver | - | 925
18k金钻石项链 | necklace | yellow gold | diamond | 18k
玫瑰金手链 | bracelet | rose gold | - | -
珍珠耳环 | earrings | - | pearl | -
镀金手镯 | bracelet | gold plated | - | -
淡水珍珠吊坠 | necklace | - | freshwater pearl | -
不锈钢手表 | watch | stainless steel | - | -
Two-tone gold hoops | earrings | two-tone gold | - | -
Salt and pepper diamond ring | ring | - | grey diamond | -
London Blue Topaz Studs | earrings | - | blue topaz | -
Green tourmaline ring, rose gold | ring | rose gold | green tourmaline | -
Red spinel pendant | necklace | - | red spinel | -
Tahitian pearl earrings | earrings | - | Tahitian pearl | -
Moissanite eternity band | ring | - | moissanite | -
Peridot and amethyst ring | ring | - | peridot | -
Wedding band palladium | ring | palladium | - | -
Copper cuff bracelet | bracelet | copper | - | -
Resin ring | ring | resin | - | -
Choker | necklace | - | - | -
Lariat in 9k rose gold | necklace | rose gold | - | 9k
Huggies gold | earrings | yellow gold | - | -
Pocket watch | watch | - | - | -
Silver diamond ring | ring | silver | diamond | -
Keychain | key ring | - | - | -
Parure or et rubis | set | - | ruby | -
Gold hoops (pair), hollow | earrings | yellow gold | - | -
Sterling silver, gold plated ring | ring | gold plated | - | -
"""


def _cases() -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in TITLES.strip().splitlines()]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case[0])
def test_a_title_says_what_it_says_and_no_more(case: tuple[str, ...]) -> None:
    title, *expected = case
    product = normalise(Product("1", title))
    found = (product.category, product.metal, product.gemstone, product.karat)
    assert [value or "-" for value in found] == expected
    assert product.own_words == {}


def test_the_table_is_long_and_says_nothing_twice() -> None:
    titles = [case[0] for case in _cases()]
    assert len(titles) == len(set(titles)) > 200
    assert all(len(case) == 5 for case in _cases())
