"""Exercise 15: exponentially weighted averages, momentum, Nesterov's look ahead."""

from dlcourse.checks.catalogue.momentum.averages import BIAS_CORRECTION, EWMA, FIRST_AVERAGE
from dlcourse.checks.catalogue.momentum.nesterov import NESTEROV_STEP
from dlcourse.checks.catalogue.momentum.skipped_step import GRADIENTS_WITH_A_REST
from dlcourse.checks.catalogue.momentum.steps import BIGGER_STEP, MOMENTUM_STEP

QUESTIONS = (
    FIRST_AVERAGE,
    EWMA,
    BIAS_CORRECTION,
    MOMENTUM_STEP,
    NESTEROV_STEP,
    BIGGER_STEP,
    GRADIENTS_WITH_A_REST,
)
