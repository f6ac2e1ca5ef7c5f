"""What a function keeps from one call to the next, against the text; and cases that ask for the digits of float64."""

import functools

import numpy as np
import pytest

from dlcourse.checks import examine, find_question
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.catalogue.momentum.trajectory import KEPT

STEPS = [name for name in QUESTIONS if name.endswith("_step") and QUESTIONS[name].steps]


def with_shared_slots(name):
    """The right step, whose slots are those of the layer that was last moved; a first step begins anew."""
    question, kept = find_question(name), {}
    slots = len(question.parts) - 1

    def step(w, *others):
        given = others[:slots]
        if not any(array.any() for array in given):
            kept.clear()
        w, *new = question.reference(w, *kept.get(w.shape, given), *others[slots:])
        kept[w.shape] = new
        return (w, *new)

    return step


@pytest.mark.parametrize("name", STEPS)
def test_slots_that_layers_would_share_are_found_even_if_each_walk_begins_anew(name):
    verdict = examine(find_question(name), with_shared_slots(name))
    assert (verdict.status, verdict.points, verdict.located) == ("incorrect", 0, True)
    assert KEPT in verdict.message


def test_a_step_that_draws_at_random_is_told_so():
    rng = np.random.default_rng(0)

    def step(w, v, g, learning_rate, beta):
        v = beta * v + learning_rate * g
        return w - v + 1e-3 * rng.normal(size=w.shape), v

    assert KEPT in examine(find_question("momentum_step"), step).message


@pytest.mark.parametrize("name", STEPS)
def test_what_is_kept_and_changes_no_number_is_right(name):
    question = find_question(name)

    @functools.cache
    def powers(number):
        return number

    def step(w, *others):
        powers(len(w))
        return question.reference(w, *others)

    assert examine(question, step).status == "correct"


def test_a_function_that_is_right_at_the_first_call_alone_is_told_so():
    def answer(theta, beta, averages=[0.0]):  # noqa: B006 - that is the mistake
        for value in theta:
            averages.append(beta * averages[-1] + (1 - beta) * value)
        return np.array(averages[-len(theta) :])

    verdict = examine(find_question("ewma"), answer)
    assert (verdict.status, verdict.located) == ("incorrect", True)
    assert "The same inputs gave other numbers the second time" in verdict.message


def normalised(x, gamma, beta, epsilon, variance):
    x_hat = (x - x.mean(axis=0)) / np.sqrt(variance(x) + x.dtype.type(epsilon))
    return gamma * x_hat + beta


def test_a_variance_that_loses_its_digits_far_from_0_is_refused():
    def answer(*arguments):
        return normalised(*arguments, lambda x: np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0))

    verdict = examine(find_question("batch_norm_forward"), answer)
    assert verdict.status == "incorrect"
    assert "Right but for columns very far from 0." in verdict.says


def test_float32_is_not_judged_by_what_it_cannot_hold():
    def answer(*arguments):
        *arrays, epsilon = arguments
        return normalised(*(a.astype(np.float32) for a in arrays), epsilon, lambda x: x.var(axis=0))

    question = find_question("batch_norm_forward")
    assert examine(question, answer).status == "correct"
    assert examine(question, lambda *arguments: 2 * answer(*arguments)).status == "incorrect"
