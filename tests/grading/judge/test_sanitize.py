"""What students write can be read, and runs nowhere: in feedback pages, in a terminal, in a spreadsheet."""

import csv
import html.parser
from types import SimpleNamespace

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of, copy_course, run, unsandboxed

from dlcourse.course.grading.judge.sanitize import inert_markdown, inert_text
from dlcourse.course.grading.nbgrader.export import CanvasExport, CsvExport, MoodleExport, spreadsheet_safe

MARKDOWN = {
    "a script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "svg": '<svg onload="alert(1)"></svg>',
    "a frame": '<iframe src="javascript:alert(1)"></iframe>',
    "a link": "[click](javascript:alert(1))",
    "a link in odd letters": "[click](JaVaScRiPt:alert(1))",
    "a link with a letter as a reference": "[click](&#106;avascript:alert(1)) [click](&#x6A;avascript:alert(1))",
    "a link with a reference in a reference": "[x](&amp;#106;avascript:alert(1)) [x](&#38;#106;avascript:alert(1))",
    "a link with a colon as a reference": "[click](javascript&colon;alert(1)) [click](javascript&amp;colon;alert(1))",
    "a link with a tab as a reference": "[click](java&Tab;script:alert(1)) [click](java&NewLine;script:alert(1))",
    "a link with a backslash": "[click](javascript\\:alert(1)) [click](<javascript\\:alert(1)>)",
    "a link by reference": "[click][x]\n\n[x]: javascript:alert(1)",
    "a link with data": "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "a formula": r"$\href{javascript:alert(1)}{x}$ $\style{position:fixed}{x}$ $\cssId{evil}{x}$",
    "a style": "<style>body { display: none }</style>",
    "a form": '<form action="http://127.0.0.1/"><input type=submit></form>',
    "half a tag": "<img src=x onerror=alert(1) //",
    "a comment": "<!-- --><b onmouseover=alert(1)>x</b>",
}
PRINTS = r'print("<script>alert(1)</script> \x1b]0;owned\x07 \x1b[2J")' + "\n"
ANSWER = "def relu_backward(da, z):\n    raise ValueError('<script>alert(1)</script>')"


class Tags(html.parser.HTMLParser):
    """The tags of a page that do something, with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.active = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        names = [name for name, value in attributes if name.startswith("on") or "script:" in (value or "").lower()]
        if tag in ("script", "iframe", "form", "object", "embed", "svg", "style", "base", "meta", "link") or names:
            self.active.append((tag, tuple(names)))


@pytest.mark.parametrize("source", MARKDOWN.values(), ids=MARKDOWN)
def test_markdown_has_no_tags_and_no_running_links(source):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    page = markdown2html_mistune(inert_markdown(source))
    assert Tags(page).active == []
    assert "javascript:" not in "".join(page.lower().split())


def test_markdown_keeps_what_it_says():
    assert inert_markdown("For $x > 0$ the *slope* is `1`.") == "For $x > 0$ the *slope* is `1`."


def test_text_keeps_lines_and_loses_what_a_terminal_obeys():
    assert inert_text("a\tb\n\x1b[31mred\x07\u202e") == "a\tb\n[31mred"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Feedback on a plain submission and on a malicious one."""
    course = copy_course(tmp_path_factory.mktemp("course"))
    plain = answers(course)
    evil = answers(course, relu_backward=PRINTS + ANSWER)
    evil.cells += [nbformat.v4.new_markdown_cell(source) for source in MARKDOWN.values()]
    evil.cells.append(nbformat.v4.new_raw_cell("<script>alert(1)</script>"))
    evil.cells[0].attachments = {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    cell_of(evil, "check-dense_backward").outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": "<script>alert(1)</script>"})
    ]
    evil.metadata["title"] = "</title><script>alert(1)</script>"
    for student, notebook in (("plain", plain), ("evil", evil)):
        path = course / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    assert run("dlcourse", "grade", "07", *unsandboxed(), cwd=course).returncode == 0
    assert run("dlcourse", "feedback", "07", cwd=course).returncode == 0
    where = course / "feedback"
    return {s: (where / s / EXERCISE / f"{EXERCISE}.html").read_text(encoding="utf-8") for s in ("plain", "evil")}


def test_a_feedback_page_holds_no_more_active_tags_than_that_of_a_plain_submission(pages):
    assert Tags(pages["evil"]).active == Tags(pages["plain"]).active


def test_a_feedback_page_shows_what_the_student_wrote_and_printed(pages):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["evil"]
    assert "\x1b" not in pages["evil"]
    assert "\x07" not in pages["evil"]


# Spreadsheets


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_text(value):
    assert spreadsheet_safe(value) == "'" + value


@pytest.mark.parametrize(("value", "text"), [(-1.5, "-1.5"), (0, "0"), (None, ""), ("Ada", "Ada")])
def test_numbers_and_names_stay(value, text):
    assert spreadsheet_safe(value) == text


def gradebook():
    """Two exercises and two students; Eve's name is a formula, and Bob handed in one exercise only."""
    ada = SimpleNamespace(id="ada", last_name="Lovelace, Countess", first_name='Ada "A."', email="ada@example.org")
    eve = SimpleNamespace(id="eve", last_name="=HYPERLINK(1)", first_name=None, email=None)
    scores = {("07", "ada"): 15.0, ("08", "ada"): 3.5, ("07", "eve"): 1.0}

    def find_submission(exercise, student):
        from nbgrader.api import MissingEntry

        if (exercise, student) not in scores:
            raise MissingEntry
        return SimpleNamespace(
            score=scores[exercise, student],
            late_submission_penalty=0.5,
            timestamp=None,
            extension=None,
            assignment=exercises[exercise],
            max_score=exercises[exercise].max_score,
        )

    exercises = {
        name: SimpleNamespace(name=name, duedate=None, max_score=most) for name, most in [("07", 15), ("08", 16)]
    }
    return SimpleNamespace(assignments=[*exercises.values()], students=[ada, eve], find_submission=find_submission)


def exported(plugin, tmp_path):
    path = tmp_path / "marks.csv"
    plugin(to=str(path)).export(gradebook())
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_export_quotes_commas_and_disarms_formulas(tmp_path):
    header, ada, eve, _, missing = exported(CsvExport, tmp_path)
    assert header[:2] == ["assignment", "duedate"]
    assert ada[3:] == ["ada", "Lovelace, Countess", 'Ada "A."', "ada@example.org", "15.0", "0.5", "14.5", "15", "0.0"]
    assert eve[4] == "'=HYPERLINK(1)"
    assert missing[3:] == ["eve", "'=HYPERLINK(1)", "", "", "0.0", "0.0", "0.0", "16", ""]


def test_moodle_gets_a_line_for_each_grade_and_none_for_what_was_not_handed_in(tmp_path):
    rows = exported(MoodleExport, tmp_path)
    assert rows[0][:5] == ["ID number", "Email address", "Assignment", "Grade", "Maximum grade"]
    assert rows[0][5:] == ["Grade before penalty", "Late penalty", "Seconds late"]
    assert rows[1] == ["ada", "ada@example.org", "07", "14.5", "15", "15.0", "0.5", "0.0"]
    assert rows[4] == ["eve", "", "08", "", "16", "", "", ""]


def test_canvas_gets_a_line_for_each_student_and_a_column_for_each_exercise(tmp_path):
    header, possible, ada, eve = exported(CanvasExport, tmp_path)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "07", "08"]
    assert possible[5:] == ["15", "16"]
    assert ada[0] == 'Lovelace, Countess, Ada "A."'
    assert ada[5:] == ["14.5", "3.0"]
    assert (eve[0], eve[5:]) == ("'=HYPERLINK(1)", ["0.5", ""])
