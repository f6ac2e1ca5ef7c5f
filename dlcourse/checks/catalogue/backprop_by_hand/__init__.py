"""Exercise 06: nine gradients by the chain rule, the update, the loop, and the classification version."""

from dlcourse.checks.catalogue.backprop_by_hand.classification import SIGMOID_NET_GRADIENTS
from dlcourse.checks.catalogue.backprop_by_hand.loop import TRAIN_ROW_BY_ROW
from dlcourse.checks.catalogue.backprop_by_hand.new_weight_early import WRONG_WAY
from dlcourse.checks.catalogue.backprop_by_hand.nine_gradients import (
    LARGER_GRADIENT,
    NINE_GRADIENTS,
    WEIGHT_GRADIENT_BY_HAND,
)
from dlcourse.checks.catalogue.backprop_by_hand.update import ONE_UPDATE, WHY_THE_MINUS

QUESTIONS = (
    WEIGHT_GRADIENT_BY_HAND,
    LARGER_GRADIENT,
    NINE_GRADIENTS,
    WHY_THE_MINUS,
    ONE_UPDATE,
    TRAIN_ROW_BY_ROW,
    SIGMOID_NET_GRADIENTS,
    WRONG_WAY,
)
