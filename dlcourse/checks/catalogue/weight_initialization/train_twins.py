"""Units that start equal: do they ever part?"""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.compare import ROUNDING, SINGLE_PRECISION, agrees
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import Case, Misconception, Question


def twin_cases(rng):
    """The exercise's example; random starts, hidden twins with unequal outputs, full twins, all zeros; one row, one input,
    two units, as many rows as inputs and units; one step, many; a start at the minimum; float32.
    """
    example = np.array([[1.0]]), np.array([1.0]), np.array([[0.5, 0.5]]), np.array([1.0, 2.0]), 0.1, 1
    cases = [Case(example, {"N": 1, "units": 2, "steps": 1, "eta": 0.1}, why="the example of the exercise")]
    for rows, inputs, units, steps, start, why in [
        (6, 3, 4, 12, "random", ""),
        (5, 4, 3, 12, "outputs", "hidden units that start equal"),
        (7, 3, 2, 12, "equal", "units that start equal in everything"),
        (5, 2, 3, 12, "zero", "a start at 0"),
        (1, 2, 3, 9, "random", "one row"),
        (6, 1, 3, 8, "random", "one input"),
        (4, 4, 4, 5, "random", "as many rows as inputs and units"),
        (6, 2, 3, 100, "random", "many steps"),
        (5, 3, 2, 4, "minimum", "a start at the minimum"),
        (5, 3, 3, 5, "near", "a start near the minimum"),
    ]:
        W1 = np.full((inputs, units), 0.4) if start in ("outputs", "equal") else rng.normal(size=(inputs, units))
        w2 = np.full(units, 0.7) if start == "equal" else rng.normal(size=units) + 0.3
        if start == "random":
            W1[0, 1] = W1[0, 0] + 2.5  # the largest difference is a negative one
            W1[0, 2] = W1[0, 0] - 1.5  # and others lie farther apart
        if start == "zero":
            W1, w2 = 0 * W1, 0 * w2
        x, y_true = rng.normal(size=(rows, inputs)), rng.normal(size=rows) + 0.5
        if start in ("minimum", "near"):
            y_true = np.tanh(x @ W1) @ w2 + 1e-3 * (start == "near") * np.sign(rng.normal(size=rows))
        learning_rate = 0.03 if rows == 1 or steps == 100 else 0.07
        sizes = {"N": rows, "units": units, "steps": steps, "eta": learning_rate}
        cases.append(Case((x, y_true, W1, w2, learning_rate, steps), sizes, why))
    return [*cases, in_single_precision(cases[1])]


def use_each_by_itself(function, x, y_true, W1, w2, learning_rate, steps):
    """The parts, each judged by itself: one slip, one deduction.

    A gap that fits the answer's own W1 counts as right. If W1 goes wrong in the first step and w2 does not, then w2 has
    only followed W1 later on, and counts as right; likewise the other way round. The gap is rounded to nine decimals: what is
    below that is rounding, which differs between right answers.
    """
    start = x, y_true, W1, w2, learning_rate
    given = [np.copy(argument) if isinstance(argument, np.ndarray) else argument for argument in start]
    returned = function(*start, steps)
    arrays = as_three_arrays(returned, W1.shape)
    if arrays is None:
        return returned
    right = train_twins(*copied(given), steps)
    tolerance = SINGLE_PRECISION if W1.dtype == np.float32 or any(a.dtype == np.float32 for a in arrays) else ROUNDING
    fits = [agrees(mine, np.asarray(part), tolerance) for mine, part in zip(arrays, right, strict=True)]
    gap = gap_of(arrays[0].reshape(W1.shape)) if arrays[0].size == W1.size else np.nan
    if not fits[0] and agrees(arrays[2], np.asarray(gap), 10 * tolerance):
        arrays[2] = np.asarray(right[2])
    if steps > 1 and not fits[0] and not fits[1]:
        first = as_three_arrays(function(*copied(given), 1), W1.shape)
        if first is not None:
            right_first = train_twins(*copied(given), 1)
            first_fits = [agrees(mine, part, tolerance) for mine, part in zip(first[:2], right_first[:2], strict=True)]
            if sum(first_fits) == 1:
                follows = first_fits.index(True)
                arrays[follows] = np.asarray(right[follows])
    return arrays[0], arrays[1], np.round(arrays[2], 9)


def as_three_arrays(returned, shape):
    """A list of W1, w2 and gap as finite arrays; None for what is judged as it is."""
    if not isinstance(returned, tuple | list) or len(returned) != 3:
        return None
    arrays = [as_numbers(part) for part in returned]
    if any(array is None or not np.isfinite(array).all() for array in arrays):
        return None
    return arrays if arrays[0].size == shape[0] * shape[1] and arrays[2].size == 1 else None


def copied(arguments):
    """The arguments with arrays copied."""
    return [np.copy(a) if isinstance(a, np.ndarray) else a for a in arguments]


def gap_of(W1):
    """The largest |W1[:, 0] − W1[:, 1]|."""
    return np.abs(W1[:, 0] - W1[:, 1]).max()


def train_twins(x, y_true, W1, w2, learning_rate, steps):
    """Gradient descent on the mean squared error of ŷ = tanh(x W1) w2; then the largest |W1[:, 0] − W1[:, 1]|."""
    for _ in range(steps):
        h = np.tanh(x @ W1)
        dy_pred = 2 * (h @ w2 - y_true) / len(x)
        dw2 = h.T @ dy_pred
        dz = np.outer(dy_pred, w2) * (1 - h**2)
        dW1 = x.T @ dz
        W1 = W1 - learning_rate * dW1
        w2 = w2 - learning_rate * dw2
    gap = np.abs(W1[:, 0] - W1[:, 1]).max()
    return W1, w2, gap


def twins_by_rows(x, y_true, W1, w2, learning_rate, steps):
    """Row by row, gradients added up; on copies, in place."""
    W1, w2 = W1.copy(), w2.copy()
    for _ in range(steps):
        dW1, dw2 = np.zeros(W1.shape), np.zeros(w2.shape)
        for row, y in zip(x, y_true, strict=True):
            h = np.tanh(W1.T @ row)
            e = 2 * (h @ w2 - y) / len(x)
            dw2 += e * h
            dW1 += e * np.outer(row, w2 * (1 - h) * (1 + h))
        W1 -= learning_rate * dW1
        w2 -= learning_rate * dw2
    return W1, w2, max(abs(a - b) for a, b in zip(W1[:, 0], W1[:, 1], strict=True))


def twins_as_columns(x, y_true, W1, w2, learning_rate, steps):
    """Targets and outputs as columns (N, 1); lists out."""
    y, w2 = y_true[:, None], w2[:, None]
    for _ in range(steps):
        h = np.tanh(x @ W1)
        e = h @ w2 - y
        gradients = x.T @ (e @ w2.T * (1 - h * h)), h.T @ e
        W1, w2 = (w - learning_rate * 2 / len(x) * g for w, g in zip((W1, w2), gradients, strict=True))
    return W1.tolist(), w2[:, 0].tolist(), float(np.linalg.norm(W1[:, 0] - W1[:, 1], np.inf))


def twins_by_einsum(x, y_true, W1, w2, learning_rate, steps):
    """Sums over named axes, the mean taken at the end; w2 as a row."""
    for _ in range(steps):
        h = np.tanh(np.einsum("ni,iu->nu", x, W1))
        e = np.einsum("nu,u->n", h, w2) - y_true
        back = np.einsum("n,u,nu->nu", e, w2, 1 / np.cosh(np.einsum("ni,iu->nu", x, W1)) ** 2)
        W1, w2 = (
            W1 - 2 * learning_rate * np.einsum("ni,nu->iu", x, back) / len(x),
            w2 - 2 * learning_rate * np.einsum("n,nu->u", e, h) / len(x),
        )
    return [W1, w2[None], np.ptp(W1[:, :2], axis=1).max()]


def one_row_a_step(x, y_true, W1, w2, learning_rate, steps):
    """Row after row, a step for each."""
    for step in range(steps):
        row = slice(step % len(x), step % len(x) + 1)
        W1, w2, _ = train_twins(x[row], y_true[row], W1, w2, learning_rate, 1)
    return W1, w2, np.abs(W1[:, 0] - W1[:, 1]).max()


TRAIN_TWINS = Question(
    difficulty="hard",
    minutes=15,
    points=3,
    parts=("W1", "w2", "gap"),
    use=use_each_by_itself,
    reference=train_twins,
    cases=twin_cases,
    section="Twins: equal weights never part",
    hints=(
        "A loop over the steps; in each one the forward pass, both gradients, and only then both updates.",
        "∂L/∂ŷ = 2(ŷ − y)/N, of shape (N,). Then dw2 = hᵀ ∂L/∂ŷ, and dz (N, units) is the outer product of ∂L/∂ŷ and "
        "w2, times the slope 1 − h².",
        "dW1 = x.T @ dz. Write `W1 = W1 - learning_rate * dW1`, which leaves the given array alone. The gap is "
        "`np.abs(W1[:, 0] - W1[:, 1]).max()`.",
    ),
    misconceptions=(
        Misconception(
            "not_averaged",
            edit(train_twins, " / len(x) → "),
            "You added the gradients of the {N} rows up and never divided.",
            "The loss is a mean over the rows. What does that make of its gradients?",
        ),
        Misconception(
            "two_lost",
            edit(train_twins, "2 * (h @ w2 - y_true) → (h @ w2 - y_true)"),
            "The 2 of the square is lost in your gradients.",
            "Differentiate (ŷ − y)² by ŷ once more.",
        ),
        Misconception(
            "uphill",
            edit(train_twins, "- learning_rate ⇒ + learning_rate"),
            "You walk uphill: the steps go along the gradients, not against them.",
            "Check the sign of the update together with the order in your error.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(train_twins, "learning_rate * ⇒ "),
            "Your steps are whole gradients: the learning rate of {eta} is missing.",
            "The gradient says which way and how steep; how much of it is one step?",
        ),
        Misconception(
            "slope_missing",
            edit(train_twins, " * (1 - h**2) → "),
            "The slope of tanh is missing on the way to W1.",
            "What does the gradient pass between w2 and W1?",
        ),
        Misconception(
            "square_missing",
            edit(train_twins, "1 - h**2 → 1 - h"),
            "Your slope of tanh is 1 − h: the square is missing.",
            "Where tanh is near −1 it is flat. What should its slope be there?",
        ),
        Misconception(
            "sigmoid_slope",
            edit(train_twins, "1 - h**2 → h * (1 - h)"),
            "Your slope is h(1 − h). That is the sigmoid's formula.",
            "How steep is tanh at 0?",
        ),
        Misconception(
            "z_for_a",
            edit(train_twins, "1 - h**2 → 1 - (x @ W1) ** 2"),
            "Your slope of tanh is 1 − z². The formula wants the value h = tanh(z).",
            "A slope of tanh lies between 0 and 1. Do yours?",
        ),
        Misconception(
            "tanh_twice",
            edit(train_twins, "1 - h**2 → 1 - np.tanh(h) ** 2"),
            "Your slope takes the tanh of h, which is a tanh already.",
            "The formula 1 − h² holds the value. What does h hold?",
        ),
        Misconception(
            "activation_missing",
            edit(train_twins, "np.tanh(x @ W1) → x @ W1", " * (1 - h**2) → "),
            "Your network is linear: there is no tanh in it.",
            "What is done to x W1 before w2?",
        ),
        Misconception(
            "sigmoid_for_tanh",
            edit(train_twins, "np.tanh(x @ W1) → 1 / (1 + np.exp(-(x @ W1)))", "1 - h**2 → h * (1 - h)"),
            "Your hidden units are sigmoids.",
            "Which activation does the exercise name?",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(train_twins, "np.outer(dy_pred, w2) → dy_pred[:, None]"),
            "w2 is not in the gradient of W1.",
            "On its way back to h, what does the error pass?",
        ),
        Misconception(
            "new_weights_too_early",
            edit(train_twins, "dw2 = h.T → w2 = w2 - learning_rate * h.T", "w2 = w2 - learning_rate * dw2 → "),
            "You updated w2 before you made W1's gradient.",
            "Both gradients of a step belong to the same weights. To which?",
        ),
        Misconception(
            "new_hidden_output",
            edit(train_twins, "w2 = w2 - learning_rate * dw2 → w2 = w2 - learning_rate * np.tanh(x @ W1).T @ dy_pred"),
            "You updated W1 before you made w2's gradient.",
            "Both gradients of a step belong to the same weights. To which?",
        ),
        Misconception(
            "forward_between_the_updates",
            edit(
                train_twins,
                "w2 = w2 - learning_rate * dw2 → h = np.tanh(x @ W1)\n        w2 = w2 - learning_rate * h.T @ (2 * (h @ w2 - y_true) / len(x))",
            ),
            "You made a forward pass of its own for w2's gradient, with the new W1.",
            "Both gradients of a step belong to the same weights. To which?",
        ),
        Misconception(
            "first_layer_fixed",
            edit(train_twins, "W1 = W1 - learning_rate * dW1 → "),
            "Your W1 never moves.",
            "Which layers are trained?",
        ),
        Misconception(
            "second_layer_fixed",
            edit(train_twins, "w2 = w2 - learning_rate * dw2 → "),
            "Your w2 never moves.",
            "Which layers are trained?",
        ),
        Misconception(
            "forward_once",
            edit(
                train_twins,
                "for _ → first, last = W1, w2\n    for _",
                "x @ W1 → x @ first",
                "h @ w2 → h @ last",
                "dy_pred, w2 → dy_pred, last",
            ),
            "Your gradients are the same at every step: they are made once, before the loop.",
            "h and ŷ change with the weights. Where do they have to be computed?",
        ),
        Misconception(
            "gradients_pile_up",
            edit(
                train_twins,
                "for _ → pile1, pile2 = 0, 0\n    for _",
                "* dW1 → * (pile1 := pile1 + dW1)",
                "* dw2 → * (pile2 := pile2 + dw2)",
            ),
            "Each of your {steps} steps uses all gradients so far, added up.",
            "A step uses its own gradients alone. Is there a sum that is never set back to 0, or a `+=` for a `=`?",
        ),
        Misconception(
            "hidden_output_of_the_start",
            edit(
                train_twins,
                "for _ → h = np.tanh(x @ W1)\n    for _",
                "        h = np.tanh(x @ W1)\n        dy →         dy",
            ),
            "Your h stays that of the start.",
            "h changes with W1. Where does it have to be computed?",
        ),
        Misconception(
            "one_step",
            edit(train_twins, "range(steps) → range(1)"),
            "You took one step of {steps}.",
            "Is the `return` inside the loop?",
        ),
        Misconception(
            "one_step_short",
            edit(train_twins, "range(steps) → range(steps - 1)"),
            "You took one step less than {steps}.",
            "How often does the loop run? `range` leaves its end out by itself.",
        ),
        Misconception(
            "one_step_too_many",
            edit(train_twins, "range(steps) → range(steps + 1)"),
            "You took one step more than {steps}.",
            "How often does the loop run?",
        ),
        Misconception(
            "row_by_row",
            edit(
                train_twins,
                "for _ in range(steps): → for x, y_true in [(x[n : n + 1], y_true[n : n + 1]) for _ in range(steps) for n in range(len(x))]:",
            ),
            "You take a step for each of the {N} rows, one after the other.",
            "All rows at once: one step for each turn of the loop.",
        ),
        Misconception(
            "row_by_row_averaged",
            edit(
                train_twins,
                "for _ in range(steps): → for x, y_true, all_rows in [(x[n : n + 1], y_true[n : n + 1], len(x)) for _ in range(steps) for n in range(len(x))]:",
                "/ len(x) → / all_rows",
            ),
            "The {N} rows move the weights one after the other: a later row meets weights that have moved already.",
            "Collect the gradients of all rows first, and move once.",
        ),
        Misconception(
            "outer_difference",
            edit(train_twins, "h @ w2 - y_true → h @ w2 - y_true.mean()"),
            "Your network is trained as if every row had the same target, the mean of y. This happens if an array (N, 1) less "
            "one (N,) makes a table of all pairs.",
            "Print the shapes of the prediction, of y_true and of the error.",
        ),
        Misconception(
            "rows_compared",
            edit(train_twins, "W1[:, 0] - W1[:, 1] → W1[0] - W1[1]"),
            "Your gap compares two rows of W1: it is {yours}, expected {expected}.",
            "What belongs to a unit, a row of W1 or a column?",
        ),
        Misconception(
            "signs_kept",
            edit(train_twins, "np.abs → "),
            "Your gap keeps the sign: it is {yours}, expected {expected}. A large negative difference is overlooked.",
            "Which comes first, the size of a difference or the largest of them?",
            family="power, root or logarithm",
        ),
        Misconception(
            "signs_dropped_too_late",
            edit(train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → np.abs((W1[:, 0] - W1[:, 1]).max())"),
            "Your gap is the size of the largest difference, {yours}; expected is the largest size, {expected}. A large "
            "negative difference is overlooked.",
            "Which comes first, the size of a difference or the largest of them?",
        ),
        Misconception(
            "differences_averaged",
            edit(train_twins, "max → mean"),
            "Your gap is the mean of the differences, {yours}; expected is the largest, {expected}.",
            "One weight that parted is enough to show. Does a mean show it?",
        ),
        Misconception(
            "differences_summed",
            edit(train_twins, "max → sum"),
            "Your gap is the sum of the differences, {yours}; expected is the largest, {expected}.",
            "Read once more what the gap is.",
        ),
        Misconception(
            "length_of_the_difference",
            edit(train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → np.linalg.norm(W1[:, 0] - W1[:, 1])"),
            "Your gap is the length of the difference of both columns, {yours}; expected is its largest entry, {expected}.",
            "Read once more what the gap is.",
        ),
        Misconception(
            "gap_over_all_units",
            edit(train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → (W1.max(axis=1) - W1.min(axis=1)).max()"),
            "Your gap is taken over all {units} units: it is {yours}, expected {expected}.",
            "Which units should be compared?",
        ),
        Misconception(
            "gap_of_the_first_input",
            edit(train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → abs(W1[0, 0] - W1[0, 1])"),
            "Your gap looks at the first input alone: it is {yours}, expected {expected}.",
            "The largest of all inputs' differences is asked for.",
        ),
        Misconception(
            "gap_before_the_last_step",
            edit(
                train_twins,
                "for _ → gap = np.abs(W1[:, 0] - W1[:, 1]).max()\n    for _",
                "W1 = W1 - → gap = np.abs(W1[:, 0] - W1[:, 1]).max()\n        W1 = W1 -",
                "    gap = np.abs(W1[:, 0] - W1[:, 1]).max()\n    return →     return",
            ),
            "Your gap is that before the last step: it is {yours}, expected {expected}.",
            "At which moment is the gap asked for?",
        ),
        Misconception(
            "gap_at_the_start",
            edit(
                train_twins,
                "for _ → gap = np.abs(W1[:, 0] - W1[:, 1]).max()\n    for _",
                "    gap = np.abs(W1[:, 0] - W1[:, 1]).max()\n    return →     return",
            ),
            "Your gap is that of the start: it is {yours}, expected {expected}.",
            "At which moment is the gap asked for?",
        ),
        Misconception(
            "gap_of_the_outputs",
            edit(train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → abs(w2[0] - w2[1])"),
            "Your gap is that of w2: it is {yours}, expected {expected}.",
            "Which array does the formula of the gap name?",
        ),
        Misconception(
            "weights_exchanged",
            edit(train_twins, "return W1, w2 → return w2, W1"),
            "W1 and w2 have changed places in your results.",
            "The question asks for W1, then w2, then the gap.",
        ),
        Misconception(
            "gap_of_the_first_rows",
            edit(
                train_twins, "np.abs(W1[:, 0] - W1[:, 1]).max() → np.abs(W1[0] - W1[1]).max() if len(W1) > 1 else 0.0"
            ),
            "Your gap compares the first two rows of W1, which belong to inputs.",
            "What is a unit in W1, a row or a column?",
        ),
        Misconception(
            "gap_to_the_last",
            edit(train_twins, "W1[:, 1]).max() → W1[:, -1]).max()"),
            "Your gap compares the first unit with the last.",
            "Which two units does the question compare?",
        ),
        Misconception(
            "slope_of_relu",
            edit(train_twins, "(1 - h**2) → (h > 0)"),
            "Your slope is ReLU's.",
            "Which activation is h made with, and what is its slope?",
        ),
        Misconception(
            "one_row_a_step",
            one_row_a_step,
            "Each of your steps takes one row, not all {N}.",
            "The loss is a mean over all rows: which of them does its gradient need?",
        ),
    ),
    alternatives=(twins_by_rows, twins_as_columns, twins_by_einsum),
)
