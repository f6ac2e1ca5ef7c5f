"""Figures of networks and what they compute, lectures 00, 03 and 04: units, layers, the forward pass."""
