"""Training: the loop of `fit`, its callbacks and history, checkpoints, saved models."""
