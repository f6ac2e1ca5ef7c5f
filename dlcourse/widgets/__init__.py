"""Explorers: sliders around the figures of `dlcourse.plots`, and questions that ask for a prediction first.

Everything works from the keyboard (Tab to a control, arrow keys to move it) and redraws when a control moves. Without
a kernel the last frame stays. Each lecture's explorer has its module; `base` holds what they share.
"""

from dlcourse.widgets.backpropagation import two_paths_explorer, two_paths_gradients
from dlcourse.widgets.base import explorer, slider

__all__ = ["explorer", "slider", "two_paths_explorer", "two_paths_gradients"]
