"""A class's own misconceptions: files in its folder questions/ that extend questions of the course, or of the class."""

import pytest

from dlcourse.checks import check, examine
from dlcourse.checks.catalogue import EXERCISES, QUESTIONS, find_question, of_this_class
from dlcourse.checks.own_questions import Files, given

EXERCISE = "07_backpropagation"
ADDED = """
from dlcourse.checks.catalogue.backpropagation.activation_backward import relu_backward
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Misconception

MISCONCEPTIONS = {{
    "{question}": (
        Misconception("{name}", edit(relu_backward, "z > 0 → z > 0.25"), "{says}", "{look}"),
    ),
}}
"""


def files(
    question="relu_backward", name="late_gate", says="Your gate opens late.", look="Where does it open?", more=()
):
    """The files of a class, with one misconception more."""
    text = ADDED.format(question=question, name=name, says=says, look=look)
    return Files((("late.py", text), *more), (("relu_backward", EXERCISE, EXERCISE),))


def late(da, z):
    return da * (z > 0.25)


def test_a_question_of_the_course_has_the_misconceptions_of_the_class_last():
    with given(files()):
        found = find_question("relu_backward")
        assert [one.name for one in found.misconceptions][-1] == "late_gate"
        assert found in EXERCISES[EXERCISE]
        verdict = examine(found, late)
    assert verdict.misconceptions == ["late_gate"]
    assert verdict.says[0].startswith("Your gate opens late. dz[")


def test_without_the_files_the_question_is_the_course_s():
    with given(files()):
        there = len(find_question("relu_backward").misconceptions)
    with given(None):
        assert len(find_question("relu_backward").misconceptions) == there - 1
        assert examine(QUESTIONS["relu_backward"], late).misconceptions == []


def test_a_check_in_a_notebook_names_it(capsys):
    with given(files()):
        assert check("relu_backward", late) == 0
    assert "Your gate opens late." in capsys.readouterr().out


def test_an_exercise_carries_the_files_that_it_needs():
    other = ("other.py", ADDED.format(question="sigmoid_backward", name="x", says="It is x.", look="At y."))
    with given(files(more=[other])):
        part = of_this_class().part_for([EXERCISE])
        assert [name for name, _ in part.texts] == ["late.py"]
        assert of_this_class().part_for(["08_gradient_descent"]) is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"says": ""},
            "'late_gate', a mistake in relu_backward, lacks a sentence: say what it is, and what to look at",
        ),
        (
            {"look": "  "},
            "'late_gate', a mistake in relu_backward, lacks a sentence: say what it is, and what to look at",
        ),
        ({"question": "relu_backwards"}, "MISCONCEPTIONS: there is no question 'relu_backwards'"),
        ({"name": "no_gate"}, "relu_backward has a misconception 'no_gate' already: give this one another name"),
    ],
    ids=["says", "look", "question", "name"],
)
def test_one_that_cannot_be_used_is_a_line_with_its_file(changes, says):
    with given(files(**changes)):
        assert of_this_class().faults == (f"questions/late.py: {says}",)
        assert find_question("relu_backward") is QUESTIONS.of_the_course("relu_backward")


def test_what_is_no_misconception_is_a_line():
    with given(Files((("late.py", 'MISCONCEPTIONS = {"relu_backward": "late"}'),))):
        (fault,) = of_this_class().faults
    assert fault == "questions/late.py: MISCONCEPTIONS: relu_backward: expected Misconception(…). Received: 'late'"


def test_two_files_with_one_name_are_a_line():
    with given(files(more=[("again.py", files().texts[0][1])])):
        (fault,) = of_this_class().faults
        assert len([one for one in find_question("relu_backward").misconceptions if one.name == "late_gate"]) == 1
    assert fault.endswith("relu_backward has a misconception 'late_gate' already: give this one another name")
