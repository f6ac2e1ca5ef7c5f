"""The trick, point after point and epoch after epoch."""

import numpy as np

from dlcourse.checks.catalogue.answers import several_at_once
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron.neuron import eighths
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_fit(x, y, learning_rate, epochs):
    """From zero: for each row in order, w ← w + η(y − ŷ)x and b ← b + η(y − ŷ); the updates are counted."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            y_pred = 1 if row @ w + b >= 0 else 0
            error = label - y_pred
            w, b = w + learning_rate * error * row, b + learning_rate * error
            updates += abs(error)
    return w, b, updates


def fit_until_clean(x, y, learning_rate, epochs):
    """By cases, in place, and done after an epoch without a mistake."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        before = updates
        for n in range(len(x)):
            fires = np.dot(w, x[n]) + b >= 0
            if fires and y[n] == 0:
                w -= learning_rate * x[n]
                b -= learning_rate
                updates += 1
            elif not fires and y[n] == 1:
                w += learning_rate * x[n]
                b += learning_rate
                updates += 1
        if updates == before:
            break
    return w, b, updates


def fit_with_x0(x, y, learning_rate, epochs):
    """The bias as the weight of x₀ = 1, and one long list of rows."""
    x1 = np.column_stack([np.ones(len(x)), x])
    w, missed = np.zeros(x1.shape[1]), []
    for n in list(range(len(x))) * epochs:
        if (w @ x1[n] >= 0) != y[n]:
            w = w + learning_rate * (1 if y[n] else -1) * x1[n]
            missed.append(n)
    return w[1:], w[0], len(missed)


def fit_loop(x, y, learning_rate, epochs):
    """Plain Python, one weight at a time."""
    w, b, updates = [0.0] * x.shape[1], 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x.tolist(), y.tolist(), strict=True):
            z = b
            for i in range(len(w)):
                z += w[i] * row[i]
            step = learning_rate * (label - (z >= 0))
            for i in range(len(w)):
                w[i] += step * row[i]
            b += step
            updates += step != 0
    return w, b, updates


def fit_in_whole_steps(x, y, learning_rate, epochs):
    """From zero η only rescales: trained with η = 1, and multiplied at the end."""
    w, b, updates = np.zeros(x.shape[1]), 0, 0
    for n in np.tile(np.arange(len(x)), epochs):
        error = int(y[n]) - int(x[n] @ w + b >= 0)
        w, b, updates = w + error * x[n], b + error, updates + error**2
    return learning_rate * w, np.array(learning_rate * b), float(updates)


def fit_until_good_enough(x, y, learning_rate, epochs):
    """Done after an epoch with few mistakes."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for _ in range(epochs):
        mistakes = 0
        for row, label in zip(x, y, strict=True):
            error = label - (1 if row @ w + b >= 0 else 0)
            w, b = w + learning_rate * error * row, b + learning_rate * error
            mistakes += abs(error)
        updates += mistakes
        if mistakes <= len(x) / 4:
            break
    return w, b, updates


def whole_numbers(x, y, learning_rate, epochs):
    """The weights in an array like a row of x."""
    w, b, updates = np.zeros_like(x[0]), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            error = label - (1 if row @ w + b >= 0 else 0)
            for i in range(len(w)):
                w[i] += learning_rate * error * row[i]
            b += learning_rate * error
            updates += abs(error)
    return w, b, updates


def until_each_is_right(x, y, learning_rate, epochs):
    """At each row until it is right, or a hundred times."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    for row, label in [pair for _ in range(epochs) for pair in zip(x, y, strict=True)]:
        for _ in range(100):
            error = label - (1 if row @ w + b >= 0 else 0)
            if error == 0:
                break
            w, b, updates = w + learning_rate * error * row, b + learning_rate * error, updates + 1
    return w, b, updates


def fit_keeping_the_best(x, y, learning_rate, epochs):
    """Of all lines, the first with the fewest mistakes on all rows."""
    w, b, updates = np.zeros(x.shape[1]), 0.0, 0
    fewest, best = len(x) + 1, (w, b)
    for _ in range(epochs):
        for row, label in zip(x, y, strict=True):
            error = label - (1 if row @ w + b >= 0 else 0)
            if error != 0:
                w, b, updates = w + learning_rate * error * row, b + learning_rate * error, updates + 1
                mistakes = ((x @ w + b >= 0) != y).sum()
                if mistakes < fewest:
                    fewest, best = mistakes, (w, b)
    return *best, updates


CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]
SEPARABLE = [[1.5, -0.5], [-1.0, 2.0], [0.25, 0.75], [-2.0, -1.25], [2.25, 1.0], [-0.5, -1.75]]

# x, labels, η, epochs; exact, as all are multiples of 1/8
HARD_SETS = [
    (CORNERS, [0, 0, 0, 1], 1, 2, "the text's example, AND in whole numbers"),
    (CORNERS, [0, 0, 0, 1], 1, 6, "AND with 6 epochs"),
    (CORNERS, [0, 0, 0, 1], 0.25, 9, "AND in whole numbers with a learning rate below 1"),
    (CORNERS, [0, 1, 1, 0], 0.5, 5, "labels that no line separates"),
    (SEPARABLE, [1, 0, 1, 0, 1, 0], 0.375, 1, "a single epoch"),
    (SEPARABLE, [1, 1, 1, 1, 1, 1], 0.5, 3, "labels that are all 1"),
    (SEPARABLE, [0, 0, 0, 0, 0, 0], 0.5, 3, "labels that are all 0"),
    ([[0.5, -1.25, 2.0, 1.0]], [0], 0.375, 3, "a single row"),
    ([[0.125], [-0.25], [2.0], [0.5]], [0, 1, 0, 1], 0.25, 4, "a single input"),
    (
        [[0.0, 0.0], [1.5, -1.0], [0.0, 0.0], [-1.0, 0.5]],
        [0, 1, 1, 0],
        0.5,
        4,
        "rows of zeros",
    ),
    (
        [[0.25, 0.125], [4.0, 3.0], [0.25, 0.125], [-3.5, 2.0], [0.5, -0.25], [4.0, 3.0], [-1.0, 0.5], [0.125, -4.0]],
        [1, 0, 1, 0, 1, 0, 1, 1],
        0.125,
        6,
        "rows that one update does not put right, and rows that come twice",
    ),
    (
        [[2.0, 1.0], [1.5, 2.5], [-1.0, -2.0], [-2.0, -0.5], [1.0, 1.0], [-1.5, -1.0], [2.5, 0.5], [-0.5, -0.25]],
        [1, 1, 0, 0, 1, 0, 1, 1],
        0.25,
        7,
        "rows of which one is missed in each epoch",
    ),
]


def fit_cases(rng):
    """The hard ones; rows that no line need separate; rows that one does; the former in float32."""
    sets = [(np.array(x), np.array(y), *rest) for x, y, *rest in HARD_SETS]
    for rows, inputs, learning_rate, epochs in [(7, 3, 0.125, 4), (9, 2, 0.375, 3)]:
        sets.append((eighths(rng, (rows, inputs)), rng.permutation(np.arange(rows) % 2), learning_rate, epochs, ""))
    x = eighths(rng, (8, 3))
    sets.append((x, (x @ [1, -2, 0.5] + 1 >= 0).astype(int), 0.25, 6, ""))
    cases = []
    for x, y, learning_rate, epochs, why in sets:
        cases.append(Case((x, y, learning_rate, epochs), {"N": len(x), "eta": learning_rate, "epochs": epochs}, why))
    return [*cases, in_single_precision(cases[-3])]


# what the perceptron says of a row, and how far it moves
WRONG_STEPS = (
    Misconception(
        "zero_does_not_fire",
        edit(perceptron_fit, ">= → >"),
        "Your perceptron says 0 for a score of exactly 0, which is class 1. From zero weights, the very first row has that "
        "score.",
        "The classes of this exercise: a score of exactly 0 means class 1.",
    ),
    Misconception(
        "bias_left_out_of_the_score",
        edit(perceptron_fit, "row @ w + b → row @ w"),
        "The bias is not in the score that you take ŷ from. It moves, but no answer depends on it.",
        "The score is x·w + b, and the line need not go through the origin.",
    ),
    Misconception(
        "bias_frozen",
        edit(perceptron_fit, "b + learning_rate * error → b"),
        "Your bias stays 0. Every line you try goes through the origin.",
        "b is the weight of an input that is always 1. By how much does such a weight move?",
    ),
    Misconception(
        "wrong_direction",
        edit(perceptron_fit, "label - y_pred → y_pred - label"),
        "You moved the line away from every missed 1 and towards every missed 0.",
        "A missed 1 is added, a missed 0 subtracted. Which sign does your error have for each?",
    ),
    Misconception(
        "learning_rate_missing",
        edit(perceptron_fit, "learning_rate * ⇒ "),
        "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
        "From zero, η rescales w and b and changes no answer. So the count cannot show it, and the weights do.",
    ),
    Misconception(
        "missed_zeros_ignored",
        edit(perceptron_fit, "label - y_pred → max(0, label - y_pred)"),
        "Your line never moves: weights, bias and count stay 0. From zero every score is 0, so the perceptron says 1 everywhere, "
        "and the first move must come from a missed 0.",
        "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
    ),
    Misconception(
        "missed_ones_ignored",
        edit(perceptron_fit, "label - y_pred → min(0, label - y_pred)"),
        "Nothing moves for a missed 1.",
        "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
    ),
)

# how often, and from where
WRONG_LOOPS = (
    Misconception(
        "all_rows_at_once",
        edit(perceptron_fit, "label in zip(x, y → label, z in zip(x, y, x @ w + b", "row @ w + b → z"),
        "You judged all {N} rows by the weights from the beginning of the epoch. The trick moves the line before "
        "it looks at the next point.",
        "Compute ŷ inside the loop over the rows, from the weights of this moment.",
    ),
    Misconception(
        "one_epoch_only",
        edit(perceptron_fit, "range(epochs) → range(min(1, epochs))"),
        "You went through the rows once, not {epochs} times.",
        "A loop over the epochs around the loop over the rows. Is the `return` inside it?",
    ),
    Misconception(
        "one_epoch_short",
        edit(perceptron_fit, "range(epochs) → range(1, epochs)"),
        "You went through the rows one time too few: {epochs} epochs were asked for.",
        "How many turns does your outer loop make? Count them for 2 epochs.",
    ),
    Misconception(
        "one_epoch_too_many",
        edit(perceptron_fit, "range(epochs) → range(epochs + 1)"),
        "You went through the rows one time too many: {epochs} epochs were asked for.",
        "How many turns does your outer loop make? Count them for 2 epochs.",
    ),
    Misconception(
        "started_anew",
        edit(perceptron_fit, "range(epochs): → range(epochs):\n        w, b = np.zeros(x.shape[1]), 0.0"),
        "You set w and b back to 0 in every epoch. All {epochs} epochs learn the same.",
        "The start happens once, before the first epoch.",
    ),
    Misconception(
        "stops_at_a_right_row",
        edit(perceptron_fit, "abs(error) → abs(error)\n            if error == 0: break"),
        "You leave an epoch at the first row that is right. The rows behind it are never seen.",
        "A right row moves nothing, and the loop goes on to the next.",
    ),
    Misconception(
        "stops_at_a_mistake",
        edit(perceptron_fit, "abs(error) → abs(error)\n            if error != 0: break"),
        "You leave an epoch after its first update.",
        "Move the line and go on with the next row.",
    ),
    Misconception(
        "last_row_skipped",
        edit(perceptron_fit, "zip(x, y, → zip(x[:-1], y[:-1],"),
        "The last row is never looked at.",
        "`range(n)` ends at n − 1. Where does your inner loop end?",
    ),
    Misconception(
        "first_row_skipped",
        edit(perceptron_fit, "zip(x, y, → zip(x[1:], y[1:],"),
        "The first row is never looked at.",
        "Rows are counted from 0. Where does your inner loop begin?",
    ),
    Misconception(
        "from_the_last_row",
        edit(perceptron_fit, "zip(x, y, → zip(x[::-1], y[::-1],"),
        "You went through the rows from the last to the first.",
        "The order matters: each row is judged by the line that the rows before it have left.",
    ),
)

# what is counted
WRONG_COUNTS = (
    Misconception(
        "rows_counted",
        edit(perceptron_fit, "abs(error) → 1"),
        "You counted every row that was looked at.",
        "An update is a row that was wrong. Where ŷ = y, nothing is counted.",
    ),
    Misconception(
        "errors_added_with_their_signs",
        edit(perceptron_fit, "abs(error) → error"),
        "Missed ones and missed zeros cancel in your count.",
        "y − ŷ is −1 for a missed 0, and that is one update too.",
    ),
    Misconception(
        "last_epoch_counted",
        edit(perceptron_fit, "range(epochs): → range(epochs):\n        updates = 0"),
        "You counted the last epoch alone.",
        "The count begins once, before the first epoch.",
    ),
    Misconception(
        "epochs_counted",
        edit(
            perceptron_fit,
            "range(epochs): → range(epochs):\n        moved = 0",
            "updates += abs(error) → moved = max(moved, abs(error))\n        updates += moved",
        ),
        "You counted the epochs in which the line moved. It can move several times in one.",
        "Count where the line moves, row by row.",
    ),
    Misconception(
        "counted_twice",
        edit(perceptron_fit, "abs(error) → 2 * abs(error)"),
        "You counted each update twice. w and b move together, and that is one update.",
        "One wrong row, one update.",
    ),
    Misconception(
        "missed_zeros_not_counted",
        edit(perceptron_fit, "abs(error) → max(0, error)"),
        "Missed zeros are not in your count.",
        "y − ŷ is −1 for a missed 0, and the line moves for it.",
    ),
    Misconception(
        "missed_ones_not_counted",
        edit(perceptron_fit, "abs(error) → max(0, -error)"),
        "Missed ones are not in your count.",
        "y − ŷ is 1 for a missed 1, and the line moves for it.",
    ),
    Misconception(
        "bias_moves_not_counted",
        edit(perceptron_fit, "abs(error) → abs(error) * bool(np.any(row))"),
        "You do not count an update that leaves w as it is. A row of zeros moves b alone, and with it the line.",
        "What says that a row was wrong: the change of w, or ŷ and y?",
    ),
    Misconception(
        "mistakes_left_counted",
        edit(perceptron_fit, "return w, b, updates → return w, b, ((x @ w + b >= 0) != y).sum()"),
        "You counted the rows that are wrong at the end. Asked for is how often the line has moved on the way.",
        "Count inside the loop, where the line moves.",
    ),
    Misconception(
        "one_update_too_many",
        edit(perceptron_fit, "return w, b, updates → return w, b, updates + 1"),
        "Your count is one too large.",
        "Before the first row, nothing has moved yet.",
    ),
    Misconception(
        "epochs_returned",
        edit(perceptron_fit, "return w, b, updates → return w, b, epochs"),
        "Your count is the number of epochs. The line can move several times in one, and in another not at all.",
        "Count inside the inner loop, where the line moves.",
    ),
)

PERCEPTRON_FIT = Question(
    difficulty="medium",
    minutes=12,
    points=3,
    parts=("w", "b", "updates"),
    reference=perceptron_fit,
    cases=fit_cases,
    section="Around again: epochs",
    hints=(
        "Two loops: the outer one counts epochs, the inner one goes through the rows. Everything happens in the inner one.",
        "Before the loops w = np.zeros(x.shape[1]), b = 0.0 and updates = 0. They are never set back.",
        "For a row: ŷ from the weights of this moment, error = y − ŷ, then w and b move by learning_rate · error.",
        "Count an update where the error is not 0. `updates += abs(error)` does it too.",
    ),
    misconceptions=(
        *WRONG_STEPS,
        *WRONG_LOOPS,
        *WRONG_COUNTS,
        *several_at_once(
            (*WRONG_STEPS, *WRONG_LOOPS),
            "zero_does_not_fire + one_epoch_only",
            "bias_left_out_of_the_score + one_epoch_only",
            "bias_left_out_of_the_score + zero_does_not_fire",
            "bias_frozen + zero_does_not_fire",
        ),
        Misconception(
            "score_for_class",
            edit(perceptron_fit, "1 if row @ w + b >= 0 else 0 → row @ w + b", "+= abs(error) → += error != 0"),
            "You used y − z with the score z. That rule moves for rows that are right too.",
            "The step comes first: ŷ is 0 or 1.",
        ),
        Misconception(
            "score_for_class_and_size",
            edit(perceptron_fit, "1 if row @ w + b >= 0 else 0 → row @ w + b"),
            "You used y − z with the score z, and added up the sizes of these errors. That rule moves for rows that are right too.",
            "The step comes first: ŷ is 0 or 1.",
        ),
        Misconception(
            "probability_for_class",
            edit(perceptron_fit, "1 if row @ w + b >= 0 else 0 → 0.5 + 0.5 * np.tanh((row @ w + b) / 2)"),
            "You used y − σ(z), with a probability where the class ŷ belongs. That rule moves for rows that are right too.",
            "The perceptron says 0 or 1 and nothing between.",
        ),
        Misconception(
            "class_minus_one",
            edit(perceptron_fit, "else 0 → else -1", "+= abs(error) → += error != 0"),
            "You took −1 for the class of a negative score, and then y − ŷ is 2 for a missed 1 and 1 for a right 0.",
            "The classes are 0 and 1.",
        ),
        Misconception(
            "class_minus_one_and_size",
            edit(perceptron_fit, "else 0 → else -1"),
            "You took −1 for the class of a negative score, and then y − ŷ is 2 for a missed 1 and 1 for a right 0.",
            "The classes are 0 and 1.",
        ),
        Misconception(
            "moves_when_right",
            edit(perceptron_fit, "label - y_pred → label"),
            "You moved by η·y·x, whatever the perceptron said. Rows that are right must not move the line, and a missed 0 must.",
            "y − ŷ is 0 where ŷ is right, and −1 for a missed 0.",
        ),
        Misconception(
            "twice_as_far",
            edit(perceptron_fit, "learning_rate * error ⇒ 2 * learning_rate * error"),
            "You moved twice as far as you should. Classes −1 and 1 are 2 apart; here they are 0 and 1.",
            "y − ŷ is −1, 0 or 1.",
        ),
        Misconception(
            "new_weights_too_early",
            edit(
                perceptron_fit,
                "w, b = w + learning_rate * error * row, b + learning_rate * error → "
                "w = w + learning_rate * error * row\n"
                "            b = b + learning_rate * (label - (1 if row @ w + b >= 0 else 0))",
            ),
            "For the bias you asked the perceptron again, after the weights had moved. One look at a row decides both moves.",
            "One row, one ŷ.",
        ),
        Misconception(
            "started_at_one",
            edit(perceptron_fit, "np.zeros(x.shape[1]), 0.0, 0 → np.ones(x.shape[1]), 1.0, 0"),
            "You started at 1. All weights and the bias start at 0.",
            "Where does the line come from before the first row?",
        ),
        Misconception(
            "weights_started_at_one",
            edit(perceptron_fit, "np.zeros → np.ones"),
            "Your weights started at 1. All weights and the bias start at 0.",
            "Where does the line come from before the first row?",
        ),
        Misconception(
            "rate_falls",
            edit(
                perceptron_fit,
                "for _ in range(epochs): → for epoch in range(epochs):\n        rate = learning_rate / (epoch + 1)",
                "learning_rate * ⇒ rate * ",
            ),
            "Your learning rate falls from epoch to epoch. It is the same for all.",
            "The trick uses η as it is given.",
        ),
        Misconception(
            "until_the_row_is_right",
            until_each_is_right,
            "You stay at a row until it is right. The trick is used once on each, and the row comes again in the next epoch.",
            "One look, one move, the next row.",
        ),
        Misconception(
            "good_enough",
            fit_until_good_enough,
            "You stop after an epoch with few mistakes. {epochs} epochs were asked for.",
            "A line that misses a single row still has to move.",
        ),
        Misconception(
            "best_kept",
            fit_keeping_the_best,
            "You return the best line on the way. Asked for is the last one, whatever it misses.",
            "No line is compared with another: the last w and b are the answer.",
        ),
        Misconception(
            "whole_numbers_cut",
            whole_numbers,
            "Your weights are whole numbers where the inputs are: what is behind the point is cut off.",
            "An array that was made like x holds what x holds. In which numbers must w be able to stand?",
        ),
        Misconception(
            "two_inputs_only",
            edit(perceptron_fit, "row @ w → row[0] * w[0] + row[1] * w[1]"),
            "Your score holds the first two inputs. A row may have any number of them.",
            "AND has two inputs; other tables have more, or one.",
        ),
        Misconception(
            "two_weights_only",
            edit(perceptron_fit, "np.zeros(x.shape[1]) → np.zeros(2)"),
            "You made two weights. A row may have any number of inputs, and each has a weight.",
            "AND has two inputs; other tables have more, or one.",
        ),
        Misconception(
            "bias_first",
            edit(perceptron_fit, "return w, b, → return b, w,"),
            "You returned b before w.",
            "The order is w, b, updates.",
        ),
    ),
    alternatives=(fit_until_clean, fit_with_x0, fit_loop, fit_in_whole_steps),
)
