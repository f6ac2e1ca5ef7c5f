"""Exercise 20: loops into array operations, indexing, updates in place, memory against arithmetic."""

from dlcourse.checks.catalogue.going_faster.bytes_that_wrap import TELLING_PICTURES
from dlcourse.checks.catalogue.going_faster.confusion import CONFUSION_COUNTS
from dlcourse.checks.catalogue.going_faster.distances import ALL_DISTANCES
from dlcourse.checks.catalogue.going_faster.in_place import MOMENTUM_IN_PLACE
from dlcourse.checks.catalogue.going_faster.limits import KILOBYTES_OF_A_NETWORK, MEMORY_OR_ARITHMETIC
from dlcourse.checks.catalogue.going_faster.one_hot import ONE_HOT_ROWS
from dlcourse.checks.catalogue.going_faster.softmax_layer import LAYER_AND_SOFTMAX

QUESTIONS = (
    ALL_DISTANCES,
    LAYER_AND_SOFTMAX,
    ONE_HOT_ROWS,
    CONFUSION_COUNTS,
    MOMENTUM_IN_PLACE,
    KILOBYTES_OF_A_NETWORK,
    MEMORY_OR_ARITHMETIC,
    TELLING_PICTURES,
)
