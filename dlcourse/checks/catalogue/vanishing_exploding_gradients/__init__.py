"""Exercise 09: why gradients vanish or explode, how to see it, and two remedies."""

from dlcourse.checks.catalogue.vanishing_exploding_gradients.clipping import CLIP_BY_GLOBAL_NORM
from dlcourse.checks.catalogue.vanishing_exploding_gradients.deep_gradients import DEEP_GRADIENTS
from dlcourse.checks.catalogue.vanishing_exploding_gradients.each_by_itself import TOO_LONG_TOGETHER
from dlcourse.checks.catalogue.vanishing_exploding_gradients.norms import LAYER_GRADIENT_NORMS, SICK_NETWORKS
from dlcourse.checks.catalogue.vanishing_exploding_gradients.residual import RESIDUAL_BLOCK
from dlcourse.checks.catalogue.vanishing_exploding_gradients.slopes import PRODUCT_OF_SLOPES, SIGMOID_SLOPE

QUESTIONS = (
    PRODUCT_OF_SLOPES,
    SIGMOID_SLOPE,
    LAYER_GRADIENT_NORMS,
    SICK_NETWORKS,
    DEEP_GRADIENTS,
    RESIDUAL_BLOCK,
    CLIP_BY_GLOBAL_NORM,
    TOO_LONG_TOGETHER,
)
