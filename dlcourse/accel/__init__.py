"""Accelerated versions of the library that compute the same numbers. None is selected automatically.

The reference implementation in `dlcourse` is authoritative; tests compare each part of this package with it. Select one
by an import, such as `from dlcourse.accel.numba import Perceptron`.
"""
