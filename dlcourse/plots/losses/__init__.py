"""Figures of lecture 05: losses, their derivatives, and the likelihoods from which they come."""
