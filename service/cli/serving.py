"""`loupe serve`."""

from typing import Annotated, Any

import typer
from rich.console import Console

from service.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; LOUPE_HOST, or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; PORT, or 8000.", min=0, max=65535)] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Import the sample catalogue if the index is empty.")
    ] = False,
) -> None:
    """Serve the page and the API until Ctrl+C or SIGTERM."""
    from service.server import serve as run  # the HTTP stack is of no use to the other commands

    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    console = Console(soft_wrap=True)
    run(settings, sample=sample, tell=lambda line: console.print(line, markup=False, highlight=False))
