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
    """The text's example, one row; then ten rows for one chain x → o → ŷ: weights of either sign, a first row far off."""
    cases = [Case((np.array([1.0]), np.array([3.0]), 1.0, 0.0, 2.0, 0.0, 0.1), {"eta": 0.1}, why="the text's example")]
    for learning_rate, high in ((0.06, 1), (0.03, -1), (0.04, 1)):
        x, y = rng.uniform(0.5, 1.5, size=10) * rng.permutation([-1, 1] * 5), 2 * away_from_zero(rng, 10)
        w1, b1, w2, b2 = (rng.uniform(0.4, 1.2, size=4) * rng.choice([-1, 1], size=4)).tolist()
        y[0] = w2 * (w1 * x[0] + b1) + b2 - 3.3 * high
        cases.append(Case((x, y, w1, b1, w2, b2, learning_rate), {"eta": learning_rate}))
    return cases


def walk_the_rows(update, x, y, w1, b1, w2, b2, learning_rate):
    """Use the student's update for one row after the other, each time from the right parameters, so that no slip spreads.

    Four numbers may come as a tuple, a list or an array.
    """
    parameters, walk = (w1, b1, w2, b2), []
    for row, target in zip(x.tolist(), y.tolist(), strict=True):
        new = update(row, target, *parameters, learning_rate)
        new = tuple(new) if isinstance(new, np.ndarray) and new.ndim == 1 else new
        if not isinstance(new, tuple | list) or len(new) != 4:
            return new
        walk.append(new)
        parameters = one_update(row, target, *parameters, learning_rate)
    return tuple(zip(*walk, strict=True))


def one_update(x, y, w1, b1, w2, b2, learning_rate):
    """All four gradients at the old parameters, then all four steps."""
    o = w1 * x + b1
    dy_pred = 2 * (w2 * o + b2 - y)
    dw2, db2 = dy_pred * o, dy_pred
    dw1, db1 = dy_pred * w2 * x, dy_pred * w2
    w1, b1 = w1 - learning_rate * dw1, b1 - learning_rate * db1
    w2, b2 = w2 - learning_rate * dw2, b2 - learning_rate * db2
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


def update_parameter_by_parameter(x, y, w1, b1, w2, b2, learning_rate):
    """The whole chain computed anew after each parameter, from the last to the first."""
    w2 = w2 - learning_rate * 2 * (w2 * (w1 * x + b1) + b2 - y) * (w1 * x + b1)
    b2 = b2 - learning_rate * 2 * (w2 * (w1 * x + b1) + b2 - y)
    w1 = w1 - learning_rate * 2 * (w2 * (w1 * x + b1) + b2 - y) * w2 * x
    b1 = b1 - learning_rate * 2 * (w2 * (w1 * x + b1) + b2 - y) * w2
    return w1, b1, w2, b2


NEW_W2 = "(w2 - learning_rate * dw2)"

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
            edit(one_update, f"dy_pred * w2 * x → dy_pred * {NEW_W2} * x"),
            "Your w1 takes its gradient from the new w2.",
            "The prediction was made with the old w2. Which of your lines come after the one that changes it?",
        ),
        Misconception(
            "new_weight_used_for_b1",
            edit(one_update, f"* x, dy_pred * w2 → * x, dy_pred * {NEW_W2}"),
            "Your b1 takes its gradient from the new w2.",
            "The prediction was made with the old w2. Which of your lines come after the one that changes it?",
        ),
        Misconception(
            "bias_without_learning_rate",
            edit(one_update, "b2 - learning_rate * → b2 -"),
            "Your b2 moves by the whole gradient, without the learning rate of {eta}.",
            "A bias is a parameter like any other.",
        ),
        Misconception(
            "bias_with_the_rate_twice",
            edit(one_update, "b2 - learning_rate → b2 - learning_rate**2"),
            "Your b2 moves by the learning rate squared.",
            "Is the learning rate in the gradient already, and once more in b2's line? One place only.",
        ),
        Misconception(
            "forward_again",
            update_first_layer_first,
            "You moved the first layer and then ran the forward pass again. The second layer's gradient belongs to another "
            "point than the first layer's.",
            "One forward pass, four gradients, four updates.",
        ),
        Misconception(
            "new_hidden_output",
            edit(
                one_update,
                "dw2, db2 = dy_pred * o → dw2, db2 = dy_pred * ((w1 - learning_rate * dy_pred * w2 * x) * x + b1 - learning_rate * dy_pred * w2)",
            ),
            "Your w2's gradient is made from an o of the new w1 and b1. The same slip as in the broken version, the other way "
            "round.",
            "The prediction was made with the o of the forward pass. Which of your lines come after the new w1?",
        ),
        Misconception(
            "one_parameter_at_a_time",
            update_parameter_by_parameter,
            "You computed the chain anew after each parameter, so the four gradients belong to four different points.",
            "One forward pass, four gradients, four updates.",
        ),
        Misconception(
            "second_weight_forgotten",
            edit(one_update, "dy_pred * w2 * x → dy_pred * x"),
            "The gradient of your w1 lacks w2.",
            "w1 acts on ŷ through o. How much does ŷ change when o does?",
        ),
        Misconception(
            "second_weight_forgotten_in_b1",
            edit(one_update, "* x, dy_pred * w2 → * x, dy_pred"),
            "The gradient of your b1 lacks w2, as if b1 stood in the second layer.",
            "b1 acts on ŷ through o. How much does ŷ change when o does?",
        ),
        Misconception(
            "input_missing",
            edit(one_update, "dy_pred * w2 * x → dy_pred * w2"),
            "The gradient of your w1 lacks the input x.",
            "What stands beside w1 in o?",
        ),
        Misconception(
            "bias_times_inputs",
            edit(one_update, "* x, dy_pred * w2 → * x, dy_pred * w2 * x"),
            "The gradient of your b1 holds the input x. b1 is multiplied by nothing.",
            "What stands beside b1 in o?",
        ),
        Misconception(
            "hidden_output_missing",
            edit(one_update, "dy_pred * o → dy_pred"),
            "The gradient of your w2 lacks o.",
            "What stands beside w2 in ŷ?",
        ),
        Misconception(
            "input_for_hidden",
            edit(one_update, "dy_pred * o → dy_pred * x"),
            "The gradient of your w2 is made from x. What w2 is multiplied by is o.",
            "What stands beside w2 in ŷ?",
        ),
        Misconception(
            "output_bias_times_hidden",
            edit(one_update, "o, dy_pred\n → o, dy_pred * o\n"),
            "The gradient of your b2 holds o. b2 is multiplied by nothing.",
            "What stands beside b2 in ŷ?",
        ),
        Misconception(
            "two_lost",
            edit(one_update, "2 * (w2 → (w2"),
            "Your steps are half as long as they should be: the 2 of the square is lost.",
            "That factor was right before. What becomes of the exponent in the derivative of a square?",
        ),
        Misconception(
            "uphill",
            edit(one_update, "- learning_rate ⇒ + learning_rate"),
            "You climb: all four steps go with the gradient.",
            "The signs were right before. 2(ŷ − y) points uphill.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(one_update, "learning_rate * ⇒ "),
            "The learning rate of {eta} is missing in all four steps.",
            "The gradient gives the direction, the learning rate how far.",
        ),
        Misconception(
            "learning_rate_missing_in_b1",
            edit(one_update, "b1 - learning_rate * → b1 -"),
            "Your b1 moves by the whole gradient, without the learning rate of {eta}.",
            "A bias is a parameter like any other.",
        ),
        Misconception(
            "gradients_returned",
            edit(one_update, "return w1, b1, w2, b2 → return dw1, db1, dw2, db2"),
            "You returned the four gradients. Asked for are the new parameters.",
            "An update subtracts from each parameter the learning rate times its gradient.",
        ),
        Misconception(
            "steps_returned",
            edit(one_update, "return w1, b1, w2, b2 → return (*(-learning_rate * d for d in (dw1, db1, dw2, db2)),)"),
            "You returned the four steps. Asked for are the new parameters.",
            "What is added to the step?",
        ),
        Misconception(
            "nothing_moves",
            lambda x, y, w1, b1, w2, b2, learning_rate: (w1, b1, w2, b2),
            "You returned the parameters as they came.",
            "Each of them moves by −η times its own gradient.",
        ),
        Misconception(
            "weights_first",
            edit(one_update, "return w1, b1, w2, b2 → return w1, w2, b1, b2"),
            "Your four numbers come in another order: both weights first.",
            "Asked for are w1, b1, w2, b2, in this order.",
        ),
        Misconception(
            "second_layer_first",
            edit(one_update, "return w1, b1, w2, b2 → return w2, b2, w1, b1"),
            "Your four numbers come in another order: those of the second layer first.",
            "Asked for are w1, b1, w2, b2, in this order.",
        ),
    ),
    alternatives=(
        edit(
            one_update,
            "2 * (w2 * o + b2 - y) → -2 * (y - (w2 * o + b2))",
            "return w1, b1, w2, b2 → return [w1, b1, w2, b2]",
        ),
        edit(one_update, "return w1, b1, w2, b2 → return np.array([w1, b1, w2, b2])"),
        update_as_vectors,
        update_with_old_weight_kept,
    ),
)
