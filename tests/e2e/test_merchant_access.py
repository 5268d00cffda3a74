"""The merchant's page works for everybody: by keyboard, by ear, on small screens, in the dark."""

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.recorded import RecordedService, job, preview
from tests.e2e.test_access import TEXT_COLOURS, UNNAMED, contrast, settle, tab_to

pytestmark = pytest.mark.browser

JOB = "/merchant?import=0f3c"
STATES = {
    "choose": (job("draft"), "/merchant"),
    "check": (job("draft"), JOB),
    "import": (job("running"), JOB),
    "failed": (job("failed", error="The disk is full."), JOB),
    "done": (job("done"), JOB),
}

# What a text inside does not name.
UNLABELLED = """() => [...document.querySelectorAll("select, textarea, progress, table")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.labels?.length
    || node.caption?.textContent))
  .map((node) => node.outerHTML)"""


def show(page: Page, state: str) -> None:
    """Show a step of an import with everything unfolded."""
    now, address = STATES[state]
    recorded = RecordedService(page, now)
    recorded.jobs = [job("running"), job("failed"), job("draft")]
    # An import that runs keeps the network busy, so this waits for what arrives last instead.
    page.goto(address)
    expect(page.locator("#health .complaint")).to_have_count(5)
    expect(page.locator("#scene :is(h1, h2)")).to_be_visible()
    if state == "done":
        expect(page.locator(".reject")).to_have_count(2)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    page.wait_for_function("document.getAnimations().every((animation) => animation.playState === 'finished')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_every_text_has_the_contrast_of_wcag_aa(scheme: str, state: str, new_page: Any) -> None:
    page = new_page(color_scheme=scheme)
    show(page, state)
    texts = page.evaluate(TEXT_COLOURS)
    assert len(texts) > 20
    assert [text for text in texts if contrast(text[1], text[2]) < 4.5] == []


@pytest.mark.parametrize("state", STATES)
def test_everything_to_operate_has_a_name(state: str, page: Page) -> None:
    show(page, state)
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(UNLABELLED) == []


@pytest.mark.parametrize("state", STATES)
def test_a_phone_does_not_scroll_sideways(state: str, phone: Page) -> None:
    show(phone, state)
    assert phone.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [360, 360]


@pytest.mark.parametrize("state", STATES)
def test_what_is_touched_is_large_enough(state: str, phone: Page) -> None:
    """Target size of WCAG 2.2 AA: 24 pixels, links within a sentence aside."""
    show(phone, state)
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, textarea, label:has(input), .jobs a")]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 24)
          .map((node) => node.outerHTML)"""
    )
    assert small == []


def test_an_import_can_be_started_by_keyboard(page: Page) -> None:
    recorded = RecordedService(page, job("draft", preview=preview(rejected=0, rejected_rows=[])))
    recorded.replies["start"] = lambda _: job("running", replace=True)
    page.goto(JOB)
    expect(page.get_by_role("heading", name="products_export.csv")).to_be_focused()
    tab_to(page, page.get_by_role("radio", name="Add and update"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start the import")).to_be_focused()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog", name="Make the catalogue equal to this file?")
    expect(question.get_by_role("button", name="Go back")).to_be_focused()  # Enter by accident removes nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Importing products_export.csv")).to_be_focused()
    assert recorded.sent[0][2] == {"mapping": None, "replace": True}


def test_headings_go_down_step_by_step(page: Page) -> None:
    for state in STATES:
        show(page, state)
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4, h5')].filter((node) => node.checkVisibility())"
            ".map((node) => Number(node.localName[1]))"
        )
        steps = itertools.pairwise(levels)
        assert all(later <= earlier + 1 for earlier, later in steps), (state, levels)
        page.unroute_all()


def test_the_steps_say_where_the_import_is(page: Page) -> None:
    show(page, "check")
    steps = page.get_by_role("list", name="Steps of an import")
    expect(steps.locator("[aria-current=step]")).to_have_text("Check")


def test_both_pages_lead_to_each_other(page: Page, service: Any) -> None:
    settle(page, "/")
    page.get_by_role("contentinfo").get_by_role("link", name="Your catalogue").click()
    expect(page).to_have_url(f"{service.url}/merchant")
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Search").click()
    expect(page).to_have_url(f"{service.url}/")
