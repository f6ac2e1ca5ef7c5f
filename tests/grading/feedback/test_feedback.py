"""Feedback pages stand alone, say what the checks say and no more, and are the same by every way that makes them."""

import html
import html.parser
import os
import re
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, answers, best_tier, cell_of, copy_course, exercise_of, run

from dlcourse.checks.card import VERDICT_MIME
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.mathml import to_mathml
from dlcourse.course.grading.feedback.page import to_page
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.feedback.prose import to_harmless_html
from dlcourse.course.grading.feedback.report import read_report, to_text
from dlcourse.course.grading.judge.grader import seed_of
from dlcourse.course.grading.nbgrader.collect import collect
from dlcourse.course.grading.nbgrader.exchange import submit

NO_GATE = "print('so far so good')\ndef relu_backward(da, z):\n    return da.copy()"
NOT_MINE = "raise NotImplementedError()"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Ada hands in over the exchange; Bob's work, nearly empty, was laid in submitted/ by hand; both are graded."""
    root = copy_course(tmp_path_factory.mktemp("course"))
    with root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write('\nc.FeedbackExporter.site = "https://example.org/dl"\n')
    nbformat.write(answers(root, relu_backward=NO_GATE), exercise_of(root))
    submit(Course(root), EXERCISE, "ada")
    assert collect(Course(root), EXERCISE).lines == []
    empty = {question.name: NOT_MINE for question in EXERCISES[EXERCISE]}
    path = root / "submitted" / "bob" / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(answers(root, **empty), path)
    assert {result.status for result in grade_all(Course(root), EXERCISE, ["ada", "bob"], best_tier())} == {"graded"}
    return Course(root)


@pytest.fixture(scope="module")
def pages(course):
    """Where each student's page lies."""
    written = list(write_feedback(course, EXERCISE, ["ada", "bob"]))
    assert [page["message"] for page in written] == ["", ""]
    return {page["student"]: Path(page["path"]) for page in written}


# What it says


def test_a_page_has_the_points_the_cards_and_what_was_printed(pages):
    page = html.unescape(pages["ada"].read_text("utf-8"))
    assert "14 of 15 points" in page
    assert re.search(r">ada, handed in \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<", page)
    assert "You passed da on unchanged" in page
    assert "so far so good" in page
    for question in EXERCISES[EXERCISE]:
        assert f'href="#{question.name}"' in page
        assert f'id="{question.name}"' in page


def test_the_text_beside_it_says_the_same(pages):
    text = pages["ada"].with_suffix(".txt").read_text("utf-8")
    assert "14 of 15 points" in text
    assert "relu_backward: 0 of 1 point\n  ✗ Not right yet: relu_backward, 0 of 1 point\n" in text
    assert "You passed da on unchanged" in text
    assert "What your cells printed:\n\nrelu_backward:\n  so far so good\n" in text


def test_neither_holds_a_check_a_solution_or_the_seed(course, pages):
    solution = answers(course.root)
    secret = [line.strip() for q in EXERCISES[EXERCISE] for line in cell_of(solution, q.name).source.splitlines()]
    secret = [line for line in secret if len(line) > 12 and not line.startswith(('"""', "def ", "#"))]
    assert len(secret) > 20
    judged = nbformat.read(course.autograded("bob", EXERCISE), as_version=4)
    submitted = "\n".join(cell.source for cell in judged.cells)
    seed = seed_of(submitted.encode(), course.solution(EXERCISE).read_bytes())
    for path in (pages["bob"], pages["bob"].with_suffix(".txt")):
        shown = html.unescape(re.sub(r"</?span[^>]*>", "", path.read_text("utf-8")))
        assert [line for line in secret if line in shown] == []
        assert "check(" not in shown
        assert str(seed) not in shown


def test_a_comment_of_the_instructors_is_on_the_page_and_can_hold_a_formula(course):
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("UPDATE comment SET manual_comment = 'Look at $z < 0$ <b>again</b>'")
    [page] = write_feedback(course, EXERCISE, ["ada"])
    shown = Path(page["path"]).read_text("utf-8")
    assert "<mi>z</mi><mo>&lt;</mo><mn>0</mn></mrow></math> &lt;b&gt;again" in shown
    assert "Your instructor: Look at $z < 0$" in Path(page["path"]).with_suffix(".txt").read_text("utf-8")


# It is the same page, and it arrives


def test_nbgraders_own_command_makes_the_same_files(course, pages, tmp_path):
    assert "https://example.org/dl/lectures/07_backpropagation.html#" in pages["ada"].read_text("utf-8")
    ours = {path.name: path.read_bytes() for path in pages["ada"].parent.iterdir()}
    root = tmp_path / "course"
    shutil.copytree(course.root, root)
    shutil.rmtree(root / "feedback")
    done = run("nbgrader", "generate_feedback", EXERCISE, "--student", "ada", cwd=root)
    assert done.returncode == 0, done.stderr
    folder = root / "feedback" / "ada" / EXERCISE
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == ours
    assert set(ours) == {f"{EXERCISE}.html", f"{EXERCISE}.txt", "timestamp.txt", "submission_secret.txt"}


def test_the_student_fetches_it_from_the_exchange(course, pages):
    done = run("nbgrader", "fetch_feedback", EXERCISE, "--student", "ada", cwd=course.root)
    assert done.returncode == 0, done.stderr
    [fetched] = course.root.glob(f"exercises/{EXERCISE}/feedback/*/{EXERCISE}.html")
    assert fetched.read_bytes() == pages["ada"].read_bytes()


# Formulas


def formulas():
    """Every formula of the exercises, with the exercise it is in."""
    for path in sorted(ROOT.glob("exercises/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                prose = re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL)
                for found in re.finditer(r"\$\$(.+?)\$\$|\$([^$]+?)\$", prose, flags=re.DOTALL):
                    yield path.stem, found[1] or found[2]


def test_every_formula_of_the_exercises_becomes_mathml():
    all_ = list(formulas())
    assert len({exercise for exercise, _ in all_}) >= 15
    assert len(all_) > 250
    assert [
        (e, latex) for e, latex in all_ if not to_mathml(latex).startswith("<math") or "\\" in to_mathml(latex)
    ] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("exercises/*/*.ipynb")), ids=lambda path: path.stem)
def test_no_dollar_of_a_formula_is_left_in_an_exercises_prose(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            shown = re.sub(r"<code>.*?</code>", "", to_harmless_html(cell.source), flags=re.DOTALL)
            assert "$" not in shown, shown


def test_formulas_in_several_lines_are_lined_up_at_their_signs():
    rows = to_mathml(r"\begin{aligned} a &= b && \text{first} \\ &\ge c \end{aligned}", display=True)
    assert (rows.count("<mtr>"), rows.count("<mtd"), "&amp;" in rows) == (2, 6, False)


def test_a_function_stands_apart_from_its_argument_and_a_slash_does_not():
    assert '<mi>ln</mi><mspace width="0.1667em"></mspace><mi>p</mi>' in to_mathml(r"\ln p")
    assert "mspace" not in to_mathml(r"\ln(p)")
    assert '<mo lspace="0" rspace="0">/</mo>' in to_mathml("a/b")


@pytest.mark.parametrize("latex", [r"\frac{", "x^2^3", r"\begin{cases}", "x" * 5000, r"\def\a{\a}\a"])
def test_what_is_no_formula_is_shown_as_it_was_written(latex):
    assert to_mathml(latex) == f"<code>{html.escape(latex)}</code>"


# In a browser without a network


@pytest.mark.browser
def test_a_browser_shows_it_without_a_network_and_has_nothing_to_complain_of(pages):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        assert not os.environ.get("DLCOURSE_REQUIRE_BROWSER"), "no Chromium here"
        pytest.skip("no Chromium here; install it (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    asked, said = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            page = browser.new_context(
                color_scheme=scheme, offline=True, viewport={"width": 390, "height": 800}
            ).new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            page.goto(pages["ada"].as_uri())
            assert page.locator("math").first.bounding_box()["width"] > 10
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert asked == [pages["ada"].as_uri()] * 2
    assert said == []


def test_a_page_that_cannot_be_made_says_why_and_the_next_one_is_made(course, pages):
    judged = nbformat.read(course.autograded("ada", EXERCISE), as_version=4)
    del cell_of(judged, "check-relu_backward").outputs[0]["data"][VERDICT_MIME]
    course.autograded("eve", EXERCISE).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(judged, course.autograded("eve", EXERCISE))  # in no gradebook
    eve, bob = write_feedback(course, EXERCISE, ["eve", "bob"])
    assert eve["path"] is None
    assert eve["message"] == "no feedback page: the gradebook does not know it: dlcourse grade 07 first"
    assert bob["path"] == str(pages["bob"])


@pytest.mark.parametrize("mark", ["\\\\[", "\\\\(", "\\[", "$", "$$"])
def test_a_cell_of_nothing_but_beginnings_of_formulas_is_shown_as_it_is(mark):
    """For each of them the parser looks through all that follows: seconds for one cell."""
    text = f"{mark} x " * 1500
    assert to_harmless_html(text) == f"<pre>{text}</pre>"
    assert not to_harmless_html(f"{mark} x " * 3).startswith("<pre>")


def test_a_task_has_its_points_and_its_comment():
    """nbgrader's tasks have points, and no cell of their own for an answer."""
    about = {"task": True, "grade": False, "solution": False, "grade_id": "task", "points": 5, "score": 3.0}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Describe it.")])
    notebook.cells[0].metadata.nbgrader = nbformat.from_dict(about | {"comment": "Good."})
    report = read_report(notebook, {"assignment": "x", "student": "ada", "score": 3, "late_penalty": 0, "max_score": 5})
    assert "task: 3 of 5 points" in to_text(report)
    assert "  Your instructor: Good." in to_text(report)
    page = to_page(report)
    assert '<p class="label" id="task">A task, 3 of 5 points</p>' in page
    assert "Good." in page
