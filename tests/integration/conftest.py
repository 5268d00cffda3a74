"""The real service as a process of its own, on a real port, with the shipped bundle and a small drawn catalogue."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageDraw

PATIENCE = 60  # seconds after which a test gives up waiting

LOUPE = [sys.executable, "-c", "from service.cli import main; main()"]
PIECES = [
    (f"{category[0].upper()}-{metal[0].upper()}{stone[0].upper()}", category, metal, stone)
    for category in ("ring", "pendant")
    for metal in ("yellow gold", "platinum")
    for stone in ("ruby", "sapphire", "emerald")
]
COLOURS = {
    "yellow gold": "#d9a93f",
    "platinum": "#b9bcc2",
    "ruby": "#b01c3c",
    "sapphire": "#2346b0",
    "emerald": "#0f7f4f",
}


def draw(category: str, metal: str, stone: str) -> Image.Image:
    """A hoop of the metal, wide for a ring and hanging for a pendant, with a stone."""
    image = Image.new("RGB", (200, 200), "#f4f2ee")
    pen = ImageDraw.Draw(image)
    pen.ellipse((30, 60, 170, 190) if category == "ring" else (80, 0, 120, 110), outline=COLOURS[metal], width=12)
    pen.ellipse((70, 20, 130, 80) if category == "ring" else (60, 100, 140, 180), fill=COLOURS[stone])
    return image


def jpeg(image: Image.Image) -> bytes:
    """An image as the bytes of a JPEG file."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def until(condition: Callable[[], object], what: str) -> None:
    """Wait by retry until a condition holds."""
    pause = threading.Event()
    for _ in range(PATIENCE * 20):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Running:
    """A service that runs as a process of its own."""

    process: subprocess.Popen[str]
    folder: Path
    url: str

    def client(self, **options: object) -> httpx.Client:
        """An HTTP client for it."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False, **options)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass
class Catalogue:
    """A catalogue file with its folder of photos."""

    file: Path
    photos: Path
    rows: list[dict[str, str]]


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Callable[[], object], str], None]:
    return until


@pytest.fixture(scope="session")
def piece() -> Callable[[str, str, str], bytes]:
    """The photo of a piece as JPEG."""
    return lambda *facts: jpeg(draw(*facts))


@pytest.fixture(scope="session")
def write_catalogue() -> Callable[..., Catalogue]:
    """Write the small catalogue into a folder; `copies` of each piece, each with a sku of its own."""

    def write(folder: Path, copies: int = 1) -> Catalogue:
        photos = folder / "photos"
        photos.mkdir(parents=True)
        rows = []
        for copy in range(copies):
            for place, (sku, category, metal, stone) in enumerate(PIECES):
                name = sku if copies == 1 else f"{sku}-{copy}"
                image = draw(category, metal, stone)
                image.putpixel((0, 0), (copy % 256, copy // 256, place))  # no two photos are the same
                image.save(photos / f"{name}.png")
                title = f"{metal} {category} with {stone}".capitalize()
                facts = {
                    "category": category,
                    "metal": metal,
                    "gemstone": stone,
                    "price": f"{100 * (place + 1)}.00 EUR",
                }
                rows.append({"sku": name, "title": title, **facts, "image": f"{name}.png"})
        with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return Catalogue(folder / "catalogue.csv", photos, rows)

    return write


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """The variables a service or command runs with; of the tester's own settings only the bundle gets in."""

    def make(folder: Path, **settings: str) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("LOUPE_") and name != "PORT"}
        if "LOUPE_BUNDLE" in os.environ:
            mine["LOUPE_BUNDLE"] = os.environ["LOUPE_BUNDLE"]
        return {**mine, "LOUPE_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **settings}

    return make


@pytest.fixture(scope="session")
def loupe(environment) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of the command line to its end."""

    def run(folder: Path, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [*LOUPE, *map(str, arguments)]
        env = environment(folder, **settings)
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=env)

    return run


@pytest.fixture(scope="session")
def start(environment) -> Iterator[Callable[..., Running]]:
    """Start the service on a data folder and wait until it answers."""
    started: list[Running] = []

    def begin(folder: Path, *arguments: str, command: list[str] = LOUPE, **settings: str) -> Running:
        env = environment(folder, **settings)
        process = subprocess.Popen(
            [*command, "serve", "--port", "0", *arguments],
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        told = folder / "service.json"

        def announced() -> bool:
            assert process.poll() is None, f"the service ended: {process.stdout.read()}"
            return told.exists() and json.loads(told.read_text(encoding="utf-8") or "{}").get("pid") == process.pid

        until(announced, "the service to say where it is")
        running = Running(process, folder, json.loads(told.read_text(encoding="utf-8"))["url"])
        started.append(running)

        def answers() -> bool:
            try:
                return httpx.get(f"{running.url}/healthz", trust_env=False).is_success
            except httpx.TransportError:
                return False

        until(answers, "the service to answer")
        return running

    yield begin
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGKILL)
        running.process.stdout.close()


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory, write_catalogue) -> Catalogue:
    return write_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory, loupe, catalogue) -> Path:
    """A data folder that holds the small catalogue; tests that write copy it."""
    folder = tmp_path_factory.mktemp("filled")
    done = loupe(folder, "import", catalogue.file, "--photos", catalogue.photos)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def service(start, filled) -> Running:
    """A service over the small catalogue, for tests that only read."""
    return start(filled)


@pytest.fixture(scope="session")
def client(service) -> Iterator[httpx.Client]:
    with service.client() as http:
        yield http
