"""Exercise 11: why the first weights are random, how large they are, and what goes wrong otherwise."""

from dlcourse.checks.catalogue.weight_initialization.glorot import GLOROT_WEIGHTS
from dlcourse.checks.catalogue.weight_initialization.he import HE_WEIGHTS
from dlcourse.checks.catalogue.weight_initialization.networks import INITIALISE_NETWORK
from dlcourse.checks.catalogue.weight_initialization.only_equal_columns import COLUMNS_THAT_PART
from dlcourse.checks.catalogue.weight_initialization.signal_spread import ACTIVATION_SPREAD
from dlcourse.checks.catalogue.weight_initialization.starting_sizes import STARTING_SIZES
from dlcourse.checks.catalogue.weight_initialization.symmetry import WHO_PARTS
from dlcourse.checks.catalogue.weight_initialization.train_twins import TRAIN_TWINS

QUESTIONS = (
    WHO_PARTS,
    TRAIN_TWINS,
    ACTIVATION_SPREAD,
    STARTING_SIZES,
    GLOROT_WEIGHTS,
    HE_WEIGHTS,
    INITIALISE_NETWORK,
    COLUMNS_THAT_PART,
)
