"""XOR by weights set by hand: judged by what the net computes, as many weights are right."""

import numpy as np

from dlcourse.checks.catalogue.answers import once
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import AnswerError, Misconception, Question

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def outputs_of(function):
    """The net's four outputs, for the weights that the function returns."""
    answer = function()
    if answer is Ellipsis or (isinstance(answer, tuple | list) and any(part is Ellipsis for part in answer)):
        return Ellipsis
    if answer is None:
        raise AnswerError("Your function returned None: is there a `return W1, b1, W2, b2`?")
    W1, b1, W2, b2 = read_weights(answer)
    hidden = (POINTS @ W1 + b1 >= 0).astype(float)  # (4, units)
    return tuple((hidden @ W2 + b2 >= 0).astype(float)[:, 0])


def read_weights(answer):
    """W1 (2, units), b1 (units,), W2 (units, 1), b2 (1,); raises AnswerError where they do not fit together."""
    if not isinstance(answer, tuple | list):
        raise AnswerError("Expected four arrays, W1, b1, W2 and b2, in this order. Your function returned one value.")
    if len(answer) != 4:
        count = "1 value" if len(answer) == 1 else f"{len(answer)} values"
        raise AnswerError(f"Expected four arrays, W1, b1, W2 and b2, in this order. Your function returned {count}.")
    try:
        W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        raise AnswerError("Expected four arrays of numbers: W1, b1, W2 and b2.") from None
    if W1.ndim != 2 or W1.shape[0] != 2:
        raise AnswerError(f"Your W1 has shape {W1.shape}; expected (2, units): a row for each input.")
    units = W1.shape[1]
    for name, part, shapes in (
        ("b1", b1, [(units,), (1, units)]),
        ("W2", W2, [(units, 1), (units,)]),
        ("b2", b2, [(1,), (), (1, 1)]),
    ):
        if part.shape not in shapes:
            raise AnswerError(
                f"Your {name} has shape {part.shape}; with your W1 {W1.shape} expected {shapes[0]}. The order is W1, b1, W2, b2."
            )
    if not all(np.isfinite(part).all() for part in (W1, b1, W2, b2)):
        raise AnswerError("Expected finite numbers; one of your weights is infinite or NaN.")
    return W1, b1.reshape(units), W2.reshape(units, 1), b2.reshape(1)


def xor_weights():
    """Unit 1 is OR, unit 2 is AND; the output fires where the first does and the second does not."""
    W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
    b1 = np.array([-0.5, -1.5])
    W2 = np.array([[1.0], [-1.0]])
    b2 = np.array([-0.5])
    return W1, b1, W2, b2


def either_without_the_other():
    """Unit 1 fires for x₁ without x₂, unit 2 for x₂ without x₁; the output is their OR."""
    return [[1, -1], [-1, 1]], [-1, -1], [[1], [1]], [-1]


def or_and_nand():
    """Unit 1 is OR, unit 2 is NAND; the output is their AND, whole numbers and a flat W2."""
    return np.array([[2, -2], [2, -2]]), np.array([-1, 3]), np.array([1, 1]), -2


def three_units():
    """Three units that count: at least 0, at least 1, at least 2 ones."""
    W2 = np.array([[0.0], [5.0], [-9.0]], dtype=np.float32)
    return np.ones((2, 3)), np.array([0.0, -0.7, -1.7]), W2, np.array([[-2.0]])


def or_less_both():
    """The sum itself passed on by two units, less twice the AND."""
    W1 = np.array([[3.0, 0.0, 1.0], [0.0, 4.0, 1.0]])
    return W1, np.array([-1.0, -1.0, -2.0]), np.array([[1], [1], [-2]]), [-0.5]


def computing(W1, b1, W2, b2):
    """A function that returns these weights."""
    return lambda: (W1, b1, W2, b2)


XOR_WEIGHTS = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("ŷ(0,0)", "ŷ(0,1)", "ŷ(1,0)", "ŷ(1,1)"),
    returns="W1, b1, W2, b2",
    use=outputs_of,
    reference=xor_weights,
    cases=once,
    section="One line is not enough",
    hints=(
        "Two lines cut the square into three strips: (0,0) below both, (0,1) and (1,0) between them, (1,1) above both.",
        "Both units can have the weights 1 and 1: x₁ + x₂ is 0, 1, 1 or 2. Let the biases set where each unit fires.",
        "One unit with the bias −0.5 is OR, one with −1.5 is AND. The output must fire for OR, and not for AND: let "
        "the AND unit's weight be negative, and find a bias for it.",
    ),
    misconceptions=(
        Misconception(
            "or_computed",
            edit(xor_weights, "[-1.0] → [1.0]"),
            "Your net computes OR: it fires at (1, 1) too, where it should not. {entry} is {yours}, expected {expected}.",
            "Where both inputs are 1, something has to hold the output back: a unit that fires there alone, passed on with a "
            "negative weight.",
        ),
        Misconception(
            "and_computed",
            edit(xor_weights, "[-1.0] → [1.0]", "[-0.5] → [-1.5]"),
            "Your net computes AND: it fires at (1, 1), where it should not, and nowhere else. {entry} is {yours}, expected {expected}.",
            "Look for the points (0, 1) and (1, 0): which of your units fires there, and with which weight is it passed on?",
        ),
        Misconception(
            "nand_computed",
            edit(xor_weights, "[1.0], [-1.0] → [0.0], [-1.0]", "[-0.5] → [0.5]"),
            "Your net computes NAND: only (1, 1) is held back, and (0, 0) is not. {entry} is {yours}, expected {expected}.",
            "Each of your two units can cut off one corner. Here one corner is still in. Mind that a step at exactly 0 gives 1.",
        ),
        Misconception(
            "nor_computed",
            edit(xor_weights, "[1.0], [-1.0] → [-1.0], [0.0]", "[-0.5] → [0.5]"),
            "Your net fires at (0, 0) alone. A step at exactly 0 gives 1, so a unit or an output whose sum is 0 there fires. {entry} is {yours}, expected {expected}.",
            "Put each threshold between two sums, as 0.5 lies between 0 and 1.",
        ),
        Misconception(
            "xnor_computed",
            edit(xor_weights, "[1.0], [-1.0] → [-1.0], [1.0]", "[-0.5] → [0.5]"),
            "Your net computes the opposite of XOR, and so is wrong at all four points. {entry} is {yours}, expected {expected}.",
            "What does the output become if the signs of W2 and of its bias are turned?",
        ),
        Misconception(
            "never_fires",
            edit(xor_weights, "[-0.5, -1.5] → [-0.5, -0.5]"),
            "Your output never fires. {entry} is {yours}, expected {expected}.",
            "Write down both units' values at (0, 1) and (1, 0), then the sum that the output sees. It must not be below 0.",
        ),
        Misconception(
            "always_fires",
            edit(xor_weights, "[-0.5] → [0.0]"),
            "Your output always fires. A step at exactly 0 gives 1. {entry} is {yours}, expected {expected}.",
            "Write down the sum that the output sees at (0, 0) and at (1, 1). Both have to be below 0.",
        ),
        Misconception(
            "first_side_only",
            edit(xor_weights, "[1.0, 1.0], [1.0, 1.0] → [1.0, 0.0], [-1.0, 0.0]"),
            "Your net fires for x₁ without x₂ only. {entry} is {yours}, expected {expected}.",
            "That is one of the two sides of XOR. What does each unit do at (0, 1)? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "second_side_only",
            edit(xor_weights, "[1.0, 1.0], [1.0, 1.0] → [-1.0, 0.0], [1.0, 0.0]"),
            "Your net fires for x₂ without x₁ only. {entry} is {yours}, expected {expected}.",
            "That is one of the two sides of XOR. What does each unit do at (1, 0)? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "first_input_passed_on",
            computing([[1, 0], [0, 1]], [-0.5, -0.5], [[1], [0]], [-0.5]),
            "Your output says what x₁ says, whatever x₂ is. {entry} is {yours}, expected {expected}.",
            "Does each of your units look at both inputs? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "second_input_passed_on",
            computing([[1, 0], [0, 1]], [-0.5, -0.5], [[0], [1]], [-0.5]),
            "Your output says what x₂ says, whatever x₁ is. {entry} is {yours}, expected {expected}.",
            "Does each of your units look at both inputs? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "first_input_reversed",
            computing([[1, 0], [0, 1]], [-0.5, -0.5], [[-1], [0]], [0.5]),
            "Your output is the opposite of x₁, whatever x₂ is. {entry} is {yours}, expected {expected}.",
            "Does each of your units look at both inputs? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "second_input_reversed",
            computing([[1, 0], [0, 1]], [-0.5, -0.5], [[0], [-1]], [0.5]),
            "Your output is the opposite of x₂, whatever x₁ is. {entry} is {yours}, expected {expected}.",
            "Does each of your units look at both inputs? A unit's weights stand in a column of W1.",
        ),
        Misconception(
            "all_but_the_first_side",
            computing([[1, 0], [-1, 0]], [-0.5, -0.5], [[-1], [0]], [0.5]),
            "Your output fires everywhere but at (1, 0). {entry} is {yours}, expected {expected}.",
            "Write down both units' values at the four points, and then the sum that the output sees. A step at exactly 0 gives 1.",
        ),
        Misconception(
            "all_but_the_second_side",
            computing([[-1, 0], [1, 0]], [-0.5, -0.5], [[-1], [0]], [0.5]),
            "Your output fires everywhere but at (0, 1). {entry} is {yours}, expected {expected}.",
            "Write down both units' values at the four points, and then the sum that the output sees. A step at exactly 0 gives 1.",
        ),
    ),
    alternatives=(either_without_the_other, or_and_nand, three_units, or_less_both),
)
