"""Exercise 07: the backward pass, piece by piece."""

from dlcourse.checks.catalogue.backpropagation.activation_backward import RELU_BACKWARD, SIGMOID_BACKWARD
from dlcourse.checks.catalogue.backpropagation.dense_backward import DENSE_BACKWARD
from dlcourse.checks.catalogue.backpropagation.fooled_judge import FOOL_THE_JUDGE
from dlcourse.checks.catalogue.backpropagation.numerical_gradient import NUMERICAL_GRADIENT
from dlcourse.checks.catalogue.backpropagation.softmax_crossentropy import SOFTMAX_CROSSENTROPY
from dlcourse.checks.catalogue.backpropagation.two_layers import TWO_LAYER_BACKWARD
from dlcourse.checks.catalogue.backpropagation.two_paths import TWO_PATHS

QUESTIONS = (
    TWO_PATHS,
    SIGMOID_BACKWARD,
    RELU_BACKWARD,
    DENSE_BACKWARD,
    SOFTMAX_CROSSENTROPY,
    TWO_LAYER_BACKWARD,
    NUMERICAL_GRADIENT,
    FOOL_THE_JUDGE,
)
