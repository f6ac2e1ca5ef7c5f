"""Explorers of one neuron, lectures 01 and 02."""
