"""Figures of backpropagation, lectures 06 and 07: by hand, in graphs, on a tape."""
