"""Figures of the lectures: functions from arrays to Axes, and `show`, which gives each figure its text alternative."""

from dlcourse.plots.animation import show_animation
from dlcourse.plots.boundaries import boundary_line, boundary_with_margins, decision_regions, scatter_classes
from dlcourse.plots.curves import calls_by_depth, error_against_step, learning_curves, loss_curve, marked_lines
from dlcourse.plots.functions import function_and_slope
from dlcourse.plots.graphs import computation_graph, number, two_paths
from dlcourse.plots.layers import by_layer, gradient_map, histograms_by_layer
from dlcourse.plots.networks import network_diagram
from dlcourse.plots.pictures import digits_gallery
from dlcourse.plots.style import described, new_axes, show
from dlcourse.plots.surfaces import contours, paths

__all__ = [
    "boundary_line",
    "boundary_with_margins",
    "by_layer",
    "calls_by_depth",
    "computation_graph",
    "contours",
    "decision_regions",
    "described",
    "digits_gallery",
    "error_against_step",
    "function_and_slope",
    "gradient_map",
    "histograms_by_layer",
    "learning_curves",
    "loss_curve",
    "marked_lines",
    "network_diagram",
    "new_axes",
    "number",
    "paths",
    "scatter_classes",
    "show",
    "show_animation",
    "two_paths",
]
