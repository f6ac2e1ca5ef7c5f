"""The same numbers, faster: what the reference computes, on other machinery. Nothing here is chosen behind one's back.

The reference is what is read and what is right; a test holds each part of this package to its numbers. You choose by
an import, such as `from dlcourse.accel.numba import Perceptron`.
"""
