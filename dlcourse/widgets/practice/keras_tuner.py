"""The explorers of lecture 19: 200 recorded trials and what the best share; a search by a Gaussian process.

Also a search by several processes at once.
"""

import itertools
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.plots.page.style import figure_of
from dlcourse.plots.practice.tuner_figures import parallel_coordinates
from dlcourse.plots.practice.tuner_searches import process_step
from dlcourse.widgets.page.frames import Explorer, radios, steps, whole
from dlcourse.widgets.practice.searches import process_search
from dlcourse.widgets.practice.trials import EPOCHS, recorded_rates, recorded_trials

GOOD_RATES = (0.002, 0.02)
FIRST = (6, 18)  # the two trials with which a search of `process_explorer` begins, by their places in RATES
N_STEPS = 10
ACCURACIES = (0, 0.5, 0.8, 0.9, 0.95, 0.98)


def process_explorer() -> Explorer:
    """Return sliders for the step of a search by a Gaussian process, and for the factor of its doubt."""
    count = steps("trials so far", range(2, N_STEPS + 2), 2, str)
    factor = steps("factor of the doubt", (0, 0.5, 1, 1.5, 2, 2.6, 3.5, 5), 2.6, lambda value: f"{value:g}")
    return Explorer(_draw_process, {"count": count, "factor": factor}, name="process", about=recorded_rates())


def _draw_process(count, factor):
    """Return the search after `count` trials, and where its next one goes."""
    rates, accuracies = recorded_rates()
    log_rates, curve = np.log10(rates), accuracies.mean(axis=1)
    step = next(itertools.islice(process_search(log_rates, curve, FIRST, factor), count - len(FIRST), None))
    tried = ", ".join(f"{10 ** float(exponent):.4f}" for exponent in step["tried"])
    words = (
        f"A search over the learning rate with {factor:g} times the doubt. {count} trials so far, at {tried}; the best "
        f"scores {step['scores'].max():.3f}, where {curve.max():.3f} is the highest point of the curve. "
        f"The next one goes to {10 ** float(step['following']):.4f}."
    )
    return whole(process_step(log_rates, curve, step, factor), words)


def trials_explorer() -> Explorer:
    """Return a slider for the highlighted share of the recorded trials, and which end, epoch and learning rates."""
    controls = {
        "percent": steps("highlight, %", (5, 10, 20, 50, 100), 10, str),
        "end": radios("which end", ["best", "worst"]),
        "epoch": radios("after epoch", EPOCHS, EPOCHS[-1]),
        "good_rates": radios("learning rates", {"all": False, "0.002 to 0.02": True}),
    }
    return Explorer(_draw_trials, controls, name="trials", about=[recorded_trials().right])


def _draw_trials(percent, end, epoch, good_rates):
    """Return the trials, the best (or worst) `percent` per cent of them highlighted."""
    values = trials_values(percent, end, epoch, good_rates)
    count = int(values["highlighted"].sum())
    title = f"the {end} {count} of {len(values['score'])} trials after epoch {epoch}"
    ax = parallel_coordinates(trial_columns(values), values["highlighted"], title)
    return whole(figure_of(ax), _describe_trials(values))


def trials_values(percent: float, end: str = "best", epoch: int = 27, good_rates: bool = False) -> dict[str, Any]:
    """Return the recorded trials, with `highlighted`, bool (T,): the `percent` per cent of best or worst scores.

    `good_rates` leaves only learning rates from 0.002 to 0.02.
    """
    recorded = recorded_trials()
    inside = (recorded.learning_rate > GOOD_RATES[0]) & (recorded.learning_rate < GOOD_RATES[1]) | (not good_rates)
    columns = ("learning_rate", "layers", "units", "activation", "dropout")
    trials: dict[str, Any] = {name: getattr(recorded, name)[inside] for name in columns}
    trials["score"] = recorded.score(epoch)[inside]
    order = np.argsort(-trials["score"], kind="stable")
    count = max(1, round(percent / 100 * len(order)))
    highlighted = np.zeros(len(order), dtype=bool)
    highlighted[order[:count] if end == "best" else order[-count:]] = True
    return trials | {"highlighted": highlighted, "end": end, "epoch": epoch}


def trial_columns(trials: Mapping[str, Any]) -> dict[str, tuple[np.ndarray, list[tuple[float, str]]]]:
    """Return, for each axis of the figure, the trials' positions on it, 0 to 1, and its ticks."""
    exponents = np.log10(trials["learning_rate"])
    return {
        "learning rate": ((exponents + 4) / 3, [(k / 3, f"{10.0 ** (k - 4):g}") for k in range(4)]),
        "layers": ((trials["layers"] - 1) / 2, [(k / 2, str(k + 1)) for k in range(3)]),
        "units": ((trials["units"] - 16) / 112, [((u - 16) / 112, str(u)) for u in (16, 48, 80, 128)]),
        "activation": (np.where(trials["activation"] == "tanh", 1.0, 0.0), [(0, "relu"), (1, "tanh")]),
        "dropout": (trials["dropout"] * 2, [(0, "0"), (0.5, "0.25"), (1, "0.5")]),
        "accuracy": (_stretched(trials["score"]), [(float(_stretched(a)), f"{a:g}") for a in ACCURACIES]),
    }


def _stretched(accuracy):
    """Return accuracies on a scale of their errors' logarithm, so that 0.95 and 0.98 stand apart: 0 to 1 at 0.982."""
    return -np.log10(1 - np.asarray(accuracy)) / 1.75


def _describe_trials(values):
    """Describe the figure in words: which trials are highlighted, and what they have in common."""
    chosen = values["highlighted"]
    rate, layers, units = (values[name][chosen] for name in ("learning_rate", "layers", "units"))
    score, dropout = values["score"][chosen], values["dropout"][chosen]
    tanh = int((values["activation"][chosen] == "tanh").sum())
    return (
        f"{len(chosen)} trials as lines over axes for learning rate, layers, units, activation, dropout and accuracy "
        f"after epoch {values['epoch']}; the {values['end']} {chosen.sum()} are highlighted. Their accuracy is "
        f"{score.min():.3f} to {score.max():.3f}, their learning rate {rate.min():.4f} to {rate.max():.4f}, their "
        f"units {units.min()} to {units.max()}; {_counts(layers, (1, 2, 3))} have 1, 2, 3 hidden layers, "
        f"{_counts(dropout, (0, 0.25, 0.5))} dropout 0, 0.25, 0.5, and {tanh} have tanh."
    )


def _counts(values, options):
    """Return how often each option occurs, as text."""
    return ", ".join(str(int((values == option).sum())) for option in options)


def parallel_search(directory: str | Path, script: str, worker_ids: Sequence[str], timeout_s: float = 240) -> list[str]:
    """Run a search's script in `directory` as a chief and workers, a process each; return the trials' statuses.

    It ends when all workers have ended, or the chief: then all trials are done, and a worker that starts later has no
    chief to ask. After `timeout_s` seconds all processes are stopped.
    """
    address = {"KERASTUNER_ORACLE_IP": "127.0.0.1", "KERASTUNER_ORACLE_PORT": str(_free_port())}
    processes: list[subprocess.Popen] = []
    devnull = subprocess.DEVNULL
    try:
        for name in ("chief", *worker_ids):
            environment = os.environ | address | {"KERASTUNER_TUNER_ID": name}
            command = [sys.executable, script]
            processes.append(subprocess.Popen(command, cwd=directory, env=environment, stdout=devnull, stderr=devnull))
        chief, *others = processes
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and chief.poll() is None and any(each.poll() is None for each in others):
            time.sleep(0.1)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    return [
        json.loads(path.read_text(encoding="utf-8"))["status"]
        for path in sorted(Path(directory).glob("*/trial_*/trial.json"))
    ]


def _free_port():
    """Return a free TCP port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
