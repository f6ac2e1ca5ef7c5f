"""Explorers: a control moves the picture, and the words say what the picture shows."""

import numpy as np
import pytest

from dlcourse import numerical_gradient
from dlcourse.widgets import two_paths_explorer, two_paths_gradients
from dlcourse.widgets.gradients import backpropagation as widgets

START = {"w": 0.3, "x": 2.0, "u1": 2.0, "u2": -1.0, "v1": 1.0, "v2": 1.2, "y": 1.0}


def words_at(explorer, **moved):
    """The words that the page fills in at these positions of the sliders."""
    return widgets._draw(explorer.numbers(0, **moved))[1]


def test_moving_a_slider_changes_what_is_said():
    explorer = two_paths_explorer()
    assert "the lower path 1.45" in words_at(explorer)
    assert words_at(explorer, u2=0.5) != words_at(explorer)


def test_the_sliders_of_the_questions_are_visible_and_the_rest_is_folded():
    explorer = two_paths_explorer()
    assert [control.label for control in explorer.sliders.values()] == ["weight u₁", "weight u₂", "weight v₁"]
    assert len(explorer.folded) == 4


def test_every_slider_has_a_name_and_starts_at_the_lectures_numbers():
    moved = two_paths_explorer().moved
    assert all(control.label for control in moved.values())
    assert {name: control.values[control.start] for name, control in moved.items()} == START


@pytest.mark.parametrize("name", ["w", "u1", "u2", "v1", "v2"])
def test_gradients_of_the_graph_match_finite_differences(name):
    def loss(value):
        return two_paths_gradients(**START | {name: value})[0]["L"]

    _, gradients = two_paths_gradients(**START)
    ours = next(gradient for (start, _), gradient in gradients.items() if start == name)
    assert ours == pytest.approx(float(numerical_gradient(loss, START[name])), rel=1e-6)


def test_the_words_of_the_picture_add_up_the_paths():
    words = widgets.describe_two_paths(*two_paths_gradients(**START))
    assert "upper path brings −1.19" in words
    assert "lower path 1.45" in words
    assert "add up to 0.26" in words


def test_a_saturated_unit_leaves_finite_numbers():
    values, gradients = two_paths_gradients(**START | {"w": 2.0, "x": 3.0, "u1": 4.0})
    assert np.isfinite([*values.values(), *gradients.values()]).all()
