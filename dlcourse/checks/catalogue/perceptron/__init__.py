"""Exercise 01: a neuron's score and step, the perceptron trick on one point and on all."""

from dlcourse.checks.catalogue.perceptron.fit import PERCEPTRON_FIT
from dlcourse.checks.catalogue.perceptron.neuron import PERCEPTRON_SCORE
from dlcourse.checks.catalogue.perceptron.no_bias import POINTS_FOR_A_BIAS
from dlcourse.checks.catalogue.perceptron.predictions import SMALLER_LEARNING_RATE, TRICK_ON_XOR
from dlcourse.checks.catalogue.perceptron.step import PERCEPTRON_PREDICT
from dlcourse.checks.catalogue.perceptron.trick import PERCEPTRON_UPDATE
from dlcourse.checks.catalogue.perceptron.trick_by_hand import SCORE_AFTER_UPDATE

QUESTIONS = (
    PERCEPTRON_SCORE,
    PERCEPTRON_PREDICT,
    SCORE_AFTER_UPDATE,
    PERCEPTRON_UPDATE,
    PERCEPTRON_FIT,
    SMALLER_LEARNING_RATE,
    TRICK_ON_XOR,
    POINTS_FOR_A_BIAS,
)
