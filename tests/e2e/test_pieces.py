"""One piece from near."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

ODD = "/?piece=P%2Fodd+%26+%C3%A9%3F"


def test_a_card_opens_its_piece_and_escape_returns_to_it(page: Page, service: Any) -> None:
    page.goto("/?q=emerald+ring")
    product = service.search("emerald ring")["hits"][0]["product"]
    card = page.locator("#grid .card-link").first
    card.focus()
    page.keyboard.press("Enter")
    piece = page.get_by_role("dialog", name=product["title"])
    expect(piece.get_by_role("definition").first).to_have_text(product["category"].title())
    expect(piece).to_contain_text("Polished")
    expect(piece.get_by_role("img", name=product["title"])).to_be_visible()
    shop = piece.get_by_role("link", name="View in the shop")
    expect(shop).to_have_attribute("href", product["url"])
    expect(shop).to_have_attribute("rel", "noopener noreferrer")
    page.keyboard.press("Escape")
    expect(piece).to_be_hidden()
    expect(card).to_be_focused()
    expect(page).to_have_url(f"{service.url}/?q=emerald+ring")


def test_the_back_button_closes_a_piece_and_keeps_the_results(page: Page) -> None:
    page.goto("/?q=ring")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#grid .card")).to_have_count(28)
    page.locator("#grid .card-link").nth(25).click()
    expect(page.locator("#piece")).to_be_visible()
    page.go_back()
    expect(page.locator("#piece")).to_be_hidden()
    expect(page.locator("#grid .card")).to_have_count(28)


def test_the_address_of_a_piece_opens_it(page: Page, service: Any) -> None:
    page.goto("/?piece=P-3")
    piece = page.get_by_role("dialog", name=service.get("/v1/products/P-3")["title"])
    expect(piece).to_be_visible()
    piece.get_by_role("button", name="Close").click()
    expect(piece).to_be_hidden()
    expect(page).to_have_url(f"{service.url}/")


def test_every_photo_of_a_piece_can_be_seen_large(page: Page) -> None:
    page.goto(ODD)
    large = page.locator("#piece .gallery .frame img")
    first = large.get_attribute("src")
    page.get_by_role("button", name="Photo 2").click()
    assert large.get_attribute("src") not in (None, first)
    expect(page.get_by_role("button", name="Photo 2")).to_have_attribute("aria-pressed", "true")


def test_markup_in_a_title_is_shown_as_text(page: Page) -> None:
    title = "Ring <script>document.title='taken'</script><img src=x onerror=alert(1)> & more"

    def hostile(route: Route) -> None:
        answer = route.fetch().json()
        for product in [hit["product"] for hit in answer["hits"]] if "hits" in answer else [answer]:
            product["title"] = title  # imports turn markup into text, so it has to be put in here
        route.fulfill(json=answer)

    page.route(re.compile(r"/v1/(search|products)"), hostile)
    page.goto(ODD)
    expect(page.locator("#piece h2")).to_have_text(title)
    page.get_by_role("dialog").get_by_role("link", name="More like").click()
    expect(page.locator("#summary")).to_contain_text(title)
    expect(page.locator("#grid .card h3").first).to_have_text(title)
    assert page.title() == "Loupe"
    assert page.locator("main script, dialog script").count() == 0


def test_an_address_that_is_no_web_page_is_no_link_to_a_shop(page: Page, service: Any) -> None:
    product = service.get("/v1/products/P-3")

    def hostile(route: Route) -> None:
        route.fulfill(json={**product, "url": "javascript:alert(1)"})

    page.route("**/v1/products/P-3", hostile)
    page.goto("/?piece=P-3")
    expect(page.locator("#piece h2")).to_have_text(product["title"])
    assert page.get_by_role("link", name="View in the shop").count() == 0


def test_a_piece_that_is_gone_says_so(page: Page, incidents: Any) -> None:
    page.goto("/?piece=P-999")
    expect(page.get_by_role("dialog")).to_contain_text("There is no product “P-999”")
    assert incidents.refused == ["404 /v1/products/P-999"]
    incidents.refused.clear()


def answer_with(page: Page, product: Any, **changes: Any) -> None:
    """Let the service say something else of the piece P-3."""
    page.route("**/v1/products/P-3", lambda route: route.fulfill(json={**product, **changes}))


def test_what_only_the_photo_tells_is_marked_so(page: Page, service: Any) -> None:
    told = {"metal": {"value": "rose gold", "confidence": 0.83}}
    answer_with(page, service.get("/v1/products/P-3"), metal=None, predicted=told)
    page.goto("/?piece=P-3")
    facts = page.locator("#piece dl")
    expect(facts.locator("dt", has_text="Metal").locator("+ dd")).to_have_text("Rose gold from the photo")
    expect(facts.locator("dt", has_text="Category").locator("+ dd")).to_have_text("Ring")


def test_sizes_are_listed_and_what_is_sold_out_is_marked(page: Page, service: Any) -> None:
    variants = [
        {"sku": f"P-3-{size}", "options": {"Size": size}, "price": None, "available": size != "52"}
        for size in ("50", "52", "54")
    ]
    answer_with(page, service.get("/v1/products/P-3"), variants=variants)
    page.goto("/?piece=P-3")
    sizes = page.locator("#piece dt", has_text="Size").locator("+ dd")
    expect(sizes).to_have_text("50, 52, 54")
    expect(sizes.locator("s")).to_have_text("52")


def test_a_piece_leads_to_its_relatives(page: Page, service: Any) -> None:
    answer_with(page, service.get("/v1/products/P-3"), group="halo")
    asked: list[Any] = []

    def relatives(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["filters"])
        hits = [{"sku": sku, "score": 0.9, "product": service.get(f"/v1/products/{sku}")} for sku in ("P-3", "P-6")]
        route.fulfill(json={"hits": hits, "total": 2, "took_ms": {"total": 1}})

    def is_for_relatives(route: Route) -> bool:
        return "halo" in (route.request.post_data or "")

    page.route("**/v1/search", lambda route: relatives(route) if is_for_relatives(route) else route.fallback())
    page.goto("/?piece=P-3")
    kin = page.locator("#piece .kin").get_by_role("link")
    expect(kin).to_have_text(["Platinum"])
    assert asked == [{"group": "halo"}]
    kin.click()
    expect(page.get_by_role("dialog", name=service.get("/v1/products/P-6")["title"])).to_be_visible()
    expect(page.locator("#piece .kin")).to_have_count(0)
    assert len(asked) == 1  # who has no group is not asked about
