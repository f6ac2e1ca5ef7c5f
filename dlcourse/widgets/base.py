"""Shared by the explorers that need a kernel: sliders around a figure, which is drawn anew when one of them moves.

Their controls have too many positions for a picture of each beforehand, or they ask a network; see `frames`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
from ipywidgets import Accordion, Layout, VBox

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


def explorer(
    draw: Callable[..., None],
    controls: Mapping[str, Any],
    folded: Mapping[str, Any] | None = None,
    folded_title: str = "More to move",
) -> VBox:
    """Return controls over a figure, which `draw(**values)` shows: `controls` stay visible, `folded` are folded away.

    `controls` and `folded` map an argument of `draw` to its control. The widget has controls, figure, folded controls.
    """
    folded = folded or {}
    output = ipywidgets.interactive_output(draw, {**controls, **folded})
    output.layout = Layout(min_height="20em")  # the page does not jump while the figure is redrawn
    if not folded:
        return VBox([*controls.values(), output])
    accordion = Accordion([VBox(list(folded.values()))], selected_index=None)
    accordion.set_title(0, folded_title)
    return VBox([*controls.values(), output, accordion])
