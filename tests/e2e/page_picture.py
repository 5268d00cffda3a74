"""Takes the picture of the page that the README shows.

With the service running on the sample catalogue:

    python tests/e2e/page_picture.py --photo samples/queries/<photo>.jpg --text "in rose gold"
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]


def take_picture(url: str, photo: Path, text: str, out: Path, *, dark: bool) -> None:
    """Search by a photo and words, and save what a desktop browser shows, 1360 × 900 pixels."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--headless", "--no-sandbox"])
        page = browser.new_page(
            viewport={"width": 1360, "height": 900}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        page.goto(url)
        page.get_by_role("searchbox").fill(text)
        page.locator("#photo-file").set_input_files(photo)
        expect(page.locator("#grid .reasons").first).to_be_visible()
        page.get_by_role("searchbox").blur()
        page.wait_for_load_state("networkidle")
        page.wait_for_function("document.getAnimations().every((animation) => animation.playState === 'finished')")
        out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take the README's picture of the page.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--text", default="in rose gold")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "images" / "page.png")
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    take_picture(options.url, options.photo, options.text, options.out, dark=options.dark)
