"""What students write, print and raise can be read, and does nothing: in a page, in plain text, in a terminal."""

import html.parser
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, cell_of, copy_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from rendering import MARKDOWN, NAMES, OUTPUTS, PRINTED, answering, printing, raising

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.feedback.prose import to_harmless_html
from dlcourse.course.grading.judge.results import to_text
from dlcourse.course.grading.nbgrader.export import spreadsheet_safe

MATHML = {"math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup"}
MATHML |= {"munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom"}
PROSE = {"p", "h1", "h2", "h3", "ul", "ol", "li", "em", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th"}
PROSE |= {"td", "br", "hr", "blockquote", "del", "span", "div"}
FRAME = {"html", "head", "meta", "title", "style", "body", "header", "main", "a", "section", "figure", "figcaption"}
FRAME |= {"b", "small", "details", "summary"}
ATTRIBUTES = {"class", "style", "id", "scope", "aria-label", "aria-hidden", "lang", "display", "displaystyle", "lspace"}
ATTRIBUTES |= {"rspace", "width", "stretchy", "fence", "form", "accent", "columnalign", "minsize", "maxsize", "charset"}
ATTRIBUTES |= {"data-lecture"}  # of a card: the lecture and section that its question names
ATTRIBUTES |= {"scriptlevel", "rowspacing", "columnspacing", "mathvariant", "movablelimits", "height", "depth"}
OF_META = {"http-equiv", "content", "name", "charset"}


class Page(html.parser.HTMLParser):
    """Whatever of a page is more than text in its known frame."""

    def __init__(self, text):
        super().__init__()
        self.odd, self.metas = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.metas += tag == "meta"
        allowed = OF_META if tag == "meta" else ATTRIBUTES
        for name, value in attributes:
            is_link_within = tag == "a" and name == "href" and value.startswith("#")
            is_scrolled_by_keyboard = tag == "math" and (name, value) == ("tabindex", "0")
            if not (name in allowed or is_link_within or is_scrolled_by_keyboard):
                self.odd.append((tag, name, value))
            if name == "style" and "url" in value:
                self.odd.append((tag, name, value))
        if tag not in MATHML | PROSE | FRAME:
            self.odd.append((tag,))

    def handle_comment(self, data):
        self.odd.append(("comment", data))


@pytest.mark.parametrize("name", MARKDOWN)
def test_prose_becomes_text_and_formulas(name):
    assert Page(to_harmless_html(MARKDOWN[name])).odd == []


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One submission with everything in it, one for each printed text as an answer's own, and a plain one."""
    root = copy_course(tmp_path_factory.mktemp("course"))
    everything = answers(root)
    everything.cells += [new_markdown_cell(source) for source in MARKDOWN.values()]
    for text in PRINTED.values():
        everything.cells += [new_code_cell(printing(text)), new_code_cell(raising(text))]
    for data in OUTPUTS.values():
        cell_of(everything, "check-dense_backward").outputs += [new_output("display_data", data=data)]
        everything.cells.append(new_code_cell("1", outputs=[new_output("display_data", data=data)]))
    everything.metadata["title"] = "</title><script>alert(1)</script>"
    handed_in = {"plain": answers(root), "everything": everything}
    for number, text in enumerate(PRINTED.values()):
        handed_in[f"answer{number}"] = answers(root, relu_backward=answering(text))
    for student, notebook in handed_in.items():
        path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return Course(root)


@pytest.fixture(scope="module")
def results(course):
    return {result.student: result for result in grade_all(course, EXERCISE, course.students(EXERCISE), best_tier())}


@pytest.fixture(scope="module")
def pages(course, results):
    """The text of each student's page, and of the file beside it."""
    written = list(write_feedback(course, EXERCISE, sorted(results)))
    assert [page["message"] for page in written] == [""] * len(written)
    paths = {page["student"]: Path(page["path"]) for page in written}
    return {
        student: (path.read_text("utf-8"), path.with_suffix(".txt").read_text("utf-8"))
        for student, path in paths.items()
    }


def test_all_are_graded_and_lose_only_the_answer_that_raises(results):
    assert {result.status for result in results.values()} == {"graded"}
    assert (results["plain"].score, results["everything"].score) == (15, 15)
    assert {result.score for student, result in results.items() if student.startswith("answer")} == {14}


def test_every_page_has_known_tags_and_attributes_alone(pages):
    odd = {student: Page(page).odd for student, (page, _) in pages.items()}
    assert odd == {student: [] for student in pages}


def test_every_page_forbids_scripts_and_whatever_it_might_fetch(pages):
    for page, _ in pages.values():
        assert page.index("Content-Security-Policy") < page.index("<title>")
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        assert f'content="{policy}"' in page


def test_no_page_and_no_text_has_a_character_that_a_terminal_obeys(pages, results):
    shown = [text for both in pages.values() for text in both] + [to_text(result) for result in results.values()]
    odd = {character for text in shown for character in text if not character.isprintable()}
    assert odd <= {"\n", "\t"}


def test_what_was_written_and_printed_can_be_read(pages):
    page, text = pages["everything"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "[31mred[0m" in page
    assert "[31mred[0m" in text
    assert "0 of 15 points15 of 15 points" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_table_is_no_formula(name):
    assert spreadsheet_safe(name) == "'" + name
