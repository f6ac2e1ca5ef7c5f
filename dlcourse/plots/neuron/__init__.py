"""Figures of one neuron, lectures 01 and 02: the perceptron, its proof, and the losses that it can be trained with."""
