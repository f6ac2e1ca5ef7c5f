"""Explorers in a browser: by the keyboard, in the dark, in a narrow window, and on the next day without a kernel."""

import nbformat
import pytest

from dlcourse.widgets.batch_normalization import batch_size_explorer

pytestmark = pytest.mark.browser

SOURCE = "from dlcourse.widgets.batch_normalization import batch_size_explorer\nbatch_size_explorer()"
BODY = "body { margin: 8px; }"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A page without Python that holds an explorer."""
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    html = f"<!doctype html><html lang=en><meta charset=utf-8><title>An explorer</title><style>{BODY}</style>"
    path.write_text(html + batch_size_explorer().to_html(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser, written):
    """A function that opens that page in a window of this width and theme."""
    pages = []

    def open_page(width=1000, theme="light"):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
        pages.append(page)
        page.goto(written)
        page.wait_for_selector("[data-ready]")
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
    page = opened()
    folded = page.get_by_role("slider", name="the row's value")
    assert not folded.is_visible()
    page.get_by_text("Follow another row").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert folded.get_attribute("aria-valuetext") == "2.50"
    assert "value is 2.50" in page.locator(".dl-picture > svg").get_attribute("aria-label")


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


def test_on_the_next_day_without_a_kernel_the_explorer_moves_by_keyboard(lab, course):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE, id="explorer")], metadata=kernel)
    nbformat.write(notebook, course / "explorer.ipynb")
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
