"""Figures of the lectures: functions from arrays to Axes, and `show`, which gives each figure its alt text."""

from dlcourse.plots.animation import show_animation
from dlcourse.plots.boundaries import boundary_line, boundary_with_margins, decision_regions, scatter_classes
from dlcourse.plots.curves import error_against_step, learning_curves, marked_lines
from dlcourse.plots.functions import function_and_derivative
from dlcourse.plots.graphs import computation_graph, format_number, two_paths
from dlcourse.plots.images import digits_gallery
from dlcourse.plots.layers import gradient_heatmap, histograms_by_layer, lines_by_layer
from dlcourse.plots.networks import network_diagram
from dlcourse.plots.showing import show
from dlcourse.plots.style import new_axes, with_alt_text
from dlcourse.plots.surfaces import contours, plot_paths

__all__ = [
    "boundary_line",
    "boundary_with_margins",
    "computation_graph",
    "contours",
    "decision_regions",
    "digits_gallery",
    "error_against_step",
    "format_number",
    "function_and_derivative",
    "gradient_heatmap",
    "histograms_by_layer",
    "learning_curves",
    "lines_by_layer",
    "marked_lines",
    "network_diagram",
    "new_axes",
    "plot_paths",
    "scatter_classes",
    "show",
    "show_animation",
    "two_paths",
    "with_alt_text",
]
