"""One step downhill on the mean squared error of a line."""

from itertools import combinations

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def gradient_descent_step(w, b, x, y, learning_rate):
    """e = xw + b − y; w ← w − η·(2/N) xᵀe, b ← b − η·(2/N) Σ e."""
    error = x @ w + b - y  # (N,)
    dw = 2 * (x.T @ error) / len(x)
    db = 2 * error.sum() / len(x)
    return w - learning_rate * dw, b - learning_rate * db


def step_by_rows(w, b, x, y, learning_rate):
    """Adding up the gradients of single rows."""
    dw, db = np.zeros(len(w)), 0.0
    for row, target in zip(x, y, strict=True):
        error = sum(float(v) * float(u) for v, u in zip(row, w, strict=True)) + b - target
        dw += 2 * error * row
        db += 2 * error
    return (w - learning_rate * dw / len(x)).tolist(), float(b - learning_rate * db / len(x))


def step_with_a_column_of_ones(w, b, x, y, learning_rate):
    """b as one more weight, of an input that is always 1."""
    wide = np.column_stack([x, np.ones(len(x))])
    both = np.append(w, b)
    both = both + learning_rate * np.mean(-2 * (wide @ both - y)[:, None] * wide, axis=0)
    return both[:-1], both[-1:]


def step_in_single_precision(w, b, x, y, learning_rate):
    """float32 and einsum."""
    w, x, y = (np.asarray(a, dtype=np.float32) for a in (w, x, y))
    error = np.einsum("ni,i->n", x, w) + np.float32(b) - y
    rate = np.float32(2 * learning_rate / len(x))
    return w - rate * np.einsum("ni,n->i", x, error), np.float32(b) - rate * error.sum()


def a_step_for_each_row(w, b, x, y, learning_rate):
    """Stochastic gradient descent: the rows move w and b one after the other."""
    for row, target in zip(x, y, strict=True):
        error = 2 * (row @ w + b - target)
        w, b = w - learning_rate * error * row, b - learning_rate * error
    return w, b


def line_cases(rng):
    """The exercise's example; rows and inputs unequal and equal; one of each; errors that cancel, vanish or are large."""
    example = np.array([1.0]), 0.5, np.array([[2.0], [4.0]]), np.array([2.0, 3.0]), 0.1
    cases = [Case(example, {"N": 2, "inputs": 1, "eta": 0.1}, why="the example of the exercise")]
    for rows, inputs, learning_rate, scale, why in [
        (6, 4, 0.07, 1, ""),
        (9, 5, 0.03, 1, ""),
        (4, 4, 0.05, 1, "as many rows as inputs"),
        (1, 3, 0.2, 1, "one row"),
        (5, 1, 0.3, 1, "one input"),
        (7, 2, 0.04, 60, "large errors"),
        (8, 3, 0.6, 0, "errors that are all 0"),
    ]:
        w, b, x = rng.normal(size=inputs), float(away_from_zero(rng, 1)[0]), rng.normal(size=(rows, inputs))
        signs = np.resize([1, -1, 1, 1], rows)
        errors = scale * signs * np.abs(away_from_zero(rng, rows)) + 0.7 * scale
        sizes = {"N": rows, "inputs": inputs, "eta": learning_rate}
        cases.append(Case((w, b, x, x @ w + b - errors, learning_rate), sizes, why))
    w, b, x, _, learning_rate = cases[1].arguments
    cancelling = x @ w + b - np.array([1.0, -1.0, 2.0, -2.0, 0.5, -0.5])
    cases.append(Case((w, b, x, cancelling, learning_rate), cases[1].sizes, why="errors whose mean is 0"))
    from_zero = np.zeros(4), 0.0, *cases[1].arguments[2:]
    cases.append(Case(from_zero, cases[1].sizes, why="a start at w = 0, b = 0"))
    return [*cases, in_single_precision(cases[1])]


SUMMED = Misconception(
    "sum_not_mean",
    edit(gradient_descent_step, " / len(x) ⇒ "),
    "You added the gradients of the {N} rows up and never divided.",
    "The loss is a mean over the rows. What does that make of its gradient?",
)
HALVED = Misconception(
    "two_lost",
    edit(gradient_descent_step, "2 * ⇒ "),
    "The 2 of the square is lost in the gradient of your {part}.",
    "Differentiate e² once more. (A loss with ½ in front would have no 2; this one has no ½.)",
)
CLIMBING = Misconception(
    "uphill",
    edit(gradient_descent_step, "- learning_rate ⇒ + learning_rate"),
    "Your {part} climbs: the step goes along the gradient, not against it.",
    "The gradient points uphill. Check the sign of the update, and the order in your error.",
)
NO_RATE = Misconception(
    "learning_rate_missing",
    edit(gradient_descent_step, "learning_rate * ⇒ "),
    "The learning rate of {eta} is missing in the step of your {part}.",
    "The gradient says which way and how steep; how much of it is one step?",
)
NO_BIAS = Misconception(
    "bias_left_out_of_the_prediction",
    edit(gradient_descent_step, "x @ w + b → x @ w"),
    "Your prediction leaves b out.",
    "What does the unit predict for a row whose inputs are all 0?",
)

GRADIENT_DESCENT_STEP = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("w", "b"),
    reference=gradient_descent_step,
    cases=line_cases,
    section="One step downhill",
    hints=(
        "First the errors of all rows, xw + b − y, an array (N,). Everything else is made from it.",
        "One row's gradient by w is 2·error·row, by b it is 2·error. The loss is a mean, so take the mean over the rows.",
        "dw = 2 * x.T @ error / N and db = 2 * error.mean(). Then each parameter minus learning_rate times its gradient.",
    ),
    misconceptions=(
        SUMMED,
        HALVED,
        CLIMBING,
        NO_RATE,
        NO_BIAS,
        *(at_once(*pair) for pair in combinations((SUMMED, HALVED, CLIMBING, NO_BIAS), 2)),
        Misconception(
            "divided_by_the_inputs_too",
            edit(gradient_descent_step, "dw = 2 * (x.T @ error) / len(x) → dw = 2 * (x.T @ error) / x.size"),
            "The gradient of your w is divided by the number of entries of x, its rows times its columns.",
            "The loss is a mean over the rows.",
        ),
        Misconception(
            "sizes_of_the_errors",
            edit(gradient_descent_step, "b - y  # → b - y; error = np.abs(error)  #"),
            "Your errors have lost their signs: an error below 0 pulls w and b the wrong way.",
            "Which sign has an error if the prediction is too low?",
        ),
        Misconception(
            "a_bias_for_each_row",
            edit(gradient_descent_step, "db = 2 * error.sum() / len(x) → db = 2 * error"),
            "Your b is moved by each row's own error: it is {yours}, expected {expected}.",
            "There is one b for all rows, and its gradient is a mean over them.",
        ),
        Misconception(
            "sum_not_mean_for_w",
            edit(gradient_descent_step, "@ error) / len(x) → @ error)"),
            "For w you added the gradients of the {N} rows up and never divided.",
            "The loss is a mean over the rows. Does that hold for both of its gradients?",
        ),
        Misconception(
            "sum_not_mean_for_b",
            edit(gradient_descent_step, "error.sum() / len(x) → error.sum()"),
            "For b you added the gradients of the {N} rows up and never divided.",
            "The loss is a mean over the rows. Does that hold for both of its gradients?",
        ),
        Misconception(
            "two_lost_for_w",
            edit(gradient_descent_step, "2 * (x.T → (x.T"),
            "The 2 of the square is lost in the gradient of your w.",
            "Both gradients come from the same square.",
        ),
        Misconception(
            "two_lost_for_b",
            edit(gradient_descent_step, "2 * error → error"),
            "The 2 of the square is lost in the gradient of your b.",
            "Both gradients come from the same square.",
        ),
        Misconception(
            "w_uphill",
            edit(gradient_descent_step, "w - learning_rate → w + learning_rate"),
            "Your w climbs: its step goes along the gradient, not against it.",
            "Compare the two lines of your update, or of your gradients, sign by sign.",
        ),
        Misconception(
            "b_uphill",
            edit(gradient_descent_step, "b - learning_rate → b + learning_rate"),
            "Your b climbs: its step goes along the gradient, not against it.",
            "Compare the two lines of your update, or of your gradients, sign by sign.",
        ),
        Misconception(
            "w_without_learning_rate",
            edit(gradient_descent_step, "learning_rate * dw → dw"),
            "The learning rate of {eta} is missing in the step of your w.",
            "How much of its gradient is one step of w?",
        ),
        Misconception(
            "b_without_learning_rate",
            edit(gradient_descent_step, "learning_rate * db → db"),
            "The learning rate of {eta} is missing in the step of your b.",
            "How much of its gradient is one step of b?",
        ),
        Misconception(
            "divided_by_all_entries",
            edit(gradient_descent_step, "len(x) ⇒ x.size"),
            "You divided by the number of entries of x. There are {N} rows with {inputs} inputs each, and the mean is "
            "over the rows.",
            "How many errors are there, and how many terms has the sum in L?",
        ),
        Misconception(
            "divided_by_inputs",
            edit(gradient_descent_step, "@ error) / len(x) → @ error) / x.shape[1]"),
            "You divided the gradient of w by the number of inputs, here {inputs}. The mean is over the rows, here {N}.",
            "The loss adds up one term for each row: by what is that sum divided?",
        ),
        Misconception(
            "divided_twice",
            edit(gradient_descent_step, "len(x) ⇒ len(x) ** 2"),
            "Your {part} moves 1/{N} as far as it should, and there are {N} rows. You divided by the rows twice.",
            "One mean is enough: look where the first division is, and where the second.",
        ),
        Misconception(
            "learning_rate_twice",
            edit(gradient_descent_step, "learning_rate * ⇒ learning_rate**2 * "),
            "The learning rate of {eta} is in the step of your {part} twice.",
            "Follow learning_rate through your lines: it should meet the gradient once.",
        ),
        Misconception(
            "one_after_the_other",
            edit(gradient_descent_step, "error.sum() → (x @ (w - learning_rate * dw) + b - y).sum()"),
            "Your b took its gradient from the new w.",
            "One step moves both from the same point: which w do the errors belong to?",
        ),
        Misconception(
            "bias_first",
            edit(
                gradient_descent_step,
                "2 * (x.T @ error) / len(x)\n    db = 2 * error.sum() / len(x) → 0\n    db = 2 * error.sum() / len(x)"
                "\n    dw = 2 * (x.T @ (error - learning_rate * db)) / len(x)",
            ),
            "Your w took its gradient from the new b.",
            "One step moves both from the same point: which b do the errors belong to?",
        ),
        Misconception(
            "row_by_row",
            a_step_for_each_row,
            "You made {N} steps, one for each row, and each row's error was made with what the row before had left.",
            "One step here uses all rows at the same w and b: their gradients first, then the move.",
        ),
        Misconception(
            "row_by_row_averaged",
            edit(a_step_for_each_row, "2 * ( → 2 / len(x) * ("),
            "Your rows move w and b one after the other: a later row's error is made with weights that have moved "
            "already ({N} rows here).",
            "Collect the gradients of all rows first, and move once.",
        ),
        Misconception(
            "step_only",
            edit(gradient_descent_step, "w - learning_rate → -learning_rate", "b - learning_rate → -learning_rate"),
            "Your {part} is the step alone.",
            "The question asks for the point you arrive at, not for the way there.",
        ),
        Misconception(
            "gradient_returned",
            edit(gradient_descent_step, "w - learning_rate * dw, b - learning_rate * db → dw, db"),
            "Your {part} is the gradient itself.",
            "The gradient is where the step comes from. What is left to do with it?",
        ),
        Misconception(
            "bias_frozen",
            edit(gradient_descent_step, "b - learning_rate * db → b"),
            "Your b is the old one: it has not moved.",
            "b is a parameter like the others and has a gradient of its own.",
        ),
        Misconception(
            "weights_frozen",
            edit(gradient_descent_step, "w - learning_rate * dw → w.copy()"),
            "Your w is the old one: it has not moved.",
            "Where does the new w get its value, and which one do you return?",
        ),
        Misconception(
            "nothing_moved",
            edit(gradient_descent_step, "w - learning_rate * dw, b - learning_rate * db → w.copy(), b"),
            "You returned the old w and the old b.",
            "Where do the new ones get their values, and which do you return?",
        ),
        Misconception(
            "results_exchanged",
            edit(
                gradient_descent_step,
                "w - learning_rate * dw, b - learning_rate * db → b - learning_rate * db, w - learning_rate * dw",
            ),
            "Your two results have changed places: b came first.",
            "The question asks for w first, then b.",
        ),
        Misconception(
            "bias_times_inputs",
            edit(gradient_descent_step, "error.sum() → (x.T @ error).sum()"),
            "The gradient of your b holds the inputs as factors. Those belong to the weights.",
            "By how much does a prediction change if b grows by 1? Does that depend on the row?",
        ),
        Misconception(
            "summed_over_everything",
            edit(gradient_descent_step, "@ error) / len(x) → @ error).sum() / len(x)"),
            "All your weights move by the same amount: the sum ran over the inputs as well as over the rows.",
            "Every weight has a derivative of its own: sum over the rows only.",
        ),
        Misconception(
            "averaged_over_everything",
            edit(gradient_descent_step, "@ error) / len(x) → @ error).mean() / len(x)"),
            "All your weights move by the same amount: the mean ran over the inputs as well as over the rows.",
            "Every weight has a derivative of its own: take the mean over the rows only.",
        ),
        Misconception(
            "product_of_means",
            edit(gradient_descent_step, "(x.T @ error) / len(x) → x.mean(axis=0) * error.mean()"),
            "You multiplied the mean of the inputs by the mean of the errors.",
            "Each row's error belongs to its own inputs: multiply within the row, then take the mean.",
        ),
        Misconception(
            "absolute_error",
            edit(
                gradient_descent_step,
                "2 * (x.T @ error) → (x.T @ np.sign(error))",
                "2 * error.sum() → np.sign(error).sum()",
            ),
            "Only the signs of the errors count in your {part}. That is the gradient of the mean absolute error.",
            "This loss squares the errors: a large error pulls harder than a small one.",
        ),
        Misconception(
            "error_squared",
            edit(gradient_descent_step, "x.T @ error → x.T @ error**2", "error.sum() → (error**2).sum()"),
            "The gradient of your {part} holds the squared errors.",
            "Squares are in the loss. What is left of e² after the derivative?",
        ),
        Misconception(
            "outer_difference",
            edit(gradient_descent_step, "+ b - y → + b - y.mean()"),
            "Your w was moved as if every row had the same target, the mean of y. This happens if an array (N, 1) less "
            "one (N,) makes a table of all pairs.",
            "Print the shapes of the prediction, of y and of the error: all three are (N,).",
        ),
    ),
    alternatives=(step_by_rows, step_with_a_column_of_ones, step_in_single_precision),
)
