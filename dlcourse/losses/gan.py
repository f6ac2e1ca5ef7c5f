"""Two networks against each other: the losses of a GAN, on the discriminator's logits.

The game is min over G, max over D of V = E[ln D(x)] + E[ln(1 − D(G(u)))], with D = σ(logit) the chance that a row is
real. Source: Goodfellow et al. (2014), eq. 1 and section 3.
"""

from numpy.typing import ArrayLike, NDArray

from dlcourse._validation import as_floats
from dlcourse.activations import sigmoid, softplus


class GANDiscriminatorLoss:
    """L = −V = −1/N Σ ln σ(r) − 1/M Σ ln(1 − σ(f)), r and f the logits of real and of made-up rows.

    The binary cross-entropies of the two batches, with labels 1 and 0, added up; ln 4 where D cannot tell them apart.
    Raises TypeError for anything but an array of numbers, ValueError for an empty batch.
    """

    def __call__(self, real_logits: ArrayLike, fake_logits: ArrayLike) -> tuple[float, tuple[NDArray, NDArray]]:
        """Return L and (∂L/∂r, ∂L/∂f) = (−σ(−r)/N, σ(f)/M); each batch has its own shape, (N, 1) or (N,)."""
        r, f = logits(real_logits, "real_logits"), logits(fake_logits, "fake_logits")
        return softplus(-r).mean() + softplus(f).mean(), (-sigmoid(-r) / r.size, sigmoid(f) / f.size)


class GANGeneratorLoss:
    """L = −1/M Σ ln σ(f), the non-saturating form; `non_saturating=False`: the game's own L = 1/M Σ ln(1 − σ(f)).

    f are the discriminator's logits of made-up rows. Both pull f up. Where D is sure that the rows are made up (f far
    below 0, as early in training) the game's own gradient is near 0 and nothing is learnt; the other's is near −1/M.
    Raises TypeError for anything but an array of numbers, ValueError for an empty batch.
    """

    def __init__(self, non_saturating: bool = True) -> None:
        self.non_saturating = non_saturating

    def __call__(self, fake_logits: ArrayLike) -> tuple[float, NDArray]:
        """Return L and ∂L/∂f, −σ(−f)/M, or −σ(f)/M for the game's own; f of shape (M, 1) or (M,)."""
        f = logits(fake_logits, "fake_logits")
        if self.non_saturating:
            return softplus(-f).mean(), -sigmoid(-f) / f.size
        return -softplus(f).mean(), -sigmoid(f) / f.size


def logits(value: ArrayLike, what: str) -> NDArray:
    """The value as an array of floats; raises ValueError where there are none."""
    value = as_floats(value, what)
    if 0 in value.shape:
        raise ValueError(f"{what}: expected at least one row. Received: shape {value.shape}")
    return value
