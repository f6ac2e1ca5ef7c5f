"""Figures of whole projects, lectures 17 to 20: digits from scratch, Keras, Keras Tuner, speed."""
