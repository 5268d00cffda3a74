"""Filters narrow the pieces and say what another choice would find."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def choices(page: Page, name: str) -> dict[str, int]:
    """The choices of a group and their counts."""
    group = page.get_by_role("group", name=name)
    expect(group).to_be_visible()
    labels: Locator = group.locator(".choice:has(.count)")
    return {
        label.locator("span").first.inner_text(): int(label.locator(".count").inner_text()) for label in labels.all()
    }


def test_choices_carry_the_counts_of_the_api(page: Page, service: Any) -> None:
    page.goto("/?q=ring&metal=platinum")
    expect(page.get_by_role("checkbox", name="Platinum")).to_be_checked()
    under, all_pieces = service.facets({"metal": "platinum"}), service.facets({})
    assert choices(page, "Category") == {name.title(): count for name, count in under["counts"]["category"].items()}
    # A field's own filter is left out of its counts, so that its other values can be added.
    metals = {name.capitalize(): count for name, count in all_pieces["counts"]["metal"].items()}
    assert choices(page, "Metal") == metals
    prices = [band["count"] for band in under["price_bands"] if band["count"]]
    assert list(choices(page, "Price").values()) == prices


def test_two_metals_find_the_pieces_of_both(page: Page) -> None:
    page.goto("/?category=ring")
    page.get_by_role("checkbox", name="Platinum").check()
    expect(page.locator("#grid .card")).to_have_count(3)
    page.get_by_role("checkbox", name="Rose gold").check()
    expect(page.locator("#grid .card")).to_have_count(6)
    assert set(page.locator("#grid .facts").all_text_contents()) <= {
        f"{metal} · {stone}" for metal in ("Platinum", "Rose gold") for stone in ("Blue sapphire", "Ruby", "Emerald")
    }


def test_a_price_band_is_a_filter(page: Page, service: Any) -> None:
    page.goto("/?q=ring")
    expect(page.get_by_role("group", name="Price")).to_be_visible()
    offered = [band for band in service.facets({})["price_bands"] if band["count"]]
    page.get_by_role("group", name="Price").get_by_role("radio").nth(1).check()
    expect(page.locator("#summary")).to_contain_text(f"among {offered[0]['count']} piece")
    assert f"price={offered[0]['gte']:g}-{offered[0]['lt']:g}" in page.url
    page.get_by_role("radio", name="Any").check()
    expect(page.locator("#summary")).to_contain_text("among 28 pieces")


def test_chips_take_filters_away(page: Page, service: Any) -> None:
    page.goto("/?q=ring&category=ring&metal=platinum")
    page.get_by_role("button", name="Remove filter Platinum").click()
    expect(page).to_have_url(f"{service.url}/?q=ring&category=ring")
    page.goto("/?q=ring&category=ring&metal=platinum")
    page.get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(f"{service.url}/?q=ring")
    expect(page.get_by_role("checkbox", name="Ring")).not_to_be_checked()


def test_a_chip_that_is_there_already_stays_when_results_arrive(page: Page, service: Any) -> None:
    page.goto("/?q=ring&metal=platinum")
    chip = page.get_by_role("button", name="Remove filter Platinum")
    chip.evaluate("chip => { chip.seen = true }")
    page.get_by_role("searchbox").fill("band")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(f"{service.url}/?q=band&metal=platinum")
    expect(page.locator("#summary")).to_contain_text("band")
    assert chip.evaluate("chip => chip.seen")
    chip.click()
    expect(page).to_have_url(f"{service.url}/?q=band")


def test_filters_that_nothing_meets_offer_a_way_out(page: Page) -> None:
    page.goto("/?q=ring&category=tiara&metal=platinum")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Nothing meets all of these filters")
    expect(page.get_by_role("checkbox", name="Tiara")).to_be_checked()
    notice.get_by_role("button", name="Remove all filters").click()
    expect(page.locator("#summary")).to_contain_text("among 28 pieces")
    expect(notice).to_be_hidden()


def test_a_phone_has_its_filters_in_a_sheet(phone: Page) -> None:
    phone.goto("/?q=ring")
    expect(phone.get_by_role("checkbox", name="Platinum")).to_be_hidden()
    phone.get_by_role("button", name="Filters").tap()
    sheet = phone.get_by_role("dialog", name="Filters")
    sheet.get_by_role("checkbox", name="Platinum").check()
    sheet.get_by_role("button", name="Show 9 pieces").tap()
    expect(sheet).to_be_hidden()
    expect(phone.get_by_role("button", name="Filters (1)")).to_be_visible()
    expect(phone.locator("#grid .card")).to_have_count(9)


def test_clearing_all_filters_takes_those_of_the_words_along(page: Page) -> None:
    page.goto("/?q=ring,+not+platinum&available=yes")
    expect(page.get_by_role("button", name="Remove filter Not platinum")).to_be_visible()
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator("#summary")).to_contain_text("among 28 pieces")
    assert "literal=yes" in page.url


def test_what_the_words_do_not_want_is_a_chip_that_takes_them_back(page: Page) -> None:
    page.goto("/?q=ring,+not+platinum,+under+€100000")
    facts = page.locator("#grid .facts")
    expect(facts.first).to_be_visible()
    assert not [text for text in facts.all_text_contents() if "Platinum" in text]
    expect(page.get_by_role("button", name="Remove filter Under €100000")).to_be_visible()
    page.get_by_role("button", name="Remove filter Not platinum").click()
    expect(page.get_by_label("Describe the piece")).to_have_value("ring, under €100000")
    expect(page.get_by_role("button", name="Remove filter Not platinum")).to_have_count(0)
    expect(facts.filter(has_text="Platinum").first).to_be_visible()


def test_where_nothing_meets_the_words_they_can_be_taken_as_they_are(page: Page) -> None:
    page.goto("/?q=ring+under+€1")
    expect(page.get_by_role("alert")).to_contain_text("Nothing meets “under €1”")
    page.get_by_role("button", name="Take the words as they are").click()
    expect(page.locator("#grid .card").first).to_be_visible()
    assert "literal=yes" in page.url
