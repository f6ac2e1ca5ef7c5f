"""Figures of lecture 10 on units that never fire: a film of a layer, one unit, dead units by rate, shared pushes."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from dlcourse.plots.page.style import INK, SERIES, in_style, new_figure, with_alt_text

LIT, OFF, DEAD = "#ffd97a", "#8b95a1", "#000000"  # light, middle and dark: in grey they stay three


def firing_frames(
    firing: np.ndarray, dead: np.ndarray, steps: Sequence[int], labels: Sequence[int] | np.ndarray
) -> Iterator[Axes]:
    """Yield a frame for each of `steps`: which units fire for which rows, and which are dead by then.

    `firing` (steps, rows, units) and `dead` (steps, units) are bool; `labels` (rows,) are the digits of the rows. The
    units stand in the order in which they die, those that survive last.
    """
    ever = dead.any(axis=0)
    first = np.where(ever, dead.argmax(axis=0), len(steps))
    order = np.argsort(first, kind="stable")
    for k in range(len(steps)):
        yield _firing(firing[k][:, order], dead[k][order], steps[: k + 1], labels, dead.sum(axis=1))


@in_style
def _firing(firing, dead, steps, labels, counts):
    """Draw rows × units after the last of `steps`: units that fire are lit, dead ones are black."""
    rows, units = firing.shape
    ax = new_figure(9.4, 4.5, layout="none").add_axes((0.075, 0.13, 0.905, 0.69))
    state = np.where(dead, 2, np.where(firing, 0, 1))
    ax.imshow(state, cmap=ListedColormap([LIT, OFF, DEAD]), vmin=0, vmax=2, aspect="auto", interpolation="nearest")
    ax.vlines(np.arange(1, units) - 0.5, -0.5, rows - 0.5, color="white", linewidth=0.5)
    starts = [k for k in range(rows) if k == 0 or labels[k] != labels[k - 1]]
    ends = [*starts[1:], rows]
    middles = [(start + end - 1) / 2 for start, end in zip(starts, ends, strict=True)]
    ax.set_yticks(middles, [str(labels[start]) for start in starts])
    ax.set(xticks=[], xlabel=f"{units} hidden units, in the order in which they die", ylabel=f"{rows} training digits")
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"after {steps[-1]} steps: {counts[len(steps) - 1]} of {units} units are dead", fontsize=12.5, pad=10)
    key = ("fires", LIT), ("0 for this digit", OFF), ("dead: 0 for all 1,437 digits", DEAD)
    for (text, color), x in zip(key, (0.435, 0.52, 0.69), strict=True):
        ax.figure.add_artist(Rectangle((x, 0.915), 0.017, 0.045, facecolor=color, edgecolor=INK, linewidth=0.6))
        ax.figure.text(x + 0.024, 0.937, text, va="center", fontsize=10.5)
    return with_alt_text(
        ax,
        f"A film. Columns are {units} hidden units, rows are {rows} training digits; a cell is lit where the unit "
        "gives more than 0. At first about half the cells are lit, in all columns but a few. Step by step columns go "
        f"black from the left, and none comes back: {counts[0]} dead units after {steps[0]} steps, "
        f"{counts[len(steps) - 1]} after {steps[-1]}.",
    )


@in_style
def one_unit(raw: np.ndarray, centred: np.ndarray) -> Axes:
    """Plot one hidden unit's z for all rows, a histogram after each of the first steps; return the first Axes.

    `raw` and `centred` (1 + steps, rows) are for pixels as they are and for pixels minus their mean. What lies right of
    0 is lit; if nothing does, the unit is dead, and its histogram is black.
    """
    rows = ("pixels\nas they are", raw), ("pixels minus\ntheir mean", centred)
    low, high = min(raw.min(), centred.min()), max(raw.max(), centred.max())
    above = np.arange(0, high + 0.2, 0.2)  # 0 is an edge
    bins = np.concatenate([-np.arange(0.2, 0.2 - low, 0.2)[::-1], above])
    figure = new_figure(10, 3.9)
    axes = figure.subplots(2, len(raw), sharex=True, sharey=True)
    for top, line, (name, values) in zip((True, False), axes, rows, strict=True):
        for k, (ax, z) in enumerate(zip(line, values, strict=True)):
            on = np.mean(z > 0)
            _, _, bars = ax.hist(z, bins, linewidth=0)
            for bar, edge in zip(bars, bins[:-1], strict=False):
                bar.set_facecolor(DEAD if on == 0 else LIT if edge > -0.1 else OFF)
            ax.axvline(0, color=INK, linewidth=1.2)
            said = "dead" if on == 0 else f"on for {100 * on:.0f}%"
            ax.text(0.03, 0.96, said, transform=ax.transAxes, va="top", fontsize=10)
            ax.set(yticks=[], xlim=(low - 0.4, high + 0.4))
            ax.grid(visible=False)
            ax.spines["left"].set_visible(False)
            if top:
                ax.set_title("before" if k == 0 else f"after {k} step" + "s" * (k > 1), fontsize=11)
            else:
                ax.set_xlabel("z (off below 0)")
        line[0].set_ylabel(name)
    axes[0, 0].set_ylim(0, 1.25 * axes[0, 0].get_ylim()[1])
    told = [
        ", ".join(f"{z.min():.1f} to {z.max():.1f} ({100 * np.mean(z > 0):.0f}% above 0)" for z in values)
        for _, values in rows
    ]
    return with_alt_text(
        axes[0, 0],
        f"Ten small histograms: where z of one hidden unit lies for all {raw.shape[1]:,} digits, before training and "
        f"after each of the first {len(raw) - 1} steps. Above, with the pixels as they are: {told[0]}. Below, the same "
        f"unit with pixels minus their mean: {told[1]}.".replace(" -", " −"),
    )


@in_style
def dead_units(learning_rates: np.ndarray, raw: np.ndarray, centred: np.ndarray) -> Axes:
    """Plot dead units and accuracy after training against the learning rate, for two kinds of inputs.

    `raw` and `centred` (learning_rates, seeds, 2) hold the share of dead units and the accuracy; they are drawn as a
    mean with a band from lowest to highest. Returns the left Axes.
    """
    left, right = new_figure(10, 3.7).subplots(1, 2)
    kinds = (raw, SERIES[0], "pixels as\nthey are", "right", (-14, 0)), (
        centred, SERIES[2], "pixels minus\ntheir mean", "right", (-14, 0))  # fmt: skip
    for values, (color, marker, line), text, side, shift in kinds:
        for k, ax in enumerate((left, right)):
            each = values[:, :, k]
            ax.fill_between(learning_rates, each.min(axis=1), each.max(axis=1), color=color, alpha=0.14, linewidth=0)
            ax.plot(learning_rates, each.mean(axis=1), line, marker=marker, color=color)
        crossing = np.exp(np.interp(0.5, values[:, :, 0].mean(axis=1), np.log(learning_rates)))
        for ax in (left, right):
            ax.annotate(text, (crossing, 0.5), shift, textcoords="offset points", color=color, ha=side, va="center")
    for ax in (left, right):
        ax.set(xscale="log", xlabel="learning rate (log scale)", ylim=(-0.06, 1.06))
        ax.set_xlim(learning_rates[0] / 1.2, learning_rates[-1] * 1.2)
        ax.set_xticks(learning_rates, [f"{learning_rate:g}" for learning_rate in learning_rates])
        ax.minorticks_off()
    left.set_title("share of dead units")
    right.set_title("accuracy on test digits")
    means = [
        ", ".join(
            f"{100 * dead:.0f} and {score:.2f} at {rate:g}"
            for rate, (dead, score) in zip(learning_rates, each.mean(axis=1), strict=True)
        )
        for each in (raw, centred)
    ]
    return with_alt_text(
        left,
        "Two panels: the percentage of dead units after training on the digits and the accuracy on test digits, by "
        f"learning rate, as means of {raw.shape[1]} seeds: {means[0]} for the pixels as they are; {means[1]} for "
        "pixels minus their mean.",
    )


@in_style
def shared_pushes(raw: np.ndarray, centred: np.ndarray) -> Axes:
    """Plot how the brackets x_r · x_s + 1 of all pairs of rows are distributed: raw (P,) and centred (P,) inputs."""
    ax = new_figure(8.6, 3.1).add_subplot()
    low, high = min(raw.min(), centred.min()), max(raw.max(), centred.max())
    bins = np.linspace(low, high, 90).tolist()
    ax.axvline(0, color=INK, linewidth=1)
    for values, (color, _, line) in ((raw, SERIES[0]), (centred, SERIES[2])):
        ax.hist(values, bins, density=True, histtype="stepfilled", color=color, alpha=0.18)
        ax.hist(values, bins, density=True, histtype="step", color=color, linestyle=line, linewidth=1.8)
    ax.set(xlabel=r"$x_r \cdot x_s + 1$ for two digits r and s", yticks=[], xlim=(low - 5.5, high))
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    top = ax.get_ylim()[1]
    ax.set_ylim(0, 1.08 * top)
    said = (
        (centred, 0.97, 0.75, SERIES[2][0], "pixels minus their mean:\nmean"),
        (raw, 0.8, 0.45, SERIES[0][0], "pixels as they are:\nmean"),
    )
    for values, share, height, color, text in said:
        mean = f"{text} {values.mean():.1f}"
        ax.text(np.quantile(values, share), height * top, mean, color=color, fontsize=10.5)
    other = np.mean(centred < 0)
    left_of_0 = f"left of 0: {100 * other:.0f}% of the pairs;\nwhat lowers z for one\nraises it for the other"
    ax.text(low - 5.3, 0.98 * top, left_of_0, va="top", fontsize=10)
    return with_alt_text(
        ax,
        "Two distributions of the bracket over all pairs of digits. For the pixels as they are it is a broad hill "
        f"around {raw.mean():.1f}, from {raw.min():.1f} to {raw.max():.1f}, wholly to the right of 0. For pixels minus "
        f"their mean it is a narrow hill around {centred.mean():.1f}, from {centred.min():.1f} to {centred.max():.1f}, "
        f"of which {other:.0%} lie left of 0.".replace("-", "−"),
    )
