"""The behaviour of an iterator over mini-batches, as numbers that do not depend on how it draws.

Four epochs of twenty rows and more never have an order twice by chance: 20! orders, and 5·10⁸ ways to group. Of three or
four rows in batches of two a hundred epochs are watched. There are three or six ways to deal them, and each of them comes,
but for a chance of 6·(5/6)¹⁰⁰ = 7·10⁻⁸.

Of forty epochs of sixty rows no two are equal; those of a generator made anew from one of a few seeds are. More seeds are
told from many by generators that begin nearly alike.
"""

from itertools import islice

import numpy as np

from dlcourse.checks.catalogue.generators import nearly_alike
from dlcourse.checks.engine.question import AnswerError

WAYS = {3: 3, 4: 6}  # how many ways there are to deal so few rows in batches of two
EPOCHS_OF_FEW = 100
LONG, MANY = 60, 40  # so many rows in so many epochs tell a few seeds from many
FEW = -1  # in place of the orders, if the same few come again and again


def watch(iterate, x, y, batch_size, seed):
    """Return what epochs show: batch sizes, fewest and most visits of a row, pairs kept, different orders and groupings.

    All epochs but the last draw from one generator, the last from a new one with the same seed: it must repeat the first.
    """
    rows, targets = x.copy(), y.copy()
    rng = np.random.default_rng(seed)
    epochs = []
    for generator in [rng] * (EPOCHS_OF_FEW if len(rows) in WAYS else 3) + [np.random.default_rng(seed)]:
        inputs = (x, y) if not epochs else (rows.copy(), targets.copy())
        batches = iterate(*inputs, batch_size, generator)
        if batches is Ellipsis:
            return batches
        epochs.append([read_pair(pair, rows.shape[1]) for pair in checked(batches)])
    orders, kept = row_numbers(epochs, rows, targets)
    is_few = len(rows) in WAYS and batch_size < len(rows) and draws_few_orders(iterate, rows.shape[1], batch_size, seed)
    return (
        sizes_of(orders, len(rows), batch_size),
        visits_of(orders, len(rows), batch_size),
        float(kept),
        [FEW, FEW] if is_few else how_many_orders(orders, len(rows), batch_size),
    )


def draws_few_orders(iterate, inputs, batch_size, seed):
    """Return True if one generator gives the same orders of many rows again and again, and not always the same one.

    Orders that only begin elsewhere are one.
    """
    rng, near = np.random.default_rng(seed), nearly_alike(seed)
    rows, targets = np.arange(float(LONG * inputs)).reshape(LONG, inputs), np.arange(float(LONG)).reshape(LONG, 1)
    epochs = [
        [read_pair(pair, inputs) for pair in checked(iterate(rows.copy(), targets.copy(), batch_size, generator))]
        for generator in [*[rng] * MANY, *near]
    ]
    lines = [tuple(x[0] for batch, _ in epoch for x in batch.tolist()) for epoch in epochs]
    different, of_near = set(lines[:MANY]), set(lines[MANY:])
    comes_again = len(different) < MANY or len(of_near) == 1
    return comes_again and len(set(map(from_the_first_row, different))) > 1


def sizes_of(orders, rows, batch_size):
    """Return how many rows each batch has, in the first epoch that has them wrong, else in the first.

    Where only the small batch stands elsewhere, it is put first, as it may stand elsewhere in each epoch.
    """
    expected = [min(batch_size, rows - start) for start in range(0, rows, batch_size)]
    each = [[len(batch) for batch in order] for order in orders]
    wrong = next((sizes for sizes in each if sizes != expected), expected)
    return sorted(wrong) if wrong != expected and sorted(wrong) == sorted(expected) else wrong


def visits_of(orders, rows, batch_size):
    """The fewest and the most visits of a row in an epoch, up to 2.

    One batch too much or too little shows in the sizes: the rows that are repeated or lost with it do not count again.
    """
    fewest, most = 1, 1
    for order in orders:
        taken = [n for batch in order for n in batch]
        if sorted(taken) == list(range(rows)):
            continue
        visits = np.bincount(taken, minlength=rows)
        lost, repeated = int((visits == 0).sum()), int((visits > 1).sum())
        surplus = len(taken) - rows
        if not (repeated == 0 and 0 < lost == -surplus <= batch_size):
            fewest = min(fewest, int(visits.min()))
        if not (lost == 0 and 0 < repeated <= surplus <= batch_size):
            most = max(most, min(int(visits.max()), 2))
    return [fewest, most]


def how_many_orders(orders, rows, batch_size):
    """Return how many different orders there are, and how many ways to put rows together in batches.

    Among four epochs and the file, in which orders that only begin elsewhere are one; among all epochs of few rows, where
    the order within a batch does not count.
    """
    if batch_size >= rows:
        return [1, 1]  # all rows in one batch: any order will do
    in_file_order = [range(start, min(start + batch_size, rows)) for start in range(0, rows, batch_size)]
    seen = [in_file_order, *orders]
    groupings = {frozenset(frozenset(batch) for batch in order if batch) for order in seen}
    if rows in WAYS:
        dealt = {tuple(frozenset(batch) for batch in order) for order in orders}
        return [min(len(dealt), WAYS[rows]), min(len(groupings), 3)]
    lines = {tuple(n for batch in order for n in batch) for order in seen}
    if len({from_the_first_row(line) for line in lines}) == 1:
        return [1, 1]
    if batch_size > 1 and len({frozenset(map(tuple, order)) for order in seen}) == 1:
        return [2, 1]  # the same batches, in other orders
    return [len(lines), len(groupings)]


def from_the_first_row(line):
    """The same round of rows, begun at the first."""
    start = line.index(min(line)) if line else 0
    return line[start:] + line[:start]


def row_numbers(epochs, rows, targets):
    """For each epoch the numbers of the rows in each batch, and whether every row of all epochs has its own target."""
    pairs = [pair for epoch in epochs for pair in epoch]
    x = np.concatenate([rows[:0], *(x for x, _ in pairs)])
    y = np.concatenate([targets[:0, 0], *(y for _, y in pairs)])
    same = np.abs(x[:, None] - rows).max(axis=2) < 1e-4  # (rows of all batches, N)
    if not same.any(axis=1).all():
        raise AnswerError("One of your batches holds a row that is not in x.")
    chosen = same.argmax(axis=1)
    kept = bool((np.abs(y - targets[chosen, 0]) < 1e-4).all())
    left = iter(chosen.tolist())
    return [[list(islice(left, len(x))) for x, _ in epoch] for epoch in epochs], kept


def checked(batches):
    """The batches as a list; AnswerError where they are none."""
    if batches is None:
        raise AnswerError("Your function returned None: is there a `return` after the loop, or a `yield` in it?")
    if not hasattr(batches, "__iter__"):
        raise AnswerError(f"Your function returned {batches!r}; expected a list of pairs (x_batch, y_batch).")
    if isinstance(batches, tuple) and len(batches) == 2 and all(isinstance(part, list) for part in batches):
        raise AnswerError("You return two lists; expected is one list, of pairs (x_batch, y_batch).")
    return list(batches)


def read_pair(pair, inputs):
    """One batch as an array (rows, inputs) and one (rows,); AnswerError where it is no such pair."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise AnswerError("One of your batches is not a pair. Expected is a list of pairs (x_batch, y_batch).")
    try:
        x, y = (np.asarray(values, dtype=float) for values in pair)
    except (TypeError, ValueError):
        raise AnswerError("One of your batches holds something else than two arrays of numbers.") from None
    if x.ndim != 2 or x.shape[1] != inputs or y.size != len(x):
        shapes = f"x of shape {x.shape} and y of shape {y.shape}"
        swapped = " Does y come first?" if y.ndim == 2 and y.shape[1] == inputs and x.size == len(y) else ""
        raise AnswerError(
            f"One of your batches has {shapes}; expected (rows, {inputs}) and as many rows of y.{swapped}"
        )
    return x, y.reshape(-1)
