"""Binary cross-entropy of probabilities, and its gradient."""

from collections.abc import Mapping

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.compare import same_shape
from dlcourse.checks.engine.outcome import as_numbers
from dlcourse.checks.engine.question import Case, Misconception, Question

LIBRARIES_EPSILON = 1e-7  # Keras keeps p so far away from 0 and 1; a number this small is no mistake


def binary_crossentropy(y_true, p):
    """−mean [y ln p + (1 − y) ln(1 − p)] and (p − y)/(p(1 − p))/(N·K)."""
    terms = y_true * np.log(p) + (1 - y_true) * np.log(1 - p)
    slope = (p - y_true) / (p * (1 - p))
    return -terms.mean(), slope / p.size


def binary_by_label(y_true, p):
    """Only the probability of the label counts: −ln p where y = 1, −ln(1 − p) where y = 0."""
    yes = y_true == 1
    of_label = np.where(yes, p, 1 - p)
    return np.mean(-np.log(of_label)), np.where(yes, -1, 1) / of_label / p.size


def binary_clipped(y_true, p):
    """Clipped first, as libraries do; the two terms' slopes apart."""
    p = np.clip(np.asarray(p), 1e-7, 1 - 1e-7)
    share = 1 / np.prod(p.shape)
    loss = -share * np.sum(y_true * np.log(p) + (1 - y_true) * np.log1p(-p))
    return [loss, share * ((1 - y_true) / (1 - p) - y_true / p)]


def binary_loop(y_true, p):
    """Entry by entry, with a small number inside the logarithm."""
    total, gradient = 0.0, np.zeros(p.shape)
    for i in np.ndindex(p.shape):
        of_label = float(p[i]) if y_true[i] else 1 - float(p[i])
        total -= np.log(of_label + 1e-8)
        gradient[i] = (-1 if y_true[i] else 1) / of_label / p.size
    return total / p.size, gradient.tolist()


def binary_epsilon_everywhere(y_true, p):
    """With 1e-7 below every line and inside every logarithm; results by name."""
    e = 1e-7
    loss = -(y_true * np.log(p + e) + (1 - y_true) * np.log(1 - p + e)).mean()
    return {"dp": ((1 - y_true) / (1 - p + e) - y_true / (p + e)) / p.size, "loss": loss}


def with_tiny_epsilons(function, y_true, p):
    """Call the function; what an epsilon of up to 10⁻⁷ changes at probabilities near 0 and 1 counts as right."""
    returned = function(y_true, p)
    if isinstance(returned, Mapping):
        returned = tuple(returned.get(part) for part in ("loss", "dp"))
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        return returned
    loss, gradient = binary_crossentropy(y_true, p)
    of_label = np.where(y_true == 1, p, 1 - p)
    allowed = 1.01 * LIBRARIES_EPSILON / of_label  # relative in the gradient; in the loss ln(1 + ε/p) at most
    pairs = ((loss, allowed.mean()), (gradient, allowed * np.abs(gradient)))
    return tuple(right_if_near(value, *pair) for value, pair in zip(returned, pairs, strict=True))


def right_if_near(value, right, allowed):
    """Return `right` if `value` lies within `allowed` of it, entry by entry; else `value` as it is."""
    array = as_numbers(value)
    aligned = None if array is None else same_shape(array, np.asarray(right))
    near = aligned is not None and bool((np.abs(aligned - right) <= allowed).all())
    return right if near else value


def labels(rng, shape):
    """Zeros and ones in turn, shuffled: both occur."""
    return rng.permutation(np.arange(np.prod(shape)) % 2).reshape(shape).astype(float)


def probability_cases(rng):
    """The text's example; all kinds of sizes, also 1,200 entries; some p very near 0 and 1; float32."""
    example = (np.array([[1, 0, 1]]), np.array([[0.8, 0.4, 0.1]]))
    cases = [Case(example, {"N": 1, "K": 3, "entries": 3}, why="the text's example, with labels as whole numbers")]
    for n, k, why in (
        (6, 4, ""),
        (1, 3, "one row"),
        (7, 1, "one output"),
        (4, 4, "as many outputs as rows"),
        (2, 3, "every label 1"),
        (3, 2, "every label 0"),
        (40, 30, "so many entries that the product of their probabilities is rounded to 0"),
    ):
        far = rng.uniform(0.1, 0.45, size=(n, k)) * rng.choice([-1.0, 1.0], size=(n, k))
        y_true = np.full((n, k), float(why[-1])) if "every" in why else labels(rng, (n, k))
        cases.append(Case((y_true, 0.5 + far), {"N": n, "K": k, "entries": n * k}, why=why))
    cases.append(in_single_precision(cases[1]))
    tiny = 5e-7
    sure = (np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), np.array([[tiny, 1 - tiny, 0.5], [tiny, 1 - tiny, 0.3]]))
    cases.append(Case(sure, {"N": 2, "K": 3, "entries": 6}, why="very near 0 and 1, wrong and right; and exactly ½"))
    return cases


def epsilons():
    """Return the misconceptions of a clip, and of a summand, too large to do no harm: in the loss and in the gradient."""
    found = []
    for size in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
        digits = f"{size:.0e}".replace("-0", "_")
        clip = (
            f"You keep p at least {size:g} away from 0 and 1. A p may come nearer than that, and then your {{part}} is off: "
            "{entry} is {yours}, expected {expected}."
        )
        add = (
            f"You added about {size:g} to p and to 1 − p. Where these are small, that is too much: {{entry}} is {{yours}}, "
            "expected {expected}."
        )
        look = (
            "p lies strictly between 0 and 1, so ln p and 1/p are finite as they are. An epsilon of 10⁻⁷ does no harm."
        )
        clipped, moved = f"np.clip(p, {size}, 1 - {size})", f"np.log(p + {size})"
        changes = {
            "clipped": (clip, ("np.log(p) → np.log(" + clipped + ")", "np.log(1 - p) → np.log(1 - " + clipped + ")")),
            "slope_clipped": (clip, ("(p * (1 - p)) → (" + clipped + " * (1 - " + clipped + "))",)),
            "epsilon_added": (add, ("np.log(p) → " + moved, "np.log(1 - p) → np.log(1 - p + " + str(size) + ")")),
            "epsilon_added_in_the_slope": (
                add,
                (
                    "(p - y_true) / (p * (1 - p)) → ((1 - y_true) / (1 - p + E) - y_true / (p + E))".replace(
                        "E", str(size)
                    ),
                ),
            ),
        }
        found += [
            Misconception(f"{name}_{digits}", edit(binary_crossentropy, *edits), says, look)
            for name, (says, edits) in changes.items()
        ]
    return found


BINARY = Question(
    name="binary_crossentropy_loss",
    difficulty="medium",
    minutes=7,
    points=2,
    parts=("loss", "dp"),
    reference=binary_crossentropy,
    cases=probability_cases,
    use=with_tiny_epsilons,
    tolerance=1e-5,  # the small number that people add inside the logarithm
    section="Yes or no: binary cross-entropy",
    hints=(
        "For y = 1 only ln p counts, for y = 0 only ln(1 − p): the factors y and 1 − y switch the two terms.",
        "The minus stands in front of both terms. Then take the mean over all entries.",
        "The slope of −y ln p is −y/p, that of −(1 − y) ln(1 − p) is +(1 − y)/(1 − p). Add them, divide by p.size.",
    ),
    misconceptions=(
        Misconception(
            "logarithm_of_the_product",
            edit(binary_crossentropy, "-terms.mean() → -np.log(np.prod(np.where(y_true == 1, p, 1 - p))) / p.size"),
            "You multiply all probabilities and take the logarithm of the product. With {entries} entries the product is "
            "rounded to 0, and {entry} is {yours}, expected {expected}.",
            "The logarithm of a product is a sum of logarithms. Which of the two stays far from 0?",
        ),
        *(
            Misconception(
                name,
                edit(
                    binary_crossentropy,
                    f"-terms.mean() → -{of_means}([terms[y_true == k].mean() for k in np.unique(y_true)])",
                ),
                "You averaged over the labels 1 and over the labels 0, each by itself, so that both count the same however many "
                "there are: {yours}, expected {expected}.",
                "The mean runs over all {entries} entries at once.",
            )
            for name, of_means in (("averaged_by_label", "np.mean"), ("averaged_by_label_half_each", "0.5 * np.sum"))
        ),
        Misconception(
            "minus_on_one_term",
            edit(binary_crossentropy, "y_true * np.log(p) + → y_true * np.log(p) -"),
            "The minus of your loss reaches the first term only. Rows with y = 0 are rewarded for being wrong.",
            "Look at the brackets of the formula: both terms are negative without the minus.",
        ),
        Misconception(
            "minus_missing",
            edit(binary_crossentropy, "-terms.mean() → terms.mean()"),
            "Your loss is negative: the minus in front is missing. ln of a probability is never positive.",
            "The surer a right answer, the nearer its loss is to 0, from above.",
        ),
        Misconception(
            "one_term_only",
            edit(binary_crossentropy, " + (1 - y_true) * np.log(1 - p) → "),
            "Your loss looks at the labels 1 only. Where y = 0 it says nothing, whatever p is.",
            "Which term of the formula is for the labels 0?",
        ),
        Misconception(
            "one_term_only_in_the_slope",
            edit(binary_crossentropy, "(p - y_true) / (p * (1 - p)) → -y_true / p"),
            "Your gradient looks at the labels 1 only. Where y = 0 it says nothing, whatever p is.",
            "Which term of the formula is for the labels 0? It has a slope, too.",
        ),
        Misconception(
            "second_term_only",
            edit(binary_crossentropy, "y_true * np.log(p) + → "),
            "Your loss looks at the labels 0 only. Where y = 1 it says nothing, whatever p is.",
            "Which term of the formula is for the labels 1?",
        ),
        Misconception(
            "categorical_form",
            edit(binary_crossentropy, " + (1 - y_true) * np.log(1 - p) → ", "-terms.mean() → -terms.sum() / len(p)"),
            "Your loss is −Σ y ln p over the {N} rows, as for one class out of many: the labels 0 say nothing in it, and it "
            "is divided by the rows alone.",
            "Here each of the {entries} entries is a yes-or-no question of its own, and a 0 counts as much as a 1.",
        ),
        Misconception(
            "probability_of_the_other_label",
            edit(binary_crossentropy, "np.log(p) + → np.log(1 - p) +", "* np.log(1 - p)\n → * np.log(p)\n"),
            "Your two terms have changed places: where y = 1 you took ln(1 − p), and where y = 0 ln p.",
            "A sure and right answer should cost next to nothing. Try p = 0.9 with y = 1.",
        ),
        Misconception(
            "arguments_exchanged",
            edit(
                binary_crossentropy,
                "y_true * np.log(p) + (1 - y_true) * np.log(1 - p) → p * np.log(y_true) + (1 - p) * np.log(1 - y_true)",
            ),
            "Your loss is {yours}, expected {expected}: you took the logarithms of the labels, and ln 0 is infinite.",
            "Which of the two stands inside the logarithm, y or p?",
        ),
        Misconception(
            "squared_error",
            edit(binary_crossentropy, "-terms.mean() → ((p - y_true) ** 2).mean()"),
            "Your loss is the mean of (p − y)². That is the squared error.",
            "The cross-entropy is made of logarithms.",
        ),
        Misconception(
            "absolute_error",
            edit(binary_crossentropy, "-terms.mean() → np.abs(p - y_true).mean()"),
            "Your loss is the mean of |p − y|: the logarithm is missing.",
            "The cross-entropy is made of logarithms.",
        ),
        Misconception(
            "base_2",
            edit(binary_crossentropy, "np.log ⇒ np.log2"),
            "Your loss is {ratio} times the expected one: you took the logarithm to base 2 ({yours}, expected {expected}).",
            "ln is the natural logarithm. NumPy has it under the shortest of the names.",
        ),
        Misconception(
            "base_10",
            edit(binary_crossentropy, "np.log ⇒ np.log10"),
            "Your loss is {ratio} times the expected one: you took the logarithm to base 10 ({yours}, expected {expected}).",
            "ln is the natural logarithm. NumPy has it under the shortest of the names.",
        ),
        Misconception(
            "summed",
            edit(binary_crossentropy, "terms.mean() → terms.sum()"),
            "Your loss is {ratio} times the expected one, and there are {entries} entries: you added up and never divided.",
            "The loss is a mean over all entries.",
        ),
        Misconception(
            "divided_by_rows",
            edit(binary_crossentropy, "terms.mean() → terms.sum() / len(p)"),
            "Your loss is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "Every entry is a yes-or-no question of its own. How many are there?",
        ),
        Misconception(
            "divided_by_outputs",
            edit(binary_crossentropy, "terms.mean() → terms.sum() / p.shape[1]"),
            "Your loss is {ratio} times the expected one: you divided by the number of outputs, {K}, alone, and there are {N} "
            "rows.",
            "Every entry is a yes-or-no question of its own. How many are there?",
        ),
        Misconception(
            "loss_for_each_entry",
            edit(binary_crossentropy, "-terms.mean() → -terms"),
            "Your loss is {yours}: one number for each entry, where one for all is asked for.",
            "What is still to be done with the losses of the entries?",
        ),
        Misconception(
            "loss_for_each_row",
            edit(binary_crossentropy, "-terms.mean() → -terms.mean(axis=1)"),
            "Your loss is {yours}: one number for each row, where one for all is asked for.",
            "The mean runs over the rows, too.",
        ),
        Misconception(
            "loss_for_each_output",
            edit(binary_crossentropy, "-terms.mean() → -terms.mean(axis=0)"),
            "Your loss is {yours}: one number for each output, where one for all is asked for.",
            "The mean runs over the outputs, too.",
        ),
        Misconception(
            "minus_missing_and_summed",
            edit(binary_crossentropy, "-terms.mean() → terms.sum()"),
            "Your loss is negative, as the minus in front is missing, and you added up over the {entries} entries and never "
            "divided.",
            "ln of a probability is never positive. And the loss is a mean.",
        ),
        Misconception(
            "minus_on_one_term_and_summed",
            edit(binary_crossentropy, "y_true * np.log(p) + → y_true * np.log(p) -", "-terms.mean() → -terms.sum()"),
            "The minus of your loss reaches the first term only, and you added up over the {entries} entries and never "
            "divided.",
            "Look at the brackets of the formula. And the loss is a mean.",
        ),
        Misconception(
            "gradient_at_the_logits",
            edit(binary_crossentropy, " / (p * (1 - p)) → "),
            "Your gradient is (p − y)/(N·K), with respect to the logit z. This question asks for the slope along p.",
            "p − y is what is left once the slope of the sigmoid has cancelled. Here there is no sigmoid.",
        ),
        Misconception(
            "gradient_at_the_logits_and_not_divided",
            edit(binary_crossentropy, " / (p * (1 - p)) → ", "slope / p.size → slope"),
            "Your gradient is p − y. That is the slope along the logit z, where along p is asked for, and the division by the "
            "{entries} entries is missing.",
            "Take the derivative of the two logarithms along p. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "slope_times_p",
            edit(binary_crossentropy, "/ (p * (1 - p)) → * p * (1 - p)"),
            "You multiplied by p(1 − p) where you should divide.",
            "The slope of ln p is 1/p: the surer a wrong answer, the steeper the loss.",
        ),
        Misconception(
            "one_minus_missing",
            edit(binary_crossentropy, "/ (p * (1 - p)) → / p"),
            "The factor 1 − p below the line is missing in your gradient: it is too small, the more so the nearer p is to 1.",
            "Bring −y/p and (1 − y)/(1 − p) over one line.",
        ),
        Misconception(
            "wrong_sign",
            edit(binary_crossentropy, "(p - y_true) → (y_true - p)"),
            "Your gradient has the wrong sign in every entry.",
            "For y = 1 a larger p lowers the loss, so the slope is negative there.",
        ),
        Misconception(
            "inner_minus_lost",
            edit(binary_crossentropy, "(p - y_true) / (p * (1 - p)) → (-y_true / p - (1 - y_true) / (1 - p))"),
            "Your gradient has the wrong sign where y = 0. The derivative of ln(1 − p) is −1/(1 − p).",
            "Where y = 0 a larger p makes the loss worse. What does the inner 1 − p add to the chain?",
        ),
        Misconception(
            "slope_of_the_squared_error",
            edit(binary_crossentropy, "(p - y_true) / (p * (1 - p)) → 2 * (p - y_true)"),
            "Your gradient is that of the squared error, 2(p − y)/(N·K).",
            "Take the derivative of the two logarithms.",
        ),
        Misconception(
            "logarithm_kept",
            edit(
                binary_crossentropy,
                "(p - y_true) / (p * (1 - p)) → -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))",
            ),
            "Your gradient holds the losses of the entries themselves, and not their slopes.",
            "How does ln p change when p grows a little?",
            family="value or derivative",
        ),
        Misconception(
            "gradient_not_divided",
            edit(binary_crossentropy, "slope / p.size → slope"),
            "Your gradient is {ratio} times the expected one, and there are {entries} entries: the loss is a mean, and its "
            "gradient lacks the division.",
            "The 1/(N·K) of the loss is a factor. What becomes of a factor in a derivative?",
        ),
        Misconception(
            "gradient_divided_by_rows",
            edit(binary_crossentropy, "slope / p.size → slope / len(p)"),
            "Your gradient is {ratio} times the expected one, and each row has {K} outputs: you divided by the number of rows, "
            "{N}, alone.",
            "Every entry is a yes-or-no question of its own. How many are there?",
        ),
        Misconception(
            "divided_twice",
            edit(binary_crossentropy, "slope / p.size → slope / p.size**2"),
            "Your gradient is divided by the number of entries, {entries}, twice.",
            "The 1/(N·K) of the loss comes in once.",
        ),
        Misconception(
            "gradient_averaged",
            edit(binary_crossentropy, "slope / p.size → slope.mean()"),
            "Your gradient is a single number. Each of the probabilities has a slope of its own.",
            "The gradient has the shape of p: divide by the number of entries, and do not add up.",
        ),
        Misconception(
            "wrong_sign_and_not_divided",
            edit(binary_crossentropy, "slope / p.size → -slope"),
            "Your gradient has the wrong sign in every entry, and the division by the {entries} entries is missing.",
            "For y = 1 a larger p lowers the loss. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "inner_minus_lost_and_not_divided",
            edit(
                binary_crossentropy,
                "(p - y_true) / (p * (1 - p)) → (-y_true / p - (1 - y_true) / (1 - p))",
                "slope / p.size → slope",
            ),
            "Your gradient has the wrong sign where y = 0, as the derivative of ln(1 − p) is −1/(1 − p); and the division by "
            "the {entries} entries is missing.",
            "What does the inner 1 − p add to the chain? And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "one_term_only_in_the_slope_and_not_divided",
            edit(binary_crossentropy, "(p - y_true) / (p * (1 - p)) → -y_true / p", "slope / p.size → slope"),
            "Your gradient looks at the labels 1 only, and the division by the {entries} entries is missing.",
            "The term for the labels 0 has a slope, too. And a mean's factor 1/(N·K) stays in its gradient.",
        ),
        Misconception(
            "whole_numbers_cut",
            edit(binary_crossentropy, "slope / p.size → (slope / p.size).astype(y_true.dtype)"),
            "Where the labels are whole numbers, your gradient is cut to whole numbers: an array that takes its type from "
            "them, as `np.zeros_like(y_true)` does, keeps no fractions.",
            "Which type has the array that you write into? Ask for one of floats.",
        ),
        Misconception(
            "gradient_first",
            edit(binary_crossentropy, "-terms.mean(), slope / p.size → slope / p.size, -terms.mean()"),
            "Your results come in another order: the gradient before the loss.",
            "Asked for is first the loss, then its gradient.",
        ),
        *epsilons(),
    ),
    alternatives=(binary_by_label, binary_clipped, binary_loop, binary_epsilon_everywhere),
)
