"""Gradient checking: compare a hand-derived gradient with finite differences.

The central difference (f(w + h) − f(w − h)) / 2h has a truncation error of h²f‴/6, from cutting the Taylor series, and
a rounding error of about ε·f/h, ε = 2.2e-16 in float64. Their sum is least near h = ε^(1/3) ≈ 6e-6, scaled to the size
of w.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import ABOVE_0, as_float_array, require_generator, require_number, require_whole_number, short

EPSILON = float(np.finfo(np.float64).eps)
STEP = EPSILON ** (1 / 3)
COMPLEX_STEP = 1e-20  # nothing is subtracted, so nothing is lost: as small as one likes


def numerical_gradient(
    f: Callable[[np.ndarray], Any], w: ArrayLike, h: float | None = None, method: str = "central"
) -> np.ndarray:
    """∂f/∂wᵢ for each entry of w; f takes an array of w's shape and returns a number.

    - "central": (f(w + h·eᵢ) − f(w − h·eᵢ)) / 2h. `h` None chooses ε^(1/3)·max(1, |wᵢ|) for each entry.
    - "complex": Im f(w + ih·eᵢ) / h, exact to rounding, if f is composed of functions that are analytic for complex
      numbers (not abs, max, or a comparison). Raises ValueError if f is not: that is tested, not assumed.

    Works in float64 and leaves w unchanged. Raises TypeError if f is not a function, ValueError if f does not return a
    number, `method` is another one, or h is not a number above 0. Source: Nocedal and Wright (2006), Numerical
    Optimization, section 8.1; Squire and Trapp (1998) for the complex step.
    """
    w, f = as_float_array(w, "w", np.float64), _returning_numbers(f)
    if h is not None:
        h = require_number(h, "numerical_gradient: h", ABOVE_0)
    if method == "complex":
        return _complex_step_gradient(f, w)
    if method != "central":
        raise ValueError(f"method: expected 'central' or 'complex'. Received: {method!r}")
    gradient = np.empty_like(w)
    for i in np.ndindex(w.shape):
        gradient[i] = _central_difference(f, w, unit(w, i), _step_at(w[i]) if h is None else h)
    return gradient


def _returning_numbers(f):
    """Return f wrapped to raise ValueError unless it returns a scalar; raise TypeError if f is not a function."""
    if not callable(f):
        raise TypeError(f"f: expected a function of w. Received: {short(f)}")

    def checked(w):
        value = f(w)
        if np.ndim(value) != 0:
            raise ValueError(f"f: expected a function that returns a number. Received: shape {np.shape(value)}")
        return value

    return checked


def _step_at(value):
    """h = ε^(1/3) · max(1, |value|), the step for an entry."""
    return STEP * max(1.0, abs(value))


def unit(w: np.ndarray, i: tuple[int, ...]) -> np.ndarray:
    """eᵢ: 1 at entry i of an array like w, 0 elsewhere."""
    e = np.zeros_like(w)
    e[i] = 1
    return e


def _central_difference(f, w, direction, h):
    """(f(w + h·d) − f(w − h·d)) / 2h: the directional derivative of f at w along d."""
    return (f(w + h * direction) - f(w - h * direction)) / (2 * h)


def _complex_step_gradient(f, w):
    """Im f(w + ih·eᵢ) / h for each entry; raises ValueError if it contradicts a central difference in one direction."""
    gradient = np.empty_like(w)
    try:
        for i in np.ndindex(w.shape):
            gradient[i] = np.imag(f(w + 1j * COMPLEX_STEP * unit(w, i))) / COMPLEX_STEP
    except TypeError as error:
        raise ValueError(f"complex step: expected an f of complex numbers. Received: {error}") from None
    direction = np.linspace(1, 2, w.size).reshape(w.shape)
    slope = _central_difference(f, w, direction, STEP)
    if not abs(slope - (gradient * direction).sum()) <= 1e-4 * max(1.0, abs(slope)):
        raise ValueError("complex step: f does not hold for complex numbers (abs, max, a comparison?); use 'central'")
    return gradient


@dataclass(frozen=True)
class GradientCheck:
    """Result of `check_gradient`.

    `status` is "agree", "differ" or "cannot decide"; the numbers are those of the entry (or direction) with the
    largest relative error that is not at a kink. `uncertainty` is the possible error of the numerical gradient itself.
    """

    status: str
    relative_error: float
    where: tuple
    analytic: float
    numerical: float
    tolerance: float
    uncertainty: float = 0.0
    kinks: int = 0

    @property
    def passed(self) -> bool:
        """Return True if the two gradients agree."""
        return self.status == "agree"

    def __str__(self) -> str:
        verdict = {"agree": "agree", "differ": "DIFFER", "cannot decide": "cannot be compared"}[self.status]
        text = (
            f"the gradients {verdict}: relative error {self.relative_error:.1e} (tolerance {self.tolerance:.0e}), "
            f"largest at {_entry_text(self.where)}: analytic {self.analytic:.6g}, numerical {self.numerical:.6g}"
        )
        if self.status == "cannot decide":
            text += f"; the numerical one is only certain to {self.uncertainty:.0e}"
        if self.kinks:
            text += f"; {self.kinks} at a kink, where any slope between the two sides is right"
        return text


def _entry_text(where: tuple) -> str:
    """Return the index of an entry as text: `[1, 2]`, or with names before the numbers `layer 2, Dense W[1, 2]`."""
    numbers = [part for part in where if not isinstance(part, str)]
    return " ".join(part for part in where if isinstance(part, str)) + str(numbers)


def check_gradient(
    f: Callable[[np.ndarray], Any],
    gradient: ArrayLike,
    w: ArrayLike,
    tolerance: float = 1e-6,
    directions: int | None = None,
    rng: np.random.Generator | None = None,
) -> GradientCheck:
    """Compare `gradient`, the hand-derived ∂f/∂w, with central differences; return a GradientCheck.

    - `f`: a function of an array like w that returns a number.
    - `gradient`: ∂f/∂w, of w's shape.
    - `w`: where to compare, of any shape, with at least one entry.
    - `tolerance`: the largest relative error that passes, above 0.
    - `directions`: None checks each entry; a number of at least 1 checks that many random directions, which finds a
      wrong gradient as surely, at 2 calls of f each, but does not say which entry is wrong.
    - `rng`: draws the directions; None draws the same ones each time.

    The error is |a − n| relative to the largest entry of either gradient. An entry at a kink, such as ReLU's 0, is left
    out if its derivative lies between the left and right derivatives. "cannot decide": the error is above the
    tolerance, but so is the possible error of the numerical gradient itself, as with an f in float32.

    Raises ValueError if the shapes of `gradient` and `w` differ, w is empty, f does not return a number, or a setting
    is out of range, TypeError if f is not a function or `rng` is not a numpy Generator.
    """
    w, f = as_float_array(w, "w", np.float64), _returning_numbers(f)
    tolerance = require_number(tolerance, "check_gradient: tolerance", ABOVE_0)
    if directions is not None:
        require_whole_number(directions, "check_gradient: directions", 1)
    if rng is not None:
        require_generator(rng)
    analytic = as_float_array(gradient, "gradient", np.float64)
    if analytic.shape != w.shape:
        raise ValueError(f"gradient: expected the shape of w, {w.shape}. Received: {analytic.shape}")
    if w.size == 0:
        raise ValueError(f"w: expected at least one entry. Received: shape {w.shape}")
    if directions is None:
        return check_entries(f, analytic, w, tolerance)
    probes = _random_probes(w, directions, np.random.default_rng(0) if rng is None else rng)
    predicted = np.array([float((analytic * direction).sum()) for _, direction, _ in probes])
    return compare(f, w, predicted, probes.__getitem__, tolerance)


def _random_probes(w, count, rng):
    """Draw random directions of norm 1; return each as (name, direction, step along it)."""
    probes = []
    for k in range(count):
        d = rng.normal(size=w.shape)
        probes.append(((k,), d / np.linalg.norm(d), _step_at(np.abs(w).max())))
    return probes


def check_entries(
    f: Callable[[np.ndarray], Any],
    analytic: np.ndarray,
    w: np.ndarray,
    tolerance: float,
    measured: np.ndarray | None = None,
) -> GradientCheck:
    """Compare `analytic`, of w's shape, entry by entry with central differences; return a GradientCheck.

    `measured` may hold derivatives found by a faster method. Those that agree with the analytic ones are used; for the
    others, f decides.
    """

    def entry(k):
        i = tuple(map(int, np.unravel_index(k, w.shape)))
        return i, unit(w, i), _step_at(w[i])

    return compare(f, w, analytic.reshape(-1), entry, tolerance, None if measured is None else measured.reshape(-1))


def compare(
    f: Callable[[np.ndarray], Any],
    w: np.ndarray,
    predicted: np.ndarray,
    probe: Callable[..., tuple[tuple, np.ndarray, float]],
    tolerance: float,
    measured: np.ndarray | None = None,
) -> GradientCheck:
    """Compare predicted directional derivatives with measured ones; return a GradientCheck.

    - `f`: a function of an array like w that returns a number.
    - `w`: where to compare, an array of float64.
    - `predicted`: the derivatives that the gradient predicts, (D,).
    - `probe`: called with k from 0 to D − 1, returns the k-th name, direction (of w's shape) and step.
    - `tolerance`: the largest relative error that passes, above 0.
    - `measured`: derivatives (D,) found by a faster method; f decides where they differ from those predicted. None
      measures all with f.
    """
    slopes = _measured_where_doubtful(f, w, predicted, probe, tolerance, measured)
    scale = _size_of(slopes, predicted)
    errors = np.abs(slopes - predicted) / scale
    kinks = []
    for k in np.flatnonzero(~(errors <= tolerance)):
        _, direction, h = probe(k)
        if _is_kink(f, w, direction, h, predicted[k], tolerance * scale):
            kinks.append(k)
    errors[kinks] = 0
    worst = int(np.nan_to_num(errors, nan=np.inf).argmax())
    error, (where, direction, h) = float(errors[worst]), probe(worst)
    status, uncertainty = "agree", 0.0
    if not error <= tolerance:
        uncertainty = _slope_uncertainty(f, w, direction, h) / scale
        status = "cannot decide" if error <= 3 * uncertainty else "differ"
    return GradientCheck(
        status, error, where, float(predicted[worst]), float(slopes[worst]), tolerance, uncertainty, len(kinks)
    )


def _measured_where_doubtful(f, w, predicted, probe, tolerance, measured):
    """Return the derivatives along all directions: those `measured` that are close to the predicted, others from f."""
    if measured is None:
        measured = np.full_like(predicted, np.nan)
    near = np.abs(measured - predicted) <= tolerance / 2 * _size_of(measured, predicted)
    slopes = measured.copy()
    for k in np.flatnonzero(~near):
        _, direction, h = probe(k)
        slopes[k] = _central_difference(f, w, direction, h)
    return slopes


def _size_of(slopes: np.ndarray, predicted: np.ndarray) -> float:
    """Return the largest |derivative| of either kind, to which errors are relative; above 0."""
    return max(np.abs(slopes).max(), np.abs(predicted).max(), np.finfo(np.float64).tiny)


def _is_kink(f, w, direction, h, slope, slack):
    """Return True if the left and right difference quotients stay apart as h shrinks, and `slope` lies between them."""
    here = f(w)

    def sides(h):
        return (here - f(w - h * direction)) / h, (f(w + h * direction) - here) / h

    (low, high), (low_near, high_near) = sides(h), sides(h / 8)
    gap, gap_near = abs(high - low), abs(high_near - low_near)
    stays_open = gap_near > gap / 2 and gap_near > 10 * rounding(here, h / 8)  # a smooth f closes it to 1/8
    return stays_open and min(low_near, high_near) - slack <= slope <= max(low_near, high_near) + slack


def _slope_uncertainty(f, w, direction, h):
    """Return the possible error of a central difference: rounding, plus truncation estimated by doubling the step."""
    cut_short = abs(_central_difference(f, w, direction, 2 * h) - _central_difference(f, w, direction, h)) / 3
    return float(cut_short + max(rounding(f(w), h), noise(f, w, direction, h) / h))


def noise(f: Callable[[np.ndarray], Any], w: np.ndarray, direction: np.ndarray, h: float) -> float:
    """Return an estimate of the noise in f: more than ε|f| if f is a small difference of large numbers.

    Third differences of f at points h/8 apart vanish for a smooth f and reach up to 8 times the noise. The two sides of
    w are examined separately, so that a kink there is not taken for noise. Source: Moré and Wild (2011), Estimating
    Computational Noise.
    """
    sides = ([f(w + side * k * h / 8 * direction) for k in range(1, 12)] for side in (-1, 1))
    return max(float(np.abs(np.diff(values, 3)).max()) / 2 for values in sides)


def rounding(value: Any, h: float) -> float:
    """ε|f|/h, with the ε of the dtype that f returns: a float32 loss has 7 digits."""
    dtype = getattr(value, "dtype", np.dtype(np.float64))
    epsilon = float(np.finfo(dtype).eps) if dtype.kind == "f" else EPSILON
    return epsilon * abs(float(value)) / h
