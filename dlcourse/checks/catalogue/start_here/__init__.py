"""Exercise 00: a warm-up that shows how questions, checks and hints work."""

from dlcourse.checks.catalogue.start_here.accuracy import SHARE_RIGHT
from dlcourse.checks.catalogue.start_here.first_numbers import (
    NUMBERS_IN_A_PICTURE,
    UPDATES_IN_TRAINING,
    WHAT_THE_CURVES_SAY,
)
from dlcourse.checks.catalogue.start_here.squared_error import AVERAGE_SQUARED_ERROR

QUESTIONS = (NUMBERS_IN_A_PICTURE, AVERAGE_SQUARED_ERROR, SHARE_RIGHT, UPDATES_IN_TRAINING, WHAT_THE_CURVES_SAY)
