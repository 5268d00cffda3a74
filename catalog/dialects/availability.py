"""Whether a product can be bought, in the words of many languages."""

import re

_QUANTITY = re.compile(r"(?:[>≥] ?(?=[1-9]))?(-?)([0-9]{1,9})(?:[.,]0+)?(?: ?\+)?")  # also "10+" and "> 5"
_SCHEMA = re.compile(r"https?://schema\.org/")  # before words such as InStock, where a page's markup was exported

# As shops export it, spelt with small letters; a line a language, and first the words that programs write.
_CAN_BE_BOUGHT = """
    true | yes | y | 1 | in stock | in_stock | instock | available | preorder | pre-order | pre order | backorder |
    on backorder | onbackorder | available for order | limited availability | low stock | active | published | enabled |
    unlimited | limitedavailability | onlineonly | presale
    ja | j | wahr | verfügbar | auf lager | lieferbar | vorrätig | sofort lieferbar | vorbestellbar | aktiv
    oui | o | vrai | en stock | disponible | sur commande | précommande | actif
    sí | si | verdadero | en existencia | hay existencias | en existencias | activo
    sì | vero | disponibile | in magazzino | disponibilità immediata | attivo
    op voorraad | beschikbaar | leverbaar | waar | actief
    sim | verdadeiro | disponível | em estoque | em stock | ativo
    tak | prawda | dostępny | dostępna | dostępne | w magazynie | na stanie | aktywny
    ano | pravda | skladem | dostupné | dostupný | k dispozici | na skladě
    i lager | finns i lager | tillgänglig | på lager | tilgængelig | tilgjengelig | sann | sand
    kyllä | kylla | k | tosi | varastossa | saatavilla
    да | истина | в наличии | есть | есть в наличии | доступно | доступен | под заказ
    evet | doğru | stokta | mevcut | stokta var | var
    はい | 在庫あり | 有 | あり | 予約受付中 | 是 | 有货 | 有貨 | 现货 | 現貨 | 有库存 | 有庫存
"""
_CANNOT_BE_BOUGHT = """
    false | no | n | 0 | out of stock | out_of_stock | outofstock | sold out | sold | unavailable | not available |
    discontinued | inactive | disabled | draft | archived | temporarily unavailable | in store only |
    soldout | instoreonly
    nein | falsch | nicht verfügbar | nicht auf lager | nicht lieferbar | nicht vorrätig | ausverkauft | vergriffen |
    verkauft | inaktiv
    non | faux | indisponible | épuisé | rupture de stock | en rupture de stock | en rupture | hors stock | vendu |
    inactif
    falso | agotado | no disponible | sin existencias | sin stock | vendido | inactivo
    esaurito | non disponibile | venduto | inattivo
    nee | niet op voorraad | uitverkocht | niet beschikbaar | niet leverbaar | verkocht | onwaar
    não | nao | esgotado | indisponível | fora de estoque | sem estoque | sem stock
    nie | fałsz | niedostępny | niedostępna | niedostępne | brak | wyprzedany | brak w magazynie
    ne | nepravda | vyprodáno | nedostupné | není skladem | nedostupný
    nej | nei | slut i lager | slutsåld | slut | ej i lager | udsolgt | ikke på lager | utsolgt | falskt | falsk
    ei | epätosi | loppu | loppuunmyyty | ei varastossa | ei saatavilla
    нет | ложь | нет в наличии | отсутствует | продано | недоступно
    hayır | hayir | yanlış | stokta yok | tükendi | yok | mevcut değil
    いいえ | 在庫なし | 在庫切れ | 売り切れ | 売切 | 無 | なし | 否 | 无货 | 無貨 | 缺货 | 缺貨 | 售罄 | 已售完
"""


def _words(table: str) -> frozenset[str]:
    return frozenset(word for word in (" ".join(cell.split()) for cell in re.split(r"[|\n]", table)) if word)


CAN_BE_BOUGHT = _words(_CAN_BE_BOUGHT)
CANNOT_BE_BOUGHT = _words(_CANNOT_BE_BOUGHT)


def read_availability(text: str) -> bool | None:
    """Whether a product can be bought; None if the text does not tell. A number is how many there are."""
    word = _SCHEMA.sub("", text.strip().casefold().strip(".! "))
    if word in CAN_BE_BOUGHT:
        return True
    if word in CANNOT_BE_BOUGHT:
        return False
    quantity = _QUANTITY.fullmatch(word)
    return None if quantity is None else not quantity[1] and int(quantity[2]) > 0
