"""Lecture 07: the figures say in words what they were given in numbers."""

import numpy as np

from dlcourse.plots import backpropagation as plots
from dlcourse.plots.style import alt_text
from dlcourse.widgets import two_paths_gradients


def words(ax):
    return alt_text(ax.figure)


def test_the_two_paths_are_told_with_their_sum():
    values, gradients = two_paths_gradients(w=0.3, x=2.0, u1=2.0, u2=-1.0, v1=1.0, v2=1.2, y=1.0)
    told = words(plots.two_paths(values, gradients))
    assert "The upper path brings −1.19 to o₁, the lower path 1.45; −1.19 + 1.45 = 0.26, and w receives 0.37." in told


def test_the_three_gates_tell_what_each_input_receives():
    values = {"a": 2.0, "b": 3.0, "p": 6.0, "c": -1.0, "s": 5.0, "d": 4.0, "L": 5.0}
    gradients = {"a": 3.0, "b": 2.0, "p": 1.0, "c": 1.0, "s": 1.0, "d": 0.0}
    told = words(plots.three_gates(values, gradients))
    assert "a·b is 6, adding c gives 5, and the larger of this and d = 4 is L = 5" in told
    assert told.endswith("times gives 3 to a and 2 to b.")


def test_visits_are_told_from_the_first_depth_to_the_last():
    told = words(plots.visits_by_depth(np.array([2, 4, 20]), [6, 30, 2_097_150], [4, 8, 40]))
    assert "from 6 visits at depth 2 to 2,097,150 at depth 20" in told
    assert "from 4 to 40" in told


def test_the_valley_is_said_to_lie_where_both_theories_meet():
    steps = 10.0 ** -np.arange(1, 15.5, 0.5)
    bend, digits = steps**2 * np.e / 6, np.finfo(float).eps * np.e / steps
    assert "near 10 to the power -5" in words(plots.finite_difference_error(steps, bend + digits, bend, digits))


def test_a_training_is_told_by_its_first_tenth_and_last_loss():
    told = words(plots.training_loss(np.geomspace(1.3, 0.03, 30), np.log(10)))
    assert (
        "ln 10 = 2.303. After the first epoch the loss is 1.3, after the tenth 0.40, and after the last 0.03." in told
    )
