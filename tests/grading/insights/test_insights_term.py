"""The term: who has stopped, who is at risk, by rules that are told; each mistake from exercise to exercise."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from course_copy import EXERCISE, answers, copy_course, hand_in, run, unsandboxed

from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.table import read_dates
from dlcourse.course.grading.insights.class_marks import still_open
from dlcourse.course.grading.insights.term import ClassMarks, term_of
from dlcourse.course.grading.insights.term_shown import mistakes_table, students_table, to_html, to_text
from dlcourse.course.grading.judge.results import QuestionResult

NAMES = [f"{n:02}_x" for n in range(1, 6)]


def marks_of(ungraded=(), is_still_open=None, **shares):
    """Marks of a class: each student's shares in exercises 01, 02, …; None is missing."""
    made = ClassMarks(dict.fromkeys(shares, ""), {}, set(ungraded))
    for student, own in shares.items():
        made.shares |= {(student, name): share for name, share in zip(NAMES, own, strict=False) if share is not None}
    if is_still_open is not None:
        made.is_still_open = is_still_open
    return made


GOOD = {name: [0.9, 0.8, 1.0, 0.7, 0.9] for name in ("ada", "bob", "cleo", "dan", "eve", "fay")}


def statuses(marks):
    return {student.id: (student.status, student.why) for student in term_of(marks, {}).students if student.status}


def test_who_hands_in_with_at_least_half_of_the_points_is_told_nothing():
    assert statuses(marks_of(**GOOD, gil=[0.1, 0.1, 0.5, 0.5, 0.5])) == {}


def test_who_missed_the_last_two_has_stopped():
    assert statuses(marks_of(**GOOD, gil=[0.9, 0.2, 0.9, None, None])) == {"gil": ("stopped", "last: 03")}
    assert statuses(marks_of(**GOOD, gil=[0.9, 0.9, 0.9, 0.9, None])) == {}


def test_who_missed_or_half_failed_two_of_the_last_three_is_at_risk_and_is_told_by_which():
    assert statuses(marks_of(**GOOD, gil=[1.0, 1.0, 0.49, None, 0.9])) == {"gil": ("at risk", "03 49%, 04 missing")}
    assert statuses(marks_of(**GOOD, gil=[0.0, 0.0, 0.49, 0.9, 0.9])) == {}


def test_who_has_handed_in_nothing_is_neither():
    assert statuses(marks_of(**GOOD, gil=[])) == {"gil": ("nothing yet", "")}


def test_an_exercise_that_few_have_handed_in_so_far_does_not_count():
    class_ = {name: own[:4] for name, own in GOOD.items()} | {"ada": GOOD["ada"], "gil": [1.0, 1.0, 0.9, None]}
    term = term_of(marks_of(**class_), {})
    assert [one.counts for one in term.exercises] == [True, True, True, True, False]
    assert [student.status for student in term.students] == [""] * 7


def test_what_is_due_later_is_not_missing():
    shares = {"gil": [0.9, 0.9, 0.9, None, None]}
    late = marks_of(**GOOD, **shares, is_still_open=lambda student, exercise: student == "gil" and exercise > "04")
    assert statuses(late) == {}
    assert statuses(marks_of(**GOOD, **shares)) == {"gil": ("stopped", "last: 03")}


def test_what_is_not_graded_yet_is_neither_missing_nor_poor():
    ungraded = {("gil", NAMES[3]), ("gil", NAMES[4])}
    assert statuses(marks_of(ungraded, **GOOD, gil=[0.9, 0.1, 0.1, None, None])) == {}


def test_of_a_small_class_and_early_in_the_term_nobody_is_called_anything():
    small = {name: GOOD[name] for name in ("ada", "bob", "cleo")} | {"gil": [0.1, None, None, None, None]}
    term = term_of(marks_of(**small), {})
    assert {student.status for student in term.students} == {""}
    assert term.remark == "Of 4 students nobody is called at risk: the rules need 5."
    early = {name: own[:2] for name, own in GOOD.items()} | {"gil": [None, None], "hal": [0.0, 0.0]}
    term = term_of(marks_of(**early), {})
    assert {student.status for student in term.students} == {""}
    assert "the rules need 3 exercises that count. There are 2." in term.remark


def result(name, *misconceptions, status="incorrect"):
    return QuestionResult(name, 0.0, 2.0, status, "", list(misconceptions))


GRADED = {
    NAMES[0]: {"ada": [result("a", "wrong_sign")], "bob": [result("a", "wrong_sign")], "cleo": [result("a")]},
    NAMES[1]: {
        "ada": [result("b", "weights_uphill", "not_divided")],
        "bob": [result("b", status="not attempted")],
        "cleo": [result("b", "not_divided")],
    },
}


def test_kinds_of_mistakes_are_counted_by_exercise_and_students_who_make_them_again():
    term = term_of(marks_of(**GOOD), GRADED)
    assert term.kinds == {"sign": {NAMES[0]: 2, NAMES[1]: 1}, "sum or mean": {NAMES[1]: 2}}
    assert term.again == {"sign": 1, "sum or mean": 0}
    text = to_text(term)
    assert "  kind         01  02  again\n  sign          2   1      1\n  sum or mean   –   2      0\n" in text


def test_misconceptions_are_counted_of_those_who_answered():
    rows = [list(row) for row in mistakes_table(term_of(marks_of(**GOOD), GRADED))]
    assert rows[0][0] == "Exercise"
    assert [(row[0], row[1], row[2], row[5], row[6]) for row in rows[1:]] == [
        (NAMES[0], "a", "wrong_sign", 2, 3),
        (NAMES[1], "b", "not_divided", 2, 2),
        (NAMES[1], "b", "weights_uphill", 1, 2),
    ]


def test_the_table_of_students_has_what_the_rules_say_and_percents():
    rows = list(students_table(term_of(marks_of(**GOOD, gil=[0.9, 0.2, 0.9, None, None]), {})))
    assert rows[0] == ["Student", "Name", "Status", "Why", *NAMES]
    assert rows[-1] == ["gil", "", "stopped", "last: 03", 90.0, 20.0, 90.0, "", ""]


def test_the_page_has_no_names_and_the_text_has():
    term = term_of(marks_of(**GOOD, gil=[0.9, 0.2, 0.9, None, None]), GRADED)
    page = to_html(term)
    assert not [name for name in (*GOOD, "gil") if f">{name}" in page or f" {name}" in page]
    assert "Stopped handing in: 1" in page
    assert "at least 2 are missing or have less than half of the points" in page
    assert "Stopped handing in: 1\n  gil  (last: 03)" in to_text(term)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Six students in one graded exercise, one of them with a submission that cannot be read."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    for student in ("ada", "bob", "cleo", "dan", "eve"):
        changes = {"relu_backward": "def relu_backward(da, z):\n    return da.copy()"} if student == "bob" else {}
        hand_in(root, student, answers(root, **changes))
    path = root / "submitted" / "fay" / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    run("dlcourse", "grade", "07", *unsandboxed(), cwd=root)
    return root


def test_the_command_shows_the_term(course):
    found = json.loads(run("dlcourse", "insights", "--json", cwd=course).stdout)
    assert [(one["name"], one["counts"], one["handed_in"]) for one in found["exercises"]] == [(EXERCISE, True, 6)]
    assert [one["id"] for one in found["students"]] == ["ada", "bob", "cleo", "dan", "eve", "fay"]
    assert found["students"][0]["shares"] == {EXERCISE: 1.0}
    assert found["students"][1]["shares"] == {EXERCISE: pytest.approx(14 / 15)}
    assert [(one["name"], one["students"], one["answered"]) for one in found["mistakes"]] == [("no_gate", 1, 5)]
    assert found["rules"].startswith("An exercise counts once half")
    text = run("dlcourse", "insights", cwd=course).stdout
    assert text.startswith("The term: 6 students, 1 exercise\n")
    assert "1 of 5    relu_backward: You passed da on unchanged" in text


def test_the_command_writes_tables_and_a_page(course, tmp_path):
    files = {option: tmp_path / f"{option}.txt" for option in ("csv", "csv-mistakes", "html")}
    options = [part for option, path in files.items() for part in (f"--{option}", str(path))]
    done = run("dlcourse", "insights", *options, cwd=course)
    assert done.stdout == "".join(f"Written: {path}\n" for path in files.values())
    rows = list(csv.reader(io.StringIO(files["csv"].read_text(encoding="utf-8"))))
    assert rows[1] == ["ada", "", "", "", "100.0"]
    assert "no_gate" in files["csv-mistakes"].read_text(encoding="utf-8")
    assert "<h1>The term</h1>" in files["html"].read_text(encoding="utf-8")


def test_a_due_date_to_come_is_that_of_the_dates_with_the_extension(tmp_path):
    rows = [
        "exercise,student,due,time_zone",
        "*,,,UTC",
        f"{EXERCISE},,2026-05-01 12:00,",
        f"{EXERCISE},bob,2026-05-08 12:00,",
    ]
    root = copy_course(tmp_path)
    root.joinpath("dates.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    dates = read_dates(Course(root))
    for day, whose in {1: "bob ada", 2: "bob", 9: ""}.items():
        is_still_open = still_open(dates, datetime(2026, 5, day, 11, tzinfo=UTC))
        assert [student for student in ("bob", "ada") if is_still_open(student, EXERCISE)] == whose.split()
    assert not still_open(None, datetime(2026, 5, 1, tzinfo=UTC))("ada", EXERCISE)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--unnamed",), "--unnamed and --skeleton are about one exercise: name it, such as 07"),
        (("07", "--csv", "x.csv"), "--csv is for the term: leave the exercise out, or use --json"),
        (("07", "--unnamed", "--group", "2"), "--group, --name and --to go with --skeleton QUESTION"),
        (("07", "--names"), "--names goes with --unnamed"),
        (
            ("07", "--unnamed", "--html", "x.html"),
            "--html is for the term or for an exercise as a whole: use --json for the unnamed",
        ),
    ],
    ids=["unnamed", "csv", "group", "names", "html"],
)
def test_what_does_not_go_together_is_one_line(course, arguments, says):
    done = run("dlcourse", "insights", *arguments, cwd=course)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"dlcourse insights: {says}\n")


def test_a_class_that_has_handed_in_nothing_is_one_line(tmp_path):
    done = run("dlcourse", "insights", cwd=copy_course(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "nobody has handed in anything yet" in done.stderr
