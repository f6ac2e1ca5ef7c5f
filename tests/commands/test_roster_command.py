"""`dlcourse roster`: shows, then enters; nothing half done, and a second time nothing to do."""

import json

import pytest
from course_copy import copy_course

from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.grading.nbgrader.api import load_config
from dlcourse.course.grading.nbgrader.roster import read_roster

ROSTER = "Username;Nachname;Vorname;E-Mail\nada;Lovelace;Ada;ada@uni.edu\njm;Müller;Jürgen;jm@uni.edu\n"


@pytest.fixture
def course(tmp_path):
    return copy_course(tmp_path)


@pytest.fixture
def say(course, capsys):
    def run(*arguments):
        code = main(["roster", *map(str, arguments), "--course", str(course)])
        return (code, *capsys.readouterr())

    return run


def roster_of(course):
    return read_roster(Course(course), load_config(Course(course)))


def test_it_shows_first_and_enters_nobody_until_it_is_told_to(course, say):
    course.joinpath("r.csv").write_text(ROSTER, encoding="cp1252")
    code, out, err = say(course / "r.csv")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "r.csv: 2 students (cp1252, semicolon)",
        "  id from 'Username'",
        "  first_name from 'Vorname'",
        "  last_name from 'Nachname'",
        "  email from 'E-Mail'",
        "new  ada  Ada Lovelace  ada@uni.edu",
        "new  jm  Jürgen Müller  jm@uni.edu",
        "Next: the same command with --yes: nobody is entered yet",
    ]
    assert not course.joinpath("gradebook.db").exists()


def test_entered_once_the_second_time_there_is_nothing_to_do(course, say):
    course.joinpath("r.csv").write_text(ROSTER)
    assert say(course / "r.csv", "--yes")[:2][0] == 0
    roster = roster_of(course)
    assert (roster.ids, roster.is_closed) == (frozenset({"ada", "jm"}), True)
    code, out, _ = say(course / "r.csv", "--yes")
    assert (code, out.splitlines()[-2:]) == (0, ["as before  2", "The gradebook has all of them: nothing to do"])
    assert say()[1] == "ada  Ada Lovelace  ada@uni.edu\njm  Jürgen Müller  jm@uni.edu\n2 students in the gradebook\n"


def test_a_newer_file_changes_names_and_removes_nobody(course, say):
    course.joinpath("r.csv").write_text(ROSTER)
    say(course / "r.csv", "--yes")
    course.joinpath("r.csv").write_text("id,surname,given name,mail\nada,King,,\nzoe,,Zoë,\n")
    code, out, _ = say(course / "r.csv", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["entered"], told["not_in_file"]) == (0, True, ["jm"])
    assert told["changed"] == [{"id": "ada", "name": "Ada King", "news": {"last_name": ["Lovelace", "King"]}}]
    assert say()[1].splitlines()[:3] == ["ada  Ada King  ada@uni.edu", "jm  Jürgen Müller  jm@uni.edu", "zoe  Zoë"]


def test_one_row_that_cannot_be_taken_and_nobody_is_entered(course, say):
    course.joinpath("r.csv").write_text("id,email\nada,ada@uni.edu\na/b,none\n")
    code, out, err = say(course / "r.csv", "--yes")
    assert (code, out) == (2, "")
    assert [line.partition(": expected")[0] for line in err.splitlines()] == [
        "dlcourse roster: r.csv, row 3, column 'id': student id 'a/b'",
        "dlcourse roster: r.csv, row 3, column 'email'",
        "dlcourse roster: nobody is entered: fix the file, then run the same command again",
    ]
    assert not course.joinpath("gradebook.db").exists()


def test_an_answer_at_the_terminal_decides(course, say, monkeypatch):
    from types import SimpleNamespace

    from dlcourse.course.commands import roster

    course.joinpath("r.csv").write_text(ROSTER)
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(roster, "sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    for answer, code, entered in [("", 1, set()), ("n", 1, set()), ("y", 0, {"ada", "jm"})]:
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert (say(course / "r.csv")[0], roster_of(course).ids) == (code, entered)
