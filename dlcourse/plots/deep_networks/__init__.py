"""Figures of deep networks, lectures 09 to 11 and 14: gradients by layer, activations, first weights, normalization."""
