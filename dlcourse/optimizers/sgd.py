"""Gradient descent, with momentum or without."""

from typing import ClassVar

from dlcourse.optimizers.base import Optimizer


class SGD(Optimizer):
    """w ← w − η g. It is batch, mini-batch or stochastic by what `fit` gives it.

    With `momentum` β in (0, 1) a velocity v remembers earlier gradients (Polyak 1964), and `nesterov` adds what the
    next step would add (Nesterov 1983). Four conventions:

    | convention  | velocity          | step         | Nesterov's step       | default η |
    |-------------|-------------------|--------------|-----------------------|-----------|
    | `"keras"`   | v ← βv − ηg       | w ← w + v    | w ← w + βv − ηg       | 0.01      |
    | `"pytorch"` | v ← βv + g        | w ← w − ηv   | w ← w − η(g + βv)     | 0.001     |
    | `"paper"`   | v ← βv − ηg       | w ← w + v    | w ← w + βv − ηg       | 0.01      |
    | `"ewma"`    | v ← βv + (1 − β)g | w ← w − ηv   | w ← w − η((1−β)g + βv)| 0.01      |

    At a fixed η Keras and PyTorch take the same steps; when η changes, Keras's velocity still holds the old η. The
    paper (Sutskever et al. 2013, equations 1 to 4) is Keras's but for its weight decay; its Nesterov takes g at θ + βv,
    and that point is our w. The last is an exponentially weighted mean of gradients: the same steps as PyTorch's with
    η(1 − β) in place of η. Raises ValueError for a β outside [0, 1), and for `nesterov` without momentum.
    """

    defaults: ClassVar = {
        "keras": {"learning_rate": 0.01},
        "pytorch": {"learning_rate": 0.001},
        "paper": {"learning_rate": 0.01},
        "ewma": {"learning_rate": 0.01},
    }

    def __init__(self, learning_rate=None, momentum=0.0, nesterov=False, **options):
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.momentum = self._fraction("momentum", momentum)
        self.nesterov = nesterov
        if nesterov and not momentum:
            self._refuse("nesterov", "a momentum above 0 with it", momentum)
        self.slot_names = ("v",) if momentum else ()

    def update(self, w, g, slots):
        """w − η g, or the line of the convention in the table above."""
        eta, beta = self.learning_rate, self.momentum
        if not beta:
            return w - eta * g, slots
        if self.convention in ("keras", "paper"):
            v = beta * slots["v"] - eta * g
            return w + (beta * v - eta * g if self.nesterov else v), {"v": v}
        if self.convention == "ewma":
            g = (1 - beta) * g
        v = beta * slots["v"] + g
        return w - eta * (g + beta * v if self.nesterov else v), {"v": v}
