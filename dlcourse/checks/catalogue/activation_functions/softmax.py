"""The backward pass of softmax with a gradient from above, and which activation belongs to which output."""

import numpy as np

from dlcourse.activations import softmax
from dlcourse.checks.catalogue.answers import choice_question, one_letter_wrong
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def softmax_cases(rng):
    """The exercise's example; rows and classes unequal and equal, one row, two classes; a row with a spread, a certain row,
    a gradient that is the same for all classes, that of the cross-entropy; float32.
    """
    example = np.array([[1.0, 0.0]]), np.array([[0.75, 0.25]])
    cases = [Case(example, {"N": 1, "K": 2}, why="the example of the exercise")]
    for rows, classes, why in [
        (5, 4, ""),
        (3, 6, ""),
        (1, 3, "one row"),
        (6, 2, "two classes"),
        (4, 4, "as many rows as classes"),
        (3, 5, "rows that are certain, or nearly"),
        (2, 3, "gradients with a large spread"),
        (4, 3, "a gradient that is the same for all classes"),
        (3, 4, "the gradient of a cross-entropy"),
    ]:
        da = away_from_zero(rng, (rows, classes)) + 0.4
        z = 1.5 * rng.normal(size=(rows, classes))
        if why.startswith("rows"):
            z[0, 1] += 12
            z[1, 2] += 2000
        if why.startswith("gradients"):
            da = np.array([[1000.0, -1000.0, 3.0], [-700.0, 0.5, 900.0]])
        a = softmax(z)
        if why.startswith("a gradient"):
            da[1] = 2.5
        if why.startswith("the gradient"):
            da = -np.eye(classes)[:rows] / a / rows
        cases.append(Case((da, a), {"N": rows, "K": classes}, why))
    return [*cases, in_single_precision(cases[1])]


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


def jacobians_added_up(da, a):
    """Each row's gradient through the sum of the Jacobians of the rows so far."""
    jacobians = np.einsum("nk,kj->nkj", a, np.eye(a.shape[1])) - np.einsum("nk,nj->nkj", a, a)
    return np.einsum("nj,nkj->nk", da, jacobians.cumsum(axis=0))


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
            "What becomes of the other outputs of a row, if one zₖ grows?",
        ),
        Misconception(
            "off_diagonal_only",
            edit(softmax_backward, "a * (da - mean) → a * (da * a - mean)"),
            "You left out each output's own input: the terms with j = k.",
            "Work out the derivative for j = k and for j ≠ k. Are both in your sum?",
        ),
        Misconception(
            "sum_missing",
            edit(softmax_backward, "(da - mean) → da"),
            "Your {part} is da · a. The sum over the other outputs is missing.",
            "What becomes of the other outputs of a row, if one zₖ grows?",
        ),
        Misconception(
            "factor_missing",
            edit(softmax_backward, "a * (da - mean) → da - mean"),
            "The factor aₖ before the bracket is missing.",
            "Put the derivative into the sum over j, and see which factor all terms share.",
        ),
        Misconception(
            "weights_missing_in_the_sum",
            edit(softmax_backward, "(da * a) → da"),
            "You subtracted the plain sum of da.",
            "In the sum over j each daⱼ has a factor. Which one?",
        ),
        Misconception(
            "plain_mean",
            edit(softmax_backward, "(da * a).sum → da.mean"),
            "You subtracted the plain mean of da.",
            "In the sum over j each daⱼ has a factor. Which one?",
        ),
        Misconception(
            "mean_for_sum",
            edit(softmax_backward, ".sum → .mean"),
            "You took the mean of daⱼ aⱼ over the {K} classes. The weights a sum to 1 already.",
            "Does the formula divide by the number of classes?",
        ),
        Misconception(
            "summed_over_the_batch",
            edit(softmax_backward, "axis=1 → axis=0"),
            "Your sum runs down the columns, over the {N} rows. Rows do not mix in a softmax.",
            "Along which axis do the classes of one row lie?",
        ),
        Misconception(
            "summed_over_everything",
            edit(softmax_backward, "axis=1, keepdims=True → "),
            "You subtracted one number from the whole array, which holds {N} rows.",
            "Rows do not mix in a softmax: how many sums should there be?",
        ),
        Misconception(
            "keepdims_missing",
            edit(softmax_backward, ", keepdims=True → "),
            "Your sums are (N,), and they were lined up with the columns: that runs only if there are as many rows as "
            "classes, or one row.",
            "Which shape do the sums need, to belong to the rows of da?",
        ),
        Misconception(
            "softmax_again",
            lambda da, a: softmax_backward(da, softmax(a)),
            "You took the softmax of a.",
            "What does `a` hold, the scores or the probabilities?",
        ),
        Misconception(
            "wrong_sign",
            edit(softmax_backward, "da - mean → mean - da"),
            "Your {part} has the wrong sign.",
            "If da is large for one class, should its z go up or down when the loss is to rise?",
        ),
        Misconception(
            "plus_for_minus",
            edit(softmax_backward, "da - mean → da + mean"),
            "You added the sum over the row.",
            "Which sign has ∂aⱼ/∂zₖ for j ≠ k?",
        ),
        Misconception(
            "upstream_ignored",
            edit(softmax_backward, "a * (da - mean) → a * (1 - a)"),
            "Your {part} does not depend on da: it is a(1 − a).",
            "What comes from above is a factor of every gradient below.",
        ),
        Misconception(
            "crossentropy_shortcut",
            edit(softmax_backward, "a * (da - mean) → a - da"),
            "You returned a − da. That looks like the shortcut a − y, which holds for the cross-entropy alone, with the "
            "labels in the place of da.",
            "The question asks for any gradient from above.",
        ),
        Misconception(
            "crossentropy_shortcut_averaged",
            edit(softmax_backward, "a * (da - mean) → (a - da) / len(a)"),
            "You returned (a − da)/N. That looks like the shortcut (a − y)/N, which holds for the cross-entropy alone, "
            "with the labels in the place of da ({N} rows here).",
            "The question asks for any gradient from above.",
        ),
        Misconception(
            "divided_again",
            edit(softmax_backward, "return a * (da - mean) → return a * (da - mean) / len(a)"),
            "Your {part} is divided by the {N} rows. Whoever made da has divided already, if there is a mean in the loss.",
            "Does the formula divide anywhere?",
        ),
        Misconception(
            "gradient_outside_the_sum",
            edit(softmax_backward, "(da * a) → (a * a)", "a * (da - mean) → da * (a - mean)"),
            "You took da out of the sum: every term of it has a daⱼ of its own.",
            "Write the sum over j out for three classes.",
        ),
        Misconception(
            "first_row_for_all",
            lambda da, a: da @ (np.diag(a[0]) - np.outer(a[0], a[0])),
            "You used the first row's probabilities for all {N} rows.",
            "Every row has a matrix of derivatives of its own.",
        ),
        Misconception(
            "jacobian_alone",
            lambda da, a: np.array([np.diag(row) - np.outer(row, row) for row in a]),
            "You returned the matrices ∂aₖ/∂zⱼ themselves: {part} is {yours}, expected {expected}.",
            "What comes from above is not in it yet.",
        ),
        Misconception(
            "jacobians_added_up",
            jacobians_added_up,
            "Your Jacobian is added to those of the rows before, so only the first row is right.",
            "Each row has a Jacobian of its own. Is it set back between rows?",
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
