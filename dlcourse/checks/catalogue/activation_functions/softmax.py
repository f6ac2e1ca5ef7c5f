"""The backward pass of softmax with a gradient from above, and which activation belongs to which output."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.answers import choice_question, one_letter_wrong
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def softmax_cases(rng):
    """Rows and classes different, signed gradients from above, one row, a nearly certain row, float32."""
    cases = []
    for rows, classes in [(5, 4), (1, 3), (3, 6)]:
        da = away_from_zero(rng, (rows, classes)) + 0.4
        z = 1.5 * rng.normal(size=(rows, classes))
        z[0, 1] += 12 * (rows == 3)
        cases.append(Case((da, softmax(z)), {"N": rows, "K": classes}))
    return [*cases, in_single_precision(cases[0])]


def softmax_backward(da, a):
    """dzₖ = aₖ(daₖ − Σⱼ daⱼ aⱼ), row by row."""
    mean = (da * a).sum(axis=1, keepdims=True)
    return a * (da - mean)


def softmax_by_loops(da, a):
    """Every output's gradient sent to every input."""
    dz = np.zeros(a.shape)
    for n, k, j in np.ndindex(*a.shape, a.shape[1]):
        dz[n, k] += da[n, j] * a[n, j] * ((j == k) - a[n, k])
    return dz.tolist()


def softmax_by_einsum(da, a):
    """All Jacobians at once, in Fortran order."""
    jacobians = np.einsum("nk,kj->nkj", a, np.eye(a.shape[1])) - np.einsum("nk,nj->nkj", a, a)
    return np.asfortranarray(np.einsum("nj,nkj->nk", da, jacobians))


SOFTMAX_BACKWARD = Question(
    difficulty="hard",
    minutes=12,
    points=2,
    parts=("dz",),
    reference=softmax_backward,
    cases=softmax_cases,
    section="Softmax: every output depends on every input",
    hints=(
        "Every zₖ moves every aⱼ of its row, so several paths lead from zₖ to the loss. Paths add up: Σⱼ daⱼ · ∂aⱼ/∂zₖ.",
        "Put ∂aⱼ/∂zₖ = aⱼ([j = k] − aₖ) into that sum and take it apart: the term with [j = k] is one number, the rest "
        "is −aₖ Σⱼ daⱼ aⱼ.",
        "dzₖ = aₖ (daₖ − s), and s = Σⱼ daⱼ aⱼ is one number for each row: `(da * a).sum(axis=1, keepdims=True)`.",
    ),
    misconceptions=(
        Misconception(
            "diagonal_only",
            edit(softmax_backward, "a * (da - mean) → da * a * (1 - a)"),
            "You used a(1 − a), the diagonal only. That would be right if every output depended on its own input "
            "alone, as with the sigmoid. Your rows do not sum to 0.",
            "Raising one zₖ lowers all other outputs of the row. Add those paths: −aₖ aⱼ daⱼ for every j ≠ k.",
        ),
        Misconception(
            "sum_missing",
            edit(softmax_backward, "(da - mean) → da"),
            "Your {part} is da · a. What is taken off, the row's mean of da weighted by a, is missing.",
            "a · (da − Σⱼ daⱼ aⱼ).",
        ),
        Misconception(
            "weights_missing_in_the_sum",
            edit(softmax_backward, "(da * a) → da"),
            "You subtracted the plain sum of da. Each daⱼ counts aⱼ of itself.",
            "Σⱼ daⱼ aⱼ, a mean weighted by the probabilities.",
        ),
        Misconception(
            "mean_for_sum",
            edit(softmax_backward, ".sum → .mean"),
            "You took the mean of daⱼ aⱼ over the {K} classes. The weights a sum to 1 already, so nothing is divided "
            "by {K}.",
            "Σⱼ daⱼ aⱼ: a sum.",
        ),
        Misconception(
            "summed_over_the_batch",
            edit(softmax_backward, "axis=1 → axis=0"),
            "Your sum runs down the columns, over the {N} rows. Rows do not mix in a softmax.",
            "Sum along a row: `axis=1, keepdims=True`.",
        ),
        Misconception(
            "summed_over_everything",
            edit(softmax_backward, "axis=1, keepdims=True → "),
            "You subtracted one number from the whole array. Each of the {N} rows has a sum of its own.",
            "`(da * a).sum(axis=1, keepdims=True)`.",
        ),
        Misconception(
            "softmax_again",
            lambda da, a: softmax_backward(da, softmax(a)),
            "You took the softmax of a. `a` holds the probabilities already.",
            "Use a as it is.",
        ),
        Misconception(
            "wrong_sign",
            edit(softmax_backward, "da - mean → mean - da"),
            "Your {part} has the wrong sign.",
            "da minus the weighted mean, not the other way round.",
        ),
        Misconception(
            "jacobian_alone",
            lambda da, a: np.array([np.diag(row) - np.outer(row, row) for row in a]),
            "You returned the matrices ∂aₖ/∂zⱼ themselves: {part} is {yours}, expected {expected}. What comes from above "
            "is not in it.",
            "Multiply each row's matrix by that row's da.",
        ),
    ),
    alternatives=(
        lambda da, a: np.array([(np.diag(row) - np.outer(row, row)) @ d for d, row in zip(da, a, strict=True)]),
        softmax_by_loops,
        softmax_by_einsum,
    ),
)


def output_activations():
    """A temperature: none; one of ten digits: softmax; any number of tags: a sigmoid each."""
    return "a", "d", "c"


choice_but = one_letter_wrong(output_activations)


OUTPUT_ACTIVATIONS = choice_question(
    difficulty="easy",
    minutes=4,
    points=3,
    parts=("first", "second", "third"),
    reference=output_activations,
    section="Which one where",
    hints=(
        "Ask of each task which numbers a right answer may hold: any number, one between 0 and 1, several that share a 1?",
        "A temperature may be −12. The tags of a photo may all apply at once, or none.",
        "Softmax makes its outputs compete for a sum of 1. In which of the tasks does exactly one answer apply?",
    ),
    misconceptions=(
        Misconception(
            "relu_for_the_temperature",
            choice_but(0, "b"),
            "b) for the temperature: a ReLU never gives a negative number, and there is frost at times.",
            "Name the smallest and the largest right answer, and ask which activation can reach both.",
        ),
        Misconception(
            "sigmoid_for_the_temperature",
            choice_but(0, "c"),
            "c) for the temperature: a sigmoid stays between 0 and 1.",
            "Name the smallest and the largest right answer, and ask which activation can reach both.",
        ),
        Misconception(
            "softmax_for_the_temperature",
            choice_but(0, "d"),
            "d) for the temperature: softmax over one unit is always 1, whatever the unit computes.",
            "Put one number into e^z / Σ e^z.",
        ),
        Misconception(
            "linear_for_the_digit",
            choice_but(1, "a"),
            "a) for the digit: without an activation the ten numbers may be negative or above 1, so they are no "
            "probabilities.",
            "Exactly one of ten is right: what should the ten outputs add up to?",
        ),
        Misconception(
            "relu_for_the_digit",
            choice_but(1, "b"),
            "b) for the digit: a ReLU has no upper end, and ten zeros are possible. These are no probabilities.",
            "Exactly one of ten is right: what should the ten outputs add up to?",
        ),
        Misconception(
            "sigmoid_for_the_digit",
            choice_but(1, "c"),
            "c) for the digit: ten separate sigmoids may all say yes, or all no. But a picture shows exactly one digit.",
            "Exactly one of ten is right: what should the ten outputs add up to?",
        ),
        Misconception(
            "linear_for_the_tags",
            choice_but(2, "a"),
            "a) for the tags: without an activation an output may be −7 or 30. The task asks for probabilities.",
            "Each tag is a question of its own with the answers yes and no.",
        ),
        Misconception(
            "relu_for_the_tags",
            choice_but(2, "b"),
            "b) for the tags: a ReLU has no upper end, so its outputs are no probabilities.",
            "Each tag is a question of its own with the answers yes and no.",
        ),
        Misconception(
            "softmax_for_the_tags",
            choice_but(2, "d"),
            "d) for the tags: softmax makes the tags share a sum of 1. A photo with both `beach` and `dog` could give "
            "neither of them more than a half without taking it from the other.",
            "Each tag is a question of its own with the answers yes and no.",
        ),
    ),
)
