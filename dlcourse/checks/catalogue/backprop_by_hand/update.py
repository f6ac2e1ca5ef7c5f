"""From gradients to learning: which way to go, one update, and the loop over rows and epochs."""

import numpy as np

from dlcourse.checks.catalogue.answers import choice_question
from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def why_the_minus():
    """A negative slope: a larger b2 lowers the loss, and b2 − η·(negative) is larger."""
    return "b"


WHY_THE_MINUS = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=why_the_minus,
    section="Why the minus",
    hints=(
        "Put the numbers into b2 − η·∂L/∂b2, and watch both signs.",
        "A slope says what happens to the loss when b2 grows a little. What does a negative one say?",
        "Minus times minus. Then ask which of the reasons would still hold if the slope were positive.",
    ),
    misconceptions=(
        Misconception(
            "always_down",
            lambda: "a",
            "a) takes the minus for a command to shrink. It says: against the slope, and here the slope is negative.",
            "Work out 0.5 − 0.01·(−17.834).",
        ),
        Misconception(
            "loss_is_positive",
            lambda: "c",
            "c) goes the right way for a reason that fails elsewhere: the loss is positive on both sides of its minimum, "
            "and on the other side b2 has to fall.",
            "The direction comes from the sign of the slope, not from that of the loss.",
        ),
        Misconception(
            "sign_does_not_matter",
            lambda: "d",
            "d) throws away half of what a gradient tells: its size says how steep, its sign says which way.",
            "With the size alone, every parameter would move the same way for ever.",
        ),
    ),
)


def rows_for_updates(rng):
    """Ten rows for one chain x → o → ŷ; weights of either sign, a first row that is far off."""
    cases = []
    for learning_rate in (0.06, 0.03):
        x, y = rng.uniform(0.5, 1.5, size=10) * rng.choice([-1, 1], size=10), 2 * away_from_zero(rng, 10)
        w1, b1, w2, b2 = (rng.uniform(0.4, 1.2, size=4) * rng.choice([-1, 1], size=4)).tolist()
        y[0] = w2 * (w1 * x[0] + b1) + b2 + rng.choice([-3.3, 3.3])
        cases.append(Case((x, y, w1, b1, w2, b2, learning_rate), {"eta": learning_rate}))
    return cases


def walk_the_rows(update, x, y, w1, b1, w2, b2, learning_rate):
    """Use the student's update for one row after the other; what it returns is what it is given next."""
    parameters, walk = (w1, b1, w2, b2), []
    for row, target in zip(x.tolist(), y.tolist(), strict=True):
        parameters = update(row, target, *parameters, learning_rate)
        if not isinstance(parameters, tuple | list) or len(parameters) != 4:
            return parameters
        walk.append(parameters)
    return tuple(zip(*walk, strict=True))


def one_update(x, y, w1, b1, w2, b2, learning_rate):
    """All four gradients at the old parameters, then all four steps."""
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    do = dy_pred * w2
    w1, b1 = w1 - learning_rate * do * x, b1 - learning_rate * do
    w2, b2 = w2 - learning_rate * dy_pred * o, b2 - learning_rate * dy_pred
    return w1, b1, w2, b2


def broken_update(x, y, w1, b1, w2, b2, learning_rate):
    """As the exercise shows it: w2 has moved when w1 and b1 need it, and b2 moves without the learning rate."""
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    w2 = w2 - learning_rate * dy_pred * o
    b2 = b2 - dy_pred
    w1 = w1 - learning_rate * dy_pred * w2 * x
    b1 = b1 - learning_rate * dy_pred * w2
    return w1, b1, w2, b2


def update_first_layer_first(x, y, w1, b1, w2, b2, learning_rate):
    """The first layer moved first, and then the forward pass repeated for the second."""
    w1, b1, _, _ = one_update(x, y, w1, b1, w2, b2, learning_rate)
    _, _, w2, b2 = one_update(x, y, w1, b1, w2, b2, learning_rate)
    return w1, b1, w2, b2


def update_as_vectors(x, y, w1, b1, w2, b2, learning_rate):
    """All four parameters in one array, and so their gradients."""
    parameters = np.array([w1, b1, w2, b2])
    o = w1 * x + b1
    gradient = 2 * (w2 * o + b2 - y) * np.array([w2 * x, w2, o, 1])
    return tuple(parameters - learning_rate * gradient)


def update_with_old_weight_kept(x, y, w1, b1, w2, b2, learning_rate):
    """The order of the broken version, with the old w2 kept aside."""
    old, step = w2, learning_rate * 2 * (w2 * (w1 * x + b1) + b2 - y)
    w2 = w2 - step * (w1 * x + b1)
    b2 -= step
    return w1 - step * old * x, b1 - step * old, w2, b2


ONE_UPDATE = Question(
    kind="debug",
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w1", "b1", "w2", "b2"),
    use=walk_the_rows,
    inputs=("all x", "all y", "w1", "b1", "w2", "b2", "learning_rate"),
    steps=True,
    reference=one_update,
    cases=rows_for_updates,
    section="The training loop",
    hints=(
        "Write the four gradients on paper first, at the old parameters. Then compare line by line.",
        "One of the four steps has another size than the others. Look at what it is multiplied by.",
        "When w1's turn comes, which w2 stands in the variable `w2`: the one that made the prediction?",
        "Compute everything that needs the old w2 before the line that changes w2.",
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            broken_update,
            "This is the broken version still. Two things in it are wrong.",
            "Compare the four lines with w − η·∂L/∂w, one after the other.",
        ),
        Misconception(
            "new_weight_used",
            edit(broken_update, "- dy_pred → - learning_rate * dy_pred"),
            "b2 is mended; w1 and b1 still take their gradient from the new w2.",
            "The prediction was made with the old w2. All gradients first, then all updates.",
        ),
        Misconception(
            "bias_without_learning_rate",
            edit(one_update, "b2 - learning_rate * → b2 -"),
            "The order is mended; b2 still moves without the learning rate of {eta}, and from the next row on all else "
            "is off too.",
            "A bias is a parameter like any other: b2 − learning_rate · ∂L/∂b2.",
        ),
        Misconception(
            "bias_with_the_rate_twice",
            edit(one_update, "b2 - learning_rate → b2 - learning_rate**2"),
            "b2 moves by the learning rate squared now.",
            "Is the learning rate in `dy_pred` already, and once more in b2's line? One place only.",
        ),
        Misconception(
            "forward_again",
            update_first_layer_first,
            "You moved the first layer and then ran the forward pass again. The second layer's gradient belongs to "
            "another point than the first layer's.",
            "One forward pass, four gradients, four updates. Reuse o and dy_pred as they were.",
        ),
        Misconception(
            "new_hidden_output",
            edit(one_update, "dy_pred * o, → dy_pred * (w1 * x + b1),"),
            "Now w2's gradient is made from an o of the new w1 and b1. The same slip, the other way round.",
            "Keep the o of the forward pass in its variable; do not compute it anew after an update.",
        ),
        Misconception(
            "second_weight_forgotten",
            edit(one_update, "dy_pred * w2 → dy_pred"),
            "The first layer's gradients lost w2 in the repair.",
            "w1 acts on ŷ through w2: ∂L/∂w1 = ∂L/∂ŷ · w2 · x, with the old w2.",
        ),
        Misconception(
            "uphill",
            edit(one_update, "- learning_rate ⇒ + learning_rate"),
            "You climb. The signs were right before.",
            "dy_pred = 2(ŷ − y) points uphill; the update subtracts.",
        ),
    ),
    alternatives=(
        edit(
            one_update,
            "2 * (w2 * o + b2 - y) → -2 * (y - (w2 * o + b2))",
            "return w1, b1, w2, b2 → return [w1, b1, w2, b2]",
        ),
        update_as_vectors,
        update_with_old_weight_kept,
    ),
)
