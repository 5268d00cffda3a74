"""WooCommerce's product export, in whatever language the shop speaks: products and their variations, a row each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish, plain_sku
from catalog.dialects.headers import folded
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer, set_sale_price
from catalog.dialects.shop_columns import Cells, Role, ShopColumns, ShopDialect, fact_named, structure_role
from catalog.dialects.waiting import HELD_CHARACTERS, Waiting
from catalog.row import ProductRow, RowError

_TITLE = "WooCommerce product export"
_NUMBERED_ATTRIBUTE = re.compile(r"att?ribu[a-z]*(\d+)")
_ATTRIBUTE_PART = {
    "name": "name", "nom": "name", "nombre": "name", "nome": "name", "naam": "name",
    "value": "value", "values": "value", "wert": "value", "werte": "value", "valeur": "value", "valeurs": "value",
    "valor": "value", "valores": "value", "valore": "value", "valori": "value", "waarde": "value", "waarden": "value",
}  # fmt: skip
_HIDDEN = "hidden"  # in the shop's own word, whatever its language; the others are visible, catalog and search
# The shop writes a line break out as \n, behind a carriage return that it leaves alone, and a \n of the text as \\n.
_WRITTEN_BREAK = re.compile(r"(\\\\n)|\n?\\n")
_PARTED_VALUES = re.compile(r"\s*\|\s*|(?<!\\),\s+")


def _attribute_role(header: str) -> Role | None:
    """What a column of "Attribute 1 name", "Valeur(s) de l’attribut 1", "Meta: _wc_cog_cost" is for."""
    if header.casefold().startswith("meta:"):
        return _meta_role(header[5:].strip())
    numbered = _NUMBERED_ATTRIBUTE.search(folded(header))
    if not numbered:
        return None
    words = re.findall(r"[^\W\d_]+", header.casefold().replace("(", "").replace(")", ""))
    part = next((_ATTRIBUTE_PART[word] for word in words if word in _ATTRIBUTE_PART), None)
    return structure_role(f"attribute{numbered[1]}_{part}") if part else Role("ignore")


def _meta_role(key: str) -> Role:
    """A shop's own field; those that begin with "_" belong to its programs (such as what a piece cost)."""
    fact = None if key.startswith("_") else fact_named(key)
    return Role("field", fact) if fact else Role("ignore" if key.startswith("_") else "attribute")


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "SKU | Artikelnummer | UGS | COD | REF | Référence",
        "title": "Name | Nom | Nombre | Nome | Naam",
        "description": (
            "Description | Beschreibung | Descripción | Descrizione | Beschrijving | Short description | "
            "Kurzbeschreibung | Description courte | Descripción corta | Breve descrizione | Korte beschrijving"
        ),
        "category": "Categories | Kategorien | Catégories | Categorías | Categorie | Categorieën",
        "price": (
            "Regular price | Regulärer Preis | Tarif régulier | Prix régulier | Precio normal | Prezzo di listino | "
            "Prezzo normale | Reguliere prijs | Normale prijs | Price"
        ),
        "url": "Permalink | Product URL | External URL | Externe URL | URL externe | URL externa | URL esterno",
        "photos": "Images | Bilder | Imágenes | Immagini | Afbeeldingen",
    },
    {
        "id": "ID",
        "type": "Type | Typ | Tipo",
        "parent": (
            "Parent | Übergeordnetes Produkt | Eltern | Superior | Principal | Genitore | Padre | Hoofd | Bovenliggend"
        ),
        "visibility": (
            "Visibility in catalog | Sichtbarkeit im Katalog | Visibilité dans le catalogue | "
            "Visibilidad en el catálogo | Visibilità nel catalogo | Zichtbaarheid in catalogus"
        ),
        "published": "Published | Veröffentlicht | Publié | Publicado | Pubblicato | Gepubliceerd",
        "sale_price": (
            "Sale price | Angebotspreis | Tarif promo | Prix promo | Precio rebajado | Prezzo in offerta | "
            "Actieprijs | Aanbiedingsprijs"
        ),
        "in_stock": (
            "In stock? | Is in stock? | Stock status | Vorrätig? | Auf Lager? | En stock ? | ¿Existencias? | "
            "¿En inventario? | ¿Hay existencias? | In magazzino? | Disponibile? | Op voorraad?"
        ),
        "stock": "Stock | Lager | Lagerbestand | Inventario | Magazzino | Voorraad",
    },
    kept=(
        "Weight (kg) | Weight (g) | Weight (lbs) | Weight (oz) | Gewicht (kg) | Gewicht (g) | Poids (kg) | "
        "Poids (g) | Peso (kg) | Peso (g) | Tags | Schlagwörter | Étiquettes | Etiquetas | Tag | Brands | Marken | "
        "Marques | Marcas | Marchi | Merken | GTIN, UPC, EAN, or ISBN | GTIN, UPC, EAN oder ISBN | "
        "GTIN, UPC, EAN ou ISBN | GTIN, UPC, EAN o ISBN | GTIN, UPC, EAN of ISBN"
    ),
    ignored=(
        "Is featured? | Ist hervorgehoben? | Mis en avant ? | ¿Está destacado? | In primo piano? | Is uitgelicht? | "
        "Tax status | Tax class | Steuerstatus | Steuerklasse | État de la TVA | Classe de TVA | "
        "Estado del impuesto | Clase de impuesto | "
        "Stato delle imposte | Aliquota di imposta | Belastingstatus | Belastingklasse | Low stock amount | "
        "Geringe Lagermenge | Montant de stock faible | Cantidad de bajo inventario | Backorders allowed? | "
        "Lieferrückstände erlaubt? | Autoriser les commandes de produits en rupture ? | "
        "¿Permitir reservas de productos agotados? | Sold individually? | Nur einzeln verkaufen? | "
        "Vendre individuellement ? | ¿Vendido individualmente? | Allow customer reviews? | "
        "Kundenrezensionen erlauben? | Autoriser les avis clients ? | ¿Permitir valoraciones de clientes? | "
        "Purchase note | Hinweis zum Kauf | Note de commande | Nota de compra | Shipping class | Versandklasse | "
        "Classe d’expédition | Clase de envío | Classe di spedizione | Verzendklasse | Download limit | "
        "Download expiry days | Grouped products | Upsells | Cross-sells | Button text | Position | "
        "Gruppierte Produkte | Zusatzverkäufe | Button-Text | Gegroepeerde producten | Knoptekst | Positie | "
        "Produits groupés | Produits suggérés | Ventes croisées | Libellé du bouton | Productos agrupados | "
        "Ventas dirigidas | Ventas cruzadas | Texto del botón | Posición | Prodotti raggruppati | "
        "Testo del pulsante | Posizione | Length (cm) | Width (cm) | Height (cm) | Length (in) | Width (in) | "
        "Height (in) | Length (mm) | Width (mm) | Height (mm) | Länge (cm) | Breite (cm) | Höhe (cm) | Länge (mm) | "
        "Breite (mm) | Höhe (mm) | Longueur (cm) | Largeur (cm) | Hauteur (cm) | Longitud (cm) | Anchura (cm) | "
        "Altura (cm) | Lunghezza (cm) | Larghezza (cm) | Altezza (cm) | Lengte (cm) | Breedte (cm) | Hoogte (cm) | "
        "Downloadlimit | Swatches Attributes"
    ),
    strong=(
        "Visibility in catalog | Sold individually? | Backorders allowed? | Allow customer reviews? | "
        "Purchase note | Download limit | Download expiry days | Low stock amount | Sichtbarkeit im Katalog | "
        "Ist hervorgehoben? | Übergeordnetes Produkt | Nur einzeln verkaufen? | Visibilité dans le catalogue | "
        "Mis en avant ? | Vendre individuellement ? | Visibilidad en el catálogo | ¿Está destacado? | "
        "¿Vendido individualmente? | Visibilità nel catalogo | In primo piano? | Zichtbaarheid in catalogus | "
        "Is uitgelicht?"
    ),
    weak=(
        "Type | Typ | Tipo | Published | Veröffentlicht | Publié | Publicado | Pubblicato | Gepubliceerd | Parent | "
        "Superior | Genitore | Hoofd | Regular price | Regulärer Preis | Tarif régulier | Precio normal | "
        "Prezzo di listino | Reguliere prijs | Sale price | Precio rebajado | Angebotspreis | Tarif promo | "
        "Prezzo in offerta | Actieprijs | UGS | Tax status | Tax class | Upsells | Cross-sells | Short description | "
        "Description courte | In stock? | Images | Shipping class"
    ),
    marks=r"^meta: |^attribute? \d+ (?:name|wert|value|sichtbar|visible)|attribut \d+$|atributo \d+$|attributo \d+$|"
    r"^attribuut \d+ ",
    needed=("title", "sku|id"),
    role_of=_attribute_role,
)


@dataclass(frozen=True)
class WooCommerceDialect(ShopDialect):
    """Products with their variations, which may stand anywhere in the file.

    Attributes:
        held: How many characters of rows wait for their parents or variations.
    """

    name = "woocommerce"
    title = _TITLE
    columns = _COLUMNS
    held: int = HELD_CHARACTERS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look; variations are found by their parent's ID or SKU."""
        waiting = Waiting(self.held)
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            row = _with_line_breaks(row, layout)
            keys = _keys(Cells(row, layout))
            if keys:
                waiting.add(row, keys)
                for group in waiting.overdue():
                    yield from _products(group, layout)
            else:
                yield from _products([row], layout)
        for group in waiting.rest():
            yield from _products(group, layout)


def _with_line_breaks(row: Row, layout: Layout) -> Row:
    """A row whose descriptions have the line breaks that the export writes out."""
    cells = list(row.cells)
    for place in layout.fields.get("description", ()):
        if "\\n" in cells[place]:
            cells[place] = _WRITTEN_BREAK.sub(lambda found: "\\n" if found[1] else "\n", cells[place]).strip()
    return Row(row.record, tuple(cells))


def _keys(cells: Cells) -> list[str]:
    """What a parent and its variations call their product; nothing for a product without variations."""
    kinds = _kinds(cells)
    if "variation" in kinds:
        parent = cells.at("parent").text
        number = parent.casefold().removeprefix("id:").strip()
        return (
            [f"id:{number}"] if parent.casefold().startswith("id:") else [f"sku:{plain_sku(parent)}"] if parent else []
        )
    if any(kind.startswith("variable") for kind in kinds):
        sku = cells.first("sku")
        keys = (cells.at("id").text and f"id:{cells.at('id').text}", sku and f"sku:{plain_sku(sku.text)}")
        return [key for key in keys if key]
    return []


def _kinds(cells: Cells) -> set[str]:
    """The words of a type such as "simple, downloadable, virtual"."""
    return set(re.findall(r"[a-z-]+", cells.at("type").text.casefold()))


def _products(rows: Sequence[Row], layout: Layout) -> Iterator[ProductRow | RowError]:
    cells = [Cells(row, layout) for row in rows]
    parents = [row for row in cells if "variation" not in _kinds(row)]
    variations = [row for row in cells if "variation" in _kinds(row)]
    families = [_family(parent, () if number else variations, layout) for number, parent in enumerate(parents)]
    if not parents:
        families = [_orphan(variation, layout) for variation in variations]
    for family in families:
        for draft in drafts(family, layout.currency):
            yield finish(draft, layout.currency)


def _family(row: Cells, variations: Sequence[Cells], layout: Layout) -> Family:
    """A product and its variations; more than one product with the same key is left to be told apart by their skus."""
    records = sorted({record.line: record for record in (row.record, *(cells.record for cells in variations))}.items())
    family = Family(_key(row), row.record.line, tuple(record for _, record in records))
    family.values, family.attributes = row.values(), row.attributes()
    set_sale_price(family.values, family.attributes, row.at("sale_price"), layout.currency)
    family.values.setdefault("sku", Value(_key(row), row.at("id").column))
    row.name_missing(family.values)
    if stock := _stock(row, family):
        family.values["available"] = stock
    family.photos = row.photos()
    family.offers = [_offer(variation, family, layout) for variation in variations if _is_published(variation, family)]
    for name, value in _options(row).items():
        if not family.offers or any(name not in offer.options for offer in family.offers):  # else each says its own
            _add_fact(family, name, value)
    family.for_sale = _for_sale(row, family)
    if not variations and any(kind.startswith("variable") for kind in _kinds(row)):
        reason = "None of its variations is in the file; it goes in by itself."
        family.warn(family.line, row.at("type"), reason)
    return family


def _orphan(row: Cells, layout: Layout) -> Family:
    """A variation whose parent is not in the file, or so far away that it could not wait any longer."""
    family = _family(row, (), layout)
    reason = "Its parent is not in the file, or too far away from it; it goes in as a product of its own."
    family.warn(family.line, row.at("parent"), reason)
    return family


def _key(row: Cells) -> str:
    sku = row.first("sku")
    return plain_sku(sku.text) if sku else f"id:{row.at('id').text}" if row.at("id").text else ""


def _offer(row: Cells, family: Family, layout: Layout) -> Offer:
    offer = Offer(row.record.line, row.values(), _options(row), row.photos(), row.attributes())
    set_sale_price(offer.values, offer.attributes, row.at("sale_price"), layout.currency)
    if stock := _stock(row, family):
        offer.values["available"] = stock
    return offer


def _options(row: Cells) -> dict[str, Value]:
    """The numbered attributes of a row: name to what stands under it."""
    found: dict[str, Value] = {}
    number = 1
    while row.has(f"attribute{number}_name"):
        name, value = row.at(f"attribute{number}_name").text, row.at(f"attribute{number}_value")
        if name and value.text:
            found[name] = Value(value.text.replace("\\,", ","), value.column)
        number += 1
    return found


def _add_fact(family: Family, name: str, value: Value) -> None:
    """Keep an attribute of the product under its own name; what names a fact is one."""
    fact = fact_named(name)
    text = ", ".join(part for part in _PARTED_VALUES.split(value.text) if part)
    if fact and fact not in family.values:
        family.values[fact] = Value(text, value.column)
    else:
        family.attributes.setdefault(name, text)


def _stock(row: Cells, family: Family) -> Value | None:
    """Whether it can be bought: what the shop says, else how many there are."""
    for cell in (row.at("in_stock"), row.at("stock")):
        if cell.text:
            available = read_availability(cell.text)
            if available is not None:
                return Value(YES if available else NO, cell.column)
            if not cell.text.casefold().startswith("parent"):
                family.warn(row.record.line, cell, "Whether it can be bought is not clear; write 1 or 0.")
    return None


def _is_published(variation: Cells, family: Family) -> bool:
    """Whether the shop offers a variation; one that it hides cannot be chosen there."""
    published = variation.at("published")
    if published.text in ("", "1") or read_availability(published.text):
        return True
    family.warn(variation.record.line, published, "This variation is not published; it is passed over.")
    return False


def _for_sale(row: Cells, family: Family) -> bool:
    """Whether shoppers can find it in the shop: in the catalogue, by searching, or both."""
    published, visibility = row.at("published"), row.at("visibility")
    if published.text not in ("", "1") and not read_availability(published.text):
        state = "a draft" if published.text == "-1" else "not published"
        family.warn(row.record.line, published, f"It is {state}: it goes in as not available. Publish it to sell it.")
        return False
    if visibility.text.casefold() == _HIDDEN:
        family.warn(row.record.line, visibility, "It is hidden in the shop: it goes in as not available.")
        return False
    return True
