"""Marks as platforms import them: one column an exercise, the same scores as nbgrader's own, totals by hand."""

import csv
import datetime
import json

import pytest
from course_copy import EXERCISE, copy_course
from nbgrader.api import Gradebook

from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.lms.sheets import Rule, Sheet, read_sheet
from dlcourse.course.grading.nbgrader.api import load_config
from dlcourse.course.grading.nbgrader.marks import Marks, marks_of

OTHER = "08_gradient_descent"
STUDENTS = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@uni.edu", "lms_user_id": "4401"},
    "jm": {"first_name": "Jürgen", "last_name": "Müller", "email": "jm@uni.edu"},
    "zoe": {},
}
SCORES = {  # student: exercise: points of the two questions, by code, by hand, extra
    "ada": {EXERCISE: [(3.0, None, None), (4.0, 2.5, 1.0)], OTHER: [(1.0, None, None), (None, None, None)]},
    "jm": {EXERCISE: [(1.0 / 3, None, None), (0.0, None, None)]},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A gradebook of two exercises: ada in both, jm in one and late, zoe in none."""
    root = copy_course(tmp_path_factory.mktemp("marks"), EXERCISE, OTHER)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        for student, about in STUDENTS.items():
            book.add_student(student, **about)
        for exercise in (EXERCISE, OTHER, "99_not_handed_out"):
            book.add_assignment(exercise, duedate=datetime.datetime(2026, 1, 1))
            book.add_notebook(exercise, exercise)
            for question in ("first", "second"):
                book.add_grade_cell(question, exercise, exercise, max_score=5.0, cell_type="code")
        for student, work in SCORES.items():
            for exercise, points in work.items():
                submission = book.add_submission(exercise, student)
                (notebook,) = submission.notebooks
                by_name = {grade.name: grade for grade in notebook.grades}
                for name, (auto, manual, extra) in zip(("first", "second"), points, strict=True):
                    grade = by_name[name]
                    grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, extra
                    grade.needs_manual_grade = auto is None
                if student == "jm":
                    notebook.late_submission_penalty = 0.25
        book.db.commit()
    return Course(root)


@pytest.fixture
def write(course, tmp_path, capsys):
    """Write a table; returns the exit code, its rows, and what was said."""

    def run(*arguments):
        path = tmp_path / "marks.csv"
        code = main(["marks", *arguments, "--to", str(path), "--course", str(course.root)])
        rows = list(csv.reader(path.open(encoding="utf-8", newline=""))) if path.exists() else []
        return code, rows, capsys.readouterr()

    return run


def test_the_scores_are_those_of_the_gradebook(course):
    sheet = read_sheet(course, load_config(course))
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "dlcourse") as book:
        for student, work in SCORES.items():
            for exercise in work:
                assert sheet.score(student, exercise) == pytest.approx(
                    marks_of(book.find_submission(exercise, student)).score
                )
    assert list(sheet.max_scores.items()) == [(EXERCISE, 10.0), (OTHER, 10.0)]


def test_a_line_for_each_student_and_a_column_for_each_exercise(write):
    code, rows, _ = write()
    assert code == 0
    assert rows == [
        ["student_id", "last_name", "first_name", "email", EXERCISE, OTHER, "Total (percent)"],
        ["ada", "Lovelace", "Ada", "ada@uni.edu", "6.5", "1", "37.5"],  # 3 + 2.5 + 1 of 10, and 1 of 10
        ["jm", "Müller", "Jürgen", "jm@uni.edu", "0.0833", "", "0.4167"],  # 1/3 - 1/4 of 20
        ["zoe", "", "", "", "", "", "0"],
    ]


def test_moodle_finds_people_by_login_number_or_address(write):
    _, rows, _ = write("--for", "moodle")
    assert rows[0][:3] == ["Username", "ID number", "Email address"]
    assert [row[:3] for row in rows[1:]] == [
        ["ada", "4401", "ada@uni.edu"],
        ["jm", "jm", "jm@uni.edu"],
        ["zoe", "zoe", ""],
    ]
    assert rows[0][5:] == [EXERCISE, OTHER, "Total (percent)"]


def test_canvas_has_its_number_its_row_of_points_and_no_total(write):
    _, rows, _ = write("--for", "canvas")
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", EXERCISE, OTHER],
        ["    Points Possible", "", "", "", "", "10", "10"],
        ["Lovelace, Ada", "4401", "", "ada", "", "6.5", "1"],
        ["Müller, Jürgen", "", "jm", "jm", "", "0.0833", ""],
        ["zoe", "", "zoe", "zoe", "", "", ""],
    ]


def test_each_question_has_a_column(write):
    _, rows, _ = write("7", "--for", "questions")
    assert rows[0][3:] == [f"{EXERCISE}/first", f"{EXERCISE}/second"]
    assert [row[3:] for row in rows[1:]] == [["3", "3.5"], ["0.3333", "0"], ["", ""]]


@pytest.mark.parametrize(
    ("options", "total"),
    [
        ((), "37.5"),  # (6.5 + 1) / 20
        (("--drop", "1"), "65"),  # 6.5 / 10
        (("--weight", "07=3"), "51.25"),  # (3 · 0.65 + 0.1) / 4
        (("--weight", "07=0"), "10"),
        (("--weight", "7=3", "--weight", "8=2", "--drop", "1"), "65"),
    ],
)
def test_totals_by_hand(options, total, write):
    assert write(*options)[1][1][-1] == total


def test_of_equal_ones_the_heavier_is_left_out_which_is_what_helps():
    sheet = Sheet({"a": 10.0, "b": 10.0, "c": 10.0})
    sheet.marks = {
        ("ada", name): Marks(score, 0.0, 10.0, 0.0) for name, score in {"a": 0.0, "b": 0.0, "c": 10.0}.items()
    }
    assert Rule({"a": 1.0, "b": 4.0, "c": 1.0}, drop=1).total(sheet, "ada") == 50.0


def test_it_says_who_is_graded_and_what_waits_to_be_read(write):
    out = write()[2].out.splitlines()
    assert out[1:] == [
        f"  {EXERCISE}  2 graded, 1 empty, 3.3 of 10 points on average",
        f"  {OTHER}  1 graded, 2 empty, 1.0 of 10 points on average",
        "1 with answers to read by hand, which count 0 as yet: ada (Ada Lovelace) 08",
        "Next: open it in a spreadsheet, or dlcourse marks --for moodle|canvas",
    ]


def test_as_json(write):
    told = json.loads(write("--json")[2].out)
    assert told["by_hand"] == [{"student": "ada", "name": "Ada Lovelace", "exercise": OTHER}]
    assert told["students"][0]["scores"] == {EXERCISE: 6.5, OTHER: 1.0}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--drop", "2"), "--drop: expected less than 2, the exercises. Received: 2"),
        (("7", "--weight", "8=1"), f"--weight: expected exercises that are in the table. Received: {OTHER}"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_no_table(arguments, says, write):
    code, rows, said = write(*arguments)
    assert (code, rows, said.out, said.err) == (2, [], "", f"dlcourse marks: {says}\n")


@pytest.mark.parametrize("weight", ["07", "07=x", "07=-1", "=1", "07=inf"])
def test_a_weight_that_is_none_is_refused(weight, write):
    with pytest.raises(SystemExit):
        write("--weight", weight)


def test_before_anybody_is_graded_it_says_what_to_run(tmp_path, capsys):
    root = copy_course(tmp_path)
    assert main(["marks", "--course", str(root)]) == 2
    assert capsys.readouterr().err == "dlcourse marks: nobody is graded yet: run dlcourse grade 07 first\n"
    assert not root.joinpath("gradebook.db").exists()
