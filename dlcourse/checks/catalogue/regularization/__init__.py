"""Exercise 13: regularization."""

from dlcourse.checks.catalogue.regularization.dropout_backward import DROPOUT_BACKWARD
from dlcourse.checks.catalogue.regularization.dropout_forward import DROPOUT_FORWARD
from dlcourse.checks.catalogue.regularization.l1 import L1_BY_HAND, L1_PENALTY
from dlcourse.checks.catalogue.regularization.l2 import L2_PENALTY
from dlcourse.checks.catalogue.regularization.two_penalties import PENALTIES_THAT_DISAGREE
from dlcourse.checks.catalogue.regularization.weight_decay import L2_IS_DECAY, WEIGHT_DECAY_STEP

QUESTIONS = (
    L2_PENALTY,
    L1_PENALTY,
    L1_BY_HAND,
    WEIGHT_DECAY_STEP,
    L2_IS_DECAY,
    DROPOUT_FORWARD,
    DROPOUT_BACKWARD,
    PENALTIES_THAT_DISAGREE,
)
