"""Exercise 05: the losses, each with its value and its gradient."""

from dlcourse.checks.catalogue.loss_functions.binary_logits import BINARY_LOGITS
from dlcourse.checks.catalogue.loss_functions.binary_probabilities import BINARY
from dlcourse.checks.catalogue.loss_functions.categorical_logits import CATEGORICAL
from dlcourse.checks.catalogue.loss_functions.choosing import OUTPUT_AND_LOSS
from dlcourse.checks.catalogue.loss_functions.class_indices import SPARSE
from dlcourse.checks.catalogue.loss_functions.huber import HUBER
from dlcourse.checks.catalogue.loss_functions.margins import HINGE
from dlcourse.checks.catalogue.loss_functions.perfect_prediction import PUNISHED_PREDICTION
from dlcourse.checks.catalogue.loss_functions.squares_and_distances import MSE_AND_MAE

QUESTIONS = (
    MSE_AND_MAE,
    HUBER,
    BINARY,
    BINARY_LOGITS,
    CATEGORICAL,
    SPARSE,
    HINGE,
    OUTPUT_AND_LOSS,
    PUNISHED_PREDICTION,
)
