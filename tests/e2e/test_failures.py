"""What goes wrong is said in words, with a way on."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def test_a_file_that_is_no_photo_gets_the_words_of_the_service(page: Page, tmp_path: Path, incidents: Any) -> None:
    path = tmp_path / "ring.jpg"
    path.write_text("<!doctype html><title>Not found</title>")
    page.goto("/")
    with page.expect_response(lambda answer: answer.status >= 400) as answer:
        page.get_by_label("Photo", exact=True).set_input_files(path)
    expect(page.get_by_role("alert")).to_contain_text(answer.value.json()["detail"])
    assert incidents.refused == ["415 /v1/search"]
    incidents.refused.clear()


def test_words_can_go_on_without_a_photo_that_cannot_be_read(
    page: Page, catalogue: Path, tmp_path: Path, incidents: Any
) -> None:
    path = tmp_path / "torn.jpg"
    path.write_bytes((catalogue.parent / "1.jpg").read_bytes()[:700])
    page.goto("/?q=ring")
    page.get_by_label("Photo", exact=True).set_input_files(path)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("That search did not work")
    alert.get_by_role("button", name="Search without the photo").click()
    expect(page.locator("#summary")).to_contain_text("Best matches for “ring”")
    assert len(incidents.refused) == 1
    incidents.refused.clear()


def test_a_service_that_does_not_answer_can_be_asked_again(page: Page) -> None:
    page.goto("/?q=ring")
    expect(page.locator("#grid .card")).to_have_count(24)
    page.route("**/v1/**", lambda route: route.abort())
    box = page.get_by_role("searchbox")
    box.fill("ruby")
    box.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The search service does not answer")
    page.unroute("**/v1/**")
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator("#summary")).to_contain_text("“ruby”")
    expect(alert).to_be_hidden()


def test_a_search_that_failed_offline_runs_by_itself_once_online(page: Page) -> None:
    page.goto("/?q=ring")
    expect(page.locator("#grid .card")).to_have_count(24)
    page.context.set_offline(True)
    page.get_by_role("checkbox", name="Platinum").check()
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.locator("#grid .card")).to_have_count(9)


def test_an_answer_from_something_in_between_is_told_by_its_status(page: Page, incidents: Any) -> None:
    def bad_gateway(route: Route) -> None:
        route.fulfill(status=502, content_type="text/html", body="<h1>nginx</h1>")

    page.route("**/v1/search", bad_gateway)
    page.goto("/?q=ring")
    expect(page.get_by_role("alert")).to_contain_text("The search service answered 502")
    assert incidents.refused == ["502 /v1/search"]
    incidents.refused.clear()


def test_a_dropped_link_is_explained(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/uri-list", "https://elsewhere.example/ring");
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_role("alert")).to_contain_text("That was a link, not a photo")


def test_an_empty_catalogue_says_how_to_fill_it(page: Page) -> None:
    page.route("**/v1/facets*", lambda route: route.fulfill(json={"total": 0, "counts": {}, "price_bands": []}))
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("The catalogue is empty")
    expect(page.get_by_role("alert")).to_contain_text("loupe import")
