"""What nothing can be faster than: the matrix products of an epoch alone, and the bytes of a step alone."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np


class MatrixProducts:
    """No training: the products of an epoch, forward and backward, into arrays that are there. ∂L/∂x is not needed."""

    def __init__(self, task):
        self.rows, self.batch = task["rows"], task["batch"]
        rng, sizes = np.random.default_rng(0), task["sizes"]
        self.W, self.dW = ([self.random(rng, shape, task) for shape in pairwise(sizes)] for _ in "12")
        self.a, self.da = ([self.random(rng, (self.batch, size), task) for size in sizes] for _ in "12")

    @staticmethod
    def random(rng, shape, task):
        return rng.random(shape, dtype=task["dtype"]) / shape[-1]

    def products(self, rows):
        """Those of one batch of so many rows."""
        a, da = [each[:rows] for each in self.a], [each[:rows] for each in self.da]
        for k, W in enumerate(self.W):
            np.matmul(a[k], W, out=a[k + 1])
        for k in reversed(range(len(self.W))):
            np.matmul(a[k].T, da[k + 1], out=self.dW[k])
            if k > 0:
                np.matmul(da[k + 1], self.W[k].T, out=da[k])

    def round(self):
        for start in range(0, self.rows, self.batch):
            self.products(min(self.batch, self.rows - start))

    def outcome(self):
        """Whether all numbers stayed finite: others may take longer."""
        return all(bool(np.isfinite(each).all()) for each in (*self.a, *self.dW, *self.da))


class Memory:
    """The bytes that NumPy moves over vectors as long as the optimizer's, each thread over a part of its own."""

    def __init__(self, task):
        size, self.threads = task["parameters"], task["threads"]
        self.arrays = [np.ones(size, np.float32) for _ in range(3)]
        self.units = self.passes * self.arrays[0].nbytes
        self.pool = ThreadPoolExecutor(self.threads)  # a NumPy operation lets other threads run

    def round(self):
        size = len(self.arrays[0])
        starts = [size * part // self.threads for part in range(self.threads + 1)]
        pieces = [[a[start:end] for a in self.arrays] for start, end in pairwise(starts)]
        for _ in self.pool.map(lambda piece: self.move(*piece), pieces):
            pass

    def outcome(self):
        return True


class Copy(Memory):
    """a ← b: one read, one written."""

    passes = 2

    def move(self, a, b, _):
        np.copyto(a, b)


class Triad(Memory):
    """a ← b + c: two read, one written."""

    passes = 3

    def move(self, a, b, c):
        np.add(b, c, out=a)


class InPlace(Memory):
    """a ← a + b: two read, one written over what was just read, as an optimizer does."""

    passes = 3

    def move(self, a, b, _):
        np.add(a, b, out=a)
