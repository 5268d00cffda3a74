"""PrestaShop's product files: the one that its import takes, and the export of its list of products."""

import re
from collections.abc import Iterator

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family
from catalog.dialects.shop_columns import Cells, Role, ShopColumns, ShopDialect, add_fact, structure_role
from catalog.row import ProductRow, RowError

_TITLE = "PrestaShop product file"
_FEATURES = re.compile(r"\([^():]+:[^():]+:[^()]+\)")  # "Feature(Name:Value:Position)", in every language
_MARKS = (
    r"\(x, ?y, ?z|\(0/1\)|\((?:name|nom|nome|nombre) ?: ?(?:value|wert|valeur|valore|valor) ?:|^tax rules id$|"
    r"^minimal quantity$|^text when in stock$|^delete existing images|^reference #$"
)
_BETWEEN_FEATURES = re.compile(r",\s*(?=[^,:]+:[^,:])")
_POSITIONED = re.compile(r"[^:]+:[^:,]+:\d+")
_BEHIND_POSITION = re.compile(r"(?<=:\d),|(?<=:\d\d),")
_ONLY_NUMBERS = re.compile(r"\d+(?:\s*,\s*\d+)*")


def _features_role(header: str) -> Role | None:
    return structure_role("features") if _FEATURES.search(header) else None


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": (
            "Reference # | Reference | Product reference | Référence n° | Référence | Référence # | Artikel-Nr. | "
            "Artikelnummer | Referenz | Referenz-Nr. | Riferimento # | Riferimento | Riferimento n° | Referencia # | "
            "Referencia | Referencia nº | N° de référence"
        ),
        "title": (
            "Name * | Name | Product name | Nom | Nom * | Nome | Nombre | Nome * | Nombre * | Nombre del producto | "
            "Nome prodotto | Nom du produit | Produktname"
        ),
        "description": (
            "Description | Beschreibung | Descrizione | Descripción | Short description | Summary | Résumé | "
            "Récapitulatif | Kurzbeschreibung | Breve descrizione | Riepilogo | Descripción corta | Resumen | "
            "Descripción breve"
        ),
        "category": (
            "Categories | Category | Default category | Catégories | Catégorie | Kategorien | Kategorie | Categorie | "
            "Categoria | Categorías | Categoría"
        ),
        "price": (
            "Price tax included | Price (tax incl.) | Prix TTC | Prix (TTC) | Prix de vente TTC | Preis inkl. MwSt. | "
            "Preis (inkl. MwSt.) | Bruttopreis | Prezzo tasse incluse | Prezzo (tasse incl.) | Prezzo IVA inclusa | "
            "Precio impuestos incluidos | Precio (impuestos incl.) | Precio con impuestos | Price tax excluded | "
            "Price (tax excl.) | Price | Prix HT | Prix (HT) | Prix de vente HT | Preis ohne MwSt. | "
            "Preis exkl. MwSt. | Preis (exkl. MwSt.) | Preis zzgl. MwSt. | Nettopreis | Prezzo tasse escluse | "
            "Prezzo (tasse escl.) | Prezzo IVA esclusa | Precio impuestos excluidos | Precio (impuestos excl.) | "
            "Precio sin impuestos | Base price"
        ),
        "url": "Product URL | URL du produit | Link",
        "photos": (
            "Image URLs | Image | URL images | URL des images | URLs des images | Bild-URLs | Bild | URL immagini | "
            "Immagine | URL delle immagini | URL de imágenes | URLs de las imágenes | URL imágenes | Imagen | Cover"
        ),
    },
    {
        "id": "ID | Product ID | ID produit | Produkt-ID | ID prodotto | ID de producto",
        "active": (
            "Active | Enabled | Status | Actif | Activé | État | Aktiv | Aktiviert | Attivo | Abilitato | Stato | "
            "Activo | Activado | Estado"
        ),
        "orderable": (
            "Available for order | Disponible à la commande | Disponible pour commande | Bestellbar | "
            "Für Bestellung verfügbar | Disponibile per l'ordine | Disponible para pedidos"
        ),
        "quantity": "Quantity | Quantité | Menge | Anzahl | Quantità | Cantidad",
    },
    kept=(
        "Tags | Brand | Manufacturer | Marque | Fabricant | Marke | Hersteller | Marca | Produttore | Fabricante | "
        "EAN13 | UPC | MPN | ISBN | Condition | État du produit | Zustand | Condizioni | Estado del producto | "
        "Weight | Poids | Gewicht | Peso"
    ),
    ignored=(
        "Tax rules ID | Cost price | Wholesale price | Supplier reference # | Supplier | On sale | Discount amount | "
        "Discount percent | Discount from | Discount to | Ecotax | Width | Height | Depth | "
        "Delivery time of in-stock products | Delivery time of out-of-stock products with allowed orders | "
        "Minimal quantity | Low stock level | Receive a low stock alert by email | Visibility | "
        "Additional shipping cost | Unity | Unit for base price | Unit price | Base price unit | Meta title | "
        "Meta keywords | Meta description | URL rewritten | Rewritten URL | Text when in stock | "
        "Label when in stock | Text when backorder allowed | Label when backorder allowed | "
        "Product availability date | Product creation date | Show price | Image alt texts | Delete existing images | "
        "Available online only | Customizable | Uploadable files | Text fields | Action when out of stock | "
        "Out of stock action | Virtual product | File URL | Number of allowed downloads | Expiration date | "
        "Number of days | ID / Name of shop | Advanced stock management | Depends on stock | Warehouse | "
        "Accessories | ID règle de taxes | Prix de gros | Prix d'achat | Prix de revient | En solde | "
        "Montant de la remise | Pourcentage de réduction | Réduction de | Réduction au | "
        "N° de référence fournisseur | Fournisseur | Ecotaxe | Largeur | Hauteur | Profondeur | Quantité minimale | "
        "Visibilité | Frais de port supplémentaires | Unité | Prix unitaire | Titre META | Mots clés META | "
        "Description META | URL réécrite | Texte lorsqu'en stock | Texte si commande en attente autorisée | "
        "Date de disponibilité du produit | Date de création du produit | Montrer le prix | "
        "Supprimer images existantes | Textes alternatifs des images | ID Steuerregel | Steuerregel-ID | "
        "Großhandelspreis | Einkaufspreis | Im Angebot | Rabattbetrag | Rabattprozent | Rabatt von | Rabatt bis | "
        "Lieferanten-Artikel-Nr. | Lieferant | Ökosteuer | Breite | Höhe | Tiefe | Mindestmenge | Sichtbarkeit | "
        "Zusätzliche Versandkosten | Einheit | Preis pro Einheit | Meta-Titel | Meta-Keywords | Meta-Beschreibung | "
        "Bestehende Bilder löschen | Preis anzeigen | ID regola tasse | Prezzo di costo | Prezzo all'ingrosso | "
        "In saldo | Fornitore | Larghezza | Altezza | Profondità | Quantità minima | Meta titolo | Meta descrizione | "
        "Mostra prezzo | Elimina immagini esistenti | ID reglas de impuestos | ID de la regla de impuestos | "
        "Precio de coste | Precio mayorista | En oferta | Proveedor | Anchura | Altura | Profundidad | "
        "Cantidad mínima | Metatítulo | Metadescripción | Mostrar precio | Eliminar imágenes existentes | Position"
    ),
    weak=(
        "ID | Product ID | Reference | Référence | Referenz | Riferimento | Referencia | Quantity | Quantité | "
        "Menge | Quantità | Cantidad | Price (tax excl.) | Price (tax incl.) | Price tax excluded | "
        "Price tax included | Prix (HT) | Prix (TTC) | Preis (exkl. MwSt.) | Preis (inkl. MwSt.) | "
        "Prezzo (tasse escl.) | Prezzo (tasse incl.) | Precio (impuestos excl.) | Precio (impuestos incl.) | "
        "Tax rules ID | Supplier reference # | URL rewritten"
    ),
    marks=_MARKS,
    needed=("title", "sku|id"),
    role_of=_features_role,
)


class PrestaShopDialect(ShopDialect):
    """One row a product; what differs in size only is no part of these files."""

    name = "prestashop"
    title = _TITLE
    columns = _COLUMNS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product a row."""
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            for draft in drafts(_family(Cells(row, layout)), layout.currency):
                yield finish(draft, layout.currency)


def _family(row: Cells) -> Family:
    family = Family("", row.record.line, (row.record,), row.values(), row.photos(), row.attributes())
    number = row.at("id")
    if "sku" not in family.values and number.text:
        family.values["sku"] = Value(f"id:{number.text}", number.column)
    row.name_missing(family.values)
    category = family.values.get("category")
    if category and _ONLY_NUMBERS.fullmatch(category.text):
        reason = (
            "These are numbers of categories; export their names. The product goes in without a category from here."
        )
        family.warn(family.line, category, reason)
        del family.values["category"]
    for name, value in _features(row, family):
        add_fact(family, name, value)
    if stock := _stock(row, family):
        family.values["available"] = stock
    family.for_sale = _for_sale(row, family)
    return family


def _features(row: Cells, family: Family) -> Iterator[tuple[str, Value]]:
    """Names and values of a cell such as: Metal:Yellow gold:1,Stone:Ruby:2."""
    cell = row.at("features")
    for feature in _parted_features(cell.text):
        name, _, rest = feature.partition(":")
        value = rest.split(":")[0].strip()
        if name.strip() and value:
            yield name.strip(), Value(value, cell.column)
        elif feature.strip():
            reason = f"“{feature.strip()}” is not a feature such as Metal:Gold:1; it is passed over."
            family.warn(family.line, cell, reason)


def _parted_features(text: str) -> list[str]:
    """Part a cell into features; values may hold commas, so where there are positions, only commas behind one part."""
    if not _POSITIONED.match(text):
        return _BETWEEN_FEATURES.split(text)
    *complete, last = _BEHIND_POSITION.split(text)
    return [*complete, *(_BETWEEN_FEATURES.split(last) if not _POSITIONED.match(last) else [last])]


def _stock(row: Cells, family: Family) -> Value | None:
    """Whether it can be bought; how many there are counts only where the shop takes orders at all."""
    orderable, quantity = row.at("orderable"), row.at("quantity")
    if read_availability(orderable.text) is False:
        return Value(NO, orderable.column)
    if not quantity.text:
        return Value(YES, orderable.column) if read_availability(orderable.text) else None
    available = read_availability(quantity.text)
    if available is None:
        family.warn(family.line, quantity, "This is not a number of pieces; whether it can be bought is left open.")
        return None
    return Value(YES if available else NO, quantity.column)


def _for_sale(row: Cells, family: Family) -> bool:
    active = row.at("active")
    if not active.text or read_availability(active.text) is not False:
        return True
    family.warn(
        family.line, active, "It is not active in the shop: it goes in as not available. Activate it to sell it."
    )
    return False
