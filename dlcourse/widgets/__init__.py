"""Explorers: sliders around the figures of `dlcourse.plots`.

Everything works from the keyboard: Tab to a control, arrow keys to move it. Most need no kernel (`frames`): the page
holds a picture for every position of the controls. Where there are too many, a kernel draws each one anew (`base`).
Each lecture's explorer has its module.
"""

from dlcourse.widgets.backpropagation import two_paths_explorer, two_paths_gradients

__all__ = ["two_paths_explorer", "two_paths_gradients"]
