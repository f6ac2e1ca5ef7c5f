"""The split into training and validation rows by a Generator.

Rows tell who they are by their first column. What is random is asked of many small splits: ten rows, four of them kept
aside, with 200 Generators. How often a row is kept aside is then binomial with mean 80 and deviation 6.9; a right answer
leaves 80 ± 38 with a probability of 3e-8 for each of the ten rows, so with 3e-7 in all. That two rows are never kept aside
together has a probability of at most 45 · (1 − 12/90)²⁰⁰ = 2e-11.

No two of forty splits of a hundred rows are equal; those of a generator made anew from one of a few seeds are. More seeds
are told from many by generators that begin nearly alike.
"""

import functools
import operator

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.generators import nearly_alike
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

MANY = 200  # splits of ten rows, to see what chance does
OFTEN = 38  # how far from its share of them a row may be kept aside
RETURNS = "x_train, y_train, x_val, y_val"

IN_ORDER, EVENLY_SPACED, IN_BLOCKS, NOT_EVENLY = 1, 2, 3, 4  # how rows are chosen that are not chosen at random
SPLITS, LONG = 40, 100  # so many splits of so many rows tell a few seeds from many
OTHER_CHOICE, SAME_CHOICE, FEW_CHOICES = 1, 2, 3  # what the same Generator, and another one, should not give
IN_VALIDATION, IN_TRAINING, OTHER_ORDER = 1, 2, 4  # rows with another row's target; arrays in scikit-learn's order
WITHIN, ACROSS, ALL_ACROSS = 1, 2, 4  # rows that come twice: in one part, in both; all validation rows in both
ONE, THE_SAME_ONE, SEVERAL = 1, 2, 3  # rows that are in neither part; to SEVERAL how rows come twice is added


FACTS = {
    "number of validation rows": ({-1: "The number of validation rows changes from split to split."},),
    "loss of rows": (
        {ONE: "One row is in neither part.", THE_SAME_ONE: "One row is in neither part, the same one in each split."}
        | {SEVERAL + i: "Several rows are in neither part." for i in range(6)},
    ),
    "repetition of rows": (
        {
            WITHIN: "Some rows come twice within a part.",
            ACROSS: "Some rows are in both parts.",
            ALL_ACROSS: "All validation rows are in the training part, too.",
        }
        | {WITHIN + i: "Some rows come twice within a part, and some are in both parts." for i in (ACROSS, ALL_ACROSS)},
    ),
    "pairing of rows and targets": (
        {
            IN_VALIDATION: "In the validation part rows have another row's target.",
            IN_TRAINING: "In the training part rows have another row's target.",
            IN_VALIDATION + IN_TRAINING: "In both parts rows have another row's target.",
        },
    ),
    "choice of rows": (
        {
            IN_ORDER: "The validation rows are always the same, side by side in x.",
            EVENLY_SPACED: "The validation rows are always the same, evenly spaced in x.",
            IN_BLOCKS: "The validation rows always stand side by side in x.",
            NOT_EVENLY: "Not all rows are kept aside equally often, or not together with each other.",
        },
    ),
    "use of rng": (
        {
            OTHER_CHOICE: "Equal generators give different splits.",
            SAME_CHOICE: "Different generators give the same split.",
            FEW_CHOICES: "Different generators often give the same split.",
        },
    ),
}


def train_validation_split(x, y, validation_share, rng):
    """Shuffle the row numbers with `rng`; the first ones become the validation rows, the others the training rows."""
    drawn = rng.permutation(len(x))
    how_many = round(validation_share * len(x))
    aside = drawn[:how_many]
    rest = drawn[how_many:]
    return x[rest], y[rest], x[aside], y[aside]


def look_at_splits(split, x, y, validation_share, seed):
    """Return what right splits share: how many rows are kept aside, rows lost or repeated, pairs, chance, the same again."""
    x_all, y_all = x.copy(), y.copy()

    def draw(number, x=None, y=None):
        x, y = (x_all.copy(), y_all.copy()) if x is None else (x, y)
        return parts_of(split(x, y, validation_share, np.random.default_rng(number)), x_all, y_all)

    draws = [draw(seed, x, y), *(draw(seed + i) for i in range(9))]
    copies = np.bincount(row_numbers([x_all, y_all, x_all[:1], y_all[:1]], x_all, y_all)[0][0], minlength=len(x))
    counts = [[np.bincount(rows, minlength=len(x)) for rows in numbers] for *numbers, _ in draws]
    aside = {len(validation) for _, validation, _ in draws}
    repeated, ordered = rows_repeated(counts, copies), always_in_order(draws) if copies.all() else 0
    lost = rows_lost(counts, copies, repeated)
    by_chance = len(x) != 10
    is_few = not by_chance and draws_few_splits(split, x.shape[1], seed)
    if not by_chance and len(aside) == 1 and not lost and not is_few:
        many = [
            split(x_all.copy(), y_all.copy(), validation_share, np.random.default_rng(seed + i)) for i in range(MANY)
        ]
        ordered = how_chosen([returned[1 if np.ndim(returned[1]) == 2 else 2] for returned in many], x_all)
    return (
        aside.pop() if len(aside) == 1 else -1,
        lost,
        repeated,
        functools.reduce(operator.or_, [pairs for _, _, pairs in draws]),
        ordered,
        FEW_CHOICES if is_few else who_chooses(draws) if by_chance and not ordered else 0,
    )


def draws_few_splits(split, inputs, seed):
    """Return True if different generators keep the same rows of many aside again and again, and not always the same ones.

    Choices that only begin elsewhere, as blocks of rows do, are one.
    """
    x, y = np.arange(float(LONG * inputs)).reshape(LONG, inputs), np.arange(float(LONG))
    generators = [*(np.random.default_rng(seed + number) for number in range(SPLITS)), *nearly_alike(seed)]
    parts = [parts_of(split(x.copy(), y.copy(), 0.25, generator), x, y) for generator in generators]
    chosen = [tuple(sorted(validation.tolist())) for _, validation, _ in parts]
    different, of_near = set(chosen[:SPLITS]), set(chosen[SPLITS:])
    comes_again = len(different) < SPLITS or len(of_near) == 1
    return comes_again and len(set(map(gaps, different))) > 1


def gaps(rows):
    """The distances from each row to the next, round and round, begun where they are smallest as a sequence."""
    distances = np.diff([*rows, rows[0] + LONG]).tolist()
    return min(tuple(distances[start:] + distances[:start]) for start in range(len(distances)))


def parts_of(returned, x_all, y_all):
    """The numbers of the training and of the validation rows, and what is wrong with their targets."""
    if returned is None:
        raise AnswerError(f"Your function returned None: is there a `return {RETURNS}`?")
    if returned is Ellipsis:
        raise NotImplementedError
    if not isinstance(returned, tuple | list) or len(returned) != 4:
        received = f"{len(returned)} values" if isinstance(returned, tuple | list) else "one value"
        raise AnswerError(f"Expected four arrays: {RETURNS}. Received: {received}.")
    parts = [np.asarray(part) for part in returned]
    if [part.ndim for part in parts] == [2, 2, 1, 1]:
        numbers, pairs = row_numbers([parts[i] for i in (0, 2, 1, 3)], x_all, y_all)
        return *numbers, OTHER_ORDER
    numbers, pairs = row_numbers(parts, x_all, y_all)
    return *numbers, pairs


def row_numbers(parts, x_all, y_all):
    """Return where the training and the validation rows stand in x, and what is wrong with their targets.

    Of equal rows with equal targets it is where the first stands. Raises AnswerError for what is no split.
    """
    x_train, y_train, x_val, y_val = parts
    for x_part, y_part in ((x_train, y_train), (x_val, y_val)):
        if x_part.ndim != 2 or x_part.shape[1] != x_all.shape[1] or np.size(y_part) != len(x_part):
            raise AnswerError(
                f"Expected {RETURNS}, in this order, each x with its own y. Received the shapes "
                f"{', '.join(str(part.shape) for part in parts)}."
            )
    if not len(x_train) or not len(x_val):
        raise AnswerError(f"Expected rows in both parts. Received {len(x_train)} and {len(x_val)}.")
    numbers = [where_they_stand(*part, x_all, y_all) for part in ((x_train, y_train), (x_val, y_val))]
    if np.abs(np.concatenate([x_train, x_val]) - x_all[np.concatenate(numbers)]).max() > 1e-3:
        raise AnswerError("A row of your x_train or x_val stands nowhere in x. A split leaves the rows as they are.")
    astray = [np.abs(np.ravel(y) - y_all[rows]).max() > 1e-3 for y, rows in zip((y_train, y_val), numbers, strict=True)]
    return numbers, IN_TRAINING * astray[0] + IN_VALIDATION * astray[1]


def where_they_stand(x_part, y_part, x_all, y_all):
    """The number of the row that each is nearest to: by its first input, and of several by its target."""
    away = np.abs(x_part[:, :1] - x_all[:, 0])  # (rows, N)
    nearest = away <= away.min(axis=1, keepdims=True) + 1e-3
    return np.where(nearest, np.abs(np.reshape(y_part, (-1, 1)) - y_all), np.inf).argmin(axis=1)


def rows_lost(counts, copies, repeated):
    """Return what is in neither part: 0 for no row, one row, the same one each time, or several."""
    missing = [np.maximum(copies - training - validation, 0) for training, validation in counts]
    lost = [tuple(np.flatnonzero(rows)) for rows in missing]
    most = max(rows.sum() for rows in missing)
    if most > 1:
        return SEVERAL + repeated
    return (THE_SAME_ONE if len(set(lost)) == 1 else ONE) if most else 0


def rows_repeated(counts, copies):
    """Return in which way rows come oftener than in x: within one part, in both parts, or (their sum) both ways."""
    within = any((np.maximum(training, validation) > copies).any() for training, validation in counts)
    common = [
        (training + validation > copies)[validation > 0] & (training > 0)[validation > 0]
        for training, validation in counts
    ]
    across = ALL_ACROSS if all(map(np.all, common)) else ACROSS * any(map(np.any, common))
    return WITHIN * within + across


def how_chosen(validations, x_all):
    """Return how the validation rows of many splits are chosen: 0 for at random, or if they are always the same."""
    aside = (np.array(validations)[:, :, :1] == x_all[:, 0]).any(axis=1).astype(int)  # (splits, N)
    if not aside.any(axis=0).all() and len(np.unique(aside, axis=0)) == 1:
        return 0
    if (np.abs(np.diff(aside, axis=1)).sum(axis=1) <= 2).all() and (aside[:, 0] + aside[:, -1] < 2).all():
        return IN_BLOCKS
    never_meet = (aside.T @ aside == 0).any()
    return NOT_EVENLY if never_meet or np.abs(aside.sum(axis=0) - aside.sum() / len(x_all)).max() > OFTEN else 0


def always_in_order(draws):
    """Return how the validation rows stand in x if they are always the same and evenly spaced; 0 if chance had a say."""
    chosen = {tuple(sorted(validation)) for _, validation, _ in draws}
    steps = np.diff(next(iter(chosen)))
    if len(chosen) > 1 or np.ptp(steps) > 1 or len(draws[0][1]) <= 5:
        return 0
    return IN_ORDER if steps.max() == 1 else EVENLY_SPACED


def who_chooses(draws):
    """Return True if the same Generator gives other rows, or another Generator the same."""
    chosen = [tuple(sorted(validation)) for _, validation, _ in draws]
    if chosen[0] != chosen[1]:
        return OTHER_CHOICE
    return SAME_CHOICE if len(set(chosen[1:])) == 1 else 0


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


WITH_EQUAL_ROWS = "equal rows in the table"


def table_cases(rng):
    """The question's 40 rows; shares that are whole only nearly, in floating point; ten rows, for what is random.

    Last, of 40 rows 12 that come again with their targets, and 8 with another one.
    """
    cases = []
    for n, inputs, share, why in [
        (40, 3, 0.25, "the question's own example"),
        (100, 2, 0.29, "a share of 0.29, as 0.29 · 100 is 28.999999999999996 in floating point"),
        (100, 2, 0.55, "a share of 0.55, as 0.55 · 100 is 55.00000000000001 in floating point"),
        (10, 1, 0.4, "few rows and one column, split often"),
        (60, 4, 0.3, ""),
        (40, 3, 0.25, WITH_EQUAL_ROWS),
    ]:
        x = rng.normal(size=(n, inputs))
        x[:, 0] = 0.5 * rng.permutation(n) - 3
        y = 14 * x[:, 0] + 1
        y = y.astype(int) if share == 0.29 else y
        if why == WITH_EQUAL_ROWS:
            x[20:] = x[:20]
            y[20:] = y[:20] + 2.0 * (np.arange(20) >= 12)
        sizes = {"N": n, "rows": round(share * n), "share": share}
        cases.append(Case((x, y, share, int(rng.integers(1_000_000))), sizes, why))
    return cases


NOT_SHUFFLED = Misconception(
    "not_shuffled",
    edit(train_validation_split, "rng.permutation → np.arange"),
    "You cut the rows in the order in which they stand. Where a table is sorted, by date or by class, the {rows} "
    "validation rows are then unlike the others.",
    "Shuffle before you cut, and let rng do it.",
    costs=0.5,
)
SHARES_EXCHANGED = Misconception(
    "shares_exchanged",
    edit(train_validation_split, "validation_share * → (1 - validation_share) *"),
    "The two parts have changed places: {yours} rows are kept aside, expected {rows} of the {N}, a share of {share}.",
    "Either the share was given to training, or the arrays are returned in another order: x_train, y_train, x_val, "
    "y_val.",
)
TRUNCATED = Misconception(
    "truncated",
    edit(train_validation_split, "round( → int("),
    "You keep {yours} of {N} rows aside, expected {rows}: {share} · {N} comes out a tiny bit too small in floating point, "
    "and `int` or `//` cuts the fraction off.",
    "Go to the nearest whole number. NumPy and Python both have a function for that.",
)
GLOBAL_GENERATOR = Misconception(
    "global_generator",
    edit(train_validation_split, "rng. → np.random.default_rng()."),
    "The same Generator gave two different choices of the {rows} validation rows: your random numbers come from "
    "somewhere else, so the run cannot be repeated.",
    "Draw from the argument `rng` only, not from `np.random` and not from a Generator of your own.",
)
SEEDED_INSIDE = Misconception(
    "seeded_inside",
    edit(train_validation_split, "rng. → np.random.default_rng(0)."),
    "Whatever Generator you are given, the same {rows} rows are kept aside: there is a fixed seed, or a fixed choice, in "
    "your function.",
    "Draw from the argument `rng`: who calls the function decides on the seed.",
    costs=0.5,
)


TRAIN_VALIDATION_SPLIT = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=(
        "number of validation rows",
        "loss of rows",
        "repetition of rows",
        "pairing of rows and targets",
        "choice of rows",
        "use of rng",
    ),
    returns=RETURNS,
    facts=FACTS,
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
        NOT_SHUFFLED,
        Misconception(
            "evenly_spaced_rows",
            edit(
                train_validation_split,
                "rng.permutation(len(x)) → np.arange(len(x))",
                "drawn[:how_many] → (drawn * len(x) // how_many)[:how_many]",
                "drawn[how_many:] → np.setdiff1d(drawn, aside)",
            ),
            "Your {rows} validation rows are evenly spaced, every so many rows one, and the same each time. That is a "
            "choice by place, not by chance.",
            "Let rng say which rows are kept aside.",
        ),
        Misconception(
            "a_block_of_rows",
            edit(
                train_validation_split,
                "drawn = rng.permutation(len(x)) → drawn = np.arange(len(x))",
                "how_many = round(validation_share * len(x)) → how_many = round(validation_share * len(x)); "
                "start = rng.integers(len(x) - how_many + 1)",
                "drawn[:how_many] → drawn[start : start + how_many]",
                "drawn[how_many:] → np.setdiff1d(drawn, aside)",
            ),
            "Your {rows} validation rows always stand side by side in x. Only where the block begins is random.",
            "Each row should be chosen without regard to its neighbours.",
        ),
        Misconception(
            "some_rows_more_often",
            edit(
                train_validation_split,
                "rng.permutation(len(x)) → np.argsort(rng.random(len(x)) + np.linspace(0, 0.9, len(x)))",
            ),
            "Not every row has the same chance: in many splits of {N} rows, some rows are kept aside too seldom or too often, "
            "or two of them are never kept aside together.",
            "All rows should be shuffled, the first and the last too, in one go and each as likely as any other.",
        ),
        Misconception(
            "shuffled_apart",
            edit(train_validation_split, "drawn = → y, drawn = rng.permutation(y),"),
            "In both parts rows have another row's target now, of the {N} that there are. That happens if x and y are "
            "shuffled by themselves.",
            "Which rows are taken from x, and which from y? It must be the same ones, in the same order.",
            costs=1.0,
        ),
        Misconception(
            "validation_pairs_broken",
            edit(train_validation_split, "y[aside] → y[:how_many]"),
            "In the validation part, {rows} rows, there are some with another row's target.",
            "Follow one row: the number that picks it from x must pick its target from y.",
            costs=1.0,
        ),
        Misconception(
            "training_pairs_broken",
            edit(train_validation_split, "y[rest] → y[how_many:]"),
            "In the training part, what is left of {N} rows, there are some with another row's target.",
            "Follow one row: the number that picks it from x must pick its target from y.",
            costs=1.0,
        ),
        Misconception(
            "outputs_exchanged",
            edit(train_validation_split, "y[rest], x[aside] → x[aside], y[rest]"),
            "Your arrays come as x_train, x_val, y_train, y_val. That is scikit-learn's order; here it is x_train, "
            "y_train, x_val, y_val, and of the {N} rows each x comes with its own y.",
            "Look at the order of the arrays in your `return`.",
        ),
        Misconception(
            "with_replacement",
            edit(train_validation_split, "rng.permutation(len(x)) → rng.integers(len(x), size=len(x))"),
            "Within a part some of the {N} rows come twice, others are in both parts, and others in none. That is what "
            "drawing with replacement does.",
            "Each row number may be drawn once only.",
            costs=1.0,
        ),
        Misconception(
            "validation_with_replacement",
            edit(
                train_validation_split,
                "rng.permutation → np.arange",
                "drawn[:how_many] → rng.integers(len(x), size=how_many)",
                "drawn[how_many:] → np.setdiff1d(drawn, aside)",
            ),
            "Within the validation part some rows come twice, so fewer than {rows} of the {N} rows are kept aside and too "
            "many are trained on. That is what drawing with replacement does.",
            "Each row number may be drawn once only.",
        ),
        Misconception(
            "two_permutations",
            edit(train_validation_split, "drawn[how_many:] → rng.permutation(len(x))[how_many:]"),
            "Some of the {N} rows are in both parts and others in none, though no row comes twice within a part. The two "
            "parts were drawn without regard to each other.",
            "What is trained on is what the first draw has left over.",
            costs=1.0,
        ),
        Misconception(
            "training_with_replacement",
            edit(train_validation_split, "drawn[how_many:] → rng.choice(drawn[how_many:], len(x) - how_many)"),
            "Within the training part some rows come twice, so others of the {N} rows are in neither part. That is what "
            "drawing with replacement does.",
            "Each row number may be drawn once only.",
        ),
        Misconception(
            "several_rows_lost",
            edit(train_validation_split, "drawn[how_many:] → drawn[how_many:-2]"),
            "Several of the {N} rows are in neither part.",
            "Every row that is not kept aside is trained on. Compare the lengths of the two parts with that of x.",
        ),
        Misconception(
            "validation_rows_in_training",
            edit(train_validation_split, "drawn[how_many:] → drawn"),
            "Your training part holds all {N} rows, the {rows} validation rows among them. A network is then judged on "
            "rows that it has learnt.",
            "The training part is what is left when the validation rows are taken away.",
            costs=1.0,
        ),
        Misconception(
            "a_row_in_both_parts",
            edit(train_validation_split, "drawn[how_many:] → drawn[how_many - 1 :]"),
            "No row of the {N} is lost, and there is one in both parts or more.",
            "Where does the first slice end, and where does the second begin?",
        ),
        SHARES_EXCHANGED,
        Misconception(
            "equal_rows_lost",
            edit(
                train_validation_split,
                "drawn[how_many:] → np.array([n for n in drawn if not (x[n] == x[aside]).all(axis=1).any()])",
            ),
            "Where rows of x are equal, some of them are in neither part: you take equal rows for one and the same.",
            "Two houses may have the same numbers and are still two rows. What tells them apart?",
        ),
        Misconception(
            "equal_rows_merged",
            edit(
                train_validation_split,
                "drawn = → x, first = np.unique(x, axis=0, return_index=True); y = y[first]\n    drawn =",
            ),
            "Where rows of x are equal, you keep one of them: {yours} rows are kept aside, expected {rows} of {N}.",
            "Two houses may have the same numbers and are still two rows. What tells them apart?",
        ),
        Misconception(
            "targets_of_equal_rows",
            edit(
                train_validation_split,
                "return x[rest], y[rest], x[aside], y[aside] → first = [int((x == row).all(axis=1).argmax()) for row in x]"
                "\n    targets = y[first]\n    return x[rest], targets[rest], x[aside], targets[aside]",
            ),
            "Where two rows of x are equal and their targets are not, both have the same target in your parts: you look "
            "targets up by the numbers of a row.",
            "Two houses may have the same numbers and are still two rows. What tells them apart?",
            costs=1.0,
        ),
        Misconception(
            "a_row_lost",
            edit(train_validation_split, "drawn[how_many:] → drawn[how_many + 1 :]"),
            "One of the {N} rows is in neither part, another one in each split.",
            "Where does the first slice end, and where does the second begin?",
        ),
        Misconception(
            "always_the_same_row_lost",
            edit(train_validation_split, "rng.permutation(len(x)) → rng.permutation(len(x) - 1)"),
            "One of the {N} rows is in neither part, and it is the same row in every split.",
            "Count your row numbers: the first is 0, and the last is one less than the number of rows.",
        ),
        TRUNCATED,
        Misconception(
            "rounded_up",
            edit(train_validation_split, "round( → np.ceil(", "* len(x)) → * len(x)).astype(int)"),
            "You keep {yours} of {N} rows aside, expected {rows}: {share} · {N} comes out a tiny bit too large in floating "
            "point, or the rest a tiny bit too small, and you rounded that one way.",
            "Go to the nearest whole number. NumPy and Python both have a function for that.",
        ),
        Misconception(
            "a_coin_for_each_row",
            edit(
                train_validation_split,
                "rng.permutation(len(x)) → np.argsort(rng.random(len(x)) >= validation_share, kind='stable')",
                "how_many = round(validation_share * len(x)) → how_many = np.clip(rng.binomial(len(x), validation_share), 1, len(x) - 1)",
            ),
            "The number of validation rows changes from split to split. It should be {rows} of {N} each time: you decide "
            "for each row by itself, or the rows that you draw are not all different.",
            "Fix how many rows are kept aside, then choose which.",
        ),
        SEEDED_INSIDE,
        GLOBAL_GENERATOR,
        Misconception(
            "few_seeds",
            edit(train_validation_split, "rng. → np.random.default_rng(rng.integers(8))."),
            "Different generators often keep the same rows aside: you make a new generator from one of a few seeds. Of {N} "
            "rows there are many more choices.",
            "What is drawn from the `rng` you are given, the rows or a seed?",
            costs=0.5,
        ),
    ),
    alternatives=(split_sorted_by_noise, split_by_mask, split_of_pairs),
)
