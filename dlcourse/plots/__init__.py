"""Figures of the lectures: functions from arrays to Axes, and `show`, which gives each figure its alt text.

What several lectures draw is imported from here. A lecture's own figures lie in a folder of its topic, a module for
each family of figures: `dlcourse.plots.optimizers.momentum`.
"""

from dlcourse.plots.common.boundaries import boundary_line, boundary_with_margins, decision_regions, scatter_classes
from dlcourse.plots.common.curves import error_against_step, learning_curves, marked_lines
from dlcourse.plots.common.functions import function_and_derivative
from dlcourse.plots.common.graphs import computation_graph, format_number, two_paths
from dlcourse.plots.common.images import digits_gallery
from dlcourse.plots.common.layers import gradient_heatmap, histograms_by_layer, lines_by_layer
from dlcourse.plots.common.network_diagrams import network_diagram
from dlcourse.plots.common.surfaces import contours, plot_paths
from dlcourse.plots.page.animation import show_animation
from dlcourse.plots.page.showing import show
from dlcourse.plots.page.style import new_axes, with_alt_text

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
