"""Explorers of backpropagation, lectures 06 and 07."""
