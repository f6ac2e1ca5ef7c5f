"""From a mistake on the page of feedback to the section of the lecture: in JupyterLab, and from the page as a file."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_copy import answers
from lab_page import EXERCISE, TOKEN, LabPage, running_lab
from paths import ROOT

pytestmark = pytest.mark.browser

UNGATED = "def relu_backward(da, z):\n    return da.copy()"
SECTION = "What each operation does with a gradient"
LECTURE = "lectures/07_backpropagation.ipynb"
IS_THERE = """section => [...document.querySelectorAll("h2")].some(heading => {
  const top = heading.getBoundingClientRect().top;
  return heading.textContent.startsWith(section) && top > 0 && top < 300;
})"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def lab(browser, course, home):
    """A learner's JupyterLab, begun without options."""
    with running_lab(course, home) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        yield LabPage(page, address)
        page.close()


@pytest.fixture(scope="module")
def feedback(lab, course, home):
    """The page of feedback that `dlcourse done` writes in a terminal while JupyterLab runs."""
    nbformat.write(answers(ROOT, relu_backward=UNGATED), course / f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    command = [Path(sys.executable).with_name("dlcourse"), "done", "07", "--student", "ada", "--no-browser"]
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY"))}
    environment = keep | {"HOME": str(home)}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return course / f"feedback/ada/{EXERCISE}/{EXERCISE}.html"


def shown(lab, feedback, course):
    """The page as JupyterLab shows it; no lecture is open."""
    lab.page.goto(f"{lab.address}/lab/tree/{feedback.relative_to(course)}?token={TOKEN}&reset")
    frame = lab.page.frame_locator(".jp-HTMLViewer iframe")
    frame.locator("header h1").wait_for()
    return frame


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_in_jupyterlab_the_words_lead_to_the_section_of_the_lecture(lab, feedback, course, by):
    link = shown(lab, feedback, course).get_by_role("link", name=f"section “{SECTION}”")
    link.wait_for()
    if by == "mouse":
        link.click()
    else:
        link.focus()
        lab.page.keyboard.press("Enter")
    lab.page.wait_for_function(f"() => jupyterapp.shell.currentWidget?.context?.path === '{LECTURE}'")
    lab.page.wait_for_function(IS_THERE, arg=SECTION, polling=500)


def test_a_page_that_was_made_elsewhere_leads_there_too(lab, feedback, course):
    """Made by a class, which knows of no JupyterLab, and fetched into the exercise's folder, as nbgrader does."""
    text = re.sub(
        r'<a (data-lecture="[^"]*") href="[^"]*">(.*?)</a>', r"<span \1>\2</span>", feedback.read_text("utf-8")
    )
    fetched = course / f"exercises/{EXERCISE}/feedback/2026-11-30 10:00:00 UTC/{EXERCISE}.html"
    fetched.parent.mkdir(parents=True)
    fetched.write_text(text, encoding="utf-8")
    link = shown(lab, fetched, course).get_by_role("link", name=f"section “{SECTION}”")
    link.click()
    lab.page.wait_for_function(f"() => jupyterapp.shell.currentWidget?.context?.path === '{LECTURE}'")
    lab.page.wait_for_function(IS_THERE, arg=SECTION, polling=500)


def test_the_table_of_questions_leads_to_the_places_on_the_page(lab, feedback, course):
    frame = shown(lab, feedback, course)
    frame.get_by_role("link", name="fool_the_judge").click()
    card = frame.locator("#fool_the_judge")
    lab.page.wait_for_function("top => top < 900", arg=card.bounding_box()["y"])
    assert frame.locator("header h1").count() == 1  # it is still the same page
    assert frame.get_by_role("link", name=f"section “{SECTION}”").count() == 1


def test_the_page_as_a_file_leads_to_the_jupyterlab_that_runs(lab, browser, feedback):
    context = browser.new_context(viewport={"width": 700, "height": 900})
    page = context.new_page()
    page.goto(feedback.as_uri())
    address = re.search(r"lead to the JupyterLab that runs at (\S+), as long as it runs", page.inner_text("body"))[1]
    page.goto(f"{address}/lab?token={TOKEN}&reset")  # a learner's browser knows JupyterLab
    page.wait_for_selector(".jp-LabShell")
    page.goto(feedback.as_uri())
    page.get_by_role("link", name=f"section “{SECTION}”").click()
    page.wait_for_function(f"() => window.jupyterapp?.shell.currentWidget?.context?.path === '{LECTURE}'")
    page.wait_for_function(IS_THERE, arg=SECTION, polling=500)
    context.close()
