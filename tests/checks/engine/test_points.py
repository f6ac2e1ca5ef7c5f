"""What a wrong answer costs: one rule for all questions."""

import numpy as np
import pytest

from dlcourse.checks.catalogue import QUESTIONS, find_question
from dlcourse.checks.engine.examination import TRIVIAL, examine
from dlcourse.checks.engine.trial import Draw

pytestmark = pytest.mark.filterwarnings("ignore")


def points_of(question, name):
    """The points of one of a question's known mistakes, and what the card says beside it."""
    question = find_question(question)
    (known,) = (m for m in question.misconceptions if m.name == name)
    with np.errstate(all="ignore"):
        verdict = examine(question, known.wrong)
    assert verdict.misconceptions == [name]
    return verdict.points, question.points, verdict.notes


@pytest.mark.parametrize(
    ("question", "name", "points"),
    [
        ("two_layer_backward", "not_averaged", 3.0),  # what follows from it is right
        ("mlp_forward", "hidden_without_activation", 1.5),
        ("svm_hinge_loss", "value_summed", 2.0),  # two of three results are right: more than half
        ("minibatches", "shuffled_apart", 0.0),  # three of four results are right, and nothing can be learnt
        ("minibatches", "not_shuffled", 2.0),
        ("train_validation_split", "validation_rows_in_training", 0.0),
        ("dropout_forward", "drops_in_prediction", 1.5),
        ("relu_backward", "gate_reversed", 0.0),  # one point: nothing to share
    ],
)
def test_what_a_known_mistake_earns(question, name, points):
    earned, _, notes = points_of(question, name)
    assert earned == points
    assert ("This mistake costs all points." in notes) == (
        question in ("minibatches", "train_validation_split") and not points
    )


@pytest.mark.parametrize(
    "question",
    [q for q in QUESTIONS.values() if q.points >= 3 and not q.is_closed and not q.requires],
    ids=lambda q: q.name,
)
def test_a_slip_in_a_long_question_keeps_half_and_no_known_mistake_keeps_all(question):
    draw = Draw(question)
    for known in question.misconceptions:
        with np.errstate(all="ignore"):
            verdict = examine(question, known.wrong, draw=draw)
        assert 0 <= verdict.points < question.points
        if known.costs is not None and verdict.misconceptions == [known.name]:
            assert verdict.points == pytest.approx(question.points * (1 - known.costs), abs=0.005)
        elif TRIVIAL in verdict.notes:  # its numbers are those of an answer that computes nothing
            assert verdict.points == 0
        elif known.is_slip and verdict.misconceptions == [known.name] and verdict.status != "error":
            assert verdict.points >= question.points / 2


def test_two_slips_cost_what_they_spoil():
    question = find_question("mlp_forward")
    known = {m.name: m.wrong for m in question.misconceptions}
    both = known["relu_for_softmax"].combined_with(known["sigmoid_in_hidden_layers"])
    assert examine(question, known["sigmoid_in_hidden_layers"]).points == question.points / 2
    assert examine(question, both).points == 0


STEPS = (
    *("momentum_step", "nesterov_step", "adagrad_step", "rmsprop_step", "adadelta_step", "adam_step"),
    *("keras_sgd_step", "keras_adam_step"),
)


@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.parametrize("question", STEPS)
def test_a_step_of_what_is_no_number_earns_nothing(question, number):
    """A part counts if it follows from the others; NaN follows from NaN in every formula."""
    question = find_question(question)
    with np.errstate(all="ignore"):
        verdict = examine(question, lambda w, *_: (np.full_like(w, number),) * len(question.parts))
    assert verdict.points == 0
