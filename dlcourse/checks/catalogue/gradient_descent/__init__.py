"""Exercise 08: a step, a path, the learning rate, mini-batches, and three ways to fit a line."""

from dlcourse.checks.catalogue.gradient_descent.fits import FIT_IN_BATCHES
from dlcourse.checks.catalogue.gradient_descent.learning_rates import SLOW_OR_FAST, STABILITY_LIMIT
from dlcourse.checks.catalogue.gradient_descent.minibatches import MINIBATCHES
from dlcourse.checks.catalogue.gradient_descent.paths import DESCENT_PATH
from dlcourse.checks.catalogue.gradient_descent.steps import GRADIENT_DESCENT_STEP
from dlcourse.checks.catalogue.gradient_descent.unequal_batches import FALL_LIKE_A_RISE
from dlcourse.checks.catalogue.gradient_descent.updates import UPDATES_PER_EPOCH

QUESTIONS = (
    GRADIENT_DESCENT_STEP,
    DESCENT_PATH,
    SLOW_OR_FAST,
    STABILITY_LIMIT,
    UPDATES_PER_EPOCH,
    MINIBATCHES,
    FIT_IN_BATCHES,
    FALL_LIKE_A_RISE,
)
