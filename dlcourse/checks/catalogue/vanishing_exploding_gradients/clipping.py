"""Clipping by the global norm: all gradients shrink by one factor, and the direction stays."""

import math

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def clip_cases(rng):
    """Gradients with a norm well above the limit, well below it, and 0; arrays of four different sizes."""
    shapes = [(4, 3), (3,), (3, 5), (5,)]
    cases = []
    for norm, limit in [(31.0, 3.5), (0.6, 1.7), (250.0, 1.6), (0.0, 1.3)]:
        gradients = [rng.normal(size=shape) * scale for shape, scale in zip(shapes, (1, 2, 0.4, 1.5), strict=True)]
        length = math.sqrt(sum((g**2).sum() for g in gradients))
        scaled = [g * norm / length for g in gradients]
        cases.append(Case((*scaled, limit), {"limit": limit, "norm": norm}))
    return [*cases, in_single_precision(cases[0])]


def use_list(function, *arguments):
    """The gradients as the function takes them: in one list."""
    return function(list(arguments[:-1]), arguments[-1])


def clip_by_global_norm(gradients, max_norm):
    """g · min(1, max_norm / ‖all gradients‖) for every g."""
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    factor = max_norm / norm if norm > max_norm else 1.0
    return tuple(g * factor for g in gradients)


def clip_joined(gradients, max_norm):
    """One long vector, clipped and cut up again."""
    flat = np.concatenate([g.ravel() for g in gradients])
    norm = np.linalg.norm(flat)
    if norm > max_norm:
        flat = flat / norm * max_norm
    pieces = np.split(flat, np.cumsum([g.size for g in gradients])[:-1])
    return [piece.reshape(g.shape) for piece, g in zip(pieces, gradients, strict=True)]


def clip_with_epsilon(gradients, max_norm):
    """As libraries do it: a small number below the line, and a factor of at most 1."""
    norm = math.sqrt(sum(np.vdot(g, g) for g in gradients))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [g * factor for g in gradients]


def clip_copies(gradients, max_norm):
    """In place, on copies."""
    clipped = [np.array(g) for g in gradients]
    norm = sum((g**2).sum() for g in clipped) ** 0.5
    if norm > max_norm:
        for g in clipped:
            g *= max_norm / norm
    return clipped


CLIP_BY_GLOBAL_NORM = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("dW1", "db1", "dW2", "db2"),
    use=use_list,
    inputs=("dW1", "db1", "dW2", "db2", "max_norm"),
    reference=clip_by_global_norm,
    cases=clip_cases,
    section="A limit on the step: clipping",
    hints=(
        "First one number for everything: the norm of all arrays together, √(sum of the squares of all entries).",
        "If that norm is at most max_norm, nothing changes. Else every array is multiplied by one and the same factor.",
        "The factor is max_norm / norm. Build new arrays, `[g * factor for g in gradients]`; the given ones stay as they are.",
    ),
    misconceptions=(
        Misconception(
            "clipped_by_value",
            edit(clip_by_global_norm, "g * factor → np.clip(g, -max_norm, max_norm)"),
            "You clipped every entry at ±{limit}. That turns the gradient: large entries are cut and small ones are "
            "not.",
            "Multiply all entries by one factor, so that the direction stays.",
        ),
        Misconception(
            "each_array_on_its_own",
            lambda gradients, max_norm: tuple(clip_by_global_norm([g], max_norm)[0] for g in gradients),
            "You clipped each array by its own norm. The norm of all together is still above {limit}, and the layers' "
            "proportions have changed.",
            "One norm over all arrays first, then one factor for all.",
        ),
        Misconception(
            "small_ones_raised",
            edit(clip_by_global_norm, "if norm > max_norm else 1.0 → if norm > 0 else 0.0"),
            "You scaled a gradient that was small enough. The norm was {norm}, below the limit {limit}, and you raised "
            "it.",
            "Clipping is a ceiling, not a target: change nothing where the norm is at most max_norm.",
        ),
        Misconception(
            "divided_by_zero",
            edit(clip_by_global_norm, " if norm > max_norm else 1.0 → "),
            "You always scale by max_norm/norm: a gradient below the limit is raised to it, and where all gradients "
            "are 0 you divide 0 by 0.",
            "Scale only if the norm is above max_norm. That also keeps 0 away from below the line.",
        ),
        Misconception(
            "root_missing",
            edit(clip_by_global_norm, "max_norm / norm → max_norm / norm**2"),
            "You divided by the squared norm. The root is missing.",
            "The norm is √(sum of squares). After clipping, the norm of all together should be {limit}.",
        ),
        Misconception(
            "factor_upside_down",
            edit(clip_by_global_norm, "max_norm / norm → norm / max_norm"),
            "Your factor is upside down. You made a large gradient larger.",
            "max_norm / norm is below 1 where the norm is above the limit.",
        ),
        Misconception(
            "limit_forgotten",
            edit(clip_by_global_norm, "max_norm / norm → 1 / norm"),
            "You divided by the norm and stopped. The norm of all together is now 1, and the limit is {limit}.",
            "Multiply by max_norm as well: g · max_norm / norm.",
        ),
        Misconception(
            "norms_added",
            edit(clip_by_global_norm, "max_norm / norm → max_norm / sum(np.sqrt((g**2).sum()) for g in gradients)"),
            "You added up the arrays' norms. That sum is larger than the norm of all together, so you shrink too much.",
            "Add the squares of all arrays, then take one root.",
        ),
        Misconception(
            "nothing_clipped",
            edit(clip_by_global_norm, "g * factor → g.copy()"),
            "Your gradients come back unchanged. Their norm is {norm}, and the limit is {limit}.",
            "If your condition compares single arrays or entries with max_norm, compare the norm of all.",
        ),
    ),
    alternatives=(clip_joined, clip_with_epsilon, clip_copies),
)
