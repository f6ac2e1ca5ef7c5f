"""A gradient from a weight that was updated too early, and numbers for which it points the wrong way."""

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def gradient_with_old_weight(x, y, w, v):
    """∂L/∂w of L = (v·w·x − y)²."""
    return 2 * (v * w * x - y) * v * x


def gradient_with_new_weight(x, y, w, v):
    """The same with v after its own update, η = 0.1."""
    h = w * x
    error = 2 * (v * h - y)
    v = v - 0.1 * error * h
    return error * v * x


def wrong_way():
    """A small v that changes its sign."""
    return 1.0, -5.0, 1.0, 0.5


def sign_kept(x, y, w, v):
    """Return True if the two gradients do not have opposite signs."""
    return gradient_with_old_weight(x, y, w, v) * gradient_with_new_weight(x, y, w, v) >= 0


WRONG_WAY = break_it_question(
    difficulty="hard",
    minutes=8,
    points=1,
    reference=wrong_way,
    takes=tuple(Input(name, low=-5.0, high=5.0) for name in "xywv"),
    right=gradient_with_old_weight,
    broken=gradient_with_new_weight,
    margin=0.1,
    section="Five steps, and one explosion",
    hints=(
        "The two gradients have the same factors but one. Which one, and what may have happened to it?",
        "The sign of the gradient turns if v changes its sign in its own update. What makes such an update large?",
        "Take a small positive v and a target far below the prediction: then v is pushed down, through 0.",
    ),
    hides=(
        Hides(
            "no_error",
            lambda x, y, w, v: abs(v * w * x - y) < 1e-9,
            lambda: (1.0, 2.0, 1.0, 2.0),
            "Your prediction is exact: there is no error, v does not move, and both gradients are 0.",
            "Something must push v. What?",
            always=True,
        ),
        Hides(
            "gradient_of_0",
            lambda x, y, w, v: v * x == 0,
            lambda: (1.0, 2.0, 1.0, 0.0),
            "The right gradient is 0 for your numbers, because x or v is. It has no sign that could be turned.",
            "x and v must both be different from 0 before the update.",
            always=True,
        ),
        Hides(
            "v_stays",
            lambda x, y, w, v: w == 0,
            lambda: (1.0, 2.0, 0.0, 1.0),
            "With w = 0 the hidden unit is 0, and v gets no gradient. It stays where it is.",
            "Which numbers are in the gradient of v?",
            always=True,
        ),
        Hides(
            "sign_kept",
            sign_kept,
            lambda: (1.0, 5.0, 1.0, 0.5),
            "The gradient does not come out with the opposite sign: v does not pass 0 in its update.",
            "Follow v: where is it before its update, where after it? It has to pass 0.",
            always=True,
        ),
    ),
    alternatives=(lambda: (-1, 5, 1, 0.5), lambda: [2.0, 4.0, -1.0, 0.3], lambda: (5.0, 5.0, 5.0, 5.0)),
)
