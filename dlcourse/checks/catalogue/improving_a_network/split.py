"""Which rows are trained on: the split by a Generator."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def train_validation_split(x, y, validation_share, rng):
    """Shuffle the row numbers with `rng`; the first ones become the validation rows, the others the training rows."""
    order = rng.permutation(len(x))
    rows = round(validation_share * len(x))
    validation = order[:rows]
    training = order[rows:]
    return x[training], y[training], x[validation], y[validation]


def look_at_splits(split, x, y, validation_share, seed):
    """What splits by several Generators have in common: sizes, rows lost or repeated, pairs, shuffle, use of rng."""
    x_all, y_all = x.copy(), y.flatten()
    draws = [split(x, y, validation_share, np.random.default_rng(seed))]
    for rng in map(np.random.default_rng, range(seed, seed + 4)):
        draws.append(split(x_all.copy(), y_all.reshape(y.shape).copy(), validation_share, rng))
    if any(draw is None for draw in draws):
        return None
    if any(draw is Ellipsis for draw in draws):
        return Ellipsis
    numbered = [row_numbers(draw, x_all) for draw in draws]
    together = [np.concatenate(rows) for rows in numbered]
    targets = [np.concatenate([np.ravel(draw[1]), np.ravel(draw[3])]) for draw in draws]
    pairs = zip(targets, together, strict=True)
    chosen = [tuple(sorted(rows)) for _, rows in numbered]
    return (
        [len(rows) for rows in numbered[0]],
        float(any(len(np.unique(rows)) < len(x_all) for rows in together)),
        float(any(len(np.unique(rows)) < len(rows) for rows in together)),
        float(any(np.abs(target - y_all[rows]).max() > 1e-3 for target, rows in pairs)),
        float(np.ptp(numbered[0][1]) >= len(numbered[0][1])),
        [float(len(set(chosen[1:])) == 4), float(chosen[0] == chosen[1])],
    )


def row_numbers(draw, x_all):
    """Where the training and the validation rows stand in x; raises AnswerError for what is no split."""
    if not isinstance(draw, tuple | list) or len(draw) != 4:
        raise AnswerError("Expected four arrays: x_train, y_train, x_val, y_val.")
    x_train, y_train, x_val, y_val = map(np.asarray, draw)
    for x_part, y_part in ((x_train, y_train), (x_val, y_val)):
        if x_part.ndim != 2 or x_part.shape[1] != x_all.shape[1] or np.size(y_part) != len(x_part):
            raise AnswerError(
                "Expected x_train, y_train, x_val, y_val, in this order, each x with its own y. Received the shapes "
                f"{', '.join(str(np.shape(part)) for part in (x_train, y_train, x_val, y_val))}."
            )
    if not len(x_train) or not len(x_val):
        raise AnswerError(f"Expected rows in both parts. Received {len(x_train)} and {len(x_val)}.")
    return [np.abs(part[:, :1] - x_all[:, 0]).argmin(axis=1) for part in (x_train, x_val)]


def split_sorted_by_noise(x, y, validation_share, rng):
    """Rows in the order of random numbers; the last ones are kept aside."""
    order = np.argsort(rng.random(len(x)))
    rows = len(x) - round(validation_share * len(x))
    return x[order[:rows]], y[order[:rows]], x[order[rows:]], y[order[rows:]]


def split_by_mask(x, y, validation_share, rng):
    """A mask of the rows that were chosen without replacement; both parts keep their order."""
    aside = np.zeros(len(x), dtype=bool)
    aside[rng.choice(len(x), size=round(validation_share * len(x)), replace=False)] = True
    return x[~aside].astype(np.float32), y[~aside], x[aside], y[aside]


def split_of_pairs(x, y, validation_share, rng):
    """A list of pairs, shuffled; lists of rows."""
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    rng.shuffle(pairs)
    rows = int(validation_share * len(pairs) + 0.5)
    x_val, y_val = zip(*pairs[:rows], strict=True)
    x_train, y_train = zip(*pairs[rows:], strict=True)
    return [list(x_train), list(y_train), list(x_val), list(y_val)]


def table_cases(rng):
    """Rows that tell who they are by their first column; a vector and a column of targets."""
    cases = []
    for n, inputs, share, shape in [(60, 3, 0.3, (60,)), (35, 4, 0.4, (35, 1))]:
        x = rng.normal(size=(n, inputs))
        x[:, 0] = 0.5 * rng.permutation(n) - 3
        y = (7 * x[:, 0] + 1).reshape(shape)
        cases.append(
            Case((x, y, share, int(rng.integers(1_000_000))), {"N": n, "rows": round(share * n), "share": share})
        )
    return cases


TRAIN_VALIDATION_SPLIT = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("sizes", "loses_rows", "repeats_rows", "breaks_pairs", "shuffles", "follows_rng"),
    returns="x_train, y_train, x_val, y_val",
    use=look_at_splits,
    inputs=("x", "y", "validation_share", "seed"),
    reference=train_validation_split,
    cases=table_cases,
    section="Rows kept aside",
    hints=(
        "Do not shuffle x and y: shuffle the row numbers, once, and use them for both.",
        "`order = rng.permutation(len(x))` holds every row number once. The first `round(validation_share * len(x))` of "
        "them are the validation rows.",
        "With `order` cut into two parts, `x[part]` and `y[part]` pick the rows. Training first, validation second.",
    ),
    misconceptions=(
        Misconception(
            "not_shuffled",
            edit(train_validation_split, "rng.permutation → np.arange"),
            "You cut the {N} rows in the order in which they stand. Where a table is sorted, by date or by class, the "
            "{rows} validation rows are then unlike the others.",
            "Shuffle first: cut `rng.permutation(len(x))`, not the rows.",
        ),
        Misconception(
            "shuffled_apart",
            edit(train_validation_split, "order = → y, order = rng.permutation(y),"),
            "x and y were shuffled apart: of the {N} rows, most have somebody else's target now.",
            "One permutation, used for x and for y.",
        ),
        Misconception(
            "with_replacement",
            edit(train_validation_split, "rng.permutation(len(x)) → rng.integers(len(x), size=len(x))"),
            "You drew with replacement: some of the {N} rows come twice and some not at all.",
            "`rng.permutation` (or `rng.choice` with `replace=False`) takes each row once.",
        ),
        Misconception(
            "validation_with_replacement",
            edit(
                train_validation_split,
                "rng.permutation → np.arange",
                "order[:rows] → rng.integers(len(x), size=rows)",
                "order[rows:] → np.setdiff1d(order, validation)",
            ),
            "You drew the {rows} validation rows with replacement: some of them come twice, and too many of the {N} rows "
            "are left for training.",
            "`rng.permutation` (or `rng.choice` with `replace=False`) takes each row once.",
        ),
        Misconception(
            "validation_rows_in_training",
            edit(train_validation_split, "order[rows:] → order"),
            "Your training part holds all {N} rows, the {rows} validation rows among them. A network is then judged on "
            "rows that it has learnt.",
            "The training part is what is left: `order[rows:]`.",
        ),
        Misconception(
            "shares_exchanged",
            edit(train_validation_split, "validation_share * → (1 - validation_share) *"),
            "The two parts have changed places: the validation part should have {rows} of the {N} rows, a share of "
            "{share}.",
            "Either the share was given to training, or the arrays are returned in another order: x_train, y_train, "
            "x_val, y_val.",
        ),
        Misconception(
            "a_row_lost",
            edit(train_validation_split, "order[rows:] → order[rows + 1 :]"),
            "One of the {N} rows is in neither part: your second slice starts one too late.",
            "`order[:rows]` ends before `rows`, so the rest begins at `rows`.",
        ),
        Misconception(
            "seeded_inside",
            edit(train_validation_split, "rng. → np.random.default_rng(0)."),
            "Whatever Generator you are given, the same {rows} rows are kept aside: the function makes a Generator of "
            "its own, with a fixed seed.",
            "Draw from the argument `rng`: who calls the function decides on the seed.",
        ),
        Misconception(
            "global_generator",
            edit(train_validation_split, "rng. → np.random.default_rng()."),
            "The same Generator gave two different choices of the {rows} validation rows: your numbers come from "
            "somewhere else, so the run cannot be repeated.",
            "Draw from the argument `rng`, as in `rng.permutation(len(x))`, not from `np.random`.",
        ),
    ),
    alternatives=(split_sorted_by_noise, split_by_mask, split_of_pairs),
)
