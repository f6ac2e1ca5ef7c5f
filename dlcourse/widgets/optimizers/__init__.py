"""Explorers of optimizers, lectures 08, 15 and 16."""
