"""Exercise 17: a network for handwritten digits, from its labels to its mistakes."""

from dlcourse.checks.catalogue.digits_from_scratch.accuracy import DIGITS_ACCURACY
from dlcourse.checks.catalogue.digits_from_scratch.confusion import DIGITS_CONFUSION
from dlcourse.checks.catalogue.digits_from_scratch.epoch import DIGITS_EPOCH
from dlcourse.checks.catalogue.digits_from_scratch.first_loss import SUSPICIOUS_START
from dlcourse.checks.catalogue.digits_from_scratch.forward import DIGITS_FORWARD
from dlcourse.checks.catalogue.digits_from_scratch.gradients import DIGITS_GRADIENTS
from dlcourse.checks.catalogue.digits_from_scratch.labels import DIGITS_ONE_HOT
from dlcourse.checks.catalogue.digits_from_scratch.rare_digit import RARE_DIGIT
from dlcourse.checks.catalogue.digits_from_scratch.training import TRAIN_DIGITS

QUESTIONS = (
    DIGITS_ONE_HOT,
    DIGITS_FORWARD,
    SUSPICIOUS_START,
    DIGITS_GRADIENTS,
    DIGITS_EPOCH,
    TRAIN_DIGITS,
    DIGITS_ACCURACY,
    DIGITS_CONFUSION,
    RARE_DIGIT,
)
