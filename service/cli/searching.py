"""`loupe search`."""

import base64
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from catalog.index.filters import FLAG_FIELDS, RANGE_FIELDS, FilterError, parse_filters
from service.cli.progress import print_json
from service.remote import find_running
from service.settings import Settings


def search(
    image: Annotated[Path | None, typer.Option(help="A photo.", exists=True, dir_okay=False)] = None,
    text: Annotated[str, typer.Option(help="Words.")] = "",
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            help="category=ring, price=100..500, available=true. Repeat it for several, of one field too: any will do.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(help="How many hits.", min=1, max=100)] = 10,
    literal: Annotated[
        bool, typer.Option("--literal", help="Read no filters out of words such as “not yellow gold, under 200 euros”.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as the API gives it.")] = False,
) -> None:
    """Search by a photo, by words, or by both."""
    text = text.strip()
    if image is None and not text:
        raise typer.BadParameter("Give a photo (--image), words (--text), or both.")
    plain = read_filters(filters or [])
    parse_filters(plain)  # say what is wrong with them before models are opened
    photo = None if image is None else image.read_bytes()
    settings = Settings()
    running = find_running(settings)
    if running is not None:
        encoded = None if photo is None else base64.b64encode(photo).decode()
        asked = {"image_base64": encoded, "text": text, "filters": plain, "limit": limit}
        answer = running.search(asked | ({"understand": False} if literal else {}))
    else:
        answer = _search(settings, photo, text, plain, limit, understand=not literal)
    if as_json:
        print_json(answer)
    else:
        _show(answer)


def read_filters(given: list[str]) -> dict[str, Any]:
    """Filters as the API writes them, from `field=value`; a field given twice takes either value.

    Raises:
        FilterError: One of them has another form.
    """
    plain: dict[str, Any] = {}
    for item in given:
        field, equals, value = item.partition("=")
        if not equals or not value:
            raise FilterError(f"Write filters as field=value, such as category=ring, not “{item}”.")
        if field in RANGE_FIELDS:
            plain[field] = _range(item, value)
        elif field in FLAG_FIELDS:
            plain[field] = {"true": True, "false": False}.get(value.lower(), value)
        else:
            plain.setdefault(field, []).append(value)
    return plain


def _range(item: str, value: str) -> dict[str, float]:
    low, dots, high = value.partition("..")
    try:
        bounds = {"gte": low, "lte": high if dots else low}
        return {name: float(bound) for name, bound in bounds.items() if bound}
    except ValueError as error:
        raise FilterError(f"Write a range as price=100..500, price=100.. or price=..500, not “{item}”.") from error


def _search(
    settings: Settings, photo: bytes | None, text: str, plain: dict[str, Any], limit: int, *, understand: bool
) -> dict[str, Any]:
    from service.api.presentation import present_results
    from service.bootstrap import open_services
    from service.search import SearchQuery

    with open_services(settings) as services:
        query = SearchQuery(photo, text, filters=parse_filters(plain), limit=limit, understand=understand)
        return present_results(services.search.search(query))


def _show(answer: dict[str, Any]) -> None:
    console = Console()
    if understood := answer.get("understood"):
        wishes = ", ".join(f"“{wish['words']}”" for wish in understood)
        console.print(f"Every hit meets {wishes}; --literal reads no conditions out of words.", markup=False)
    if respelt := answer.get("respelt"):
        words = ", ".join(f"“{each['read_as']}” instead of “{each['words']}”" for each in respelt)
        console.print(f"Searched for {words}; --literal takes words as they are.", markup=False)
    if not answer["hits"]:
        console.print("Nothing found." if answer["total"] else "No product meets these filters, or the index is empty.")
        return
    table = Table("score", "sku", "title", "price", box=None)
    for hit in answer["hits"]:
        product = hit["product"]
        price = f"{product['price']} {product['currency'] or ''}" if product["price"] else ""
        table.add_row(f"{hit['score']:.3f}", hit["sku"], product["title"], price)
    console.print(table, markup=False)
