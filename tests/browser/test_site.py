"""The site in a browser without a network: figures, explorers, formulas, links, search, light and dark."""

import re
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from paths import ROOT

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.course.grading.feedback.lecture_links import LectureLinks
from dlcourse.plots.page.showing import DARK_PAPER

pytestmark = pytest.mark.browser

RUN = "01"  # a lecture with figures, a film and an explorer; the others stand there without outputs


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a site in which one lecture was run; Sphinx has followed every link and warned of nothing."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "dlcourse.course.site", "--to", folder, "--run", RUN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^run: 01_perceptron, \d+ s\n.*index\.html: \d+ pages, the heaviest \d\.\d+ MB", done.stdout)
    return folder / "html"


@pytest.fixture
def opened(browser, site):
    """A function that opens a page of the site; at the end it must have asked for nothing from outside."""
    contexts, asked, errors = [], [], []

    def open_page(name, theme="light", width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"file://{site}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


def test_every_page_of_feedback_can_link_to_the_section_of_a_mistake(site):
    sections = {(asked.lecture, asked.section) for asked in QUESTIONS.values() if asked.lecture and asked.section}
    assert len(sections) > 80
    links = LectureLinks(site="https://example.org/dl")
    for lecture, section in sections:
        page, _, anchor = links.address(lecture, section).removeprefix("https://example.org/dl/").partition("#")
        assert f'id="{anchor}"' in (site / page).read_text(encoding="utf-8"), (lecture, section)


def test_a_lecture_has_its_figures_films_and_formulas(opened, site):
    page = opened("lectures/01_perceptron.html")
    assert page.locator(".dl-figure svg[role=img], .dl-drawing").count() > 5
    film = page.locator(".dl-figure img[src^='../pictures/']").first
    film.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 300", arg=film.element_handle())
    assert page.locator("math").count() > 50
    assert page.locator("mjx-container, script[src*=mathjax]").count() == 0
    assert "MathJax" not in (site / "lectures/01_perceptron.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_long_figure_is_a_file_for_the_paper_of_the_page(theme, opened):
    drawing = opened("lectures/01_perceptron.html", theme=theme).locator(".dl-drawing").first
    drawing.scroll_into_view_if_needed()
    ((shown, hidden),) = [(theme, other) for other in ("light", "dark") if other != theme]
    image = drawing.locator(f".dl-on-{shown}")
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth > 300")
    assert image.get_attribute("alt")
    assert image.is_visible()
    assert not drawing.locator(f".dl-on-{hidden}").is_visible()
    assert image.evaluate("image => getComputedStyle(image).filter") == "none"  # the theme would dim it


def test_a_film_turns_dark_with_the_page(opened):
    film = opened("lectures/01_perceptron.html", theme="dark").locator(".dl-figure img").first
    assert film.evaluate("film => getComputedStyle(film).filter") == "invert(0.91) hue-rotate(180deg)"


def test_a_film_whose_shades_mean_something_stays_as_it_is(opened):
    """`show_animation(…, photo=True)` gives a film this class, as tests/plots show; the page's rules must know it."""
    film = opened("lectures/01_perceptron.html", theme="dark").locator(".dl-figure img").first
    assert film.evaluate("film => { film.classList.add('dl-photo'); return getComputedStyle(film).filter; }") == "none"


def test_a_page_on_paper_has_its_answers_and_all_of_its_code(opened):
    page = opened("lectures/01_perceptron.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".bd-article details:not([open])").count() == 0
    page.set_viewport_size({"width": 700, "height": 1000})
    cut = "code => code.scrollWidth > code.clientWidth + 1"
    assert not any(one.evaluate(cut) for one in page.locator("div.highlight pre").all())
    assert not page.locator("#pst-back-to-top").is_visible()


def test_an_explorer_answers_the_keyboard_without_python(opened):
    page = opened("lectures/01_perceptron.html")
    slider = page.get_by_role("slider", name="students seen")
    slider.focus()
    before = page.locator(".dl-explorer").first.inner_html()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") or slider.input_value() == "1"
    page.wait_for_function("before => document.querySelector('.dl-explorer').innerHTML !== before", arg=before)


def test_an_answer_is_folded_until_it_is_opened(opened):
    page = opened("lectures/01_perceptron.html")
    answer = page.locator(".bd-article details").first
    assert not answer.get_by_text(re.compile("Yes|No")).last.is_visible()
    answer.locator("summary").click()
    assert answer.get_by_text(re.compile("Yes|No")).last.is_visible()


def test_figures_follow_the_theme_of_the_page(opened):
    page = opened("lectures/01_perceptron.html", theme="dark")
    paper = "getComputedStyle(document.querySelector('.dl-figure')).backgroundColor"
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
    dark = page.evaluate(paper)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'true'")
    assert (page.evaluate(paper), dark) == (
        "rgb(255, 255, 255)",
        "rgb({}, {}, {})".format(*bytes.fromhex(DARK_PAPER[1:])),
    )


def test_a_term_of_the_glossary_leads_to_its_section(opened):
    page = opened("lectures/glossary.html")
    page.locator("a[href='05_loss_functions.html#three-losses-for-an-error-mse-mae-huber']").first.click()
    page.wait_for_url("**/05_loss_functions.html#three-losses-*")
    heading = page.get_by_role("heading", name="Three losses for an error: MSE, MAE, Huber")
    page.wait_for_function(
        "heading => Math.abs(heading.getBoundingClientRect().top) < 300", arg=heading.element_handle()
    )


def test_the_search_finds_a_lecture_without_a_server(opened):
    page = opened("search.html?q=perceptron")
    page.wait_for_selector("#search-results a[href*='lectures/01_perceptron']")


def test_lectures_lead_onwards_and_back(opened):
    page = opened("lectures/01_perceptron.html")
    page.locator("a.right-next").click()
    page.wait_for_url("**/lectures/02_perceptron_loss.html")
    page.locator("a.left-prev").click()
    page.wait_for_url("**/lectures/01_perceptron.html")


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("index.html", "light"),
        ("lectures/01_perceptron.html", "light"),
        ("lectures/01_perceptron.html", "dark"),
        ("reference/optimizers.html", "dark"),
    ],
)
def test_axe_finds_nothing_serious_on_a_page_of_the_site(name, theme, opened):
    found = Axe().run(opened(name, theme)).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in serious] == []


def test_nothing_is_wider_than_a_narrow_window(opened):
    page = opened("lectures/01_perceptron.html", width=400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
