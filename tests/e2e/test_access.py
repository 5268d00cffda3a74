"""The page works for everybody: by keyboard, by ear, on small screens, in the dark."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = pytest.mark.browser

VIEWS = ("/", "/?q=ring&metal=platinum", "/?q=ring&piece=P-3", "/?q=ring&category=tiara")

# Colours of every visible text with the nearest opaque background behind it.
TEXT_COLOURS = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.checkVisibility({ opacityProperty: true }) && node.getClientRects().length
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
  .map((node) => {
    let behind = node;
    const background = (at) => getComputedStyle(at).backgroundColor;
    while (behind.parentElement && background(behind) === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    return [node.textContent.trim().slice(0, 40), getComputedStyle(node).color, background(behind)];
  })"""

UNNAMED = """() => [...document.querySelectorAll("a, button, input, dialog, img")]
  .filter((node) => node.checkVisibility() || node.matches("input[type=file]"))
  .filter((node) => !(node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.textContent.trim()
    || node.labels?.length || node.hasAttribute("alt")))
  .map((node) => node.outerHTML)"""


def luminance(colour: str) -> float:
    """Relative luminance of "rgb(r, g, b)". Source: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, background: str) -> float:
    """Contrast ratio, in [1, 21]. Source: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((luminance(colour), luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def settle(page: Page, address: str) -> None:
    """Open an address and wait until what it shows has arrived."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.getAnimations().every((animation) => animation.playState === 'finished')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", VIEWS)
def test_every_text_has_the_contrast_of_wcag_aa(scheme: str, address: str, new_page: Any) -> None:
    page = new_page(color_scheme=scheme)
    settle(page, address)
    texts = page.evaluate(TEXT_COLOURS)
    assert len(texts) > 5
    assert [text for text in texts if contrast(text[1], text[2]) < 4.5] == []


@pytest.mark.parametrize("address", VIEWS)
def test_everything_to_operate_has_a_name(address: str, page: Page) -> None:
    settle(page, address)
    assert page.evaluate(UNNAMED) == []


@pytest.mark.parametrize("address", VIEWS)
def test_a_phone_does_not_scroll_sideways(address: str, phone: Page) -> None:
    settle(phone, address)
    assert phone.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [360, 360]


def test_a_composed_search_fits_a_phone(phone: Page, catalogue: Path) -> None:
    phone.goto("/?q=in+rose+gold")
    phone.locator("#photo-file").set_input_files(catalogue.parent / "0.jpg")
    expect(phone.get_by_role("slider")).to_be_visible()
    assert phone.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [360, 360]


def test_a_phone_can_take_a_photo(phone: Page) -> None:
    phone.goto("/")
    camera = phone.get_by_label("Take a photo")
    expect(camera).to_have_attribute("capture", "environment")
    assert phone.locator(".pick-camera").is_visible()


def test_everything_can_be_done_by_keyboard(page: Page, service: Any) -> None:
    page.goto("/?q=ring")
    expect(page.locator("#grid .card").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("ruby")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service.url}/?q=ruby")

    expect(page.get_by_role("checkbox", name="Platinum")).to_be_visible()
    tab_to(page, page.get_by_role("checkbox", name="Platinum"))
    page.keyboard.press("Space")
    expect(page.locator("#grid .card")).to_have_count(9)
    expect(page.get_by_role("checkbox", name="Platinum")).to_be_focused()

    tab_to(page, page.locator("#grid .card-link").first)
    page.keyboard.press("Tab")
    expect(page.locator("#grid .similar").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#piece")).to_be_visible()
    tab_to(page, page.locator("#piece .similar"))
    page.keyboard.press("Enter")
    expect(page.locator("#piece")).to_be_hidden()
    assert "like=" in page.url


def test_the_first_tab_can_skip_to_the_results(page: Page, service: Any) -> None:
    page.goto("/?q=ring")
    expect(page.locator("#grid .card").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    expect(page).to_have_url(f"{service.url}/?q=ring")


def test_focus_can_be_seen(page: Page) -> None:
    page.goto("/?q=ring")
    expect(page.locator("#grid .card").first).to_be_visible()
    tab_to(page, page.locator("#grid .similar").first)
    assert page.locator("#grid .similar").first.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


def test_the_number_of_pieces_is_announced(page: Page) -> None:
    page.goto("/?q=ring&metal=platinum")
    status = page.get_by_role("status")
    expect(status).to_have_text("9 pieces, best match first")
    page.get_by_role("checkbox", name="Ring").check()
    expect(status).to_have_text("3 pieces, best match first")


def test_the_page_has_its_landmarks(page: Page) -> None:
    page.goto("/?q=ring")
    for role in ("banner", "main", "search", "contentinfo", "complementary"):
        expect(page.get_by_role(role)).to_be_visible()
    expect(page.get_by_role("heading", name="Results")).to_be_attached()
    assert page.locator("html").get_attribute("lang") == "en"


def test_who_wants_no_motion_sees_none(new_page: Any) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto("/?q=ring")
    expect(page.locator("#grid .card").first).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize(("address", "most"), [("/", 85_000), ("/merchant", 135_000)])
def test_the_page_is_small_and_allows_no_inline_code(address: str, most: int, page: Page) -> None:
    loaded: list[Response] = []
    page.on("response", lambda answer: loaded.append(answer))
    response = page.goto(address, wait_until="networkidle")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["cache-control"] == "no-cache"
    files = [one for one in loaded if one is response or "/static/" in one.url]
    assert len(files) > 10
    assert sum(len(one.body()) for one in files) < most  # bytes


def tab_to(page: Page, target: Any) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}")
