"""The real service on a real port with a small drawn catalogue, and a real browser in front of it."""

import csv
import json
import os
import shutil
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, Route, expect, sync_playwright

from service.api.app import create_app
from service.api.metrics import Metrics
from service.bootstrap import open_services
from service.jobs import ImportJobs
from service.settings import Settings

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000  # ms; a busy machine may take its time
DESKTOP = (1280, 900)
PHONE = (360, 740)

METALS = {"yellow gold": "#d9a93f", "rose gold": "#d99a86", "platinum": "#b9bcc2"}
GEMSTONES = {"sapphire": "#2346b0", "ruby": "#b01c3c", "emerald": "#0f7f4f"}
CATEGORIES = ("ring", "pendant", "bracelet")


@dataclass
class Service:
    """The service as its callers see it."""

    url: str

    def get(self, address: str) -> Any:
        """What a GET answers, from JSON."""
        with urllib.request.urlopen(self.url + address) as response:
            return json.load(response)

    def search(self, text: str, filters: dict[str, object] | None = None, limit: int = 24) -> Any:
        """What the API finds for words."""
        body = json.dumps({"text": text, "filters": filters or {}, "limit": limit}).encode()
        request = urllib.request.Request(f"{self.url}/v1/search", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def facets(self, filters: dict[str, object]) -> Any:
        """What the API counts under filters."""
        return self.get(f"/v1/facets?filters={urllib.parse.quote(json.dumps(filters))}")


@dataclass
class Incidents:
    """What must not happen while a page is used. Tests that provoke a refusal take it out again."""

    console: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def draw_piece(path: Path, category: str, metal: str, gemstone: str, size: int = 320) -> None:
    """Draw a piece: a hoop of the metal, wide or round by category, with a stone on top."""
    image = Image.new("RGB", (size, size), "#f4f2ee")
    draw = ImageDraw.Draw(image)
    inset = {"ring": (0.25, 0.3), "pendant": (0.38, 0.3), "bracelet": (0.08, 0.4)}[category]
    left, top = inset[0] * size, inset[1] * size
    draw.ellipse((left, top, size - left, size - 0.15 * size), outline=METALS[metal], width=size // 22)
    draw.ellipse((0.43 * size, top - 0.12 * size, 0.57 * size, top + 0.02 * size), fill=GEMSTONES[gemstone])
    image.save(path, quality=90)


def write_catalogue(folder: Path) -> Path:
    """Write a catalogue of 28 pieces with their photos beside it."""
    rows = []
    for number in range(27):
        category, metal = CATEGORIES[number // 9], list(METALS)[number // 3 % 3]
        gemstone = list(GEMSTONES)[number % 3]
        photo = f"{number}.jpg"
        draw_piece(folder / photo, category, metal, gemstone)
        rows.append(
            {
                "sku": f"P-{number}",
                "title": f"{metal.title()} {category.title()} with {gemstone.title()}",
                "description": "Made by hand.",
                "category": category,
                "metal": metal,
                "gemstone": gemstone,
                "price": f"{40 + 65 * number}.50",
                "currency": "EUR",
                "availability": "out of stock" if number % 5 == 0 else "in stock",
                "url": f"https://shop.example/{number}",
                "image": photo,
                "finish": "polished",
            }
        )
    rows.append({**rows[0], "sku": "P/odd & é?", "title": "Ring & more", "image": "0.jpg|1.jpg"})
    catalogue = folder / "catalogue.csv"
    with catalogue.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return catalogue


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run the application on a free loopback port; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    """Ask until the condition holds."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        pause.wait(0.01)


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalogue(tmp_path_factory.mktemp("catalogue"))


@contextmanager
def running(settings: Settings, catalogue: Path | None = None) -> Iterator[Service]:
    """Run the service with its shipped bundle, over a catalogue if one is given."""
    with open_services(settings) as services:
        jobs = ImportJobs(settings.data_dir / "imports", services.import_catalog)
        try:
            if catalogue is not None:
                job = jobs.submit(catalogue, catalogue.parent, name=catalogue.name)
                wait_for(lambda: jobs.get(job.id).ended, seconds=120)
                assert jobs.get(job.id).state == "done", jobs.get(job.id)
            with serving(create_app(services, Metrics(services.index.count), jobs)) as url:
                yield Service(url)
        finally:
            jobs.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, catalogue: Path) -> Iterator[Service]:
    """The service over the drawn catalogue; tests leave it as it is."""
    with running(Settings(data_dir=tmp_path_factory.mktemp("data")), catalogue) as service:
        assert service.facets({})["total"] == 28
        yield service


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service with nothing in it, for tests that import."""
    with running(Settings(data_dir=tmp_path / "data")) as service:
        yield service


@pytest.fixture(scope="module")  # Playwright keeps an event loop running, which tests of other folders must not meet
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, EXECUTABLES)), None)
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a browser: install Debian's chromium package.")
        pytest.skip("No browser is installed: tests of the page need Chromium or Chrome.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def incidents() -> Iterator[Incidents]:
    incidents = Incidents()
    yield incidents
    assert incidents == Incidents()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, service: Service, incidents: Incidents) -> Iterator[NewPage]:
    """Opens pages that record incidents; takes the service to open, and the options of a browser context."""
    contexts: list[BrowserContext] = []

    def open_page(size: tuple[int, int] = DESKTOP, at: Service = service, **options: Any) -> Page:
        width, height = size
        context = browser.new_context(
            base_url=at.url, viewport={"width": width, "height": height}, locale="en-GB", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        _record(page, at.url, incidents)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(PHONE, has_touch=True, is_mobile=True)


def _record(page: Page, url: str, incidents: Incidents) -> None:
    def console(message: ConsoleMessage) -> None:
        # What the network refused is recorded as such, with its status.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            incidents.console.append(message.text)

    def response(answer: Response) -> None:
        if answer.status >= 400:
            incidents.refused.append(f"{answer.status} {answer.url.removeprefix(url)}")

    def keep_here(route: Route) -> None:
        incidents.elsewhere.append(route.request.url)
        route.abort()

    page.on("console", console)
    page.on("pageerror", lambda error: incidents.console.append(str(error)))
    page.on("response", response)
    page.route(lambda address: not address.startswith((url, "blob:")), keep_here)
