"""Of a photo with several pieces, the shopper marks the one that is meant."""

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Route, expect

from tests.e2e.test_searching import photo_in, titles

pytestmark = pytest.mark.browser

LEFT, RIGHT = "#d9a93f", "#2346b0"


@pytest.fixture
def two_pieces(page: Page) -> Page:
    """The page with a photo that is one colour at the left and another at the right."""
    choose(page, halves())
    return page


def halves() -> Image.Image:
    image = Image.new("RGB", (1600, 800), LEFT)
    image.paste(RIGHT, (800, 0, 1600, 800))
    return image


def answer_having_looked_at(page: Page, area: dict[str, float] | None) -> None:
    """Let every search answer that this part of the photo was looked at, None for the whole of it."""

    def answer(route: Route) -> None:
        with suppress(Error):  # the page may be closed, or search anew, before the answer is there
            response = route.fetch()
            told = {name: value for name, value in response.json().items() if name != "looked_at"}
            route.fulfill(response=response, json=told | ({"looked_at": area} if area else {}))

    page.route("**/v1/search", answer)


def choose(page: Page, image: Image.Image) -> None:
    """Search with a photo, on the page as it is, or as it opens."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    if page.url == "about:blank":
        page.goto("/")
    page.set_input_files("#photo-file", {"name": "photo.png", "mimeType": "image/png", "buffer": stream.getvalue()})
    titles(page)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the photo, from one place to another, in shares of its sides."""
    expect(page.locator(".area-frame")).to_be_visible()
    page.evaluate(
        "Promise.all(document.getAnimations().map((animation) => animation.finished))"
    )  # it arrives from below
    box = page.locator(".area-stage").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


def searched_part(page: Page) -> Image.Image:
    """The photo that is sent once the part is searched with."""
    with page.expect_request("**/v1/search") as sent:
        page.get_by_role("button", name="Search with this part").click()
    return photo_in(sent.value)


def colour(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    return image.convert("RGB").getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))  # type: ignore[return-value]


def is_right(pixel: tuple[int, ...]) -> bool:
    """Whether it shows the piece at the right, which is blue."""
    return pixel[2] > pixel[0]


def test_only_the_part_that_is_marked_is_searched_with(two_pieces: Page) -> None:
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    drag(two_pieces, (0.6, 0.25), (0.9, 0.75))
    part = searched_part(two_pieces)
    assert (part.width, part.height) == pytest.approx((480, 400), abs=6)  # of the 1600 pixels that were given
    assert all(is_right(colour(part, x, y)) for x in (0, 1) for y in (0, 1))
    expect(two_pieces.locator("#summary")).to_contain_text("Best matches for part of your photo")


def test_the_frame_can_be_moved_and_its_corners_dragged(two_pieces: Page) -> None:
    two_pieces.get_by_role("button", name="Mark the piece in your photo").click()
    drag(two_pieces, (0.1, 0.1), (0.3, 0.5))
    drag(two_pieces, (0.2, 0.3), (0.7, 0.3))  # the frame goes over to the right,
    drag(two_pieces, (0.8, 0.5), (0.9, 0.9))  # and becomes larger
    part = searched_part(two_pieces)
    assert (part.width, part.height) == pytest.approx((480, 640), abs=8)
    assert is_right(colour(part, 0, 0))


def test_the_keyboard_moves_and_resizes_the_frame(page: Page) -> None:
    answer_having_looked_at(page, None)
    choose(page, halves())
    page.get_by_role("button", name="Mark the piece in it").click()
    expect(page.get_by_label("Marked part")).to_be_focused()
    for _ in range(15):  # from 0.2 to 0.8 of the sides, 0.02 a press
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    part = searched_part(page)
    assert (part.width, part.height) == pytest.approx((480, 480), abs=6)
    assert is_right(colour(part, 0, 0))


def test_the_frame_begins_where_the_piece_was_found_and_is_drawn_over(page: Page) -> None:
    answer_having_looked_at(page, {"left": 0.6, "top": 0.25, "right": 0.9, "bottom": 0.75})
    choose(page, halves())
    page.get_by_role("button", name="Mark the piece in it").click()
    expect(page.locator("#area")).to_contain_text("This was looked at")
    part = searched_part(page)
    assert (part.width, part.height) == pytest.approx((480, 400), abs=6)
    assert is_right(colour(part, 0, 0))

    page.get_by_role("button", name="Change the part").click()
    page.get_by_role("button", name="Use the whole photo").click()
    page.get_by_role("button", name="Mark the piece in it").click()
    drag(page, (0.65, 0.3), (0.85, 0.7))  # within what is suggested
    part = searched_part(page)
    assert (part.width, part.height) == pytest.approx((320, 320), abs=6)


def test_the_whole_photo_comes_back(two_pieces: Page) -> None:
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    drag(two_pieces, (0.6, 0.25), (0.9, 0.75))
    searched_part(two_pieces)
    two_pieces.get_by_role("button", name="Change the part").click()
    with two_pieces.expect_request("**/v1/search") as sent:
        two_pieces.get_by_role("button", name="Use the whole photo").click()
    assert not is_right(colour(photo_in(sent.value), 0, 0))
    expect(two_pieces.locator("#summary")).to_contain_text("Best matches for your photo")
    two_pieces.go_back()
    expect(two_pieces.locator("#summary")).to_contain_text("part of your photo")


def test_turning_away_changes_nothing(two_pieces: Page) -> None:
    sent: list[Any] = []
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    two_pieces.on("request", lambda request: sent.append(request) if "/v1/" in request.url else None)
    drag(two_pieces, (0.6, 0.25), (0.9, 0.75))
    two_pieces.keyboard.press("Escape")
    expect(two_pieces.locator("#area")).not_to_be_visible()
    assert not sent


def test_the_part_seen_is_the_part_sent_of_a_tall_photo_on_a_low_screen(page: Page) -> None:
    image = Image.new("RGB", (450, 800), LEFT)
    image.paste(RIGHT, (0, 0, 450, 400))
    page.set_viewport_size({"width": 844, "height": 390})
    choose(page, image)
    page.get_by_role("button", name="Mark the piece in it").click()
    expect(page.get_by_role("button", name="Search with this part")).to_be_in_viewport(ratio=1)
    drag(page, (0.0, 0.0), (1.0, 0.5))
    part = searched_part(page)
    assert (part.width, part.height) == pytest.approx((450, 400), abs=8)


def test_a_press_beside_the_photo_closes_nothing_and_one_beside_the_dialog_does(two_pieces: Page) -> None:
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    dialog = two_pieces.locator("#area")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box is not None
    two_pieces.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    expect(dialog).to_be_visible()
    two_pieces.mouse.click(box["x"] - 5, box["y"] + box["height"] / 2)
    expect(dialog).not_to_be_visible()


def test_pressing_twice_searches_once_and_the_focus_stays_on_the_photo(two_pieces: Page) -> None:
    searches: list[str] = []
    two_pieces.on("request", lambda request: searches.append(request.url) if "/v1/search" in request.url else None)
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    two_pieces.get_by_role("button", name="Search with this part").dblclick()
    expect(two_pieces.locator("#summary")).to_contain_text("part of your photo")
    expect(two_pieces.get_by_role("button", name="Mark the piece in your photo")).to_be_focused()
    assert len(searches) == 1


def test_words_that_were_typed_go_along(two_pieces: Page) -> None:
    two_pieces.get_by_role("searchbox").fill("in silver")
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    searched_part(two_pieces)
    expect(two_pieces.locator("#summary")).to_contain_text("part of your photo and “in silver”")


def test_another_photo_takes_the_place_of_the_one_being_marked(two_pieces: Page) -> None:
    two_pieces.get_by_role("button", name="Mark the piece in it").click()
    expect(two_pieces.locator("#area")).to_be_visible()
    choose(two_pieces, Image.new("RGB", (200, 200), RIGHT))
    expect(two_pieces.locator("#area")).not_to_be_visible()


def test_a_file_that_is_gone_is_marked_in_what_was_sent_of_it(page: Page, tmp_path: Path) -> None:
    image = Image.new("RGB", (1600, 800), LEFT)
    image.paste(RIGHT, (800, 0, 1600, 800))
    file = tmp_path / "gone.png"
    image.save(file)
    page.goto("/")
    page.set_input_files("#photo-file", file)
    titles(page)
    file.unlink()
    page.get_by_role("button", name="Mark the piece in it").click()
    drag(page, (0.6, 0.25), (0.9, 0.75))
    part = searched_part(page)
    assert is_right(colour(part, 0.5, 0.5))
    assert part.width == pytest.approx(0.3 * 1024, abs=6)


def test_a_long_thin_part_is_not_made_too_small(page: Page) -> None:
    choose(page, Image.new("RGB", (3000, 300), RIGHT))
    page.get_by_role("button", name="Mark the piece in it").click()
    drag(page, (0.0, 0.3), (1.0, 0.6))
    assert min(searched_part(page).size) >= 16
