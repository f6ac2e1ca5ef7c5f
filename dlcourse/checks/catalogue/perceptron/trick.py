"""The trick on one point: by hand, then as code."""

import numpy as np

from dlcourse.checks.catalogue.answers import number_question
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.perceptron.neuron import eighths
from dlcourse.checks.engine.question import Case, Misconception, Question

SECTION = "The perceptron trick"


def score_after_update():
    """w = (1 + 0.02·7, −1 + 0.02·9), b = −1 + 0.02; the score grows by η(‖x‖² + 1)."""
    return 1.14 * 7 - 0.82 * 9 - 0.98


SCORE_AFTER_UPDATE = number_question(
    difficulty="easy",
    minutes=5,
    points=1,
    parts=("score",),
    reference=score_after_update,
    tolerance=1e-2,
    section=SECTION,
    hints=(
        "First the score before: 1·7 − 1·9 − 1. What does the perceptron say, and is it right?",
        "It says 0 and the label is 1, so y − ŷ = 1: add η times each input to its weight, and η itself to the bias.",
        "The new weights are 1 + 0.02·7 and −1 + 0.02·9, the new bias is −1 + 0.02. Now the score once more.",
    ),
    misconceptions=(
        Misconception(
            "bias_not_moved",
            lambda: 1.14 * 7 - 0.82 * 9 - 1,
            "{yours} comes from the new weights and the old bias. The bias moves too.",
            "The bias is the weight of an input that is always 1: it moves by η(y − ŷ).",
        ),
        Misconception(
            "moved_away",
            lambda: 0.86 * 7 - 1.18 * 9 - 1.02,
            "{yours} is lower than the score before: you moved the line away from the point. It is a missed 1.",
            "y − ŷ = 1 − 0. The inputs are added.",
        ),
        Misconception(
            "learning_rate_missing",
            lambda: 8 * 7 + 8 * 9 + 0,
            "{yours} comes from adding the whole point to the weights. Only η = 0.02 of it is added.",
            "Multiply what you add by the learning rate.",
        ),
        Misconception(
            "score_before",
            lambda: 1 * 7 - 1 * 9 - 1,
            "{yours} is the score before the update.",
            "Move the weights and the bias, then compute the score again.",
        ),
        Misconception(
            "score_for_class",
            lambda: -3 + 0.02 * 4 * (49 + 81 + 1),
            "{yours} comes from y − z = 1 − (−3) = 4. The trick asks for y − ŷ, and ŷ is a class.",
            "The step comes first: the score −3 gives ŷ = 0.",
        ),
        Misconception(
            "class_minus_one",
            lambda: -3 + 0.02 * 2 * (49 + 81 + 1),
            "{yours} comes from y − ŷ = 1 − (−1) = 2. The classes are 0 and 1 here.",
            "A negative score gives ŷ = 0.",
        ),
        Misconception(
            "bias_left_out_of_the_score",
            lambda: 1.14 * 7 - 0.82 * 9,
            "{yours} is the new x·w. The score has the bias in it.",
            "Add the new bias.",
        ),
    ),
)


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


def update_cases(rng):
    """A missed 1 and a missed 0, a right 1 and a right 0, both labels on the line, and a missed 1 in float32."""
    cases = []
    missed, right = [(1, -1.375, 3, 0.1), (0, 0.75, 4, 0.03)], [(1, 0.875, 3, 0.3), (0, -0.625, 5, 0.2)]
    on_the_line = [(0, 0.0, 3, 0.15), (1, 0.0, 4, 0.4)]
    for y, score, inputs, learning_rate in missed + right + on_the_line:
        x, w = eighths(rng, inputs, largest=16), eighths(rng, inputs, largest=16)
        b = float(score - x @ w)  # exact, as all are multiples of 1/64
        cases.append(Case((w, b, x, y, learning_rate), {"label": y, "eta": learning_rate, "inputs": inputs}))
    return [*cases, in_single_precision(cases[0])]


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
        Misconception(
            "moves_when_right",
            edit(perceptron_update, "y - y_pred → y"),
            "You moved by η·y·x, whatever the perceptron said: {entry} is {yours}, expected {expected} (the label is "
            "{label}). Points that are right must not move the line, and a missed 0 must.",
            "The move is η(y − ŷ)x: it is 0 where ŷ is right.",
        ),
        Misconception(
            "wrong_direction",
            edit(perceptron_update, "y - y_pred → y_pred - y"),
            "You moved the wrong way. The label is {label}, and after your move the point is further on the wrong "
            "side.",
            "A missed 1 is added, a missed 0 subtracted: y − ŷ, with a plus in front.",
        ),
        Misconception(
            "always_added",
            edit(perceptron_update, "(y - y_pred) → abs(y - y_pred)"),
            "You added a point of label {label} that should be subtracted.",
            "y − ŷ is −1 for a missed 0. Keep its sign.",
        ),
        Misconception(
            "missed_zeros_ignored",
            edit(perceptron_update, "(y - y_pred) → max(0, y - y_pred)"),
            "Nothing moved for a missed point of label {label}.",
            "There are two cases: a missed 1 is added, and a missed 0 is subtracted.",
        ),
        Misconception(
            "twice_as_far",
            edit(perceptron_update, "(y - y_pred) → 2 * (y - y_pred)"),
            "You moved twice as far. Classes −1 and 1 are 2 apart; here they are 0 and 1.",
            "y − ŷ is −1, 0 or 1.",
        ),
        Misconception(
            "score_for_class",
            edit(perceptron_update, "1 if x @ w + b >= 0 else 0 → x @ w + b"),
            "You used y − z with the score z. That rule moves for points that are right too.",
            "Take the step first: ŷ is 0 or 1.",
        ),
        Misconception(
            "learning_rate_missing",
            edit(perceptron_update, "learning_rate * → "),
            "The learning rate is missing: {entry} is {yours}, expected {expected}, and η = {eta}.",
            "Multiply the move by learning_rate.",
        ),
        Misconception(
            "bias_frozen",
            edit(perceptron_update, "b + step → b"),
            "Your bias never moves. The line can turn then, but not shift.",
            "b is the weight of an input that is always 1: b + η(y − ŷ).",
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
            "zero_does_not_fire",
            edit(perceptron_update, ">= → >"),
            "The score of this point is exactly 0, so ŷ = 1, and its label is {label}.",
            "ŷ is 1 where the score is ≥ 0.",
        ),
        Misconception(
            "move_alone",
            edit(perceptron_update, "w + step * x, b + step → step * x, step"),
            "You returned the move alone.",
            "Add it to the old w and the old b.",
        ),
    ),
    alternatives=(update_by_cases, update_with_x0, update_loop),
)
