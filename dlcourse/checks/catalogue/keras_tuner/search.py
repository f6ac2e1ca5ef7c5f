"""Random search: draw, try, keep the best; judged by what it asks for and by what it returns."""

import math

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question


def random_search(draw, evaluate, max_trials, rng):
    """The configuration with the smallest loss out of max_trials; NaN is never the smaller one."""
    best_config, best_loss = None, np.inf
    for _ in range(max_trials):
        config = draw(rng)
        loss = evaluate(config)
        if loss < best_loss:
            best_config, best_loss = config, loss
    return best_config, best_loss


def watch_search(search, seed, max_trials, best_exponent, floor, diverged):
    """The learning rate found and its loss, and how often a network would have been trained."""
    preview = np.random.default_rng(seed)
    doomed = [draw(preview) for _ in range(max_trials)]
    doomed = [doomed[int(i)]["learning_rate"] for i in diverged]
    evaluated = []

    def evaluate(config):
        evaluated.append(config)
        rate = config["learning_rate"]
        return math.nan if rate in doomed else floor + 0.4 * (math.log10(rate) - best_exponent) ** 2

    returned = search(draw, evaluate, max_trials, np.random.default_rng(seed))
    if returned is None or returned is Ellipsis:
        return returned
    if not isinstance(returned, tuple | list) or len(returned) != 2 or not isinstance(returned[0], dict | None):
        raise AnswerError(f"Expected the best configuration and its loss, in this order. Received: {returned!r}.")
    config, loss = returned
    return (np.nan if config is None else math.log10(config["learning_rate"])), loss, len(evaluated)


def draw(rng):
    """A configuration with one open value, of which there are 31: it may come twice."""
    return {"learning_rate": 10 ** round(rng.uniform(-4, -1), 1), "units": 32}


def search_by_sorting(draw, evaluate, max_trials, rng):
    """All trials in a list; those that diverged sorted out."""
    trials = []
    while len(trials) < max_trials:
        config = draw(rng)
        trials.append((evaluate(config), config))
    loss, config = min((trial for trial in trials if not math.isnan(trial[0])), key=lambda trial: trial[0])
    return config, loss


def search_by_nanargmin(draw, evaluate, max_trials, rng):
    """All draws first; NumPy's argmin that passes NaN over; a list."""
    configs = [draw(rng) for _ in range(max_trials)]
    losses = np.array([evaluate(config) for config in configs])
    best = np.nanargmin(losses)
    return [configs[best], losses[best]]


def search_from_none(draw, evaluate, max_trials, rng):
    """No best one until the first that is a number."""
    best = None
    for config in (draw(rng) for _ in range(max_trials)):
        loss = evaluate(config)
        if np.isfinite(loss) and (best is None or loss <= best[1]):
            best = (config, loss)
    return best


def search_by_comparing(draw, evaluate, max_trials, rng):
    """A wrong answer: which networks diverged, which is the best, and its loss are three rounds of training."""
    configs = [draw(rng) for _ in range(max_trials)]
    best = min((config for config in configs if not math.isnan(evaluate(config))), key=evaluate)
    return best, evaluate(best)


def search_cases(rng):
    """Losses below 1 and above, in thousands, exactly 0; the first trial diverges, two in the middle, or none."""
    cases = []
    for max_trials, floor, diverged, why in [
        (12, 0.3, (5, 7), ""),
        (9, 1.6, (0, 4), ""),
        (7, 0.2, (), ""),
        (6, 2e4, (1,), "losses in the thousands"),
    ]:
        arguments = (int(rng.integers(10**6)), max_trials, float(rng.uniform(-2.8, -2.2)), floor, diverged)
        cases.append(Case(arguments, {"trials": max_trials}, why))
    return [*cases, best_just_after_the_end(rng), drawn_twice(rng), best_of_loss_0(rng)]


def best_of_loss_0(rng):
    """A search whose second trial of four has a loss of exactly 0, and the others a larger one."""
    seed, exponents = 0, [0.0]
    while len(set(exponents)) < 4:
        seed = int(rng.integers(10**6))
        preview = np.random.default_rng(seed)
        exponents = [math.log10(draw(preview)["learning_rate"]) for _ in range(4)]
    return Case((seed, 4, exponents[1], 0.0, ()), {"trials": 4}, "a loss of exactly 0")


def best_just_after_the_end(rng):
    """A search that stops one trial before the best one."""
    return before_the_best(rng, 6, "the trial after the last would be the best")


def drawn_twice(rng):
    """A search with two equal draws, which stops one trial before the best one."""
    return before_the_best(rng, 5, "a configuration that is drawn twice, and tried twice")


def before_the_best(rng, different, why):
    """A case of six trials, so many of them different, after which the best one would come."""
    seed, trials, exponents = 0, 6, [0.0]
    while len(set(exponents[:trials])) != different or exponents[-1] in exponents[:trials]:
        seed = int(rng.integers(10**6))
        preview = np.random.default_rng(seed)
        exponents = [math.log10(draw(preview)["learning_rate"]) for _ in range(trials + 1)]
    nearest = exponents[-1] + 0.02  # no two exponents are equally far from it
    return Case((seed, trials, nearest, 0.3, ()), {"trials": trials}, why)


RANDOM_SEARCH = Question(
    difficulty="medium",
    minutes=10,
    points=3,
    parts=("exponent", "loss", "evaluations"),
    facts={
        "exponent": ("log₁₀ of the learning rate",),
        "evaluations": ("the number of trainings",),
    },
    use=watch_search,
    returns="the best configuration, its loss",
    inputs=("seed", "max_trials", "best_exponent", "floor", "diverged"),
    reference=random_search,
    cases=search_cases,
    section="Drawing at random",
    hints=(
        "Two variables hold the best so far: its configuration and its loss. Before the first trial there is none.",
        "Start with a loss that every number beats: `np.inf`. Comparing with NaN is always False, which is what you want.",
        "In the loop: `config = draw(rng)`, `loss = evaluate(config)` once, and where `loss < best_loss`, remember both.",
    ),
    misconceptions=(
        Misconception(
            "largest_loss",
            edit(random_search, "np.inf → -np.inf", "loss < best_loss → loss > best_loss"),
            "You return the trial with the largest loss: {entry} is {yours}, expected {expected}. A loss is the better the "
            "smaller it is.",
            "`loss < best_loss`, from `np.inf`. Accuracies are the ones to maximise.",
        ),
        Misconception(
            "started_at_zero",
            edit(random_search, "np.inf → 0.0"),
            "None of {trials} trials beats your start: {entry} is {yours}, expected {expected}. A loss is never below 0.",
            "Start at `np.inf`, which every number beats.",
        ),
        Misconception(
            "started_at_one",
            edit(random_search, "np.inf → 1.0"),
            "Your start is a loss of 1, and where all {trials} losses are above it, no trial is taken: {entry} is {yours}, "
            "expected {expected}.",
            "Start at `np.inf`.",
        ),
        Misconception(
            "nan_came_first",
            edit(random_search, "if loss < best_loss → if best_config is None or loss < best_loss"),
            "Your first trial diverged, and no later one can beat it: {entry} is {yours}, expected {expected}. `loss < NaN` is "
            "False for every loss.",
            "Start at `np.inf` in place of the first trial's loss.",
        ),
        Misconception(
            "nan_taken_for_smallest",
            edit(search_by_nanargmin, "np.nanargmin → np.argmin"),
            "You return a trial that diverged: {entry} is {yours}, expected {expected}. `np.argmin` takes the first NaN for the "
            "smallest.",
            "`np.nanargmin` passes NaN over.",
        ),
        Misconception(
            "one_draw_for_all",
            edit(random_search, "None, np.inf → draw(rng), np.inf", "config = draw(rng) → config = best_config"),
            "You try one configuration {trials} times: {entry} is {yours}, expected {expected}.",
            "`draw(rng)` belongs into the loop.",
        ),
        Misconception(
            "configuration_not_kept",
            edit(random_search, "best_config, best_loss = config, → best_loss =", "return best_config → return config"),
            "Your loss is the best one, and your configuration is that of the last trial: {entry} is {yours}, expected "
            "{expected}.",
            "Remember both where the loss is smaller: `best_config, best_loss = config, loss`.",
        ),
        Misconception(
            "last_trial",
            edit(random_search, "loss < best_loss → True"),
            "You return the last of {trials} trials, not the best: {entry} is {yours}, expected {expected}.",
            "Compare each loss with the best so far, and remember the better one.",
        ),
        Misconception(
            "trained_twice",
            edit(random_search, "= config, loss → = config, evaluate(config)"),
            "You call `evaluate` twice for the better ones: {yours} calls for {trials} trials. Each call trains a network.",
            "Keep its result: `loss = evaluate(config)`.",
        ),
        Misconception(
            "one_trial_short",
            edit(random_search, "range(max_trials) → range(1, max_trials)"),
            "You make {yours} trials, expected {expected}.",
            "range(max_trials) runs max_trials times; range(1, max_trials) does not.",
        ),
        Misconception(
            "seeded_inside",
            lambda draw, evaluate, max_trials, rng: random_search(draw, evaluate, max_trials, np.random.default_rng(0)),
            "Your {trials} trials do not come from the rng you were given: {entry} is {yours}, expected {expected}.",
            "Hand `rng` on: `draw(rng)`.",
        ),
        Misconception(
            "nan_beats_everything",
            edit(random_search, "loss < best_loss → not loss >= best_loss"),
            "In your comparison a NaN wins, and then everything wins against it: {entry} is {yours}, expected {expected}.",
            "Every comparison with NaN is False, so its `not` is True.",
        ),
        Misconception(
            "best_trained_again",
            edit(random_search, "return best_config, best_loss → return best_config, evaluate(best_config)"),
            "You call `evaluate` once more for the best one: {yours} calls for {trials} trials. Each call trains a network.",
            "You have had this loss before.",
        ),
        Misconception(
            "one_trial_too_many",
            edit(random_search, "range(max_trials) → range(max_trials + 1)"),
            "You make one trial more than the {trials} that were asked for.",
            "How often does your loop run?",
        ),
        Misconception(
            "stopped_at_the_first_nan",
            edit(
                random_search,
                "loss = evaluate(config) → loss = evaluate(config)\n        if np.isnan(loss):\n            break",
            ),
            "Your search ends at the first trial that diverges: {entry} is {yours}, expected {expected}.",
            "`break` leaves the loop. What should become of the trials after it?",
        ),
        Misconception(
            "stopped_at_a_nan_after_the_best",
            edit(
                random_search,
                "loss = evaluate(config) → loss = evaluate(config)\n"
                "        if best_config and np.isnan(loss):\n            break",
            ),
            "Once you have a best trial, your search ends at the next one that diverges: {entry} is {yours}, expected "
            "{expected}.",
            "`break` leaves the loop. What should become of the trials after it?",
        ),
        Misconception(
            "loss_0_taken_for_none",
            edit(search_from_none, "best is None or → best is None or not best[1] or"),
            "A trial with a loss of exactly 0 counts as no trial, so the next one replaces it: {entry} is {yours}, expected "
            "{expected}. `not 0.0` is True.",
            "Ask whether there is a best one yet by `is None`.",
        ),
        Misconception(
            "counted_without_the_diverged",
            edit(
                search_by_nanargmin,
                "best = np.nanargmin(losses) → losses = losses[~np.isnan(losses)]; best = np.argmin(losses)",
            ),
            "You look for the best among the trials that are left, and take its number among all of them: your configuration "
            "is that of another trial.",
            "After the diverged ones are taken out, the numbers of the others have changed. What else has to be taken out?",
        ),
        Misconception(
            "drawn_again",
            edit(random_search, "= config, loss → = draw(rng), loss"),
            "You draw anew where you should remember: the configuration that you return is none that had this loss.",
            "One call of `draw` for each trial. Keep what it returned.",
        ),
        Misconception(
            "trained_again_to_compare",
            search_by_comparing,
            "You call `evaluate` anew whenever you need a loss: {yours} calls for {trials} trials. Each call trains a network.",
            "Call it once for each trial, and keep what it returned.",
        ),
        Misconception(
            "diverged_not_counted",
            edit(
                random_search,
                "for _ in range(max_trials): → done = 0\n    while done < max_trials:",
                "loss = evaluate(config) → loss = evaluate(config)\n        done += not np.isnan(loss)",
            ),
            "You do not count the trials that diverge: {yours} trainings, expected {expected}.",
            "A trial that diverged has been paid for as well.",
        ),
    ),
    alternatives=(search_by_sorting, search_by_nanargmin, search_from_none),
)
