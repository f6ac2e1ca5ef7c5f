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
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        raise AnswerError("Expected four arrays, W1, b1, W2 and b2, in this order.")
    try:
        W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        raise AnswerError("Expected four arrays of numbers: W1, b1, W2 and b2.") from None
    if W1.ndim != 2 or W1.shape[0] != 2:
        raise AnswerError(f"Your W1 has shape {W1.shape}; expected (2, units): a row for each input.")
    units = W1.shape[1]
    for name, part, shape in (("b1", b1, (units,)), ("W2", W2, (units, 1)), ("b2", b2, (1,))):
        if part.size != np.prod(shape):
            raise AnswerError(f"Your {name} has shape {part.shape}; with your W1 {W1.shape} expected {shape}.")
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


XOR_WEIGHTS = Question(
    difficulty="medium",
    minutes=10,
    points=2,
    parts=("xor_00", "xor_01", "xor_10", "xor_11"),
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
            "Your net computes OR: {entry} is {yours}, expected {expected}. The point (1, 1) is not held back.",
            "Where both inputs are 1 a unit has to speak against the other: give it a negative weight, large enough.",
        ),
        Misconception(
            "and_computed",
            edit(xor_weights, "[-1.0] → [1.0]", "[-0.5] → [-1.5]"),
            "Your net computes AND: {entry} is {yours}, expected {expected}. It fires at (1, 1), where it should not, and "
            "nowhere else.",
            "Look for the points (0, 1) and (1, 0): which of your units fires there, and with which weight is it passed on?",
        ),
        Misconception(
            "nand_computed",
            edit(xor_weights, "[1.0], [-1.0] → [0.0], [-1.0]", "[-0.5] → [0.5]"),
            "Your net computes NAND: {entry} is {yours}, expected {expected}. Only (1, 1) is held back, (0, 0) is not.",
            "Each of your two units cuts off one corner. Here one corner is still in.",
        ),
        Misconception(
            "nor_computed",
            edit(xor_weights, "[1.0], [-1.0] → [-1.0], [0.0]", "[-0.5] → [0.5]"),
            "Your net fires at (0, 0) alone: {entry} is {yours}, expected {expected}. A step at exactly 0 gives 1, so a "
            "unit with bias 0 fires there.",
            "Put each threshold between two sums, as −0.5 lies between 0 and 1.",
        ),
        Misconception(
            "xnor_computed",
            edit(xor_weights, "[1.0], [-1.0] → [-1.0], [1.0]", "[-0.5] → [0.5]"),
            "Your net computes the opposite, XNOR: {entry} is {yours}, expected {expected}, and so at all four points.",
            "Turn the signs of W2 and set the output's bias anew.",
        ),
        Misconception(
            "never_fires",
            edit(xor_weights, "[-0.5, -1.5] → [-0.5, -0.5]"),
            "Your output never fires: {entry} is {yours}, expected {expected}. Either its bias is too low, or your two "
            "hidden units are the same one and cancel.",
            "Write down both units' values at (0, 1) and (1, 0), then the sum that the output sees. It must not be below 0.",
        ),
        Misconception(
            "always_fires",
            edit(xor_weights, "[-0.5] → [0.0]"),
            "Your output always fires: {entry} is {yours}, expected {expected}. Its bias is too high, or exactly 0: a step at "
            "exactly 0 gives 1.",
            "Write down the sum that the output sees at (0, 0) and at (1, 1). Both have to be below 0.",
        ),
        Misconception(
            "first_side_only",
            edit(xor_weights, "[1.0, 1.0], [1.0, 1.0] → [1.0, 0.0], [-1.0, 0.0]"),
            "Your net fires for x₁ without x₂ only: {entry} is {yours}, expected {expected}.",
            "That is one of the two sides of XOR. The other needs a unit of its own.",
        ),
        Misconception(
            "second_side_only",
            edit(xor_weights, "[1.0, 1.0], [1.0, 1.0] → [-1.0, 0.0], [1.0, 0.0]"),
            "Your net fires for x₂ without x₁ only: {entry} is {yours}, expected {expected}.",
            "That is one of the two sides of XOR. The other needs a unit of its own.",
        ),
    ),
    alternatives=(either_without_the_other, or_and_nand, three_units, or_less_both),
)
