"""Exercise 03: perceptrons put together: XOR, a smooth sum, names and numbers of weights, and why layers need a bend."""

from dlcourse.checks.catalogue.multilayer_perceptron.collapsing import COLLAPSE_LAYERS
from dlcourse.checks.catalogue.multilayer_perceptron.combining import COMBINE_PERCEPTRONS
from dlcourse.checks.catalogue.multilayer_perceptron.counting import COUNT_PARAMETERS
from dlcourse.checks.catalogue.multilayer_perceptron.counting_by_hand import PARAMETERS_BY_HAND, WEIGHT_NAMES
from dlcourse.checks.catalogue.multilayer_perceptron.depth import LAYERS_WITHOUT_ACTIVATION
from dlcourse.checks.catalogue.multilayer_perceptron.two_wrong_counts import TELLING_NET
from dlcourse.checks.catalogue.multilayer_perceptron.xor import XOR_WEIGHTS

QUESTIONS = (
    XOR_WEIGHTS,
    COMBINE_PERCEPTRONS,
    PARAMETERS_BY_HAND,
    WEIGHT_NAMES,
    COUNT_PARAMETERS,
    LAYERS_WITHOUT_ACTIVATION,
    COLLAPSE_LAYERS,
    TELLING_NET,
)
