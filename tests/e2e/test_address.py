"""The address says what is asked, as far as it can be shared."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_an_address_with_words_and_filters_brings_back_the_same_pieces(page: Page, new_page: Any, service: Any) -> None:
    page.goto("/?q=sapphire")
    page.get_by_role("checkbox", name="Rose gold").check()
    page.get_by_role("checkbox", name="Ring").check()
    page.get_by_role("checkbox", name="Available now").check()
    expect(page).to_have_url(f"{service.url}/?q=sapphire&category=ring&metal=rose+gold&available=yes")
    filters: dict[str, object] = {"category": ["ring"], "metal": ["rose gold"], "available": True}
    found = [hit["product"]["title"] for hit in service.search("sapphire", filters)["hits"]]
    expect(page.locator("#grid .card h3")).to_have_text(found)

    elsewhere = new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("#grid .card h3")).to_have_text(found)
    expect(elsewhere.get_by_role("searchbox")).to_have_value("sapphire")
    for name in ("Rose gold", "Ring", "Available now"):
        expect(elsewhere.get_by_role("checkbox", name=name)).to_be_checked()


def test_back_and_forward_go_through_searches(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("searchbox")
    for words in ("ruby ring", "emerald pendant"):
        box.fill(words)
        box.press("Enter")
        expect(page.locator("#summary")).to_contain_text(words)
    page.go_back()
    expect(page.locator("#summary")).to_contain_text("ruby ring")
    expect(box).to_have_value("ruby ring")
    page.go_back()
    expect(page.get_by_role("heading", name="Find the piece you have in mind.")).to_be_visible()
    page.go_forward()
    expect(page.locator("#summary")).to_contain_text("ruby ring")


def test_back_finds_the_photo_again_and_a_reload_says_that_it_is_gone(page: Page, catalogue: Path) -> None:
    page.goto("/")
    page.get_by_label("Photo", exact=True).set_input_files(catalogue.parent / "3.jpg")
    expect(page.locator("#summary")).to_contain_text("your photo")
    page.get_by_role("button", name="Remove the photo").click()
    expect(page.get_by_role("heading", name="Find the piece you have in mind.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    expect(page.get_by_text("Best matches for your photo")).to_be_visible()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Your photo is no longer here")
    expect(page.get_by_role("heading", name="Find the piece you have in mind.")).to_be_visible()


def test_what_cannot_be_understood_in_an_address_is_left_out(page: Page) -> None:
    page.goto("/?q=ring&price=cheap&photo=7&available=perhaps&category=&unknown=1")
    expect(page.locator("#summary")).to_contain_text("Best matches for “ring” among 28 pieces")
    expect(page.locator("#chosen")).to_be_hidden()


def test_the_name_of_the_page_leads_back_to_its_beginning(page: Page, service: Any) -> None:
    page.goto("/?q=ring&category=ring")
    page.get_by_role("link", name="Loupe").click()
    expect(page).to_have_url(f"{service.url}/")
    expect(page.get_by_role("searchbox")).to_have_value("")
