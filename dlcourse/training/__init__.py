"""Training: the loop of `fit`, its callbacks and History, checkpoints, saved models."""
