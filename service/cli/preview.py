"""How a catalogue is understood, shown before anything is written."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

SHOWN_PRODUCTS = 3
SHOWN_WARNINGS = 5


def tell_preview(console: Console, preview: dict[str, Any]) -> None:
    """Show what a file was taken for, what its columns mean, and what its first products are."""

    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    tell(_form(preview))
    columns = Table("column", "means", "for example", box=None)
    for column in preview["columns"]:
        columns.add_row(column["header"], _meaning(column), " · ".join(column["examples"])[:80])
    console.print(columns, markup=False)
    part = "" if preview["whole_file"] else f" in the first {preview['rows_read']:,} rows"
    tell(f"{preview['products']:,} products{part}; the first of them:")
    for product in preview["first_products"][:SHOWN_PRODUCTS]:
        tell(f"  {_product(product)}")
    for warning in preview["warnings"][:SHOWN_WARNINGS]:
        tell(f"  line {warning['line']}, {warning['column'] or 'whole row'}: {warning['reason']}")
    if preview["photo_addresses"]:
        tell(
            f"{preview['photo_addresses']:,} photos{part} are on the web. A dry run does not fetch them and takes them "
            "to be fine."
        )


def save_mapping(path: Path, preview: dict[str, Any], mapping: dict[str, Any] | None) -> None:
    """Write what was found out about a file as a mapping file, to be changed and given with --mapping.

    Args:
        path: The file to write.
        preview: What was found out.
        mapping: What was said before; the currency is taken from it, since a preview does not know one.

    Raises:
        OSError: It cannot be written.
    """
    found = {"dialect": preview["dialect"], "encoding": preview["encoding"], "separator": preview["separator"]}
    if preview["format"] == "xml":
        found = {"dialect": preview["dialect"]}
    if mapping and "currency" in mapping:
        found["currency"] = mapping["currency"]
    columns = {column["header"]: column["meaning"] for column in preview["columns"] if column["kind"] != "structure"}
    path.write_text(json.dumps({**found, "columns": columns}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _form(preview: dict[str, Any]) -> str:
    separators = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
    parts = [preview["dialect_title"], preview["encoding"]]
    if preview["separator"] is not None:
        parts.append(separators.get(preview["separator"], f"“{preview['separator']}”"))
    if preview["format"] == "xml":
        parts.append("XML")
    if preview["container"] is not None:
        parts.append(preview["container"] + (f" ({preview['member']})" if preview["member"] else ""))
    return " · ".join(parts)


def _meaning(column: dict[str, Any]) -> str:
    if column["kind"] == "ignored":
        return "nothing; left out"
    if column["kind"] == "attribute":
        return "kept as it is"
    return str(column["meaning"])


def _product(product: dict[str, Any]) -> str:
    facts = [product[name] for name in ("category", "metal", "karat", "gemstone") if product[name]]
    price = f"{product['price']} {product['currency'] or ''}".strip() if product["price"] else ""
    photos = f"{len(product['photos'])} photos" if len(product["photos"]) != 1 else "1 photo"
    return "  ".join(part for part in (product["sku"], product["title"], ", ".join(facts), price, photos) if part)
