"""Gradient descent on whatever loss it is given: the perceptron's, hinge and log loss."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron_loss.hinge import svm_hinge_loss
from dlcourse.checks.catalogue.perceptron_loss.log_loss import logistic_log_loss
from dlcourse.checks.catalogue.perceptron_loss.scores import perceptron_loss
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_by_weights(x, y, w, b):
    """The perceptron loss with its gradient by w and b."""
    loss, df = perceptron_loss(y, x @ w + b)
    return loss, x.T @ df, df.sum()


def with_labels_0_and_1(x, y, w, b):
    """Log loss for the labels ±1 of the other two."""
    return logistic_log_loss(x, (y + 1) / 2, w, b)


LOSSES = {"perceptron": perceptron_by_weights, "hinge": svm_hinge_loss, "log": with_labels_0_and_1}


def descent_cases(rng):
    """Each loss on rows with random labels, and log loss once more in float32."""
    cases = []
    shapes = [("log", 6, 4, 0.7, 9), ("hinge", 10, 3, 0.3, 8), ("perceptron", 9, 4, 0.4, 11)]
    for kind, rows, inputs, learning_rate, epochs in shapes:
        x, y = 2 * rng.normal(size=(rows, inputs)), rng.choice([-1.0, 1.0], size=rows)
        w, b = away_from_zero(rng, inputs), float(away_from_zero(rng, ()))
        cases.append(Case((kind, x, y, w, b, learning_rate, epochs), {"eta": learning_rate, "epochs": epochs}))
    return [*cases, in_single_precision(cases[0])]


def with_given_loss(function, kind, x, y, w, b, learning_rate, epochs):
    """Give the student's function the loss as a function of w and b alone."""

    def loss(w, b):
        return LOSSES[kind](x, y, np.asarray(w), b)

    return function(loss, w.copy(), b, learning_rate, epochs)


def descend_on_loss(loss, w, b, learning_rate, epochs):
    """Each epoch: w ← w − η dw, b ← b − η db, both gradients from before the step."""
    losses = []
    for _ in range(epochs):
        value, dw, db = loss(w, b)
        w = w - learning_rate * dw
        b = b - learning_rate * db
        losses.append(value)
    return w, b, losses


def asked_once(loss, w, b, learning_rate, epochs):
    """The loss and the gradient taken once, before the loop."""
    value, dw, db = loss(w, b)
    return w - epochs * learning_rate * dw, b - epochs * learning_rate * db, [value] * epochs


def descend_in_place(loss, w, b, learning_rate, epochs):
    """Written into arrays made beforehand."""
    w, losses = np.array(w, dtype=float), np.zeros(epochs)
    for epoch in range(epochs):
        losses[epoch], dw, db = loss(w, b)
        w -= learning_rate * dw
        b -= learning_rate * db
    return w, b, losses


def descend_recursively(loss, w, b, learning_rate, epochs):
    """One step, then the rest."""
    if epochs == 0:
        return w, b, []
    value, dw, db = loss(w, b)
    w, b, losses = descend_recursively(loss, w - learning_rate * dw, b - learning_rate * db, learning_rate, epochs - 1)
    return w, b, [float(value), *losses]


def descend_one_vector(loss, w, b, learning_rate, epochs):
    """Weights and bias in one vector, losses in a tuple."""
    wb = np.append(w, b)
    losses: tuple = ()
    while len(losses) < epochs:
        value, dw, db = loss(wb[:-1], wb[-1])
        losses = (*losses, value)
        wb = wb - learning_rate * np.append(dw, db)
    return wb[:-1], wb[-1], losses


DESCEND_ON_LOSS = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "b", "losses"),
    use=with_given_loss,
    inputs=("kind", "x", "y", "w", "b", "learning_rate", "epochs"),
    reference=descend_on_loss,
    cases=descent_cases,
    section="Downhill on any of them",
    hints=(
        "A loop over the epochs. Inside it: ask for the loss and its gradient where you are, then take one step.",
        "`value, dw, db = loss(w, b)` inside the loop gives all three. Append value to a list before you move.",
        "The step goes against the gradient: w − learning_rate · dw, and b likewise, with the db you asked for already.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            edit(descend_on_loss, "- learning_rate ⇒ + learning_rate"),
            "You climb. The gradient points to where the loss grows.",
            "Subtract learning_rate times the gradient. Do your losses fall?",
        ),
        Misconception(
            "learning_rate_missing",
            edit(descend_on_loss, "learning_rate * ⇒ "),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "A step is learning_rate times the gradient.",
        ),
        Misconception(
            "stale_gradient",
            edit(descend_on_loss, "losses = [] → losses, (_, dw, db) = [], loss(w, b)", "value, dw, db → value, *_"),
            "Every step uses the gradient from the start. The first step is right, then the slope is another one.",
            "Call `loss(w, b)` inside the loop, at the weights of that moment.",
        ),
        Misconception(
            "asked_once",
            asked_once,
            "You asked for the loss once, before the loop. All {epochs} losses are equal, and all steps too.",
            "Call `loss(w, b)` inside the loop, at the weights of that moment.",
        ),
        Misconception(
            "recorded_after_the_step",
            edit(descend_on_loss, "append(value) → append(loss(w, b)[0])"),
            "Your losses are those after each step. Weights and bias are right.",
            "Append the value that `loss(w, b)` gives before w and b move. The first entry is the loss at the start.",
        ),
        Misconception(
            "bias_frozen",
            edit(descend_on_loss, "b - learning_rate * db → b"),
            "Your bias never moves, and soon nothing else is right either.",
            "b is learnt like the weights: b − learning_rate · db.",
        ),
        Misconception(
            "bias_without_learning_rate",
            edit(descend_on_loss, "learning_rate * db → db"),
            "Your bias moves by db itself, where η = {eta}, and soon nothing else is right either.",
            "Multiply db by learning_rate too.",
        ),
        Misconception(
            "in_turn",
            edit(descend_on_loss, "learning_rate * db → learning_rate * loss(w, b)[2]"),
            "You moved w first and asked for db afterwards. A gradient belongs to one point, and w was elsewhere by "
            "then.",
            "Ask once per epoch, `value, dw, db = loss(w, b)`, then move both.",
        ),
        Misconception(
            "one_epoch_only",
            edit(descend_on_loss, "range(epochs) → range(1)"),
            "You took one step instead of {epochs}.",
            "Is the `return` inside the loop?",
        ),
        Misconception(
            "one_epoch_short",
            edit(descend_on_loss, "range(epochs) → range(1, epochs)"),
            "You took one step too few, of {epochs}.",
            "`range(1, epochs)` has epochs − 1 numbers; `range(epochs)` has epochs.",
        ),
        Misconception(
            "one_epoch_too_many",
            edit(descend_on_loss, "range(epochs) → range(epochs + 1)"),
            "You took one step too many, {epochs} were asked.",
            "`range(epochs)` gives epochs turns.",
        ),
        Misconception(
            "last_loss_only",
            edit(descend_on_loss, "w, b, losses → w, b, losses[-1]"),
            "Your losses are {yours}, expected {expected}: one number, where each of the {epochs} epochs has its own. Weights "
            "and bias are right.",
            "Start an empty list before the loop and append to it in every epoch.",
        ),
    ),
    alternatives=(descend_in_place, descend_recursively, descend_one_vector),
)
