"""Figures of lecture 05, where losses come from: densities beside residuals, and what a likelihood is highest for."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlcourse.activations import softmax
from dlcourse.plots.common.graphs import format_number
from dlcourse.plots.losses.loss_functions import LOOKS, format_short
from dlcourse.plots.page.style import GREY, INK, PALE_PAPER, Numbers, in_style, new_figure, with_alt_text

OF_LOSS = {"Gauss": LOOKS["MSE"], "Laplace": LOOKS["MAE"]}  # a density looks as its loss does


def log_density(family: str, e: Any, width: float) -> Any:
    """Return ln of the density of errors e: Gauss's with standard deviation `width`, or Laplace's with mean |e|."""
    if family == "Gauss":
        return -0.5 * np.square(np.divide(e, width)) - np.log(width * np.sqrt(2 * np.pi))
    return -np.absolute(e) / width - np.log(2 * width)


@in_style
def likelihood_of_heads(p: np.ndarray, heads: int, tosses: int) -> Axes:
    """Plot the likelihood of p (P,) after `heads` of `tosses`, beside −ln of it per toss; return the left Axes."""
    left, right = new_figure(9.4, 3.4).subplots(1, 2)
    likelihood = p**heads * (1 - p) ** (tosses - heads)
    best = heads / tosses
    highest = best**heads * (1 - best) ** (tosses - heads)
    per_toss = -np.log(likelihood) / tosses
    color = LOOKS["BCE"][0]
    for ax, values, marked, text, offset in (
        (left, likelihood, highest, f"highest at p = {best:g}: {highest:.5f}", (-150, 8)),
        (right, per_toss, -np.log(highest) / tosses, f"lowest at p = {best:g}: {-np.log(highest) / tosses:.3f}, not 0",
         (-128, -24)),
    ):  # fmt: skip
        ax.plot(p, values, color=color, linewidth=2.2)
        ax.plot(best, marked, "o", color=INK, zorder=3)
        ax.annotate(text, (best, marked), offset, textcoords="offset points", bbox=PALE_PAPER, fontsize=10.5)
        ax.axvline(best, color=GREY, linewidth=0.8)
        ax.set(xlabel="p, the probability of heads", xlim=(0, 1))
    left.set(title="likelihood p⁷(1 − p)³" if (heads, tosses) == (7, 10) else "likelihood", ylim=(0, highest * 1.2))
    right.set(title="−ln likelihood, per toss", ylim=(0, 2.5))
    return with_alt_text(
        left,
        f"Left, the likelihood of each p after {heads} heads in {tosses} tosses, a hill with its top of {highest:.5f} "
        f"at p = {best:g}. Right, minus its logarithm per toss, a valley with its lowest point at the same p, where it "
        f"is {-np.log(highest) / tosses:.3f} and not 0.",
    )


@in_style
def densities_along_line(
    x: np.ndarray, y: np.ndarray, line: tuple[float, float], widths: Mapping[str, float], some: Sequence[int]
) -> Axes:
    """Plot points (N,) and a line, with the density of the noise turned on its side at the rows numbered in `some`.

    A thick stroke is the density at such a row's y. `line` is (slope, intercept); `widths` maps a family to its width,
    a panel each. Returns the first Axes.
    """
    axes = new_figure(9.6, 3.7).subplots(1, len(widths), sharey=True)
    slope, intercept = line
    ends = np.array([x.min() - 0.3, x.max() + 1.0])
    told = []
    for ax, (family, width) in zip(axes, widths.items(), strict=True):
        color, _, linestyle = OF_LOSS[family]
        e = np.linspace(-4 * width, 4 * width, 201)
        density, given = np.exp(log_density(family, e, width)), []
        for row in some:
            x_here, centre = x[row], slope * x[row] + intercept
            ax.fill_betweenx(centre + e, x_here, x_here + 0.5 * density, color=color, alpha=0.18, linewidth=0, zorder=1)
            ax.plot(x_here + 0.5 * density, centre + e, color=color, linestyle=linestyle, linewidth=1.3, zorder=2)
            ax.plot(x_here, centre, "s", color=color, markersize=5, zorder=4)
            given.append(float(np.exp(log_density(family, y[row] - centre, width))))
            ax.plot([x_here, x_here + 0.5 * given[-1]], [y[row]] * 2, color=INK, linewidth=3.5, zorder=4,
                    solid_capstyle="butt")  # fmt: skip
        ax.plot(ends, slope * ends + intercept, color=GREY, linewidth=1.2)
        ax.plot(x, y, "o", color=INK, markersize=4, zorder=3)
        ax.set_title(f"{family}'s noise around ŷ", color=color)
        ax.set(xlabel="x", xlim=(ends[0], ends[1]))
        told.append(f"{family} gives {', '.join(f'{each:.2f}' for each in given)}")
    axes[0].set(ylabel="y")
    return with_alt_text(
        axes[0],
        f"{len(x)} points around a line, in {len(widths)} panels. At {len(some)} rows stands a density on its side, "
        f"its centre on the line; a stroke at the row is the density there: {'; '.join(told)}. A prediction ŷ is the "
        "centre, not the only possible value.",
    )


@in_style
def densities_and_losses(d: np.ndarray, densities: Mapping[str, np.ndarray], errors: Numbers) -> Axes:
    """Plot densities of the error d (P,) above −ln of them, less its lowest value, a column each; return an Axes.

    `densities` maps "Gauss → MSE" and so on to (P,). Each of the `errors` (N,) has a stem up to the curve.
    """
    axes = new_figure(9.8, 5.2).subplots(2, len(densities), sharex=True, sharey="row")
    for (upper, lower), (name, density) in zip(axes.T, densities.items(), strict=True):
        color, _, linestyle = LOOKS[name.split("→ ")[1]]
        loss = -np.log(density / density.max())
        for ax, curve in ((upper, density), (lower, loss)):
            ax.plot(d, curve, color=color, linestyle=linestyle, linewidth=2.2)
            heights = np.interp(errors, d, curve)
            ax.vlines(errors, 0, heights, color=INK, linewidth=1.2)
            ax.plot(errors, np.zeros(len(errors)), "o", color=INK, markersize=5, zorder=3, clip_on=False)
        far = float(np.max(errors))
        at_far = float(np.interp(far, d, density)), float(np.interp(far, d, loss))
        upper.annotate(f"at {far:g}: {at_far[0]:.3g}", (far, at_far[0]), (d[-1], 0.26), ha="right", fontsize=10,
                       arrowprops={"arrowstyle": "-", "color": GREY, "shrinkB": 3})  # fmt: skip
        lower.annotate(f"{at_far[1]:.1f}", (far, at_far[1]), (-7, 0), textcoords="offset points", ha="right",
                       fontsize=10)  # fmt: skip
        upper.set_title(name, color=color)
        lower.set(xlabel="error d = ŷ − y", xlim=(d[0], d[-1]))
    axes[0, 0].set(ylabel="density", ylim=(0, 1.12 * max(float(each.max()) for each in densities.values())))
    axes[1, 0].set(ylabel="−ln density (lowest = 0)", ylim=(0, 9))
    return with_alt_text(
        axes[0, 0],
        f"Columns for {', '.join(densities)}. Above, the densities: a bell; a sharp peak with heavier tails; a bell in "
        "the middle with the tails of the peak. Below, minus their logarithms: a parabola, a V, a parabola with "
        "straight arms. Errors on the axis are joined to the curves: where the density is low, the loss is high.",
    )


@in_style
def residuals_and_densities(x: Sequence[np.ndarray], residuals: Mapping[str, np.ndarray]) -> Axes:
    """Plot residuals (N,) over x, a row for each data set, beside their histogram and two fitted densities.

    `residuals` maps the name of a data set to its residuals. The legends have −ln likelihood per row. Returns Axes.
    """
    figure = new_figure(9.6, 0.6 + 2.6 * len(residuals))
    axes = figure.subplots(len(residuals), 2, sharey=True, squeeze=False, width_ratios=(1.6, 1))
    limit = 1.05 * max(float(np.abs(each).max()) for each in residuals.values())
    grid = np.linspace(-limit, limit, 501)
    told = []
    for (left, right), inputs, (name, e) in zip(axes, x, residuals.items(), strict=True):
        left.axhline(0, color=GREY, linewidth=1)
        left.plot(inputs, e, "o", color=INK, markersize=3, alpha=0.6)
        left.set(title=name, ylabel="residual y − ŷ", ylim=(-limit, limit))
        right.hist(e, bins=31, range=(-limit, limit), density=True, orientation="horizontal", color="#cfcfcf",
                   edgecolor="#8f8f8f", linewidth=0.6)  # fmt: skip
        nats_of = {}
        for family, width in (("Gauss", np.sqrt(np.mean(e**2))), ("Laplace", np.mean(np.abs(e)))):
            color, _, linestyle = OF_LOSS[family]
            nats = -float(np.mean(log_density(family, e, float(width))))
            right.plot(np.exp(log_density(family, grid, float(width))), grid, color=color, linestyle=linestyle,
                       label=f"{family}: {nats:.3f}", linewidth=1.4)  # fmt: skip
            nats_of[family] = f"{family} {nats:.3f}"
        right.legend(title="−ln likelihood per row", loc="upper right", frameon=False, fontsize=10, title_fontsize=10)
        by_place = e[np.argsort(inputs)]
        low, high = (format_short(float(np.std(part))) for part in (by_place[: len(e) // 3], by_place[-len(e) // 3 :]))
        told.append(
            f"{name}: standard deviation {low} in the left third and {high} in the right one, −ln likelihood per row "
            f"{', '.join(nats_of.values())}"
        )
    widest = max(right.get_xlim()[1] for right in axes[:, 1])
    for right in axes[:, 1]:
        right.set(xlim=(0, widest), xticks=np.arange(0, widest, 0.1))
    axes[-1, 0].set(xlabel="x")
    axes[-1, 1].set(xlabel="density")
    return with_alt_text(
        axes[0, 0],
        "Residuals over x, beside their histogram with a Gaussian and a Laplace density. " + "; ".join(told) + ".",
    )


DENSITY_LIMITS, NEAR_LIMITS = (-40.0, 115.0), (0.0, 6.0)  # in x


def density_numbers(rows: np.ndarray, family: str, centre: Any, width: Any) -> dict[str, Any]:
    """Return what `density_of_rows` draws, by name: numbers, and the x and y of its lines as shares of their Axes.

    "nats 0" and so on are −ln density of the rows (N,) and "mean" is their mean; "peak" is 1 / the highest density.
    `curve`, `near` and `level` are lines; each row has a `stem` on the left, a `bar` on the right, and one `near stem`
    if it lies in the enlarged part. `centre` and `width` may be stand-ins, see `dlcourse.widgets.page.traced`.
    """
    nats = [-log_density(family, row - centre, width) for row in rows]
    mean = sum(nats[1:], nats[0]) / len(rows)
    highest = np.maximum(9.0, 1.15 * functools.reduce(np.maximum, nats))
    top = log_density(family, 0.0 * centre, width)
    numbers = {"centre": centre, "width": width, "peak": np.exp(-top), "mean": mean}
    numbers |= {f"nats {k}": each for k, each in enumerate(nats)}
    wide, close = np.linspace(*DENSITY_LIMITS, 311), np.linspace(*NEAR_LIMITS, 121)
    inside = np.exp(log_density(family, close - centre, width))
    limit = np.maximum(1e-12, 1.2 * inside.max())
    lines = {
        "curve": (_share(wide, DENSITY_LIMITS), np.exp(log_density(family, wide - centre, width) - top) / 1.8),
        "near": (_share(close, NEAR_LIMITS), inside / limit),
        "level": (np.array([0.0, 1.0]), np.ones(2) * mean / highest),
    }
    up = np.array([0.0, 1.0])
    for k, (row, each) in enumerate(zip(rows, nats, strict=True)):
        lines[f"stem {k}"] = _share(row, DENSITY_LIMITS) * np.ones(2), up * np.exp(-each - top) / 1.8
        if row < NEAR_LIMITS[1]:
            lines[f"near stem {k}"] = _share(row, NEAR_LIMITS) * np.ones(2), up * np.exp(-each) / limit
        lines[f"bar {k}"] = (k + 0.5) / len(rows) * np.ones(2), up * each / highest
    return numbers | {f"{name} {axis}": each for name, xy in lines.items() for axis, each in zip("xy", xy, strict=True)}


def _share(x, limits):
    """Return where x lies between two limits: 0 at the first, 1 at the second."""
    return (x - limits[0]) / (limits[1] - limits[0])


@in_style
def density_of_rows(rows: np.ndarray, family: str, numbers: Mapping[str, Any]) -> Axes:
    """Plot a density with a stem at each of the rows (N,), beside −ln of each; `numbers` as `density_numbers` has them.

    The bars on the right are the rows' information; their mean is the loss. The lines that another centre or width
    moves have their names as labels. Returns the left Axes.
    """
    figure = new_figure(8.6, 3.9, layout=None)  # fixed positions: faster to draw
    left, right = figure.add_axes((0.05, 0.15, 0.52, 0.74)), figure.add_axes((0.62, 0.15, 0.37, 0.74))
    near = left.inset_axes((0.62, 0.66, 0.37, 0.29))  # 1 to 4 stay apart there
    color, _, linestyle = OF_LOSS[family]
    for ax, limits in ((left, DENSITY_LIMITS), (near, NEAR_LIMITS)):
        ax.plot(rows, np.zeros(len(rows)), "o", color=INK, markersize=2.5, zorder=3, clip_on=ax is near)
        ax.set(xlim=limits, ylim=(0, 1), yticks=[])
    bar = 0.6 * 0.37 * 8.6 * 72 / len(rows)  # points
    looks = {
        "curve": (left, color, 2.2, linestyle),
        "near": (near, color, 2.2, linestyle),
        **{name: (right, color, bar, "-") for name in _lines_named("bar", numbers)},
        **{name: (left, INK, 0.9, "-") for name in _lines_named("stem", numbers)},
        **{name: (near, INK, 0.9, "-") for name in _lines_named("near stem", numbers)},
        "level": (right, INK, 1.4, "--"),
    }
    for name, (ax, line_color, line_width, style) in looks.items():
        ax.plot(numbers[f"{name} x"], numbers[f"{name} y"], style, color=line_color, linewidth=line_width, label=name,
                transform=ax.transAxes, solid_capstyle="butt")  # fmt: skip
    near.set_xticks(rows[rows < NEAR_LIMITS[1]])
    near.set_title("0 to 6, enlarged", fontsize=9)
    near.tick_params(labelsize=9)
    far = float(rows.max())
    left.annotate(f"{far:g} is here", (far, 0), (far, 0.22), ha="center", fontsize=10,
                  arrowprops={"arrowstyle": "->", "color": INK})  # fmt: skip
    left.set(xlabel="minutes", ylabel="density")
    left.set_title(f"{family}, at most 1/{format_number(numbers['peak'])}", fontsize=11)
    for k in range(len(rows)):
        right.text(k, 0.93, format_number(numbers[f"nats {k}"]), ha="center", va="center", fontsize=9)
    right.set_xticks(np.arange(len(rows)), [f"{each:g}" for each in rows])
    right.set(xlabel="row", ylabel="−ln density", xlim=(-0.5, len(rows) - 0.5), ylim=(0, 1), yticks=[])
    right.set_title(f"mean {format_number(numbers['mean'])}", fontsize=11)
    return with_alt_text(left, describe_density(rows, family, numbers))


def _lines_named(kind, numbers):
    """Return the names of the lines of a kind: "bar 0", "bar 1", …"""
    return [name[:-2] for name in numbers if name.startswith(f"{kind} ") and name.endswith(" x")]


def describe_density(rows: np.ndarray, family: str, numbers: Mapping[str, Any]) -> str:
    """Describe in words how probable a density makes the rows (N,)."""
    each = ", ".join(f"{format_number(numbers[f'nats {k}'])} for {row:g}" for k, row in enumerate(rows))
    return (
        f"{family}'s density with centre {format_number(numbers['centre'])} and width "
        f"{format_number(numbers['width'])}. −ln density: {each}; mean {format_number(numbers['mean'])} nats."
    )


@in_style
def picked_probabilities(p: np.ndarray, labels: Mapping[str, Numbers]) -> Axes:
    """Draw probabilities (N, K) as a table for each entry of `labels`, which maps a title to class indices (N,).

    The probability that each label picks has a frame, with −ln of it beside the row. Returns the first Axes.
    """
    n_rows, n_classes = p.shape
    axes = new_figure(9.4, 2.9).subplots(1, len(labels), squeeze=False)[0]
    color, _, _ = LOOKS["BCE"]
    told = []
    for ax, (title, numbers) in zip(axes, labels.items(), strict=True):
        for row, number in enumerate(np.asarray(numbers, dtype=int)):
            for column in range(n_classes):
                picked = column == number
                ax.add_patch(Rectangle((column, row), 1, 1, facecolor="#ece5f5" if picked else "white",
                                       edgecolor="#d5d5d5"))  # fmt: skip
                ax.text(column + 0.5, row + 0.5, f"{p[row, column]:g}", ha="center", va="center", fontsize=12)
            ax.add_patch(Rectangle((number, row), 1, 1, fill=False, edgecolor=color, linewidth=2.5, zorder=3))
            inside = number < n_classes
            text = f"−ln {p[row, number]:g} = {-np.log(p[row, number]):.2f}" if inside else f"no column {number}"
            ax.text(max(n_classes, number + 1) + 0.15, row + 0.5, text, va="center", color=color if inside else INK,
                    weight="normal" if inside else "bold")  # fmt: skip
            told.append(f"{title}, row {row}: {text}")
        ax.set(xlim=(-0.05, n_classes + 2.2), ylim=(n_rows + 0.06, -0.04), title=title)
        ax.set_xticks(np.arange(n_classes) + 0.5, [f"class {k}" for k in range(n_classes)])
        ax.set_yticks(np.arange(n_rows) + 0.5, [f"row {i}" for i in range(n_rows)])
        ax.tick_params(length=0, labeltop=True, labelbottom=False)
        ax.spines[:].set_visible(False)
        ax.grid(False)
    return with_alt_text(axes[0], "Tables of probabilities with the picked one framed. " + "; ".join(told) + ".")


@in_style
def steps_of_logits(rows: Mapping[str, np.ndarray], right: int, classes: Sequence[str]) -> Axes:
    """Draw softmax's probabilities of logits (K,) as bars, above bars of y − p, along which a step moves the logits.

    `rows` maps a title to the logits of a row, a column each; `right` is the index of its class. Returns an Axes.
    """
    axes = new_figure(9.6, 4.4).subplots(2, len(rows), sharex=True, sharey="row")
    color, _, _ = LOOKS["BCE"]
    indices, told = np.arange(len(classes)), []
    for (upper, lower), (title, logits) in zip(axes.T, rows.items(), strict=True):
        p = softmax(logits)
        step = (indices == right) - p
        upper.bar(indices, p, 0.6, color=[color if k == right else "#c9c9c9" for k in indices], edgecolor=GREY)
        lower.bar(indices, step, 0.3, color=[color if k == right else INK for k in indices])
        for k, (share, move) in enumerate(zip(p, step, strict=True)):
            upper.text(k, share + 0.03, f"{share:.2f}", ha="center", fontsize=10)
            text = f"{move:+.2f}".replace("-", "−")
            lower.text(k, move + np.sign(move) * 0.14, text, ha="center", va="center", fontsize=10)
        lower.axhline(0, color=GREY, linewidth=1)
        upper.set_title(f"{title}: loss {-np.log(p[right]):.2f}", fontsize=11)
        lower.set_xticks(indices, classes)
        told.append(
            f"{title}: p = {', '.join(f'{each:.2f}' for each in p)}, step {', '.join(f'{each:+.2f}' for each in step)}"
        )
    axes[0, 0].set(ylabel="probability p", ylim=(0, 1.15))
    axes[1, 0].set(ylabel="step, y − p", ylim=(-1.2, 1.3), xlim=(-0.5, len(classes) - 0.5))
    return with_alt_text(
        axes[0, 0],
        f"For rows of the class {classes[right]}, the probabilities of {', '.join(classes)} as bars, above a bar "
        f"for each logit's step: up for the right class, down for the others, in all 0. {'; '.join(told)}.",
    )
