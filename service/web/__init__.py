"""The pages that shoppers and merchants see: plain HTML, CSS and ES modules, served as they stand."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).with_name("static")

# File names carry no version, so browsers ask each time and get 304 while nothing has changed.
REVALIDATE = {"Cache-Control": "no-cache"}


class PageFiles(StaticFiles):
    """Static files that browsers revalidate."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, to be revalidated; see `StaticFiles`."""
        response = await super().get_response(path, scope)
        response.headers.update(REVALIDATE)
        return response


def mount_page(app: FastAPI) -> None:
    """Serve the shopper's page at `/`, the merchant's at `/merchant` and their files under `/static`.

    Args:
        app: The service's application, whose middleware sets the Content-Security-Policy: the pages need
            nothing beyond `'self'`, and `blob:` for images.
    """

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html", headers=REVALIDATE)

    @app.get("/merchant", include_in_schema=False)
    def merchant_page() -> FileResponse:
        return FileResponse(STATIC / "merchant.html", headers=REVALIDATE)

    app.mount("/static", PageFiles(directory=STATIC), name="page")
