"""An optimizer's own formula, compiled and applied entry by entry.

NumPy computes `beta_1 * m + rest_1 * g` for a whole chunk, then the next term, and so reads memory a dozen times for
Adam. Compiled, the same lines read it once.
"""

import functools
from collections.abc import Callable

from numba.extending import register_jitable

from dlcourse._files import digest
from dlcourse.accel.numba.kernels import compiled


@functools.cache
def one_pass(formula: Callable, slots: int) -> Callable:
    """Compile a function (w, g, *slots, numbers, tiny) that applies formula(w, g, *slots, *numbers) to every entry.

    It updates w and the slots in place. Slot values smaller than `tiny` become 0, see
    `dlcourse.optimizers.chunks.flush_subnormals`. Raises ValueError if there are more than two slots.
    """
    if slots not in LOOPS:
        raise ValueError(f"one_pass: expected a formula with 0, 1 or 2 slots. Received: {slots}")
    return LOOPS[slots](register_jitable(formula), version_of(formula))


def version_of(formula: Callable) -> str:
    """Return a digest of the formula: Numba's cache checks the source file of the loop, not that of the formula."""
    code = formula.__code__
    return digest(code.co_code + repr((code.co_consts, code.co_names)).encode())


def _loop_without_slots(formula, version):
    """Return the compiled loop of a formula without slots."""

    @compiled
    def loop(w, g, numbers, tiny):  # noqa: ARG001 - all loops have one signature
        version  # noqa: B018 - part of the key of Numba's cache
        for i in range(w.size):
            (w[i],) = formula(w[i], g[i], *numbers)

    return loop


def _loop_with_one_slot(formula, version):
    """Return the compiled loop of a formula with one slot."""

    @compiled
    def loop(w, g, a, numbers, tiny):
        version  # noqa: B018
        for i in range(w.size):
            w[i], new = formula(w[i], g[i], a[i], *numbers)
            a[i] = 0 if abs(new) < tiny else new

    return loop


def _loop_with_two_slots(formula, version):
    """Return the compiled loop of a formula with two slots."""

    @compiled
    def loop(w, g, a, b, numbers, tiny):
        version  # noqa: B018
        for i in range(w.size):
            w[i], new_a, new_b = formula(w[i], g[i], a[i], b[i], *numbers)
            a[i] = 0 if abs(new_a) < tiny else new_a
            b[i] = 0 if abs(new_b) < tiny else new_b

    return loop


LOOPS = {0: _loop_without_slots, 1: _loop_with_one_slot, 2: _loop_with_two_slots}
