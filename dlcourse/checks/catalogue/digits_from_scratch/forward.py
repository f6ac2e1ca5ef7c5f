"""From pixels to probabilities: a hidden layer of ReLU units, then softmax."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.digits_from_scratch.nets import draw_net, sizes_of
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def forward_cases(rng):
    """Sizes all different, one row, float32; and logits of many hundreds."""
    cases = []
    for size, scale in [((6, 5, 4, 3), 1), ((1, 3, 5, 4), 1), ((3, 4, 7, 5), 1), ((7, 3, 5, 4), 900)]:
        x, _, W1, b1, W2, b2 = draw_net(rng, *size)
        cases.append(Case((x, W1, b1, scale * W2, scale * b2), sizes_of(*size)))
    return [*cases, in_single_precision(cases[0])]


def digits_forward(x, W1, b1, W2, b2):
    """h = max(0, x W1 + b1), p = softmax(h W2 + b2)."""
    h = np.maximum(x @ W1 + b1, 0)
    logits = h @ W2 + b2
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return h, p


def forward_rows(x, W1, b1, W2, b2):
    """Row by row, with log-sum-exp; lists."""
    hs, ps = [], []
    for row in x:
        h = [max(0.0, float(z)) for z in W1.T @ row + b1]
        logits = W2.T @ np.array(h) + b2
        hs.append(h)
        ps.append(np.exp(logits - np.logaddexp.reduce(logits)).tolist())
    return hs, ps


def forward_bias_column(x, W1, b1, W2, b2):
    """The bias as the weight of an input that is always 1, sums by einsum."""
    one = np.ones((len(x), 1))
    z = np.einsum("ni,ij->nj", np.hstack([x, one]), np.vstack([W1, b1]))
    h = np.asfortranarray(z * (z > 0))
    return [h, softmax(np.einsum("ni,ij->nj", np.hstack([h, one]), np.vstack([W2, b2])))]


def forward_single(x, W1, b1, W2, b2):
    """In single precision."""
    return digits_forward(*(array.astype(np.float32) for array in (x, W1, b1, W2, b2)))


DIGITS_FORWARD = Question(
    difficulty="easy",
    minutes=6,
    points=2,
    parts=("h", "p"),
    reference=digits_forward,
    cases=forward_cases,
    section="Forward: from pixels to ten probabilities",
    hints=(
        "Two dense layers with an activation after each: x @ W1 + b1, then ReLU; h @ W2 + b2, then softmax.",
        "Softmax works row by row: each row of exponentials is divided by its own sum, so keep the axis.",
        "Subtract each row's largest logit before `np.exp`: the probabilities stay the same, and nothing overflows.",
    ),
    misconceptions=(
        Misconception(
            "hidden_activation_missing",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → x @ W1 + b1"),
            "The ReLU is missing. Two layers without a bend between them are one.",
            "h = max(0, x W1 + b1).",
        ),
        Misconception(
            "sigmoid_for_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → 1 / (1 + np.exp(-x @ W1 - b1))"),
            "Your hidden units are sigmoids.",
            "This net's hidden activation is max(0, z).",
        ),
        Misconception(
            "first_bias_missing",
            edit(digits_forward, " + b1 → "),
            "b1 is missing.",
            "x @ W1 + b1, before the ReLU.",
        ),
        Misconception(
            "second_bias_missing",
            edit(digits_forward, " + b2 → "),
            "b2 is missing.",
            "h @ W2 + b2, before the softmax.",
        ),
        Misconception(
            "relu_on_the_logits",
            edit(digits_forward, "h @ W2 + b2 → np.maximum(h @ W2 + b2, 0)"),
            "A second ReLU cut the logits at 0. All classes with a negative logit became equally likely.",
            "The output layer has softmax alone; logits may be negative.",
        ),
        Misconception(
            "logits_returned",
            edit(digits_forward, "return h, p → return h, logits"),
            "You returned the logits.",
            "p = softmax(logits): positive numbers that add up to 1 in each row.",
        ),
        Misconception(
            "softmax_over_the_rows",
            edit(digits_forward, "axis=1 ⇒ axis=0"),
            "Your columns add up to 1, your rows do not.",
            "The {classes} classes of one row compete with each other: axis=1.",
        ),
        Misconception(
            "softmax_over_all",
            edit(digits_forward, "axis=1, keepdims=True ⇒ "),
            "All your probabilities together add up to 1. Each of the {N} rows should.",
            "`e.sum(axis=1, keepdims=True)`.",
        ),
        Misconception(
            "overflow",
            edit(digits_forward, " - logits.max(axis=1, keepdims=True) → "),
            "Right for small logits, and {yours} for logits of many hundreds, where {expected} is right: e^800 overflows, "
            "and ∞/∞ is not a number.",
            "Subtract each row's largest logit before `np.exp`.",
        ),
        Misconception(
            "sigmoid_for_softmax",
            edit(digits_forward, "e / e.sum(axis=1, keepdims=True) → 0.5 + 0.5 * np.tanh(logits / 2)"),
            "Your outputs are sigmoids. Each class is judged by itself, and a row does not add up to 1.",
            "Exactly one digit is right: softmax lets the classes share one probability.",
        ),
    ),
    alternatives=(forward_rows, forward_bias_column, forward_single),
)
