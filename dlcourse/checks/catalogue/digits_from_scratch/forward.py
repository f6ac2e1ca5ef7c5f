"""From pixels to probabilities: a hidden layer of ReLU units, then softmax."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.digits_from_scratch.nets import (
    draw_net,
    example_net,
    net_near_the_kink,
    net_with_large_logits,
    sizes_of,
)
from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

HARD_NETS = (
    (example_net, "the example of the exercise"),
    (net_near_the_kink, "units at 0, just above and below, and far above"),
    (net_with_large_logits, "logits of ±900, rows far apart"),
)


def forward_cases(rng):
    """Those that stand in every draw; sizes all different, all equal; one hidden unit; float32; rows with a spread."""
    cases = [_case(net(), why) for net, why in HARD_NETS]
    x, y, W1, b1, W2, b2 = net_with_large_logits()
    for others, why in [((-100, -99.875), "as many of −900 as of +900"), ((99, 5), "one of 50, three of 900")]:
        W2 = np.concatenate([[[106, 105.75, *others]], W2[1:]])
        cases.append(_case((x, y, W1, b1, W2, b2), f"logits far apart in one row: {why}"))
    for size, why in [
        ((6, 5, 4, 3), ""),
        ((4, 4, 4, 4), "all sizes equal"),
        ((5, 3, 1, 4), "one hidden unit"),
        ((1, 3, 5, 4), "one row"),
    ]:
        cases.append(_case(draw_net(rng, *size), why))
    return [*cases, in_single_precision(cases[5])]


def _case(net, why):
    """A net and its rows as a case, without the labels."""
    x, _, W1, b1, W2, b2 = net
    return Case((x, W1, b1, W2, b2), sizes_of(*x.shape, *W2.shape), why)


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


OVERFLOW = Misconception(
    "exponential_overflows",
    edit(digits_forward, "logits - logits.max(axis=1, keepdims=True) → logits"),
    "Logits of many hundreds do not survive your softmax: e⁹⁰⁰ is ∞ on a computer, and ∞/∞ is not a number.",
    "Adding one number to all logits of a row leaves its probabilities as they are. Which number keeps e^z small?",
)
SUM_OVER_EVERYTHING = Misconception(
    "sum_over_everything",
    edit(digits_forward, "e.sum(axis=1, keepdims=True) → e.sum()"),
    "You divided by one sum for the whole batch. The probabilities of each row should add up to 1.",
    "The classes of one row compete with each other, and with no other row. Which axis is that?",
)
SUM_OVER_THE_BATCH = Misconception(
    "sum_over_the_batch",
    edit(digits_forward, "e.sum(axis=1 → e.sum(axis=0"),
    "You divided by the sums of the columns, which run over the rows of the batch.",
    "The classes of one row compete with each other. Which axis is that?",
)
HIDDEN_ACTIVATION_MISSING = Misconception(
    "hidden_activation_missing",
    edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → (x @ W1 + b1)"),
    "The ReLU is missing in your {part}. Two layers without a bend between them are one.",
    "What becomes of a unit whose z is negative?",
)
FIRST_BIAS_FORGOTTEN = Misconception(
    "first_bias_forgotten",
    edit(digits_forward, " + b1 → "),
    "b1 is missing in your {part}.",
    "What does a hidden unit get if all pixels are 0?",
)
SECOND_BIAS_FORGOTTEN = Misconception(
    "second_bias_forgotten",
    edit(digits_forward, " + b2 → "),
    "b2 is missing.",
    "What are the logits if no hidden unit fires?",
)

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
        HIDDEN_ACTIVATION_MISSING,
        Misconception(
            "pre_activation_returned",
            edit(digits_forward, "return h → return x @ W1 + b1"),
            "Your h is x W1 + b1, before the ReLU.",
            "The hidden layer's output is what enters the second layer. Which of your arrays is that?",
        ),
        Misconception(
            "sigmoid_for_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → 1 / (1 + np.exp(-x @ W1 - b1))"),
            "Your {part} comes from sigmoids in the hidden layer.",
            "Which activation does the formula of h have?",
        ),
        Misconception(
            "tanh_for_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → np.tanh(x @ W1 + b1)"),
            "Your {part} comes from tanh in the hidden layer.",
            "Which activation does the formula of h have?",
        ),
        Misconception(
            "leaky_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → np.where(x @ W1 + b1 > 0, 1, 0.01) * (x @ W1 + b1)"),
            "Your {part} comes from a leaky ReLU: negative z come through, multiplied by 0.01.",
            "What does max(0, z) make of a negative z?",
        ),
        Misconception(
            "relu_cut_off_at_6",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → np.clip(x @ W1 + b1, 0, 6)"),
            "Your {part} comes from units that never exceed 6.",
            "What is max(0, 12)?",
        ),
        Misconception(
            "absolute_value_for_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → np.abs(x @ W1 + b1)"),
            "Your {part} comes from absolute values in the hidden layer.",
            "What does max(0, z) make of a negative z?",
        ),
        FIRST_BIAS_FORGOTTEN,
        SECOND_BIAS_FORGOTTEN,
        at_once(FIRST_BIAS_FORGOTTEN, SECOND_BIAS_FORGOTTEN),
        Misconception(
            "bias_after_the_relu",
            edit(digits_forward, "np.maximum(x @ W1 + b1, 0) → np.maximum(x @ W1, 0) + b1"),
            "You added b1 after the ReLU.",
            "What is cut off at 0 by the formula: the sum with the bias, or without it?",
        ),
        Misconception(
            "weights_transposed",
            edit(digits_forward, "@ W1 → @ W1.T", "@ W2 → @ W2.T"),
            "You multiplied by W1ᵀ and W2ᵀ. That runs only where a layer has as many units as inputs.",
            "The inner sizes of a product meet: (N, n) and (n, p).",
        ),
        Misconception(
            "bias_as_a_column",
            edit(digits_forward, "+ b1 → + b1[:, None]", "+ b2 → + b2[:, None]"),
            "You added the biases down the columns, one for each row. That gives other numbers, or none where the sizes do "
            "not fit.",
            "To whom does a bias belong, to a row or to a unit?",
        ),
        Misconception(
            "hidden_layer_skipped",
            edit(digits_forward, "h @ W2 → x @ W2"),
            "Your second layer reads x and not h. That runs only where there are as many hidden units as inputs.",
            "What enters the second layer?",
        ),
        Misconception(
            "relu_on_the_logits",
            edit(digits_forward, "h @ W2 + b2 → np.maximum(h @ W2 + b2, 0)"),
            "A second ReLU cut the logits at 0. All classes with a negative logit became equally likely.",
            "What stands between the second layer and the softmax?",
        ),
        Misconception(
            "logits_returned",
            edit(digits_forward, "return h, p → return h, logits"),
            "Your p holds the logits.",
            "Probabilities are positive, and each row adds up to 1. What is missing?",
        ),
        Misconception(
            "logarithm_returned",
            edit(digits_forward, "return h, p → return h, logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)"),
            "Your p holds the logarithms of the probabilities.",
            "Probabilities are positive, and each row adds up to 1.",
        ),
        Misconception(
            "powers_not_divided",
            edit(digits_forward, "e / e.sum(axis=1, keepdims=True) → e"),
            "Your p holds the exponentials alone.",
            "What should a row of probabilities add up to?",
        ),
        Misconception(
            "exponential_missing",
            edit(digits_forward, "e / e.sum → logits / logits.sum"),
            "You divided the logits themselves by their sum. Logits may be negative, probabilities may not.",
            "What makes positive numbers out of any?",
        ),
        Misconception(
            "winner_takes_all",
            edit(digits_forward, "return h, p → return h, (p == p.max(axis=1, keepdims=True)) * 1.0"),
            "Your p gives 1 to the largest logit and 0 to the others.",
            "How sure is the net? Softmax shares 1 among all classes.",
        ),
        Misconception(
            "class_returned",
            edit(digits_forward, "return h, p → return h, p.argmax(axis=1)"),
            "Your p holds the most likely class of each row: p is {yours}, expected {expected}.",
            "Asked for are the probabilities of all classes.",
        ),
        Misconception(
            "each_by_itself",
            edit(digits_forward, "e / e.sum(axis=1, keepdims=True) → 0.5 + 0.5 * np.tanh(logits / 2)"),
            "Your outputs are sigmoids. Each class is judged by itself, and a row does not add up to 1.",
            "Exactly one digit is right. Which function lets the classes share one probability?",
        ),
        Misconception(
            "softmax_twice",
            edit(digits_forward, "return h, p → return h, softmax(p)"),
            "You took the softmax of probabilities: it was applied twice.",
            "Does a function that you call end with a softmax already?",
        ),
        Misconception(
            "outputs_exchanged",
            edit(digits_forward, "return h, p → return p, h"),
            "Your two results have changed places: p came first.",
            "The question asks for h first, then p.",
        ),
        SUM_OVER_THE_BATCH,
        Misconception(
            "softmax_over_the_batch",
            edit(digits_forward, "axis=1 ⇒ axis=0"),
            "Your columns add up to 1, your rows do not.",
            "The classes of one row compete with each other. Which axis is that?",
        ),
        SUM_OVER_EVERYTHING,
        Misconception(
            "softmax_over_everything",
            edit(digits_forward, "axis=1, keepdims=True ⇒ "),
            "All your probabilities together add up to 1. Those of each row should.",
            "The classes of one row compete with each other, and with no other row. Which axis is that?",
        ),
        Misconception(
            "keepdims_forgotten",
            edit(digits_forward, ", keepdims=True ⇒ "),
            "The maximum and the sum of each row lie along the columns with you. That runs only where there are as many rows "
            "as classes, and there it belongs to the wrong rows.",
            "Which shape must the maxima have, so that each one stands beside its own row?",
        ),
        OVERFLOW,
        at_once(OVERFLOW, SUM_OVER_THE_BATCH),
        at_once(OVERFLOW, SUM_OVER_EVERYTHING),
        at_once(HIDDEN_ACTIVATION_MISSING, OVERFLOW),
        at_once(FIRST_BIAS_FORGOTTEN, OVERFLOW),
        at_once(SECOND_BIAS_FORGOTTEN, OVERFLOW),
        Misconception(
            "one_shift_for_all",
            edit(digits_forward, "logits.max(axis=1, keepdims=True) → logits.max()"),
            "You subtract one maximum for all rows. In a row far below it all exponentials are 0, and 0/0 is not a number.",
            "Each row may be shifted by a number of its own. Which one is safe?",
        ),
        Misconception(
            "smallest_subtracted",
            edit(digits_forward, "logits.max → logits.min"),
            "You subtract each row's smallest logit. Where a row has a wide spread, its largest one overflows still.",
            "Which number makes every exponent 0 or less?",
        ),
        Misconception(
            "mean_subtracted",
            edit(digits_forward, "logits.max → logits.mean"),
            "You subtract each row's mean. Where a row has a wide spread, its largest logit overflows still.",
            "Which number makes every exponent 0 or less?",
        ),
        Misconception(
            "logits_clipped",
            edit(digits_forward, "h @ W2 + b2 → np.clip(h @ W2 + b2, -500, 500)"),
            "You cut the logits off at some size. Beyond it all classes of a row become equally likely.",
            "The differences within a row are what counts. What can you take off a whole row without changing them?",
        ),
        Misconception(
            "shifted_above_only",
            edit(digits_forward, "e.sum → np.exp(logits).sum"),
            "You subtract the maximum above the line and not below it: your rows do not add up to 1.",
            "Both sides of the fraction need the same shift.",
        ),
    ),
    alternatives=(forward_rows, forward_bias_column, forward_single),
)
