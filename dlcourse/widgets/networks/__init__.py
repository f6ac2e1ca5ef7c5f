"""Explorers of networks, lectures 03 and 04."""
