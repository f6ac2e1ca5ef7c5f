"""A learner's first minutes in JupyterLab: start page, links, what is not there; and pages that everybody can read."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from course_copy import unsandboxed
from lab_page import TOKEN, LabPage, running_lab, write_notebook

pytestmark = pytest.mark.browser

EXERCISE = "07_backpropagation"
NOTEBOOK = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
WRONG = """def relu_backward(da, z):
    return da
"""
OURS = [".dlcourse-start"]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}


@pytest.fixture(scope="module")
def lab(browser, course, tmp_path_factory):
    """A learner's JupyterLab, begun without options."""
    home = tmp_path_factory.mktemp("home")
    with running_lab(course, home) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened_lab = LabPage(page, address)
        opened_lab.log = home / "lab.log"
        yield opened_lab
        page.close()


def opened(lab):
    """The start page, as the address that the server names opens it; returns the page's frame of HTML."""
    lab.page.goto(f"{lab.address}/lab?token={TOKEN}&reset")
    with lab.page.expect_response("**/dlcourse/start"):  # the page is made anew before anything is pressed
        lab.page.goto(f"{lab.address}/?token={TOKEN}")  # leads to the default address
    start = lab.page.locator(".dlcourse-start")
    start.locator("h1").wait_for()
    lab.page.evaluate("() => jupyterapp.restored.then(() => undefined)")
    lab.page.wait_for_timeout(1000)
    return start


def tabs(lab):
    """The labels of the tabs in the middle, a dot for each that is marked unsaved."""
    return lab.page.evaluate(
        """() => [...document.querySelectorAll("#jp-main-dock-panel .lm-TabBar-tab")].map(
            tab => tab.innerText.trim() + (tab.classList.contains("jp-mod-dirty") ? " •" : ""))"""
    )


def serious(page, context=None, rules=None):
    """What axe-core's rules find serious or critical: (rule, element)."""
    options = {"resultTypes": ["violations"]} | ({"rules": rules} if rules else {})
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        (rule["id"], node["html"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def test_jupyterlab_opens_on_the_start_page_as_a_page(lab):
    assert "Deep learning, from one neuron to Keras Tuner" in opened(lab).inner_text()
    assert tabs(lab) == ["start.md"]


def test_no_news_are_asked_for(lab):
    opened(lab)
    lab.page.wait_for_timeout(3000)
    assert lab.page.locator(".jp-toastContainer, .Toastify__toast").count() == 0


def menus(lab):
    """The names in the bar of menus."""
    return [name.strip() for name in lab.page.locator(".lm-MenuBar-itemLabel").all_inner_texts()]


def items(lab, menu):
    """What a menu offers."""
    lab.page.locator(".lm-MenuBar-itemLabel").get_by_text(menu, exact=True).click()
    found = [item.strip() for item in lab.page.locator(".lm-Menu-itemLabel").all_inner_texts()]
    lab.page.keyboard.press("Escape")
    return found


def test_a_learner_has_no_menus_of_instructors_and_hands_in_from_the_menu_of_files(lab):
    opened(lab)
    assert {"File", "Edit", "Run", "Kernel"} <= set(menus(lab))
    assert "Nbgrader" not in menus(lab)
    assert items(lab, "File").count("Assignment List") == 1
    registered = lab.page.evaluate("() => jupyterapp.commands.listCommands().filter(id => id.startsWith('nbgrader:'))")
    assert registered == ["nbgrader:open-assignment-list"]
    assert lab.page.get_by_text("Create Assignment").count() == 0


def test_an_instructor_keeps_them(instructors_lab):
    instructors_lab.open(NOTEBOOK)
    assert {"Formgrader", "Assignment List"} <= set(items(instructors_lab, "Nbgrader"))
    assert "Assignment List" not in items(instructors_lab, "File")


def test_the_first_link_opens_the_first_lecture_from_the_keyboard_and_nothing_is_marked_unsaved(lab):
    start = opened(lab)
    start.locator("a.dl-go").focus()
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function("() => jupyterapp.shell.currentWidget?.context?.path === 'lectures/00_start_here.ipynb'")
    lab.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'"
    )
    lab.page.wait_for_timeout(2000)  # the kernel's version comes a moment later
    assert tabs(lab) == ["start.md", "00_start_here.ipynb"]


def test_until_then_the_servers_log_is_quiet(lab):  # a page that is left while its kernel starts is logged at length
    said = lab.log.read_text().splitlines()
    lines = [line for line in said if line.strip() and not line.startswith("[IPKernelApp]")]  # a line of each kernel
    assert len(lines) <= 3, "\n".join(lines)


def test_a_cell_that_was_edited_is_marked_unsaved(lab):
    lab.open("lectures/00_start_here.ipynb")
    lab.page.wait_for_timeout(2000)
    lab.page.locator(".jp-CodeCell .cm-content").first.click()
    lab.page.keyboard.type("# mine")
    lab.page.wait_for_function("() => jupyterapp.shell.currentWidget.context.model.dirty")
    lab.page.wait_for_timeout(500)
    assert tabs(lab)[-1].endswith("•")
    lab.save()


def test_a_tab_says_that_it_is_an_exercise_and_no_file_is_renamed(lab, course):
    before = sorted(path.relative_to(course) for path in course.rglob("*") if ".ipynb_checkpoints" not in path.parts)
    lab.open(f"lectures/{EXERCISE}.ipynb")
    lab.page.evaluate(f"() => {{ jupyterapp.commands.execute('docmanager:open', {{path: '{NOTEBOOK}'}}); }}")
    lab.page.locator(".lm-TabBar-tab.dl-exercise-tab").wait_for()
    said = lab.page.evaluate(
        """() => [...document.querySelectorAll("#jp-main-dock-panel .lm-TabBar-tabLabel")].map(
            label => getComputedStyle(label, "::before").content + label.innerText)"""
    )
    assert said == [f"none{EXERCISE}.ipynb", f'"Exercise "{EXERCISE}.ipynb']
    lab.page.wait_for_timeout(1500)
    after = sorted(path.relative_to(course) for path in course.rglob("*") if ".ipynb_checkpoints" not in path.parts)
    assert after == before


def test_the_start_page_follows_what_is_done_meanwhile(lab):
    lab.open(NOTEBOOK)
    lab.run_cell("setup")
    lab.run_cell("relu_backward", WRONG)
    lab.run_cell("check-relu_backward")
    lab.save()
    lab.page.evaluate("() => { jupyterapp.commands.execute('docmanager:open', {path: 'start.md'}); }")
    start = lab.page.locator(".dlcourse-start")
    start.get_by_text("Continue here").wait_for()
    assert "Exercise 07 · Backpropagation" in start.inner_text()


def test_a_link_to_a_section_lands_there(lab):
    start = opened(lab)
    start.locator("a[href*='heading=']").get_by_text("What each operation does").first.click()
    lab.page.wait_for_function(
        """() => [...document.querySelectorAll("h2")].some(heading => {
          const top = heading.getBoundingClientRect().top;
          return heading.textContent.startsWith("What each operation does") && top > 0 && top < 300;
        })""",
        polling=500,
    )


THEMES = ["JupyterLab Light", "JupyterLab Dark"]


@pytest.fixture
def turned(lab):
    """A function that turns JupyterLab to a theme; afterwards it is light again."""

    def turn(theme):
        lab.page.evaluate("theme => { jupyterapp.commands.execute('apputils:change-theme', {theme}); }", theme)
        is_light = str(theme == "JupyterLab Light").lower()
        lab.page.wait_for_selector(f"body[data-jp-theme-light={is_light}]", state="attached")
        lab.page.wait_for_timeout(1500)  # colours fade over

    yield turn
    turn("JupyterLab Light")


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_on_the_start_page(lab, turned, theme):
    start = opened(lab)
    turned(theme)
    for summary in start.locator("summary").all()[:8]:
        summary.click()
    assert serious(lab.page, OURS) == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_in_a_lecture(lab, turned, theme):
    lab.open(f"lectures/{EXERCISE}.ipynb")
    turned(theme)
    lab.menu("Run", "Run All Cells")
    lab.wait_for_kernel()
    shown = [".jp-Notebook .jp-RenderedMarkdown", ".jp-Notebook .jp-OutputArea-output"]
    assert serious(lab.page, {"include": shown}) == []


def test_a_text_that_is_wider_than_its_cell_is_scrolled_by_keyboard(lab, course):
    cell = nbformat.v4.new_markdown_cell("$$" + " + ".join(f"x_{{{k}}}" for k in range(40)) + "$$")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL), course / "wide.ipynb")
    lab.open("wide.ipynb")
    lab.page.set_viewport_size({"width": 700, "height": 1000})
    text = lab.page.locator(".jp-Notebook .jp-RenderedMarkdown")
    lab.page.locator(".jp-Notebook .jp-RenderedMarkdown[tabindex='0']").wait_for(state="attached", timeout=30_000)
    text.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.wait_for_function("text => text.scrollLeft > 0", arg=text.element_handle(), timeout=30_000)
    assert serious(lab.page, {"include": [".jp-Notebook .jp-RenderedMarkdown"]}) == []
    lab.page.set_viewport_size({"width": 1400, "height": 1000})


def test_the_handle_of_a_learners_own_slider_has_its_name(lab, course):
    source = "import ipywidgets\nipywidgets.IntSlider(description='move right')"
    write_notebook(course, "slider", source)
    lab.open("slider.ipynb")
    lab.run_cell("slider")
    lab.page.locator(".noUi-handle[aria-label='move right']").wait_for()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_on_a_card(lab, turned, theme):
    lab.open(NOTEBOOK)
    turned(theme)
    lab.run_cell("setup")
    lab.run_cell("relu_backward", WRONG)
    card = lab.run_cell("check-relu_backward").locator("section")
    card.locator("summary").first.click()
    assert serious(lab.page, [".jp-OutputArea-output section"]) == []


@pytest.fixture(scope="module")
def pages(course, tmp_path_factory):
    """The page of progress and a page of feedback, as files."""
    program = Path(sys.executable).with_name("dlcourse")
    folder = tmp_path_factory.mktemp("pages")
    progress, own = folder / "progress.html", shutil.copytree(course, folder / "course")

    def dlcourse(*arguments):
        subprocess.run([program, *arguments], cwd=own, capture_output=True, text=True, check=True)

    dlcourse("progress", "--html", str(progress), "--no-browser")
    dlcourse("submit", "07")
    dlcourse("grade", "07", *unsandboxed())
    dlcourse("feedback", "07")
    (feedback,) = own.glob(f"feedback/*/{EXERCISE}/*.html")
    return {"map": progress, "feedback": feedback}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["map", "feedback"])
def test_axe_finds_nothing_serious_on_map_and_feedback(browser, pages, name, scheme):
    context = browser.new_context(viewport={"width": 1000, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(pages[name].as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert serious(page) == []
    context.close()


@pytest.mark.parametrize("width", [400, 700])
def test_the_map_fits_a_narrow_window(browser, pages, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pages["map"].as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
