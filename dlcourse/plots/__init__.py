"""Figures of the lectures: arrays in, Axes out, and `show`, which gives each figure its text alternative."""

from dlcourse.plots.curves import calls_by_depth, error_against_step, learning_curves, loss_curve, marked_lines
from dlcourse.plots.graphs import computation_graph, number, two_paths
from dlcourse.plots.pictures import digits_gallery
from dlcourse.plots.style import new_axes, show

__all__ = [
    "calls_by_depth",
    "computation_graph",
    "digits_gallery",
    "error_against_step",
    "learning_curves",
    "loss_curve",
    "marked_lines",
    "new_axes",
    "number",
    "show",
    "two_paths",
]
