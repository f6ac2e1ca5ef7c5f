"""Handing in late: one reckoning everywhere, by `dlcourse grade`, `nbgrader autograde` and Formgrader's button.

Before, `dlcourse grade` knew neither nbgrader's default plugin nor how to lift a penalty; Moodle's and Canvas' tables,
the terminal and the JSON left it out; and a time that could not be read was "not late", without a word.
"""

import csv
import html
import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, run
from nbgrader.api import Gradebook

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.judge.results import lateness, to_text
from dlcourse.course.grading.nbgrader.api import connect
from dlcourse.course.grading.nbgrader.exchange import prepare
from dlcourse.course.grading.nbgrader.exchange_inbox import doubt_of
from dlcourse.course.grading.nbgrader.export import CanvasExport, CsvExport, MoodleExport

DUE = datetime(2026, 11, 1, 12)
HANDED_IN = {
    "ada": "2026-11-01 11:59:59.000000 UTC",
    "bob": "2026-11-03 17:00:00.000000 UTC",  # two days and five hours late
    "cy": "2026-11-03 17:00:00.000000 UTC",  # with an extension of three days
    "dot": None,  # laid there by hand
    "eve": "yesterday",
    "flo": "2026-12-24 12:00:00.000000 UTC",  # so late that nothing is left
}
DAY = 86400
SECONDS_LATE = {"ada": 0, "bob": 2 * DAY + 5 * 3600, "cy": 0, "dot": None, "eve": None, "flo": 53 * DAY}
PLUGIN = """
from nbgrader.plugins import BasePlugin


class APointADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.5 * (total_seconds_late // 86400)
"""
CONFIG = {
    "a point and a half a day": '\nc.AssignLatePenalties.plugin_class = "a_point_a_day.APointADay"\n',
    "zero": '\nc.LateSubmissionPlugin.penalty_method = "zero"\n',
    "none": "",
}
PENALTIES = {
    "a point and a half a day": {"bob": 3, "flo": 14},
    "zero": {"bob": 14, "flo": 14},
    "none": {},
}


def configure(root, rule):
    """Write the course's configuration anew, with a rule for late work."""
    plain = root / "plain_config.py"
    if not plain.exists():
        shutil.copy(root / "nbgrader_config.py", plain)
    root.joinpath("nbgrader_config.py").write_text(plain.read_text() + CONFIG[rule] + "\nc.Judge.unsandboxed = True\n")


def open_book(root):
    return Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse")


def set_due_date(root, due):
    with open_book(root) as book:
        book.find_assignment(EXERCISE).duedate = due
        book.db.commit()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A class that has handed in 14 of 15 points each, at several times, graded without a rule, then with one."""
    root = copy_course(tmp_path_factory.mktemp("course"))
    root.joinpath("a_point_a_day.py").write_text(PLUGIN)
    for student, time in HANDED_IN.items():
        path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answers(root, relu_backward="def relu_backward(da, z):\n    return da.copy()"), path)
        if time:
            path.with_name("timestamp.txt").write_text(time)
    prepare(Course(root), [EXERCISE])
    set_due_date(root, DUE)
    configure(root, "none")
    grade(root)
    with open_book(root) as book:
        book.find_submission(EXERCISE, "cy").extension = timedelta(days=3)
        book.db.commit()
    configure(root, "a point and a half a day")
    return root


def grade(root):
    return {result.student: result for result in grade_all(Course(root), EXERCISE, sorted(HANDED_IN), "none")}


@pytest.fixture(scope="module")
def results(root):
    return grade(root)


def expected(rule):
    """Raw points, penalty and score of each student."""
    penalties = dict.fromkeys(HANDED_IN, 0) | PENALTIES[rule]
    return {student: (14, penalty, 14 - penalty) for student, penalty in penalties.items()}


def in_gradebook(root):
    with open_book(root) as book:
        found = {s.student.id: (s.score, s.late_submission_penalty) for s in book.assignment_submissions(EXERCISE)}
    return {student: (raw, penalty, raw - penalty) for student, (raw, penalty) in found.items()}


def test_the_results_take_the_penalty_off_and_say_how_late(results):
    found = {student: (r.raw_score, r.late_penalty, r.score) for student, r in results.items()}
    assert found == expected("a point and a half a day")
    assert {student: r.seconds_late for student, r in results.items()} == SECONDS_LATE
    assert json.loads(json.dumps(results["bob"].to_dict()))["score"] == 11


def test_the_terminal_says_it(results):
    assert "bob  07_backpropagation  11 of 15 points (14, less 3 for handing in 2 days and 5 hours late)\n" in to_text(
        results["bob"]
    )
    assert to_text(results["ada"]).startswith("ada  07_backpropagation  14 of 15 points\n")


def test_a_time_that_cannot_be_read_is_said_and_one_that_is_missing_is_no_fault(results):
    assert "timestamp.txt cannot be read: nobody can tell whether it is late" in results["eve"].message
    assert "timestamp.txt cannot be read" in to_text(results["eve"])
    assert results["dot"].message == ""


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("2026-11-01 11:00:00 UTC", None),
        ("2026-11-01 11:00:00 CET", None),
        ("2026-11-01T11:00:00+02:00", None),
        ("2026-07-01 11:00:00 CEST", "the zone CEST is not known here"),  # nbgrader takes it for UTC
        ("2026-07-01 11:00:00 +0200", r"the zone \+0200 is not known here"),  # nbgrader takes it for 200 seconds
    ],
)
def test_a_time_zone_that_is_taken_for_another_is_said(tmp_path, time, says):
    doubt = doubt_of(tmp_path / "x.ipynb", time)
    assert doubt is None if says is None else re.search(says, doubt)


def exported(root, plugin):
    path = root / plugin.file_name
    with open_book(root) as book:
        plugin(to=str(path)).export(book)
    return list(csv.DictReader(path.read_text().splitlines()))


def number(text):
    return None if text == "" else float(text)


@pytest.mark.usefixtures("results")
def test_every_table_has_the_same_marks(root):
    want = expected("a point and a half a day")
    plain = exported(root, CsvExport)
    names = ("raw_score", "late_submission_penalty", "score")
    assert {line["student_id"]: tuple(float(line[name]) for name in names) for line in plain} == want
    assert {line["student_id"]: number(line["seconds_late"]) for line in plain} == SECONDS_LATE
    moodle = exported(root, MoodleExport)
    names = ("Grade before penalty", "Late penalty", "Grade")
    assert {line["ID number"]: tuple(float(line[name]) for name in names) for line in moodle} == want
    assert {line["ID number"]: number(line["Seconds late"]) for line in moodle} == SECONDS_LATE
    canvas = exported(root, CanvasExport)[1:]
    assert {line["SIS User ID"]: float(line[EXERCISE]) for line in canvas} == {s: marks[2] for s, marks in want.items()}


@pytest.mark.usefixtures("results")
def test_the_feedback_says_the_same(root):
    pages = {page["student"]: Path(page["path"]) for page in write_feedback(Course(root), EXERCISE, ["ada", "bob"])}
    said = "11 of 15 points (14, less 3 for handing in 2 days and 5 hours late)"
    assert said in html.unescape(pages["bob"].read_text("utf-8"))
    assert f"{said}\n" in pages["bob"].with_suffix(".txt").read_text("utf-8")
    assert "late" not in pages["ada"].with_suffix(".txt").read_text("utf-8").partition("two_path_gradient")[0]


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("rule", ["zero", "none", "a point and a half a day"])
def test_another_rule_or_none_replaces_the_penalties(root, rule):
    configure(root, rule)
    found = {student: (r.raw_score, r.late_penalty, r.score) for student, r in grade(root).items()}
    assert found == in_gradebook(root) == expected(rule)


def test_a_date_that_is_put_off_lifts_the_penalty_also_of_what_can_no_longer_be_read(root, results, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    configure(course, "a point and a half a day")
    course.joinpath("submitted", "bob", EXERCISE, f"{EXERCISE}.ipynb").write_text("{")
    set_due_date(course, DUE + timedelta(days=100))
    again = grade(course)
    assert (again["bob"].status, again["flo"].score, again["flo"].seconds_late) == ("rejected", 14, 0)
    assert in_gradebook(course) == expected("none")


def test_a_submission_without_a_time_does_not_keep_that_of_the_one_before(root, results, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    configure(course, "a point and a half a day")
    course.joinpath("submitted", "bob", EXERCISE, "timestamp.txt").unlink()
    again = grade(course)["bob"]
    assert (again.score, again.late_penalty, again.seconds_late) == (14, 0, None)


# nbgrader's own ways


@pytest.mark.parametrize("rule", ["zero", "a point and a half a day"])
def test_formgraders_button_comes_to_the_same_marks(root, results, tmp_path, rule):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    configure(course, rule)
    api = connect(Course(course))
    for student in ("bob", "cy", "dot"):
        done = api.autograde(EXERCISE, student)
        assert done["success"], done
    refused = api.autograde(EXERCISE, "eve")  # by nbgrader itself: it trips over a time that it cannot read
    assert not refused["success"]
    found = in_gradebook(course)
    assert found["eve"] == expected("none")["eve"]
    assert {s: found[s] for s in ("bob", "cy", "dot")} == {s: expected(rule)[s] for s in ("bob", "cy", "dot")}


def test_nbgraders_command_comes_to_the_same_marks_in_a_new_gradebook(root, results, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course, ignore=shutil.ignore_patterns("autograded", "gradebook.db", "exchange"))
    configure(course, "a point and a half a day")
    for student in ("ada", "cy", "dot", "eve"):
        shutil.rmtree(course / "submitted" / student)
    assert run("nbgrader", "generate_assignment", EXERCISE, "--force", cwd=course).returncode == 0
    set_due_date(course, DUE)
    done = run("nbgrader", "autograde", EXERCISE, cwd=course)
    assert done.returncode == 0, done.stderr
    want = expected("a point and a half a day")
    assert in_gradebook(course) == {student: want[student] for student in ("bob", "flo")}
    assert "bob: 3 points less for handing in late" in done.stderr


# A plugin that fails

BROKEN = {
    "raises": ("return 1 / 0", "failed with ZeroDivisionError: division by zero"),
    "returns text": ("return 'much'", "failed with ValueError: could not convert string to float: 'much'"),
    "returns no number": ("return float('nan')", "failed with ValueError: the penalty is not a number"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_plugin_that_fails_is_said_of_each_late_one_and_leaves_the_marks_before(root, results, tmp_path, name):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    body, says = BROKEN[name]
    module = f"late_{name.replace(' ', '_')}"
    course.joinpath(f"{module}.py").write_text(PLUGIN.replace("return 1.5 * (total_seconds_late // 86400)", body))
    configure(course, "a point and a half a day")
    before = in_gradebook(course)
    with course.joinpath("nbgrader_config.py").open("a") as config:
        config.write(f'c.AssignLatePenalties.plugin_class = "{module}.APointADay"\n')
    again = grade(course)
    assert {student: result.status for student, result in again.items()} == {
        **dict.fromkeys(HANDED_IN, "graded"),
        "bob": "failed",
        "flo": "failed",
    }
    assert says in again["bob"].message
    assert in_gradebook(course) == before


def test_a_plugin_that_is_not_there_is_one_line(root, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    with course.joinpath("nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "no_such_module.Late"\n')
    with pytest.raises(CourseError, match=r"nbgrader_config.py: c.AssignLatePenalties.plugin_class: .*no_such_module"):
        grade(course)


def test_an_extension_without_a_due_date_is_not_late(root, results, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    configure(course, "zero")
    set_due_date(course, None)
    found = grade(course)
    assert {student: (result.score, result.seconds_late) for student, result in found.items()} == dict.fromkeys(
        HANDED_IN, (14, 0)
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "less than a second"),
        (1, "1 second"),
        (61, "1 minute and 1 second"),
        (DAY + 59, "1 day and 59 seconds"),
    ],
)
def test_how_late_is_said_in_its_two_largest_units(seconds, words):
    assert lateness(seconds) == words
