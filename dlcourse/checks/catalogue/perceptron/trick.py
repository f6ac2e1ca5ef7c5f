"""The trick on one point, as code."""

import numpy as np

from dlcourse.checks.catalogue.answers import several_at_once
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron.neuron import eighths
from dlcourse.checks.catalogue.perceptron.trick_by_hand import SECTION
from dlcourse.checks.engine.question import Case, Misconception, Question


def perceptron_update(w, b, x, y, learning_rate):
    """w ← w + η(y − ŷ)x, b ← b + η(y − ŷ)."""
    y_pred = 1 if x @ w + b >= 0 else 0
    step = learning_rate * (y - y_pred)
    return w + step * x, b + step


def update_by_cases(w, b, x, y, learning_rate):
    """The two cases of the trick one by one, in a copy."""
    w, z = w.copy(), x @ w + b
    if y == 1 and z < 0:
        w += learning_rate * x
        b += learning_rate
    elif y == 0 and z >= 0:
        w -= learning_rate * x
        b -= learning_rate
    return w, b


def update_with_x0(w, b, x, y, learning_rate):
    """The bias as the weight of x₀ = 1."""
    x1, w1 = np.append(1.0, x), np.append(b, w)
    w1 = w1 + learning_rate * (y - np.heaviside(w1 @ x1, 1)) * x1
    return w1[1:], w1[:1]


def update_loop(w, b, x, y, learning_rate):
    """One weight at a time; a list and a float."""
    z = sum(xi * wi for xi, wi in zip(x.tolist(), w.tolist(), strict=True)) + b
    step = learning_rate * (y - (z >= 0))
    return [wi + step * xi for wi, xi in zip(w.tolist(), x.tolist(), strict=True)], float(b + step)


def update_only_when_wrong(w, b, x, y, learning_rate):
    """Nothing new where ŷ is right: the very w and b that came in; else a list of two."""
    y_pred = int(np.sum(x * w) + b >= 0)
    if y_pred == y:
        return w, b
    sign = 2 * y - 1
    return [np.add(w, sign * learning_rate * x), np.array(b + sign * learning_rate)]


# w, b, x, label, η; the score stands in the sentence
HARD_POINTS = [
    ([1.0, -1.0], -1.0, [2.0, 4.0], 1, 0.1, "the text's example, a missed 1 with the score −3"),
    ([0.5, 1.0, -2.0], 0.75, [2.0, 1.0, -0.5], 0, 0.03, "a missed 0 with the score 3.75"),
    ([1.0, 2.0, 0.5], 0.5, [1.0, 0.25, 2.0], 1, 0.3, "a 1 that is right"),
    ([-1.0, 0.5, 1.0], -0.25, [2.0, 1.0, -1.5], 0, 0.2, "a 0 that is right"),
    ([1.0, -0.5, 2.0], -0.5, [1.0, 3.0, 0.5], 0, 0.15, "a 0 on the line"),
    ([2.0, 1.0, -1.5, 0.5], -0.5, [1.0, 0.5, 2.0, 2.0], 1, 0.4, "a 1 on the line"),
    ([1.0, 1.0], -4.0, [2.0, 1.5], 1, 0.2, "a missed 1 that would be right without the bias"),
    ([1.0, -1.0], 2.0, [0.5, 1.75], 0, 0.25, "a missed 0 that would be right without the bias"),
    ([-1.0, 2.0], 5.0, [3.0, -0.5], 1, 0.5, "a 1 that is right by its bias"),
    ([0.5, -0.25], -0.5, [2.0, 1.0], 0, 0.375, "a missed 0 that one update puts right"),
    ([0.25, 0.5, -1.0], -0.125, [1.0, 1.0, 1.5], 1, 0.75, "a missed 1 that one update puts right"),
    ([0.0, 0.0], 0.0, [1.5, -2.0], 0, 0.5, "a 0 when weights and bias are 0"),
    ([0.0, 0.0], 0.0, [1.5, -2.0], 1, 0.5, "a 1 when weights and bias are 0"),
    ([2.0], -0.75, [-1.25], 1, 0.6, "a single input"),
    ([0.5, 1.0], -0.5, [0.0, 0.0], 1, 0.35, "a missed 1 whose inputs are 0"),
    ([1.0, -1.0], -1.0, [3.0, 0.5], 0, 1, "a learning rate of 1"),
]


def update_cases(rng):
    """The hard ones, then a missed 1, a missed 0 and a right 1, and the missed 1 in float32."""
    drawn = []
    for y, score, inputs, learning_rate in [(1, -1.375, 3, 0.1), (0, 0.75, 4, 0.03), (1, 0.875, 5, 0.3)]:
        x, w = eighths(rng, inputs, largest=16), eighths(rng, inputs, largest=16)
        drawn.append((w, float(score - x @ w), x, y, learning_rate, ""))  # exact, as all are multiples of 1/64
    cases = [
        Case(
            (np.array(w), b, np.array(x), y, learning_rate),
            {"label": y, "eta": learning_rate, "inputs": len(w)},
            why,
        )
        for w, b, x, y, learning_rate, why in [*HARD_POINTS, *drawn]
    ]
    return [*cases, in_single_precision(cases[-3])]


# what stands in the place of ŷ
WRONG_CLASSES = (
    Misconception(
        "zero_does_not_fire",
        edit(perceptron_update, ">= → >"),
        "For a score of exactly 0 you took ŷ = 0, but there ŷ is 1. {entry} is {yours}, expected {expected}: the label of this "
        "point is {label}.",
        "The classes of this exercise: a score of exactly 0 means class 1.",
    ),
    Misconception(
        "bias_left_out_of_the_score",
        edit(perceptron_update, "x @ w + b → x @ w"),
        "The bias is not in the score that you take ŷ from.",
        "The score is x·w + b, and the line need not go through the origin.",
    ),
    Misconception(
        "class_minus_one",
        edit(perceptron_update, "else 0 → else -1"),
        "You took −1 for the class of a negative score, and then y − ŷ is 2 for a missed 1 and 1 for a right 0.",
        "The classes are 0 and 1.",
    ),
    Misconception(
        "np_sign",
        edit(perceptron_update, "1 if x @ w + b >= 0 else 0 → np.sign(x @ w + b)"),
        "You took the sign of the score for ŷ, which has the values −1, 0 and 1. Here the classes are 0 and 1.",
        "The step has two values, and gives 1 for a score of 0.",
    ),
    Misconception(
        "score_for_class",
        edit(perceptron_update, "1 if x @ w + b >= 0 else 0 → x @ w + b"),
        "You used y − z with the score z. That rule moves for points that are right too.",
        "The step comes first: ŷ is 0 or 1.",
    ),
    Misconception(
        "probability_for_class",
        edit(perceptron_update, "1 if x @ w + b >= 0 else 0 → 0.5 + 0.5 * np.tanh((x @ w + b) / 2)"),
        "You used y − σ(z), with a probability where the class ŷ belongs. That rule moves for points that are right too.",
        "The perceptron says 0 or 1 and nothing between.",
    ),
)

# what moves by the learning rate
WRONG_ERRORS = (
    Misconception(
        "wrong_direction",
        edit(perceptron_update, "y - y_pred → y_pred - y"),
        "You moved the wrong way: {entry} is {yours}, expected {expected}, for a point of label {label}.",
        "A missed 1 is added, a missed 0 subtracted. Which sign does your error have for each?",
    ),
    Misconception(
        "moves_when_right",
        edit(perceptron_update, "y - y_pred → y"),
        "You moved by η·y·x, whatever the perceptron said: {entry} is {yours}, expected {expected} (the label is "
        "{label}). Points that are right must not move the line, and a missed 0 must.",
        "y − ŷ is 0 where ŷ is right, and −1 for a missed 0.",
    ),
    Misconception(
        "always_moves",
        edit(perceptron_update, "y - y_pred → 2 * y - 1"),
        "You add every point of label 1 and subtract every point of label 0, whatever the perceptron said: {entry} is {yours}, "
        "expected {expected} (the label is {label}).",
        "A point that is right must not move the line. Where does ŷ come in?",
    ),
    Misconception(
        "always_added",
        edit(perceptron_update, "(y - y_pred) → abs(y - y_pred)"),
        "For a missed 0 you moved the way one has to move for a missed 1.",
        "y − ŷ is −1 for a missed 0. Keep its sign.",
    ),
    Misconception(
        "missed_zeros_ignored",
        edit(perceptron_update, "(y - y_pred) → max(0, y - y_pred)"),
        "You did not move for a missed point of label {label}.",
        "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
    ),
    Misconception(
        "missed_ones_ignored",
        edit(perceptron_update, "(y - y_pred) → min(0, y - y_pred)"),
        "You did not move for a missed point of label {label}.",
        "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
    ),
    Misconception(
        "twice_as_far",
        edit(perceptron_update, "(y - y_pred) → 2 * (y - y_pred)"),
        "You moved twice as far as you should. Classes −1 and 1 are 2 apart; here they are 0 and 1.",
        "y − ŷ is −1, 0 or 1.",
    ),
    Misconception(
        "learning_rate_missing",
        edit(perceptron_update, "learning_rate * → "),
        "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
        "Only η of a point is added, not the whole of it.",
    ),
    Misconception(
        "divided_by_the_rate",
        edit(perceptron_update, "learning_rate * (y - y_pred) → (y - y_pred) / learning_rate"),
        "You divided by the learning rate, and η = {eta}.",
        "A small learning rate makes small steps.",
    ),
)

# what becomes of the bias
WRONG_BIASES = (
    Misconception(
        "bias_frozen",
        edit(perceptron_update, "b + step → b"),
        "Your bias never moves. The line can turn then, but not shift.",
        "b is the weight of an input that is always 1. By how much does such a weight move?",
    ),
    Misconception(
        "bias_once_per_input",
        edit(perceptron_update, "b + step → b + len(x) * step"),
        "Your bias moved {inputs} times. There are {inputs} inputs; does the line for b stand inside the loop over "
        "them?",
        "The bias moves once for each point.",
    ),
    Misconception(
        "bias_times_inputs",
        edit(perceptron_update, "b + step → b + step * x.sum()"),
        "Your bias moved by the sum of the inputs.",
        "The input of the bias is 1, so it moves by η(y − ŷ) alone.",
    ),
    Misconception(
        "bias_times_first_input",
        edit(perceptron_update, "b + step → b + step * x[0]"),
        "Your bias moved with the first input, as if that were the 1 which belongs to the bias.",
        "No entry of x belongs to the bias: its input is 1, and stands nowhere.",
    ),
    Misconception(
        "bias_moved_back",
        edit(perceptron_update, "b + step → b - step"),
        "Your bias moved the wrong way: {entry} is {yours}, expected {expected}, for a point of label {label}.",
        "A bias and a weight are moved with the same sign.",
    ),
    Misconception(
        "bias_always_raised",
        edit(perceptron_update, "b + step → b + abs(step)"),
        "For a missed 0 your bias moved the way it has to move for a missed 1.",
        "A bias and a weight are moved with the same sign.",
    ),
    Misconception(
        "bias_without_learning_rate",
        edit(perceptron_update, "b + step → b + (y - y_pred)"),
        "Your bias moved by y − ŷ itself: {entry} is {yours}, expected {expected}, and η = {eta}.",
        "The learning rate stands in both rules.",
    ),
    Misconception(
        "new_weights_too_early",
        edit(perceptron_update, "b + step → b + learning_rate * (y - (1 if x @ (w + step * x) + b >= 0 else 0))"),
        "For the bias you asked the perceptron again, after the weights had moved. ŷ is what it says before it moves.",
        "One point, one ŷ: it serves both rules.",
    ),
)

PERCEPTRON_UPDATE = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("w", "b"),
    reference=perceptron_update,
    cases=update_cases,
    section=SECTION,
    hints=(
        "Three lines: what the perceptron says of x now, how far that is from the label, and the move.",
        "ŷ is 1 where x·w + b ≥ 0, else 0. So y − ŷ is 0 where it is right, 1 for a missed 1 and −1 for a missed 0.",
        "The weights move by learning_rate · (y − ŷ) · x. The bias moves by the same without x.",
    ),
    misconceptions=(
        *WRONG_CLASSES,
        *WRONG_ERRORS,
        *WRONG_BIASES,
        *several_at_once(
            (*WRONG_CLASSES, *WRONG_ERRORS),
            "zero_does_not_fire + wrong_direction",
            "zero_does_not_fire + learning_rate_missing",
            "bias_left_out_of_the_score + wrong_direction",
            "bias_left_out_of_the_score + learning_rate_missing",
            "class_minus_one + wrong_direction",
            "class_minus_one + learning_rate_missing",
            "wrong_direction + learning_rate_missing",
        ),
        Misconception(
            "moves_on_the_line",
            edit(perceptron_update, "y - y_pred → 2 * y - 1 if (2 * y - 1) * (x @ w + b) <= 0 else 0"),
            "You move for every point on the line, a 1 as well. A score of exactly 0 means class 1, so a 1 on the line is right.",
            "With the labels −1 and 1 one asks for y·z ≤ 0. With 0 and 1, the side of the line that the line itself belongs to "
            "matters.",
        ),
        Misconception(
            "inputs_left_out",
            edit(perceptron_update, "w + step * x → w + step"),
            "Your weights all move by the same amount, η(y − ŷ). The inputs are not in it.",
            "A weight moves the further, the larger its input is.",
        ),
        Misconception(
            "weights_moved_back",
            edit(perceptron_update, "w + step * x → w - step * x"),
            "Your weights moved the wrong way: {entry} is {yours}, expected {expected}, for a point of label {label}.",
            "A missed 1 is added, a missed 0 subtracted.",
        ),
        Misconception(
            "weights_without_learning_rate",
            edit(perceptron_update, "w + step * x → w + (y - y_pred) * x"),
            "Your weights moved by (y − ŷ)·x itself: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "The learning rate stands in both rules.",
        ),
        Misconception(
            "weights_for_inputs",
            edit(perceptron_update, "w + step * x → w + step * w"),
            "Your weights moved along themselves: w stands where x belongs.",
            "The point is added or subtracted.",
        ),
        Misconception(
            "weights_unchanged",
            edit(perceptron_update, "w + step * x → w.copy()"),
            "Your weights never move.",
            "Does the answer return the new weights, or those it was given?",
        ),
        Misconception(
            "move_alone",
            edit(perceptron_update, "w + step * x, b + step → step * x, step"),
            "You returned the move alone.",
            "Add it to what was there before.",
        ),
        Misconception(
            "outputs_exchanged",
            edit(perceptron_update, "return w + step * x, b + step → return b + step, w + step * x"),
            "You returned the bias first and the weights second. The order is w, b.",
            "Look at the line that returns.",
        ),
        Misconception(
            "trained_on",
            edit(
                perceptron_update,
                "w + step * x, b + step → w, b",
                "return → for _ in range(1000):\n"
                "        w, b = w + step * x, b + step\n"
                "        step = learning_rate * (y - (1 if x @ w + b >= 0 else 0))\n"
                "    return",
            ),
            "You went on until the point was right. The question asks for one update, which need not be enough.",
            "No loop: one look at the point, one move.",
        ),
    ),
    alternatives=(update_by_cases, update_with_x0, update_loop, update_only_when_wrong),
)
