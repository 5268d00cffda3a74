"""Answers in the shape of the service's, for states of the merchant's page that are hard to bring about."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, Route

Json = dict[str, Any]

MEANINGS = [
    "sku", "title", "description", "category", "metal", "gemstone", "karat", "colour", "style", "size",
    "price", "currency", "url", "available", "group", "photos", "attribute", "ignore",
]  # fmt: skip
DIALECTS = [
    {"name": "shopify", "title": "Shopify product export"},
    {"name": "woocommerce", "title": "WooCommerce product export"},
    {"name": "plain", "title": "Plain table"},
]


def column(header: str, kind: str, meaning: str, *examples: str) -> Json:
    """One column of a preview."""
    return {"header": header, "kind": kind, "meaning": meaning, "examples": list(examples)}


COLUMNS = [
    column("Handle", "structure", "handle", "halo-ring-rose", "stacking-band"),
    column("Title", "field", "title", "Halo Ring in 18k Rose Gold", "Stacking Band"),
    column(
        "Body (HTML)", "field", "description", "A round sapphire in a halo of brilliants. Made by hand in Pforzheim."
    ),
    column("Vendor", "attribute", "attribute", "Velm & Daughters"),
    column("Product Category", "field", "category", "Apparel & Accessories > Jewelry > Rings"),
    column("Option1 Name", "structure", "option1_name", "Size", "Metal"),
    column("Option1 Value", "structure", "option1_value", "50", "52", "Rose gold"),
    column("Variant SKU", "field", "sku", "HR-18RG-50", "SB-925"),
    column("Variant Price", "field", "price", "1290.00", "89.00"),
    column("Image Src", "field", "photos", "https://cdn.shop.example/halo-ring-rose-1.jpg?v=1712"),
    column(
        "Jewelry material (product.metafields.shopify.jewelry-material)", "field", "metal", "18k-rose-gold", "silver"
    ),
    column("SEO Title", "ignored", "ignore"),
    column("Gift Card", "ignored", "ignore", "FALSE"),
    column("Variant Grams", "ignored", "ignore", "4.2"),
]


def product(title: str, sku: str, **facts: Any) -> Json:
    """A product as a preview shows it."""
    return {
        "sku": sku, "title": title, "description": "", "category": None, "metal": None, "gemstone": None, "karat": None,
        "colour": None, "style": None, "size": None, "attributes": {}, "own_words": {}, "group": None, "variants": [],
        "predicted": {}, "price": None, "currency": None, "url": None, "available": True, "photos": [],
        **facts,
    }  # fmt: skip


PRODUCTS = [
    product(
        "Halo Ring in 18k Rose Gold with Sapphire", "HR-18RG", category="ring", metal="rose gold", karat="18k",
        gemstone="blue sapphire", own_words={"metal": "18k RG", "gemstone": "Sapphire"}, price="1290.00",
        currency="EUR", photos=["https://cdn.shop.example/1.jpg", "https://cdn.shop.example/2.jpg"],
        variants=[{"sku": f"HR-18RG-{size}", "options": {"Size": size}, "price": "1290.00", "available": True}
                  for size in ("50", "52", "54")],
    ),
    product("Stacking Band", "SB-925", category="ring", metal="silver", own_words={"metal": "925"}, price="89.00",
            currency="EUR", photos=["https://cdn.shop.example/3.jpg"]),
    product("Drop Earrings, Emerald CZ", "DE-77", category="earrings", gemstone="cubic zirconia",
            own_words={"gemstone": "Emerald CZ"}, price="64.50", currency="EUR"),
    product("Heirloom No. 4", "HL-4", photos=["heirloom-4.jpg"]),
]  # fmt: skip
REJECTED = [
    {"line": 318, "column": "Variant Price", "value": "on request", "sku": "HR-PT-52",
     "reason": "The price cannot be read. Write it as a number, such as 390.00 or 390,00 €, or leave it empty."},
    {"line": 902, "column": "Title", "value": "", "sku": None, "reason": "The piece has no title. Give it one."},
]  # fmt: skip
WARNINGS = [
    {"line": 44, "column": "Image Src", "value": "https://cdn.shop.example/halo ring.jpg",
     "reason": "The address has a space in it; it was read as %20."},
    {"line": 57, "column": "Variant SKU", "value": "'00412", "reason": "The leading apostrophe was left out."},
]  # fmt: skip


def preview(**changes: Any) -> Json:
    """What the service makes of a Shopify export."""
    return {
        "dialect": "shopify", "dialect_title": "Shopify product export", "dialects": DIALECTS, "meanings": MEANINGS,
        "container": None, "member": None, "format": "csv", "encoding": "utf-8", "separator": ",", "columns": COLUMNS,
        "rows_read": 1204, "whole_file": True, "products": 412, "groups": 96, "variants": 1180,
        "first_products": PRODUCTS, "without_photo": 12, "missing": {"category": 3, "metal": 40, "gemstone": 0},
        "photo_files": 0, "photo_addresses": 1630, "rejected": len(REJECTED), "rejected_rows": REJECTED,
        "warned": len(WARNINGS), "warnings": WARNINGS,
        **changes,
    }  # fmt: skip


def progress(**changes: Any) -> Json:
    """How far an import is."""
    return {
        "rows_read": 640, "rows_done": 512, "rejected": 2, "photos_encoded": 690, "photos_per_second": 96.4,
        "fraction": 0.41, "seconds_left": 82.3, "waiting": None, **changes,
    }  # fmt: skip


def report(**changes: Any) -> Json:
    """What an import did."""
    return {
        "added": 398, "changed": 9, "unchanged": 3, "removed": 0, "rejected": 2, "warned": 2, "duplicate_skus": 1,
        "near_duplicates": 1, "predicted": 43, "photos_encoded": 1630, "photos_per_second": 88.1, "seconds": 191.4,
        "cancelled": False, "rejected_rows": REJECTED, "warnings": WARNINGS,
        "near_duplicate_pairs": [{"one": "HR-18RG", "other": "HR-18RG-OLD", "likeness": 0.984}],
        **changes,
    }  # fmt: skip


def job(state: str, **changes: Any) -> Json:
    """An import in some state."""
    ended = state in ("done", "cancelled")
    return {
        "id": "0f3c", "catalog": "products_export.csv", "state": state, "created_at": "2026-03-01T09:30:00Z",
        "started_at": None, "finished_at": None, "replace": False, "resumed": 0, "progress": progress(),
        "preview": preview() if state == "draft" else None, "report": report() if ended else None,
        "error": None, **changes,
    }  # fmt: skip


def rejected_products() -> Json:
    """The rows of the rejected products, to be corrected."""
    header = [one["header"] for one in COLUMNS]
    cells = {
        "Handle": "platinum-solitaire", "Title": "Platinum Solitaire", "Body (HTML)": "<p>One diamond.</p>",
        "Vendor": "Velm & Daughters", "Variant SKU": "HR-PT-52", "Variant Price": "on request",
    }  # fmt: skip
    untitled = {**cells, "Handle": "no-name", "Title": "", "Variant SKU": "NN-1", "Variant Price": "45.00"}
    rows = [
        {**{key: one[key] for key in ("line", "column", "value", "reason")}, "records": [
            {"cells": [said.get(name, "") for name in header]}]}
        for one, said in zip(REJECTED, (cells, untitled), strict=True)
    ]  # fmt: skip
    return {"header": header, "total": len(rows), "rows": rows}


def piece(sku: str, title: str, thumbnail: str | None = None, **more: Any) -> Json:
    """A piece in the catalogue's health."""
    return {"sku": sku, "title": title, "thumbnail": thumbnail, **more}


def health(thumbnail: str | None = None, **changes: Any) -> Json:
    """A catalogue with one complaint of each kind."""
    ring = {"value": "ring", "confidence": 0.91}
    silver = {"value": "silver", "confidence": 0.74}
    halo = piece("HR-18RG", "Halo Ring in 18k Rose Gold", thumbnail)
    old = piece("HR-18RG-OLD", "Halo ring rose gold (old)", thumbnail)
    nothing: Json = {"count": 0, "products": []}
    return {
        "products": 640, "photos": 1500, "checked_at": "2026-03-01T10:00:00Z",
        "missing_photos": {"count": 2, "products": [piece("DE-77", "Drop Earrings"), piece("HL-9", "Heirloom No. 9")]},
        "missing_attributes": {
            "category": nothing,
            "metal": {"count": 2, "products": [
                piece("HL-4", "Heirloom No. 4", thumbnail, predicted=silver),
                piece("HL-5", "Heirloom No. 5", predicted=None)]},
            "gemstone": nothing,
        },
        "same_photo": {"count": 1, "groups": [{"thumbnail": thumbnail, "products": [halo, old, piece("X-1", "Ring")]}]},
        "near_duplicates": {"count": 1, "pairs": [{"likeness": 0.98, "one": halo, "other": old}]},
        "suspected_categories": {"count": 1, "products": [
            piece("ST-2", "Stair Set", thumbnail, category="handrail", suspected=ring)]},
        **changes,
    }  # fmt: skip


class RecordedService:
    """Answers a page's calls about imports; what the page sent is kept.

    Attributes:
        now: The import as the service knows it at the moment.
        jobs: The list of recent imports.
        health: The catalogue's health.
        rejected: The rejected rows.
        sent: Calls that write: method, path and JSON body (None for files).
        replies: Replaces what is answered to a call that writes, by the end of its path.
    """

    def __init__(self, page: Page, now: Json) -> None:
        """Answer in place of the service from now on."""
        self.now = now
        self.jobs: list[Json] = []
        self.health = health()
        self.rejected = rejected_products()
        self.events: list[Json] = []
        self.sent: list[tuple[str, str, Any]] = []
        self.replies: dict[str, Callable[[Any], Json | tuple[int, str]]] = {}
        page.route(re.compile(r"/v1/(imports|catalog/health)"), self._answer)

    def _answer(self, route: Route, request: Request) -> None:
        path = request.url.split("/v1", 1)[1].partition("?")[0]
        if request.method != "GET":
            self._write(route, request, path)
        elif path == "/imports":
            route.fulfill(json={"imports": self.jobs})
        elif path == "/catalog/health":
            route.fulfill(json=self.health)
        elif path.endswith("/events"):
            body = "".join(f"event: {one['state']}\ndata: {json.dumps(one)}\n\n" for one in self.events or [self.now])
            route.fulfill(content_type="text/event-stream", body=body)
        elif path.endswith("/rejected"):
            route.fulfill(json=self.rejected)
        else:
            route.fulfill(json=self.now)

    def _write(self, route: Route, request: Request, path: str) -> None:
        files = request.headers.get("content-type", "").startswith("multipart/")
        body = None if files or not request.post_data else json.loads(request.post_data)
        self.sent.append((request.method, path, body))
        ending = path.rsplit("/", 1)[1]
        answered = self.replies[ending](body) if ending in self.replies else self.now
        if isinstance(answered, tuple):
            status, detail = answered
            problem = {"type": "about:blank", "title": "Problem", "status": status, "detail": detail}
            route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))
        else:
            self.now = answered
            route.fulfill(status=202, json=answered)
