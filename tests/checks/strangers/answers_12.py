"""Answers to exercise 12 as strangers write them: right ones, wrong ones, and the names of which one must be given."""

import random

import numpy as np

# 2. train_validation_split


def split(rows=None, order=None, take=None, give=None):
    """A split with parts exchanged: how many rows, in which order, which are taken, and how they are returned."""
    rows = rows or (lambda share, n: round(share * n))
    order = order or (lambda n, rng: rng.permutation(n))
    take = take or (lambda order, k: (order[k:], order[:k]))
    give = give or (lambda x, y, train, val: (x[train], y[train], x[val], y[val]))

    def answer(x, y, validation_share, rng):
        train, val = take(order(len(x), rng), rows(validation_share, len(x)))
        return give(x, y, train, val)

    return answer


def split_one_by_one(x, y, validation_share, rng):
    left = list(range(len(x)))
    aside = [left.pop(int(rng.integers(len(left)))) for _ in range(round(validation_share * len(x)))]
    return x[left], y[left], x[aside], y[aside]


def split_joined(x, y, validation_share, rng):
    table = np.column_stack([x, y])
    rng.shuffle(table)
    k = len(x) - int(np.rint(len(x) * validation_share))
    return [table[:k, :-1], table[:k, -1], table[k:, :-1], table[k:, -1]]


def split_by_child(x, y, validation_share, rng):
    order = np.random.default_rng(int(rng.integers(2**31))).permutation(len(x))
    k = int(validation_share * len(x) + 1e-9)
    return x[order[k:]], y[order[k:]], x[order[:k]], y[order[:k]]


def split_sampled(x, y, validation_share, rng):
    chosen = set(rng.choice(np.arange(len(x)), round(len(x) * validation_share), replace=False, shuffle=False).tolist())
    train = [i for i in range(len(x)) if i not in chosen]
    return x[train], y[train], x[sorted(chosen)], y[sorted(chosen)]


def split_by_sklearn(x, y, validation_share, rng):
    from sklearn.model_selection import train_test_split

    return train_test_split(x, y, test_size=round(validation_share * len(x)), random_state=0)


def split_by_a_set(x, y, validation_share, rng):
    order = rng.permutation(len(x))
    aside = order[: round(validation_share * len(x))]
    rows = {tuple(row) for row in x[aside]}
    train = [i for i in order if tuple(x[i]) not in rows]
    return x[train], y[train], x[aside], y[aside]


def split_not_in(x, y, validation_share, rng):
    pairs = [(tuple(row), target) for row, target in zip(x, y, strict=True)]
    rng.shuffle(pairs)
    pairs = [(tuple(row), target) for row, target in pairs]
    val = pairs[: round(validation_share * len(x))]
    train = [pair for pair in pairs if pair not in val]
    return [np.array(part) for pairs in (train, val) for part in zip(*pairs, strict=True)]


def split_of_a_dictionary(x, y, validation_share, rng):
    targets = {tuple(row): target for row, target in zip(x, y, strict=True)}
    rows = [list(targets)[i] for i in rng.permutation(len(targets))]
    k = round(validation_share * len(rows))
    return [np.array(each) for part in (rows[k:], rows[:k]) for each in (part, [targets[row] for row in part])]


def split_looked_up(x, y, validation_share, rng):
    order, k, table = rng.permutation(len(x)), round(validation_share * len(x)), x.tolist()
    parts = x[order[k:]], x[order[:k]]
    return [each for p in parts for each in (p, np.array([y[table.index(row)] for row in p.tolist()]))]


def split_where_equal(x, y, validation_share, rng):
    aside = rng.choice(len(x), round(validation_share * len(x)), replace=False)
    mask = np.isin(x[:, 0], x[aside, 0])
    return x[~mask], y[~mask], x[mask], y[mask]


def split_shuffled_twice(x, y, validation_share, rng):
    k = round(validation_share * len(x))
    x, y = x.copy(), y.copy()
    rng.shuffle(x)
    rng.shuffle(y)
    return x[k:], y[k:], x[:k], y[:k]


def split_only_x_shuffled(x, y, validation_share, rng):
    k = round(validation_share * len(x))
    x = rng.permutation(x)
    return x[k:], y[k:], x[:k], y[:k]


def split_in_place(x, y, validation_share, rng):
    k = round(validation_share * len(x))
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return x[k:], y[k:], x[:k], y[:k]


def split_by_python(x, y, validation_share, rng):
    order = list(range(len(x)))
    random.shuffle(order)
    k = round(validation_share * len(x))
    return x[order[k:]], y[order[k:]], x[order[:k]], y[order[:k]]


def split_y_left_in_order(x, y, validation_share, rng):
    order = rng.permutation(len(x))
    k = round(validation_share * len(x))
    return x[order[k:]], y[order[k:]], x[order[:k]], y[:k]


def split_mask_by_coin(x, y, validation_share, rng):
    aside = rng.uniform(size=len(x)) < validation_share
    aside[:2] = True, False
    return x[~aside], y[~aside], x[aside], y[aside]


# 3. and 4.


def scaled(centre, spread, train=lambda x: x, test=lambda x: x):
    """(x − centre)/spread, each a function of x_train and x_test; something done to the two results."""

    def answer(x_train, x_test):
        c, s = centre(x_train, x_test), spread(x_train, x_test)
        return train((x_train - c) / s), test((x_test - c) / s)

    return answer


def apart(measure_train, measure_test):
    """Both parts scaled by (centre, spread), each with a measure of its own."""

    def answer(x_train, x_test):
        (c, s), (d, t) = measure_train(x_train, x_test), measure_test(x_train, x_test)
        return (x_train - c) / s, (x_test - d) / t

    return answer


def guarded(std):
    return np.where(std == 0, 1, std)


def mean_std(x):
    return x.mean(axis=0), guarded(x.std(axis=0))


def low_span(x):
    return x.min(axis=0), np.ptp(x, axis=0)


def standard_by_transpose(x_train, x_test):
    mean = np.mean(x_train.T, axis=1)
    std = np.std(x_train.T, axis=1)
    std[std < 1e-12] = 1.0
    return ((x_train.T - mean[:, None]) / std[:, None]).T, ((x_test.T - mean[:, None]) / std[:, None]).T


def standard_by_moments(x_train, x_test):
    mean = x_train.sum(axis=0) / x_train.shape[0]
    std = np.linalg.norm(x_train - mean, axis=0) / np.sqrt(x_train.shape[0])
    std = std + 1.0 * (std == 0)
    return [(x_train - mean) / std, (x_test - mean) / std]


def standard_by_columns(x_train, x_test):
    first, second = np.empty(x_train.shape), np.empty(x_test.shape)
    for k in range(x_train.shape[1]):
        column = x_train[:, k]
        s = column.std() or 1
        first[:, k], second[:, k] = (column - column.mean()) / s, (x_test[:, k] - column.mean()) / s
    return first, second


def standard_by_sklearn(x_train, x_test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(x_train)
    return scaler.transform(x_train), scaler.transform(x_test)


def standard_by_sklearn_twice(x_train, x_test):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(x_train), StandardScaler().fit_transform(x_test)


def standard_overwritten(x_train, x_test):
    x_train = (x_train - x_train.mean(axis=0)) / guarded(x_train.std(axis=0))
    x_test = (x_test - x_train.mean(axis=0)) / guarded(x_train.std(axis=0))
    return x_train, x_test


def standard_half_overwritten(x_train, x_test):
    mean = x_train.mean(axis=0)
    x_train = x_train - mean
    return x_train / guarded(x_train.std(axis=0)), x_test / guarded(x_train.std(axis=0))


def standard_skips_constants(x_train, x_test):
    first, second = x_train.astype(float), x_test.astype(float)
    for k in range(x_train.shape[1]):
        if np.std(x_train[:, k]) > 0:
            first[:, k] = (x_train[:, k] - x_train[:, k].mean()) / x_train[:, k].std()
            second[:, k] = (x_test[:, k] - x_train[:, k].mean()) / x_train[:, k].std()
    return first, second


def standard_drops_constants(x_train, x_test):
    keep = x_train.std(axis=0) > 0
    a, b = x_train[:, keep], x_test[:, keep]
    return (a - a.mean(axis=0)) / a.std(axis=0), (b - a.mean(axis=0)) / a.std(axis=0)


def min_max_like_x(x_train, x_test):
    first, second = np.zeros_like(x_train), np.zeros_like(x_test)
    low, span = low_span(x_train)
    first[:], second[:] = (x_train - low) / span, (x_test - low) / span
    return first, second


def standard_in_place_on_copies(x_train, x_test):
    first, second = x_train.copy(), x_test.copy()
    mean, std = mean_std(x_train)
    for part in (first, second):
        part -= mean
        part /= std
    return first, second


def min_max_by_sorting(x_train, x_test):
    ordered = np.sort(x_train, axis=0)
    return (x_train - ordered[0]) / (ordered[-1] - ordered[0]), (x_test - ordered[0]) / (ordered[-1] - ordered[0])


def min_max_by_interp(x_train, x_test):
    slope = 1.0 / (np.amax(x_train, 0) - np.amin(x_train, 0))
    return [x_train * slope - np.amin(x_train, 0) * slope, x_test * slope - np.amin(x_train, 0) * slope]


def min_max_by_rows(x_train, x_test):
    low, high = list(x_train[0]), list(x_train[0])
    for row in x_train:
        low, high = list(map(min, low, row)), list(map(max, high, row))
    scale = lambda rows: [[(v - a) / (b - a) for v, a, b in zip(row, low, high, strict=True)] for row in rows]  # noqa: E731
    return scale(x_train), scale(x_test)


def min_max_overwritten(x_train, x_test):
    x_train = (x_train - x_train.min(axis=0)) / np.ptp(x_train, axis=0)
    return x_train, (x_test - x_train.min(axis=0)) / np.ptp(x_train, axis=0)


# 5. early_stopping_epochs


def stopping(better=lambda loss, best, before: loss < best, ends=lambda wait, patience: wait == patience, reset=True,
             give=lambda stop, best, losses, patience: (stop, best), last=lambda n: n - 1, start=np.inf):  # fmt: skip
    """The usual loop with one thing exchanged."""

    def answer(val_losses, patience):
        best, best_epoch, wait, before = start, 0, 0, np.inf
        for epoch in range(len(val_losses)):
            loss = val_losses[epoch]
            if better(loss, best, before):
                best, best_epoch = loss, epoch
                wait = 0 if reset else wait
            else:
                wait += 1
                if ends(wait, patience):
                    return give(epoch, best_epoch, val_losses, patience)
            before = loss
        return give(last(len(val_losses)), best_epoch, val_losses, patience)

    return answer


def stopping_at_a_later_tie(val_losses, patience):
    stop, _ = stopping()(val_losses, patience)
    seen = list(val_losses[: stop + 1])
    return stop, stop - seen[::-1].index(min(seen))


def stopping_with_while(val_losses, patience):
    epoch = best = 0
    while epoch < len(val_losses) - 1 and epoch - best < patience:
        epoch += 1
        if val_losses[epoch] < val_losses[best]:
            best = epoch
    return [epoch, best]


def stopping_by_slices(val_losses, patience):
    for epoch in range(patience, len(val_losses)):
        if min(val_losses[epoch - patience + 1 : epoch + 1]) >= min(val_losses[: epoch - patience + 1]):
            return epoch, int(np.argmin(val_losses[: epoch + 1]))
    return len(val_losses) - 1, int(np.argmin(val_losses))


def stopping_by_running_minimum(val_losses, patience):
    record = np.minimum.accumulate(val_losses)
    first = np.array([np.flatnonzero(val_losses == r)[0] for r in record])
    late = [e for e in range(len(record)) if e - first[e] == patience]
    stop = late[0] if late else len(record) - 1
    return np.int64(stop), np.float64(first[stop])


# 6. mended_training


def mse(w, x, y):
    return np.mean((x @ w - y) ** 2)


def mse_gradient(w, x, y):
    return 2 * x.T @ (x @ w - y) / len(x)


def training(scale="train", watched="val", keep=np.copy, better=lambda a, b: a < b, more=lambda wait, n: wait < n,
             reset=True, returned=lambda s: (s["best_w"], s["best"], s["run"]), first=None):  # fmt: skip
    """The run of question 6 with things exchanged."""

    def answer(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
        measured = np.vstack([x_train, x_val]) if scale == "all" else x_train
        mean, std = measured.mean(axis=0), measured.std(axis=0, ddof=scale == "ddof")
        own = (x_val.mean(axis=0), x_val.std(axis=0)) if scale == "own" else (mean, std)
        a, b = (x_train - mean) / std, (x_val - own[0]) / own[1]
        w = w.copy()
        s = {"best_w": w.copy(), "best": np.inf, "lowest": np.inf, "wait": 0, "run": 0}
        if first is not None:
            s["lowest"] = s["best"] = first(w, b, y_val)
        while s["run"] < epochs and more(s["wait"], patience):
            w -= learning_rate * mse_gradient(w, a, y_train)
            val, train = mse(w, b, y_val), mse(w, a, y_train)
            loss = {"val": val, "train": train, "sum": val + train}[watched]
            s["run"] += 1
            if better(loss, s["lowest"]):
                s.update(best_w=keep(w), best=val, lowest=loss, train=train, best_epoch=s["run"])
                s["wait"] = 0 if reset else s["wait"]
            else:
                s["wait"] += 1
        s.update(last_w=w, last=val)
        return returned(s)

    return answer


def training_by_break(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    mean, std = x_train.mean(0), x_train.std(0)
    a, b = (x_train - mean) / std, (x_val - mean) / std
    best_w, best_loss, best_epoch = None, float("inf"), None
    for epoch in range(epochs):
        w = w - learning_rate * mse_gradient(w, a, y_train)
        loss = mse(w, b, y_val)
        if loss < best_loss:
            best_w, best_loss, best_epoch = w, loss, epoch
        elif epoch - best_epoch == patience:
            return best_w, best_loss, epoch + 1
    return best_w, best_loss, epochs


def training_with_lists(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    a, b = (x_train - mean) / std, (x_val - mean) / std
    kept = []
    for _ in range(epochs):
        w = w - learning_rate * mse_gradient(w, a, y_train)
        kept.append((float(mse(w, b, y_val)), len(kept), w.tolist()))
        if len(kept) - 1 - min(kept)[1] >= patience:
            break
    return [min(kept)[2], min(kept)[0], len(kept)]


def training_changes_w(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    best_w, best_loss, run = training()(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience)
    w[:] = best_w
    return best_w, best_loss, run


def training_measured_after_scaling(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    x_train = (x_train - x_train.mean(axis=0)) / x_train.std(axis=0)
    x_val = (x_val - x_train.mean(axis=0)) / x_train.std(axis=0)
    best_w, best_loss, wait, run = w, np.inf, 0, 0
    while run < epochs and wait < patience:
        w = w - learning_rate * mse_gradient(w, x_train, y_train)
        loss = mse(w, x_val, y_val)
        best_w, best_loss, wait = (w, loss, 0) if loss < best_loss else (best_w, best_loss, wait + 1)
        run += 1
    return best_w, best_loss, run


same_array = {"keep": lambda w: w}


def scaled_by_mean_squares(x_train, x_test):
    mean = x_train.mean(axis=0)
    std = np.sqrt(np.maximum((x_train**2).mean(axis=0) - mean**2, 0))
    std[std == 0] = 1
    return (x_train - mean) / std, (x_test - mean) / std


def narrow_for_constant(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    std = np.where(std < 1e-3, 1, std)
    return (x_train - mean) / std, (x_test - mean) / std


RIGHT = {
    "updates_by_hand": [lambda: 180.0, lambda: np.array([180]), lambda: 10 * -(-560 // 32)],
    "train_validation_split": [
        split_one_by_one,
        split_joined,
        split_by_child,
        split_sampled,
        split(order=lambda n, rng: rng.choice(n, n, replace=False), take=lambda order, k: (order[:-k], order[-k:])),
        split(order=lambda n, rng: sorted(range(n), key=lambda _: rng.random())),
    ],
    "standard_scale": [
        standard_by_transpose,
        standard_by_moments,
        standard_by_columns,
        standard_by_sklearn,
        standard_in_place_on_copies,
    ],
    "min_max_scale": [min_max_by_sorting, min_max_by_interp, min_max_by_rows],
    "early_stopping_epochs": [stopping(), stopping_with_while, stopping_by_slices, stopping_by_running_minimum],
    "mended_training": [training(), training_by_break, training_with_lists],
    "losses_that_deceive": [
        lambda: [0, 5, 4, 3, 2, 1],
        lambda: np.array([2.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0]),
    ],
}
WRONG = {
    "updates_by_hand": [
        (lambda: 175.0, "560/32 · 10", ("not_rounded",)),
        (lambda: 170, "rounded down", ("last_batch_dropped",)),
        (lambda: 220, "700 rows", ("all_rows",)),
        (lambda: 210, "700 rows, rounded down", ("all_rows_last_batch_dropped",)),
        (lambda: 218.75, "700 rows, not rounded", ("all_rows_not_rounded",)),
        (lambda: 18, "one epoch", ("one_epoch",)),
        (lambda: 17, "one epoch, rounded down", ("one_epoch_last_batch_dropped",)),
        (lambda: 50, "the validation rows", ("validation_rows_only",)),
        (lambda: 10, "one for each epoch", ("one_update_an_epoch",)),
        (lambda: 5600, "every row", ("row_by_row",)),
        (lambda: 7000, "every row, also those aside", ("all_rows_one_by_one",)),
        (lambda: 190, "one batch too many in each epoch", ()),
    ],
    "train_validation_split": [
        (split(order=lambda n, rng: np.arange(n)), "in order", ("not_shuffled",)),
        (
            split(order=lambda n, rng: np.random.default_rng(rng.integers(3)).permutation(n)),
            "one of three seeds",
            ("few_seeds",),
        ),
        (
            split(order=lambda n, rng: np.random.default_rng(rng.integers(5000)).permutation(n)),
            "one of 5000 seeds",
            ("few_seeds",),
        ),
        (split_by_a_set, "loses rows that equal a validation row", ("equal_rows_lost",)),
        (split_not_in, "the same, of rows with their targets", ("equal_rows_lost",)),
        (split_of_a_dictionary, "one of equal rows is kept", ("equal_rows_merged",)),
        (split_looked_up, "equal rows get the target of the first", ("targets_of_equal_rows",)),
        (split_where_equal, "equal rows go to one part together", ()),
        (split(order=lambda n, rng: np.arange(n), take=lambda o, k: (o[:-k], o[-k:])), "the last", ("not_shuffled",)),
        (split(order=lambda n, rng: np.roll(np.arange(n), rng.integers(n))), "rolled", ("some_rows_more_often",)),
        (split(order=lambda n, rng: np.random.permutation(n)), "np.random", ("global_generator",)),  # noqa: NPY002
        (split_by_python, "random", ("global_generator",)),
        (split(order=lambda n, rng: np.random.default_rng(42).permutation(n)), "seed 42", ("seeded_inside",)),
        (split(order=lambda n, rng: rng.integers(0, n, n)), "integers", ("with_replacement",)),
        (split(order=lambda n, rng: rng.permutation(n - 1)), "n − 1", ("always_the_same_row_lost",)),
        (split(order=lambda n, rng: 1 + rng.permutation(n - 1)), "without row 0", ("always_the_same_row_lost",)),
        (split(take=lambda o, k: (o[k + 1 :], o[:k])), "one too late", ("a_row_lost",)),
        (split(take=lambda o, k: (o[k - 1 :], o[:k])), "one too early", ("a_row_in_both_parts",)),
        (split(take=lambda o, k: (o, o[:k])), "all rows in training", ("validation_rows_in_training",)),
        (split(take=lambda o, k: (o[k:-1], o[:k])), "the last in neither", ("a_row_lost",)),
        (split(take=lambda o, k: (np.arange(len(o))[k:], o[:k])), "training in order", ("two_permutations",)),
        (split(take=lambda o, k: (o[:k], o[k:])), "share for training", ("shares_exchanged",)),
        (split(give=lambda x, y, a, b: (x[b], y[b], x[a], y[a])), "validation first", ("shares_exchanged",)),
        (split(give=lambda x, y, a, b: (x[a], x[b], y[a], y[b])), "scikit-learn's order", ("outputs_exchanged",)),
        (split_by_sklearn, "scikit-learn with seed 0", ("outputs_exchanged", "seeded_inside")),
        (split(rows=lambda share, n: int(share * n)), "int", ("truncated",)),
        (
            split(rows=lambda share, n: int(share * n), order=lambda n, rng: np.random.default_rng().permutation(n)),
            "int and a Generator of its own",
            ("truncated", "global_generator"),
        ),
        (split(rows=lambda share, n: int(np.ceil(share * n))), "ceil", ("rounded_up",)),
        (split(rows=lambda share, n: n - int((1 - share) * n)), "int of the rest", ("rounded_up",)),
        (split(rows=lambda share, n: round(share * n) + 1), "one more", ()),
        (split_shuffled_twice, "shuffled apart", ("shuffled_apart",)),
        (split_only_x_shuffled, "only x", ("shuffled_apart",)),
        (split_y_left_in_order, "y_val in order", ("validation_pairs_broken",)),
        (split_in_place, "x and y changed", ("changed_input",)),
        (split_mask_by_coin, "a coin for each row", ("a_coin_for_each_row",)),
        (
            split(order=lambda n, rng: np.r_[rng.permutation(n // 2), n // 2 + rng.permutation(n - n // 2)]),
            "by halves",
            ("some_rows_more_often",),
        ),
        (split(give=lambda x, y, a, b: (x[a], y[a])), "training only", ()),
        (split(give=lambda x, y, a, b: ((x[a], y[a]), (x[b], y[b]))), "two pairs", ()),
    ],
    "standard_scale": [
        (apart(lambda a, b: mean_std(a), lambda a, b: mean_std(b)), "test by itself", ("refitted_on_test",)),
        (standard_by_sklearn_twice, "scikit-learn fitted twice", ("refitted_on_test",)),
        (apart(lambda a, b: mean_std(np.r_[a, b]), lambda a, b: mean_std(np.r_[a, b])), "all rows", ("fitted_on_all",)),
        (apart(lambda a, b: mean_std(a), lambda a, b: mean_std(np.r_[a, b])), "test by all", ("test_by_all_rows",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0)), "no guard", ("divided_by_zero",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: guarded(a.std(0, ddof=1))), "ddof 1", ("divided_by_n_minus_1",)),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0, ddof=1)),
            "ddof 1, no guard",
            ("divided_by_n_minus_1", "divided_by_zero"),
        ),
        (scaled(lambda a, b: a.mean(0), lambda a, b: guarded(a.var(0))), "variance", ("variance_for_deviation",)),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: a.var(0)),
            "variance, no guard",
            ("variance_for_deviation", "divided_by_zero"),
        ),
        (scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0) + 1e-8), "+ 1e-8", ("divided_by_nearly_zero",)),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: np.maximum(a.std(0), 1e-12)),
            "at least 1e-12",
            ("divided_by_nearly_zero_1e-12",),
        ),
        (scaled(lambda a, b: a.mean(0), lambda a, b: np.maximum(a.std(0), 1)), "at least 1", ("spread_at_least_one",)),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: np.where(np.isclose(a.std(0), 0, atol=1e-4), 1, a.std(0))),
            "narrow taken for constant",
            ("narrow_columns_left_alone",),
        ),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0) if np.all(a.std(0)) else 1),
            "one constant column for all",
            ("one_constant_column_decides_for_all",),
        ),
        (scaled(lambda a, b: a.mean(), lambda a, b: a.std()), "one for all", ("one_mean_for_all",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: a.std()), "one spread", ("one_spread_for_all",)),
        (scaled(lambda a, b: 0, lambda a, b: guarded(a.std(0))), "not centred", ("not_centred",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: 1), "not divided", ("not_divided",)),
        (scaled(lambda a, b: a.min(0), lambda a, b: guarded(np.ptp(a, 0))), "min-max", ("min_max_instead",)),
        (scaled(lambda a, b: np.median(a, 0), lambda a, b: guarded(a.std(0))), "the median", ()),
        (lambda a, b: (standard_by_columns(a, b)[0], b), "test left alone", ("test_left_unscaled",)),
        (standard_overwritten, "x_train overwritten", ("test_left_unscaled",)),
        (standard_half_overwritten, "test not centred", ("test_not_centred",)),
        (standard_skips_constants, "constant columns skipped", ("constant_column_left_alone",)),
        (standard_drops_constants, "constant columns dropped", ()),
        (
            scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0), np.nan_to_num, np.nan_to_num),
            "nan_to_num",
            ("divided_by_zero_made_finite",),
        ),
        (lambda a, b: standard_by_columns(a, b)[::-1], "test first", ("outputs_exchanged",)),
        (lambda a, b: standard_by_columns(a, b)[0], "training only", ()),
        (scaled_by_mean_squares, "mean square less squared mean", ()),
        (narrow_for_constant, "a narrow column is taken for a constant one", ()),
    ],
    "min_max_scale": [
        (apart(lambda a, b: low_span(a), lambda a, b: low_span(b)), "test by itself", ("refitted_on_test",)),
        (apart(lambda a, b: low_span(np.r_[a, b]), lambda a, b: low_span(np.r_[a, b])), "all rows", ("fitted_on_all",)),
        (scaled(lambda a, b: a.min(), lambda a, b: a.max() - a.min()), "one for all", ("one_range_for_all",)),
        (
            scaled(lambda a, b: np.r_[a, b].min(), lambda a, b: np.ptp(np.r_[a, b])),
            "one for all, all rows",
            ("fitted_on_all", "one_range_for_all"),
        ),
        (scaled(lambda a, b: a.min(0), lambda a, b: a.max(0)), "/ max", ("divided_by_the_maximum",)),
        (scaled(lambda a, b: 0, lambda a, b: a.max(0)), "x / max", ("minimum_kept_and_divided_by_the_maximum",)),
        (scaled(lambda a, b: 0, lambda a, b: np.ptp(a, 0)), "min kept", ("minimum_kept",)),
        (scaled(lambda a, b: a.min(0), lambda a, b: 1), "not divided", ("not_divided",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: np.ptp(a, 0)), "mean", ("mean_for_minimum",)),
        (scaled(lambda a, b: a.mean(0), lambda a, b: a.std(0)), "standard", ("standard_scale_instead",)),
        (scaled(lambda a, b: a.min(0), lambda a, b: np.ptp(a, 0), test=lambda x: x.clip(0, 1)), "clip", ("clipped",)),
        (
            scaled(lambda a, b: a.min(0), lambda a, b: np.ptp(a, 0), test=lambda x: np.minimum(x, 1)),
            "at most 1",
            ("clipped_above",),
        ),
        (
            scaled(lambda a, b: a.min(0), lambda a, b: np.ptp(a, 0), *[lambda x: 2 * x - 1] * 2),
            "−1 … 1",
            ("from_minus_1",),
        ),
        (scaled(lambda a, b: a.max(0), lambda a, b: a.min(0) - a.max(0)), "upside down", ("upside_down",)),
        (scaled(lambda a, b: a[0], lambda a, b: a[-1] - a[0]), "first and last row", ("first_and_last_row",)),
        (
            scaled(lambda a, b: a.min(0), lambda a, b: np.maximum(a.max(0), b.max(0)) - a.min(0)),
            "max of all rows",
            ("maximum_of_all",),
        ),
        (
            scaled(lambda a, b: np.minimum(a.min(0), b.min(0)), lambda a, b: a.max(0) - np.r_[a, b].min(0)),
            "min of all rows",
            ("minimum_of_all",),
        ),
        (scaled(lambda a, b: a.min(0), lambda a, b: np.ptp(a, 0) + 1e-8), "+ 1e-8", ("1e-8_added_to_the_width",)),
        (scaled(lambda a, b: a.min(0), lambda a, b: np.ptp(a, 0) + 1e-2), "+ 0.01", ()),
        (
            lambda a, b: (a - a.min(0) / (a.max(0) - a.min(0)), b - a.min(0) / (a.max(0) - a.min(0))),
            "brackets above",
            ("upper_parentheses_missing",),
        ),
        (
            lambda a, b: ((a - a.min(0)) / a.max(0) - a.min(0), (b - a.min(0)) / a.max(0) - a.min(0)),
            "brackets below",
            ("parentheses_missing",),
        ),
        (min_max_overwritten, "x_train overwritten", ("measured_after_scaling",)),
        (min_max_like_x, "whole numbers", ("whole_numbers",)),
        (lambda a, b: min_max_by_sorting(a, b)[::-1], "test first", ("outputs_exchanged",)),
        (lambda a, b: min_max_by_sorting(a.T, b.T) if a.shape == b.shape else min_max_by_sorting(a, b), "square", ()),
    ],
    "early_stopping_epochs": [
        (stopping(better=lambda loss, best, before: loss <= best), "ties", ("ties_count",)),
        (stopping(better=lambda loss, best, before: loss < before), "before", ("previous_epoch_as_best",)),
        (stopping(reset=False), "never reset", ("never_reset",)),
        (
            stopping(reset=False, better=lambda loss, best, before: loss <= best),
            "never reset, ties",
            ("ties_count", "never_reset"),
        ),
        (stopping(ends=lambda wait, patience: wait > patience), "late", ("one_epoch_late",)),
        (stopping(ends=lambda wait, patience: wait >= patience - 1), "early", ("one_epoch_early",)),
        (stopping(ends=lambda wait, patience: True), "no patience", ("no_patience",)),
        (stopping(ends=lambda wait, patience: False), "never", ("never_stops",)),
        (stopping(better=lambda loss, best, before: loss > best, start=-np.inf), "largest", ("larger_is_better",)),
        (stopping(better=lambda loss, best, before: best - loss > 1e-3), "min_delta", ("little_is_nothing_1e-3",)),
        (stopping(better=lambda loss, best, before: loss + 0.01 < best), "min_delta", ("little_is_nothing_1e-2",)),
        (stopping(better=lambda loss, best, before: loss < 0.99999 * best), "a relative min_delta", ()),
        (stopping_at_a_later_tie, "the last of equal bests", ("last_of_equal_bests",)),
        (stopping(start=1), "from 1", ("best_starts_at_1",)),
        (stopping(start=0), "from 0", ("best_starts_at_0",)),
        (stopping(start=1000), "from 1000", ("best_starts_at_100",)),
        (stopping(last=lambda n: n), "length", ("length_for_last",)),
        (
            stopping(last=lambda n: n, ends=lambda wait, patience: wait > patience),
            "length, late",
            ("one_epoch_late", "length_for_last"),
        ),
        (stopping(give=lambda stop, best, losses, patience: (best, stop)), "exchanged", ("outputs_exchanged",)),
        (stopping(give=lambda stop, best, losses, patience: (stop + 1, best + 1)), "from 1", ("counted_from_one",)),
        (
            stopping(give=lambda stop, best, losses, patience: (stop + 1, best)),
            "stop from 1",
            ("stop_counted_from_one",),
        ),
        (stopping(give=lambda stop, best, losses, patience: (stop, losses[best])), "loss", ("loss_for_epoch",)),
        (stopping(give=lambda stop, best, losses, patience: (stop, stop)), "stop twice", ("best_is_last",)),
        (stopping(give=lambda stop, best, losses, patience: (best, best)), "best twice", ("stop_is_best",)),
        (stopping(give=lambda stop, best, losses, patience: (stop, stop - patience)), "counted back", ()),
        (stopping(give=lambda stop, best, losses, patience: (stop, np.argmin(losses))), "argmin", ("best_of_all",)),
        (
            stopping(give=lambda stop, best, losses, patience: (best + patience, best)),
            "best + patience",
            ("best_plus_patience",),
        ),
        (lambda losses, patience: (len(losses) - 1, int(np.argmin(losses))), "argmin only", ("never_stops",)),
        (lambda losses, patience: stopping()(losses, patience)[0], "one number", ()),
    ],
    "mended_training": [
        (training("all"), "all rows", ("leaks",)),
        (training(watched="train"), "training loss", ("watches_training",)),
        (training(**same_array), "alias", ("loses_the_best",)),
        (training("all", "train", **same_array), "unchanged", ("leaks_and_watches_training",)),
        (training("all", "train"), "only the copy mended", ("leaks_and_watches_training",)),
        (training("all", **same_array), "only the loss mended", ("leaks_and_loses_the_best",)),
        (training(watched="train", **same_array), "only the scaler mended", ("watches_training",)),
        (training("own"), "validation by itself", ("each_scaled_by_itself",)),
        (
            training("own", **same_array),
            "by itself, alias",
            ("each_scaled_by_itself_and_loses_the_best", "loses_the_best"),
        ),
        (training("ddof"), "ddof 1", ("divided_by_n_minus_1",)),
        (training_measured_after_scaling, "x_train overwritten", ("validation_unscaled",)),
        (training(watched="sum"), "both losses", ()),
        (training(better=lambda a, b: a <= b), "ties", ("ties_count",)),
        (training(better=lambda a, b: a <= b, **same_array), "ties, alias", ("ties_count", "loses_the_best")),
        (training(reset=False), "never reset", ("never_reset",)),
        (training(better=lambda a, b: a < b - 1e-4), "min_delta", ("little_is_nothing",)),
        (training(better=lambda a, b: a < b - 0.01), "a large min_delta", ("little_is_nothing_1e-2",)),
        (training(better=lambda a, b: a < b - 1e-6), "a small min_delta", ("little_is_nothing_1e-6",)),
        (training(reset=False, **same_array), "never reset, alias", ("never_reset_and_loses_the_best",)),
        (training(first=mse), "the start takes part", ("start_counts_as_an_epoch",)),
        (training(more=lambda wait, patience: wait <= patience), "late", ("one_epoch_late",)),
        (training(more=lambda wait, patience: True), "never stops", ("never_stops",)),
        (training(returned=lambda s: (s["last_w"], s["last"], s["run"])), "last", ("last_epoch_returned",)),
        (training(returned=lambda s: (s["best_w"], s["last"], s["run"])), "last loss", ("last_loss_returned",)),
        (training(returned=lambda s: (s["best_w"], s["train"], s["run"])), "train", ("training_loss_returned",)),
        (training(returned=lambda s: (s["best_w"], s["best"], s["best_epoch"])), "best", ("best_epoch_for_count",)),
        (training(returned=lambda s: (s["best_w"], s["best"], s["run"] - 1)), "from 0", ("last_epoch_not_counted",)),
        (training(returned=lambda s: (s["best_w"], s["run"], s["best"])), "exchanged", ()),
        (training(returned=lambda s: (s["best_w"], s["best"])), "two values", ()),
        (training_changes_w, "w changed", ("changed_input",)),
    ],
    "losses_that_deceive": [
        (lambda: np.arange(8, 0, -1.0), "it falls", ("never_stops",)),
        (lambda: np.array([5.0, 6.0, 4.0, 5.0, 3.0, 4.0]), "each dip is the best", ("never_stops",)),
        (lambda: np.arange(1.0, 9.0), "it rises", ("rises_at_once",)),
        (lambda: np.ones(8), "flat", ("rises_at_once",)),
        (lambda: np.array([9.0, 5.0, 4.0, 6.0, 7.0, 8.0]), "a valley", ("rises_at_once",)),
        (lambda: np.array([1.0, 3.0, 2.0, 3.0]), "too short", ("too_short",)),
        (lambda: np.array([1.0, 2.0]), "two epochs", ()),
    ],
}
