"""Two paths from one weight to the loss: factors multiply along a path, paths add up."""

import numpy as np

from dlcourse.checks.catalogue.drawing import away_from_zero
from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question


def two_paths_gradient(x, y, w, u1, u2, v1, v2):
    """∂L/∂w = ∂L/∂ŷ · [v1 (1 − o21²) u1 + v2 (1 − o22²) u2] · x."""
    o1 = w * x
    o21, o22 = np.tanh(u1 * o1), np.tanh(u2 * o1)
    y_pred = v1 * o21 + v2 * o22
    error = 2 * (y_pred - y)
    first, second = v1 * (1 - o21**2) * u1, v2 * (1 - o22**2) * u2
    return error * (first + second) * x


def two_paths_by_blame(x, y, w, u1, u2, v1, v2):
    """Another way round: accumulate the gradient of o1, path by path."""
    o1, do1, paths = float(w * x), 0.0, ((u1, v1), (u2, v2))
    y_pred = sum(v * np.tanh(u * o1) for u, v in paths)
    for u, v in paths:
        do1 += 2 * (y_pred - y) * v * u / np.cosh(u * o1) ** 2
    return do1 * x


def two_paths_complex_step(x, y, w, u1, u2, v1, v2):
    """The derivative by a complex step, exact to rounding."""
    z = (w + 1e-20j) * x
    return ((v1 * np.tanh(u1 * z) + v2 * np.tanh(u2 * z) - y) ** 2).imag / 1e-20


def two_paths_as_array(x, y, w, u1, u2, v1, v2):
    """Both paths at once, as a dot product; returns an array of one number."""
    u, v = np.array([u1, u2]), np.array([v1, v2])
    o2 = np.tanh(u * (w * x))
    return np.array([2 * (v @ o2 - y) * ((v * (1 - o2**2)) @ u) * x])


def loss(x, y, w, u1, u2, v1, v2):
    """L = (ŷ − y)², for the wrong answers that take a difference quotient."""
    return (v1 * np.tanh(u1 * w * x) + v2 * np.tanh(u2 * w * x) - y) ** 2


EXAMPLE = (1.0, 0.5, 0.8, 1.0, -1.0, 2.0, 1.0)
NEAR = (1.2, 0.5, 0.8, -0.6, 1.1, 0.7)  # x, w, u1, u2, v1, v2 of a net whose prediction is nearly right


def two_paths_cases(rng):
    """The text's example; nets with weights of either sign, predictions too high, too low and nearly right.

    Where the prediction is nearly right, the slope is small and the curvature is not: there difference quotients show.
    """
    cases = [Case(EXAMPLE, why="the text's example")]
    for high in (1, -1, 1, -1, 1, -1):
        x, _, *weights = np.round(away_from_zero(rng, 7), 2).tolist()
        y_pred = predicted(x, *weights)
        cases.append(Case((x, round(y_pred - high * rng.uniform(0.3, 2), 2), *weights)))
    x, *weights = NEAR
    cases.append(Case((x, predicted(x, *weights) - 1e-3, *weights), why="a prediction that is nearly right"))
    cases.append(Case((2, 1, 1, -1, 1, 1, 3), why="whole numbers"))
    return cases


def predicted(x, w, u1, u2, v1, v2):
    """Return ŷ as a Python float."""
    return float(v1 * np.tanh(u1 * w * x) + v2 * np.tanh(u2 * w * x))


def quotient(h):
    """The answer by a difference quotient with steps on one side."""

    def wrong(x, y, w, *weights):
        return (loss(x, y, w + h, *weights) - loss(x, y, w, *weights)) / h

    return Misconception(
        f"difference_quotient_{h:.0e}".replace("-0", "_"),
        wrong,
        f"You took a difference quotient, with a step of {h:g} on one side: near the derivative, and not it ({{yours}}, "
        "expected {expected}).",
        "Here the derivative itself is asked for, by the chain rule.",
    )


TWO_PATHS = Question(
    name="two_path_gradient",
    difficulty="easy",
    minutes=8,
    parts=("dw",),
    points=2,
    reference=two_paths_gradient,
    cases=two_paths_cases,
    section="Two paths: add",
    hints=(
        "w reaches the loss by two paths: through o21 and through o22. Write down the factors met on each path.",
        "On the path through o21 you meet v1, then 1 − o21² (the derivative of tanh), then u1. The other path is alike.",
        "Add the two paths' products, then multiply by what both share: 2(ŷ − y) in front and x at the end.",
    ),
    misconceptions=(
        Misconception(
            "last_path_only",
            edit(two_paths_gradient, "first + second → second"),
            "Your {part} holds only the path through o22 ({yours}, expected {expected}): the path through o21 is lost.",
            "Is there an `=` where a `+=` should be? The second path must not overwrite the first.",
        ),
        Misconception(
            "first_path_only",
            edit(two_paths_gradient, "first + second → first"),
            "Your {part} holds only the path through o21 ({yours}, expected {expected}): w also acts through o22.",
            "Follow every arrow that leaves o1. There are two.",
        ),
        Misconception(
            "paths_multiplied",
            edit(two_paths_gradient, "first + second → first * second"),
            "You multiplied the two paths ({yours}, expected {expected}); factors multiply along a path, paths add up.",
            "A small change of w changes ŷ a little through o21 and a little through o22. What becomes of the two changes?",
        ),
        Misconception(
            "paths_subtracted",
            edit(two_paths_gradient, "first + second → first - second"),
            "You subtracted one path from the other ({yours}, expected {expected}).",
            "A small change of w changes ŷ a little through o21 and a little through o22. What becomes of the two changes?",
        ),
        Misconception(
            "paths_averaged",
            edit(two_paths_gradient, "(first + second) → (first + second) / 2"),
            "Your {part} is half the expected one ({yours}, expected {expected}): you averaged the two paths, or left "
            "out the 2 of 2(ŷ − y).",
            "The paths add; nothing divides by how many there are. And what becomes of the exponent of (ŷ − y)²?",
        ),
        Misconception(
            "wrong_sign",
            edit(two_paths_gradient, "y_pred - y → y - y_pred"),
            "Your {part} has the wrong sign ({yours}, expected {expected}): you used y − ŷ where ŷ − y belongs.",
            "Where ŷ is too high, does the loss rise or fall as ŷ grows?",
        ),
        Misconception(
            "wrong_sign_and_two_lost",
            edit(two_paths_gradient, "2 * (y_pred - y) → y - y_pred"),
            "Your {part} is −½ times the expected one ({yours}, expected {expected}): you used y − ŷ where ŷ − y belongs, and "
            "the 2 of the square is lost, or you averaged the two paths.",
            "Take the derivative of (ŷ − y)² with respect to ŷ once more, slowly.",
        ),
        Misconception(
            "error_sign_lost",
            edit(two_paths_gradient, "2 * (y_pred - y) → 2 * abs(y_pred - y)"),
            "Your {part} is wrong where the prediction is too low ({yours}, expected {expected}): the sign of the error is "
            "lost.",
            "Where ŷ is too low, does the loss rise or fall as ŷ grows?",
        ),
        Misconception(
            "error_missing",
            edit(two_paths_gradient, "error * (first → (first"),
            "Your {part} is ∂ŷ/∂w ({yours}, expected {expected}): the first factor, ∂L/∂ŷ, is missing.",
            "Every chain begins at the loss.",
        ),
        Misconception(
            "loss_for_slope",
            edit(two_paths_gradient, "2 * (y_pred - y) → (y_pred - y) ** 2"),
            "Your chain begins with the loss itself, (ŷ − y)² ({yours}, expected {expected}), where its derivative belongs.",
            "What becomes of the exponent in the derivative of a square?",
        ),
        Misconception(
            "through_the_weights",
            edit(two_paths_gradient, ") * u1 → ) * o1", ") * u2 → ) * o1"),
            "Your chain passes through the weights u1 and u2 ({yours}, expected {expected}): you used ∂o21/∂u1 = "
            "(1 − o21²)·o1 where ∂o21/∂o1 = (1 − o21²)·u1 belongs.",
            "u1 does not depend on w. The chain runs through the outputs: ŷ, o21, o1, w.",
        ),
        Misconception(
            "activation_slope_missing",
            edit(two_paths_gradient, "(1 - o21**2) * u1 → u1", "(1 - o22**2) * u2 → u2"),
            "The derivative of tanh is missing ({yours}, expected {expected}): you went through o21 and o22 as if they were "
            "linear.",
            "What is ∂o21/∂o1, with o21 = tanh(u1·o1)?",
        ),
        Misconception(
            "square_missing",
            edit(two_paths_gradient, "o21**2 → o21", "o22**2 → o22"),
            "You took 1 − tanh for the derivative of tanh ({yours}, expected {expected}): a square is missing.",
            "The derivative of tanh stands in the text. It is never above 1.",
        ),
        Misconception(
            "tanh_twice",
            edit(two_paths_gradient, "o21**2 → np.tanh(o21) ** 2", "o22**2 → np.tanh(o22) ** 2"),
            "You took the tanh of o21 and o22 once more for the derivatives ({yours}, expected {expected}). They are tanhs already.",
            "The derivative at z is made of tanh z. What is z, and what is tanh z?",
        ),
        Misconception(
            "z_for_a",
            edit(two_paths_gradient, "o21**2 → (u1 * o1) ** 2", "o22**2 → (u2 * o1) ** 2"),
            "Your derivative of tanh is made of z and not of tanh z ({yours}, expected {expected}): 1 − (u1·o1)².",
            "The derivative of tanh is never below 0. Of which value is it made?",
        ),
        Misconception(
            "slope_at_o1",
            edit(two_paths_gradient, "o21**2 → np.tanh(o1) ** 2", "o22**2 → np.tanh(o1) ** 2"),
            "You took the derivative of tanh at o1 on both paths ({yours}, expected {expected}).",
            "What stands in the tanh of each path?",
        ),
        Misconception(
            "slope_of_sigmoid",
            edit(two_paths_gradient, "(1 - o21**2) → o21 * (1 - o21)", "(1 - o22**2) → o22 * (1 - o22)"),
            "You took o(1 − o) for the derivative, that of a sigmoid ({yours}, expected {expected}). These units are tanhs.",
            "The derivative of tanh stands in the text.",
        ),
        Misconception(
            "first_weights_missing",
            edit(two_paths_gradient, ") * u1 → )", ") * u2 → )"),
            "u1 and u2 are missing ({yours}, expected {expected}).",
            "What is ∂o21/∂o1, with o21 = tanh(u1·o1)? There is an inner derivative, too.",
        ),
        Misconception(
            "second_weights_missing",
            edit(two_paths_gradient, "v1 * (1 → (1", "v2 * (1 → (1"),
            "v1 and v2 are missing ({yours}, expected {expected}).",
            "How much does ŷ change when o21 does?",
        ),
        Misconception(
            "weights_exchanged",
            edit(two_paths_gradient, "v1 * (1 → v2 * (1", "v2 * (1 - o22 → v1 * (1 - o22"),
            "v1 and v2 have changed places on the way back ({yours}, expected {expected}).",
            "Which of them stands beside o21 in ŷ?",
        ),
        Misconception(
            "stopped_at_o1",
            edit(two_paths_gradient, "(first + second) * x → (first + second)"),
            "You stopped one step early: {yours} is ∂L/∂o1, and ∂L/∂w is {expected}.",
            "One factor of the chain is still to come: how does o1 change with w?",
        ),
        Misconception(
            "weight_for_input",
            edit(two_paths_gradient, "(first + second) * x → (first + second) * w"),
            "Your last factor is w: {yours} is ∂L/∂x, and ∂L/∂w is {expected}.",
            "What stands beside w in o1?",
        ),
        Misconception(
            "input_on_one_path",
            edit(two_paths_gradient, "error * (first + second) * x → error * first + error * second * x"),
            "Only the second path is multiplied by x ({yours}, expected {expected}).",
            "Both paths begin at w. Look at your brackets.",
        ),
        Misconception(
            "input_on_the_first_path",
            edit(two_paths_gradient, "error * (first + second) * x → error * first * x + error * second"),
            "Only the first path is multiplied by x ({yours}, expected {expected}).",
            "Both paths begin at w. Look at your brackets.",
        ),
        Misconception(
            "error_on_one_path",
            edit(two_paths_gradient, "error * (first + second) * x → (error * first + second) * x"),
            "Only the first path is multiplied by 2(ŷ − y) ({yours}, expected {expected}).",
            "Both paths end at the loss. Look at your brackets.",
        ),
        Misconception(
            "each_path_its_own_error",
            edit(
                two_paths_gradient,
                "error * (first + second) * x → 2 * ((v1 * o21 - y) * first + (v2 * o22 - y) * second) * x",
            ),
            "Each of your paths has an error of its own, as if it made the prediction alone ({yours}, expected {expected}).",
            "There is one prediction and one error, to which both paths have added.",
        ),
        Misconception(
            "path_signs_lost",
            edit(two_paths_gradient, "first + second → abs(first) + abs(second)"),
            "You added the sizes of the two paths ({yours}, expected {expected}). They have signs, and may cancel.",
            "A small change of w may raise ŷ on one path and lower it on the other.",
        ),
        Misconception(
            "activation_missing",
            edit(
                two_paths_gradient,
                "np.tanh(u1 * o1), np.tanh(u2 * o1) → u1 * o1, u2 * o1",
                "(1 - o21**2) * u1 → u1",
                "(1 - o22**2) * u2 → u2",
            ),
            "Your net has no tanh, forward or back ({yours}, expected {expected}).",
            "o21 = tanh(u1·o1).",
        ),
        *(quotient(h) for h in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)),
    ),
    alternatives=(two_paths_by_blame, two_paths_complex_step, two_paths_as_array),
)
