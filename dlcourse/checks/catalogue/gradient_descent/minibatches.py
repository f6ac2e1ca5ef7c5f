"""Cutting the rows into mini-batches, judged by what comes out."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.gradient_descent.watching import watch
from dlcourse.checks.engine.question import Case, Misconception, Question


def minibatches(x, y, batch_size, rng):
    """A random order of the rows, cut into pieces; the last may be shorter."""
    order = rng.permutation(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        batches.append((x[chosen], y[chosen]))
    return batches


def minibatches_order_of_batches(x, y, batch_size, rng):
    """Only the order of the batches is random."""
    *first, last = edit(minibatches, "rng.permutation → np.arange")(x, y, batch_size, rng)
    return [*(first[i] for i in rng.permutation(len(first))), last]


def minibatches_generator(x, y, batch_size, rng):
    """One batch at a time."""
    order = np.arange(len(x))
    rng.shuffle(order)
    while len(order):
        yield x[order[:batch_size]], y[order[:batch_size]]
        order = order[batch_size:]


def minibatches_split(x, y, batch_size, rng):
    """Cut by np.split, x and y side by side in one array until then."""
    both = rng.permutation(np.column_stack([x, y]))
    pieces = np.split(both, range(batch_size, len(x), batch_size))
    return [[piece[:, :-1].astype(np.float32), piece[:, -1:].tolist()] for piece in pieces]


def minibatches_zip(x, y, batch_size, rng):
    """By argsort of random numbers, taken from shuffled copies."""
    order = rng.random(len(x)).argsort()
    cuts = range(batch_size, len(x), batch_size)
    return zip(np.split(x[order], cuts), np.split(y[order, 0], cuts), strict=True)


def batch_cases(rng):
    """A rest and none; batches of one; one row; float32. Many rows: no two orders are equal by chance."""
    cases = []
    for rows, inputs, batch_size in [(23, 3, 5), (20, 4, 5), (31, 2, 1), (1, 3, 4), (17, 2, 40)]:
        x, y = rng.normal(size=(rows, inputs)), rng.normal(size=(rows, 1))
        full, left = divmod(rows, batch_size)
        sizes = {"N": rows, "B": batch_size, "full": full, "left": left}
        cases.append(Case((x, y, batch_size, int(rng.integers(10**6))), sizes))
    return [*cases, in_single_precision(cases[0])]


MINIBATCHES = Question(
    difficulty="medium",
    minutes=12,
    points=4,
    parts=("sizes", "visits", "pairs", "orders"),
    returns="batches",
    use=watch,
    inputs=("x", "y", "batch_size", "seed"),
    reference=minibatches,
    cases=batch_cases,
    section="Cutting the rows into mini-batches",
    hints=(
        "Shuffle row numbers, not rows: rng.permutation(len(x)) is a random order, and it serves x and y alike.",
        "Cut that order into pieces: the first starts at 0, the next at batch_size, and so on below len(x).",
        "range(0, len(x), batch_size) gives the starts; a slice that reaches beyond the end is cut short by NumPy.",
        "For each start: chosen = order[start : start + batch_size], and the batch is (x[chosen], y[chosen]).",
    ),
    misconceptions=(
        Misconception(
            "last_batch_dropped",
            edit(minibatches, "0, len(x) → 0, len(x) // batch_size * batch_size"),
            "Your last, smaller batch is missing: {N} rows make {full} batches of {B}, and {left} rows are left that no "
            "batch holds.",
            "Let the starts run over range(0, len(x), batch_size). The last slice is shorter, and that is fine.",
        ),
        Misconception(
            "range_ends_early",
            edit(minibatches, "0, len(x) → 0, len(x) - batch_size"),
            "Your starts end too early: of {N} rows in batches of {B} the last batch never comes, whether it is full or not.",
            "range(0, N, batch_size), not range(0, N − batch_size, batch_size): range leaves its end out by itself.",
        ),
        Misconception(
            "empty_batch",
            edit(minibatches, "0, len(x) → 0, len(x) + 1"),
            "{N} rows make exactly {full} batches of {B}, and you return one more, with no rows in it. A mean over it "
            "is NaN.",
            "Add a last batch only where rows are left: range(0, len(x), batch_size) does it by itself.",
        ),
        Misconception(
            "filled_up",
            edit(minibatches, "= order → = np.resize(order, len(x) + batch_size)"),
            "Your last batch is filled up with rows that have had their turn: {N} rows, batches of {B}, {left} in the last.",
            "In an epoch every row comes once. Leave the last batch small.",
        ),
        Misconception(
            "first_batch_only",
            edit(minibatches, "return batches → return batches[:1]"),
            "You return one batch and stop: of {N} rows only {B} are in it.",
            "Is the return inside the loop? Collect all batches in a list, and return it after the loop.",
        ),
        Misconception(
            "shuffled_apart",
            edit(minibatches, "batches = [] → batches, y = [], rng.permutation(y)"),
            "x and y have lost each other: in the case with {N} rows, rows stand beside the y of another row.",
            "Draw one order, and use it for both: x[order] and y[order].",
        ),
        Misconception(
            "drawn_with_replacement",
            edit(minibatches, "rng.permutation(len(x)) → rng.integers(len(x), size=len(x))"),
            "Some of the {N} rows come twice and others never: you drew each batch from all rows anew.",
            "rng.permutation deals every row once. rng.integers, and rng.choice with its default, put each row back.",
        ),
        Misconception(
            "not_shuffled",
            edit(minibatches, "rng.permutation → np.arange"),
            "Your {N} rows come in their old order, epoch after epoch.",
            "Draw a new order at each call: rng.permutation(len(x)).",
        ),
        Misconception(
            "same_order_each_epoch",
            edit(minibatches, "rng.permutation → np.random.default_rng(0).permutation"),
            "Your {N} rows are shuffled, but in every epoch alike: you made a generator with a fixed seed inside.",
            "Use the rng you are given. It goes on where it stopped, so each epoch gets another order.",
        ),
        Misconception(
            "another_source_of_randomness",
            edit(minibatches, "rng.permutation → np.random.default_rng().permutation"),
            "With the same seed the {N} rows came in another order: your randomness is not from the rng you were given.",
            "rng.permutation, not np.random.permutation: only then can a run be repeated.",
        ),
        Misconception(
            "order_of_batches_only",
            minibatches_order_of_batches,
            "The same rows meet in a batch in every epoch: {N} rows, cut into batches of {B} first and shuffled after.",
            "Shuffle the rows before you cut.",
        ),
        Misconception(
            "order_within_batches_only",
            edit(
                minibatches,
                "rng.permutation → np.arange",
                "batches.append → rng.shuffle(chosen)\n        batches.append",
            ),
            "You mix the rows inside each batch of {B}, and the same rows meet in it in every epoch. The gradient of a "
            "batch does not care about the order inside.",
            "Shuffle all {N} rows, then cut.",
        ),
    ),
    alternatives=(minibatches_generator, minibatches_split, minibatches_zip),
)
