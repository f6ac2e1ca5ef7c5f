"""Figures of lecture 16: six optimizers side by side, distinguished by marker, dashes and name."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, in_style, new_axes, new_figure, with_alt_text

NAMES_OF_SCHEDULES = ((165, 1.06), (139, 0.85), (58, 0.62), (22, 0.3))  # beside the curves
SIX = (*SERIES, ("#8a6d00", "v", (0, (5, 1, 1, 1, 1, 1))), ("#a3195b", "X", (0, (6, 1.5))))


@in_style
def rare_and_common_words(
    panels: Mapping[str, Mapping[str, np.ndarray]],
    best_weights: Mapping[str, float],
    first_step: tuple[str, str] | None = None,
) -> Axes:
    """Plot the weights of a rare and of a common word by step, one panel per title; return the first Axes.

    `panels` maps a title to a dict from word to its weights (T,), `best_weights` a word to the weight that fits all
    mails best. `first_step` (title, word) gets an arrow at its first step.
    """
    figure = new_figure(9.0, 3.8)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    sentences = []
    for ax, (title, series) in zip(axes, panels.items(), strict=True):
        ends = [f"{word} ends at {weights[-1]:.1f}" for word, weights in series.items()]
        sentences.append(f"With {title}, {' and '.join(ends)}")
        for (word, weights), (color, marker, linestyle) in zip(series.items(), SERIES, strict=False):
            ax.plot(weights, color=color, linestyle=linestyle, marker=marker, markevery=20, markersize=5, label=word)
            ax.axhline(best_weights[word], color=color, linewidth=1, linestyle=(0, (1, 3)))
            if (title, word) == first_step:
                ax.annotate("first step: η", (1, weights[1]), (28, 0), textcoords="offset points", va="center",
                            color=color, arrowprops={"arrowstyle": "->", "color": color})  # fmt: skip
        ax.set(xlabel="step (20 mails each)", title=title)
    for word, (color, _, _) in zip(best_weights, SERIES, strict=False):
        axes[0].annotate(f"best for “{word}”", (0, best_weights[word]), (0, 3), textcoords="offset points", color=color)
    axes[0].set_ylim(top=1.15 * max(best_weights.values()))
    axes[0].set_ylabel("weight of the word")
    axes[0].legend(frameon=True, framealpha=0.9, edgecolor="none", loc=(0.02, 0.55))
    steps = len(next(iter(next(iter(panels.values())).values()))) - 1
    best = " and ".join(f"{weight:.1f} for {word}" for word, weight in best_weights.items())
    return with_alt_text(
        axes[0],
        f"Weights of words over {steps} steps; the best weights are {best}. {'. '.join(sentences)}. The rare word "
        "moves in stairs, one for each batch that has it.",
    )


@in_style
def step_sizes(gradients: Numbers, steps: Mapping[str, np.ndarray], eta: float = 1.0) -> Axes:
    """Plot a weight's gradients (T,) above each optimizer's steps (T,), in strips of their own; return the first Axes.

    `steps` maps an optimizer to its steps, positive where it moves against a gradient of 1. The first step, and the
    first after gradients of 0, get their lengths beside them if they are longer than 2 `eta`.
    """
    figure = new_figure(8.2, 1.1 + 1.05 * (len(steps) + 1))
    axes = figure.subplots(len(steps) + 1, 1, sharex=True)
    t = np.arange(1, len(gradients) + 1)
    axes[0].plot(t, gradients, color=INK, linewidth=1.2)
    axes[0].set_ylabel("gradient", rotation=0, ha="right", va="center")
    axes[0].set_ylim(-1.4, 1.4)
    zero = np.asarray(gradients) == 0
    begins = [0, *(np.flatnonzero(zero[:-1] & ~zero[1:]) + 1).tolist()]
    said = []
    for ax, (name, step), (color, _, _) in zip(axes[1:], steps.items(), SIX[2:], strict=False):
        ax.vlines(t, 0, step, color=color, linewidth=1.6)
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set_ylabel(name, rotation=0, ha="right", va="center", color=color)
        low, high = min(float(step.min()), 0.0), float(step.max())
        ax.set_ylim(low - 0.1 * (high - low), high + 0.18 * (high - low))
        for k in (k for k in begins if step[k] > 2 * eta):
            ax.text(t[k] + 1.5, step[k], f"{step[k] / eta:.1f} η", va="center", color=color, fontsize=10)
        said.append(f"{name} begins with {step[0]:.2g}, its longest step is {np.abs(step).max():.2g}")
    axes[-1].set_xlabel("step")
    figure.align_ylabels()
    return with_alt_text(
        axes[0],
        f"A weight's {len(gradients)} gradients, and below them the steps that each optimizer makes. "
        f"{'; '.join(said)}.",
    )


@in_style
def loss_by_learning_rate(
    learning_rates: Numbers, losses: Mapping[str, Numbers], marked: Iterable[tuple[float, str, str]] = ()
) -> Axes:
    """Plot the loss after training against the learning rate, a line for each name of `losses` (R,); return the Axes.

    `marked` holds (rate, name, text): a ring around the mark of that name at that rate, and a note beside it.
    """
    ax = new_axes(8.6, 4.4)
    ax.set(xscale="log", yscale="log", xlabel="learning rate η (log scale)", ylabel="validation loss (log scale)")
    for (name, loss), (color, marker, linestyle) in zip(losses.items(), SIX, strict=False):
        ax.plot(learning_rates, loss, color=color, linestyle=linestyle, marker=marker, label=name)
    for rate, name, text in marked:
        point = (rate, losses[name][int(np.abs(np.asarray(learning_rates) - rate).argmin())])
        ax.plot(*point, "o", markersize=14, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.3)
        ax.annotate(text, point, (-12, -14), textcoords="offset points", color=INK, ha="center", va="top", fontsize=10)
    ax.set_xlim(left=0.45 * float(np.min(learning_rates)))
    _plain_losses(ax)
    _plain_rates(ax)
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    best = "; ".join(f"{name} at η = {learning_rates[int(np.argmin(loss))]:.2g}" for name, loss in losses.items())
    return with_alt_text(
        ax,
        "Validation loss against the learning rate, both logarithmic, one line for each optimizer. Each falls into a "
        f"valley and rises steeply to its right, unless it ends before. Lowest: {best}.",
    )


def _plain_losses(ax: Axes) -> None:
    """Write the losses on a logarithmic axis as plain numbers."""
    low, high = ax.get_ylim()
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if low <= tick <= high]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_yticks([], minor=True)


def _plain_rates(ax: Axes) -> None:
    """Write the learning rates on a logarithmic axis as plain numbers."""
    low, high = ax.get_xlim()
    ticks = [tick for tick in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3) if 0.9 * low <= tick <= 1.1 * high]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)


@in_style
def schedules_and_losses(
    schedules: Mapping[str, Numbers],
    learning_rates: Numbers,
    losses: Mapping[str, np.ndarray],
    places: Sequence[tuple[float, float]] = NAMES_OF_SCHEDULES,
) -> Axes:
    """Plot schedules, η in shares of its largest value (T,), beside the loss by that value; return the first Axes.

    `losses` maps a schedule to its losses (R, runs); marks stand at the means, bars reach from the lowest run to the
    highest. `places` holds where each schedule's name begins: step and share.
    """
    figure = new_figure(9.4, 4.0)
    left, right = figure.subplots(1, 2)
    for (name, eta), (color, marker, linestyle), place in zip(schedules.items(), SERIES, places, strict=False):
        left.plot(eta, color=color, linestyle=linestyle, marker=marker, markevery=45)
        left.text(*place, name.replace(", ", ",\n"), color=color, va="center", fontsize=10)
    left.set(xlabel="step", ylabel="η, as a share of the largest", ylim=(-0.04, 1.12))
    left.set_yticks(np.linspace(0, 1, 6))
    said = []
    for k, ((name, loss), (color, marker, linestyle)) in enumerate(zip(losses.items(), SERIES, strict=False)):
        mean = loss.mean(axis=1)
        reach = np.abs(np.stack([loss.min(axis=1), loss.max(axis=1)]) - mean)
        right.errorbar(np.asarray(learning_rates) * 1.06 ** (k - 1), mean, reach, color=color, linestyle=linestyle,
                       marker=marker, capsize=2, elinewidth=1)  # fmt: skip
        best = int(mean.argmin())
        said.append(f"{name} {mean[best]:.2f} at η = {learning_rates[best]:.2g}")
    right.set(xscale="log", yscale="log", xlabel="largest η (log scale)", ylabel="validation loss (log scale)")
    _plain_losses(right)
    _plain_rates(right)
    return with_alt_text(
        left,
        f"Left: {len(schedules)} schedules of η by step. Right: Adam's validation loss against the largest η, both "
        f"logarithmic, for each schedule, with the range of the runs. Lowest: {'; '.join(said)}.",
    )
