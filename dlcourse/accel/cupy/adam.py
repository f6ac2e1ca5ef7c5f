"""Adam and AdamW in one pass over the parameters: the reference's formula, number by number, in one kernel.

The reference's fifteen operations are as many kernels, and each reads and writes whole vectors.
"""

import math

import cupy

from dlcourse import optimizers

# d: the gradient with its coupled decay; each output is read before it is written.
step = cupy.ElementwiseKernel(
    "T g, T coupled, T decay, T beta_1, T rest_1, T beta_2, T rest_2, T rate, T root, T epsilon",
    "T w, T m, T v",
    """
    T d = g + coupled * w;
    m = beta_1 * m + rest_1 * d;
    v = beta_2 * v + rest_2 * d * d;
    w = w - decay * w - rate * m / (sqrt(v) * root + epsilon);
    """,
    "dlcourse_adam",
)


class Adam(optimizers.Adam):
    """w ← w − η m̂/(√v̂ + ε), in one pass over a GPU's memory; arguments and errors are those of `dlcourse.Adam`.

    Parameters that are no arrays of CuPy go the reference's way.
    """

    def write_update(self, w, g, slots):
        """Decay and update, and write the results into w and the slots, as the reference does."""
        if not (isinstance(w, cupy.ndarray) and w.dtype == g.dtype):
            return super().write_update(w, g, slots)
        betas = self.beta_1, 1 - self.beta_1, self.beta_2, 1 - self.beta_2
        step(g, *self.decays(), *betas, *self.factors(), w, slots["m"], slots["v"])
        return None

    def decays(self):
        """(λ where it goes into the gradient, the share that w loses beside the step); one of them is 0."""
        if self.decay_is_coupled:
            return self.weight_decay, 0.0
        return 0.0, self.learning_rate * self.weight_decay

    def factors(self):
        """(a, r, ε) of the step a m/(r √v + ε): m̂ and v̂ written out, or Keras' form, where ε is not divided."""
        correction_1, correction_2 = 1 - self.beta_1**self.step, 1 - self.beta_2**self.step
        if self.convention == "keras":
            return self.learning_rate * math.sqrt(correction_2) / correction_1, 1.0, self.epsilon
        return self.learning_rate / correction_1, 1 / math.sqrt(correction_2), self.epsilon


class AdamW(Adam, optimizers.AdamW):
    """Adam, and beside its step w ← w − ηλw, in the same pass; arguments and errors are those of `dlcourse.AdamW`."""

    def decays(self):
        """(0, ηλ), or in the paper's convention (0, (η/α)λ)."""
        coupled, decay = super().decays()
        return coupled, decay / self.alpha if self.convention == "paper" else decay
