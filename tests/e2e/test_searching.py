"""Photo, words, or both go in; pieces come out."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.browser

PHOTOS = Path(__file__).parents[1] / "photos"

# Gives the page a file as a person would who drops or pastes it.
GIVE = """([name, type, base64, how]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const event = how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(how, { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}"""


def titles(page: Page) -> list[str]:
    """Titles of the pieces in the grid, once they are there."""
    expect(page.locator("#grid:not([aria-busy]) .card").first).to_be_visible()
    return page.locator("#grid .card h3").all_text_contents()


def carries_photo(request: Request) -> bool:
    """Whether this is a search by a photo."""
    return b'name="image"' in (request.post_data_buffer or b"")


def photo_in(request: Request) -> Image.Image:
    """The photo in the body of a search."""
    body = request.post_data_buffer or b""
    start = body.index(b"\r\n\r\n", body.index(b'name="image"')) + 4
    return Image.open(io.BytesIO(body[start:]))


def field_in(request: Request, name: str) -> str | None:
    """A text field in the body of a search."""
    found = re.search(rf'name="{name}"\r\n\r\n(.*?)\r\n--'.encode(), request.post_data_buffer or b"", re.DOTALL)
    return found[1].decode() if found else None


def test_words_find_what_the_api_finds_in_its_order(page: Page, service: Any) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("ruby pendant")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#summary")).to_contain_text("Best matches for “ruby pendant” among 28 pieces")
    assert titles(page) == [hit["product"]["title"] for hit in service.search("ruby pendant")["hits"]]
    assert page.title() == "ruby pendant – Loupe"


def test_misspelt_words_are_put_right_and_can_be_searched_for_as_they_were_typed(page: Page) -> None:
    page.goto("/?q=rubby+pendannt")
    expect(page.locator("#summary")).to_contain_text("Best matches for “ruby pendant” among 28 pieces")
    page.get_by_role("button", name="Search as typed").click()
    expect(page.locator("#summary")).to_contain_text("Best matches for “rubby pendannt” among 28 pieces")
    assert "literal=yes" in page.url
    expect(page.locator("#summary").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (768, False)])
def test_how_many_pieces_there_are_stands_apart_from_the_words_or_below_their_beginning(
    width: int, is_beside: bool, new_page: Any
) -> None:
    page = new_page(size=(width, 900))
    page.goto("/?q=a+pendant+with+a+ruby+in+yellow+gold+for+a+mother")
    expect(page.locator("#summary small")).to_be_visible()
    words, small = page.evaluate(
        """() => {
          const summary = document.querySelector("#summary"), words = document.createRange();
          words.selectNode(summary.firstChild);
          return [words.getBoundingClientRect(), summary.querySelector("small").getBoundingClientRect()];
        }"""
    )
    if is_beside:
        assert 8 < small["left"] - words["right"] < 25
    else:
        assert small["left"] == pytest.approx(words["left"], abs=1)


def test_a_long_word_stays_on_its_card(page: Page, service: Any) -> None:
    answer = service.search("ring")
    answer["hits"][0]["product"] |= {"metal": "goldplatedsterling" * 6}
    page.route("**/v1/search", lambda route: route.fulfill(json=answer))
    page.goto("/?q=ring")
    expect(page.locator("#grid .card")).to_have_count(24)
    card = page.locator("#grid .card").first
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")


def test_a_card_shows_photo_price_and_availability(page: Page, service: Any) -> None:
    page.goto("/?q=ring")
    product = service.search("ring")["hits"][0]["product"]
    card = page.locator("#grid .card").first
    expect(card.locator(".price")).to_contain_text(f"€{float(product['price']):,.2f}")
    assert card.get_by_text("Not available").count() == (product["available"] is False)
    expect(card.locator("img")).to_have_js_property("complete", True)
    assert card.locator("img").evaluate("image => image.naturalWidth") > 0


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        (0.638, "looks 64% · words 36%"),
        (0.0, "matched by words alone"),
        (1.0, "matched by looks alone"),
        (0.004, "matched by words alone"),
    ],
)
def test_a_card_says_why_it_matched(looks: float, words: str, page: Page, service: Any) -> None:
    answer = service.search("ring")
    answer["hits"][0]["match"] = {"image": looks, "text": 1 - looks}
    page.route("**/v1/search", lambda route: route.fulfill(json=answer))
    page.goto("/?q=ring")
    reasons = page.locator("#grid .reasons").first
    expect(reasons).to_have_text(words)
    widths = reasons.locator(".shares > span").evaluate_all("parts => parts.map((part) => part.offsetWidth)")
    if len(widths) == 2:
        assert widths[0] / sum(widths) == pytest.approx(looks, abs=0.01)
    else:
        assert len(widths) == 1


def test_a_chosen_photo_is_searched_with(page: Page, catalogue: Path) -> None:
    page.goto("/")
    with page.expect_response(lambda answer: carries_photo(answer.request)) as search:
        page.get_by_label("Photo", exact=True).set_input_files(catalogue.parent / "4.jpg")
    expect(page.locator("#summary")).to_contain_text("Best matches for your photo")
    expect(page.locator("#summary")).to_contain_text("cannot be shared")
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    assert titles(page) == [hit["product"]["title"] for hit in search.value.json()["hits"]]
    assert page.url.endswith("/")


def test_a_photo_that_hardly_shows_jewellery_is_told_so_gently(page: Page, catalogue: Path) -> None:
    chooser, summary = page.get_by_label("Photo", exact=True), page.locator("#summary")
    page.goto("/")
    with page.expect_response(lambda answer: carries_photo(answer.request)) as search:
        chooser.set_input_files(catalogue.parent / "4.jpg")
    answer = search.value.json()
    expect(summary).to_contain_text("Best matches for your photo")
    expect(summary).not_to_contain_text("does not look")
    page.route("**/v1/search", lambda route: route.fulfill(json={**answer, "looks_like_jewellery": False}))
    chooser.set_input_files(catalogue.parent / "5.jpg")
    expect(summary).to_contain_text("does not look much like jewellery")
    expect(page.locator("#announcement")).to_contain_text("does not look much like jewellery")
    expect(page.locator("#grid .card")).to_have_count(24)


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_a_photo_can_be_given_by(how: str, page: Page, catalogue: Path) -> None:
    page.goto("/")
    with page.expect_request(carries_photo) as search:
        give(page, catalogue.parent / "4.jpg", how)
    assert photo_in(search.value).size == (320, 320)
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()


def test_the_page_says_where_a_dragged_photo_goes(page: Page, catalogue: Path) -> None:
    page.goto("/")
    give(page, catalogue.parent / "4.jpg", "dragenter")
    expect(page.get_by_text("Drop the photo to search with it")).to_be_visible()
    give(page, catalogue.parent / "4.jpg", "drop")
    expect(page.get_by_text("Drop the photo to search with it")).to_be_hidden()


def test_a_large_photo_is_sent_small_and_upright(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"
    large = Image.linear_gradient("L").resize((3000, 2000)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    large.save(path, exif=exif)
    page.goto("/")
    with page.expect_request(carries_photo) as search:
        page.get_by_label("Photo", exact=True).set_input_files(path)
    sent = photo_in(search.value)
    assert (sent.format, sent.size) == ("JPEG", (683, 1024))
    assert 0x0112 not in sent.getexif()
    expect(page.locator("#summary")).to_contain_text("your photo")


def test_a_transparent_photo_is_sent_on_white(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "cut-out.png"
    Image.new("RGBA", (1500, 1500), (0, 0, 0, 0)).save(path)
    page.goto("/")
    with page.expect_request(carries_photo) as search:
        page.get_by_label("Photo", exact=True).set_input_files(path)
    assert photo_in(search.value).convert("RGB").getpixel((500, 500)) == (255, 255, 255)


def test_a_photo_that_the_browser_cannot_show_is_searched_with_nevertheless(page: Page) -> None:
    """Chromium reads no photos of iPhones; the service does."""
    page.goto("/")
    with page.expect_request(carries_photo) as asked:
        page.get_by_label("Photo", exact=True).set_input_files(PHOTOS / "turned.heic")
    assert b'filename="turned.heic"' in (asked.value.post_data_buffer or b"")
    expect(page.locator("#grid .card")).to_have_count(24)
    expect(page.locator("#reference > svg")).to_be_visible()
    expect(page.get_by_role("button", name="Remove the photo")).to_be_visible()


def test_photo_and_words_are_balanced_as_learned_until_the_shopper_shifts_them(page: Page, catalogue: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("slider")).to_be_hidden()
    page.get_by_role("searchbox").fill("in rose gold")
    with page.expect_response(lambda answer: carries_photo(answer.request)) as first:
        page.get_by_label("Photo", exact=True).set_input_files(catalogue.parent / "0.jpg")
    learned = round(100 * first.value.json()["weights"]["text"])
    slider = page.get_by_role("slider", name="Balance of photo and words")
    expect(slider).to_have_value(str(learned))
    expect(slider).to_have_attribute("aria-valuetext", f"{100 - learned}% photo, {learned}% words")
    assert field_in(first.value.request, "image_weight") is None

    with page.expect_response("**/v1/search") as shifted:
        slider.fill("90")
    assert field_in(shifted.value.request, "image_weight") == "0.1"
    assert shifted.value.json()["weights"] == {"image": 0.1, "text": 0.9}
    expect(page.locator("#balance-words")).to_have_text("Words 90%")

    with page.expect_response("**/v1/search") as reset:
        page.get_by_role("button", name="Reset to automatic").click()
    assert field_in(reset.value.request, "image_weight") is None
    expect(slider).to_have_value(str(learned))
    expect(page.get_by_role("button", name="Reset to automatic")).to_be_hidden()


def test_more_like_this_finds_similar_pieces_and_words_then_change_it(page: Page, service: Any) -> None:
    page.goto("/?q=ruby+pendant")
    first = service.search("ruby pendant")["hits"][0]
    page.get_by_role("link", name=f"More like {first['product']['title']}").first.click()
    expect(page).to_have_url(f"{service.url}/?like={first['sku']}")
    expect(page.locator("#summary")).to_contain_text(f"Best matches for “{first['product']['title']}”")
    similar = service.get(f"/v1/products/{first['sku']}/similar")["hits"]
    assert titles(page) == [hit["product"]["title"] for hit in similar]

    page.get_by_role("searchbox").fill("in platinum")
    with page.expect_request("**/v1/search") as search:
        page.keyboard.press("Enter")
    assert photo_in(search.value).format == "JPEG"
    assert field_in(search.value, "text") == "in platinum"
    expect(page.get_by_role("slider")).to_be_visible()
    page.get_by_role("button", name="Stop looking for pieces like this one").click()
    expect(page).to_have_url(f"{service.url}/?q=in+platinum")


def test_show_more_brings_the_rest_without_repeating(page: Page) -> None:
    page.goto("/?q=ring")
    assert len(titles(page)) == 24
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#grid .card")).to_have_count(28)
    links = page.locator("#grid .card-link").evaluate_all("links => links.map((link) => link.href)")
    assert len(set(links)) == 28
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    expect(page.locator("#grid .card-link").nth(24)).to_be_focused()


def test_only_the_latest_answer_is_shown(page: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.goto("/?q=bracelet")
    expect(page.locator("#summary")).to_contain_text("bracelet")
    page.route("**/v1/search", hold_the_first)
    box = page.get_by_role("searchbox")
    box.fill("sapphire")
    with page.expect_request("**/v1/search"):  # else it may be given up before it was begun
        box.press("Enter")
    box.fill("ruby")
    box.press("Enter")
    expect(page.locator("#summary")).to_contain_text("“ruby”")
    held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#summary")).to_contain_text("“ruby”")


def test_the_invitation_shows_pieces_and_examples_of_this_catalogue(page: Page, service: Any) -> None:
    page.goto("/")
    counts = service.facets({})["counts"]["category"]
    kinds = page.locator(".tiles li")
    expect(kinds).to_have_count(len(counts))
    expect(kinds.first).to_have_text(
        re.compile(rf"{next(iter(counts)).title()}\s*{next(iter(counts.values()))} pieces")
    )
    example = page.locator(".examples a").first
    words = example.text_content() or ""
    example.click()
    expect(page.get_by_role("searchbox")).to_have_value(words)
    expect(page.locator("#summary")).to_contain_text(words)


def give(page: Page, path: Path, how: str) -> None:
    """Drop or paste a file, or drag it over the page."""
    page.evaluate(GIVE, [path.name, "image/jpeg", base64.b64encode(path.read_bytes()).decode(), how])
