"""The explorer of lecture 19: sixty recorded trials, and what the best of them have in common.

Also a search by several processes at once.
"""

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

from dlcourse import (
    Adam,
    CategoricalCrossentropy,
    Dense,
    Dropout,
    ReLU,
    Sequential,
    Tanh,
    accuracy,
    load_digits,
    one_hot,
)
from dlcourse.plots.style import figure_of
from dlcourse.plots.tuner_figures import parallel_coordinates
from dlcourse.widgets.frames import Explorer, radios, steps, whole

VALIDATION_ROWS = 360
RECORDED = """
0.001824 2 128 relu 0 342
0.00287 1 96 relu 0 336
0.000555 3 32 tanh 0 293
0.002566 2 80 relu 0.25 336
0.044021 3 80 relu 0.5 80
0.000371 2 64 relu 0.5 265
0.05147 2 32 relu 0 315
0.000527 3 16 relu 0 124
0.034388 2 16 relu 0.25 291
0.003054 3 16 tanh 0.25 315
0.040779 2 32 relu 0 336
0.000302 3 48 tanh 0.5 210
0.014573 2 16 tanh 0.5 335
0.056392 3 16 tanh 0.5 143
0.000184 3 80 tanh 0 305
0.00205 3 32 relu 0.5 220
0.019105 1 16 tanh 0.5 342
0.018228 1 96 tanh 0 346
0.071271 1 80 tanh 0.5 335
0.006923 2 48 relu 0 343
0.002585 2 64 tanh 0.5 334
0.000437 1 80 tanh 0.5 289
0.000266 3 96 tanh 0.25 308
0.001273 1 80 relu 0.25 329
0.014598 1 96 tanh 0.5 342
0.004926 2 32 relu 0 341
0.000148 1 48 relu 0 136
0.001009 3 112 tanh 0.25 341
0.001762 2 80 tanh 0.25 341
0.001993 3 112 relu 0 343
0.006012 1 128 tanh 0 345
0.00032 2 32 relu 0 218
0.000712 1 64 tanh 0.5 309
0.000185 3 96 tanh 0.5 268
0.028217 3 64 relu 0.5 159
0.004592 1 128 relu 0.5 341
0.002244 2 80 relu 0 347
0.000141 2 128 tanh 0.25 310
0.004076 2 80 tanh 0.5 344
0.00953 3 64 tanh 0 341
0.000242 3 64 relu 0 269
0.000198 2 48 relu 0.25 144
0.021417 2 32 relu 0.5 308
0.027372 2 96 tanh 0.25 335
0.077919 3 64 tanh 0.5 33
0.000122 1 96 relu 0.25 218
0.0326 2 64 tanh 0 333
0.009009 1 64 relu 0.25 340
0.005022 2 96 tanh 0.25 342
0.09836 1 16 relu 0.5 280
0.046029 2 80 tanh 0.25 318
0.013311 1 128 tanh 0.5 340
0.001581 1 80 relu 0.5 330
0.000234 3 32 tanh 0 237
0.000438 3 32 tanh 0.5 201
0.07987 3 32 relu 0.5 38
0.002873 3 128 tanh 0.25 340
0.010926 1 48 tanh 0 347
0.003113 1 32 relu 0.5 329
0.00234 2 128 relu 0 346
"""  # learning rate, hidden layers, units, activation, dropout, validation rows right of 360; by `run_trial(0)` to (59)


def trials_explorer() -> Explorer:
    """Return a slider for the highlighted share over the recorded trials; best or worst is folded away."""
    percent = steps("highlight, %", range(5, 101, 5), 100, str)
    return Explorer(
        _draw_trials,
        {"percent": percent},
        {"end": radios("which end", ["best", "worst"])},
        "Highlight the worst instead",
        name="trials",
    )


def _draw_trials(percent, end="best"):
    """Return all trials, the best (or worst) `percent` per cent of them highlighted."""
    values = trials_values(percent, end)
    count = int(values["highlighted"].sum())
    title = f"the {end} {count} of {len(values['score'])} trials"
    ax = parallel_coordinates(trial_columns(values), values["highlighted"], title)
    return whole(figure_of(ax), _describe_trials(values))


def recorded_trials() -> dict[str, np.ndarray]:
    """Return the hyperparameters and scores of the trials, a dict of arrays (60,)."""
    rows = [line.split() for line in RECORDED.strip().splitlines()]
    rate, layers, units, activation, dropout, n_right = zip(*rows, strict=True)
    return {
        "learning rate": np.array(rate, dtype=float),
        "layers": np.array(layers, dtype=int),
        "units": np.array(units, dtype=int),
        "activation": np.array(activation),
        "dropout": np.array(dropout, dtype=float),
        "score": np.array(n_right, dtype=int) / VALIDATION_ROWS,
    }


def trials_values(percent: float, end: str = "best") -> dict[str, Any]:
    """Return the recorded trials, with `highlighted`, bool (60,): the `percent` per cent of best or worst scores."""
    trials: dict[str, Any] = recorded_trials()
    order = np.argsort(-trials["score"], kind="stable")
    count = max(1, round(percent / 100 * len(order)))
    highlighted = np.zeros(len(order), dtype=bool)
    highlighted[order[:count] if end == "best" else order[-count:]] = True
    return trials | {"highlighted": highlighted, "end": end}


def trial_columns(trials: Mapping[str, Any]) -> dict[str, tuple[np.ndarray, list[tuple[float, str]]]]:
    """Return, for each axis of the figure, the trials' positions on it, 0 to 1, and its ticks."""
    exponents = np.log10(trials["learning rate"])
    return {
        "learning rate": ((exponents + 4) / 3, [(k / 3, f"{10.0 ** (k - 4):g}") for k in range(4)]),
        "layers": ((trials["layers"] - 1) / 2, [(k / 2, str(k + 1)) for k in range(3)]),
        "units": ((trials["units"] - 16) / 112, [((u - 16) / 112, str(u)) for u in (16, 48, 80, 128)]),
        "activation": (np.where(trials["activation"] == "tanh", 1.0, 0.0), [(0, "relu"), (1, "tanh")]),
        "dropout": (trials["dropout"] * 2, [(0, "0"), (0.5, "0.25"), (1, "0.5")]),
        "accuracy": (trials["score"], [(k / 5, f"{k / 5:g}") for k in range(6)]),
    }


def _describe_trials(values):
    """Describe the figure in words: which trials are highlighted, and what they have in common."""
    chosen = values["highlighted"]
    rate, layers, units = (values[name][chosen] for name in ("learning rate", "layers", "units"))
    score, dropout = values["score"][chosen], values["dropout"][chosen]
    tanh = int((values["activation"][chosen] == "tanh").sum())
    return (
        f"{len(chosen)} trials as lines over axes for learning rate, layers, units, activation, dropout and accuracy; "
        f"the {values['end']} {chosen.sum()} are highlighted. Their accuracy is {score.min():.3f} to "
        f"{score.max():.3f}, their learning rate {rate.min():.4f} to {rate.max():.4f}, layers {layers.min()} to "
        f"{layers.max()}, units {units.min()} to {units.max()}; {tanh} have tanh, {(dropout == 0.5).sum()} dropout 0.5."
    )


def run_trial(index: int) -> tuple[float, int, int, str, float, int]:
    """Draw the hyperparameters of one trial, train for 5 epochs, and return what is recorded."""
    pixels, labels = load_digits()
    order = np.random.default_rng(0).permutation(len(pixels))
    train, validation = order[:1077], order[1077:1437]  # the other 360 rows are the test set
    rng = np.random.default_rng([19, index])
    rate = round(float(10 ** rng.uniform(-4, -1)), 6)
    depth, units = int(rng.integers(1, 4)), 16 * int(rng.integers(1, 9))
    activation, dropout = str(rng.choice(["relu", "tanh"])), float(rng.choice([0, 0.25, 0.5]))
    layers: list[Any] = []
    for k in range(depth):
        layers += [Dense(units if k else 64, units, rng), ReLU() if activation == "relu" else Tanh()]
        layers += [Dropout(dropout, rng)] if dropout else []
    model = Sequential([*layers, Dense(units, 10, rng)])
    model.compile(Adam(rate), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    model.fit(pixels[train], one_hot(labels[train], 10), epochs=5, batch_size=32, rng=rng, verbose=False)
    score = model.evaluate(pixels[validation], one_hot(labels[validation], 10))["accuracy"]
    return rate, depth, units, activation, dropout, round(score * VALIDATION_ROWS)


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
    return [json.loads(path.read_text())["status"] for path in sorted(Path(directory).glob("*/trial_*/trial.json"))]


def _free_port():
    """Return a free TCP port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
