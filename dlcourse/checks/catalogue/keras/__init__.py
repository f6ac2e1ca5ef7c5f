"""Exercise 18: the same network in Keras, and the same numbers from both libraries."""

from dlcourse.checks.catalogue.keras.adam import KERAS_ADAM_STEP
from dlcourse.checks.catalogue.keras.compiling import COMPILE_NETWORK
from dlcourse.checks.catalogue.keras.counting import TRAINABLE_PARAMETERS
from dlcourse.checks.catalogue.keras.losses import MATCHING_LOSS
from dlcourse.checks.catalogue.keras.moving_weights import WEIGHTS_FOR_KERAS
from dlcourse.checks.catalogue.keras.network import BUILD_NETWORK
from dlcourse.checks.catalogue.keras.sgd import KERAS_SGD_STEP
from dlcourse.checks.catalogue.keras.threshold import LOGITS_MISJUDGED

QUESTIONS = (
    TRAINABLE_PARAMETERS,
    BUILD_NETWORK,
    MATCHING_LOSS,
    COMPILE_NETWORK,
    WEIGHTS_FOR_KERAS,
    KERAS_SGD_STEP,
    KERAS_ADAM_STEP,
    LOGITS_MISJUDGED,
)
