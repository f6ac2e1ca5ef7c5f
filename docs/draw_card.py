"""Draw the picture of README.md: an answer with a mistake in it, and the card that says what it is.

python docs/draw_card.py writes docs/card.png. It needs Chromium (Debian: apt install chromium).
"""

import html
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from dlcourse.checks.card import to_html
from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.examination import examine
from dlcourse.checks.engine.smallest import smallest_failing
from dlcourse.checks.engine.trial import Draw

PICTURE = Path(__file__).with_name("card.png")
ANSWER = "def dense_backward(x, W, dz):\n    return dz @ W.T, x.T @ dz, dz.mean(axis=0)"
CHECK = 'check("dense_backward", dense_backward)'
CELL = "background:#f5f5f5;border:1px solid #e0e0e0;padding:.5em .7em;margin:0 0 .6em;font:14px/1.4 monospace"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def card():
    """Return the card that `check` shows for the answer."""
    names = {}
    exec(ANSWER, names)
    question = find_question("dense_backward")
    draw = Draw(question)
    verdict = examine(question, names["dense_backward"], draw=draw)
    verdict.example = smallest_failing(question, names["dense_backward"], draw)
    return to_html(verdict)


def main():
    """Draw it."""
    if CHROMIUM is None:
        sys.exit("draw_card: expected a Chromium (Debian: apt install chromium). Received: none on the PATH")
    cells = "".join(f'<pre style="{CELL}">{html.escape(source)}</pre>' for source in (ANSWER, CHECK))
    page_of_card = f'<meta charset=utf-8><body style="margin:12px;font:15px/1.5 sans-serif">{cells}{card()}'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 760, "height": 100}, device_scale_factor=1.5)
        page.set_content(page_of_card)
        page.screenshot(path=PICTURE, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
