"""Figures of how well a network does on new data, lectures 12 and 13: diagnosis, penalties, dropout."""
