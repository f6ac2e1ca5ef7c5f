"""Figures of optimizers, lectures 08, 15 and 16: gradient descent, momentum, adaptive rates."""
