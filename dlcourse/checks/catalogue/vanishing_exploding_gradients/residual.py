"""A residual block: the branch's output is added to its input, and so is its gradient."""

from itertools import combinations

import numpy as np

from dlcourse.checks.catalogue.answers import at_once
from dlcourse.checks.catalogue.drawing import away_from_zero, in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def residual_cases(rng):
    """The exercise's example; rows, width and hidden units unequal and equal; one row; units that never fire, that always
    do, that barely do or do not; float32. No z is 0.
    """
    example = (np.array([[1.0]]), np.array([[2.0]]), np.array([[0.25]]), np.array([[4.0]]))
    cases = [Case(example, {"N": 1, "width": 1, "hidden": 1}, why="the example of the exercise")]
    for rows, width, hidden, why in [
        (6, 3, 5, ""),
        (1, 4, 7, "one row"),
        (5, 6, 3, ""),
        (4, 4, 4, "as many rows, inputs and hidden units"),
        (5, 2, 1, "one hidden unit"),
        (7, 1, 3, "one input"),
    ]:
        W1, W2 = rng.normal(size=(width, hidden)), rng.normal(size=(hidden, width))
        x = away_from_zero(rng, (rows, width))
        while np.abs(x @ W1).min() < 1e-2 or not (x @ W1 < 0).any() or not (x @ W1 > 0).any():
            x = away_from_zero(rng, (rows, width))
            W1 = rng.normal(size=(width, hidden))
        cases.append(residual_case(rng, x, W1, W2, why))
    x, W2 = np.array([[1.0, 2.0], [3.0, -1.0], [-1.0, 0.5]]), rng.normal(size=(4, 2))
    z = np.array([[1e-4, -1e-4, 0.3, -2.0], [-1.5, 1e-4, 0.01, 0.4]])  # of the first two rows
    cases.append(residual_case(rng, x, np.linalg.solve(x[:2], z), W2, "units that barely fire, or barely do not"))
    W1, W2 = np.abs(rng.normal(size=(3, 4))) + 0.1, rng.normal(size=(4, 3))
    W1[:, :2] *= -1
    x = np.abs(away_from_zero(rng, (5, 3)))
    cases.append(residual_case(rng, x, W1, W2, "units that always fire, or never"))
    return [*cases, in_single_precision(cases[1])]


def residual_case(rng, x, W1, W2, why=""):
    """A case with a signed gradient from above."""
    sizes = {"N": len(x), "width": W1.shape[0], "hidden": W1.shape[1]}
    return Case((x, W1, W2, rng.normal(size=x.shape) + 0.3), sizes, why)


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


NO_WAY_AROUND = Misconception(
    "way_around_forgotten",
    edit(residual_block, "dout + dz @ W1.T → dz @ W1.T"),
    "Your dx came through the branch only.",
    "By how many roads does x reach the output? What multiplies dout on each of them?",
)
NO_GATE = Misconception(
    "gate_missing",
    edit(residual_block, " * (z > 0) → "),
    "The gate of the branch's ReLU is missing on the way back: in your {part}, units that were off pass a gradient on.",
    "What is the slope of max(0, z) where z is negative?",
)
NO_INPUT = Misconception(
    "input_not_added",
    edit(residual_block, "x + h @ W2 → h @ W2"),
    "Your output is the branch alone: the input x was not added.",
    "What makes the block residual?",
)
FROM_Z = Misconception(
    "pre_activation_for_output",
    edit(residual_block, "h.T @ dout → z.T @ dout"),
    "Your dW2 is made from z. What W2 multiplied is h = max(0, z).",
    "A weight's gradient holds what entered the weight. What entered W2?",
)

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
        NO_INPUT,
        NO_WAY_AROUND,
        NO_GATE,
        FROM_Z,
        Misconception(
            "activation_after_the_sum",
            edit(residual_block, "x + h @ W2 → np.maximum(x + h @ W2, 0)"),
            "You sent the sum through a ReLU. Some blocks do that; this one ends with the sum.",
            "What would a ReLU after the sum do to the way around, if the sum is negative?",
        ),
        Misconception(
            "input_subtracted",
            edit(residual_block, "x + h @ W2 → h @ W2 - x"),
            "You subtracted the input.",
            "The branch learns what has to be added to x.",
        ),
        Misconception(
            "activation_missing",
            edit(residual_block, "h = np.maximum(z, 0) → h = z"),
            "Your branch has no ReLU on the way forward: {part} shows it.",
            "Which of your arrays is h, and which is z?",
        ),
        Misconception(
            "linear_branch",
            edit(residual_block, "h = np.maximum(z, 0) → h = z", " * (z > 0) → "),
            "Your branch has no ReLU, neither on the way forward nor on the way back.",
            "Which of your arrays is h, and which is z?",
        ),
        Misconception(
            "branch_forgotten",
            edit(residual_block, "dout + dz @ W1.T → dout.copy()"),
            "Your dx came by the way around only.",
            "By how many roads does x reach the output?",
        ),
        Misconception(
            "one_for_dout",
            edit(residual_block, "dout + dz @ W1.T → 1 + dz @ W1.T"),
            "You added 1 in place of dout. The slope of the way around is 1, and it is multiplied by what comes from "
            "above.",
            "Would your dx double if dout did?",
        ),
        Misconception(
            "input_for_dout",
            edit(residual_block, "dout + dz @ W1.T → x + dz @ W1.T"),
            "You added x in place of a gradient.",
            "On the way forward x is added. What comes back by that road?",
        ),
        Misconception(
            "roads_averaged",
            edit(residual_block, "dout + dz @ W1.T → (dout + dz @ W1.T) / 2"),
            "You took the mean of the gradients of both roads.",
            "If two roads lead from x to the output, a change of x arrives by both. Is that a mean?",
        ),
        Misconception(
            "roads_multiplied",
            edit(residual_block, "dout + dz @ W1.T → dout * (dz @ W1.T)"),
            "You multiplied the gradients of both roads.",
            "Along a road slopes multiply. What do two roads to the same output do?",
        ),
        Misconception(
            "way_around_gated_by_input",
            edit(residual_block, "dout + dz @ W1.T → dout * (x > 0) + dz @ W1.T"),
            "You put a gate on the way around, open where x is positive.",
            "Does x pass a ReLU on the way around?",
        ),
        Misconception(
            "way_around_gated_by_output",
            edit(residual_block, "dout + dz @ W1.T → dout * (out > 0) + dz @ W1.T"),
            "You put a gate on the way around, open where the output is positive.",
            "Does the sum pass a ReLU in this block?",
        ),
        Misconception(
            "gate_by_gradient",
            edit(residual_block, "z > 0 → dout @ W2.T > 0"),
            "Your gate looks at the sign of the gradient: {part} shows it.",
            "When does a ReLU let a gradient through: does that depend on the gradient, or on what it let through before?",
        ),
        Misconception(
            "gate_reversed",
            edit(residual_block, "z > 0 → z < 0"),
            "Your gate is open where z is negative: {part} shows it.",
            "For which z is max(0, z) flat?",
        ),
        Misconception(
            "gate_by_value",
            edit(residual_block, "(z > 0) → h"),
            "On the way back you multiplied by h itself. The slope of max(0, z) is 0 or 1.",
            "How steep is max(0, z) at z = 5, and how high?",
        ),
        Misconception(
            "upstream_ignored",
            edit(residual_block, "h.T @ dout → h.T @ np.ones_like(dout)"),
            "Your dW2 does not depend on dout.",
            "What comes from above is a factor of every gradient below.",
        ),
        Misconception(
            "second_weights_forgotten",
            edit(residual_block, "dout @ W2.T → dout @ np.ones_like(W2).T"),
            "W2 is not in your dz: {part} shows it.",
            "On its way back to h, what does dout pass?",
        ),
        Misconception(
            "output_for_input",
            edit(residual_block, "x.T @ dz → out.T @ dz"),
            "Your dW1 is made from out, and what entered W1 is x.",
            "Is `out` an array of its own? If it is the array x itself, `out += …` changes x on the way.",
        ),
        Misconception(
            "divided_again",
            edit(residual_block, "x.T @ dz → x.T @ dz / len(x)", "h.T @ dout → h.T @ dout / len(x)"),
            "Your {part} is divided by the {N} rows. Whoever made dout has divided already, if there is a mean in the loss.",
            "A weight serves all rows. What happens to the gradients of the rows?",
        ),
        Misconception(
            "weights_first",
            edit(residual_block, "out, dx, x.T @ dz, h.T @ dout → out, x.T @ dz, h.T @ dout, dx"),
            "Your results stand in another order: after out come dW1, dW2 and dx.",
            "The question asks for out, dx, dW1 and dW2, in this order.",
        ),
        Misconception(
            "input_last",
            edit(residual_block, "out, dx, x.T @ dz, h.T @ dout → out, h.T @ dout, x.T @ dz, dx"),
            "Your results stand in another order: after out come dW2, dW1 and dx.",
            "The question asks for out, dx, dW1 and dW2, in this order.",
        ),
        Misconception(
            "weights_exchanged",
            edit(residual_block, "dx, x.T @ dz, h.T @ dout → dx, h.T @ dout, x.T @ dz"),
            "Your dW1 and dW2 have changed places.",
            "The question asks for out, dx, dW1 and dW2, in this order.",
        ),
        *(at_once(*pair) for pair in combinations((NO_INPUT, NO_WAY_AROUND, NO_GATE, FROM_Z), 2)),
    ),
    alternatives=(residual_rows, residual_einsum, residual_joined),
)
