"""A learner's map: what checks leave in the journal, and what `dlcourse progress` makes of it."""

import json
import os

import pytest
from course_copy import copy_course, run

from dlcourse.checks import check
from dlcourse.checks.journal import JOURNAL, find_journal, read
from dlcourse.course.folder import Course
from dlcourse.course.learner.standing import standing_of
from dlcourse.course.progress import progress_of, to_text


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course whose exercise 07 is the current folder."""
    copy_course(tmp_path)
    monkeypatch.chdir(tmp_path / "exercises" / "07_backpropagation")
    return Course(tmp_path)


def no_gate(da, z):
    return da.copy()


def right(da, z):
    return da * (z > 0)


def test_a_check_in_an_exercise_is_recorded_with_what_it_found(course):
    check("relu_backward", no_gate)
    check("relu_backward", right)
    entries, unreadable = read(course.root / JOURNAL)
    assert unreadable == 0
    found = [(entry["name"], entry["status"], entry["points"], entry["misconceptions"]) for entry in entries]
    assert found == [("relu_backward", "incorrect", 0.0, ["no_gate"]), ("relu_backward", "correct", 1.0, [])]


@pytest.mark.parametrize("place", ["", "exercises", "lectures", "autograded/amy/07_backpropagation"])
def test_nothing_is_recorded_elsewhere(course, monkeypatch, place):
    folder = course.root / place
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    check("relu_backward", right)
    assert not list(course.root.rglob(JOURNAL))


@pytest.mark.parametrize("variable", ["PWD", "JPY_SESSION_NAME"])
def test_an_exercise_whose_folder_is_a_link_has_the_journal_of_its_course(
    course, tmp_path_factory, monkeypatch, variable
):
    linked = course.root / "exercises" / "07_backpropagation"
    elsewhere = tmp_path_factory.mktemp("another disk") / "07"
    linked.rename(elsewhere)
    linked.symlink_to(elsewhere)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("PWD", "/")
    monkeypatch.setenv(variable, str(linked / "07_backpropagation.ipynb" if variable.startswith("JPY") else linked))
    monkeypatch.chdir(elsewhere)
    check("relu_backward", right)
    assert len(read(course.root / JOURNAL)[0]) == 1


def test_an_exercises_folder_outside_a_course_has_no_journal(tmp_path):
    assert find_journal(tmp_path / "exercises" / "07") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs /dev/full")
def test_a_journal_that_cannot_be_written_does_not_spoil_the_check(course):
    course.root.joinpath(JOURNAL).symlink_to("/dev/full")
    assert check("relu_backward", right) == 1.0


def test_the_map_counts_points_misconceptions_met_and_those_cleared(course):
    check("relu_backward", no_gate)
    check("relu_backward", right)
    check("sigmoid_backward", lambda da, z: da * z * (1 - z))
    exercise = next(e for e in progress_of(course).exercises if e.name == "07_backpropagation")
    assert (exercise.points, exercise.max_points) == (1.0, 15.0)
    relu, sigmoid = (next(q for q in exercise.questions if q.name == n) for n in ("relu_backward", "sigmoid_backward"))
    assert (relu.is_cleared, relu.checks, relu.met) == (True, 2, {"no_gate": 1})
    assert (sigmoid.is_cleared, sigmoid.checks, sigmoid.met) == (False, 1, {"z_for_a": 1})
    line = next(line for line in to_text(progress_of(course)).splitlines() if line.startswith("07_"))
    assert line.endswith("1/15   2 met, 1 cleared")


def test_points_once_earned_stay_though_a_later_check_is_wrong(course):
    check("relu_backward", right)
    check("relu_backward", no_gate)
    relu = next(q for e in progress_of(course).exercises for q in e.questions if q.name == "relu_backward")
    assert (relu.points, relu.status, relu.is_cleared) == (1.0, "incorrect", False)


def test_what_is_open_comes_first_and_then_what_was_wrong_most_often(course):
    for answer in (no_gate, lambda da, z: 1 * da, lambda da, z: da + 0):
        check("relu_backward", answer)
        check("relu_backward", answer)  # as it is, once more, as Validate does it: that is no new attempt
    check("relu_backward", right)
    check("sigmoid_backward", lambda da, z: da / 3)
    repeat = progress_of(course).repeat
    assert [(item["question"], item["why"]) for item in repeat] == [
        ("sigmoid_backward", "not right yet"),
        ("relu_backward", "You passed da on unchanged, met 3 times, cleared since"),
    ]
    assert repeat[0]["lecture"] == "07_backpropagation"


def test_an_unchanged_answer_counts_once_until_its_verdict_or_its_code_changes(course):
    for answer in (no_gate, no_gate, right, right, no_gate):
        check("relu_backward", answer)
        check("sigmoid_backward", lambda da, z: da / 3)  # another question between two checks changes nothing
    questions = {q.name: q for e in progress_of(course).exercises for q in e.questions}
    assert (questions["relu_backward"].checks, questions["relu_backward"].met) == (3, {"no_gate": 2})
    assert questions["sigmoid_backward"].checks == 1
    assert len(read(course.root / JOURNAL)[0]) == 10  # every check leaves its line


def test_lines_of_a_version_without_fingerprints_count_as_they_did(course):
    line = {"time": "", "name": "relu_backward", "status": "incorrect", "points": 0, "misconceptions": ["no_gate"]}
    course.root.joinpath(JOURNAL).write_text(2 * (json.dumps(line) + "\n"))
    (relu,) = (q for e in progress_of(course).exercises for q in e.questions if q.name == "relu_backward")
    assert relu.met == {"no_gate": 2}


def test_a_torn_line_is_left_out_and_counted(course):
    check("relu_backward", right)
    with course.root.joinpath(JOURNAL).open("a") as file:
        file.write('{"name": "relu_ba\n[1, 2]\n')
    progress = progress_of(course)
    assert progress.unreadable == 2
    assert sum(exercise.points for exercise in progress.exercises) == 1.0
    assert "2 lines of progress.jsonl could not be read" in to_text(progress)


def test_questions_that_the_course_no_longer_has_are_passed_over(course):
    entry = {
        "time": "2026-01-01T00:00:00+00:00",
        "name": "gone",
        "status": "correct",
        "points": 9,
        "misconceptions": [],
    }
    course.root.joinpath(JOURNAL).write_text(json.dumps(entry) + "\n")
    assert sum(exercise.points for exercise in progress_of(course).exercises) == 0.0


def test_the_command_prints_the_map_as_text_and_json(course):
    check("relu_backward", right)
    text = run("dlcourse", "progress", cwd=course.root)
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.splitlines()[0].startswith("1 of ")
    whole = json.loads(run("dlcourse", "progress", "--json", cwd=course.root).stdout)
    assert whole["points"] == 1.0
    assert {exercise["name"] for exercise in whole["exercises"]} == set(course.exercises())


def test_an_untouched_course_has_a_map_too(course):
    progress = progress_of(course)
    assert progress.repeat == []
    assert to_text(progress).startswith("0 of ")


ODD_LINES = {
    "no text": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
    "half a line": b'{"name": "relu_ba',
    "deeply nested": b"[" * 100_000,
    "a number of 5,000 digits": b'{"points": ' + b"9" * 5000 + b"}",
    **{
        f"{key} is {value}": json.dumps(
            {"time": "", "name": "relu_backward", "status": "incorrect", "points": 0, "misconceptions": [], key: value}
        ).encode()
        for key, value in [
            *(("points", value) for value in (None, "1", [], True, float("nan"), float("inf"), 10**400)),
            *(("misconceptions", value) for value in (None, "no_gate", [1], [[]], {"no_gate": 1})),
            *(("status", value) for value in (None, "solved", 3, [])),
            *(("name", value) for value in (None, 7, ["relu_backward"], {})),
            *(("time", value) for value in (None, 5)),
            *(("answer", value) for value in (None, 5, [])),
        ]
    },
}


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES)
def test_an_odd_line_stops_no_reader_and_is_left_in_the_file(course, line):
    check("relu_backward", right)
    journal = course.root / JOURNAL
    with journal.open("ab") as file:
        file.write(line + b"\n")
    check("relu_backward", no_gate)
    before = journal.read_bytes()
    progress = progress_of(course)
    assert (progress.unreadable, sum(exercise.points for exercise in progress.exercises)) == (1, 1.0)
    assert "1 line of progress.jsonl could not be read and was left out" in to_text(progress)
    assert next(q for e in progress.exercises for q in e.questions if q.name == "relu_backward").checks == 2
    assert standing_of(course).place is not None
    assert journal.read_bytes() == before


@pytest.mark.parametrize(
    "odd",
    [{"time": "0001-01-01"}, {"time": "yesterday"}, {"points": 1e300}, {"misconceptions": ["new"]}, {"extra": {}}],
)
def test_what_can_be_read_is_taken_however_odd_it_is(course, odd):
    line = {"time": "2026-01-01T00:00:00+00:00", "name": "relu_backward", "status": "correct", "points": 1}
    course.root.joinpath(JOURNAL).write_text(json.dumps(line | {"misconceptions": []} | odd) + "\n\n")
    progress = progress_of(course)
    assert (progress.unreadable, sum(exercise.points for exercise in progress.exercises)) == (0, 1.0)
    assert to_text(progress)
    standing_of(course)
