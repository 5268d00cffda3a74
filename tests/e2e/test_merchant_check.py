"""The merchant's page before an import: files are chosen, understood, put right and started."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.recorded import COLUMNS, RecordedService, column, job, preview, product

pytestmark = pytest.mark.browser

DRAFT = "/merchant?import=0f3c"


def file(name: str, content: bytes = b"sku,title\n1,Ring\n") -> Any:
    """A file to choose."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drop(page: Page, *names: str) -> None:
    """Drop files on the page, together."""
    page.evaluate(
        """(names) => {
          const data = new DataTransfer();
          for (const name of names) data.items.add(new File(["sku,title"], name));
          for (const type of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }""",
        list(names),
    )


def test_a_catalogue_and_its_photos_are_told_apart_when_dropped_together(page: Page) -> None:
    RecordedService(page, job("draft"))
    page.goto("/merchant")
    drop(page, "spring photos.zip", "products_export.csv")
    lines = page.locator(".basket li")
    expect(lines).to_have_text([re.compile(r"Catalogue\s*products_export\.csv"), re.compile(r"Photos\s*spring photos")])
    expect(page.locator("#drop-target")).to_be_hidden()


def test_two_zips_can_change_places(page: Page) -> None:
    RecordedService(page, job("draft"))
    page.goto("/merchant")
    drop(page, "export.zip", "images.zip")
    expect(page.locator(".basket li")).to_have_text([re.compile(r"Catalogue\s*export"), re.compile(r"Photos\s*images")])
    page.get_by_role("button", name="Swap the two").click()
    expect(page.locator(".basket li")).to_have_text([re.compile(r"Catalogue\s*images"), re.compile(r"Photos\s*export")])


@pytest.mark.parametrize(
    ("name", "words"),
    [("ring.jpg", "into one zip"), ("stock.xlsx", "Save it as CSV"), ("invoice.pdf", "is no catalogue")],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(name: str, words: str, page: Page) -> None:
    RecordedService(page, job("draft"))
    page.goto("/merchant")
    drop(page, name)
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("button", name="Look at it")).to_have_count(0)


def test_a_file_is_sent_to_be_looked_at_and_nothing_is_started(page: Page) -> None:
    recorded = RecordedService(page, job("draft"))
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(file("products_export.csv"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="products_export.csv", exact=True)).to_be_focused()
    expect(page).to_have_url(re.compile(r"/merchant\?import=0f3c$"))
    assert [(method, path) for method, path, _ in recorded.sent] == [("POST", "/imports")]


def test_a_file_that_is_no_catalogue_gets_the_words_of_the_service(page: Page, incidents: Any) -> None:
    recorded = RecordedService(page, job("draft"))
    recorded.replies["imports"] = lambda _: (422, "This file is a picture. Drop the CSV that your shop exports.")
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(file("ring.csv"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("Drop the CSV that your shop exports")
    expect(page.locator(".basket .file-name")).to_have_text("ring.csv")
    assert incidents.refused == ["422 /v1/imports"]
    incidents.refused.clear()


def test_a_lost_connection_keeps_the_files_and_sends_them_again(page: Page) -> None:
    page.route("**/v1/**", lambda route: route.abort())
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(file("products_export.csv"))
    page.get_by_role("button", name="Look at it").click()
    stage = page.get_by_role("region", name="Import")
    expect(stage.get_by_role("alert")).to_contain_text("The connection was lost")
    page.unroute("**/v1/**")
    RecordedService(page, job("draft"))
    stage.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="products_export.csv", exact=True)).to_be_visible()


def test_the_page_says_how_the_file_was_understood(page: Page) -> None:
    RecordedService(page, job("draft"))
    page.goto(DRAFT)
    expect(page.locator(".scene .reading")).to_have_text("Shopify product export · UTF-8 · comma · 1,204 rows")
    halo = page.locator(".sample").first
    expect(halo).to_contain_text("Halo Ring in 18k Rose Gold with Sapphire")
    expect(halo).to_contain_text("“18k RG”")
    expect(halo).to_contain_text("€1,290.00")
    expect(halo).to_contain_text("2 photos")
    rejected = page.get_by_role("row").filter(has_text="on request")
    expect(rejected).to_contain_text("318")
    expect(rejected).to_contain_text("Variant Price")
    expect(rejected).to_contain_text("The price cannot be read")


def test_a_column_with_another_meaning_is_read_again_and_keeps_the_focus(page: Page) -> None:
    recorded = RecordedService(page, job("draft"))
    renamed = [column("Vendor", "field", "style", "Velm") if one["header"] == "Vendor" else one for one in COLUMNS]
    recorded.replies["preview"] = lambda _: job("draft", preview=preview(columns=renamed, products=399))
    page.goto(DRAFT)
    page.get_by_text("What the 14 columns mean").click()
    meaning = page.get_by_role("combobox", name="Meaning of Vendor")
    meaning.focus()
    meaning.select_option("style")
    expect(page.locator(".figures").first).to_contain_text("399")
    expect(meaning).to_have_value("style")
    expect(meaning).to_be_focused()
    assert recorded.sent == [("POST", "/imports/0f3c/preview", {"mapping": {"columns": {"Vendor": "style"}}})]


def test_a_column_that_groups_rows_can_be_left_to_do_so_again(page: Page) -> None:
    recorded = RecordedService(page, job("draft"))
    recorded.replies["preview"] = lambda _: job("draft")
    page.goto(DRAFT)
    page.get_by_text("What the 14 columns mean").click()
    meaning = page.get_by_role("combobox", name="Meaning of Handle")
    expect(meaning).to_have_value("handle")
    meaning.select_option("title")
    expect(meaning).to_have_value("handle")  # the recorded service says so again
    assert [body for *_, body in recorded.sent] == [{"mapping": {"columns": {"Handle": "title"}}}]


def test_a_mapping_that_is_refused_leaves_what_was_understood(page: Page, incidents: Any) -> None:
    recorded = RecordedService(page, job("draft"))
    recorded.replies["preview"] = lambda _: (422, "Two columns cannot both be the title.")
    page.goto(DRAFT)
    page.get_by_text("Is it read the wrong way?").click()
    page.get_by_label("Separator").select_option(";")
    expect(page.get_by_role("alert")).to_contain_text("Two columns cannot both be the title.")
    expect(page.get_by_label("Separator")).to_have_value(",")
    expect(page.get_by_role("button", name="Start the import")).to_be_enabled()
    incidents.refused.clear()


def test_what_was_said_about_a_file_survives_a_reload_and_goes_with_the_start(page: Page) -> None:
    recorded = RecordedService(page, job("draft"))
    recorded.replies["preview"] = lambda body: job("draft", preview=preview(encoding=body["mapping"]["encoding"]))
    recorded.replies["start"] = lambda _: job("running")
    page.goto(DRAFT)
    page.get_by_text("Is it read the wrong way?").click()
    page.get_by_label("Encoding").select_option("windows-1252")
    expect(page.locator(".scene .reading")).to_contain_text("Windows-1252")
    page.reload()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", name="Importing products_export.csv")).to_be_visible()
    said = {"encoding": "windows-1252"}
    assert recorded.sent[-1] == ("POST", "/imports/0f3c/start", {"mapping": said, "replace": False})


def test_replacing_the_catalogue_has_to_be_confirmed(page: Page, service: Any) -> None:
    held = service.facets({})["total"]
    recorded = RecordedService(page, job("draft"))
    recorded.replies["start"] = lambda _: job("running", replace=True)
    page.goto(DRAFT)
    page.get_by_role("radio", name="Make the catalogue equal to this file").check()
    page.get_by_role("button", name="Start the import").click()
    question = page.get_by_role("dialog", name="Make the catalogue equal to this file?")
    expect(question).to_contain_text(f"The catalogue holds {held} pieces now")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert recorded.sent == []
    page.get_by_role("button", name="Start the import").click()
    question.get_by_role("button", name="Replace the catalogue").click()
    expect(page.get_by_role("heading", name="Importing products_export.csv")).to_be_visible()
    assert recorded.sent == [("POST", "/imports/0f3c/start", {"mapping": None, "replace": True})]


def test_photos_that_did_not_come_along_can_be_added(page: Page) -> None:
    RecordedService(page, job("draft", preview=preview(photo_files=7)))
    page.goto("/merchant")
    page.locator("#catalog-file").set_input_files(file("products_export.csv"))
    page.get_by_role("button", name="Look at it").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The file names 7 photos, but no zip of photos came with it.")
    page.reload()
    expect(alert).to_be_visible()
    page.go_back()
    page.locator("#catalog-file").set_input_files(file("products_export.csv"))
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Add the photos").click()
    expect(page.locator(".basket .file-name")).to_have_text("products_export.csv")
    page.locator("#photos-file").set_input_files(file("photos.zip"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator(".sample")).to_have_count(4)


def test_a_draft_can_be_discarded(page: Page, service: Any) -> None:
    recorded = RecordedService(page, job("draft"))
    page.goto(DRAFT)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()
    expect(page).to_have_url(f"{service.url}/merchant")
    assert recorded.sent == [("DELETE", "/imports/0f3c", None)]


def test_a_file_without_usable_pieces_cannot_be_started_and_shows_its_columns(page: Page) -> None:
    RecordedService(page, job("draft", preview=preview(products=0, first_products=[])))
    page.goto(DRAFT)
    expect(page.get_by_role("alert")).to_contain_text("No piece in this file can be used as it is")
    expect(page.get_by_role("combobox", name="Meaning of Title")).to_be_visible()
    expect(page.get_by_role("button", name="Start the import")).to_be_disabled()


def test_hostile_texts_are_shown_as_texts(phone: Page) -> None:
    markup = "<img src=x onerror=alert(1)><script>document.title='taken'</script>"
    columns = [column(f"{markup} {number}", "attribute", "attribute", "x" * 5000, markup) for number in range(200)]
    columns.append(column("", "ignored", "ignore"))
    pieces = [
        product(markup + "W" * 3000, "S" * 800, metal=markup, own_words={"metal": markup + "y" * 900}, price="1e999",
                currency="??", photos=[markup] * 40),
        product("", "0"),
    ]  # fmt: skip
    bad = {"line": 7, "column": markup, "value": "v" * 20_000, "reason": markup + "r" * 900, "sku": markup}
    told = preview(columns=columns, first_products=pieces, dialect_title=markup, rejected=1, rejected_rows=[bad])
    RecordedService(phone, job("draft", catalog=markup + "n" * 300 + ".csv", preview=told))
    phone.goto(DRAFT)
    expect(phone.locator(".sample h4").first).to_contain_text(markup)
    phone.get_by_text("What the 201 columns mean").click()
    expect(phone.get_by_role("combobox").first).to_be_visible()
    assert phone.title() == "Your catalogue – Loupe"
    assert phone.locator("main script, main img").count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_the_page_asks_no_shop_for_its_pictures(page: Page) -> None:
    RecordedService(page, job("draft"))  # its photos are addresses elsewhere; `incidents` would list what is asked for
    page.goto(DRAFT)
    expect(page.locator(".sample")).to_have_count(4)
    assert page.locator("#scene img").count() == 0


def test_the_write_key_is_asked_for_kept_and_forgotten(page: Page, incidents: Any) -> None:
    recorded = RecordedService(page, job("draft"))
    keys: list[str | None] = []

    def start(_: Any) -> Any:
        return job("running") if keys[-1] == "Bearer right" else (401, "This call needs the write key.")

    def remember_key(request: Request) -> None:
        if request.method == "POST":
            keys.append(request.headers.get("authorization"))

    page.on("request", remember_key)
    recorded.replies["start"] = start
    page.goto(DRAFT)
    page.get_by_role("button", name="Start the import").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The write key, please")
    expect(page.get_by_role("textbox", name="Write key")).to_be_focused()
    page.get_by_role("textbox", name="Write key").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("That is not the write key")
    page.get_by_role("textbox", name="Write key").fill("right")
    dialog.get_by_role("button", name="Use this key").click()
    expect(page.get_by_role("heading", name="Importing products_export.csv")).to_be_visible()
    assert keys == [None, "Bearer wrong", "Bearer right"]
    page.get_by_role("button", name="Forget the write key").click()
    expect(page.get_by_role("button", name="Forget the write key")).to_be_hidden()
    assert page.evaluate("Object.values(sessionStorage)") == []
    assert incidents.refused == ["401 /v1/imports/0f3c/start"] * 2
    incidents.refused.clear()


def test_without_the_write_key_the_draft_stays(page: Page, incidents: Any) -> None:
    recorded = RecordedService(page, job("draft"))
    recorded.replies["start"] = lambda _: (401, "This call needs the write key.")
    page.goto(DRAFT)
    page.get_by_role("button", name="Start the import").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("alert")).to_contain_text("This call needs the write key.")
    expect(page.get_by_role("button", name="Start the import")).to_be_enabled()
    incidents.refused.clear()


def test_a_draft_that_is_gone_leads_back_to_the_start(page: Page, incidents: Any) -> None:
    page.goto("/merchant?import=0000")
    expect(page.get_by_role("alert").first).to_contain_text("It is not known any more")
    page.get_by_role("button", name="Choose a file").click()
    expect(page.get_by_role("heading", name="Bring your catalogue.")).to_be_visible()
    incidents.refused.clear()
