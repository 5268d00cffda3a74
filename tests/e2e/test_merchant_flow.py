"""The merchant's page and the real service: a file goes in, is corrected, replaces the catalogue."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from service.settings import Settings
from tests.e2e.conftest import DESKTOP, PHONE, draw_piece, running

pytestmark = pytest.mark.browser

HEADER = ("Artikelnr.", "Bezeichnung", "Fassung", "Preis", "Bild")
KEY = "a-key-for-the-tests"


def german(*rows: tuple[str, ...], photos: bool = False) -> Any:
    """A German shop's list, as a spreadsheet writes it: semicolons, Windows-1252; without its photos if need be."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(row[: 5 if photos else 4] for row in (HEADER, *rows))
    return {"name": "artikel.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("windows-1252")}


def photos(folder: Path, *names: str) -> Any:
    """A zip of drawn photos."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, gemstone in zip(names, ("sapphire", "ruby", "emerald") * len(names), strict=False):
            draw_piece(folder / name, "ring", "platinum", gemstone)
            archive.write(folder / name, name)
    return {"name": "fotos.zip", "mimeType": "application/zip", "buffer": stream.getvalue()}


def look_at(page: Page, catalogue: Any, zipped: Any = None) -> None:
    """Choose files and have them looked at."""
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(catalogue)
    if zipped is not None:
        page.locator("#photos-file").set_input_files(zipped)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name=catalogue["name"], exact=True)).to_be_visible()


RINGS = [
    ("R-1", "Solitärring Größe 52", "Zarge", "1.290,00 €", "r1.jpg"),
    ("R-2", "Bandring aus Platin", "Krappe", "890,00 €", "r2.jpg"),
    ("R-3", "", "Krappe", "1.990,00 €", "r3.jpg"),
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_file_is_understood_changed_imported_and_its_rejected_row_put_right(
    size: tuple[int, int], own_service: Any, new_page: Any, tmp_path: Path
) -> None:
    page = new_page(size, at=own_service)
    look_at(page, german(*RINGS, photos=True), photos(tmp_path, "r1.jpg", "r2.jpg", "r3.jpg"))
    expect(page.locator(".scene .reading")).to_contain_text("semicolon")
    expect(page.locator(".sample h4").first).to_have_text("Solitärring Größe 52")
    expect(page.locator(".sample").first).to_contain_text("€1,290.00")
    expect(page.locator("#to-reject")).to_contain_text("Bezeichnung")

    page.get_by_text("What the 5 columns mean").click()
    setting = page.get_by_role("combobox", name="Meaning of Fassung")
    setting.select_option("style")
    expect(page.locator(".sample").first).to_contain_text("Zarge")
    expect(setting).to_have_value("style")

    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", name="Done, but 1 piece needs your eye")).to_be_visible()
    assert own_service.get("/v1/products/R-1")["price"] == "1290.00"
    reject = page.locator(".reject")
    expect(reject).to_have_count(1)
    reject.get_by_label("Bezeichnung").fill("Ring mit Saphir, größer als gedacht")
    page.get_by_role("button", name="Import 1 corrected piece").click()

    expect(page.get_by_role("heading", name="Everything is in")).to_be_visible()
    corrected = own_service.get("/v1/products/R-3")
    assert corrected["price"] == "1990.00"
    assert corrected["title"] == "Ring mit Saphir, größer als gedacht"
    assert len(corrected["photos"]) == 1
    expect(page.get_by_role("region", name="Recent imports").get_by_role("listitem")).to_have_count(2)
    expect(page.locator("#health")).to_contain_text("3 pieces, 3 photos")


def test_the_same_file_twice_changes_nothing(own_service: Any, new_page: Any) -> None:
    page = new_page(at=own_service)
    for headline in ("Everything is in", "Nothing had changed"):
        look_at(page, german(*RINGS[:2]))
        page.get_by_role("button", name="Start the import").click()
        expect(page.get_by_role("heading", name=headline)).to_be_visible()
        expect(page.locator("#scene")).to_have_css("opacity", "1")  # nothing is waited for any longer


def test_a_file_can_take_the_place_of_the_whole_catalogue(own_service: Any, new_page: Any) -> None:
    page = new_page(at=own_service)
    look_at(page, german(*RINGS[:2]))
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", name="Everything is in")).to_be_visible()

    look_at(page, german(RINGS[1]))
    page.get_by_role("radio", name="Make the catalogue equal to this file").check()
    page.get_by_role("button", name="Start the import").click()
    question = page.get_by_role("dialog", name="Make the catalogue equal to this file?")
    expect(question).to_contain_text("The catalogue holds 2 pieces now")
    question.get_by_role("button", name="Replace the catalogue").click()
    expect(page.locator("#scene .figure").filter(has_text="removed")).to_have_text("removed1")
    assert own_service.facets({})["total"] == 1


def test_a_draft_survives_a_reload_and_is_dropped_when_discarded(own_service: Any, new_page: Any) -> None:
    page = new_page(at=own_service)
    look_at(page, german(*RINGS[:2]))
    page.reload()
    expect(page.locator(".sample")).to_have_count(2)
    expect(page.get_by_role("region", name="Recent imports")).to_contain_text("Not started")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()
    assert own_service.get("/v1/imports") == {"imports": []}
    expect(page.get_by_role("region", name="Recent imports")).to_be_hidden()


def test_what_is_no_catalogue_is_told_so_and_leaves_nothing_behind(
    own_service: Any, new_page: Any, incidents: Any
) -> None:
    page = new_page(at=own_service)
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(
        {"name": "ring.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8}
    )
    with page.expect_response(lambda answer: answer.status >= 400) as answer:
        page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("region", name="Import").get_by_role("alert")).to_contain_text(
        answer.value.json()["detail"]
    )
    assert own_service.get("/v1/imports") == {"imports": []}
    assert incidents.refused == ["422 /v1/imports"]
    incidents.refused.clear()


@pytest.fixture
def locked_service(tmp_path: Path) -> Iterator[Any]:
    """A service with a write key."""
    with running(Settings(data_dir=tmp_path / "data", api_key=SecretStr(KEY))) as service:
        yield service


def test_where_a_key_is_known_to_be_wanted_it_is_asked_for_before_files_are_sent(
    locked_service: Any, new_page: Any, incidents: Any
) -> None:
    page = new_page(at=locked_service)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)
    with page.expect_response(lambda answer: answer.url.endswith("/v1/imports") and answer.status == 401):
        page.goto("/merchant")
    page.wait_for_load_state("networkidle")
    page.locator("#catalog-file").set_input_files(german(*RINGS[:2]))
    page.get_by_role("button", name="Look at it").click()
    key = page.get_by_role("textbox", name="Write key")
    expect(key).to_be_visible()
    assert sent == []
    page.get_by_role("button", name="Not now").click()
    page.get_by_role("button", name="Try again").click()
    key.fill(KEY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="artikel.csv", exact=True)).to_be_visible()
    assert sent == ["POST"]
    incidents.refused.clear()


def test_a_service_with_a_write_key_is_written_to_with_it_alone(
    locked_service: Any, new_page: Any, incidents: Any
) -> None:
    page = new_page(at=locked_service)
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(german(*RINGS[:2]))
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("textbox", name="Write key").fill(KEY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="artikel.csv", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", name="Everything is in")).to_be_visible()
    assert set(incidents.refused) == {"401 /v1/imports"}  # sending a file, and the list of imports
    incidents.refused.clear()
    page.goto("/merchant")
    expect(page.get_by_role("region", name="Recent imports").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Forget the write key").click()
    look = page.get_by_role("button", name="Look at it")
    page.locator("#catalog-file").set_input_files(german(RINGS[0]))
    look.click()
    expect(page.get_by_role("dialog", name=re.compile("write key"))).to_be_visible()
    incidents.refused.clear()
