"""The largest curvature of a loss where a model stands: the largest eigenvalue of the Hessian, from gradients alone."""

import numpy as np
from numpy.typing import ArrayLike

from dlcourse._validation import require_whole_number
from dlcourse.gradients.model import restored
from dlcourse.model import Sequential

MOVE = 0.01


def largest_curvature(
    model: Sequential, x: ArrayLike, y: ArrayLike, axis: np.ndarray | None = None, iterations: int = 10
) -> tuple[float, np.ndarray]:
    """Return the largest eigenvalue λ of H = ∂²L/∂θ² at a compiled model's parameters, and its axis v: Hv = λv.

    Power iteration: v ← Hv / |Hv|, `iterations` times, turns v to the axis that H stretches most (λ is the largest in
    size). Hv is how the gradient changes along v, (∇L(θ + hv) − ∇L(θ − hv)) / 2h. It starts with `axis`, (parameters,),
    which saves iterations if it is that of a point nearby; by default with the gradient. The model is left as it was.

    Raises ValueError if `axis` has another shape or is 0, or `iterations` is below 1, and the errors of
    `model.loss_and_gradient` for x and y.
    """
    require_whole_number(iterations, "largest_curvature: iterations", 1)
    here = model.parameters.copy()
    with restored(model):
        v = np.array(model.loss_and_gradient(x, y)[1] if axis is None else axis, dtype=np.float64)
        if v.shape != here.shape or not np.linalg.norm(v) > 0:
            raise ValueError(
                f"largest_curvature: axis: expected a direction of shape {here.shape}. Received: shape {v.shape}, "
                f"norm {np.linalg.norm(v):g}"
            )
        v /= np.linalg.norm(v)
        for _ in range(iterations):
            slopes = []
            for point in (here + MOVE * v, here - MOVE * v):
                model.parameters[...] = point
                slopes.append(model.loss_and_gradient(x, y)[1])
            Hv = (slopes[0] - slopes[1]) / (2 * MOVE)
            eigenvalue, norm = float(v @ Hv), np.linalg.norm(Hv)
            if norm == 0:
                break  # level along v
            v = Hv / norm
    return eigenvalue, v
