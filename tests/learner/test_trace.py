"""What `dlcourse check`, `done` and `reset` leave in the map of a learner's folder."""

import json

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of, exercise_of, run
from paths import ROOT

from dlcourse.checks import check
from dlcourse.checks.journal import JOURNAL, read
from dlcourse.checks.runs import digest_in, digest_of_answer
from dlcourse.course.commands import main
from dlcourse.course.folder import Course
from dlcourse.course.learner import own_folder
from dlcourse.course.learner.edition import edition_here
from dlcourse.course.learner.standing import standing_of
from dlcourse.course.progress import progress_of

RELU = "def relu_backward(da, z):\n    return da * (z > 0)"
NO_GATE = "def relu_backward(da, z):\n    return da.copy()"


@pytest.fixture(scope="module")
def edition():
    return edition_here()


@pytest.fixture
def own(edition, tmp_path, monkeypatch):
    """A folder begun, and the current one."""
    own_folder.start(tmp_path, edition)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def solve(own, **changes):
    nbformat.write(answers(ROOT, **changes), exercise_of(own))


def points_of(own):
    return next(one for one in progress_of(Course(own)).exercises if one.name == EXERCISE).points


def question_of(own, name):
    return next(q for e in progress_of(Course(own)).exercises for q in e.questions if q.name == name)


@pytest.mark.parametrize("command", [["check", "07"], ["done", "07", "--no-browser"]], ids=lambda command: command[0])
def test_what_a_command_finds_right_stands_in_the_map_and_the_next_question_is_another_ones(own, command):
    solve(own)
    assert run("dlcourse", *command, cwd=own).returncode == 0
    assert points_of(own) == 15.0
    standing = standing_of(Course(own))
    assert standing.place.topic.name == EXERCISE
    assert standing.question.topic.name == "08_gradient_descent"
    found = json.loads(run("dlcourse", "progress", "--json", cwd=own).stdout)
    assert found["points"] == 15.0


def test_a_mistake_is_met_and_an_answer_not_begun_leaves_no_line(own):
    assert main(["check", "07"]) == 1
    assert not own.joinpath(JOURNAL).exists()
    solve(own, relu_backward=NO_GATE)
    assert main(["check", "07"]) == 1
    relu = question_of(own, "relu_backward")
    assert (relu.status, relu.met) == ("incorrect", {"no_gate": 1})
    assert progress_of(Course(own)).repeat[0]["question"] == "relu_backward"


def test_the_same_answers_checked_again_leave_no_line_in_whichever_way(own, monkeypatch):
    solve(own)
    main(["check", "07"])
    before = own.joinpath(JOURNAL).read_text()
    main(["check", "07"])
    assert own.joinpath(JOURNAL).read_text() == before
    scope = {}
    exec(cell_of(nbformat.read(exercise_of(own), as_version=4), "relu_backward").source, scope)
    monkeypatch.chdir(exercise_of(own).parent)
    check("relu_backward", scope["relu_backward"])  # in a kernel every check leaves its line
    assert own.joinpath(JOURNAL).read_text() != before
    assert question_of(own, "relu_backward").checks == 1


@pytest.mark.parametrize("source", [RELU, f"import numpy as np\n\n\n{RELU}", f"{NO_GATE}\n{RELU}"])
def test_a_fingerprint_from_a_text_is_that_of_the_function_after_a_run(source):
    scope = {}
    exec(source, scope)
    assert digest_in(source, "relu_backward") == digest_of_answer(scope["relu_backward"])
    assert digest_in(source, "relu_backward") != digest_in(NO_GATE, "relu_backward")


@pytest.mark.parametrize("source", ["%time\ndef f(x):\n    return x", "f = abs", "def f(:"])
def test_a_text_without_such_a_function_has_a_fingerprint_of_its_own(source):
    assert digest_in(source, "f") == digest_in(source, "f")
    assert digest_in(source, "f") != digest_in(source + " ", "f")


def test_a_reset_exercise_is_open_again_and_the_next_question_is_its_first(own, edition, monkeypatch):
    monkeypatch.setattr("dlcourse.course.learner.edition.edition_here", lambda: edition)
    solve(own)
    main(["check", "07"])
    assert main(["reset", "07"]) == 0
    assert points_of(own) == 0.0
    assert question_of(own, "relu_backward").status == "not attempted"
    assert progress_of(Course(own)).repeat == []
    standing = standing_of(Course(own))
    assert (standing.question.topic.name, standing.question.progress.name) == (EXERCISE, "two_path_gradient")
    lines = own.joinpath(JOURNAL).read_text()
    main(["reset", "07"])
    assert own.joinpath(JOURNAL).read_text() == lines
    solve(own)
    main(["check", "07"])
    assert points_of(own) == 15.0


def test_a_reset_exercise_that_was_never_checked_and_a_reset_lecture_leave_no_line(own, edition, monkeypatch):
    monkeypatch.setattr("dlcourse.course.learner.edition.edition_here", lambda: edition)
    solve(own)
    main(["reset", "07"])
    assert not own.joinpath(JOURNAL).exists()
    solve(own)
    main(["check", "07"])
    before = read(own / JOURNAL)
    main(["reset", "07", "--lecture"])
    assert read(own / JOURNAL) == before


def test_a_journal_that_cannot_be_written_stops_no_command(own):
    own.joinpath(JOURNAL).mkdir()
    solve(own)
    assert run("dlcourse", "check", "07", cwd=own).returncode == 0
