"""`loupe health`."""

from typing import Annotated, Any

import typer
from rich.console import Console

from service.cli.progress import print_json
from service.remote import find_running
from service.settings import Settings

SHOWN = 5  # places named for each fault; --json lists a hundred


def health(
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines, up to a hundred of each.")] = False,
) -> None:
    """Look the catalogue over: gaps, photos used twice, products that seem to be filed wrongly."""
    settings = Settings()
    running = find_running(settings)
    found = running.health() if running is not None else _check(settings)
    if as_json:
        print_json(found)
    else:
        _tell(Console(soft_wrap=True), found)


def _check(settings: Settings) -> dict[str, Any]:
    from service.bootstrap import open_services

    with open_services(settings) as services:
        return services.health.run()


def _tell(console: Console, found: dict[str, Any]) -> None:
    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    tell(f"{found['products']:,} products with {found['photos']:,} photos.")
    for title, finding, lines in _findings(found):
        tell(f"{title}: {finding['count']:,}")
        for line in lines[:SHOWN]:
            tell(f"  {line}")


def _findings(found: dict[str, Any]) -> list[tuple[str, dict[str, Any], list[str]]]:
    """Each kind of fault with a line for each place."""
    gaps = found["missing_attributes"]
    return [
        ("Without a photo", found["missing_photos"], [_named(p) for p in found["missing_photos"]["products"]]),
        *((f"Without a {name}", gap, [_gap(p) for p in gap["products"]]) for name, gap in gaps.items()),
        (
            "Photos of several products",
            found["same_photo"],
            [", ".join(p["sku"] for p in group["products"]) for group in found["same_photo"]["groups"]],
        ),
        (
            "Photos that look the same",
            found["near_duplicates"],
            [
                f"{pair['one']['sku']} and {pair['other']['sku']} ({pair['likeness']:.0%})"
                for pair in found["near_duplicates"]["pairs"]
            ],
        ),
        (
            "Filed wrongly, it seems",
            found["suspected_categories"],
            [
                f"{_named(p)}: filed under “{p['category']}”, the photo says {_guess(p['suspected'])}"
                for p in found["suspected_categories"]["products"]
            ],
        ),
    ]


def _named(piece: dict[str, Any]) -> str:
    return f"{piece['sku']} {piece['title']}"


def _gap(piece: dict[str, Any]) -> str:
    return _named(piece) + (f": {_guess(piece['predicted'])}, by its photo" if piece["predicted"] else "")


def _guess(guess: dict[str, Any]) -> str:
    return f"{guess['value']} ({guess['confidence']:.0%})"
