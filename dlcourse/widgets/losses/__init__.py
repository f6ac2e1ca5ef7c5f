"""Explorers of losses, lecture 05."""
