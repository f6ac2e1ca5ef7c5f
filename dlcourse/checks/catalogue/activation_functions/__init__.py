"""Exercise 10: activation functions with their slopes, dead units, softmax, and which one where."""

from dlcourse.checks.catalogue.activation_functions.dead_units import DEAD_SHARE
from dlcourse.checks.catalogue.activation_functions.elu import ELU_AND_SLOPE, SELU_AND_SLOPE
from dlcourse.checks.catalogue.activation_functions.leaky_relu import LEAKY_RELU_AND_SLOPE, PRELU_BACKWARD
from dlcourse.checks.catalogue.activation_functions.softmax import OUTPUT_ACTIVATIONS, SOFTMAX_BACKWARD
from dlcourse.checks.catalogue.activation_functions.swallowed_gradient import SWALLOWED_GRADIENT
from dlcourse.checks.catalogue.activation_functions.tanh import TANH_AND_SLOPE

QUESTIONS = (
    TANH_AND_SLOPE,
    LEAKY_RELU_AND_SLOPE,
    ELU_AND_SLOPE,
    SELU_AND_SLOPE,
    PRELU_BACKWARD,
    DEAD_SHARE,
    SOFTMAX_BACKWARD,
    OUTPUT_ACTIVATIONS,
    SWALLOWED_GRADIENT,
)
