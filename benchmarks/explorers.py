"""Key press to new picture: each explorer in a browser, by the arrow keys, the median of twenty presses.

python benchmarks/explorers.py [--json] [NAME …]

The explorers stand in a page without Python, as they do in a notebook without a kernel. A press counts from the key's
event until the picture that shows the new numbers is on the screen, which is the next frame of the browser: on a quiet
machine 16.7 ms and what the script needs. Of an explorer with buttons two are pressed in turn. Explorers that ask a
kernel are named and not measured.
"""

import argparse
import contextlib
import inspect
import io
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from dlcourse import Dense, ReLU, Sequential, Softmax, load_digits
from dlcourse.course.authoring.explorers import makers
from dlcourse.widgets.networks.forward_propagation import ResponsePad
from dlcourse.widgets.page.live import Live
from dlcourse.widgets.page.pages import Drawn, Either
from dlcourse.widgets.page.walks import Walk

PRESSES = 20
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TIMED = """() => {
  const picture = document.querySelector('.dl-picture > svg');
  window.times = [];
  const start = (event) => {
    const before = picture.innerHTML;
    const pressed = event.timeStamp;
    const look = () => {
      if (picture.innerHTML === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => window.times.push(performance.now() - pressed));
    };
    requestAnimationFrame(look);
  };
  document.addEventListener('keydown', start, true);
}"""


def explorers():
    """Every explorer of every lecture, by name."""
    return ((name, with_data(function)) for name, function in makers())


def with_data(function):
    """The explorer, given data like those of its lecture where it wants some."""
    parameters = list(inspect.signature(function).parameters)
    rng = np.random.default_rng(0)
    network = Sequential([Dense(64, 16, rng), ReLU(), Dense(16, 10, rng), Softmax()])
    image = load_digits()[0][0]
    weights = [network.layers[k].parameters()[name] for k in (0, 2) for name in ("W", "b")]
    if parameters == ["networks", "images"]:
        return lambda: function({"plain": weights}, {"the first": image.reshape(8, 8)})
    if parameters == ["weights", "images"]:
        return lambda: function(weights, {"the first": image})
    if parameters == ["model", "digit", "a", "c"]:
        return lambda: function(network, image.ravel(), 0.5 - image.ravel(), rng.normal(size=64))
    return function


def press_milliseconds(page, explorer, folder):
    """The times of twenty presses on an explorer's first control, ten one way and ten back."""
    path = Path(folder) / "explorer.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{explorer.to_html()}", encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("[data-ready]")
    page.evaluate(TIMED)
    if isinstance(explorer, Walk | ResponsePad):
        buttons = page.locator("[data-move]" if isinstance(explorer, Walk) else ".dl-drawing button")
        for k in range(PRESSES):
            buttons.nth(1 if k % 2 else 3).focus()
            pressed(page, "Enter", k)
        return page.evaluate("() => window.times")
    page.locator("[data-control], [data-control] input:checked").and_(page.locator("input, select")).first.focus()
    control = next(iter((explorer.sliders if isinstance(explorer, Live) else explorer.visible).values()))
    there, back = ("ArrowRight", "ArrowLeft") if control.kind == "range" else ("ArrowDown", "ArrowUp")
    room = len(control.values) - 1 - control.start
    if control.start > room:
        room, there, back = control.start, back, there
    way = min(PRESSES // 2, room)
    for k in range(PRESSES):
        pressed(page, there if (k // way) % 2 == 0 else back, k)
    return page.evaluate("() => window.times")


def pressed(page, key, k):
    """Press a key for the k-th time, and wait until its time is taken."""
    page.keyboard.press(key)
    page.wait_for_function("n => window.times.length > n", arg=k, timeout=20_000)


def measured(names):
    """Yield the name and the figures of each explorer, None for one that asks a kernel."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        for name, make in explorers():
            if names and name not in names:
                continue
            with contextlib.redirect_stdout(io.StringIO()):  # where a widget shows its first picture
                explorer = make()
            if isinstance(explorer, Either):
                continue  # its parts have names of their own
            if not isinstance(explorer, Drawn):
                yield name, None
                continue
            start = time.perf_counter()
            page_of_explorer = explorer.to_html()
            seconds = time.perf_counter() - start
            times = press_milliseconds(page, explorer, folder)
            yield (
                name,
                {
                    "median_ms": round(statistics.median(times), 1),
                    "slowest_ms": round(max(times), 1),
                    "frames": len(explorer.shown["frames"]),
                    "kilobytes": len(page_of_explorer) // 1000,
                    "seconds_to_show": round(seconds, 2),
                },
            )
        browser.close()


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these, such as ball_explorer")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("explorers: expected a Chromium (Debian: apt install chromium). Received: none on the PATH")
    figures = {}
    for name, found in measured(options.names):
        figures[name] = found
        if options.json:
            continue
        if found is None:
            print(f"{name:<26} asks a kernel")
        else:
            print(
                f"{name:<26} median {found['median_ms']:5.1f} ms  slowest {found['slowest_ms']:6.1f} ms  "
                f"{found['frames']:5} frames  {found['kilobytes']:4} kB  shown in {found['seconds_to_show']:.1f} s",
                flush=True,
            )
    if options.json:
        print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
