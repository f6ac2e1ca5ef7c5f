"""Figures of lecture 08 about the batch size: gradients of rows, walks by rows asked, noise, three clocks."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.ticker import FuncFormatter, NullFormatter

from dlcourse.plots.optimizers.gradient_descent import Loss, map_and_curve
from dlcourse.plots.optimizers.loss_maps import draw_map, format_loss, loss_on_map, quadratic_of
from dlcourse.plots.page.style import BLUE, GREY, INK, SERIES, Numbers, in_style, new_figure, with_alt_text

KINDS = {  # colour and marker of a descent, by what it asks before a step
    "batch": (BLUE, "o"),
    "mini-batch": (SERIES[1][0], "s"),
    "stochastic": (SERIES[2][0], "^"),
}
SHOWN_ROWS = (0, 1, 2, 5, 10, 20, 30, 50, 100, 150, 200, 300, 400, 500, 600)


@in_style
def steps_of_rows(gradients: Mapping[str, np.ndarray], batch_size: int = 10) -> Axes:
    """Plot the step that each row asks for, minus its gradient, for each of `gradients`, from a title to (N, 2).

    Beside the rows, batches of `batch_size` rows in their order, and the mean of all, with a line in its direction. The
    half-plane of steps that lead uphill is shaded. If the batches lie close together, an inset enlarges them. Returns
    the first Axes.
    """
    axes = new_figure(9.8, 4.9).subplots(1, len(gradients), squeeze=False)[0]
    sentences = []
    for ax, (title, each) in zip(axes, gradients.items(), strict=True):
        rows = -np.asarray(each)
        batches, mean = rows.reshape(-1, batch_size, 2).mean(axis=1), rows.mean(axis=0)
        low, high = np.minimum(rows.min(axis=0), 0), np.maximum(rows.max(axis=0), 0)
        middle, reach = (low + high) / 2, 0.56 * (high - low).max()
        along = mean / np.linalg.norm(mean)
        across = np.array([-along[1], along[0]])
        corners = 9 * reach * np.array([across, -across, -across - along, across - along])
        ax.add_patch(Polygon(corners, facecolor="#ececec", edgecolor="none", zorder=0))
        _draw_steps(ax, rows, batches, mean, batch_size)
        if np.abs(mean).max() < 0.05 * reach:  # too short to see
            text = f"all rows: ({mean[0]:.2f}, {mean[1]:.2f})".replace("-", "−")
            ax.text(0.02, 0.98, text, transform=ax.transAxes, color=BLUE, ha="left", va="top")
            inset = ax.inset_axes((0.6, 0.04, 0.37, 0.37))
            inset.add_patch(Polygon(corners, facecolor="#ececec", edgecolor="none", zorder=0))
            _draw_steps(inset, rows, batches, mean, batch_size)
            near = 1.25 * np.abs(batches).max()
            inset.set(xlim=(-near, near), ylim=(-near, near), aspect="equal", xticks=[], yticks=[])
            inset.set_title("the middle, enlarged", fontsize=9.5)
            inset.spines[:].set_visible(True)
            ax.indicate_inset(bounds=(-near, -near, 2 * near, 2 * near), edgecolor=INK, alpha=0.6)
        uphill, uphill_batches = (int(np.sum(points @ mean < 0)) for points in (rows, batches))
        counts = f"{uphill} of {len(rows)} rows\nand {uphill_batches} of {len(batches)} batches"
        ax.set_title(f"{title}: {counts} point uphill", fontsize=11)
        ax.text(*(middle - 0.95 * reach * np.sign(along)), "uphill", color=GREY,
                ha="left" if along[0] > 0 else "right", va="bottom" if along[1] > 0 else "top")  # fmt: skip
        limits = np.column_stack([middle - reach, middle + reach])
        ax.set(xlabel="−∂L/∂w", xlim=limits[0], ylim=limits[1], aspect="equal")
        ax.grid(visible=False)
        sentences.append(
            f"{title.capitalize()}, {uphill} of {len(rows)} rows and {uphill_batches} of {len(batches)} batches lie on "
            "the side that leads uphill."
        )
    axes[0].set_ylabel("−∂L/∂b")
    axes[0].legend(loc="lower right", fontsize=9.5, framealpha=0.9, edgecolor="none")
    return with_alt_text(
        axes[0],
        "The steps that single rows ask for, as points over −∂L/∂w and −∂L/∂b, with the means of batches of "
        f"{batch_size} rows, which lie closer together, and the mean of all. {' '.join(sentences)}",
    )


def _draw_steps(ax, rows, batches, mean, batch_size):
    """Draw the steps of rows, of batches and of all, and a line through the last."""
    ax.axline((0, 0), tuple(mean), color=BLUE, linewidth=0.9, linestyle=":", zorder=2)
    for kind, points, size in (("stochastic", rows, 4.5), ("mini-batch", batches, 7)):
        color, marker = KINDS[kind]
        label = f"one row ({len(rows)})" if kind == "stochastic" else f"batch of {batch_size} ({len(batches)})"
        edge = color if kind == "stochastic" else "white"
        ax.plot(*points.T, marker, color=color, markersize=size, markeredgecolor=edge, markeredgewidth=0.6,
                label=label, zorder=3 + size / 10)  # fmt: skip
    ax.annotate("", tuple(mean), (0, 0), arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 2}, zorder=5)
    ax.plot(*mean, "D", color=BLUE, markersize=8, markeredgecolor="white", label="all rows", zorder=6)
    ax.plot(0, 0, "+", color=INK, markersize=12, zorder=7)


def walks_by_rows(walks: Mapping[int, np.ndarray], loss: Loss, n_rows: int, window: float = 3.8) -> Iterator[Axes]:
    """Yield a frame for each of SHOWN_ROWS of walks, {batch size: (T + 1, 2)}, each on its map.

    In each frame all walks have asked equally many rows, of `n_rows` an epoch. Each is the same figure, drawn further.
    `loss(w, b)`, over all rows, is quadratic.
    """
    minimum, curvature = quadratic_of(loss)
    figure, lines, heading = _maps(walks, minimum, curvature, window, n_rows)
    told = []
    for size, path in walks.items():
        late = loss_on_map(path[-max(1, len(path) // 3) :], minimum, curvature)
        told.append(
            f"{name_of(size, n_rows)} descent has made {len(path) - 1} steps and is at a loss of {late[-1]:.2f}"
            + (f", after {late.min():.2f} to {late.max():.2f} over its last third" if size == 1 else "")
        )
    alt = (
        "A film of three walks on the same map of the loss, which have asked equally many rows in each frame. The "
        f"smaller the batch, the more steps a walk makes. After {SHOWN_ROWS[-1]} rows: {'; '.join(told)}."
    )
    with_alt_text(figure.axes[0], alt)
    for asked in SHOWN_ROWS:
        for ax, (size, path), (trail, head) in zip(figure.axes, walks.items(), lines, strict=True):
            made = asked // size
            trail.set_data(*path[: made + 1].T)
            head.set_data(*path[made : made + 1].T)
            height = float(loss_on_map(path[made], minimum, curvature))
            steps = f"{made} step{'' if made == 1 else 's'}"
            ax.set_title(
                f"{name_of(size, n_rows)}, B = {size}:\n{steps}, loss {format_loss(height, 2)}", fontsize=11, loc="left"
            )
        heading.set_text(f"rows asked: {asked}")
        yield figure.axes[0]


@in_style
def _maps(walks, minimum, curvature, window, n_rows):
    """Draw a map for each walk; return the figure, for each walk its trail and its head, and the heading."""
    figure = new_figure(10.0, 4.4, layout=None)  # fixed positions: frames must not shift
    lines = []
    w, b = minimum[:2]
    for k, (size, path) in enumerate(walks.items()):
        ax = figure.add_axes((0.065 + 0.318 * k, 0.12, 0.29, 0.66))
        color = KINDS[name_of(size, n_rows)][0]
        draw_map(ax, minimum, curvature, (w - window, w + window), (b - window, b + window))
        ax.plot(*path[0], "o", markersize=12, markerfacecolor="none", markeredgecolor=INK, zorder=5)
        if k:
            ax.set_ylabel("")
            ax.tick_params(labelleft=False)
        line, marker = (0.9, 2) if size == 1 else (1.3, 3.5)
        trail = ax.plot([], [], "-o", color=color, zorder=4, linewidth=line, markersize=marker)[0]
        head = ax.plot([], [], "o", color=color, markersize=9, markeredgecolor="white", zorder=7)[0]
        lines.append((trail, head))
    return figure, lines, figure.text(0.98, 0.935, "", ha="right", weight="bold")


def name_of(batch_size: int, n_rows: int) -> str:
    """Return what a descent with this batch size is called."""
    return "batch" if batch_size == n_rows else "stochastic" if batch_size == 1 else "mini-batch"


@in_style
def noise_on_surface(
    minimum: Sequence[float], curvature: np.ndarray, start: Sequence[float], n_epochs: int
) -> tuple[Axes, Axes, Line2D, Line2D, Line2D]:
    """Return a map with a ring at `start`, Axes for the loss by epoch, and empty lines: path, its end, losses."""
    left, right = map_and_curve(minimum, curvature, 4.5)
    left.plot(*start, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    path = left.plot([], [], "-", color=BLUE, linewidth=0.8)[0]
    late = left.plot([], [], "o", color=INK, markersize=2.2)[0]
    left.set_title("the walk; dots: its last five epochs", fontsize=11)
    losses = right.plot([], [], "-o", color=BLUE, linewidth=1.2, markersize=4)[0]
    right.set(xlabel="epoch", ylabel="loss above the lowest (log scale)", yscale="log")
    right.set(xlim=(0, n_epochs + 0.6), ylim=(1e-4, 30), xticks=range(0, n_epochs + 1, 5))
    right.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
    right.minorticks_off()
    return left, right, path, late, losses


@in_style
def loss_by_updates_epochs_seconds(
    runs: Mapping[str, Sequence[Mapping[str, Numbers]]], target_loss: float
) -> np.ndarray:
    """Plot the same runs three times: the loss against updates, epochs and seconds; return the Axes.

    `runs` maps one of KINDS to its runs, each a dict of "updates", "epochs", "seconds" and "loss", each (E,). All x
    axes are logarithmic. A line is the run with the median number of updates, the same in each panel; below the target,
    a bar goes from the first to the last of all runs' ends, with a mark at their mean. Each title names the label whose
    runs need the fewest of that unit, on average.
    """
    figure = new_figure(10.4, 4.8)
    axes = figure.subplots(1, 3, sharey=True)
    shown = {label: each[_median([run["updates"][-1] for run in each])] for label, each in runs.items()}
    sentences = []
    for ax, unit in zip(axes, ("updates", "epochs", "seconds"), strict=True):
        needed = {label: np.array([run[unit][-1] for run in label_runs]) for label, label_runs in runs.items()}
        for k, (label, ends) in enumerate(needed.items()):
            color, marker = KINDS[label]
            ax.plot(shown[label][unit], shown[label]["loss"], color=color, linewidth=1.5)
            height = target_loss * 0.8 * 0.76**k
            ax.plot([ends.min(), ends.max()], [height] * 2, color=color, linewidth=3, solid_capstyle="round")
            ax.plot(ends.mean(), height, marker, color=color, markersize=8, markeredgecolor="white", label=label)
        means = {label: float(ends.mean()) for label, ends in needed.items()}
        fastest = min(means, key=lambda label: means[label])
        ax.set(xscale="log", yscale="log", xlabel=f"{unit} (log scale)")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.set_title(f"by {unit}: {fastest} is first,\n{format_rounded(means[fastest])} on average", fontsize=10.5)
        ax.axhline(target_loss, color=GREY, linestyle=":", linewidth=1.2)
        sentences.append(
            f"By {unit}: " + ", ".join(f"{label} {format_rounded(mean)}" for label, mean in means.items()) + "."
        )
    axes[0].set_ylabel("loss on all rows (log scale)")
    axes[0].set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes[0].minorticks_off()
    _explain_marks(figure, len(next(iter(runs.values()))), axes[0].get_legend_handles_labels())
    with_alt_text(
        axes[0],
        "One run of each kind by three clocks, all axes logarithmic, until the loss on all rows is "
        f"{target_loss:g}; below, where the runs end, from the first to the last. What they need on average: "
        f"{' '.join(sentences)} The seconds are those of the machine that drew this.",
    )
    return axes


def _median(values):
    """Return the index of the median, the lower one of two."""
    return int(np.argsort(values)[(len(values) - 1) // 2])


def _explain_marks(figure, n_runs, entries):
    """Write below all panels what colours, lines and bars are."""
    handles, labels = entries
    handles += [Line2D([], [], color=INK, linewidth=1.5), Line2D([], [], color=INK, linewidth=3, marker="D")]
    labels += ["one run, the same in each panel", f"the ends of all {n_runs}, first to last, and their mean"]
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), fontsize=9.5, frameon=False,
                  columnspacing=1.4, handletextpad=0.6)  # fmt: skip


def format_rounded(value: float) -> str:
    """Format a count or a time for reading: 6,700 or 97 or 0.41."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
