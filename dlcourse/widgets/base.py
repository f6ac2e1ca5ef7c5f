"""Shared by all explorers: sliders around a figure.

Everything works from the keyboard (Tab to a control, arrow keys to move it) and redraws when a control moves. Without
a kernel the last frame stays.
"""

import ipywidgets
from ipywidgets import Accordion, Layout, VBox

WIDE = {"description_width": "7.5em"}


def slider(description, value, low, high, step=0.1):
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


def explorer(draw, first, more=None, more_title="More to move"):
    """Return controls over a figure: `first` stays visible, `more` is folded away. `draw(**values)` shows the figure.

    `first` and `more` map an argument of `draw` to its control. The widget has controls, figure and folded controls.
    """
    more = more or {}
    picture = ipywidgets.interactive_output(draw, first | more)
    picture.layout = Layout(min_height="20em")  # the page does not jump while the figure is redrawn
    if not more:
        return VBox([*first.values(), picture])
    folded = Accordion([VBox(list(more.values()))], selected_index=None)
    folded.set_title(0, more_title)
    return VBox([*first.values(), picture, folded])
