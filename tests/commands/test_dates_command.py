"""`dlcourse dates`: shows the table, checks it, sets a cell; nothing is overwritten in silence or half written."""

import json

import pytest
from course_copy import copy_course

from dlcourse.cli import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.lms.enrol import enrol, plan
from dlcourse.course.grading.lms.people import Person
from dlcourse.course.grading.nbgrader.api import load_config

E7, E8 = "07_backpropagation", "08_gradient_descent"
TABLE = """exercise,student,due,extension,late,grace_minutes,closes,slip_days,time_zone
*,,,,10% a day,10,7 days,2,Europe/Berlin
07,,2026-11-30 23:59,,,,,,
08,,2026-12-07,,20% once,,none,,
07,ada,,3 days,,,,,
*,bob,,,none,,,5,
"""


@pytest.fixture
def course(tmp_path):
    return copy_course(tmp_path, E7, E8)


@pytest.fixture
def say(course, capsys):
    def run(*arguments):
        code = main(["dates", *map(str, arguments), "--course", str(course)])
        return (code, *capsys.readouterr())

    return run


def table(course):
    return course.joinpath("dates.csv").read_text()


def test_without_a_table_it_says_how_to_begin_one(say):
    code, out, err = say()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "There is no dates.csv: exercises have the due dates that the gradebook has, if any",
        'Next: dlcourse dates 07 --due "2026-11-30 23:59" --zone Europe/Berlin',
    ]


def test_it_shows_dates_rules_and_students_with_dates_of_their_own(course, say):
    course.joinpath("dates.csv").write_text(TABLE)
    for student in ("ada", "bob"):
        course.joinpath("submitted", student).mkdir(parents=True)
    code, out, err = say()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "dates.csv: 2 due dates, Europe/Berlin",
        f"{E7}  due Mon 2026-11-30 23:59, nothing counts after Mon 2026-12-07 23:59",
        "  Late work loses 10% of the points earned for each day begun; 10 minutes are not late yet",
        "  ada  due Thu 2026-12-03 23:59, nothing counts after Thu 2026-12-10 23:59",
        "  bob  due Mon 2026-11-30 23:59, nothing counts after Mon 2026-12-07 23:59; "
        "Late work loses nothing; 10 minutes are not late yet",
        f"{E8}  due Mon 2026-12-07 24:00",
        "  Late work loses 20% of the points earned; 10 minutes are not late yet",
        "  bob  due Mon 2026-12-07 24:00; Late work loses nothing; 10 minutes are not late yet",
        "Slip days: 2 for each; bob 5",
    ]
    assert not course.joinpath("gradebook.db").exists()


def test_one_exercise_one_student_and_json(course, say):
    course.joinpath("dates.csv").write_text(TABLE)
    assert say("08")[1].splitlines()[1] == f"{E8}  due Mon 2026-12-07 24:00"
    assert say("--student", "ada")[1].splitlines() == [
        "ada, Europe/Berlin",
        f"{E7}  due Thu 2026-12-03 23:59, with an extension, nothing counts after Thu 2026-12-10 23:59",
        f"{E8}  due Mon 2026-12-07 24:00",
        "Slip days: 0 of 2 spent on what is graded",
    ]
    data = json.loads(say("--json")[1])
    assert data["time_zone"] == "Europe/Berlin"
    assert [one["due"] for one in data["exercises"]] == ["2026-11-30T23:59:00+01:00", "2026-12-08T00:00:00+01:00"]
    assert {one["id"]: one["due"] for one in data["exercises"][0]["students"]} == {
        "ada": "2026-12-03T23:59:00+01:00",
        "bob": "2026-11-30T23:59:00+01:00",
    }
    assert (data["slip_days"], data["slip_days_of_students"]) == (2, {"bob": 5})
    one = json.loads(say("07", "--student", "ada", "--json")[1])
    assert [each["name"] for each in one["exercises"]] == [E7]
    assert one["exercises"][0]["handed_in"] is None


def test_a_table_is_begun_and_cells_are_set_without_an_editor(course, say):
    assert say("7", "--due", "30.11.2026 23:59", "--zone", "Europe/Berlin")[:2] == (
        0,
        "time_zone: Europe/Berlin\ndue: 30.11.2026 23:59\nNext: dlcourse dates 07\n",
    )
    assert say("--late", "10% a day", "--grace", "10", "--slip-days", "2")[0] == 0
    assert say("07", "--student", "ada", "--extension", "3 days")[0] == 0
    assert say("--student", "bob", "--slip-days", "5")[0] == 0
    assert say("07", "--cap", "50%")[0] == 0
    assert table(course) == (
        "exercise,student,due,extension,late,grace_minutes,closes,slip_days,time_zone,cap\n"
        "*,,,,10% a day,10,,2,Europe/Berlin,\n"
        f"{E7},,30.11.2026 23:59,,,,,,,50%\n"
        f"{E7},ada,,3 days,,,,,,\n"
        "*,bob,,,,,,5,,\n"
    )


def test_what_stands_in_a_cell_is_replaced_only_when_that_is_asked_for(course, say):
    course.joinpath("dates.csv").write_text(TABLE)
    code, out, _ = say("07", "--due", "2026-12-01 12:00")
    assert (code, out.splitlines()) == (
        1,
        [
            "due: 2026-11-30 23:59 → 2026-12-01 12:00",
            "Next: the same command with --replace: nothing is changed yet",
        ],
    )
    assert table(course) == TABLE
    assert say("07", "--due", "2026-12-01 12:00", "--replace")[0] == 0
    assert table(course) == TABLE.replace("2026-11-30 23:59", "2026-12-01 12:00")
    code, out, _ = say("07", "--due", "2026-12-01 12:00")
    assert (code, out) == (0, "dates.csv has it: nothing to do\n")


def test_a_spreadsheets_file_keeps_its_form(course, say):
    before = "sep=;\r\n" + TABLE.replace(",", ";").replace("\n", "\r\n").replace("time_zone", "time_zone;Note")
    before = before.replace(";3 days;;;;;", ";3 days;;;;;;Attest für Müller; auch 08".replace("; auch", " auch"))
    course.joinpath("dates.csv").write_bytes(before.encode("cp1252"))
    assert say("08", "--student", "zoe", "--extension", "2 days")[0] == 0
    after = course.joinpath("dates.csv").read_bytes().decode("cp1252")
    assert after.startswith("sep=;\r\n")
    assert "Attest für Müller auch 08\r\n" in after
    assert after.endswith(f"{E8};zoe;;2 days;;;;;;\r\n")
    assert say()[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["07", "--due", "2026-02-30"],
            "nothing is changed: with this, dates.csv, row 3, column 'due': expected a day",
        ),
        (["07", "--due", "2026-11-30 25:00"], "expected a time from 00:00 to 24:00. Received: '2026-11-30 25:00'"),
        (["--late", "-5%"], "expected a rule such as 10% a day"),
        (["08", "--extension", "3 days"], "expected a student in this row: for all, another due date"),
        (["08", "--slip-days", "2"], "slip days are for the term"),
        (["--zone", "CET"], "expected a time zone such as Europe/Berlin, UTC, +01:00 or AoE. Received: 'CET'"),
        (["--late", ""], "late: expected a value"),
        (["99", "--due", "2026-11-30"], "no exercise '99'"),
        (["07", "--student", "../x", "--extension", "1 day"], "student id '../x': expected a name for a folder"),
        (["07", "--student", "eve", "--extension", "1 day"], "the roster does not know eve"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_leaves_the_table(course, say, arguments, says):
    enrol(Course(course), load_config(Course(course)), plan([Person("ada", "Ada"), Person("bob", "Bob")], []))
    course.joinpath("dates.csv").write_text(TABLE)
    arguments = [f"{arguments[-2]}={arguments[-1]}" if one == arguments[-2] else one for one in arguments][:-1]
    code, out, err = say(*arguments, "--replace")
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert table(course) == TABLE


def test_a_table_with_faults_is_told_and_ends_with_2(course, say):
    course.joinpath("dates.csv").write_text(TABLE + "09,,2026-12-14,,,,,,\n07,,soon,,,,,,\n")
    code, out, err = say()
    assert (code, out) == (2, "")
    assert "row 7, column 'exercise'" in err
    assert "row 8, column 'due'" in err
    assert "row 8: expected one row for 07_backpropagation and all students" in err


def test_an_id_that_nobody_has_is_told_with_the_one_that_may_be_meant(course, say):
    course.joinpath("dates.csv").write_text(TABLE.replace(",ada,", ",Ada,"))
    course.joinpath("submitted", "ada").mkdir(parents=True)
    code, _, err = say()
    assert (code, err.splitlines()) == (
        0,
        [
            "dlcourse dates: dates.csv has Ada, and nobody of this id has handed in (did you mean ada?)",
            "dlcourse dates: dates.csv has bob, and nobody of this id has handed in",
        ],
    )


def test_a_due_date_that_stands_in_the_gradebook_alone_is_told(course, say):
    from datetime import datetime

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "dlcourse") as book:
        book.add_assignment(E8, duedate=datetime(2026, 12, 7, 23))
    course.joinpath("dates.csv").write_text(TABLE.replace("08,,2026-12-07,,20% once,,none,,\n", ""))
    code, _, err = say()
    assert code == 0
    assert f"{E8} is due Mon 2026-12-07 24:00 by the gradebook alone, so no rule of dates.csv counts for it" in err
