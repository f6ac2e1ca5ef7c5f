"""Figure of lecture 05: the mean derivative of MAE, a staircase that becomes a curve with many rows."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.losses.loss_functions import LOOKS
from dlcourse.plots.page.style import GREY, INK, in_style, new_figure, with_alt_text


@in_style
def mean_derivatives(y_hat: np.ndarray, stairs: Mapping[int, np.ndarray], many: np.ndarray) -> Axes:
    """Plot MAE's mean derivative over the prediction (P,), a panel for each number of rows; return the first Axes.

    `stairs` maps the number of rows to the derivative (P,); `many` (P,) is that of very many rows, wide and pale,
    around 0. MSE's derivative for them, 2ŷ, stands beside it.
    """
    axes = new_figure(9.8, 3.5).subplots(1, len(stairs), sharey=True)
    (mae, _, _), (mse, _, dashes) = LOOKS["MAE"], LOOKS["MSE"]
    told = []
    for ax, (n_rows, derivative) in zip(axes, stairs.items(), strict=True):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.plot(y_hat, many, color=mae, linewidth=8, alpha=0.34, label="MAE, very many rows")
        ax.plot(y_hat, 2 * y_hat, color=mse, linestyle=dashes, linewidth=1.2, label="MSE, very many rows")
        ax.plot(y_hat, derivative, color=mae, linewidth=2.0, label="MAE, the rows here")
        ax.set_title(f"{n_rows:,} rows", color=INK)
        ax.set(xlabel="prediction ŷ", xlim=(y_hat[0], y_hat[-1]), ylim=(-1.25, 1.25))
        sizes = np.diff(derivative)
        told.append(f"{n_rows:,} rows: {np.count_nonzero(sizes)} steps, the largest {sizes.max():.2g}")
    axes[0].set(ylabel="mean derivative")
    axes[0].get_figure().legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=3, frameon=False)
    return with_alt_text(
        axes[0],
        "The mean derivative of MAE over the prediction, from −1 on the left to 1 on the right, beside the straight "
        f"line of MSE, which passes through 0 a little more steeply. {'; '.join(told)}. With more rows the staircase "
        "comes nearer to a smooth curve.",
    )
