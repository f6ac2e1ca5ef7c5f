"""Exercise 12: improving a network."""

from dlcourse.checks.catalogue.improving_a_network.broken_training import MENDED_TRAINING
from dlcourse.checks.catalogue.improving_a_network.compared_with_previous import LOSSES_THAT_DECEIVE
from dlcourse.checks.catalogue.improving_a_network.early_stopping import EARLY_STOPPING_EPOCHS
from dlcourse.checks.catalogue.improving_a_network.min_max_scaler import MIN_MAX_SCALE
from dlcourse.checks.catalogue.improving_a_network.split import TRAIN_VALIDATION_SPLIT
from dlcourse.checks.catalogue.improving_a_network.standard_scaler import STANDARD_SCALE
from dlcourse.checks.catalogue.improving_a_network.updates import UPDATES_BY_HAND

QUESTIONS = (
    UPDATES_BY_HAND,
    TRAIN_VALIDATION_SPLIT,
    STANDARD_SCALE,
    MIN_MAX_SCALE,
    EARLY_STOPPING_EPOCHS,
    MENDED_TRAINING,
    LOSSES_THAT_DECEIVE,
)
