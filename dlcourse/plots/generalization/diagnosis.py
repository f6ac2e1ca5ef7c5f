"""Figures of lecture 12 with curves of training runs: six faults as a quiz, when to stop, and a run mended."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.common.curves import label_ends, marked_lines
from dlcourse.plots.page.style import GREY, INK, SERIES, Numbers, Runs, in_style, new_axes, new_figure, with_alt_text

HIGHEST = 6.0  # loss shown in the six panels
LOWEST = 0.05  # loss shown of the mended run
GUESSING = float(np.log(10))  # the loss of one who gives each of ten classes the same probability


@in_style
def six_runs(runs: Mapping[str, tuple[Numbers, Numbers]], healthy: Numbers) -> list[Axes]:
    """Plot training and validation loss of six runs, a dict from letter to both (E,), over `healthy` validation losses.

    All share one axis, up to `HIGHEST`; a first epoch above it is written. Returns the Axes.
    """
    figure = new_figure(10.0, 6.0)
    axes = figure.subplots(2, 3, sharex=True, sharey=True)
    words = []
    for ax, (letter, losses) in zip(axes.flat, runs.items(), strict=True):
        ax.plot(healthy, color=GREY, linewidth=1, label="healthy")
        ax.axhline(GUESSING, color=INK, linewidth=0.8, linestyle=":")
        for (color, marker, dashes), name, loss in zip(SERIES, ("training", "validation"), losses, strict=False):
            ax.plot(loss, dashes, color=color, marker=marker, markersize=4.5, markevery=8, label=name)
        ax.set(title=letter, ylim=(0, HIGHEST))
        if losses[0][0] > HIGHEST:
            begins = " and ".join(f"{loss[0]:.0f}" for loss in losses if loss[0] > HIGHEST)
            ax.text(4, 0.97 * HIGHEST, f"first epoch: {begins}", va="top", fontsize=10)
        ends = [f"{name} {loss[0]:.3g} → {np.min(loss):.2g} at best, {loss[-1]:.2g} at the end"
                for name, loss in zip(("training", "validation"), losses, strict=True)]  # fmt: skip
        words.append(f"{letter}: {', '.join(ends)}")
    for ax in axes[1]:
        ax.set_xlabel("epoch")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    axes[0, 0].text(20, GUESSING + 0.2, "guessing: ln 10", fontsize=9.5, va="bottom")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    order = [labels.index(name) for name in ("training", "validation", "healthy")]
    names = ["training", "validation", "validation of the healthy run"]
    figure.legend([handles[k] for k in order], names, loc="outside upper center", ncols=3, frameon=False)
    with_alt_text(
        axes[0, 0],
        f"Six panels with the loss of each epoch; a dotted line at guessing, 2.3; a thin line for the "
        f"healthy run, whose validation loss falls from {healthy[0]:.2g} to {healthy[-1]:.2g}. "
        f"{'; '.join(words)}.",
    )
    return list(axes.flat)


@in_style
def early_stopping(
    training_losses: Numbers,
    validation_losses: Numbers,
    clean: Numbers,
    spoilt: Numbers,
    best_epoch: int,
    stopped_epoch: int,
) -> list[Axes]:
    """Plot both losses by epoch, and below them the shares of training labels answered as given; return the Axes.

    - `training_losses`: after each epoch, (E,).
    - `validation_losses`: after each epoch, (E,).
    - `clean`: the share of the clean labels that the network answers as given, (E,), in [0, 1].
    - `spoilt`: the same share of the spoilt labels, (E,).
    - `best_epoch`: the epoch whose weights are kept, counted from 0; a line marks it.
    - `stopped_epoch`: the last epoch, counted from 0; a dashed line marks it.
    """
    figure = new_figure(8.4, 6.4)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.15, 1))
    epochs = np.arange(len(training_losses))
    panels = (
        (above, {"training": training_losses, "validation": validation_losses}, "", "loss (nats per row)"),
        (below, {"clean labels": clean, "spoilt labels": spoilt}, "epoch (counted from 0)", "answered as given"),
    )
    for ax, series, xlabel, ylabel in panels:
        marked_lines(epochs, series, xlabel, ylabel, ax=ax)
        for line in ax.lines[:2]:
            line.set_markevery(4)
        ax.axvspan(best_epoch, stopped_epoch, color="#eeeeee", zorder=0)
        ax.axvline(best_epoch, color=INK, linewidth=1.2)
        ax.axvline(stopped_epoch, color=INK, linewidth=1.2, linestyle="--")
    above.set_ylim(bottom=0)
    below.set_ylim(-0.03, 1.06)
    top = above.get_ylim()[1]
    above.text(best_epoch - 0.7, top, f"keep\n({best_epoch})", ha="right", va="top", fontsize=10.5)
    above.text(stopped_epoch + 0.7, top, f"stop\n({stopped_epoch})", ha="left", va="top", fontsize=10.5)
    with_alt_text(
        above,
        f"Two panels over {len(epochs)} epochs. Above: the training loss goes from {training_losses[0]:.1f} to "
        f"{training_losses[-1]:.2f}; the validation loss falls to {validation_losses[best_epoch]:.2f} in epoch "
        f"{best_epoch}, marked “keep”, and ends at {validation_losses[-1]:.2f}; a dashed line marks the stop in epoch "
        f"{stopped_epoch}. Below: of the clean training labels {clean[best_epoch]:.0%} are answered as given in the "
        f"epoch that is kept, of the spoilt ones {spoilt[best_epoch]:.0%}; at the end {clean[-1]:.0%} and "
        f"{spoilt[-1]:.0%}.",
    )
    return [above, below]


@in_style
def accuracy_by_size_and_rows(
    units: Sequence[int], by_units: tuple[Runs, Runs], rows: Sequence[int], by_rows: Mapping[str, tuple[Runs, Runs]]
) -> list[Axes]:
    """Plot accuracies against units of the hidden layer (left) and against training rows (right); return the Axes.

    `by_units` holds those on training and on validation rows, (seeds, units) each; `by_rows` maps a network's name to
    both, (seeds, rows) each. Lines are means, bands the range over the seeds; a dotted line marks guessing.
    """
    figure = new_figure(10.2, 4.4)
    left, right = figure.subplots(1, 2, sharey=True)
    _draw_scores(left, units, "units in the hidden layer (log scale)", {"": by_units})
    _draw_scores(right, rows, "training rows (log scale)", by_rows)
    left.set(ylabel="accuracy", ylim=(0, 1.05))
    for ax, title in ((left, f"{rows[2]} rows"), (right, " and ".join(by_rows))):
        ax.axhline(0.1, color=INK, linewidth=0.8, linestyle=":")
        ax.set_title(title, pad=12)
    left.text(units[-1], 0.11, "guessing: 0.1", ha="right", va="bottom", fontsize=9.5)
    left.text(units[-1], 0.02, f"mean and range of {len(by_units[0])} runs", ha="right", fontsize=9.5)
    sentences = [
        f"{name}: training from {np.mean(training, axis=0)[0]:.2f} to {np.mean(training, axis=0)[-1]:.2f}, validation "
        f"from {np.mean(validation, axis=0)[0]:.2f} to {np.mean(validation, axis=0)[-1]:.2f}"
        for name, (training, validation) in {f"Left, {units[0]} to {units[-1]} units": by_units, **by_rows}.items()
    ]
    sentences[1] = f"Right, {rows[0]} to {rows[-1]:,} training rows, {sentences[1]}"
    with_alt_text(left, f"Accuracy as a mean over {len(by_units[0])} runs, with bands. {'; '.join(sentences)}.")
    return [left, right]


def _draw_scores(ax, x, xlabel, scores):
    """Draw mean and range of training and validation scores for each network, and mark x at its own values."""
    series, bands = {}, {}
    for network, runs in scores.items():
        for part, run in zip(("training", "validation"), runs, strict=True):
            name = f"{part}, {network}" if network else part
            series[name], bands[name] = np.mean(run, axis=0), (np.min(run, axis=0), np.max(run, axis=0))
    marked_lines(x, series, xlabel, "", bands, xscale="log", ax=ax)
    ax.set_xticks(x, [f"{value:,}" for value in x])
    ax.minorticks_off()


@in_style
def losses_by_rate(losses: Mapping[float, Numbers]) -> Axes:
    """Plot validation losses (E,) by epoch, a line for each learning rate, the key of the dict; return the Axes."""
    ax = new_axes(8.4, 4.2)
    ax.set(xlabel="epoch", ylabel="validation loss")
    looks = cycle([*SERIES, (INK, "v", "-")])
    for (rate, loss), (color, marker, dashes) in zip(losses.items(), looks, strict=False):
        ax.plot(loss, dashes, color=color, marker=marker, markersize=5, markevery=6, label=f"η = {rate:g}")
    ax.set_ylim(0, HIGHEST / 2 + 0.5)
    label_ends(ax)
    ax.plot([0, max(map(len, losses.values())) - 1], [GUESSING] * 2, ":", color=INK, linewidth=0.8)
    told = [
        f"η = {rate:g}: {loss[0]:.3g} → {np.min(loss):.2g} at best, {loss[-1]:.2g} at the end"
        for rate, loss in losses.items()
    ]
    return with_alt_text(
        ax, f"Validation losses by epoch, a dotted line at guessing, {GUESSING:.1f}. {'; '.join(told)}."
    )


@in_style
def mended_run(losses: Mapping[str, tuple[Numbers, Numbers]]) -> Axes:
    """Plot training (thin) and validation losses (E,) by epoch on a log axis for each state of a run; return the Axes.

    `losses` maps each state's name to both.
    """
    ax = new_axes(8.4, 4.2)
    ax.set(xlabel="epoch", ylabel="loss (log scale)", yscale="log")
    for (name, (_, validation)), (color, marker, dashes) in zip(losses.items(), SERIES, strict=False):
        ax.plot(validation, dashes, color=color, marker=marker, markersize=5, markevery=6, label=name)
    ax.set_ylim(LOWEST, 1.5 * max(np.max(loss) for both in losses.values() for loss in both))
    label_ends(ax)
    for (training, _), (color, _, _) in zip(losses.values(), SERIES, strict=False):
        ax.plot(training, color=color, linewidth=0.9)
    ax.axhline(GUESSING, color=INK, linewidth=0.8, linestyle=":")
    ax.text(0, LOWEST * 1.2, "thin: training; with markers: validation", fontsize=9.5)
    told = [
        f"{name}: training {training[0]:.3g} → {training[-1]:.2g}, validation {validation[0]:.3g} → "
        f"{validation[-1]:.2g}"
        for name, (training, validation) in losses.items()
    ]
    return with_alt_text(ax, f"Training and validation losses by epoch on a logarithmic axis. {'; '.join(told)}.")
