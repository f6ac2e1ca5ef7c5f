"""The edit of the reference that a wrong answer amounts to, found by its numbers alone."""

import numpy as np
import pytest

from dlcourse.checks.catalogue import find_question
from dlcourse.checks.engine.outcome import observe
from dlcourse.checks.engine.trial import Draw, Trial
from dlcourse.checks.gate.nearest import edit_that_computes


def trials_of(question, answer, seed=None):
    """What an answer does in each case."""
    draw = Draw(question, seed)
    return [
        Trial(case, observe(question, answer, case, right), right, question.tolerance)
        for case, right in zip(draw.cases, draw.right, strict=True)
    ]


def half_a_gate(da, z):
    return np.where(z > 0.25, da, 0.0)


def three_times(da, z):
    gate = (z > 0).astype(float)
    return 3 * gate * da


def doubled_bias(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.sum(axis=0) + dz.sum(axis=0)


@pytest.mark.parametrize(
    ("question", "answer", "constants"),
    [("relu_backward", half_a_gate, [0.25]), ("relu_backward", three_times, [3]), ("dense_backward", doubled_bias, [])],
    ids=["threshold", "factor", "part"],
)
def test_an_answer_in_other_words_is_one_change_of_the_reference(question, answer, constants):
    question = find_question(question)
    found = edit_that_computes(question, trials_of(question, answer), constants)
    assert len(found.changes) == 1
    for ours, theirs in zip(trials_of(question, found, 7), trials_of(question, answer, 7), strict=True):
        for part in question.parts:  # on cases that the search has not seen; one is in float32
            np.testing.assert_allclose(ours.yours.values[part], theirs.yours.values[part], rtol=1e-6, atol=0)


def test_where_no_single_change_gives_the_numbers_there_is_none():
    question = find_question("relu_backward")
    assert edit_that_computes(question, trials_of(question, lambda da, z: np.cos(da) * np.tan(z) + 17), []) is None


def test_a_text_to_change_stands_once_and_can_be_read():
    question = find_question("relu_backward")
    found = edit_that_computes(question, trials_of(question, half_a_gate), [0.25])
    assert found.changes == ("z > 0 → z > 0.25",)
