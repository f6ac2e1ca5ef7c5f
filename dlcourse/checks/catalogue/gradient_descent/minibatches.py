"""Cutting the rows into mini-batches, judged by what comes out."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.gradient_descent.watching import FEW, watch
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
    """Only the order of the batches is random; the last one stays the last."""
    *first, last = edit(minibatches, "rng.permutation → np.arange")(x, y, batch_size, rng)
    return [*(first[i] for i in rng.permutation(len(first))), last]


def minibatches_batches_shuffled(x, y, batch_size, rng):
    """Cut first; then the batches are shuffled, the small one with them."""
    batches = edit(minibatches, "rng.permutation → np.arange")(x, y, batch_size, rng)
    return [batches[i] for i in rng.permutation(len(batches))]


def minibatches_drawn_each(x, y, batch_size, rng):
    """Every batch from all rows; no row twice within it."""
    batches = []
    for start in range(0, len(x), batch_size):
        chosen = rng.permutation(len(x))[: min(batch_size, len(x) - start)]
        batches.append((x[chosen], y[chosen]))
    return batches


def minibatches_drawn_full(x, y, batch_size, rng):
    """Every batch from all rows, the last one full as well; rows may come twice within a batch."""
    batches = []
    for _ in range(0, len(x), batch_size):
        chosen = rng.integers(len(x), size=min(batch_size, len(x)))
        batches.append((x[chosen], y[chosen]))
    return batches


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


def cut_in(x, y, pieces, rng):
    """A random order, cut into so many pieces of nearly the same size."""
    order = rng.permutation(len(x))
    return [(x[piece], y[piece]) for piece in np.array_split(order, pieces)]


def batch_cases(rng):
    """A rest, a rest of one row, and none; one batch, one row, batches of one; one input; few rows; float32."""
    cases = []
    for rows, inputs, batch_size, why in [
        (23, 3, 5, ""),
        (20, 4, 5, "no rest"),
        (21, 1, 4, "a rest of one row, and x in the shape of y"),
        (31, 2, 1, "batches of one"),
        (1, 3, 4, "one row"),
        (17, 2, 40, "a batch that holds more than all rows"),
        (12, 3, 12, "one batch"),
        (3, 2, 2, "three rows, each of which must come last now and then"),
        (4, 1, 2, "four rows, which meet in all ways"),
    ]:
        x, y = rng.normal(size=(rows, inputs)), rng.normal(size=(rows, 1))
        full, left = divmod(rows, batch_size)
        sizes = {"N": rows, "B": batch_size, "full": full, "left": left}
        cases.append(Case((x, y, batch_size, rng.integers(10**6)), sizes, why))
    return [*cases, in_single_precision(cases[0])]


FACTS = {
    "sizes": ("the number of rows of batch {}",),
    "visits": ({0: "In an epoch some rows never come."}, {2: "In an epoch some rows come twice."}),
    "pairs": ({0: "Some rows have lost their own y."},),
    "orders": (
        {FEW: "The same few orders come again and again.", "": "the number of different orders in some epochs"},
        "the number of ways in which rows meet in batches",
    ),
}

MINIBATCHES = Question(
    difficulty="medium",
    minutes=12,
    points=4,
    parts=("sizes", "visits", "pairs", "orders"),
    facts=FACTS,
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
            "Which start would the last batch have? A slice that reaches beyond the end is simply shorter.",
        ),
        Misconception(
            "last_batch_missing",
            edit(minibatches, "0, len(x) → 0, len(x) - batch_size"),
            "Of {N} rows in batches of {B} your last batch never comes, whether it would be full or not.",
            "Write down the starts for ten rows and batches of five. What does `range` do with its end?",
        ),
        Misconception(
            "last_row_lost",
            lambda x, y, size, rng: minibatches(x[:-1], y[:-1], size, rng),
            "The last of your {N} rows is in no batch, in any epoch.",
            "Does an end or a length in your code lack 1? A slice leaves its end out by itself.",
        ),
        Misconception(
            "one_row_lost",
            edit(minibatches, "permutation(len(x)) → permutation(len(x))[:-1]", "0, len(x) → 0, len(x) - 1"),
            "In each epoch one of your {N} rows is in no batch.",
            "Does an end or a length in your code lack 1? A slice leaves its end out by itself.",
        ),
        Misconception(
            "one_row_more_in_each",
            lambda x, y, size, rng: minibatches(x, y, size + 1, rng),
            "Your batches have one row more than {B}.",
            "How many numbers are there from `start` up to, but without, `start + n`?",
        ),
        Misconception(
            "starts_end_one_early",
            edit(minibatches, "0, len(x) → 0, len(x) - 1"),
            "A last batch of one row never comes: with {N} rows in batches of {B} one is left over.",
            "What does `range` do with its end? Write the starts down for this case.",
        ),
        Misconception(
            "empty_batch",
            edit(minibatches, "0, len(x) → 0, len(x) + 1"),
            "{N} rows make exactly {full} batches of {B}, and you return one more, with no rows in it. A mean over it "
            "is NaN.",
            "When are there rows left for a last batch, and when not?",
        ),
        Misconception(
            "filled_up",
            edit(minibatches, "= order → = np.resize(order, len(x) + batch_size)"),
            "Your last batch is full: with {N} rows in batches of {B} there are {left} for it.",
            "In an epoch every row comes once, so the last batch may be small.",
        ),
        Misconception(
            "filled_up_and_drawn_with_replacement",
            minibatches_drawn_full,
            "Every batch is full and drawn from all rows anew: with {N} rows in batches of {B} some come twice and "
            "others never.",
            "An epoch deals the rows like cards: one that was dealt is not in the pack any more.",
        ),
        Misconception(
            "evenly_cut",
            lambda x, y, size, rng: cut_in(x, y, -(-len(x) // size), rng),
            "Your batches are as equal as can be: {N} rows should make batches of {B}, and a last one of what is left.",
            "Each batch but the last has batch_size rows. How many pieces there are follows from that.",
        ),
        Misconception(
            "rest_in_the_last_batch",
            edit(
                minibatches,
                "0, len(x) → 0, max(1, len(x) // batch_size * batch_size)",
                "start : start + batch_size → start : start + batch_size * (1 + (start + 2 * batch_size > len(x)))",
            ),
            "Your last batch is larger than {B}: the {left} rows that are left over went into it.",
            "They are a batch of their own, a smaller one.",
        ),
        Misconception(
            "one_row_too_many",
            edit(minibatches, "start : start + batch_size → start : start + batch_size + 1"),
            "Your batches have one row more than {B}, and the next one begins with it again.",
            "How many numbers are there from `start` up to, but without, `start + n`?",
        ),
        Misconception(
            "first_batch_only",
            edit(minibatches, "return batches → return batches[:1]"),
            "You return one batch and stop: of {N} rows only {B} are in it.",
            "Is the return inside the loop?",
        ),
        Misconception(
            "all_rows_in_one_batch",
            edit(minibatches, "return batches → return [(x[order], y[order])]"),
            "You return one batch with all {N} rows; expected are batches of {B}.",
            "Where does batch_size come in?",
        ),
        Misconception(
            "shuffled_apart",
            edit(minibatches, "batches = [] → batches, y = [], rng.permutation(y)"),
            "x and y have lost each other: in the case with {N} rows, rows stand beside the y of another row.",
            "One order has to serve both, x and y.",
            costs=1.0,
        ),
        Misconception(
            "drawn_with_replacement",
            edit(minibatches, "rng.permutation(len(x)) → rng.integers(len(x), size=len(x))"),
            "Some of the {N} rows come twice in an epoch and others never: a row that was drawn is put back.",
            "An epoch deals the rows like cards: one that was dealt is not in the pack any more.",
        ),
        Misconception(
            "each_batch_from_all_rows",
            minibatches_drawn_each,
            "Each batch is drawn from all {N} rows anew: no row comes twice within a batch, but in an epoch some come "
            "twice and others never.",
            "How often is an order drawn in an epoch? Once is enough, before the first batch.",
        ),
        Misconception(
            "not_shuffled",
            edit(minibatches, "rng.permutation → np.arange"),
            "Your {N} rows come in their old order, epoch after epoch.",
            "Where is `rng` used?",
            costs=0.5,
        ),
        Misconception(
            "rolled",
            edit(minibatches, "rng.permutation(len(x)) → np.roll(np.arange(len(x)), rng.integers(len(x)))"),
            "Only the beginning is random: from there on your {N} rows come in the order of the file, round and round.",
            "A shuffled pack can have any order. How many orders can yours have?",
        ),
        Misconception(
            "rest_never_shuffled",
            edit(
                minibatches,
                "rng.permutation(len(x)) → np.arange(len(x))",
                "batches = [] → batches, full = [], len(x) // batch_size * batch_size\n    order[:full] = rng.permutation(full)",
            ),
            "The rows at the end of the file are always in the last batch: with {N} rows in batches of {B}, those that do "
            "not fill a batch are never shuffled.",
            "Shuffle all rows before you think of batches.",
        ),
        Misconception(
            "backwards",
            edit(minibatches, "rng.permutation(len(x)) → np.arange(len(x))[::-1]"),
            "Your {N} rows come backwards, epoch after epoch.",
            "Where is `rng` used?",
        ),
        Misconception(
            "same_order_each_epoch",
            edit(minibatches, "rng.permutation → np.random.default_rng(0).permutation"),
            "Your {N} rows do not come in the order of the file, but they come in the same order in every epoch.",
            "Only the rng that you are given goes on where it stopped. A generator with a seed of its own, or a copy of "
            "rng, begins again at each call.",
        ),
        Misconception(
            "few_seeds",
            edit(minibatches, "rng.permutation → np.random.default_rng(rng.integers(8)).permutation"),
            "In many epochs with batches of {B} rows the same few orders come again and again: you make a new generator "
            "from one of a few seeds.",
            "What is drawn from the `rng` you are given, the order or a seed?",
            costs=0.5,
        ),
        Misconception(
            "another_source_of_randomness",
            edit(minibatches, "rng.permutation → np.random.default_rng().permutation"),
            "With the same seed the {N} rows came in another order: your randomness is not from the rng you were given.",
            "Where do your random numbers come from? A run that cannot be repeated cannot be debugged.",
        ),
        Misconception(
            "order_of_batches_only",
            minibatches_order_of_batches,
            "The same rows meet in a batch in every epoch: {N} rows are cut into batches of {B}, and only the batches "
            "change places.",
            "What has to be shuffled before the cut?",
        ),
        Misconception(
            "batches_shuffled_with_the_small_one",
            minibatches_batches_shuffled,
            "The same rows meet in a batch in every epoch: {N} rows are cut into batches of {B}, and then the batches "
            "change places, the small one with them.",
            "What has to be shuffled before the cut?",
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
            "What has to be shuffled before the cut?",
        ),
    ),
    alternatives=(minibatches_generator, minibatches_split, minibatches_zip),
)
