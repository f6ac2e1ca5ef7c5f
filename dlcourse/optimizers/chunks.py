"""How a long vector is worked through quickly: in chunks, and without numbers that processors are slow at.

In chunks Adam takes a quarter to two thirds of the time on 10⁶ numbers.
"""

import numpy as np

from dlcourse._arrays import on_device

CHUNK_SIZE = 32_000  # numbers updated at once: small enough that a formula's temporaries stay in the cache
STEPS_BETWEEN_FLUSHES = 64


def chunks(size, chunk_size=CHUNK_SIZE):
    """Slices that together cover 0 … size − 1, of `chunk_size` numbers each; the last may be shorter."""
    for start in range(0, size, chunk_size):
        yield slice(start, start + chunk_size)


def chunks_of(vector, chunk_size=CHUNK_SIZE):
    """The chunks of a vector; on a device it is one: each would cost a start of its own there, and no cache is won."""
    return chunks(vector.size, max(vector.size, 1) if on_device(vector) else chunk_size)


def flush_subnormals(values):
    """Replace numbers too small for full precision (below 1.2e-38 in float32) by 0, in place.

    Where a unit has died its gradient is 0, and a slot such as m ← 0.9 m sinks to the smallest number that there is and
    stays there: 0.9 of that rounds to itself. Processors compute with such numbers up to a hundred times more slowly.
    """
    values[np.abs(values) < np.finfo(values.dtype).tiny] = 0
