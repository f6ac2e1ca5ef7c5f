"""From seconds to figures: medians with their spread, the better number of threads, ratios round by round."""

import statistics

REFERENCE, KEPT, NUMBA = OURS = ("dlcourse", "accel.numpy", "accel.numba")  # the second is dlcourse.accel.numpy
PRODUCTS = "matrix products alone"
COPIES = ("copy", "triad", "in place")
ADAM_BYTES = 28  # a parameter in float32: w, g, m, v read, w, m, v written


def spread(values):
    """[median, lowest, highest], to four digits."""
    return [float(f"{value:.4g}") for value in (statistics.median(values), min(values), max(values))]


def summary(by_threads):
    """A contender at the number of threads with which it was quickest, in seconds a unit; the others are kept too."""
    threads = min(by_threads, key=lambda number: statistics.median(by_threads[number]["seconds"]))
    best = by_threads[threads]
    return {
        "threads": int(threads),
        "seconds": spread([seconds / best["units"] for seconds in best["seconds"]]),
        "outcome": best["outcome"],
        "by_threads": by_threads,
    }


def each_round(contender):
    """The seconds a unit, round by round, at the better number of threads."""
    best = contender["by_threads"][str(contender["threads"])]
    return [seconds / best["units"] for seconds in best["seconds"]]


def ratios(contenders):
    """{ours: {peer: [median, lowest, highest]}}: how many times as long the peer took as we did in the same round."""
    return {
        ours: {
            peer: spread([b / a for a, b in zip(each_round(contenders[ours]), each_round(contender), strict=True)])
            for peer, contender in contenders.items()
            if peer != ours
        }
        for ours in contenders
        if ours in OURS
    }


def result(part, name, task, by_name, left_out):
    """What is kept of one task."""
    contenders = {entry: summary(by_threads) for entry, by_threads in by_name.items()}
    return {
        "part": part,
        "name": name,
        "task": task,
        "contenders": contenders,
        "ratios": ratios(contenders),
        "left_out": left_out,
        "doubts": doubts(contenders),
    }


def doubts(contenders):
    """Why some contender may not have done the work: a sentence each.

    An outcome is True, or [loss before, loss after], where each must fall at least half as far as in the middle.
    """
    said = [f"{name}: {one['outcome']}" for name, one in contenders.items() if one["outcome"] is False]
    losses = {name: one["outcome"] for name, one in contenders.items() if is_pair(one["outcome"])}
    if losses:
        middle = statistics.median(before - after for before, after in losses.values())
        for name, (before, after) in losses.items():
            if not (before - after > 0 and before - after >= middle / 2):
                said.append(f"{name}: the loss went from {before:.3f} to {after:.3f}, elsewhere by {middle:.3f}")
    return said


def is_pair(outcome):
    """Whether an outcome is a loss before and one after."""
    return isinstance(outcome, list) and len(outcome) == 2


def bandwidth(contenders, threads):
    """The most bytes a second that any of the copies moved with so many threads."""
    return max(
        one["by_threads"][threads]["units"] / min(one["by_threads"][threads]["seconds"])
        for name, one in contenders.items()
        if name in COPIES
    )


def share_of_bandwidth(contenders, name, threads):
    """[median, lowest, highest] of Adam's 28 bytes a parameter, at that bandwidth, over the time that it took."""
    one = contenders[name]["by_threads"][threads]
    limit = ADAM_BYTES * one["units"] / bandwidth(contenders, threads)
    return spread([limit / seconds for seconds in one["seconds"]])
