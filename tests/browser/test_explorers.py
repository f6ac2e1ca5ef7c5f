"""Explorers in a browser: by the keyboard, in the dark, in a narrow window, and on the next day without a kernel."""

import functools
import math
import re
from itertools import pairwise

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import write_notebook

from dlcourse import load_digits
from dlcourse.plots import format_number
from dlcourse.plots.practice.digits_from_scratch import format_percent
from dlcourse.widgets import two_paths_explorer, two_paths_gradients
from dlcourse.widgets.deep_networks.batch_normalization import batch_size_explorer
from dlcourse.widgets.gradients import backpropagation
from dlcourse.widgets.gradients.backprop_by_hand import chain_explorer, chain_values, describe_chain
from dlcourse.widgets.losses.likelihood import likelihood_explorer
from dlcourse.widgets.networks.forward_propagation import describe_response, forward_explorer
from dlcourse.widgets.neuron.perceptron import perceptron_explorer
from dlcourse.widgets.optimizers.gradient_descent import descent_explorer
from dlcourse.widgets.practice.digits_from_scratch import describe_prediction, prediction_values, shift_images
from dlcourse.widgets.practice.drawing_pad import draw_digit_explorer, forward_pass

pytestmark = pytest.mark.browser

SOURCE = "from dlcourse.widgets.deep_networks.batch_normalization import batch_size_explorer\nbatch_size_explorer()"
BODY = "body { margin: 8px; }"


RNG = np.random.default_rng(0)
NETWORKS = {name: [0.3 * RNG.normal(size=size) for size in ((64, 20), 20, (20, 10), 10)] for name in ("one", "another")}
EXPLORERS = {
    "batch size": batch_size_explorer,
    "descent": descent_explorer,
    "two paths": two_paths_explorer,
    "chain": chain_explorer,
    "perceptron": perceptron_explorer,
    "densities": likelihood_explorer,
    "drawing pad": lambda: draw_digit_explorer(NETWORKS, {"a 3": three(), "a blank pad": np.zeros((8, 8))}),
    "response pad": lambda: forward_explorer(NETWORKS["one"], {"a 3": three(), "an empty page": np.zeros(64)}),
}


@functools.cache
def three():
    """The picture of a 3, (8, 8)."""
    return load_digits()[0][3].reshape(8, 8)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Pages without Python, each of which holds an explorer."""
    folder = tmp_path_factory.mktemp("pages")
    html = f"<!doctype html><html lang=en><meta charset=utf-8><title>An explorer</title><style>{BODY}</style>"
    for name, make in EXPLORERS.items():
        folder.joinpath(f"{name}.html").write_text(f"{html}<main>{make().to_html()}</main>", encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser, written):
    """A function that opens the page of an explorer in a window of this width and theme."""
    pages = []

    def open_page(width=1000, theme="light", name="batch size"):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
        pages.append(page)
        page.goto(written.joinpath(f"{name}.html").as_uri())
        for ready in page.locator(".dl-explorer:has(> script):not(:has(.dl-explorer))").all():
            ready.and_(page.locator("[data-ready]")).wait_for(state="attached")
        return page

    yield open_page
    for page in pages:
        page.close()


def test_arrow_keys_move_the_picture_its_words_and_the_sliders_value(opened):
    page = opened()
    slider = page.get_by_role("slider", name="batch size")
    picture = page.locator(".dl-picture > svg")
    assert "400 training batches of 4." in picture.get_attribute("aria-label")
    drawn = picture.inner_html()
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "8"
    assert "400 training batches of 8." in picture.get_attribute("aria-label")
    assert picture.inner_html() != drawn
    page.get_by_text("400 training batches of 8.").wait_for(state="attached")  # what a screen reader is told
    page.keyboard.press("Home")
    assert "400 training batches of 1." in picture.get_attribute("aria-label")


def test_folded_controls_unfold_and_move_by_keyboard(opened):
    page = opened(name="descent")
    folded = page.get_by_role("slider", name="steps")
    assert not folded.is_visible()
    page.get_by_text("Change the number of steps").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    assert folded.get_attribute("aria-valuetext") == "10"
    assert "after 10 steps." in page.locator(".dl-picture > svg").get_attribute("aria-label")


def test_a_page_that_computes_says_and_writes_what_the_library_computes(opened):
    page = opened(name="two paths")
    picture = page.locator(".dl-picture > svg")
    inputs = {name: control.values[control.start] for name, control in two_paths_explorer().moved.items()}
    for label, name, key, value in (
        ("weight u₂", "u2", "ArrowRight", -0.9),
        ("weight u₁", "u1", "End", 8.0),
        ("weight v₁", "v1", "Home", -3.0),
    ):
        slider = page.get_by_role("slider", name=label)
        slider.focus()
        page.keyboard.press(key)
        inputs[name] = value
        values, gradients = two_paths_gradients(**inputs)
        assert slider.get_attribute("aria-valuetext") == format_number(value)
        assert picture.get_attribute("aria-label") == backpropagation.describe_two_paths(values, gradients)
        texts = picture.locator("text").all_text_contents()
        assert {f"∂ {format_number(gradients[edge])}" for edge in gradients} <= set(texts)
        assert {format_number(values[unit]) for unit in ("o1", "o21", "o22", "y_hat", "L")} <= set(texts)
        faint = [edge for edge, gradient in gradients.items() if abs(gradient) <= 0.05]
        numbers = two_paths_explorer().asked()["names"][0]
        grey = {int(group.get_attribute("data-faint")) for group in picture.locator(".dl-faint").all()}
        assert grey == {numbers.index("∂ {} {}".format(*edge)) for edge in faint}


def test_the_curve_of_a_page_that_computes_passes_through_the_dot(opened):
    page = opened(name="two paths")
    curve, _, dot = [path.get_attribute("d") for path in page.locator("[data-x]").all()]
    points = [tuple(map(float, each.split())) for each in curve[1:].split("L")]
    x, y = map(float, dot[1:-2].split())
    (left, high), (right, low) = next(pair for pair in pairwise(points) if pair[1][0] >= x)
    share = (x - left) / (right - left)
    assert y == pytest.approx(high + share * (low - high), abs=0.3)
    assert len(points) == 201


def test_radios_choose_another_chain_by_keyboard(opened):
    page = opened(name="chain")
    page.get_by_role("radio", name="w¹₁₁").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="w¹₂₁").is_checked()
    page.get_by_role("slider", name="input x₂").focus()
    page.keyboard.press("End")
    expected = describe_chain(chain_values("w¹₂₁", x2=4.0))
    assert page.locator(".dl-picture > svg").get_attribute("aria-label") == expected


def test_a_density_by_keyboard_says_the_lowest_mean_and_draws_its_bars(opened):
    page = opened(name="densities")
    picture = page.locator(".dl-picture > svg")
    assert picture.get_attribute("aria-label").startswith("Gauss's density with centre 10.00 and width 10.00.")
    page.get_by_role("radio", name="Gauss").focus()
    page.keyboard.press("ArrowRight")
    for name, key, presses in (("centre", "ArrowLeft", 7), ("width", "ArrowRight", 10)):
        page.get_by_role("slider", name=name).focus()
        for _ in range(presses):
            page.keyboard.press(key)
    # −ln of Laplace's density: ln 40 + |row − 3| / 20
    nats = [math.log(40) + abs(row - 3) / 20 for row in (1, 2, 3, 4, 100)]
    written = [f"{each:.2f}" for each in nats]
    assert f"−ln density: {written[0]} for 1," in picture.get_attribute("aria-label")
    assert picture.get_attribute("aria-label").endswith(f"; mean {sum(nats) / 5:.2f} nats.")
    texts = set(picture.locator("text").all_text_contents())
    assert {*written, f"mean {sum(nats) / 5:.2f}", "Laplace, at most 1/40.00"} <= texts
    names = likelihood_explorer().asked()["names"][1]
    ways = [picture.locator(f"[data-y='{names.index(f'bar {k} y')}']").get_attribute("d") for k in range(5)]
    bars = [float(low) - float(high) for low, high in (re.findall(r" ([\d.]+)", way) for way in ways)]
    assert [bar / bars[4] for bar in bars] == pytest.approx([each / nats[4] for each in nats], abs=0.01)


def test_a_drawing_is_made_moved_and_read_by_keyboard_as_numpy_reads_it(opened):
    page = opened(name="drawing pad")
    picture, cells = page.locator(".dl-picture > svg"), page.locator(".dl-drawing button")
    ink, network = three().copy(), "one"

    def as_read(right=0, down=0):
        values = prediction_values(lambda x: forward_pass(x[0], *NETWORKS[network])["p"][None], ink, right, down)
        return describe_prediction(values), values

    assert picture.get_attribute("aria-label") == as_read()[0]
    assert [cell.get_attribute("tabindex") for cell in cells.all()].count("0") == 1
    cells.first.focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "Space", "ArrowRight", "Enter", "Enter"):
        page.keyboard.press(key)  # the first key stays in its row
    ink[1, 1], ink[1, 2] = (pressed(ink[1, 1]), pressed(pressed(ink[1, 2])))
    assert page.locator(":focus").get_attribute("aria-label") == f"row 2, column 3: ink {ink[1, 2]:g}"
    assert picture.get_attribute("aria-label") == as_read()[0]
    page.get_by_role("slider", name="move right").press("ArrowRight")
    page.get_by_role("slider", name="move down").press("Home")
    words, values = as_read(1, -3)
    assert picture.get_attribute("aria-label") == words
    shown = [float(pixel.get_attribute("fill-opacity")) for pixel in picture.locator(".dl-pixel").all()]
    assert shown == pytest.approx(values["image"].ravel())
    widths = [float(bar.get_attribute("width")) for bar in picture.locator(".dl-bar").all()]
    assert np.array(widths) / sum(widths) == pytest.approx(values["p"], abs=0.002)
    page.get_by_text("Another network").press("Enter")
    page.get_by_role("radio", name="one").press("ArrowRight")
    network = "another"
    assert picture.get_attribute("aria-label") == as_read(1, -3)[0]
    page.get_by_role("combobox", name="start from").select_option("a blank pad")
    ink = np.zeros((8, 8))
    assert picture.get_attribute("aria-label") == as_read(1, -3)[0]
    cells.nth(63).click()
    assert cells.nth(63).get_attribute("aria-label") == "row 8, column 8: ink 1"
    page.get_by_role("button", name="start again").press("Enter")
    assert picture.get_attribute("aria-label") == as_read(1, -3)[0]


def response(image):
    """The hidden units and the probabilities of an image, by NumPy."""
    W1, b1, W2, b2 = NETWORKS["one"]
    hidden = np.maximum(image.ravel() @ W1 + b1, 0)
    powers = np.exp(hidden @ W2 + b2)
    return hidden, powers / powers.sum()


def test_a_digit_is_shifted_erased_and_turned_to_its_negative_by_keyboard_as_numpy_responds(opened):
    page = opened(name="response pad")
    picture, cells = page.locator(".dl-picture > svg"), page.locator(".dl-drawing button")

    def shows(image, original):
        values = [*response(image), *response(original)]
        assert picture.get_attribute("aria-label") == describe_response(values[2:], values[:2])
        inks = [float(cell.get_attribute("aria-label").rpartition(" ")[2]) for cell in cells.all()]
        assert inks == pytest.approx(image.ravel(), abs=0.006)
        limit = max(6.5, 1.3 * max(values[0].max(), values[2].max()))
        bars = [float(bar.get_attribute("width")) for bar in picture.locator(".dl-bar").all()]
        assert bars == pytest.approx([*(215 * values[0] / limit), *(200 * values[1] / 1.35)], abs=0.06)
        marks = [
            float(re.search(r"[\d.]+", each.get_attribute("transform"))[0])
            for each in picture.locator(".dl-mark").all()
        ]
        assert marks == pytest.approx([*(30 + 215 * values[2] / limit), *(280 + 200 * values[3] / 1.35)], abs=0.06)
        numbers = picture.locator(".dl-number").all_text_contents()
        written = [format_number(each) if each >= 0.01 else "" for each in values[0]]
        assert numbers == [*written, *(format_percent(each) if each >= 0.01 else "" for each in values[1])]

    shows(three(), three())
    assert [cell.get_attribute("tabindex") for cell in cells.all()].count("0") == 1
    image = three()
    for name, shift in (("right", (1, 0)), ("down", (0, 1)), ("left", (-1, 0)), ("left", (-1, 0)), ("up", (0, -1))):
        page.get_by_role("button", name=f"move {name}", exact=True).press("Enter")
        image = shift_images(image, *shift).reshape(8, 8)
        shows(image, three())
    page.get_by_role("button", name="negative").press("Space")
    shows(1 - image, three())
    page.get_by_role("button", name="start again").press("Enter")
    digit = response(three())[1].argmax()
    left = [np.where(np.arange(64) == cell, 0, three().ravel()) for cell in np.flatnonzero(three())]
    page.get_by_role("button", name="rub out one").press("Enter")
    image = max(left, key=lambda each: response(each)[1][digit]).reshape(8, 8).copy()
    shows(image, three())
    cells.first.focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "Space"):  # the first key stays in its row
        page.keyboard.press(key)
    image[1, 1] = 0 if image[1, 1] else 1
    shows(image, three())
    grey = tuple(np.argwhere((image > 0) & (image < 0.25))[0])
    for ink in (0, 1, 0):  # any ink is taken away, and full ink is put where there is none
        cells.nth(8 * grey[0] + grey[1]).click()
        image[grey] = ink
        shows(image, three())
    page.get_by_role("combobox", name="start from").select_option("an empty page")
    empty = np.zeros((8, 8))
    shows(empty, empty)
    page.get_by_role("button", name="rub out one").press("Enter")  # there is nothing to rub out
    shows(empty, empty)


def pressed(ink):
    """The ink of a cell after a press: full, half, none."""
    return 1.0 if ink < 0.25 else 0.5 if ink >= 0.75 else 0.0


def test_an_enemy_asks_by_keyboard_and_takes_back(opened):
    page = opened(name="perceptron")
    page.get_by_role("radio", name="the list, in turn").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("slider").count() == 0  # the list's controls are hidden
    for number in (4, 2, 4, 1):
        page.get_by_role("button", name=f"ask student {number}", exact=True).focus()
        page.keyboard.press("Enter")
    walked, picture = page.locator(".dl-walked"), page.locator(".dl-picture > svg:visible")
    assert walked.inner_text() == "asked so far: 4, 2, 4, 1; mistakes: 3"
    assert "Student 1: placed, score" in picture.get_attribute("aria-label")
    page.get_by_role("button", name="take back").focus()
    page.keyboard.press("Space")
    assert walked.inner_text() == "asked so far: 4, 2, 4; mistakes: 3"
    page.get_by_role("button", name="start again").press("Enter")
    assert walked.inner_text() == "asked so far: –; mistakes: 0"
    assert "before the trick has seen anyone" in picture.get_attribute("aria-label")


@pytest.mark.parametrize(("theme", "width"), [("light", 1000), ("dark", 1000), ("light", 350)])
@pytest.mark.parametrize("name", EXPLORERS)
def test_axe_finds_nothing_serious_in_an_explorer(opened, name, theme, width):
    page = opened(width, theme, name)
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [(rule["id"], rule["nodes"]) for rule in found if rule["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("name", ["chain", "perceptron", "densities", "drawing pad", "response pad"])
@pytest.mark.parametrize("width", [700, 350])
def test_no_explorer_scrolls_a_narrow_window_sideways(opened, name, width):
    page = opened(width, name=name)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_picture_that_is_wider_than_the_page_is_scrolled_by_keyboard_and_another_is_no_stop(opened):
    reach = """() => { document.querySelector('.dl-picture').focus();
                       return document.activeElement.className; }"""
    page = opened(350, name="perceptron")
    assert page.evaluate(reach) == "dl-picture"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.dl-picture').scrollLeft > 0")
    page.set_viewport_size({"width": 1000, "height": 800})
    page.wait_for_function("() => !document.querySelector('.dl-picture').hasAttribute('tabindex')")
    assert opened(1000, name="perceptron").locator(".dl-picture[tabindex]").count() == 0


def test_the_paper_is_dark_in_a_dark_theme_and_the_ink_light(opened):
    look = """() => [getComputedStyle(document.querySelector('.dl-explorer')).backgroundColor,
                     getComputedStyle(document.querySelector('.dl-picture text')).fill]"""
    assert opened().evaluate(look) == ["rgb(255, 255, 255)", "rgb(27, 27, 27)"]
    assert opened(theme="dark").evaluate(look) == ["rgb(22, 24, 28)", "rgb(232, 232, 232)"]


@pytest.mark.parametrize("width", [1000, 700, 350])  # 350: 700 pixels at a zoom of 200 %
def test_a_narrow_window_does_not_scroll_sideways(opened, width):
    page = opened(width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    box = page.get_by_role("slider", name="batch size").bounding_box()
    assert box["x"] + box["width"] <= width


PAD = """import numpy as np
from dlcourse.widgets.networks.forward_propagation import forward_explorer
rng = np.random.default_rng(0)
forward_explorer([rng.normal(size=size) for size in ((64, 3), 3, (3, 10), 10)], {"a blank pad": np.zeros(64)})"""


def test_on_the_next_day_without_a_kernel_a_pad_is_drawn_on_by_arrow_keys(lab, course):
    write_notebook(course, "pad", PAD)
    lab.open("pad.ipynb")
    lab.run_cell("pad")
    lab.page.wait_for_selector("[data-ready]")
    lab.save()
    lab.open("pad.ipynb")
    lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.page.wait_for_selector("[data-ready]")
    lab.page.locator(".dl-drawing button").first.focus()
    said = lab.page.locator(".dl-picture > svg").get_attribute("aria-label")
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowLeft", "Space"):
        lab.page.keyboard.press(key)
    assert lab.page.locator(":focus").get_attribute("aria-label") == "row 2, column 1: ink 1"
    assert lab.page.locator(".dl-picture > svg").get_attribute("aria-label") != said
    assert lab.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.cells.length") == 1


def test_on_the_next_day_without_a_kernel_the_explorer_moves_by_keyboard(lab, course):
    write_notebook(course, "explorer", SOURCE)
    lab.open("explorer.ipynb")
    lab.run_cell("explorer")
    lab.page.wait_for_selector("[data-ready]")
    lab.save()
    lab.open("explorer.ipynb")
    lab.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.page.wait_for_selector("[data-ready]")
    cells = "jupyterapp.shell.currentWidget.content.model.cells.length"
    before = lab.page.evaluate(cells)
    slider = lab.page.get_by_role("slider", name="batch size")
    slider.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "PageUp"):
        lab.page.keyboard.press(key)
    words = lab.page.locator(".dl-picture > svg").get_attribute("aria-label")
    assert f"400 training batches of {slider.get_attribute('aria-valuetext')}." in words
    assert slider.get_attribute("aria-valuetext") != "4"
    assert lab.page.evaluate("() => document.activeElement.type") == "range"
    assert lab.page.evaluate(cells) == before
