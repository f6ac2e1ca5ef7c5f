"""Two explorers of lecture 15: news in a row of weights, one place a step, and noise in many directions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from dlcourse.plots.optimizers.momentum_limits import LOSSES, NEAREST, losses_and_directions, row_and_distances
from dlcourse.plots.page.style import figure_of
from dlcourse.widgets.page.frames import Explorer, Scene, radios, steps

ROW_STEPS, SHOWN = 40, 40  # steps, and weights that are drawn
LONG_ROW = 400  # weights that are computed: too many for the end of the row to matter
CURVATURES = np.geomspace(1, 100, 20)
NOISE_STEPS = 100
BATCHES = {"1": 1, "10": 10, "100": 100, "1,000": 1000, "all rows": None}
BETAS = (0.0, 0.5, 0.8, 0.9, 0.95)
RATES = (0.0005, 0.001, 0.002, 0.004, 0.006, 0.009, 0.012, 0.018, 0.025)


def row_gradient(w: np.ndarray, kappa: float) -> np.ndarray:
    """Return (κ − 1)/4 · (2wᵢ − wᵢ₋₁ − wᵢ₊₁) + wᵢ for a row w (n,) between a fixed 1 and a fixed 0: (n,)."""
    left, right = np.append(1, w[:-1]), np.append(w[1:], 0)
    return (kappa - 1) / 4 * (2 * w - left - right) + w


def row_values(step: int, kappa: float) -> dict[str, Any]:
    """Return the row's minimum, and of both methods the weights at `step` and the distances left by step.

    Each method has the η and β that are best for curvatures from 1 to `kappa`. A distance is a share of the first one.
    """
    q = _share(kappa)
    settings = {"plain descent": (2 / (kappa + 1), 0.0), "heavy ball": ((1 - q) ** 2, q**2)}
    minimum = q ** np.arange(1, LONG_ROW + 1)
    walks = {name: _walk(*setting, kappa) for name, setting in settings.items()}
    distances = {name: np.linalg.norm(walk - minimum, axis=1) / np.linalg.norm(minimum) for name, walk in walks.items()}
    weights = {name: walk[step] for name, walk in walks.items()}
    return {"step": step, "kappa": kappa, "minimum": minimum, "weights": weights, "distances": distances}


def _share(kappa):
    """Return (√κ − 1)/(√κ + 1)."""
    return (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)


def _walk(eta, beta, kappa):
    """Return the row of weights after each step of momentum: (ROW_STEPS + 1, LONG_ROW)."""
    w, v = np.zeros(LONG_ROW), np.zeros(LONG_ROW)
    places = [w]
    for _ in range(ROW_STEPS):
        v = beta * v + eta * row_gradient(w, kappa)
        w = w - v
        places.append(w)
    return np.array(places)


def row_explorer() -> Explorer:
    """Return sliders for the step and κ over a row of weights, beside the distance from the minimum by step."""
    controls = {
        "step": steps("step", range(ROW_STEPS + 1), 10, str),
        "kappa": radios("κ", {"10": 10.0, "100": 100.0, "1,000": 1000.0}, 100.0),
    }
    return Explorer(_draw_row, controls, name="row")


def _draw_row(step, kappa):
    """Return the row at a step, and the distances."""
    values = row_values(step, kappa)
    scene, lines, front, words, region, title = _row_scene()
    places, every = np.arange(SHOWN + 1), np.arange(ROW_STEPS + 1)
    lines["minimum"][0].set_data(places, np.append(1, values["minimum"][:SHOWN]))
    for k, name in enumerate(values["weights"]):
        distances = np.maximum(values["distances"][name], NEAREST / 10)
        lines["weights"][k].set_data(places, np.append(1, values["weights"][name][:SHOWN]))
        lines["distances"][k].set_data(every, distances)
        lines["now"][k].set_data([step], [distances[step]])
    front.set_data([step + 0.5] * 2, [0, 0.64])
    early = step < SHOWN / 2
    words.set(x=step + (1 if early else 0), ha="left" if early else "right")
    bound = np.maximum(_share(kappa) ** every, NEAREST / 10)
    region.set_xy(np.column_stack([np.append(every, [ROW_STEPS, 0]), np.append(bound, [NEAREST / 10] * 2)]))
    title.set_text(f"after {step} steps")
    return scene.frame(_describe_row(values))


@cache
def _row_scene():
    """Return the figure of the row and its artists that move."""
    left, lines, front, words, region = row_and_distances(SHOWN, ROW_STEPS)
    title = left.set_title("", loc="left")
    moving = [region, *(line for group in lines.values() for line in group), front, words, title]
    return Scene(figure_of(left), moving), lines, front, words, region, title


def _describe_row(values: Mapping[str, Any]) -> str:
    """Describe the row in words: how far the news has come, and what is left of the distance."""
    step = values["step"]
    left = {name: f"{distances[step]:.4f}" for name, distances in values["distances"].items()}
    return (
        f"A row of weights at κ = {values['kappa']:,.0f}, after {step} steps: all beyond the first {step} are still 0. "
        f"Of the distance, plain descent has {left['plain descent']} left, the heavy ball {left['heavy ball']}; the "
        f"bound is {_share(values['kappa']) ** step:.4f}. The heavy ball's line runs along the border of what is out "
        "of reach, and the weights that it has moved stand at the minimum."
    )


def noise_parts(eta: float, beta: float, n_steps: int = NOISE_STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Return what is left of the way and what noise of variance 1 adds, as mean losses (n_steps + 1, directions).

    A bit of noise is a kick of the velocity, and the ball rolls on from there without noise: the variance of w is the
    sum of the squares of all that is left of earlier kicks.
    """
    way, kick = np.sqrt(2 / (len(CURVATURES) * CURVATURES)), np.full(len(CURVATURES), -eta)
    v, kick_v = np.zeros_like(way), -kick
    way_losses, noise_losses = [CURVATURES * way**2 / 2], [np.zeros_like(way)]
    for _ in range(n_steps):
        v = beta * v + eta * CURVATURES * way
        way = way - v
        way_losses.append(CURVATURES * way**2 / 2)
        noise_losses.append(noise_losses[-1] + CURVATURES * kick**2 / 2)
        kick_v = beta * kick_v + eta * CURVATURES * kick
        kick = kick - kick_v
    return np.array(way_losses), np.array(noise_losses)


def noise_values(beta: float, eta: float, batch: int | None) -> dict[str, Any]:
    """Return one run's loss and both parts of the mean loss, by step and direction; `batch` None is without noise."""
    variance = 0.0 if batch is None else 1 / batch
    way, noise = noise_parts(eta, beta)
    rng = np.random.default_rng(0)
    w, v = np.sqrt(2 / (len(CURVATURES) * CURVATURES)), np.zeros(len(CURVATURES))
    run = [float(CURVATURES @ w**2 / 2)]
    for _ in range(NOISE_STEPS):
        v = beta * v + eta * (CURVATURES * w + np.sqrt(variance) * rng.normal(size=len(w)))
        w = w - v
        run.append(float(CURVATURES @ w**2 / 2))
    return {"beta": beta, "eta": eta, "run": np.array(run), "way": way, "noise": variance * noise}


def noise_floor_explorer() -> Explorer:
    """Return controls for β, η and the batch over the loss by step, beside what each of twenty directions adds."""
    controls = {
        "beta": steps("β", BETAS, 0.0),
        "eta": steps("η", RATES, 0.004, lambda eta: f"{eta:.4f}".rstrip("0")),
        "batch": radios("rows in a batch", BATCHES, 1),
    }
    return Explorer(_draw_noise, controls, name="noise_floor")


def _draw_noise(beta, eta, batch):
    """Return the losses by step, and both parts in each direction."""
    values = noise_values(beta, eta, batch)
    scene, lines, title = _noise_scene()
    way, noise = values["way"], values["noise"]
    curves = (values["run"], (way + noise).sum(axis=1), way.sum(axis=1), noise.sum(axis=1))
    for line, curve in zip(lines["losses"], curves, strict=True):
        line.set_data(np.arange(NOISE_STEPS + 1), np.clip(curve, LOSSES[0] / 10, LOSSES[1] * 10))
    for line, part in zip(lines["directions"], (way[-1], noise[-1]), strict=True):
        line.set_data(CURVATURES, np.clip(part, 1e-9, 1e3))
    title.set_text(f"η/(1 − β) = {eta / (1 - beta):.2g}, loss at step {NOISE_STEPS}: {_digits(curves[1][-1])}")
    return scene.frame(_describe_noise(values))


@cache
def _noise_scene():
    """Return the figure of the noise and its artists that move."""
    left, lines = losses_and_directions(NOISE_STEPS, CURVATURES)
    title = left.set_title("", loc="left")
    return Scene(figure_of(left), [*(line for group in lines.values() for line in group), title]), lines, title


def _describe_noise(values: Mapping[str, Any]) -> str:
    """Describe the losses in words: both parts, and where they come from."""
    way, noise = values["way"][-1], values["noise"][-1]
    setting = f"β = {values['beta']:.2f}, η = {values['eta']:g}"
    if way.sum() + noise.sum() > LOSSES[1]:
        return f"{setting}: the mean loss explodes."
    return (
        f"{setting}: the mean loss falls from 1 to {_digits(way.sum() + noise.sum())} after {NOISE_STEPS} steps: "
        f"{_digits(way.sum())} is left of the way, {_digits(noise.sum())} is noise; in the flattest direction "
        f"{_digits(way[0])} and {_digits(noise[0])}, in the steepest {_digits(way[-1])} and {_digits(noise[-1])}."
    )


def _digits(loss):
    """Write a loss with two digits that count."""
    if loss > LOSSES[1]:
        return "explodes"
    return "below 1e-9" if 0 < loss < 1e-9 else f"{loss:.2g}"
