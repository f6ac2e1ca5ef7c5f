"""An answer that does not end is interrupted in its sandbox, and says where it stood; what it makes of that is late."""

import dataclasses

import pytest
from course_copy import EXERCISE, ROOT, answers

from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.exercise import read_solution
from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox

TOLD = "Your function had not ended after 1 seconds, so it was stopped{}. Does it always come to an end?"
CALLED = " (It was called with da ("
PLAIN = """def relu_backward(da, z):
    while da.size:
        pass
    return da
"""
ASLEEP = """import time
def relu_backward(da, z):
    time.sleep(1000)
    return da
"""
CATCHES_ALL = """def relu_backward(da, z):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
ANSWERS_THE_INTERRUPT = """import signal
class Over(BaseException):
    pass
def relu_backward(da, z):
    def over(*_):
        raise Over
    signal.signal(signal.SIGINT, over)
    try:
        while True:
            pass
    except Over:
        return da * (z > 0)
"""


def judged(answer, tier):
    """The verdicts on the exercise with this answer to relu_backward, when a call may take a second."""
    sandbox = dataclasses.replace(shared_sandbox(tier), limits=Limits(seconds=1))
    solution, _ = read_solution(Course(ROOT).solution(EXERCISE))
    return grade_notebook(sandbox, solution, answers(ROOT, relu_backward=answer), 1).verdicts


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock", "none"])
@pytest.mark.parametrize(
    ("answer", "where"), [(PLAIN, ", at `while da.size:`"), (ASLEEP, ", at `time.sleep(1000)`")], ids=["busy", "asleep"]
)
def test_it_is_told_with_its_line_and_its_inputs(answer, where, tier):
    verdicts = judged(answer, tier)
    endless = verdicts.pop("relu_backward")
    assert (endless.status, endless.points, endless.max_points) == ("error", 0, 1)
    assert endless.says[0].startswith(TOLD.format(where) + CALLED)
    assert endless.example.yours == "it does not end"
    assert {verdict.status for verdict in verdicts.values()} == {"correct"}


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock", "none"])
@pytest.mark.parametrize("answer", [CATCHES_ALL, ANSWERS_THE_INTERRUPT], ids=["catches all", "answers"])
def test_one_that_does_not_let_itself_be_interrupted_has_no_line_and_no_points(answer, tier):
    verdicts = judged(answer, tier)
    endless = verdicts.pop("relu_backward")
    assert (endless.status, endless.points) == ("error", 0)
    assert endless.says[0].startswith(TOLD.format("") + CALLED)
    assert {verdict.status for verdict in verdicts.values()} == {"correct"}
