"""The command line: `loupe serve`, `import`, `search`, `health`, `evaluate`, `reindex`, `train`, `models` and others.

Exit codes: 0 if it was done (an import counts as done when rows were rejected: their number is printed), 1 if an import
was stopped or failed on its way, or fitting gained nothing, 2 if it could not begin, for what was asked or for what it
needs.
"""

import sys

import typer
from pydantic import ValidationError
from rich.console import Console

from bundles import BundleError
from catalog.index.filters import FilterError
from catalog.index.port import BundleMismatchError, IndexUnavailableError
from catalog.row import CatalogError
from encoders.photo import PhotoError
from service.cli.evaluating import evaluate
from service.cli.health import health
from service.cli.importing import import_catalog
from service.cli.listing import imports
from service.cli.models import models
from service.cli.reindexing import reindex
from service.cli.searching import search
from service.cli.serving import serve
from service.cli.training import train
from service.jobs import ReindexError
from service.remote import RemoteError
from service.settings import SettingsError, variable_of

EXPLAINED = (
    BundleError,
    BundleMismatchError,
    CatalogError,
    FilterError,
    IndexUnavailableError,
    PhotoError,
    ReindexError,
    RemoteError,
    SettingsError,
)  # their messages are written for people

app = typer.Typer(
    help="Search jewellery by a photo, by words, or by both.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command("import")(import_catalog)
app.command()(imports)
app.command()(search)
app.command()(health)
app.command()(evaluate)
app.command()(reindex)
app.command()(train)
app.add_typer(models, name="models")


def main() -> None:
    """Run the command line; errors that a person can mend are told in a line or two."""
    try:
        app()
    except EXPLAINED as error:
        _complain(str(error))
    except ValidationError as error:  # of the settings: nothing else is validated before the service runs
        for item in error.errors():
            _complain(f"{variable_of(str(item['loc'][0]))}: {item['msg']}", leave=False)
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    sys.exit(2)


def _complain(message: str, *, leave: bool = True) -> None:
    Console(stderr=True, soft_wrap=True).print(f"Error: {message}", markup=False, highlight=False)
    if leave:
        sys.exit(2)
