"""A residual block: the branch's output is added to its input, and so is its gradient."""

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def residual_cases(rng):
    """Rows, width and hidden units all different; one row; float32; no hidden unit near the kink."""
    cases = []
    for rows, width, hidden in [(6, 3, 5), (1, 4, 7), (5, 6, 3)]:
        W1, W2 = rng.normal(size=(width, hidden)), rng.normal(size=(hidden, width))
        x = rng.normal(size=(rows, width))
        while np.abs(x @ W1).min() < 1e-2 or not (x @ W1 < 0).any():
            x = rng.normal(size=(rows, width))
        dout = rng.normal(size=(rows, width)) + 0.3
        cases.append(Case((x, W1, W2, dout), {"N": rows, "width": width, "hidden": hidden}))
    return [*cases, in_single_precision(cases[0])]


def residual_block(x, W1, W2, dout):
    """out = x + max(0, x W1) W2; dx = dout + dz W1ᵀ, where dz = (dout W2ᵀ)·[z > 0]; dW1 = xᵀ dz; dW2 = hᵀ dout."""
    z = x @ W1
    h = np.maximum(z, 0)
    out = x + h @ W2
    dz = (dout @ W2.T) * (z > 0)
    dx = dout + dz @ W1.T
    return out, dx, x.T @ dz, h.T @ dout


def residual_rows(x, W1, W2, dout):
    """Row by row, gradients added up."""
    out, dx = [], []
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    for row, d in zip(x, dout, strict=True):
        h = [max(0.0, float(row @ column)) for column in W1.T]
        dz = [float(weights @ d) if unit > 0 else 0.0 for weights, unit in zip(W2, h, strict=True)]
        out.append(row + np.array(h) @ W2)
        dx.append(d + W1 @ np.array(dz))
        dW1 += np.outer(row, dz)
        dW2 += np.outer(h, d)
    return np.array(out), np.array(dx), dW1, dW2


def residual_einsum(x, W1, W2, dout):
    """Sums over named axes; in Fortran order."""
    h = np.einsum("nw,wh->nh", x, W1)
    h[h < 0] = 0
    dz = np.einsum("nw,hw->nh", dout, W2)
    dz[h == 0] = 0
    out, dx = np.einsum("nh,hw->nw", h, W2), np.einsum("nh,wh->nw", dz, W1)
    out += x
    dx += dout
    return [np.asfortranarray(a) for a in (out, dx, np.einsum("nw,nh->wh", x, dz), np.einsum("nh,nw->hw", h, dout))]


def residual_joined(x, W1, W2, dout):
    """The way around as one more path: the identity beside the branch's weights; as lists."""
    identity = np.eye(x.shape[1])
    z = x @ np.hstack([identity, W1])
    mask = np.hstack([np.ones_like(x), z[:, x.shape[1] :] > 0])
    down = np.vstack([identity, W2])
    dz = dout @ down.T * mask
    dx = dz @ np.hstack([identity, W1]).T
    width = x.shape[1]
    return tuple(a.tolist() for a in (z * mask @ down, dx, x.T @ dz[:, width:], (z * mask)[:, width:].T @ dout))


RESIDUAL_BLOCK = Question(
    difficulty="hard",
    minutes=12,
    points=4,
    parts=("out", "dx", "dW1", "dW2"),
    reference=residual_block,
    cases=residual_cases,
    section="A way around: the residual block",
    hints=(
        "Forward: compute z and h, send h through W2, and add x at the end. Keep z and h for the way back.",
        "x reaches the output by two roads, the branch and the way around. The gradients of two roads add up, and on the "
        "way around nothing multiplies dout.",
        "On the branch: dz = (dout @ W2.T) * (z > 0). From there dW1 = x.T @ dz and dx = dout + dz @ W1.T; dW2 is made "
        "from h and dout.",
    ),
    misconceptions=(
        Misconception(
            "input_not_added",
            edit(residual_block, "x + h @ W2 → h @ W2"),
            "Your output is the branch alone. The input x was not added.",
            "out = x + h W2: that sum is what makes the block residual.",
        ),
        Misconception(
            "activation_after_the_sum",
            edit(residual_block, "x + h @ W2 → np.maximum(x + h @ W2, 0)"),
            "You sent the sum through a ReLU. Some blocks do that; this one ends with the sum.",
            "out = x + h W2. A ReLU after the sum would block the way around wherever the sum is negative.",
        ),
        Misconception(
            "input_subtracted",
            edit(residual_block, "x + h @ W2 → h @ W2 - x"),
            "You subtracted the input.",
            "The branch learns what has to be added to x: out = x + h W2.",
        ),
        Misconception(
            "way_around_forgotten",
            edit(residual_block, "dout + dz @ W1.T → dz @ W1.T"),
            "Your dx came through the branch only. What is missing is dout itself, which comes back by the way around.",
            "out = x + …, so ∂out/∂x has a 1 in it: dx = dout + dz W1ᵀ. This is the gradient that does not vanish.",
        ),
        Misconception(
            "branch_forgotten",
            edit(residual_block, "dout + dz @ W1.T → dout.copy()"),
            "Your dx came by the way around only. x also enters the branch.",
            "Two roads lead from x to out, so two gradients add up: dout and dz W1ᵀ.",
        ),
        Misconception(
            "one_for_dout",
            edit(residual_block, "dout + dz @ W1.T → 1 + dz @ W1.T"),
            "You added 1 in place of dout. The slope of the way around is 1, and it is multiplied by what comes from "
            "above.",
            "1 · dout = dout: dx = dout + dz W1ᵀ.",
        ),
        Misconception(
            "gate_missing",
            edit(residual_block, " * (z > 0) → "),
            "The gate of the branch's ReLU is missing on the way back. Units that were off received a gradient.",
            "dz = (dout W2ᵀ) · [z > 0].",
        ),
        Misconception(
            "gate_by_gradient",
            edit(residual_block, "z > 0 → dout @ W2.T > 0"),
            "Your gate looks at the gradient's sign. It is set by z.",
            "Ask where z > 0; the sign of what comes from above has nothing to do with it.",
        ),
        Misconception(
            "pre_activation_for_output",
            edit(residual_block, "h.T @ dout → z.T @ dout"),
            "Your dW2 is made from z. What W2 multiplied is h = max(0, z).",
            "dW is the transpose of what entered the weights, times what comes from above: hᵀ dout.",
        ),
    ),
    alternatives=(residual_rows, residual_einsum, residual_joined),
)
