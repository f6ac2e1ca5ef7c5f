"""Answers in words: read by question beside the model answer, points entered from a table, all of them or none."""

import base64
import csv
import html
import io
import json
import os
import re
import shutil
import struct
import zlib

import nbformat
import pytest
from course_copy import EXERCISE, best_tier, cell_of, copy_course

from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.by_hand.answers import code_of, questions_in_words
from dlcourse.course.grading.nbgrader.api import load_config, open_gradebook

NAME, QUESTION = "15_momentum", "zigzag_choice"
TEXTS = {
    "ada": "Momentum: $v$ adds up along the valley. <script>alert(1)</script>",
    "bob": "YOUR ANSWER HERE",
    "cy": "See ![drawing](attachment:my.png) and ![x](https://example.org/x.png)",
}


def png():
    """A picture of one white pixel, with a text that only a program would read."""

    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head, data = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\xff")
    parts = part(b"IHDR", head), part(b"tEXt", b"Comment\0secret"), part(b"IDAT", data), part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    root = copy_course(tmp_path_factory.mktemp("class"), NAME)
    solution = nbformat.read(root / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    for student, text in TEXTS.items():
        notebook = nbformat.from_dict(solution)
        cell = cell_of(notebook, QUESTION)
        cell.source = text
        cell.attachments = {"my.png": {"image/png": base64.b64encode(png()).decode()}} if student == "cy" else {}
        path = root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    assert {each.status for each in grade_all(Course(root), NAME, list(TEXTS), best_tier())} == {"graded"}
    return root


@pytest.fixture
def course(graded, tmp_path):
    shutil.copytree(graded, tmp_path / "class")
    return Course(tmp_path / "class")


@pytest.fixture
def read(course, capsys):
    """Run the command; returns the exit code, its JSON and its complaints."""

    def run(*options):
        capsys.readouterr()
        code = main(["read", "15", "--course", str(course.root), "--json", *options])
        out, err = capsys.readouterr()
        return code, json.loads(out or "{}"), err

    return run


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def filled(path, **points):
    """The table with these students' points and comments."""
    rows = rows_of(path)
    for row in rows:
        row["points"], row["comment"] = points.get(row["student"], ("", ""))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def of(course, student):
    """Points, whether they wait, and the comment in the gradebook."""
    with open_gradebook(course, load_config(course)) as book:
        grade = book.find_grade(QUESTION, NAME, NAME, student)
        return grade.score, grade.needs_manual_grade, book.find_comment(QUESTION, NAME, NAME, student).comment


# What is to be read


def test_the_exercise_says_which_question_is_read_and_its_model_answer():
    from paths import ROOT

    solution = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    [question] = questions_in_words(solution)
    assert (question.name, question.max_points) == (QUESTION, 2.0)
    assert "read by your instructor" in question.asked
    assert question.model == cell_of(solution, QUESTION).source.strip()


def test_a_mark_scheme_stands_beside_the_model_answer_and_is_no_part_of_it():
    cell = nbformat.v4.new_markdown_cell(
        "It is 2.\n\n=== BEGIN MARK SCHEME ===\n1 point: a reason\n=== END MARK SCHEME ===\n"
    )
    cell.metadata.nbgrader = {"grade": True, "solution": True, "points": 2, "grade_id": "why"}
    prose = nbformat.v4.new_markdown_cell("Why?")
    [question] = questions_in_words(nbformat.v4.new_notebook(cells=[prose, cell]))
    assert (question.asked, question.model, question.scheme) == ("Why?", "It is 2.", "1 point: a reason")


def test_the_page_has_question_model_answer_and_each_answer_and_runs_nothing_of_a_students(course, read):
    code, told, _ = read()
    assert (code, told["questions"]) == (0, [{"question": QUESTION, "answers": 3, "waiting": 3}])
    page = (course.root / "to_read" / f"{NAME}.html").read_text("utf-8")
    assert page.count('<article class="answer"') == 3
    assert "<mi>v</mi></mrow></math>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "(nothing was written)" in page
    assert "example.org" not in re.sub(r"\(https://example[^)]*\)", "", page)
    [picture] = re.findall(r'<img alt="picture 1 of the answer" src="data:image/png;base64,([^"]+)">', page)
    assert b"secret" not in base64.b64decode(picture)
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src 'none'" in html.unescape(policy)
    assert "script-src 'sha256-" in html.unescape(policy)


def test_without_names_codes_stand_on_page_and_table_and_lead_back(course, read):
    read("--anonymous")
    page = (course.root / "to_read" / f"{NAME}.html").read_text("utf-8")
    assert not [student for student in TEXTS if f">{student}" in page or f'"{student}"' in page]
    table = course.root / "to_read" / f"{NAME}.csv"
    assert {row["student"] for row in rows_of(table)} == {code_of(NAME, student) for student in TEXTS}
    assert read("--enter", str(filled(table, **{code_of(NAME, "cy"): ("1", "")})))[0] == 0
    assert of(course, "cy") == (1.0, False, None)


def test_the_picture_is_on_the_students_own_page_of_feedback_as_well(course, capsys):
    assert main(["feedback", "15", "--student", "cy", "--course", str(course.root)]) == 0
    assert '<img alt="picture 1 of the answer" src="data:image/png;base64,' in course.feedback("cy", NAME).read_text(
        "utf-8"
    )


# Entering


def test_points_and_comments_are_entered_and_what_is_blank_waits(course, read):
    read()
    table = filled(course.root / "to_read" / f"{NAME}.csv", ada=("1,5", "Good, but why?"), bob=("0", ""))
    code, told, _ = read("--enter", str(table))
    assert (code, len(told["entered"]), told["waiting"]) == (0, 2, 1)
    assert of(course, "ada") == (1.5, False, "Good, but why?")
    assert of(course, "bob") == (0.0, False, None)
    assert of(course, "cy") == (0.0, True, None)
    code, told, _ = read("--enter", str(table))  # the same once more
    assert (code, told["entered"], told["as_before"]) == (0, [], 2)
    _, told, _ = read()
    assert told["questions"] == [{"question": QUESTION, "answers": 3, "waiting": 1}]
    assert [row["student"] for row in rows_of(table)] == ["cy"]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("3", "expected a number from 0 to 2, or nothing. Received: '3'"),
        ("-1", "expected a number from 0 to 2, or nothing. Received: '-1'"),
        ("two", "expected a number from 0 to 2, or nothing. Received: 'two'"),
        ("nan", "expected a number from 0 to 2, or nothing. Received: 'nan'"),
    ],
)
def test_one_faulty_row_and_nothing_is_entered(course, read, points, expected):
    read()
    table = filled(course.root / "to_read" / f"{NAME}.csv", ada=("1", ""), bob=(points, ""))
    code, _, complaints = read("--enter", str(table))
    assert code == 2
    assert re.search(rf"15_momentum\.csv, row \d, column 'points': {re.escape(expected)}", complaints)
    assert of(course, "ada") == (0.0, True, None)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (QUESTION, "another", f"column 'question': expected one of {QUESTION}. Received: 'another'"),
        (
            "\nada,",
            "\nadam,",
            f"column 'student': expected a student whose answer to {QUESTION} is graded. Received: 'adam'",
        ),
        ("points", "marks", "expected a column 'points'. Received: question, student, name, marks"),
    ],
)
def test_rows_of_nobody_and_missing_columns_are_told(course, read, old, new, line):
    read()
    table = course.root / "to_read" / f"{NAME}.csv"
    text = (
        table.read_text("utf-8").replace(f"{QUESTION},ada,", "\nada,")
        if old.startswith("\n")
        else table.read_text("utf-8")
    )
    text = text.replace("\nada,", f"{QUESTION},adam,") if old.startswith("\n") else text.replace(old, new, 1)
    table.write_text(text, encoding="utf-8")
    code, _, complaints = read("--enter", str(table))
    assert code == 2
    assert line in complaints


def test_an_answer_that_is_another_by_now_keeps_waiting_and_the_others_are_entered(course, read):
    read()
    table = filled(course.root / "to_read" / f"{NAME}.csv", ada=("2", ""), bob=("1", ""))
    judged = nbformat.read(course.autograded("ada", NAME), as_version=4)
    cell_of(judged, QUESTION).source = "Something else."
    nbformat.write(judged, course.autograded("ada", NAME))
    code, told, _ = read("--enter", str(table))
    assert (code, [row["student"] for row in told["entered"]]) == (1, ["bob"])
    assert "ada has another answer to zigzag_choice than the one that was read" in told["changed"][0]
    assert of(course, "ada") == (0.0, True, None)


def test_a_table_with_points_that_are_not_entered_is_not_overwritten(course, read):
    read()
    table = filled(course.root / "to_read" / f"{NAME}.csv", ada=("2", ""))
    before = table.read_bytes()
    code, _, complaints = read()
    assert code == 2
    assert "has points that are not entered" in complaints
    assert table.read_bytes() == before


def test_an_exercise_without_such_questions_and_a_class_without_grades_are_a_line(capsys, tmp_path):
    root = copy_course(tmp_path)
    assert main(["read", "07", "--course", str(root)]) == 2
    assert "nobody is graded yet: run dlcourse grade 07 first" in capsys.readouterr().err
    shutil.copytree(root / "solutions" / EXERCISE, root / "autograded" / "ada" / EXERCISE)
    assert main(["read", "07", "--course", str(root)]) == 2
    assert f"{EXERCISE} asks for no answer in words: there is nothing to read" in capsys.readouterr().err


# In a browser, without a network


@pytest.mark.browser
def test_the_page_saves_the_table_that_is_entered(course, read, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        assert not os.environ.get("DLCOURSE_REQUIRE_BROWSER"), "no Chromium here"
        pytest.skip("no Chromium here; install it (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    read()
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True, viewport={"width": 1000, "height": 800}).new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto((course.root / "to_read" / f"{NAME}.html").as_uri())
        assert page.locator("#status").inner_text() == "0 of 3 have points"
        ada = page.locator('[data-student="ada"]')
        ada.locator("input").fill("1.5")
        ada.locator("textarea").fill('=1+1 "quoted"\nand a line')
        page.reload()
        assert page.locator('[data-student="ada"] input').input_value() == "1.5"  # kept by the browser
        assert page.locator("#status").inner_text() == "1 of 3 have points"
        page.locator('[data-student="bob"] input').fill("9")
        page.get_by_role("button", name="Save the table").click()
        assert page.evaluate("document.activeElement.closest('.answer').dataset.student") == "bob"  # too many points
        page.locator('[data-student="bob"] input').fill("")
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save the table").click()
        saving.value.save_as(tmp_path / "saved.csv")
        browser.close()
    assert said == []
    code, told, _ = read("--enter", str(tmp_path / "saved.csv"))
    assert (code, told["waiting"]) == (0, 2)
    assert of(course, "ada") == (1.5, False, '=1+1 "quoted" and a line')
