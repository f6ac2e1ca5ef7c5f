"""Data shown as images."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.page.style import in_style, new_figure


@in_style
def digits_gallery(pixels: np.ndarray, captions: Sequence[str]) -> Axes:
    """Draw a row of 8×8 digits, `pixels` (N, 64), each with its caption below; return the first Axes."""
    axes = new_figure(1.1 * len(pixels), 1.5).subplots(1, len(pixels), squeeze=False)[0]
    for ax, image, caption in zip(axes, pixels, captions, strict=True):
        ax.imshow(image.reshape(8, 8), cmap="gray_r", interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set_xlabel(caption)
    return axes[0]
