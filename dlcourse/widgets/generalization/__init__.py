"""Explorers of diagnosis and regularization, lectures 12 and 13."""
