"""Gradient checking: hand-derived derivatives of a function, a layer or a model against finite differences."""
