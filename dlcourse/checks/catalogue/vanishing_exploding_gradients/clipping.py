"""Clipping by the global norm: all gradients shrink by one factor, and the direction stays."""

import copy
import math

import numpy as np

from dlcourse.checks.catalogue.drawing import in_single_precision
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Case, Misconception, Question

ARRAYS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")  # a case with fewer holds None in the other places
SHAPES = ((4, 3), (3,), (3, 5), (5,))


def clip_cases(rng):
    """The exercise's example; norms well above the limit, just above, at and below it, and 0; a limit below 1 and a square
    above it; arrays each within the limit; one array, six of any shape; float32; a list that names one array twice; last,
    gradients that nothing is done to.
    """
    example = in_places([np.array([3.0]), np.array([4.0])], 1.0, "the example of the exercise")
    cases = [example]
    for norm, limit, why in [
        (31.0, 3.5, ""),
        (0.6, 1.7, "a norm below the limit"),
        (250.0, 0.4, "a limit below 1"),
        (2.5, 3.0, "a norm below the limit, whose square is above it"),
        (4.4, 4.0, "a norm above the limit, of arrays that are each within it"),
        (0.0, 1.3, "gradients that are all 0"),
        (1e-9, 1e-3, "gradients that have nearly vanished"),
    ]:
        gradients = [rng.normal(size=shape) * scale for shape, scale in zip(SHAPES, (1, 2, 0.4, 1.5), strict=True)]
        cases.append(in_places(of_norm(gradients, norm), limit, why))
    cases.append(in_places([np.array([[-3.0, 0.0], [0.0, 4.0]])], 5.0, "one array, whose norm is the limit"))
    six = [rng.normal(size=shape) for shape in ((2, 3, 2), (1,), (2, 2), (1, 4), (3,), (2, 1))]
    cases.append(in_places(of_norm(six, 20.0), 2.5, "six arrays of any shape"))
    cases.append(in_places(of_norm([np.eye(3)[0], -np.eye(4)], 8.0), 2.0, "many entries that are 0"))
    single = in_single_precision(cases[1])
    untouched = in_places([np.array([0.3, -0.2]), np.array([[0.1]])], KEPT, "gradients that stay as they are")
    shared = rng.normal(size=(2, 3))
    twice = of_norm([shared, rng.normal(size=3), shared], 6.0)
    cases.append(in_places(twice, TWICE, "a list that names one array twice, first and last"))
    return [*cases, single, untouched]


KEPT = 0.9375  # the limit of the case that asks for new arrays
TWICE = 1.8125  # the limit of the case in which the first array is the third as well


def in_places(gradients, limit, why):
    """A case of these arrays, with None in the places that are left; its sizes are the limit and the norm of all."""
    norm = math.sqrt(sum((g**2).sum() for g in gradients))
    empty = [None] * (len(ARRAYS) - len(gradients))
    return Case((*gradients, *empty, limit), {"limit": limit, "norm": float(f"{norm:.4g}")}, why)


def of_norm(gradients, norm):
    """The arrays, scaled so that their common norm is this one."""
    length = math.sqrt(sum((g**2).sum() for g in gradients))
    return [g * (norm / length) for g in gradients]


def use_list(function, *arguments):
    """The gradients as the function takes them, in one list; those beyond the third array in a row.

    Of an answer that is right otherwise one case asks for new arrays, since the caller goes on to use its own, and one
    for a list that names an array twice.
    """
    arrays, limit = [g for g in arguments[:-1] if g is not None], arguments[-1]
    used_later = limit == KEPT and is_right_elsewhere(function)
    if used_later:
        arrays = [g.copy() for g in arrays]
    if limit == TWICE and is_right_elsewhere(function):
        arrays[2] = arrays[0]
    given = list(arrays)
    returned = function(given, limit)
    if returned is None or returned is Ellipsis:
        return returned
    if not isinstance(returned, tuple | list):
        raise AnswerError("Your function should return a list, with one array for each gradient.")
    if len(returned) != len(arrays):
        raise AnswerError(f"Your list holds {len(returned)} arrays; expected {len(arrays)}, one for each gradient.")
    if used_later:
        given[:] = arrays
        for g in given:
            g += 1
    try:
        returned = [np.array(g, dtype=np.result_type(np.asarray(g).dtype, np.float32)) for g in returned]
    except (TypeError, ValueError):
        raise AnswerError("Your list holds something else than arrays of numbers.") from None
    several = [*returned, *[np.zeros(0)] * 3][:3]
    return (
        *several,
        returned[3] if len(returned) == 4 else np.concatenate([np.zeros(0), *map(np.ravel, returned[3:])]),
    )


def is_right_elsewhere(function):
    """Return True if the function clips as it should, and leaves its arguments as they are, in the exercise's example."""
    three, four = np.array([3.0]), np.array([4.0])
    try:
        first, second = function([three, four], 1.0)
        return (*three, *four) == (3, 4) and bool(
            np.allclose([*np.ravel(first), *np.ravel(second)], [0.6, 0.8], rtol=1e-4)
        )
    except Exception:
        return False


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


def clip_in_place_on_a_deep_copy(gradients, max_norm):
    """A deep copy of the list, scaled in place."""
    norm = np.sqrt(sum((g**2).sum() for g in gradients))
    clipped = copy.deepcopy(gradients)
    for g in clipped:
        g *= max_norm / norm if norm > max_norm else 1.0
    return clipped


CLIP_BY_GLOBAL_NORM = Question(
    difficulty="medium",
    minutes=8,
    points=2,
    parts=("dW1", "db1", "dW2", "db2"),
    use=use_list,
    inputs=(*ARRAYS, "max_norm"),
    reference=clip_by_global_norm,
    cases=clip_cases,
    section="A limit on the gradient: clipping",
    hints=(
        "First one number for everything: the norm of all arrays together, √(sum of the squares of all entries).",
        "If that norm is at most max_norm, nothing changes. Else every array is multiplied by one and the same factor.",
        "The factor is max_norm / norm. Build new arrays, `[g * factor for g in gradients]`; the given ones stay as they are.",
    ),
    misconceptions=(
        Misconception(
            "clipped_by_value",
            edit(clip_by_global_norm, "g * factor → np.clip(g, -max_norm, max_norm)"),
            "In your {part} every entry is clipped at ±{limit}. That turns the gradient: large entries are cut and small "
            "ones are not.",
            "By how many different factors may the entries be multiplied, if the direction is to stay?",
        ),
        Misconception(
            "each_array_on_its_own",
            lambda gradients, max_norm: tuple(clip_by_global_norm([g], max_norm)[0] for g in gradients),
            "Your {part} is clipped by its own norm. The limit of {limit} is one for all arrays together.",
            "How many norms does the formula have, and what is added up under its root?",
        ),
        Misconception(
            "each_array_to_the_limit",
            edit(
                clip_by_global_norm,
                "g * factor → g * (max_norm / np.linalg.norm(g) if norm > max_norm and g.any() else 1)",
            ),
            "Where the norm of all is above the limit of {limit}, your {part} is brought to that limit by itself.",
            "One factor for all arrays: otherwise the proportions between the layers change.",
        ),
        Misconception(
            "small_ones_raised",
            edit(clip_by_global_norm, "if norm > max_norm else 1.0 → if norm > 0 else 0.0"),
            "You scaled a gradient that was small enough: the norm was {norm}, below the limit {limit}.",
            "Is the limit a ceiling or a target?",
        ),
        Misconception(
            "divided_by_zero",
            edit(clip_by_global_norm, " if norm > max_norm else 1.0 → "),
            "You always scale: a gradient below the limit is raised to it, and where all gradients are 0 you divide 0 "
            "by 0.",
            "Is the limit a ceiling or a target?",
        ),
        Misconception(
            "nan_where_all_is_zero",
            edit(clip_by_global_norm, "g * factor → g / norm * min(norm, max_norm)"),
            "Where all gradients are 0 your {part} is not a number: the norm is 0 there, and you divide by it.",
            "Nothing has to be divided where nothing is clipped.",
        ),
        Misconception(
            "square_compared",
            edit(clip_by_global_norm, "if norm > max_norm → if norm**2 > max_norm"),
            "You compare the square of the norm with the limit: a norm of {norm} was scaled, and the limit is {limit}.",
            "Where does the root belong, before the comparison or after it?",
        ),
        Misconception(
            "root_missing",
            edit(clip_by_global_norm, "max_norm / norm → max_norm / norm**2"),
            "You divided by the squared norm: the root is missing.",
            "After clipping, which norm should all arrays together have? Which one do yours have?",
        ),
        Misconception(
            "root_missing_everywhere",
            edit(
                clip_by_global_norm,
                "np.sqrt(sum((g**2).sum() for g in gradients)) → sum((g**2).sum() for g in gradients)",
            ),
            "Your norm is the sum of the squares: the root is missing.",
            "After clipping, which norm should all arrays together have? Which one do yours have?",
        ),
        Misconception(
            "factor_upside_down",
            edit(clip_by_global_norm, "max_norm / norm → norm / max_norm"),
            "Your factor is upside down: a gradient that was too large got larger.",
            "Is your factor above 1 or below, if the norm is above the limit?",
        ),
        Misconception(
            "limit_forgotten",
            edit(clip_by_global_norm, "max_norm / norm → 1 / norm"),
            "You divided by the norm and stopped: the norm of all together should become {limit}.",
            "Which norm do the arrays have, once they are divided by it?",
        ),
        Misconception(
            "norm_forgotten",
            edit(clip_by_global_norm, "max_norm / norm → max_norm"),
            "You multiplied by the limit of {limit} and did not divide by the norm.",
            "Which factor leads from the norm there is to the norm there should be?",
        ),
        Misconception(
            "norms_added",
            edit(
                clip_by_global_norm,
                "np.sqrt(sum((g**2).sum() for g in gradients)) → sum(np.sqrt((g**2).sum()) for g in gradients)",
            ),
            "You added up the arrays' norms. That sum is larger than the norm of all together.",
            "Lengths do not add up, their squares do. How many roots has the formula?",
        ),
        Misconception(
            "norms_added_in_the_factor",
            edit(clip_by_global_norm, "max_norm / norm → max_norm / sum(np.sqrt((g**2).sum()) for g in gradients)"),
            "Your factor divides by the sum of the arrays' norms. That sum is larger than the norm of all together.",
            "Lengths do not add up, their squares do. How many roots has the formula?",
        ),
        Misconception(
            "largest_array",
            edit(
                clip_by_global_norm,
                "np.sqrt(sum((g**2).sum() for g in gradients)) → max(np.sqrt((g**2).sum()) for g in gradients)",
            ),
            "Your norm is that of the largest array alone.",
            "Every entry of every array counts under the root.",
        ),
        Misconception(
            "last_array",
            edit(clip_by_global_norm, "sum((g**2).sum() for g in gradients) → (gradients[-1] ** 2).sum()"),
            "Your norm is that of the last array alone.",
            "Is the sum overwritten in your loop, or added to?",
        ),
        Misconception(
            "first_array",
            edit(clip_by_global_norm, "sum((g**2).sum() for g in gradients) → (gradients[0] ** 2).sum()"),
            "Your norm is that of the first array alone.",
            "Every entry of every array counts under the root.",
        ),
        Misconception(
            "averaged",
            edit(
                clip_by_global_norm,
                "sum((g**2).sum() for g in gradients) → sum((g**2).sum() for g in gradients) / sum(g.size for g in gradients)",
            ),
            "You divided the sum of squares by the number of entries: that is the size of a typical entry, not the norm.",
            "Does the formula of n divide anywhere?",
        ),
        Misconception(
            "sum_of_sizes",
            edit(
                clip_by_global_norm,
                "np.sqrt(sum((g**2).sum() for g in gradients)) → sum(np.abs(g).sum() for g in gradients)",
            ),
            "Your norm is the sum of |entry|.",
            "The sum of sizes is a norm as well (the L1 norm). Which one does the formula ask for?",
        ),
        Misconception(
            "largest_entry",
            edit(
                clip_by_global_norm,
                "np.sqrt(sum((g**2).sum() for g in gradients)) → max(np.abs(g).max() for g in gradients)",
            ),
            "Your norm is the largest |entry|.",
            "Every entry of every array counts under the root.",
        ),
        Misconception(
            "matrix_norm_of_order_two",
            edit(clip_by_global_norm, "(g**2).sum() → np.linalg.norm(g, 2) ** 2"),
            "The norm of each array is `np.linalg.norm(g, 2)`. For a matrix that is its largest stretch, not the root of "
            "the sum of squares, and more than two axes it refuses.",
            "What does `np.linalg.norm` do with a matrix if you do not say which norm?",
        ),
        Misconception(
            "order_two_for_matrices",
            edit(clip_by_global_norm, "(g**2).sum() → np.linalg.norm(g, 2 if g.ndim == 2 else None) ** 2"),
            "The norm of each matrix is `np.linalg.norm(g, 2)`: its largest stretch, not the root of the sum of squares.",
            "What does `np.linalg.norm` do with a matrix if you do not say which norm?",
        ),
        Misconception(
            "norm_so_far",
            lambda gradients, max_norm: tuple(
                clip_by_global_norm(gradients[: k + 1], max_norm)[k] for k in range(len(gradients))
            ),
            "Each array is clipped by the norm of the arrays up to it: the first by its own, the last by that of all.",
            "One factor for all arrays. When is the sum of the squares complete, and what does your loop do before?",
        ),
        Misconception(
            "squares_of_sums",
            edit(clip_by_global_norm, "(g**2).sum() → g.sum() ** 2"),
            "You added the entries of an array up first and squared the sum. Entries of opposite sign cancel that way.",
            "What comes first in the formula, the square or the sum?",
        ),
        Misconception(
            "set_to_zero",
            edit(clip_by_global_norm, "max_norm / norm → 0"),
            "Where the norm is above the limit your {part} is 0.",
            "The gradients should be shortened, not thrown away.",
        ),
        Misconception(
            "in_reverse",
            lambda gradients, max_norm: clip_by_global_norm(gradients, max_norm)[::-1],
            "Your list begins with the last array: {entry} is {yours}, expected {expected}.",
            "The caller takes the first array of your list for the first gradient.",
        ),
        Misconception(
            "first_array_only",
            lambda gradients, max_norm: (clip_by_global_norm(gradients, max_norm)[0], *map(np.copy, gradients[1:])),
            "Only the first of your arrays is scaled; the others come back unchanged.",
            "Follow your loop: how many of the arrays reach the line that scales?",
        ),
        Misconception(
            "given_arrays_returned",
            edit(clip_by_global_norm, "return tuple → return gradients if norm <= max_norm else tuple"),
            "Where nothing is clipped your {part} is the given array itself: when the check adds 1 to its own arrays later, "
            "yours change with them.",
            "What do you return where the norm is within the limit? The question asks for new arrays.",
        ),
        Misconception(
            "nothing_clipped",
            edit(clip_by_global_norm, "g * factor → g.copy()"),
            "Your {part} comes back unchanged. The norm of all together is {norm}, and the limit is {limit}.",
            "What does your condition compare with the limit?",
        ),
        Misconception(
            "matrices_alone",
            edit(clip_by_global_norm, "for g in gradients)) → for g in gradients if g.ndim > 1))"),
            "Arrays of one axis do not count in your norm: the biases are left out.",
            "Over which arrays does the sum in the formula of n go?",
        ),
        Misconception(
            "scaled_twice_where_named_twice",
            clip_in_place_on_a_deep_copy,
            "Where the list names one array twice, that array is scaled twice: it is one array in your list as well, and "
            "you change it in place.",
            "`copy.deepcopy` of such a list makes one copy for both names. How often does your loop meet it?",
        ),
        Misconception(
            "counted_once_where_named_twice",
            edit(clip_by_global_norm, "for g in gradients)) → for g in {id(g): g for g in gradients}.values()))"),
            "Where the list names one array twice, it counts once in your norm. The sum goes over the list.",
            "Over what does the outer sum in the formula of n go?",
        ),
        Misconception(
            "halved_until_it_fits",
            edit(clip_by_global_norm, "max_norm / norm if → 0.5 ** np.ceil(np.log2(norm / max_norm)) if"),
            "You halve until the norm is within the limit, so that it ends below.",
            "By which factor does the norm become exactly {limit}?",
        ),
    ),
    alternatives=(clip_joined, clip_with_epsilon, clip_copies),
)
