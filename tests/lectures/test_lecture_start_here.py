"""Lecture 00: its figures say in words what they show."""

import numpy as np
import pytest

from dlcourse.plots import start_here as figures
from dlcourse.plots.style import alt_text


def test_the_digits_are_named_under_the_pictures_and_in_words():
    ax = figures.some_digits(np.zeros((3, 64)), [4, 0, 7])
    assert [each.get_xlabel() for each in ax.figure.axes] == ["a 4", "a 0", "a 7"]
    assert alt_text(ax.figure).startswith("3 handwritten digits of 8 by 8 grey pixels: 4, 0, 7.")


def test_the_words_give_each_learners_mean_and_who_is_highest():
    scores = {"one": [[0.5, 0.8], [0.7, 0.9]], "another": [[0.6, 0.9], [0.6, 1.0]]}
    ax = figures.accuracy_by_train_size([50, 1437], scores)
    assert ax.lines[0].get_ydata() == pytest.approx([0.6, 0.85])
    said = alt_text(ax.figure)
    assert "50 to 1,437, for 2 learners" in said
    assert said.endswith("one 0.60 and 0.85, another 0.60 and 0.95. Highest at the end: another.")
