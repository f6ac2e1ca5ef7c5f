"""Gradient descent on whatever loss it is given: the perceptron's, hinge and log loss."""

import numpy as np

from dlcourse.checks.catalogue.answers import several_at_once
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


def bowl(x, y, w, b):
    """The loss of the text's example, Σ w² + b², with its gradient."""
    b = np.asarray(b).item()
    return (w**2).sum() + b**2, 2 * w, 2 * b


LOSSES = {"bowl": bowl, "perceptron": perceptron_by_weights, "hinge": svm_hinge_loss, "log": with_labels_0_and_1}

ROWS = [[2.0, 1.0], [1.0, -1.5], [-1.0, -2.0], [-2.5, 0.5], [0.5, 2.0], [-0.25, -1.0]]
LABELS = [1.0, 1.0, -1.0, -1.0, 1.0, -1.0]

# loss, x, y, w, b, η, epochs
HARD_DESCENTS = [
    ("bowl", [], [], [1.0], 2.0, 0.1, 2, "the text's example"),
    ("bowl", [], [], [1.0, -2.0], 0.5, 0.3, 1, "a single epoch"),
    ("bowl", [], [], [0.5, -1.0, 2.0], -1.5, 1.2, 4, "a learning rate so large that the loss grows"),
    ("bowl", [], [], [0.0, 0.0], 0.0, 0.1, 3, "a start at the minimum"),
    ("bowl", [], [], [0.5, 1.5], 0.25, 0.5, 3, "a loss that is exactly 0 after one step"),
    ("bowl", [], [], [1e-5, -2e-5], 1e-5, 0.2, 3, "a start next to the minimum"),
    ("bowl", [], [], [1.0, -2.0], 0.5, 0.25, 60, "many epochs"),
    ("perceptron", ROWS, LABELS, [-0.5, 0.25], 0.5, 0.5, 8, "a perceptron loss that reaches 0"),
    ("hinge", ROWS, LABELS, [0.5, -1.0], 1.0, 1.5, 9, "a hinge loss that falls and rises"),
    ("log", ROWS, LABELS, [1.0, -0.5], -1.0, 0.8, 5, "log loss"),
]


def descent_cases(rng):
    """The hard ones; each loss on rows with random labels; log loss once more in float32."""
    drawn = []
    shapes = [("log", 6, 4, 0.7, 9), ("hinge", 10, 3, 0.3, 8), ("perceptron", 9, 4, 0.4, 11)]
    for kind, rows, inputs, learning_rate, epochs in shapes:
        x, y = 2 * rng.normal(size=(rows, inputs)), rng.choice([-1.0, 1.0], size=rows)
        w, b = away_from_zero(rng, inputs), float(away_from_zero(rng, ()))
        drawn.append((kind, x, y, w, b, learning_rate, epochs, ""))
    cases = [
        Case(
            ((kind, np.array(x), np.array(y)), np.array(w), b, learning_rate, epochs),
            {"eta": learning_rate, "epochs": epochs},
            why,
        )
        for kind, x, y, w, b, learning_rate, epochs, why in [*HARD_DESCENTS, *drawn]
    ]
    return [*cases, in_single_precision(cases[-3])]


def with_given_loss(function, problem, w, b, learning_rate, epochs):
    """Give the student's function the loss as a function of w and b alone."""
    kind, x, y = problem

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


def descend_from_a_list(loss, w, b, learning_rate, epochs):
    """The points first, in a list; then the losses of all but the last."""
    points = [(np.array(w), b)]
    for _ in range(epochs):
        _, *slopes = loss(*points[-1])
        points.append(tuple(at - learning_rate * slope for at, slope in zip(points[-1], slopes, strict=True)))
    return [points[-1][0].tolist(), np.array(points[-1][1]), np.array([loss(*point)[0] for point in points[:-1]])]


def asked_once(loss, w, b, learning_rate, epochs):
    """The loss and the gradient taken once, before the loop."""
    value, dw, db = loss(w, b)
    return w - epochs * learning_rate * dw, b - epochs * learning_rate * db, [value] * epochs


def last_step_missing(loss, w, b, learning_rate, epochs):
    """All losses, and one step less."""
    return *descend_on_loss(loss, w, b, learning_rate, epochs - 1)[:2], descend_on_loss(
        loss, w, b, learning_rate, epochs
    )[2]


def best_kept(loss, w, b, learning_rate, epochs):
    """The point with the smallest of the losses."""
    points = [descend_on_loss(loss, w, b, learning_rate, epoch)[:2] for epoch in range(epochs)]
    losses = [loss(*point)[0] for point in points]
    return *points[int(np.argmin(losses))], losses


# where the descent goes
WRONG_STEPS = (
    Misconception(
        "uphill",
        edit(descend_on_loss, "- learning_rate ⇒ + learning_rate"),
        "You climb. The gradient points to where the loss grows.",
        "Do your losses fall? Look at the sign in front of η.",
    ),
    Misconception(
        "learning_rate_missing",
        edit(descend_on_loss, "learning_rate * ⇒ "),
        "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
        "A step is η times the gradient.",
    ),
    Misconception(
        "divided_by_the_rate",
        edit(descend_on_loss, "learning_rate * dw → dw / learning_rate", "learning_rate * db → db / learning_rate"),
        "You divided by the learning rate, and η = {eta}.",
        "A small learning rate makes small steps.",
    ),
    Misconception(
        "rate_falls",
        edit(
            descend_on_loss,
            "for _ in range(epochs): → for epoch in range(epochs):\n        rate = learning_rate / (epoch + 1)",
            "learning_rate * ⇒ rate * ",
        ),
        "Your learning rate falls from epoch to epoch. It is the same for all.",
        "The rule uses η as it is given.",
    ),
    Misconception(
        "bias_frozen",
        edit(descend_on_loss, "b - learning_rate * db → b"),
        "Your bias never moves.",
        "b is learnt like the weights.",
    ),
    Misconception(
        "weights_frozen",
        edit(descend_on_loss, "w - learning_rate * dw → w"),
        "Your weights never move.",
        "w is learnt, by the rule of the question.",
    ),
    Misconception(
        "bias_without_learning_rate",
        edit(descend_on_loss, "learning_rate * db → db"),
        "Your bias moves by db itself, where η = {eta}.",
        "The learning rate stands in both rules.",
    ),
    Misconception(
        "weights_without_learning_rate",
        edit(descend_on_loss, "learning_rate * dw → dw"),
        "Your weights move by dw itself, where η = {eta}.",
        "The learning rate stands in both rules.",
    ),
    Misconception(
        "weights_uphill",
        edit(descend_on_loss, "w - learning_rate → w + learning_rate"),
        "Your bias goes down, and your weights go up.",
        "Compare the two signs in front of η.",
    ),
    Misconception(
        "bias_uphill",
        edit(descend_on_loss, "b - learning_rate → b + learning_rate"),
        "Your weights go down, and your bias goes up.",
        "Compare the two signs in front of η.",
    ),
    Misconception(
        "gradients_exchanged",
        edit(descend_on_loss, "value, dw, db → value, db, dw"),
        "You took the second value of loss(w, b) for db and the third for dw: {entry} is {yours}, expected {expected}, where "
        "the shapes let it pass.",
        "It returns the value, dw and db, in this order.",
    ),
    Misconception(
        "value_last",
        edit(descend_on_loss, "value, dw, db → dw, db, value"),
        "You took the first value of loss(w, b) for dw: {entry} is {yours}, expected {expected}.",
        "It returns the value, dw and db, in this order.",
    ),
    Misconception(
        "in_turn",
        edit(descend_on_loss, "learning_rate * db → learning_rate * loss(w, b)[2]"),
        "You moved w first and asked for db afterwards. A gradient belongs to one point, and w was elsewhere by then.",
        "How often is loss(w, b) asked in an epoch, and at which point?",
    ),
    Misconception(
        "in_turn_the_other_way",
        edit(
            descend_on_loss,
            "        w = w - learning_rate * dw\n        b = b - learning_rate * db → "
            "        b = b - learning_rate * db\n        w = w - learning_rate * loss(w, b)[1]",
        ),
        "You moved b first and asked for dw afterwards. A gradient belongs to one point, and b was elsewhere by then.",
        "How often is loss(w, b) asked in an epoch, and at which point?",
    ),
    Misconception(
        "stale_gradient",
        edit(
            descend_on_loss,
            "losses = [] → losses, (_, dw, db) = [], loss(w, b)",
            "value, dw, db → value, *_",
        ),
        "Every step uses the gradient from the start. The first step is right, then the slope is another one.",
        "At which point is the gradient of the second epoch?",
    ),
    Misconception(
        "asked_once",
        asked_once,
        "You asked for the loss once, before the loop. All {epochs} losses are equal, and all steps too.",
        "Every epoch begins at another point, where the loss and its gradient are others.",
    ),
    Misconception(
        "gradients_pile_up",
        edit(
            descend_on_loss,
            "losses = [] → losses, all_dw, all_db = [], 0, 0",
            "* dw → * (all_dw := all_dw + dw)",
            "* db → * (all_db := all_db + db)",
        ),
        "Each step uses all gradients so far, added up: the first is right, and in the second the first gradient is still "
        "there.",
        "A step uses the gradient at its own point alone. Is there a sum that is never set back to 0, or a `+=` for a `=`?",
    ),
    Misconception(
        "started_at_zero",
        edit(descend_on_loss, "losses = [] → losses, w, b = [], np.zeros_like(w), 0.0"),
        "You started at 0. The descent begins at the w and b that are given.",
        "What becomes of the w and the b that your function gets?",
    ),
    Misconception(
        "started_anew",
        edit(
            descend_on_loss,
            "losses = [] → losses, start = [], (w, b)",
            "value, dw → w, b = start\n        value, dw",
        ),
        "Every epoch begins at the start again.",
        "The second epoch begins where the first has ended.",
    ),
)

# how often
WRONG_LOOPS = (
    Misconception(
        "one_epoch_only",
        edit(descend_on_loss, "range(epochs) → range(min(1, epochs))"),
        "You took one step instead of {epochs}.",
        "Is the `return` inside the loop?",
    ),
    Misconception(
        "one_epoch_short",
        edit(descend_on_loss, "range(epochs) → range(1, epochs)"),
        "You took one step too few, of {epochs}.",
        "How many turns does your loop make? Count them for 2 epochs.",
    ),
    Misconception(
        "one_epoch_too_many",
        edit(descend_on_loss, "range(epochs) → range(epochs + 1)"),
        "You took one step too many, {epochs} were asked.",
        "How many turns does your loop make? Count them for 2 epochs.",
    ),
    Misconception(
        "last_step_missing",
        last_step_missing,
        "You took one step too few, of {epochs}: after the last loss nothing moves any more. {entry} is {yours}, expected "
        "{expected}.",
        "Each epoch has a loss and a step, the last one too.",
    ),
    Misconception(
        "stopped_at_zero",
        edit(descend_on_loss, "losses.append(value) → losses.append(value)\n        if value == 0: break"),
        "You stop when the loss is 0 ({entry}: {yours}, expected {expected}). {epochs} epochs were asked for.",
        "A loss of 0 is a loss, and belongs into the list like the others.",
    ),
    Misconception(
        "stopped_before_zero",
        edit(descend_on_loss, "value, dw, db = loss(w, b) → value, dw, db = loss(w, b)\n        if value == 0: break"),
        "You stop when the loss is 0 ({entry}: {yours}, expected {expected}). {epochs} epochs were asked for.",
        "A loss of 0 is a loss, and belongs into the list like the others.",
    ),
    Misconception(
        "stopped_when_worse",
        edit(
            descend_on_loss,
            "value, dw, db = loss(w, b) → value, dw, db = loss(w, b)\n        if losses and value > losses[-1]: break",
        ),
        "You stop as soon as the loss rises ({entry}: {yours}, expected {expected}). {epochs} epochs were asked for.",
        "The loss may rise and fall again. Nobody asked to stop.",
    ),
    Misconception(
        "stopped_when_not_better",
        edit(
            descend_on_loss,
            "value, dw, db = loss(w, b) → value, dw, db = loss(w, b)\n        if losses and value >= losses[-1]: break",
        ),
        "You stop as soon as the loss falls no more ({entry}: {yours}, expected {expected}). {epochs} epochs were asked for.",
        "The loss may rise and fall again. Nobody asked to stop.",
    ),
    Misconception(
        "best_kept",
        best_kept,
        "You return the best w and b on the way: {entry} is {yours}, expected {expected}. Asked for are the last ones.",
        "Nothing is compared: all steps are taken, and the answer is where they end.",
    ),
    Misconception(
        "first_point_returned",
        edit(descend_on_loss, "losses = [] → losses, start = [], (w, b)", "return w, b → return *start"),
        "You return w and b as they were given to you. Asked for are the last ones.",
        "Which names do the moved weights have?",
    ),
)

# what is written down
WRONG_LOSSES = (
    Misconception(
        "recorded_after_the_step",
        edit(descend_on_loss, "append(value) → append(loss(w, b)[0])"),
        "Your losses are those after each step.",
        "The first entry is the loss at the start. When is it known?",
    ),
    Misconception(
        "first_loss_repeated",
        edit(descend_on_loss, "append(value) → append(value if not losses else losses[0])"),
        "Your losses are all equal: each is the one at the start.",
        "Every epoch begins at another point, and has a loss of its own.",
    ),
    Misconception(
        "one_loss_too_many",
        edit(descend_on_loss, "return w, b, losses → return w, b, [*losses, loss(w, b)[0]]"),
        "Your losses are {yours}, expected {expected}: the loss after the last step is one too many.",
        "There are as many as epochs, each from before its step.",
    ),
    Misconception(
        "last_loss_only",
        edit(descend_on_loss, "w, b, losses → w, b, losses[-1]"),
        "Your losses are {yours}, expected {expected}: one number, where each of the {epochs} epochs has its own.",
        "Every epoch has a value to keep.",
    ),
    Misconception(
        "final_loss_only",
        edit(descend_on_loss, "w, b, losses → w, b, loss(w, b)[0]"),
        "Your losses are {yours}, expected {expected}: the value at the end, where each of the {epochs} epochs has its own.",
        "Every epoch has a value to keep, from before its step.",
    ),
    Misconception(
        "losses_averaged",
        edit(descend_on_loss, "w, b, losses → w, b, np.mean(losses)"),
        "Your losses are {yours}, expected {expected}: you averaged over the {epochs} epochs.",
        "Every epoch has a value to keep.",
    ),
    Misconception(
        "losses_added_up",
        edit(descend_on_loss, "w, b, losses → w, b, np.sum(losses)"),
        "Your losses are {yours}, expected {expected}: you added up over the {epochs} epochs.",
        "Every epoch has a value to keep.",
    ),
    Misconception(
        "losses_backwards",
        edit(descend_on_loss, "w, b, losses → w, b, losses[::-1]"),
        "Your losses are in the opposite order.",
        "The first is that of the start.",
    ),
)

DESCEND_ON_LOSS = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("w", "b", "losses"),
    use=with_given_loss,
    reference=descend_on_loss,
    cases=descent_cases,
    section="Downhill on any of them",
    hints=(
        "A loop over the epochs. Inside it: ask for the loss and its gradient where you are, then take one step.",
        "`value, dw, db = loss(w, b)` inside the loop gives all three. Append value to a list before you move.",
        "The step goes against the gradient: w − learning_rate · dw, and b likewise, with the db you asked for already.",
    ),
    misconceptions=(
        *WRONG_STEPS,
        *WRONG_LOOPS,
        *WRONG_LOSSES,
        *several_at_once(WRONG_STEPS, "uphill + learning_rate_missing"),
        Misconception(
            "step_alone",
            edit(descend_on_loss, "w - learning_rate → -learning_rate", "b - learning_rate → -learning_rate"),
            "Your w and b are the last step alone. It has to be taken from where they are.",
            "The old w and the old b stand in the rule as well.",
        ),
    ),
    alternatives=(descend_in_place, descend_recursively, descend_one_vector, descend_from_a_list),
)
