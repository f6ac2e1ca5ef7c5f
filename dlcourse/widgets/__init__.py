"""Explorers: sliders around the figures of `dlcourse.plots`.

Everything works from the keyboard: Tab to a control, arrow keys to move it. Most need no kernel: the page holds a
picture for every position of the controls (`frames`), or of every state that buttons lead to (`walks`). Where there are
too many and the formula is short, the page does the library's operations itself (`live`); otherwise a kernel draws each
picture anew, and the page keeps the first one (`base`). Each lecture's explorer has its module.
"""

from dlcourse.widgets.backpropagation import two_paths_explorer, two_paths_gradients

__all__ = ["two_paths_explorer", "two_paths_gradients"]
