"""Explorers of whole projects, lectures 17 and 19: pads to draw on, recorded trials and searches."""
