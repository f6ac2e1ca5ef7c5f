"""Explorers: sliders around the figures of `dlcourse.plots`.

Everything works from the keyboard: Tab to a control, arrow keys to move it. Most need no kernel: the page holds a
picture for every position of the controls (`page.frames`), or of every state that buttons lead to (`page.walks`).
If there are too many and the formula is short, the page does the library's operations itself (`page.live`). The other
folders are named by topic, as in `dlcourse.plots`; each lecture's explorer has its module.
"""

from dlcourse.widgets.gradients.backpropagation import two_paths_explorer, two_paths_gradients

__all__ = ["two_paths_explorer", "two_paths_gradients"]
