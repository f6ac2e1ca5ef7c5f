"""An answer that computes nothing earns nothing: zeros, another constant, an input handed back, nothing at all.

The exceptions are right answers: a question that asks for an input which shows a fault may well be answered by ones.
"""

import copy

import numpy as np
import pytest

from dlcourse.checks.catalogue import QUESTIONS, find_question
from dlcourse.checks.engine.examination import TRIVIAL, examine
from dlcourse.checks.engine.trial import Draw

pytestmark = pytest.mark.filterwarnings("ignore")

TAKE = 0, 1  # which of the arguments of a result's shape is handed back in its place
FUNCTIONS = [name for name, q in QUESTIONS.items() if q.kind in ("implement", "debug") and not q.requires]


def filled(value, number):
    """A result with every number replaced by one."""
    if isinstance(value, tuple | list):
        return type(value)(filled(one, number) for one in value)
    if isinstance(value, dict):
        return {name: filled(one, number) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        return np.full(value.shape, number, dtype=float)
    return number if isinstance(value, int | float | np.number) else value


def of_shape(question, number):
    """Numbers of the right shape, which a student reads from the text."""
    return lambda *arguments: filled(question.reference(*copy.deepcopy(arguments)), number)


def handed_back(question, kept, take):
    """For each result in `kept` an argument of its shape, for the others zeros."""

    def answer(*arguments):
        right = question.reference(*copy.deepcopy(arguments))
        several = isinstance(right, tuple)
        results = []
        for place, result in enumerate(right if several else (right,)):
            fitting = [a for a in arguments if type(a) in (np.ndarray, int, float) and np.shape(a) == np.shape(result)]
            give = fitting and place in kept
            results.append(copy.copy(fitting[take % len(fitting)]) if give else filled(result, 0))
        return tuple(results) if several else results[0]

    return answer


def first_result_for_ever(question):
    """What is right for the first input, returned for every input: the example of the text, copied."""
    kept = []

    def answer(*arguments):
        if not kept:
            kept.append(question.reference(*copy.deepcopy(arguments)))
        return copy.deepcopy(kept[0])

    return answer


def numbers_given(question):
    """The different inputs of a question's cases, without generators and functions."""
    numbers = np.ndarray, int, float
    return {
        tuple(np.asarray(one).tobytes() for one in case.arguments if isinstance(one, numbers))
        for case in Draw(question).cases
    }


def trivial_answers(question):
    """Yield the name of a trivial answer and a function that makes one."""
    for number in (0, 1, np.nan, np.inf):
        yield f"all {number}", of_shape(question, number)
    for value in (None, (), "", {}, 0, 1, (0,) * len(question.parts)):
        yield f"return {value!r}", lambda *_, value=value: value
    for place, name in enumerate(question.arguments):
        yield f"return {name}", lambda *arguments, place=place: arguments[place]
    places = range(len(question.parts))
    for take in TAKE:
        for kept in (*({place} for place in places), set(places)):
            yield f"arguments for results {kept}, number {take}", handed_back(question, kept, take)
    if len(numbers_given(question)) > 1:  # of one data set alone it is the answer to the question
        yield "what is right for the first input", first_result_for_ever(question)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_computes_nothing_earns_nothing(name):
    question = find_question(name)
    draw, earned = Draw(question), {}
    for label, answer in trivial_answers(question):
        with np.errstate(all="ignore"):
            points = examine(question, answer, draw=draw).points
        if points:
            earned[label] = points
    assert not earned


@pytest.mark.usefixtures("keras_in_float64")
@pytest.mark.parametrize("output", ["logits", "probabilities"])
@pytest.mark.parametrize("family", ["SparseCategoricalCrossentropy", "CategoricalCrossentropy"])
def test_one_loss_for_all_four_pairs_earns_nothing(family, output):
    """It is the right one for one pair of the four."""
    losses = pytest.importorskip("keras").losses
    question, chosen = find_question("matching_loss"), getattr(losses, family)(from_logits=output == "logits")
    verdict = examine(question, lambda *_: chosen)
    assert (verdict.points, verdict.status) == (0, "incorrect")
    assert TRIVIAL in verdict.notes
    half = examine(question, lambda output, labels: getattr(losses, family)(from_logits=output == "logits"))
    assert half.points == question.points / 2  # one of the two questions is answered


@pytest.mark.usefixtures("keras_in_float64")
@pytest.mark.parametrize("sizes", [(64, 32, 10), (7, 5, 3)])
def test_one_network_for_all_sizes_earns_nothing(sizes):
    keras = pytest.importorskip("keras")
    inputs, units, classes = sizes
    layers = [keras.layers.Dense(units, "relu"), keras.layers.Dense(classes)]
    network = keras.Sequential([keras.Input((inputs,)), *layers])
    verdict = examine(find_question("build_network"), lambda inputs, units, classes: network)
    assert (verdict.points, verdict.status) == (0, "incorrect")
    assert TRIVIAL in verdict.notes


@pytest.mark.usefixtures("keras_in_float64")
def test_a_network_that_takes_one_of_three_sizes_keeps_what_is_right():
    keras = pytest.importorskip("keras")

    def only_the_inputs(inputs, units, classes):
        return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(10)])

    assert examine(find_question("build_network"), only_the_inputs).points == 2


def test_a_step_that_forgets_a_slot_keeps_what_it_computes():
    """`return w, 0 * v` follows from a velocity of zeros; weights moved by a velocity that is not kept are computed."""
    question = find_question("momentum_step")

    def slot_forgotten(w, v, g, learning_rate, beta):
        return w - (beta * v + learning_rate * g), v

    assert question.arguments == ("w", "v", "g", "learning_rate", "beta")
    assert examine(question, slot_forgotten).points == question.points / 2
    nothing = examine(question, lambda w, v, *_: (w.copy(), 0 * v))
    assert (nothing.points, nothing.status) == (0, "incorrect")
    assert TRIVIAL in nothing.notes


@pytest.mark.parametrize("missing", [None, 0.0])
def test_one_right_result_counts_beside_others_that_are_left_out(missing):
    question = find_question("dense_backward")

    def only_the_bias(x, W, dz):
        return np.zeros_like(x), np.zeros_like(W), dz.sum(axis=0)

    def filled_up(x, W, dz):
        return x, W, dz.sum(axis=0) if missing is None else missing

    assert examine(question, only_the_bias).points == pytest.approx(question.points / 3, abs=0.01)
    assert examine(question, filled_up).points == (1 if missing is None else 0)
