"""Searches of lecture 19 replayed on recorded trials: at random, by successive halving, Hyperband, a Gaussian process.

A replayed search trains nothing. It draws 256 of the 773 recorded rows to choose by, looks up how the trials that
it asks for did on them, and counts the epochs that they took; the other 517 rows judge what it found.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from dlcourse.widgets.practice.trials import EPOCHS, N_JUDGED, recorded_trials

N_CHOOSE = 256
LENGTHS = (0.3, 0.5, 0.8, 1.2, 2.0)
BRACKETS = ((27, 9, 3, 1), (12, 4, 2), (6, 2), (4,))  # as Keras Tuner sizes them for 27 epochs; the last begin later

Scores = tuple[np.ndarray, np.ndarray]  # validation and test accuracy (T, 4), by trial and recorded epoch
Found = list[tuple[int, float, float]]  # epochs spent so far, validation and test accuracy of a trial


def scores_on(rng: np.random.Generator) -> Scores:
    """Return the accuracies of the recorded trials on 256 rows drawn at random, and on the other 517; each (200, 4)."""
    right, rows = recorded_trials().right, rng.permutation(N_JUDGED)
    return right[:, :, rows[:N_CHOOSE]].mean(axis=2), right[:, :, rows[N_CHOOSE:]].mean(axis=2)


def random_search(scores: Scores, rng: np.random.Generator, budget: int) -> Found:
    """Train trials in a random order to the last epoch, one after another."""
    validation, test = scores
    order = rng.permutation(len(validation))[: budget // EPOCHS[-1]]
    return [(EPOCHS[-1] * (k + 1), validation[i, -1], test[i, -1]) for k, i in enumerate(order)]


def successive_halving(scores: Scores, rng: np.random.Generator, budget: int) -> Found:
    """Train 27 trials for 1 epoch, the best 9 to epoch 3, the best 3 to 9, the best to 27; then the next 27 trials."""
    order = iter(rng.permutation(len(scores[0])).tolist())
    return _in_brackets(scores, order, BRACKETS[:1] * (1 + budget // 81), budget)


def hyperband(scores: Scores, rng: np.random.Generator, budget: int) -> Found:
    """Run the four brackets of Hyperband in turn: from 27 trials that begin with 1 epoch to 4 that get all 27."""
    order = iter(rng.permutation(len(scores[0])).tolist())
    return _in_brackets(scores, order, BRACKETS * (1 + budget // 375), budget)


def _in_brackets(scores, order, brackets, budget):
    """Run brackets one after another on the trials of `order`, until the budget is spent."""
    validation, test = scores
    found, spent = [], 0
    for sizes in brackets:
        alive, done = [next(order) for _ in range(sizes[0])], 0
        for rung, size in enumerate(sizes, len(EPOCHS) - len(sizes)):
            alive = sorted(alive, key=lambda i: -validation[i, max(rung - 1, 0)])[:size] if done else alive
            for i in alive:
                spent += EPOCHS[rung] - done
                found.append((spent, validation[i, rung], test[i, rung]))
            done = EPOCHS[rung]
        if spent >= budget:
            break
    return found


def bayesian_search(scores: Scores, rng: np.random.Generator, budget: int, factor: float = 2.6) -> Found:
    """Train four random trials to the last epoch, then always the one whose guess + factor · doubt is largest.

    As in Keras Tuner, the guess is a Gaussian process with a Matérn kernel (ν = 5/2) of the likeliest length, over all
    settings on a scale from 0 to 1.
    """
    validation, test = scores
    squares = _squared_distances()
    tried = rng.permutation(len(validation))[:4].tolist()
    while len(tried) < budget // EPOCHS[-1]:
        bound = _upper_bound(squares, tried, validation[tried, -1], factor)
        bound[tried] = -np.inf
        tried.append(int(bound.argmax()))
    return [(EPOCHS[-1] * (k + 1), validation[i, -1], test[i, -1]) for k, i in enumerate(tried)]


def _squared_distances():
    """Return the squared distances (200, 200) between the settings of the recorded trials."""
    t = recorded_trials()
    columns = [(np.log10(t.learning_rate) + 4) / 3, (t.layers - 1) / 2, (t.units - 16) / 112]
    settings = np.stack([*columns, t.activation == "tanh", 2 * t.dropout], axis=1).astype(float)
    return ((settings[:, None] - settings) ** 2).sum(axis=2)


def _upper_bound(squares, tried, scores, factor):
    """Return guess + factor · doubt for every trial (200,), in standard deviations of the scores."""
    scaled = (scores - scores.mean()) / (scores.std() + 1e-9)
    known = {length: _matern(squares[np.ix_(tried, tried)], length) + 1e-4 * np.eye(len(tried)) for length in LENGTHS}
    length = max(LENGTHS, key=lambda length: _log_likelihood(known[length], scaled))
    to_trials = _matern(squares[:, tried], length)
    mean = to_trials @ np.linalg.solve(known[length], scaled)
    explained = (to_trials * np.linalg.solve(known[length], to_trials.T).T).sum(axis=1)
    return mean + factor * np.sqrt(np.maximum(1 - explained, 0))


def _matern(squares, length):
    """(1 + d + d²/3) exp(−d), with d = √5 · distance / length."""
    d = np.sqrt(5 * squares) / length
    return (1 + d + d**2 / 3) * np.exp(-d)


def _log_likelihood(covariance, scores):
    """Return the log likelihood of scores (T,) under a Gaussian process, up to a constant."""
    return -0.5 * (scores @ np.linalg.solve(covariance, scores) + np.linalg.slogdet(covariance)[1])


SEARCHES: Mapping[str, Callable[..., Found]] = {
    "random": random_search,
    "halving": successive_halving,
    "Hyperband": hyperband,
    "Bayesian": bayesian_search,
}


def compare_searches(budgets: Sequence[int], n_searches: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Replay each search `n_searches` times; return test accuracies (searches, budgets) of the best trial so far.

    The best is the one that has the highest validation accuracy, after whatever epoch it was measured. All four
    searches get the same rows.
    """
    found: dict[str, list[list[float]]] = {name: [] for name in SEARCHES}
    for k in range(n_searches):
        scores = scores_on(np.random.default_rng([seed, k]))
        for name, search in SEARCHES.items():
            trials = search(scores, np.random.default_rng([seed, k, 1]), max(budgets))
            found[name].append([_best_within(trials, budget) for budget in budgets])
    return {name: np.array(each) for name, each in found.items()}


def _best_within(trials, budget):
    """Return the test accuracy of the trial with the best validation accuracy among those within the budget."""
    return max((trial for trial in trials if trial[0] <= budget), key=lambda trial: trial[1])[2]


def second_search(n_trials: int, n_searches: int, seed: int = 0) -> np.ndarray:
    """Return test accuracies (searches, 2) of the best of `n_trials` new trials: in a narrowed range, and anywhere.

    Sixty recorded trials are the first search. The learning rates of its best six, and half as much again to either
    side, are the range; the new trials are drawn from the other 140, those in the range or all.
    """
    rates, found = recorded_trials().learning_rate, []
    for k in range(n_searches):
        rng = np.random.default_rng([seed, k])
        validation, test = (accuracies[:, -1] for accuracies in scores_on(rng))
        order = rng.permutation(len(rates))
        first, rest = order[:60], order[60:]
        best = rates[first[np.argsort(-validation[first])[:6]]]
        inside = rest[(rates[rest] >= best.min() / 1.5) & (rates[rest] <= best.max() * 1.5)]
        found.append([test[some[np.argmax(validation[some])]] for some in (inside[:n_trials], rest[:n_trials])])
    return np.array(found)


def best_of_real(n_searches: int, seed: int = 0) -> Scores:
    """Return the mean validation and test accuracy of the best of the first 1 … 200 trials, each (200,).

    A mean over random orders of the recorded trials, each with random rows to choose by.
    """
    sums = np.zeros((2, len(recorded_trials().units)))
    for k in range(n_searches):
        rng = np.random.default_rng([seed, k])
        order = rng.permutation(sums.shape[1])
        validation, test = (scores[order, -1] for scores in scores_on(rng))
        best = _places_of_best(validation)
        sums += validation[best], test[best]
    return sums[0] / n_searches, sums[1] / n_searches


def _places_of_best(scores):
    """Return the place of the highest score among the first 1 … T, (T,)."""
    highest = np.maximum.accumulate(scores)
    new = np.r_[True, highest[1:] > highest[:-1]]
    return np.maximum.accumulate(np.where(new, np.arange(len(scores)), 0))


def winners_dropped(n_searches: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Replay brackets of 27 trials, and follow the one that would be best after 27 epochs.

    Returns in how many it is dropped after epoch 1, 3, 9 and never, (4,), and by how much its test accuracy exceeds
    that of the trial that halving ends with, (searches,).
    """
    counts, losses = np.zeros(4, int), []
    for k in range(n_searches):
        rng = np.random.default_rng([seed, k])
        validation, test = scores_on(rng)
        alive = rng.permutation(len(validation))[:27].tolist()
        winner, dropped = max(alive, key=lambda i: validation[i, -1]), 3
        for rung, size in enumerate(BRACKETS[0][1:]):
            alive = sorted(alive, key=lambda i: -validation[i, rung])[:size]
            dropped = rung if winner not in alive and dropped == 3 else dropped
        counts[dropped] += 1
        losses.append(test[winner, -1] - test[alive[0], -1])
    return counts, np.array(losses)


def gaussian_guess(log_rates: np.ndarray, tried: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the standard deviation (M,) of lecture 19's Gaussian process over log₁₀ η, `log_rates` (M,).

    `tried` (T,) are the log₁₀ η of the trials, `scores` (T,) their accuracies. The kernel is 0.3² exp(−d²/(2 · 0.6²)).
    """

    def alike(a, b):
        return 0.09 * np.exp(-0.5 * ((a[:, None] - b) / 0.6) ** 2)

    known, to_trials = alike(tried, tried) + 1e-4 * np.eye(len(tried)), alike(log_rates, tried)
    mean = scores.mean() + to_trials @ np.linalg.solve(known, scores - scores.mean())
    explained = (to_trials * np.linalg.solve(known, to_trials.T).T).sum(axis=1)
    return mean, np.sqrt(np.maximum(0.09 - explained, 0))


def process_search(
    log_rates: np.ndarray, curve: np.ndarray, first: Sequence[int], factor: float
) -> Iterator[dict[str, np.ndarray]]:
    """Yield the steps of a search by a Gaussian process for the highest point of `curve` (M,) over `log_rates` (M,).

    It begins with the trials at the indices `first`. `plots.practice.tuner_searches.process_steps` draws its steps.
    """
    tried = list(first)
    while True:
        mean, doubt = gaussian_guess(log_rates, log_rates[tried], curve[tried])
        following = int((mean + factor * doubt).argmax())
        yield {"mean": mean, "doubt": doubt, "tried": log_rates[tried], "scores": curve[tried],
               "following": log_rates[following]}  # fmt: skip
        tried.append(following)
