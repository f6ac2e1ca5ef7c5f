"""Exercise 14: batch normalization."""

from dlcourse.checks.catalogue.batch_normalization.backward import BATCH_NORM_BACKWARD
from dlcourse.checks.catalogue.batch_normalization.broken_layer import MENDED_BATCH_NORM
from dlcourse.checks.catalogue.batch_normalization.forward import BATCH_NORM_FORWARD
from dlcourse.checks.catalogue.batch_normalization.inference import BATCH_NORM_INFERENCE
from dlcourse.checks.catalogue.batch_normalization.running import RUNNING_STATISTICS
from dlcourse.checks.catalogue.batch_normalization.small_batches import BATCH_MEAN_NOISE, BATCH_OF_ONE
from dlcourse.checks.catalogue.batch_normalization.two_wrong_axes import TELLING_BATCH

QUESTIONS = (
    BATCH_NORM_FORWARD,
    BATCH_OF_ONE,
    BATCH_MEAN_NOISE,
    RUNNING_STATISTICS,
    BATCH_NORM_INFERENCE,
    MENDED_BATCH_NORM,
    BATCH_NORM_BACKWARD,
    TELLING_BATCH,
)
