"""Exercise 02: what a mistake costs (perceptron, hinge and log loss, with gradients), and descent on each."""

from dlcourse.checks.catalogue.perceptron_loss.better_or_cheaper import LOSS_CHOOSES_WORSE
from dlcourse.checks.catalogue.perceptron_loss.descent import DESCEND_ON_LOSS
from dlcourse.checks.catalogue.perceptron_loss.hinge import SVM_HINGE_LOSS
from dlcourse.checks.catalogue.perceptron_loss.hinge_by_hand import HINGE_BY_HAND, WHO_STILL_GAINS
from dlcourse.checks.catalogue.perceptron_loss.log_loss import LOGISTIC_LOG_LOSS
from dlcourse.checks.catalogue.perceptron_loss.scores import PERCEPTRON_LOSS

QUESTIONS = (
    HINGE_BY_HAND,
    PERCEPTRON_LOSS,
    SVM_HINGE_LOSS,
    LOGISTIC_LOG_LOSS,
    DESCEND_ON_LOSS,
    WHO_STILL_GAINS,
    LOSS_CHOOSES_WORSE,
)
