"""The Gradient Doctor: what earns points, what does not, and which mistakes are recognised."""

import dataclasses
import sys
import warnings

import numpy as np
import pytest

from dlcourse.activations import sigmoid
from dlcourse.checks import examine, find_question
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.engine.question import call_once
from dlcourse.extras import THEN, install_line

ARRAYS = ["sigmoid_backward", "relu_backward", "dense_backward", "softmax_crossentropy_backward", "two_layer_backward"]


def verdict_on(name, function, seed=0):
    return examine(find_question(name), function, seed)


def dense(x, W, dz):
    return dz @ W.T, x.T @ dz, dz.sum(axis=0)


def relu(da, z):
    return da * (z > 0)


def converted(name, convert):
    """The reference of a question, each part of its answer converted."""
    question = QUESTIONS[name]

    def answer(*arguments):
        returned = question.reference(*arguments)
        return tuple(map(convert, returned)) if len(question.parts) > 1 else convert(returned)

    return answer


# What is right


@pytest.mark.parametrize("name", [name for name, q in QUESTIONS.items() if q.steps or q.use is call_once])
@pytest.mark.parametrize("convert", [np.float32, np.asfortranarray, np.ndarray.tolist], ids=lambda c: c.__name__)
def test_a_right_answer_may_be_single_precision_in_fortran_order_or_a_list(name, convert):
    verdict = verdict_on(name, converted(name, lambda value: convert(np.asarray(value))))
    assert (verdict.status, verdict.points) == ("correct", QUESTIONS[name].points)


@pytest.mark.parametrize("name", ARRAYS)
def test_a_right_answer_may_be_a_matrix(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # numpy.matrix is one to be discouraged
        verdict = verdict_on(name, converted(name, np.asmatrix))
    assert verdict.status == "correct"


@pytest.mark.parametrize("name", ARRAYS)
def test_a_right_answer_may_be_computed_in_single_precision(name):
    def answer(*arguments):
        return QUESTIONS[name].reference(*(argument.astype(np.float32) for argument in arguments))

    assert verdict_on(name, answer, seed=None).status == "correct"


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_single_number_may_come_as_an_array_of_one(shape):
    verdict = verdict_on("two_path_gradient", converted("two_path_gradient", lambda dw: np.full(shape, dw)))
    assert verdict.status == "correct"


def test_a_row_for_a_vector_is_right_with_a_note():
    verdict = verdict_on("dense_backward", lambda x, W, dz: (dz @ W.T, x.T @ dz, dz.sum(axis=0, keepdims=True)))
    assert (verdict.status, verdict.points) == ("correct", 3)
    assert verdict.notes == ["Note: db has shape (1, 1) where (1,) is usual."]


def test_equal_seeds_give_equal_verdicts_and_other_seeds_other_numbers():
    def wrong_for_a_batch(da, z):  # the text's example, which stands in every draw, has one row
        return relu(da, z) * (1 + (len(z) > 1) * np.abs(z))

    messages = [verdict_on("relu_backward", wrong_for_a_batch, seed).message for seed in (None, None, 1, 1, 2)]
    assert messages[0] == messages[1]
    assert messages[2] == messages[3] != messages[4]


# What is partly right


def test_two_misconceptions_in_two_parts_are_both_named():
    verdict = verdict_on("dense_backward", lambda x, W, dz: (dz @ W.T, dz.T @ x, dz.sum(axis=1)))
    assert set(verdict.misconceptions) == {"weights_transposed", "bias_wrong_axis"}
    assert (verdict.status, verdict.points) == ("partial", 1)


def test_misconceptions_that_give_the_same_numbers_are_all_named():
    verdict = verdict_on("dense_backward", lambda x, W, dz: (dz @ W.T, dz.T @ x, dz.mean(axis=0)))
    assert {"weights_transposed", "bias_averaged"} <= set(verdict.misconceptions)
    assert sum(sentence.startswith("Or: ") for sentence in verdict.says) == len(verdict.misconceptions) - 2


def test_a_named_and_a_nameless_mistake_are_both_told():
    verdict = verdict_on("dense_backward", lambda x, W, dz: (dz @ W.T + 1, dz.T @ x, dz.sum(axis=0)))
    assert verdict.misconceptions == ["weights_transposed"]
    assert "Your `dx` is too large by 1 in every entry, in every case." in verdict.says
    assert verdict.points == 1


def test_each_right_part_earns_its_points():
    def answer(*arguments):
        dW1, db1, dW2, db2 = QUESTIONS["two_layer_backward"].reference(*arguments)
        return np.sin(dW1), db1, dW2, db2

    verdict = verdict_on("two_layer_backward", answer)
    assert (verdict.status, verdict.points, verdict.max_points) == ("partial", 3, 4)


# What is wrong, or cannot be read


def changes_shape(da, z):
    answer = relu(da, z)
    z.shape = (-1,)
    return answer


def changes_numbers(da, z):
    da[z < 0] = 0
    return da


@pytest.mark.parametrize(("answer", "changed"), [(changes_numbers, "da"), (changes_shape, "z")])
def test_right_numbers_with_a_changed_input_earn_half(answer, changed):
    verdict = verdict_on("relu_backward", answer)
    assert (verdict.status, verdict.points) == ("partial", 0.5)
    assert verdict.misconceptions == ["changed_input"]
    assert "That costs half of the points." in verdict.notes
    assert verdict.says == [f"The numbers are right, but your function changed its input {changed}."]


def test_an_answer_that_remembers_earlier_calls_earns_nothing():
    calls = []

    def answer(da, z):
        calls.append(z)
        return relu(da, z) + (len(calls) > 5)

    verdict = verdict_on("relu_backward", answer)
    assert (verdict.status, verdict.points) == ("incorrect", 0)
    assert "other numbers the second time" in verdict.message


def test_a_reused_buffer_is_no_mistake():
    buffers = {}

    def answer(da, z):
        return np.multiply(da, z > 0, out=buffers.setdefault(z.shape, np.empty(z.shape)))

    assert verdict_on("relu_backward", answer).status == "correct"


@pytest.mark.parametrize("seed", range(5))
def test_random_answers_earn_nothing(seed):
    verdict = verdict_on("relu_backward", lambda da, z: np.random.default_rng(seed).normal(size=z.shape), seed)
    assert (verdict.status, verdict.points, verdict.misconceptions) == ("incorrect", 0, [])


@pytest.mark.parametrize("error", [1e-5, 1e-4, 5e-4])
def test_between_rounding_and_a_mistake_nothing_is_decided(error):
    verdict = verdict_on("dense_backward", lambda x, W, dz: (dz @ W.T, x.T @ dz * (1 + error), dz.sum(axis=0)))
    assert (verdict.status, verdict.points) == ("undecided", 2)
    assert "Your `dW` is off by a hair: " in verdict.message


@pytest.mark.parametrize(("error", "status"), [(1e-8, "correct"), (1e-2, "incorrect")])
def test_outside_that_zone_it_is_decided(error, status):
    assert verdict_on("relu_backward", lambda da, z: relu(da, z) * (1 + error)).status == status


def test_output_and_warnings_are_kept_and_cost_nothing(capsys):
    def answer(da, z):
        print("\n".join(["a long line " * 1000] * 1000))
        print("to stderr", file=sys.stderr)
        warnings.warn("this is old", DeprecationWarning, stacklevel=1)
        np.log(np.float64(-1.0))
        return relu(da, z)

    verdict = verdict_on("relu_backward", answer)
    assert (verdict.status, verdict.points) == ("correct", 1)
    assert capsys.readouterr() == ("", "")
    warned, printed = verdict.notes
    assert warned == "Note: NumPy warned of: invalid value encountered in log; this is old."
    assert printed.startswith("Your function printed: a long line a long line")
    assert len(printed) < 1100


def test_library_code_is_not_taken_for_the_students():
    def answer(da, z):
        return da * sigmoid("z")  # this line

    verdict = verdict_on("sigmoid_backward", answer)
    assert 'at `return da * sigmoid("z")  # this line`' in verdict.message


def test_an_answer_that_stops_the_program_is_an_error_of_that_answer():
    verdict = verdict_on("relu_backward", lambda da, z: sys.exit("enough"))
    assert (verdict.status, verdict.points) == ("error", 0)
    assert "SystemExit" in verdict.message


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("name", ["dense_backward", "two_layer_backward", "softmax_crossentropy_backward"])
def test_an_answer_computed_in_float32_is_right(name, seed):
    question = find_question(name)

    def in_float32(*arguments):
        returned = question.reference(*(np.asarray(argument, np.float32) for argument in arguments))
        return tuple(returned) if isinstance(returned, tuple) else returned

    assert examine(question, in_float32, seed).status == "correct"


# What a check needs and does not find


def test_a_check_without_its_package_says_how_to_get_it_and_judges_nothing():
    question = dataclasses.replace(find_question("relu_backward"), requires=("no_such_package",))
    verdict = examine(question, relu)
    assert (verdict.status, verdict.points) == ("undecided", 0.0)
    assert verdict.message == f"This check needs no_such_package. {THEN} `{install_line('keras')}`"
