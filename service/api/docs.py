"""The description of the API as one page that needs neither scripts nor anything from elsewhere.

FastAPI's own page loads Swagger UI from a content network: it stays blank where there is no internet, and the page's
Content-Security-Policy forbids it anyway.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

_CODE = re.compile(r"`([^`]+)`")

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = """
:root { color-scheme: light dark; --line: #8884; --accent: #a0562c; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h2 { font: 600 1rem ui-monospace, monospace; overflow-wrap: anywhere; } h2 b { color: var(--accent); }
h3 { font-size: .9rem; margin: 1rem 0 .3rem; } pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--line); }
pre, code, td { font-size: .85rem; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; }
nav a { display: block; font: .85rem/1.7 ui-monospace, monospace; text-decoration: none; }
"""


@router.get("/docs")
def docs(request: Request) -> Response:
    """The page."""
    page = "".join(_page(request.app.openapi()))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def _page(api: dict[str, Any]) -> Iterator[str]:
    calls = [(path, method, call) for path, calls in api["paths"].items() for method, call in calls.items()]
    title = escape(f"{api['info']['title']} {api['info']['version']}")
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style><h1>{title}</h1>{_prose(api['info']['description'])}"
    yield '<p>For machines: <a href="/openapi.json">openapi.json</a>.</p><nav>'
    for path, method, call in calls:
        yield f'<a href="#{_anchor(call)}">{method.upper()} {escape(path)} — {escape(call["summary"])}</a>'
    yield "</nav>"
    for path, method, call in calls:
        yield from _section(path, method, call)


def _section(path: str, method: str, call: dict[str, Any]) -> Iterator[str]:
    yield f'<section id="{_anchor(call)}"><h2><b>{method.upper()}</b> {escape(path)}</h2>'
    yield f"<p><strong>{escape(call['summary'])}.</strong></p>{_prose(call.get('description', ''))}"
    if call.get("parameters"):
        rows = "".join(_parameter(parameter) for parameter in call["parameters"])
        yield f"<h3>Parameters</h3><table>{rows}</table>"
    for kind, content in call.get("requestBody", {}).get("content", {}).items():
        yield f"<h3>Request as {escape(kind)}</h3>{_fields(content['schema'])}{_example(content)}"
    for status, response in call["responses"].items():
        kinds = ", ".join(response.get("content", {}))
        yield f"<h3>{status} {escape(response['description'])} <code>{escape(kinds)}</code></h3>"
        yield from (_example(content) for content in response.get("content", {}).values())
    yield "</section>"


def _parameter(parameter: dict[str, Any]) -> str:
    described = escape(parameter.get("description", ""))
    return f"<tr><td><code>{escape(parameter['name'])}</code><td>{escape(parameter['in'])}<td>{described}</tr>"


def _fields(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    rows = (
        f"<tr><td><code>{escape(name)}</code>{' (required)' if name in required else ''}"
        f"<td>{escape(field.get('description', ''))}</tr>"
        for name, field in schema.get("properties", {}).items()
    )
    return f"<table>{''.join(rows)}</table>"


def _example(content: dict[str, Any]) -> str:
    if "example" not in content:
        return ""
    return f"<pre>{escape(json.dumps(content['example'], indent=2, ensure_ascii=False))}</pre>"


def _prose(text: str) -> str:
    marked = _CODE.sub(r"<code>\1</code>", escape(text))
    return "".join(f"<p>{paragraph}</p>" for paragraph in marked.split("\n\n") if paragraph.strip())


def _anchor(call: dict[str, Any]) -> str:
    return escape(call["operationId"], quote=True)
