"""The recorded trials of lecture 19: 200 networks with settings drawn at random, and the learning rate by itself.

python -m dlcourse.widgets.practice.trials trains them anew, within two minutes on one core, into
`dlcourse/data/trials.npz`. All learn from the same 1,024 digits. Of the other 773 it is recorded which each network
labels correctly, so that a search can be replayed on any share of them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
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
from dlcourse._files import replace

N_TRIALS, N_TRAIN, N_JUDGED = 200, 1024, 773
COLUMNS = ("learning_rate", "layers", "units", "activation", "dropout")
EPOCHS = (1, 3, 9, 27)
RATES = 10 ** np.linspace(-4, -1, 61)
N_STARTS = 10
FILE = Path(str(files("dlcourse.data") / "trials.npz"))


@dataclass(frozen=True)
class Trials:
    """Recorded trials: a value of each hyperparameter (T,), and `right` (T, 4, 773), bool, after epochs 1, 3, 9, 27."""

    learning_rate: np.ndarray
    layers: np.ndarray
    units: np.ndarray
    activation: np.ndarray
    dropout: np.ndarray
    right: np.ndarray

    def score(self, epoch: int, rows: slice | np.ndarray = slice(256)) -> np.ndarray:
        """Return the accuracies (T,) after an epoch of EPOCHS on these of the 773 rows, by default the first 256."""
        return self.right[:, EPOCHS.index(epoch), rows].mean(axis=1)


@cache
def recorded_trials() -> Trials:
    """Return the 200 recorded trials."""
    with np.load(FILE) as found:
        columns = {name: found[name] for name in COLUMNS}
        right = np.unpackbits(found["right"], axis=-1, count=N_JUDGED).astype(bool)
    return Trials(**columns, right=right)


@cache
def recorded_rates() -> tuple[np.ndarray, np.ndarray]:
    """Return 61 learning rates (61,), and the accuracies of ten networks with each (61, 10), from other first weights.

    One hidden layer of 32 ReLU units, three epochs in batches of 64; 256 validation rows.
    """
    with np.load(FILE) as found:
        return RATES, found["right_by_rate"] / 256


def _draw_settings(rng: np.random.Generator) -> tuple[float, int, int, str, float]:
    """Draw learning rate, hidden layers, units, activation and dropout at random."""
    rate = round(float(10 ** rng.uniform(-4, -1)), 6)
    layers, units = int(rng.integers(1, 4)), 16 * int(rng.integers(1, 9))
    return rate, layers, units, str(rng.choice(["relu", "tanh"])), float(rng.choice([0, 0.25, 0.5]))


def run_trial(index: int, last_epoch: int = EPOCHS[-1]) -> tuple[tuple[float, int, int, str, float], np.ndarray]:
    """Train a trial as recorded, up to an epoch of EPOCHS; return its settings and which rows are right (·, 773)."""
    rng = np.random.default_rng([19, index])
    settings = _draw_settings(rng)
    rate, depth, units, activation, dropout = settings
    layers: list[Any] = []
    for k in range(depth):
        layers += [Dense(units if k else 64, units, rng), ReLU() if activation == "relu" else Tanh()]
        layers += [Dropout(dropout, rng)] if dropout else []
    model = _compiled(Sequential([*layers, Dense(units, 10, rng)]), rate)
    x, y = _digits()
    right, done = [], 0
    for epoch in EPOCHS[: EPOCHS.index(last_epoch) + 1]:
        _fit(model, epoch - done, 32, rng)
        done = epoch
        right.append(model.predict(x[N_TRAIN:]).argmax(axis=1) == y[N_TRAIN:])
    return settings, np.array(right)


def run_rate(rate: float, start: int) -> int:
    """Train one of the networks of `recorded_rates`; return how many of the 256 validation rows are right."""
    rng = np.random.default_rng([19, 1000 + start])
    model = _compiled(Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)]), rate)
    _fit(model, 3, 64, rng)
    x, y = _digits()
    rows = slice(N_TRAIN, N_TRAIN + 256)
    return int((model.predict(x[rows]).argmax(axis=1) == y[rows]).sum())


@cache
def _digits():
    """Return the digits as lecture 19 shuffles them: x (1797, 64), y (1797,)."""
    pixels, labels = load_digits()
    order = np.random.default_rng(0).permutation(len(pixels))
    return pixels[order], labels[order]


def _compiled(model, rate):
    """Compile a model with Adam at this learning rate."""
    model.compile(Adam(rate), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
    return model


def _fit(model, epochs, batch_size, rng):
    """Train a model for some epochs on the first 1,024 rows."""
    x, y = _digits()
    model.fit(x[:N_TRAIN], one_hot(y[:N_TRAIN], 10), epochs=epochs, batch_size=batch_size, rng=rng, verbose=False)


def main() -> None:
    """Train all trials and write their file."""
    trials = []
    for index in range(N_TRIALS):
        trials.append(run_trial(index))
        print(f"\r{index + 1} of {N_TRIALS} trials", end="", flush=True)
    settings, right = zip(*trials, strict=True)
    columns: dict[str, Any] = dict(zip(COLUMNS, map(np.array, zip(*settings, strict=True)), strict=True))
    by_rate = [[run_rate(eta, start) for start in range(N_STARTS)] for eta in RATES]
    packed = np.packbits(np.array(right), axis=-1)
    replace(FILE, lambda file: np.savez_compressed(file, **columns, right=packed, right_by_rate=np.array(by_rate)))
    print(f": {FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
