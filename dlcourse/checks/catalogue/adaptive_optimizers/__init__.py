"""Exercise 16: AdaGrad, RMSProp, Adadelta, Adam and AdamW, each judged on many steps."""

from dlcourse.checks.catalogue.adaptive_optimizers.adadelta import ADADELTA_STEP
from dlcourse.checks.catalogue.adaptive_optimizers.adagrad import ADAGRAD_STEP
from dlcourse.checks.catalogue.adaptive_optimizers.adam import ADAM_STEP
from dlcourse.checks.catalogue.adaptive_optimizers.adam_debug import MENDED_ADAM
from dlcourse.checks.catalogue.adaptive_optimizers.adamw import ADAMW_PATH
from dlcourse.checks.catalogue.adaptive_optimizers.first_step import ADAM_FIRST_CHANGE
from dlcourse.checks.catalogue.adaptive_optimizers.rmsprop import RMSPROP_STEP
from dlcourse.checks.catalogue.adaptive_optimizers.shared_slot import ONE_SLOT_CAUGHT

QUESTIONS = (
    ADAGRAD_STEP,
    RMSPROP_STEP,
    ADADELTA_STEP,
    ADAM_FIRST_CHANGE,
    ADAM_STEP,
    MENDED_ADAM,
    ADAMW_PATH,
    ONE_SLOT_CAUGHT,
)
