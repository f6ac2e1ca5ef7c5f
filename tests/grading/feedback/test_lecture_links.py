"""A mistake's lecture on a page of feedback: words that stand by themselves, a link only where it leads somewhere."""

import html
import re

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, copy_course, exercise_of, hand_in
from paths import ROOT

from dlcourse import __version__
from dlcourse.checks import examine, find_question
from dlcourse.checks.card import to_html
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.lecture_links import LectureLinks, links_of, with_links
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.nbgrader.api import load_config
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import Edition

UNGATED = "def relu_backward(da, z):\n    return da.copy()"
SECTION = "What each operation does with a gradient"
SITE = "https://example.org/dl"
LAB = "http://localhost:8899/user/ada"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class's course in which ada has made one mistake, and is graded."""
    course = Course(copy_course(tmp_path_factory.mktemp("class")))
    hand_in(course.root, "ada", answers(course.root, relu_backward=UNGATED))
    assert [result.status for result in grade_all(course, EXERCISE, ["ada"], best_tier())] == ["graded"]
    return course


def written(course):
    """The page of the only student."""
    (page,) = write_feedback(course, EXERCISE, ["ada"])
    assert page["message"] == ""
    return course.feedback("ada", EXERCISE).read_text(encoding="utf-8")


def addresses(page):
    return [html.unescape(address) for address in re.findall(r'<a [^>]*?href="([^"]*)"', page)]


def test_a_page_that_lies_alone_names_lecture_and_section_and_links_nowhere_but_to_itself(graded):
    page = written(graded)
    assert "Read: lecture 07, <span data-lecture=" in page
    assert f"section “{SECTION}”</span>" in page
    assert {address[0] for address in addresses(page)} == {"#"}
    assert [address for address in addresses(page) if f'id="{address[1:]}"' not in page] == []


def test_with_a_site_of_the_class_it_links_there_and_is_written_anew_for_it(graded):
    assert SITE not in written(graded)
    settings = graded.root / "nbgrader_config.py"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'{before}\nc.FeedbackExporter.site = "{SITE}/"\n', encoding="utf-8")
    page = written(graded)
    away = [address for address in addresses(page) if not address.startswith("#")]
    assert away == [f"{SITE}/lectures/07_backpropagation.html#what-each-operation-does-with-a-gradient"]
    assert f">section “{SECTION}”</a>" in page
    settings.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    "site", ["example.org", "file:///home/class", "javascript:alert(1)", ["https://example.org"], 7]
)
def test_what_is_no_address_of_a_site_is_said_and_nothing_is_written(graded, site):
    config = load_config(graded)
    config.FeedbackExporter.site = site
    with pytest.raises(
        CourseError, match=r"^nbgrader_config\.py: c\.FeedbackExporter\.site: expected an address .*Received"
    ):
        links_of(graded, config)


@pytest.fixture
def own(tmp_path):
    names = ("nbgrader_config.py", f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    files = {name: ROOT.joinpath(name).read_bytes() for name in names}
    own_folder.start(tmp_path, Edition("dlcourse", __version__, files, "one"))
    nbformat.write(answers(ROOT, relu_backward=UNGATED), exercise_of(tmp_path))
    return Course(tmp_path)


@pytest.mark.parametrize(
    ("running", "site", "expected"),
    [(True, "", (LAB, "")), (True, SITE, (LAB, SITE)), (False, SITE, ("", SITE)), (False, "", ("", ""))],
)
def test_in_a_learners_folder_it_links_to_the_jupyterlab_that_runs_there(own, running, site, expected, monkeypatch):
    server = {"url": f"{LAB}/", "root_dir": str(own.root), "token": "secret"}
    other = {"url": "http://localhost:1/", "root_dir": str(own.root.parent), "token": "secret"}
    monkeypatch.setattr(
        "jupyter_server.serverapp.list_running_servers", lambda: [other, server] if running else [other]
    )
    config = load_config(own)
    if site:
        config.FeedbackExporter.site = site
    links = links_of(own, config)
    assert (links.lab, links.site) == expected
    assert links.note.startswith("Links to lectures lead to the JupyterLab") == running
    assert "secret" not in links.address("07_backpropagation", SECTION)


def test_a_jupyterlab_has_the_address_that_the_card_has_there():
    address = LectureLinks(lab=LAB).address("07_backpropagation", SECTION)
    assert (
        address == f"{LAB}/lab/tree/lectures/07_backpropagation.ipynb#heading=What-each-operation-does-with-a-gradient"
    )


@pytest.mark.parametrize("name", [name for name, asked in QUESTIONS.items() if asked.lecture and asked.section])
def test_every_card_of_the_course_keeps_its_words_and_loses_its_own_link(name):
    question = find_question(name)
    verdict = examine(question, None)
    card = to_html(verdict)
    words = with_links(card, LectureLinks())
    assert card.count("<a ") == 1
    assert "<a " not in words
    assert re.sub(r"<[^>]*>", "", words) == re.sub(r"<[^>]*>", "", card)
    (place,) = re.findall(r'data-lecture="([^"]*)"', words)
    assert f'href="../../{place}"' in card
