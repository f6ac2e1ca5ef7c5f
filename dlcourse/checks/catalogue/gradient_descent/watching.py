"""What an iterator over mini-batches does, as numbers that do not depend on how it draws."""

from itertools import pairwise

import numpy as np

from dlcourse.checks.engine.question import AnswerError


def watch(iterate, x, y, batch_size, seed):
    """What four epochs show: batch sizes, fewest and most visits of a row, pairs kept, different orders and groupings.

    Three epochs draw from one generator, the fourth from a new one with the same seed: it must repeat the first.
    """
    rows, targets = x.copy(), y.copy()
    rng = np.random.default_rng(seed)
    epochs = []
    for generator in (rng, rng, rng, np.random.default_rng(seed)):
        inputs = (x, y) if not epochs else (rows.copy(), targets.copy())
        batches = iterate(*inputs, batch_size, generator)
        if batches is Ellipsis:
            return batches
        epochs.append(read_batches(batches, rows, targets))
    order, kept = epochs[0]
    visits = np.bincount([n for batch in order for n in batch], minlength=len(rows))
    visited = [int(visits.min()), min(int(visits.max()), 2)]
    return [len(batch) for batch in order], visited, float(kept), how_many_orders(epochs, len(rows), batch_size)


def how_many_orders(epochs, rows, batch_size):
    """How many different orders the file and the epochs have, and how many ways to put rows together in batches."""
    if batch_size >= rows:
        return [1, 1]  # all rows in one batch: any order will do
    in_file_order = [range(start, min(start + batch_size, rows)) for start in range(0, rows, batch_size)]
    seen = [in_file_order, *(order for order, _ in epochs)]
    orders = {tuple(n for batch in order for n in batch) for order in seen}
    groupings = {frozenset(frozenset(batch) for batch in order if batch) for order in seen}
    return [len(orders), len(groupings)]


def read_batches(batches, rows, targets):
    """The numbers of the rows in each batch, and whether every row still has its own target."""
    pairs = [read_pair(pair, rows.shape[1]) for pair in checked(batches)]
    x = np.concatenate([rows[:0], *(x for x, _ in pairs)])
    y = np.concatenate([targets[:0, 0], *(y for _, y in pairs)])
    same = np.abs(x[:, None] - rows).max(axis=2) < 1e-4  # (rows of all batches, N)
    if not same.any(axis=1).all():
        raise AnswerError("One of your batches holds a row that is not in x.")
    chosen = same.argmax(axis=1)
    kept = bool((np.abs(y - targets[chosen, 0]) < 1e-4).all())
    ends = np.cumsum([0, *(len(x) for x, _ in pairs)]).tolist()
    return [chosen[start:end].tolist() for start, end in pairwise(ends)], kept


def checked(batches):
    """The batches as a list; AnswerError where they are none."""
    if batches is None:
        raise AnswerError("Your function returned None: is there a `return` after the loop, or a `yield` in it?")
    if not hasattr(batches, "__iter__"):
        raise AnswerError(f"Your function returned {batches!r}; expected a list of pairs (x_batch, y_batch).")
    return list(batches)


def read_pair(pair, inputs):
    """One batch as an array (rows, inputs) and one (rows,); AnswerError where it is no such pair."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise AnswerError("One of your batches is no pair (x_batch, y_batch). Expected is a list of such pairs.")
    x, y = (np.asarray(values, dtype=float) for values in pair)
    if x.ndim != 2 or x.shape[1] != inputs or y.size != len(x):
        shapes = f"x of shape {x.shape} and y of shape {y.shape}"
        raise AnswerError(f"One of your batches has {shapes}; expected (rows, {inputs}) and as many rows of y.")
    return x, y.reshape(-1)
