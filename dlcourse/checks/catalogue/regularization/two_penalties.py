"""Two penalties, and two weight vectors that they put into opposite order."""

import numpy as np

from dlcourse.checks.catalogue.breaking import Hides, Input, break_it_question


def cheaper_by_l1(w_a, w_b):
    """1 if a has the smaller sum of sizes, −1 if b has it, else 0."""
    gap = np.abs(w_b).sum() - np.abs(w_a).sum()
    return float(np.sign(gap) * (abs(gap) > 1e-9))


def cheaper_by_l2(w_a, w_b):
    """1 if a has the smaller sum of squares, −1 if b has it, else 0."""
    gap = (w_b**2).sum() - (w_a**2).sum()
    return float(np.sign(gap) * (abs(gap) > 1e-9))


def penalties_that_disagree():
    """One large weight against many middling ones."""
    return np.array([3.0, 0.0, 0.0]), np.array([1.5, 1.5, 1.5])


PENALTIES_THAT_DISAGREE = break_it_question(
    difficulty="medium",
    minutes=6,
    points=1,
    reference=penalties_that_disagree,
    takes=(Input("w_a", "n", least=2, most=5), Input("w_b", "n", least=2, most=5)),
    right=cheaper_by_l1,
    broken=cheaper_by_l2,
    margin=2.0,
    section="L1 deletes, L2 shrinks",
    hints=(
        "A weight of 4 or four weights of 1: what do they cost under L1, and under L2?",
        "Squares make one large weight expensive, and many small ones cheap. Sizes do not care how a sum is divided up.",
        "Let a be one large weight and zeros, and spread a little more than its size evenly over b.",
    ),
    hides=(
        Hides(
            "not_cheaper",
            lambda w_a, w_b: cheaper_by_l1(w_a, w_b) < 1,
            lambda: (np.array([1.5, 1.5]), np.array([3.0, 0.0])),
            "Under L1 your a is not cheaper than your b.",
            "Add up the sizes |w|, for each of the two.",
            always=True,
        ),
        Hides(
            "squares_agree",
            lambda w_a, w_b: cheaper_by_l2(w_a, w_b) == 1,
            lambda: (np.array([1.0, 1.0]), np.array([2.0, 2.0])),
            "Your a is cheaper under both penalties.",
            "What is expensive under L2, and cheap under L1?",
        ),
        Hides(
            "squares_equal",
            lambda w_a, w_b: cheaper_by_l2(w_a, w_b) == 0,
            lambda: (np.array([5.0, 0.0]), np.array([3.0, 4.0])),
            "Under L1 your a is cheaper, and under L2 both cost the same: the function prefers neither.",
            "Make the large weight of a a little larger.",
        ),
    ),
    alternatives=(
        lambda: ([-4, 0], [2.5, 2.5]),
        lambda: (np.array([0, 0, 10.0, 0, 0]), np.array([3.0, -3.0, 3.0, -3.0, 3.0])),
    ),
)
