"""AdaGrad with one slot for two weights, and gradients that betray it in one of them alone."""

import numpy as np

from dlcourse.checks.catalogue.breaking import EQUAL, Hides, Input, break_it_question


def adagrad_with_own_slots(gradients):
    """Each weight has a slot of its own."""
    w, s = np.zeros(2), np.zeros(2)
    for g in gradients:
        for i in range(2):
            s[i] += g[i] ** 2
            w[i] -= 0.1 * g[i] / (np.sqrt(s[i]) + 1e-7)
    return w


def adagrad_with_one_slot(gradients):
    """Both weights share one slot."""
    w, s = np.zeros(2), 0.0
    for g in gradients:
        for i in range(2):
            s += g[i] ** 2
            w[i] -= 0.1 * g[i] / (np.sqrt(s) + 1e-7)
    return w


def one_slot_caught():
    """The second weight waits until the first has made its last step."""
    return np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 1.0]])


ONE_SLOT_CAUGHT = break_it_question(
    difficulty="hard",
    minutes=8,
    points=1,
    reference=one_slot_caught,
    takes=(Input("gradients", "steps 2", least=3, most=6),),
    right=adagrad_with_own_slots,
    broken=adagrad_with_one_slot,
    margin=0.02,
    section="A step for each weight: AdaGrad",
    hints=(
        "Follow s on paper, line by line: whose squares has it gathered when w[0] moves, and whose when w[1] moves?",
        "w[0] stays right as long as s holds squares of its own gradients alone. What must the other gradient be until then?",
        "Let the second gradient be 0 until w[0] makes its last step. In that very step w[1] moves after w[0].",
    ),
    hides=(
        Hides(
            "both_wrong",
            lambda g: abs(adagrad_with_one_slot(g)[0] - adagrad_with_own_slots(g)[0]) > EQUAL,
            lambda: np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]]),
            "On your gradients w[0] goes wrong, too: when it moves, the slot holds squares of the other weight's gradients.",
            "What must the second gradient be before w[0] makes its last step?",
            always=True,
        ),
        Hides(
            "second_never_moves",
            lambda g: not g[:, 1].any(),
            lambda: np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]),
            "Your w[1] never gets a gradient. It stays at 0 in both programs, and no step of it can be wrong.",
            "It has to move once. When, so that w[0] does not notice?",
        ),
        Hides(
            "first_never_moves",
            lambda g: not g[:, 0].any(),
            lambda: np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0]]),
            "Your w[0] never gets a gradient. The slot holds squares of the second one alone, so that w[1] is right.",
            "Whose squares make the steps of w[1] too short?",
        ),
        Hides(
            "too_small_to_show",
            lambda g: np.abs(adagrad_with_one_slot(g)[1] - adagrad_with_own_slots(g)[1]) < 0.02,
            lambda: np.array([[0.01, 0.0], [0.01, 0.0], [0.0, 5.0]]),
            "Your w[1] is wrong by less than 0.02: the squares of the first gradient are small beside its own.",
            "Make the first gradient larger, or the second one smaller.",
        ),
    ),
    alternatives=(
        lambda: [[3, 0], [3, 0], [0, 3]],
        lambda: np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 1.0], [0.0, -1.0]]),
    ),
)
