"""The whole path, from the first day to the feedback and the next day: by keyboard alone, dark, at 700 px, offline.

Each stop leaves a picture in build/screenshots/, to be looked at.
"""

import re

import pytest
from lab_page import EXERCISE, TOKEN, LabPage, running_lab
from paths import ROOT

pytestmark = pytest.mark.browser

PICTURES = ROOT / "build" / "screenshots"
WRONG = "def relu_backward(da, z):\n    return da"
WIDTH = 700
PATIENCE = 300_000  # milliseconds


@pytest.fixture(scope="module")
def lab(browser, course, tmp_path_factory):
    """A learner's JupyterLab in a narrow dark window; what it asks of other machines is refused, and noted."""
    with running_lab(course, tmp_path_factory.mktemp("home")) as address:
        context = browser.new_context(viewport={"width": WIDTH, "height": 900}, color_scheme="dark")
        own = re.compile(rf"{re.escape(address)}/|data:|blob:|about:")
        asked = []

        def answer(route):
            if own.match(route.request.url):
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        context.route("**/*", answer)
        opened = LabPage(context.new_page(), address)
        opened.asked_elsewhere = asked
        yield opened
        context.close()


def kept(lab, name):
    """Keep a picture of what the page shows, which is no wider than the window."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    lab.page.screenshot(path=PICTURES / f"{name}.png")
    assert lab.page.evaluate("document.documentElement.scrollWidth") <= WIDTH


def open_start_page(lab):
    """Open the address that the server names, and turn JupyterLab dark."""
    lab.page.goto(f"{lab.address}/lab?token={TOKEN}&reset")
    with lab.page.expect_response("**/dlcourse/start"):
        lab.page.goto(f"{lab.address}/?token={TOKEN}")
    lab.page.locator(".dlcourse-start h1").wait_for()
    lab.page.evaluate("() => jupyterapp.restored.then(() => undefined)")
    lab.page.evaluate("() => { jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'}); }")
    lab.page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    lab.page.wait_for_timeout(1500)


def tab_to(lab, text):
    """Press Tab until the link or the button that begins with this text has the focus."""
    for _ in range(300):
        lab.page.keyboard.press("Tab")
        if lab.page.evaluate("text => document.activeElement.innerText?.trim().startsWith(text)", text):
            tag = lab.page.evaluate("() => document.activeElement.tagName")
            if tag in ("A", "BUTTON"):
                return
    raise AssertionError(f"no Tab leads to {text!r}")


def wait_for_notebook(lab, path):
    """Wait until a notebook is open in front and its kernel is ready."""
    lab.page.wait_for_function(
        """path => {
          const panel = jupyterapp.shell.currentWidget;
          return panel?.context?.path === path && panel.sessionContext?.session?.kernel?.status === 'idle';
        }""",
        arg=path,
    )
    lab.page.wait_for_timeout(1000)


def run_until(lab, cell_id):
    """Press Shift+Enter until the cell of this id is the active one; returns its id."""
    active = "() => jupyterapp.shell.currentWidget.content.activeCell.model.id"
    for _ in range(100):
        if lab.page.evaluate(active) == cell_id:
            return
        lab.page.keyboard.press("Shift+Enter")
        lab.wait_for_kernel()
    raise AssertionError(f"Shift+Enter never comes to {cell_id}")


def test_the_first_link_leads_to_the_first_lecture_and_its_cells_run(lab):
    open_start_page(lab)
    kept(lab, "1_start_page_first_day")
    tab_to(lab, "Lecture 00")
    lab.page.keyboard.press("Enter")
    wait_for_notebook(lab, "lectures/00_start_here.ipynb")
    for _ in range(4):
        lab.page.keyboard.press("Shift+Enter")
        lab.wait_for_kernel()
    assert not any("error" in kinds for kinds in lab.cells())
    kept(lab, "2_lecture")
    lab.save()


def test_an_answer_is_typed_checked_and_handed_in(lab, course):
    open_start_page(lab)
    tab_to(lab, "Exercise 07")
    lab.page.keyboard.press("Enter")
    wait_for_notebook(lab, f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    run_until(lab, "relu_backward")
    lab.page.keyboard.press("Enter")
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.insert_text(WRONG)
    lab.page.keyboard.press("Shift+Enter")
    lab.wait_for_kernel()
    lab.page.keyboard.press("Control+Enter")  # the check, which stays in sight
    lab.wait_for_kernel()
    card = lab.page.locator(".jp-Cell.jp-mod-active section")
    assert "You passed da on unchanged" in card.inner_text()
    kept(lab, "3_card")
    run_until(lab, "check-fool_the_judge")
    lab.page.keyboard.press("Control+Enter")
    lab.wait_for_kernel()
    tab_to(lab, "Hand in and see the feedback")
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.context.path.startsWith('feedback/')", timeout=PATIENCE
    )
    lab.page.frame_locator(".jp-HTMLViewer iframe").get_by_text("0 of 15 points").first.wait_for()
    kept(lab, "4_feedback")
    (source,) = re.findall(r"def relu_backward\(da, z\):\\n\",\n\s*\"    return da\"", handed_in(course))
    assert source


def handed_in(course):
    """The text of the copy that was handed in."""
    (copy,) = course.glob(f"exchange/dlcourse/inbound/*/{EXERCISE}.ipynb")
    return copy.read_text(encoding="utf-8")


def test_the_next_day_the_start_page_goes_on_where_it_stopped(lab):
    lab.page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
    open_start_page(lab)
    start = lab.page.locator(".dlcourse-start")
    start.get_by_text("You passed da on unchanged (met once).").wait_for()  # the page is made anew, then shown
    assert start.locator("h1").inner_text() == "Continue here"
    assert "You were last in exercise 07, “" in start.inner_text()
    kept(lab, "5_start_page_next_day")
    tab_to(lab, "Exercise 07")
    lab.page.keyboard.press("Enter")
    wait_for_notebook(lab, f"exercises/{EXERCISE}/{EXERCISE}.ipynb")


def test_nothing_was_asked_of_another_machine(lab):
    assert lab.asked_elsewhere == []
