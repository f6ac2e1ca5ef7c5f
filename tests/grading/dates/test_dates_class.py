"""A class with dates.csv: one mark whoever grades, wherever it stands, and whatever changes in the table afterwards.

The due date lies on the evening before clocks are set back in Berlin; all numbers were worked by hand.
"""

import csv
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from course_copy import EXERCISE, answers, copy_course, hand_in, run, solution_of
from nbgrader.api import Gradebook

from dlcourse.cli import main
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import grade_all
from dlcourse.course.grading.feedback.pages import write_feedback
from dlcourse.course.grading.judge.results import to_text
from dlcourse.course.grading.lms.sheets import read_sheet
from dlcourse.course.grading.nbgrader.api import connect, load_config
from dlcourse.course.grading.nbgrader.collect import collect
from dlcourse.course.grading.nbgrader.exchange import prepare, submit

TABLE = """exercise,student,due,extension,late,cap,grace_minutes,closes,slip_days,time_zone
*,,,,10% a day,50%,10,7 days,,Europe/Berlin
7,,2026-10-24 23:59,,,,,,,
7,cy,,3 days,,,,,,
"""
DUE = datetime(2026, 10, 24, 21, 59)  # in UTC
HANDED_IN = {
    "ada": "2026-10-24 21:59:00.000000 UTC",  # at the due minute
    "bob": "2026-10-24 22:09:00.000000 UTC",  # at the end of the grace
    "cid": "2026-10-24 22:09:01.000000 UTC",
    "cy": "2026-10-27 22:59:00.000000 UTC",  # at her own due minute, 73 hours later
    "dan": "2026-10-25 22:59:00.000000 UTC",  # 25 hours late, and one day on the clock
    "dee": "2026-10-25 23:59:01.000000 CET",  # the same and a second, told in another zone
    "dot": None,  # laid there by hand
    "eve": "yesterday",
    "fay": "2026-10-30 22:59:00.000000 UTC",  # six days: no more than half is taken off
    "flo": "2026-10-31 22:59:01.000000 UTC",  # after a week and a second nothing counts
}
PENALTY = dict.fromkeys(HANDED_IN, 0) | {"cid": 1.4, "dan": 1.4, "dee": 2.8, "fay": 7, "flo": 14}
SECONDS_LATE = dict.fromkeys(HANDED_IN, 0) | {
    **{"cid": 601, "dan": 25 * 3600, "dee": 25 * 3600 + 1, "dot": None, "eve": None},
    **{"fay": 6 * 86400 + 3600, "flo": 7 * 86400 + 3601},
}
ONE_WRONG = "def relu_backward(da, z):\n    return da.copy()"  # 14 of 15 points
SETTINGS = "\nc.Judge.unsandboxed = True\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = copy_course(tmp_path_factory.mktemp("course"))
    for student, time in HANDED_IN.items():
        hand_in(root, student, answers(root, relu_backward=ONE_WRONG))
        if time:
            root.joinpath("submitted", student, EXERCISE, "timestamp.txt").write_text(time)
    root.joinpath("dates.csv").write_text(TABLE)
    with root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write(SETTINGS)
    return root


@pytest.fixture(scope="module")
def results(root):
    return grade(root)


@pytest.fixture
def course(root, results, tmp_path):
    """A copy of the graded class, to change."""
    shutil.copytree(root, tmp_path / "course")
    return tmp_path / "course"


def grade(root, students=None):
    found = grade_all(Course(root), EXERCISE, sorted(students or HANDED_IN), "none")
    return {result.student: result for result in found}


def add_line(root, line):
    with root.joinpath("dates.csv").open("a") as table:
        table.write(line + "\n")


def in_gradebook(root):
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        return {
            one.student.id: pytest.approx((one.score, one.late_submission_penalty))
            for one in book.assignment_submissions(EXERCISE)
        }


def marks(penalties=PENALTY):
    return {student: (14, penalty) for student, penalty in penalties.items()}


def test_the_results_have_the_marks_and_say_how_late(results):
    found = {student: (one.raw_score, one.late_penalty, one.score) for student, one in results.items()}
    assert found == {student: pytest.approx((14, taken, 14 - taken)) for student, taken in PENALTY.items()}
    assert {student: one.seconds_late for student, one in results.items()} == SECONDS_LATE
    data = json.loads(json.dumps(results["dee"].to_dict()))
    assert (data["raw_score"], data["late_penalty"], data["score"]) == pytest.approx((14, 2.8, 11.2))


def test_the_terminal_says_it(results):
    assert "11.2 of 15 points (14, less 2.8 for handing in 1 day and 1 hour late)" in to_text(results["dee"])
    assert "0 of 15 points (14, less 14 for handing in 7 days and 1 hour late)" in to_text(results["flo"])
    assert "  nothing counts that was handed in after Sat 2026-10-31 23:59\n" in to_text(results["flo"])
    assert "  due Tue 2026-10-27 23:59, with an extension\n" in to_text(results["cy"])
    assert to_text(results["bob"]).startswith(f"bob  {EXERCISE}  14 of 15 points\n")
    assert "timestamp.txt cannot be read: nobody can tell whether it is late" in results["eve"].message


@pytest.mark.usefixtures("results")
def test_the_gradebook_has_what_formgrader_shows(root):
    assert in_gradebook(root) == marks()
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        assert book.find_assignment(EXERCISE).duedate == DUE
        assert book.find_submission(EXERCISE, "cy").extension == timedelta(hours=73)
        late = {one.student.id: one.total_seconds_late for one in book.assignment_submissions(EXERCISE)}
    assert late == {student: seconds or 0 for student, seconds in SECONDS_LATE.items()}


@pytest.mark.usefixtures("results")
def test_the_tables_have_the_same(root, tmp_path):
    sheet = read_sheet(Course(root), load_config(Course(root)))
    assert {student: sheet.score(student, EXERCISE) for student in PENALTY} == {
        student: pytest.approx(14 - taken) for student, taken in PENALTY.items()
    }
    late = {student: sheet.marks[student, EXERCISE].seconds_late for student in PENALTY}
    assert late == SECONDS_LATE
    path = tmp_path / "grades.csv"
    assert run("nbgrader", "export", f"--to={path}", cwd=root).returncode == 0
    lines = {line["student_id"]: line for line in csv.DictReader(path.read_text().splitlines())}
    names = ("raw_score", "late_submission_penalty", "score")
    assert {student: tuple(float(line[name]) for name in names) for student, line in lines.items()} == {
        student: pytest.approx((14, taken, 14 - taken)) for student, taken in PENALTY.items()
    }
    assert lines["dee"]["duedate"] == "2026-10-24 21:59:00"


@pytest.mark.usefixtures("results")
def test_the_feedback_has_the_same(root):
    pages = {
        page["student"]: Path(page["path"]) for page in write_feedback(Course(root), EXERCISE, ["cy", "dee", "flo"])
    }
    text = {student: path.with_suffix(".txt").read_text("utf-8") for student, path in pages.items()}
    assert "\n11.2 of 15 points (14, less 2.8 for handing in 1 day and 1 hour late)\n" in text["dee"]
    assert "\n14 of 15 points\n" in text["cy"]
    assert "\ndue Tue 2026-10-27 23:59, with an extension\n" in text["cy"]
    assert "\nnothing counts that was handed in after Sat 2026-10-31 23:59\n" in text["flo"]


@pytest.mark.parametrize("way", ["nbgrader autograde", "Formgrader"])
def test_nbgraders_own_ways_come_to_the_same_marks(root, tmp_path, way):
    course = tmp_path / "course"
    shutil.copytree(root, course, ignore=shutil.ignore_patterns("autograded", "gradebook.db", "exchange"))
    shutil.rmtree(course / "submitted" / "eve")  # nbgrader trips over a time that it cannot read
    there = sorted(set(HANDED_IN) - {"eve"})
    if way == "Formgrader":
        prepare(Course(course), [EXERCISE])
        api = connect(Course(course))
        for student in there:
            done = api.autograde(EXERCISE, student)
            assert done["success"], done
    else:
        assert run("nbgrader", "generate_assignment", EXERCISE, "--force", cwd=course).returncode == 0
        done = run("nbgrader", "autograde", EXERCISE, cwd=course)
        assert done.returncode == 0, done.stderr
        assert "dee: 2.8 points less for handing in late" in done.stderr
        assert "cy: due Tue 2026-10-27 23:59, with an extension" in done.stderr
        assert run("nbgrader", "generate_feedback", EXERCISE, cwd=course).returncode == 0
        page = course.joinpath("feedback", "cy", EXERCISE, f"{EXERCISE}.txt").read_text("utf-8")
        assert "\ndue Tue 2026-10-27 23:59, with an extension\n" in page
    assert in_gradebook(course) == {student: (14, PENALTY[student]) for student in there}


# The table changes after grading


def test_an_extension_given_afterwards_counts_in_every_export_without_grading(course):
    add_line(course, "7,dee,,2 days,,,,,,")
    assert run("nbgrader", "export", "--to=grades.csv", cwd=course).returncode == 0
    (line,) = [
        line
        for line in csv.DictReader(course.joinpath("grades.csv").read_text().splitlines())
        if line["student_id"] == "dee"
    ]
    assert (float(line["late_submission_penalty"]), float(line["score"]), float(line["seconds_late"])) == (0, 14, 0)
    assert in_gradebook(course) == marks(PENALTY | {"dee": 0})


def test_an_extension_given_afterwards_counts_in_dlcourse_marks(course, capsys):
    add_line(course, "7,dee,,12 hours,,,,,,")
    assert main(["marks", "--json", "--course", str(course)]) == 0
    data = {one["id"]: one for one in json.loads(capsys.readouterr().out)["students"]}
    assert data["dee"]["scores"][EXERCISE] == pytest.approx(12.6)  # his first day has begun
    assert data["dee"]["late"][EXERCISE] == {"raw_score": 14, "late_penalty": 1.4, "seconds_late": 13 * 3600 + 1}
    assert data["ada"]["late"] == {}


def test_an_extension_given_afterwards_counts_in_the_feedback(course):
    add_line(course, "7,dee,,12 hours,,,,,,")
    (page,) = write_feedback(Course(course), EXERCISE, ["dee"])
    text = Path(page["path"]).with_suffix(".txt").read_text("utf-8")
    assert "12.6 of 15 points (14, less 1.4 for handing in 13 hours and 1 second late)" in text


def test_points_given_by_hand_afterwards_count_in_the_penalty(course):
    with Gradebook(f"sqlite:///{course}/gradebook.db", "dlcourse") as book:
        book.find_grade("check-relu_backward", EXERCISE, EXERCISE, "dee").manual_score = 1
        book.db.commit()
    sheet = read_sheet(Course(course), load_config(Course(course)))
    assert sheet.score("dee", EXERCISE) == pytest.approx(12)  # of 15 two days cost 3


def test_a_date_that_is_put_off_lowers_the_penalty_and_is_told(course, capsys):
    course.joinpath("dates.csv").write_text(TABLE.replace("2026-10-24 23:59", "2026-10-26 23:59"))
    again = grade(course)
    left = dict.fromkeys(HANDED_IN, 0) | {"fay": 5.6, "flo": 7}  # four and five days late
    assert {student: one.late_penalty for student, one in again.items()} == pytest.approx(left)
    assert in_gradebook(course) == marks(left)
    said = capsys.readouterr().err
    assert (
        f"{EXERCISE} is now due Mon 2026-10-26 23:59, by dates.csv; in the gradebook it was due Sat 2026-10-24" in said
    )
    grade(course, ["ada"])
    assert "is now due" not in capsys.readouterr().err


def test_a_date_that_is_taken_back_lifts_all_penalties(course):
    course.joinpath("dates.csv").write_text(
        TABLE.replace("2026-10-24 23:59", "none").replace("7,cy,,3 days,,,,,,\n", "")
    )
    sheet = read_sheet(Course(course), load_config(Course(course)))
    assert {sheet.score(student, EXERCISE) for student in HANDED_IN} == {14}


def test_a_row_that_is_gone_leaves_the_gradebooks_date_and_says_so(course, capsys):
    course.joinpath("dates.csv").write_text(TABLE.splitlines()[0] + "\n" + TABLE.splitlines()[1] + "\n")
    again = grade(course)
    assert {one.late_penalty for one in again.values()} == {0}
    assert f"{EXERCISE} is due Sat 2026-10-24 23:59 by the gradebook alone, so no rule" in capsys.readouterr().err


def test_what_can_no_longer_be_read_keeps_its_points_and_gets_the_new_penalty(course):
    add_line(course, "7,dee,,12 hours,,,,,,")
    course.joinpath("submitted", "dee", EXERCISE, f"{EXERCISE}.ipynb").write_text("{")
    assert grade(course)["dee"].status == "rejected"
    assert in_gradebook(course)["dee"] == (14, 1.4)


def test_of_several_hand_ins_the_last_counts(course):
    (newer,) = [course / "submitted" / "ada" / EXERCISE]
    nbformat.write(nbformat.read(solution_of(course), as_version=4), newer / f"{EXERCISE}.ipynb")
    newer.joinpath("timestamp.txt").write_text("2026-10-26 12:00:00.000000 UTC")
    again = grade(course, ["ada"])["ada"]
    assert (again.raw_score, again.late_penalty, again.seconds_late) == (15, 3, pytest.approx(38 * 3600 + 60))


# Slip days, over two exercises

TWO = ("06_backprop_by_hand", EXERCISE)
SLIP = """exercise,student,due,late,slip_days,time_zone
*,,,1 point a day,2,UTC
06,,2026-11-02 12:00,,,
07,,2026-11-09 12:00,,,
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    root = copy_course(tmp_path_factory.mktemp("two"), *TWO)
    for exercise, time in zip(TWO, ("2026-11-03 12:00:00 UTC", "2026-11-11 12:00:00 UTC"), strict=True):
        hand_in(root, "ada", nbformat.read(Course(root).solution(exercise), as_version=4), exercise)
        root.joinpath("submitted", "ada", exercise, "timestamp.txt").write_text(time)
    root.joinpath("dates.csv").write_text(SLIP)
    return root


@pytest.mark.parametrize("order", [TWO, TWO[::-1]], ids=["in order", "the later one first"])
def test_slip_days_come_to_the_same_in_whatever_order_is_graded(two, tmp_path, order):
    course = Course(tmp_path / "course")
    shutil.copytree(two, course.root)
    seen = {}
    for exercise in order:
        (seen[exercise],) = grade_all(course, exercise, ["ada"], "none")
    sheet = read_sheet(course, load_config(course))
    assert [sheet.marks["ada", exercise].late_penalty for exercise in TWO] == [0, 1]  # of two days the second is left
    last = seen[order[-1]]
    spent = "1 of 2 slip days spent on it"
    assert spent in last.message
    if order[0] == EXERCISE:  # alone, it had both
        assert "2 of 2 slip days spent on it" in seen[EXERCISE].message
        assert seen[EXERCISE].late_penalty == 0


def test_a_slip_day_more_counts_at_the_next_export(two, tmp_path):
    course = Course(tmp_path / "course")
    shutil.copytree(two, course.root)
    for exercise in TWO:
        list(grade_all(course, exercise, ["ada"], "none"))
    course.root.joinpath("dates.csv").write_text(SLIP + "*,ada,,,3,\n")
    sheet = read_sheet(course, load_config(course))
    assert [sheet.marks["ada", exercise].late_penalty for exercise in TWO] == [0, 0]
    course.root.joinpath("dates.csv").write_text(SLIP + "*,ada,,,0,\n")
    sheet = read_sheet(course, load_config(course))
    assert [sheet.marks["ada", exercise].late_penalty for exercise in TWO] == [1, 2]


# With a plugin of the instructor's, and with faults

PLUGIN = """
from nbgrader.plugins import BasePlugin


class HalfAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.5 * (total_seconds_late // 3600)
"""


def use_plugin(root):
    root.joinpath("half_an_hour.py").write_text(PLUGIN)
    with root.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write('c.AssignLatePenalties.plugin_class = "half_an_hour.HalfAnHour"\n')


def test_a_table_without_a_rule_leaves_it_to_the_plugin(course):
    use_plugin(course)
    bare = [line.split(",") for line in TABLE.splitlines()]
    kept = [0, 1, 2, 3, 6, 9]  # no late, cap and closes; grace and extension are dates
    course.joinpath("dates.csv").write_text("\n".join(",".join(line[at] for at in kept) for line in bare) + "\n")
    again = grade(course)
    expected = dict.fromkeys(HANDED_IN, 0) | {"dan": 12.5, "dee": 12.5, "fay": 14, "flo": 14}
    assert {student: one.late_penalty for student, one in again.items()} == expected


def test_two_rules_are_one_line_and_nothing_is_graded(course, capsys):
    use_plugin(course)
    before = course.joinpath("gradebook.db").read_bytes()
    with pytest.raises(
        CourseError,
        match=r"nbgrader_config.py has a rule for late work \(c.AssignLatePenalties.plugin_class\), and dates.csv has "
        r"one, too \(row 2, column 'late'\): take one of them out",
    ):
        grade(course)
    assert main(["dates", "--course", str(course)]) == 2
    assert "take one of them out" in capsys.readouterr().err
    assert course.joinpath("gradebook.db").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("8,,2026-11-30,,,,,,,", "dates.csv, row 5, column 'exercise': expected an exercise of the course"),
        ("7,adda,,3 days,,,,,,", "dates.csv, row 5, column 'student': expected a student of the roster"),
        ("7,ada,2026-02-30,,,,,,,", "dates.csv, row 5, column 'due': expected a day that the calendar has"),
    ],
)
def test_a_fault_in_the_table_stops_every_command_in_one_line_and_nothing_changes(course, capsys, line, says):
    with Gradebook(f"sqlite:///{course}/gradebook.db", "dlcourse") as book:
        book.update_or_create_student("ada", first_name="Ada")  # so that there is a roster
    add_line(course, line)
    before = course.joinpath("gradebook.db").read_bytes()
    for command in (["grade", "07", "--unsandboxed"], ["marks"], ["dates"]):
        assert main([*command, "--course", str(course)]) == 2
        said = capsys.readouterr().err
        assert says in said
        assert len(said.splitlines()) == 1
    done = run("nbgrader", "autograde", EXERCISE, "--force", cwd=course)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert course.joinpath("gradebook.db").read_bytes() == before


def test_collecting_before_the_due_date_asks_the_table_and_the_students_own_row(root, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course, ignore=shutil.ignore_patterns("autograded", "gradebook.db", "submitted", "exchange"))
    with course.joinpath("nbgrader_config.py").open("a") as settings:
        settings.write("c.ExchangeCollect.before_duedate = True\nc.ExchangeCollect.check_owner = False\n")
    times = ["2026-10-24 12:00:00.000000 UTC", "2026-10-26 12:00:00.000000 UTC", "2026-10-29 12:00:00.000000 UTC"]
    inbound = course / "exchange" / "dlcourse" / "inbound"
    for student in ("cy", "dee"):
        receipt = submit(Course(course), EXERCISE, student)
        (made,) = inbound.glob(f"{student}+*")
        for number, time in enumerate(times):
            folder = inbound / f"{student}+{EXERCISE}+{time}+{number}"
            shutil.copytree(made, folder)
            folder.joinpath("timestamp.txt").write_text(time)
        shutil.rmtree(made)
        assert receipt["student"] == student
    assert collect(Course(course), EXERCISE).lines == []
    stamps = {one: course.joinpath("submitted", one, EXERCISE, "timestamp.txt").read_text() for one in ("cy", "dee")}
    assert stamps == {"cy": times[1], "dee": times[0]}
