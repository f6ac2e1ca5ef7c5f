"""The perceptron trick: hand-worked updates, the bound on mistakes, and what it cannot do."""

import itertools

import numpy as np
import pytest
from forms import forms
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.classical.perceptron import margin, mistake_bound

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = np.array([0, 0, 0, 1])
XOR = np.array([0, 1, 1, 0])


@pytest.fixture(scope="module", params=forms("dlcourse.classical.perceptron", "Perceptron"))
def Perceptron(request):
    return request.param()


def test_a_right_point_moves_nothing(Perceptron):
    model = Perceptron(2, w=[1.0, 1.0], b=-1.5)
    assert model.update(np.array([1.0, 1.0]), 1) == 1
    assert model.update(np.array([0.0, 1.0]), 0) == 0
    np.testing.assert_array_equal(model.w, [1, 1])
    assert model.b == -1.5


def test_one_update_need_not_be_enough(Perceptron):
    # b = −5, x = (1, 1), y = 1: the score goes −5 → −2 → 1
    model, x, scores = Perceptron(2, b=-5.0), np.array([1.0, 1.0]), []
    for _ in range(3):
        scores.append(float(model.score(x)))
        model.update(x, 1)
    assert scores == [-5, -2, 1]


def test_a_missed_zero_turns_the_line_away(Perceptron):
    model = Perceptron(2, learning_rate=0.5)
    model.update(np.array([2.0, 3.0]), 0)  # score 0 counts as 1
    np.testing.assert_array_equal(model.w, [-1.0, -1.5])
    assert model.b == -0.5


@pytest.mark.parametrize("learning_rate", [1.0, 0.01, 7.0])
def test_and_takes_eleven_updates_to_one_line_at_any_learning_rate(Perceptron, learning_rate):
    model = Perceptron(2, learning_rate)
    assert len(list(model.updates(SQUARE, AND))) == 11
    np.testing.assert_allclose([model.b, *model.w], learning_rate * np.array([-3, 2, 1]), rtol=1e-12)
    np.testing.assert_array_equal(model.predict(SQUARE), AND)


def test_fit_counts_the_mistakes_of_each_epoch_and_ends_clean(Perceptron):
    mistakes = Perceptron(2).fit(SQUARE, AND)
    assert sum(mistakes) == 11
    assert mistakes[-1] == 0
    assert 0 not in mistakes[:-1]


def test_xor_goes_round_in_a_circle(Perceptron):
    lines = {(update.b, *update.w) for update in Perceptron(2).updates(SQUARE, XOR, epochs=50)}
    assert len(lines) == 6
    assert len(Perceptron(2).fit(SQUARE, XOR, epochs=50)) == 50


def separable(rows, inputs, rng):
    """Rows with labels by a random line, those close to it taken out."""
    w, b = rng.normal(size=inputs), rng.normal()
    x = rng.normal(size=(rows, inputs))
    x = x[np.abs(x @ w + b) > 0.1]
    return x, (x @ w + b >= 0).astype(int), w, b


@given(st.integers(2, 60), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_trick_makes_no_more_mistakes_than_the_bound(Perceptron, rows, inputs, seed):
    rng = np.random.default_rng(seed)
    x, y, w, b = separable(rows, inputs, rng)
    if len(x) == 0:
        return
    bound = mistake_bound(x, y, w, b)
    mistakes = sum(1 for _ in itertools.islice(Perceptron(inputs).updates(x, y, 10**6, rng), int(bound) + 2))
    assert mistakes <= bound


def test_the_bound_by_hand():
    # the line x₁ = 0 with b = 0; rows at ±2: γ = 2, R² = 4 + 1, so at most 5/4 mistakes
    x, y = np.array([[2.0], [-2.0]]), np.array([1, 0])
    assert margin(x, y, [3.0], 0.0) == 2
    assert mistake_bound(x, y, [3.0], 0.0) == 1.25


def test_only_the_sign_of_the_score_counts(Perceptron):
    model = Perceptron(2, w=[2.0, -1.0], b=0.5)
    louder = Perceptron(2, w=[200.0, -100.0], b=50.0)
    x = np.random.default_rng(0).normal(size=(50, 2))
    np.testing.assert_array_equal(model.predict(x), louder.predict(x))


def test_inputs_are_left_alone_and_equal_seeds_give_equal_lines(Perceptron):
    x, y, _, _ = separable(40, 3, np.random.default_rng(1))
    x.flags.writeable = False
    runs = [list(Perceptron(3).updates(x, y, 50, np.random.default_rng(5))) for _ in range(2)]
    assert [(u.row, u.b, *u.w) for u in runs[0]] == [(u.row, u.b, *u.w) for u in runs[1]]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (SQUARE, [0, 0, 0, -1], r"expected labels 0 and 1. Received: \[-1, 0\]"),
        (SQUARE, [0, 1], r"expected \(N, 2\) and \(N,\). Received: \(4, 2\) and \(2,\)"),
        (SQUARE[:, :1], AND, r"Received: \(4, 1\)"),
        (SQUARE * np.nan, AND, "expected finite numbers"),
    ],
)
def test_unusable_rows_are_refused(Perceptron, x, y, message):
    with pytest.raises(ValueError, match=message):
        Perceptron(2).fit(x, y)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"learning_rate": 0}, "expected a number above 0"), ({"w": [1.0, 2.0, 3.0]}, r"expected the shape \(2,\)")],
)
def test_unusable_settings_are_refused(Perceptron, arguments, message):
    with pytest.raises(ValueError, match=message):
        Perceptron(2, **arguments)


def test_no_bound_without_a_separating_line():
    with pytest.raises(ValueError, match="all rows on their side"):
        mistake_bound(SQUARE, XOR, [1.0, 1.0], -0.5)
