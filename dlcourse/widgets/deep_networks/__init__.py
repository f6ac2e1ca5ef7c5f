"""Explorers of deep networks, lectures 09 to 11 and 14."""
