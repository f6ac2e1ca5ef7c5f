"""Exercise 04: from the input to the probabilities, one layer after the other."""

from dlcourse.checks.catalogue.forward_propagation.by_hand import FORWARD_BY_HAND, SHAPES_BY_HAND
from dlcourse.checks.catalogue.forward_propagation.dense import DENSE_FORWARD
from dlcourse.checks.catalogue.forward_propagation.one_shift import BATCH_FOR_ONE_SHIFT
from dlcourse.checks.catalogue.forward_propagation.sigmoids import STABLE_SIGMOID
from dlcourse.checks.catalogue.forward_propagation.softmaxes import SHIFTED_LOGITS, STABLE_SOFTMAX
from dlcourse.checks.catalogue.forward_propagation.whole_network import MLP_FORWARD

QUESTIONS = (
    SHAPES_BY_HAND,
    FORWARD_BY_HAND,
    DENSE_FORWARD,
    STABLE_SIGMOID,
    STABLE_SOFTMAX,
    SHIFTED_LOGITS,
    MLP_FORWARD,
    BATCH_FOR_ONE_SHIFT,
)
