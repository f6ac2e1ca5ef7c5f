"""Shared by the explorers that need a kernel: sliders around a figure, which is drawn anew when one of them moves.

Their controls have too many positions for a picture of each beforehand, or they ask a network; see `frames`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
from ipywidgets import Layout, VBox
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse.plots.showing import show, to_html
from dlcourse.plots.style import figure_of

WIDE = {"description_width": "7.5em"}


def slider(description: str, value: float, low: float, high: float, step: float = 0.1) -> ipywidgets.FloatSlider:
    """Return a slider with a name and two decimals, moved by `step` with the arrow keys."""
    return ipywidgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=description,
        readout_format=".2f",
        style=WIDE,
        layout=Layout(width="min(100%, 34em)"),
    )


def int_slider(description: str, value: int, low: int, high: int) -> ipywidgets.IntSlider:
    """Return a slider for whole numbers."""
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=description,
        style=WIDE,
        layout=Layout(width="min(100%, 34em)"),
    )


class WithStill(VBox):
    """Widgets in a column, beside which the page keeps a picture for when no kernel runs: what `still()` returns.

    That is a figure and its words. JupyterLab shows them in place of widgets that it has lost; other pages always do.
    """

    def __init__(self, children: Sequence[ipywidgets.Widget], still: Callable[[], tuple[Figure | Axes, str]]) -> None:
        self.still = still
        super().__init__(children)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Return the widgets' view, the picture, and its words."""
        figure, words = self.still()
        how = "<p><em>Run the cell above to move this picture.</em></p>"
        still = {"text/html": how + to_html(figure_of(figure), words), "text/plain": words}
        return {**super()._repr_mimebundle_(**options), **still}


def explorer(
    draw: Callable[..., tuple[Figure | Axes, str]],
    controls: Mapping[str, Any],
) -> WithStill:
    """Return controls over a figure: `draw(**values)` returns it and its words.

    `controls` maps an argument of `draw` to its control. The widget has controls and figure.
    """
    start = {name: control.value for name, control in controls.items()}
    output = ipywidgets.interactive_output(lambda **values: show(*draw(**values)), controls)
    output.layout = Layout(min_height="20em")  # the page does not jump while the figure is redrawn
    return WithStill([*controls.values(), output], lambda: draw(**start))
