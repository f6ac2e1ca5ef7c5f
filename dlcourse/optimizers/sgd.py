"""Gradient descent, with momentum or without."""

from collections.abc import Callable
from typing import Any, ClassVar

from numpy.typing import NDArray

from dlcourse._validation import FROM_0_BELOW_1
from dlcourse.optimizers.base import Optimizer


def descent(w: NDArray, g: NDArray, eta: float) -> tuple[NDArray]:
    """w ← w − η g."""
    return (w - eta * g,)


def _momentum_with_rate(w, g, v, eta, beta):
    """v ← βv − ηg,  w ← w + v."""
    v = beta * v - eta * g
    return w + v, v


def _nesterov_with_rate(w, g, v, eta, beta):
    """v ← βv − ηg,  w ← w + βv − ηg."""
    v = beta * v - eta * g
    return w + (beta * v - eta * g), v


def _momentum_of_gradients(w, g, v, eta, beta, share):
    """v ← βv + share·g,  w ← w − ηv."""
    v = beta * v + share * g
    return w - eta * v, v


def _nesterov_of_gradients(w, g, v, eta, beta, share):
    """v ← βv + share·g,  w ← w − η(share·g + βv)."""
    v = beta * v + share * g
    return w - eta * (share * g + beta * v), v


FORMULAS: dict[tuple[bool, bool], Callable[..., tuple]] = {  # (the velocity holds η, Nesterov's): the formula
    (True, False): _momentum_with_rate,
    (True, True): _nesterov_with_rate,
    (False, False): _momentum_of_gradients,
    (False, True): _nesterov_of_gradients,
}


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

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options: Any,
    ) -> None:
        """`options`: weight_decay, clipvalue, global_clipnorm, convention, as Optimizer says."""
        super().__init__(learning_rate, **options)
        self.momentum = self._number("momentum", momentum, FROM_0_BELOW_1)
        self.nesterov = nesterov
        if nesterov and not momentum:
            self._refuse("nesterov", "a momentum above 0 with it", momentum)
        self.slot_names = ("v",) if momentum else ()
        self.formula = FORMULAS[self.velocity_holds_rate, bool(nesterov)] if momentum else descent

    @property
    def velocity_holds_rate(self) -> bool:
        """True where η is inside the velocity."""
        return self.convention in ("keras", "paper")

    def numbers(self) -> tuple[float, ...]:
        """η, and with momentum β; where the velocity sums gradients, their share in it: 1, or in a mean 1 − β."""
        eta, beta = self.learning_rate, self.momentum
        if not beta:
            return (eta,)
        if self.velocity_holds_rate:
            return eta, beta
        return eta, beta, 1 - beta if self.convention == "ewma" else 1.0
