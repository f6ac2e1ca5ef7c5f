"""Plots that several lectures draw: points and boundaries, curves, graphs, diagrams of networks, contours."""
