"""The cross-entropy that goes with an output and its labels: judged by the numbers it gives."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.inspection import inspected
from dlcourse.checks.inspection.models import load_keras, value_of_loss

PAIRS = [(output, labels) for output in ("logits", "probabilities") for labels in ("numbers", "one_hot")]


def matching_loss(output, labels):
    """The mean of −log p of the right class, written out: what each of the four Keras losses computes."""

    def loss(y_true, y_pred):
        if output == "logits":
            log_p = y_pred - np.log(np.exp(y_pred).sum(axis=1, keepdims=True))
        else:
            log_p = np.log(y_pred)
        if labels == "numbers":
            return -log_p[np.arange(len(y_true)), y_true].mean()
        return -(y_true * log_p).sum(axis=1).mean()

    return loss


def try_losses(choose, logits, numbers):
    """The value of each of the four losses on the same rows; NaN where it can't be computed at all."""
    exponentials = np.exp(logits)
    y_pred = {"logits": logits, "probabilities": exponentials / exponentials.sum(axis=1, keepdims=True)}
    y_true = {"numbers": numbers, "one_hot": np.eye(logits.shape[1])[numbers]}
    values = []
    for output, labels in PAIRS:
        rows = (output, labels, y_true[labels], y_pred[output].astype(np.float32))
        value = inspected(choose, (output, labels), value_of_loss, *rows)
        if value is None or value is Ellipsis:
            return value
        values.append(value)
    return tuple(values)


def loss_in_two_answers(output, labels):
    """One answer for each question."""
    losses = load_keras().losses
    family = losses.SparseCategoricalCrossentropy if labels == "numbers" else losses.CategoricalCrossentropy
    return family(from_logits=output == "logits")


def loss_branches(output, labels):
    """Four branches."""
    losses = load_keras().losses
    if labels == "numbers":
        if output == "logits":
            return losses.SparseCategoricalCrossentropy(from_logits=True)
        return losses.SparseCategoricalCrossentropy()
    if output == "logits":
        return losses.CategoricalCrossentropy(from_logits=True)
    return losses.CategoricalCrossentropy()


def loss_by_name(output, labels):
    """By its name where no option is needed, as a function where one is."""
    losses = load_keras().losses
    name = "sparse_categorical_crossentropy" if labels == "numbers" else "categorical_crossentropy"
    if output == "probabilities":
        return name
    return lambda y_true, y_pred: getattr(losses, name)(y_true, y_pred, from_logits=True)


def always(output, labels):
    """One loss for all four pairs."""
    return lambda *_: loss_in_two_answers(output, labels)


def loss_cases(rng):
    """Seven rows of five classes, and four of three; each row has a class of its own worth."""
    cases = []
    for rows, classes in [(7, 5), (4, 3)]:
        logits, numbers = 1.5 * rng.normal(size=(rows, classes)), rng.integers(classes, size=rows)
        cases.append(Case((logits, numbers), {"N": rows, "K": classes}))
    return cases


MATCHING_LOSS = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=tuple(f"{output}_with_{labels}" for output, labels in PAIRS),
    returns="a loss",
    use=try_losses,
    inputs=("logits", "numbers"),
    tolerance=1e-4,
    requires=("keras",),
    reference=matching_loss,
    cases=loss_cases,
    section="A loss that knows what it is given",
    hints=(
        "Two questions, answered one by one: the labels choose the class of the loss, the output chooses an option "
        "of it.",
        "`SparseCategoricalCrossentropy` reads whole numbers, `CategoricalCrossentropy` reads one-hot rows.",
        "`from_logits=True` makes the loss apply the softmax itself. That is right for logits only: "
        '`from_logits=(output == "logits")`.',
    ),
    misconceptions=(
        Misconception(
            "never_from_logits",
            edit(loss_in_two_answers, 'output == "logits" → False'),
            "Your loss takes logits for probabilities: {entry} is {yours}, expected {expected}. Nothing fails; the number "
            "is wrong, and so is every gradient.",
            "Say `from_logits=True` where the network ends without a softmax.",
        ),
        Misconception(
            "always_from_logits",
            edit(loss_in_two_answers, 'output == "logits" → True'),
            "Your loss applies a softmax to probabilities: {entry} is {yours}, expected {expected}. After two softmaxes a "
            "certain answer still looks doubtful, and the loss of {K} classes cannot come near 0.",
            "Leave `from_logits` at False where the network ends in a softmax.",
        ),
        Misconception(
            "from_logits_reversed",
            edit(loss_in_two_answers, "output == → output !="),
            "You have `from_logits` the wrong way round, for logits and for probabilities: {entry} is {yours}, expected "
            "{expected}.",
            "from_logits says what the loss gets, not what it should make of it.",
        ),
        Misconception(
            "always_sparse",
            edit(loss_in_two_answers, 'labels == "numbers" → True'),
            "You always take the sparse loss: {entry} is {yours}, expected {expected}. It wants one whole number a row and "
            "refuses rows of {K} zeros and ones.",
            "`CategoricalCrossentropy` reads one-hot labels.",
        ),
        Misconception(
            "never_sparse",
            edit(loss_in_two_answers, 'labels == "numbers" → False'),
            "You never take the sparse loss: {entry} is {yours}, expected {expected}. The other one wants {K} numbers a row "
            "and refuses a single one.",
            "`SparseCategoricalCrossentropy` reads class indices 0, 1, 2, …",
        ),
        Misconception(
            "sparse_reversed",
            edit(loss_in_two_answers, "labels == → labels !="),
            "You have the two losses the wrong way round: {entry} is {yours}, expected {expected}.",
            "Sparse means: only the number of the one class that is not 0 is stored.",
        ),
        Misconception(
            "binary_for_one_hot",
            edit(loss_in_two_answers, "losses.CategoricalCrossentropy → losses.BinaryCrossentropy"),
            "For one-hot labels you take the binary cross-entropy: {entry} is {yours}, expected {expected}. It asks {K} "
            "separate yes or no questions and takes their mean.",
            "One class out of {K} is one question: `CategoricalCrossentropy`.",
        ),
        Misconception(
            "squared_error",
            edit(loss_in_two_answers, 'family(from_logits=output == "logits") → losses.MeanSquaredError()'),
            "You measure classes by their squared error: {entry} is {yours}, expected {expected}.",
            "Two of Keras's cross-entropies are meant: the sparse categorical one and the categorical one.",
        ),
        Misconception(
            "summed_over_rows",
            edit(loss_in_two_answers, 'output == "logits" → output == "logits", reduction="sum"'),
            "Your loss is a sum over the rows: {entry} is {yours}, expected {expected}, {N} times less. Each gradient is "
            "{N} times too large as well.",
            "Leave `reduction` at its default, the mean.",
        ),
    ),
    constants=tuple(always(*pair) for pair in PAIRS),
    alternatives=(loss_in_two_answers, loss_branches, loss_by_name),
)
