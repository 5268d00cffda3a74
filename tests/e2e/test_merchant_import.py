"""The merchant's page during and after an import: watched, reported, put right, and the catalogue's health."""

import re
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.recorded import COLUMNS, RecordedService, health, job, progress, report

pytestmark = pytest.mark.browser

JOB = "/merchant?import=0f3c"


def test_an_import_is_watched_to_its_end(page: Page) -> None:
    recorded = RecordedService(page, job("running"))
    recorded.events = [
        job("queued"),
        job("running", progress=progress(fraction=0.5)),
        job("done", report=report(rejected=0)),
    ]
    page.goto(JOB)
    expect(page.get_by_role("heading", name="Everything is in")).to_be_focused()
    expect(page.locator("#scene .figure").first).to_have_text("added398")
    expect(page.locator("#scene")).to_contain_text("1,630 photos read, 88 a second")


def test_the_progress_is_told_in_figures_and_words(page: Page) -> None:
    waiting = "The index does not answer; trying again."
    RecordedService(page, job("running", resumed=2, progress=progress(waiting=waiting)))
    page.goto(JOB)
    bar = page.get_by_role("progressbar", name="Importing products_export.csv")
    expect(bar).to_have_js_property("value", 0.41)
    expect(page.locator(".bar-line")).to_contain_text("41 %")
    expect(page.locator(".bar-line")).to_contain_text("about 1 min 22 s left")
    expect(page.locator(".bar-line")).to_contain_text("taken up again after the service restarted (2 times)")
    expect(page.get_by_text(waiting)).to_be_visible()


def test_where_events_do_not_pass_the_page_asks(page: Page) -> None:
    recorded = RecordedService(page, job("running"))
    page.route("**/events", lambda route: route.abort())
    page.goto(JOB)
    expect(page.locator(".bar-line")).to_contain_text("41 %")
    recorded.now = job("running", progress=progress(fraction=0.8))
    expect(page.locator(".bar-line")).to_contain_text("80 %")
    recorded.now = job("done")
    expect(page.get_by_role("heading", name="2 pieces need your eye")).to_be_visible()


def test_a_silent_service_is_waited_for(page: Page) -> None:
    recorded = RecordedService(page, job("running"))
    page.goto(JOB)
    expect(page.get_by_role("progressbar")).to_be_visible()

    def gone(route: Route) -> None:
        route.abort()

    page.route("**/v1/imports/**", gone)
    stage = page.get_by_role("region", name="Import")
    expect(stage.get_by_role("alert")).to_contain_text("No news at the moment")
    page.unroute("**/v1/imports/**", gone)
    recorded.now = job("done", report=report(rejected=0))
    expect(page.get_by_role("heading", name="Everything is in")).to_be_visible()


def test_an_import_survives_a_reload_of_the_page(page: Page) -> None:
    RecordedService(page, job("running"))
    page.goto(JOB)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="Importing products_export.csv")).to_be_visible()


def test_cancelling_asks_first(page: Page) -> None:
    recorded = RecordedService(page, job("running"))
    recorded.replies["0f3c"] = lambda _: job("cancelled", report=report(cancelled=True, rejected=0))
    page.goto(JOB)
    page.get_by_role("button", name="Cancel the import").click()
    question = page.get_by_role("dialog", name="Cancel this import?")
    question.get_by_role("button", name="Let it go on").click()
    assert recorded.sent == []
    page.get_by_role("button", name="Cancel the import").click()
    question.get_by_role("button", name="Cancel the import").click()
    expect(page.get_by_role("heading", name="The import was cancelled")).to_be_visible()
    assert recorded.sent == [("DELETE", "/imports/0f3c", None)]


def test_cancelling_a_replacement_leaves_the_catalogue_as_it_was(page: Page) -> None:
    recorded = RecordedService(page, job("running", replace=True))
    ended = job("cancelled", replace=True, report=report(cancelled=True, rejected=0))
    recorded.replies["0f3c"] = lambda _: ended
    page.goto(JOB)
    page.get_by_role("button", name="Cancel the import").click()
    question = page.get_by_role("dialog", name="Cancel this import?")
    expect(question).to_contain_text("The catalogue stays as it was")
    question.get_by_role("button", name="Cancel the import").click()
    expect(page.locator("#scene")).to_contain_text("The catalogue is as it was before.")


def test_a_failed_import_says_why_and_what_to_do(page: Page) -> None:
    RecordedService(page, job("failed", error="The disk is full. Make room and import the file again."))
    page.goto(JOB)
    expect(page.get_by_role("heading", name="The import did not finish")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Make room and import the file again")
    page.get_by_role("button", name="Import another file").click()
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()


def test_a_rejected_row_is_put_right_and_imported_by_itself(page: Page) -> None:
    recorded = RecordedService(page, job("done"))
    corrected = job("done", id="0f3d", catalog="corrections", report=report(added=1, rejected=0))
    recorded.replies["corrections"] = lambda _: corrected
    page.goto(JOB)
    reject = page.locator(".reject").first
    price = reject.get_by_label("Variant Price")
    expect(price).to_have_accessible_description(re.compile("The price cannot be read"))
    expect(reject.get_by_label("Vendor")).to_have_count(0)  # folded away
    button = page.locator("#import-corrections")
    expect(button).to_be_disabled()
    price.fill("1450.00")
    expect(reject.get_by_role("checkbox", name="Import this one again")).to_be_checked()
    expect(button).to_have_text("Import 1 corrected piece")
    button.click()
    expect(page).to_have_url(re.compile(r"import=0f3d$"))
    expect(page.get_by_role("heading", name="Everything is in")).to_be_visible()
    [(method, path, body)] = recorded.sent
    assert (method, path) == ("POST", "/imports/0f3c/corrections")
    [cells] = body["records"]
    header = [one["header"] for one in COLUMNS]
    assert cells[header.index("Variant Price")] == "1450.00"
    assert cells[header.index("Title")] == "Platinum Solitaire"
    assert len(cells) == len(header)


def test_other_columns_can_be_corrected_too_and_taken_back(page: Page) -> None:
    RecordedService(page, job("done"))
    page.goto(JOB)
    reject = page.locator(".reject").nth(1)
    reject.get_by_text("Its other 13 columns").click()
    vendor = reject.get_by_label("Vendor")
    vendor.fill("Someone else")
    expect(page.locator("#import-corrections")).to_have_text("Import 1 corrected piece")
    vendor.fill("Velm & Daughters")
    expect(page.locator("#import-corrections")).to_be_disabled()


def test_unsaved_corrections_survive_a_reload_and_leaving_asks(page: Page) -> None:
    RecordedService(page, job("done"))
    page.goto(JOB)
    page.locator(".reject").first.get_by_label("Variant Price").fill("1450.00")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    expect(page.locator(".reject").first.get_by_label("Variant Price")).to_have_value("1450.00")
    expect(page.locator("#import-corrections")).to_have_text("Import 1 corrected piece")
    assert asked == ["beforeunload"]


def test_corrections_that_are_refused_stay_on_the_page(page: Page, incidents: Any) -> None:
    recorded = RecordedService(page, job("done"))
    recorded.replies["corrections"] = lambda _: (
        409,
        "The photos of this import are no longer kept. Import the file again.",
    )
    page.goto(JOB)
    page.locator(".reject").first.get_by_label("Variant Price").fill("1450.00")
    page.locator("#import-corrections").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer kept")
    expect(page.locator(".reject").first.get_by_label("Variant Price")).to_have_value("1450.00")
    incidents.refused.clear()


def test_every_rejected_piece_is_reached_page_by_page(page: Page) -> None:
    recorded = RecordedService(page, job("done", report=report(rejected=4)))
    recorded.rejected["total"] = 4  # the recorded page holds two of them
    page.goto(JOB)
    expect(page.locator(".reject")).to_have_count(2)
    page.get_by_role("button", name="Show 2 more").click()
    expect(page.locator(".reject")).to_have_count(4)
    expect(page.locator(".reject").nth(2).get_by_role("textbox")).to_be_focused()
    expect(page.locator("#more-rejected")).to_have_count(0)


def test_recent_imports_lead_back_to_each(page: Page) -> None:
    recorded = RecordedService(page, job("done"))
    recorded.jobs = [job("running", id="aa", catalog="one.csv"), job("done", catalog="two.csv")]
    page.goto("/merchant")
    recent = page.get_by_role("region", name="Recent imports")
    expect(recent.get_by_role("link")).to_have_text(
        [re.compile("one.csv.*Running, 41 %"), re.compile("two.csv.*398 added")]
    )
    recent.get_by_role("link", name="two.csv").click()
    expect(page).to_have_url(re.compile(r"import=0f3c$"))
    expect(page.get_by_role("heading", name="2 pieces need your eye")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()


def test_health_names_every_complaint_and_leads_to_the_pieces(page: Page, service: Any) -> None:
    recorded = RecordedService(page, job("done"))
    thumbnail = service.get("/v1/products/P-3")["thumbnails"][0]
    recorded.health = health(thumbnail)
    page.goto("/merchant")
    place = page.get_by_role("region", name="How your catalogue is doing")
    expect(place).to_contain_text("640 pieces, 1,500 photos")
    place.get_by_text("perhaps in the wrong category").click()
    expect(place).to_contain_text("filed under handrail, the photo says ring, 91 %")
    place.get_by_text("without a metal").click()
    expect(place).to_contain_text("Silver from the photo, 74 %")
    place.get_by_text("pair of nearly the same photos").click()
    expect(place).to_contain_text("98 % alike")
    expect(place.get_by_role("link", name="Stair Set")).to_have_attribute("href", "/?piece=ST-2")


def test_health_can_be_looked_at_again(page: Page) -> None:
    recorded = RecordedService(page, job("done"))
    page.goto("/merchant")
    nothing: dict[str, Any] = {"count": 0, "products": [], "groups": [], "pairs": []}
    recorded.health = health(missing_photos=nothing, missing_attributes={}, same_photo=nothing, near_duplicates=nothing,
                             suspected_categories=nothing)  # fmt: skip
    again = page.get_by_role("button", name="Look again")
    again.click()
    expect(page.locator("#health")).to_contain_text("Nothing to complain about")
    expect(again).to_be_focused()


def test_an_empty_catalogue_invites_to_drop_a_file(page: Page) -> None:
    recorded = RecordedService(page, job("done"))
    recorded.health = health(products=0, photos=0)
    page.goto("/merchant")
    expect(page.locator("#health")).to_contain_text("There is nothing in the catalogue yet")
