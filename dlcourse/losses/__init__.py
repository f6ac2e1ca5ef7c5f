"""Losses: calling one with (y_true, y_pred) returns its value and its gradient ∂L/∂y_pred.

Every loss is a mean over the batch, and this is the one place where anything is divided by N: the layers below
only pass on what they receive. Names and arguments follow Keras, and so does the mean: losses that look at each entry
by itself (MSE, MAE, Huber, hinge, perceptron, binary cross-entropy, focal too) divide their sum by N·K, those that look
at a whole row (categorical cross-entropy, focal too, KL, triplet) by N. That is Keras' reduction "sum_over_batch_size";
there is no "sum" here.

Predictions are (N, K) or, where a loss looks at entries, (N,) as well. Lists and whole numbers become float64, labels
take the type of the predictions. Each loss raises TypeError for anything but an array of numbers, and ValueError where
the shapes differ ((N, 1) against (N,) would quietly become (N, N)), where there are no rows, and for labels or
probabilities outside their range. Predictions of NaN pass: a run that diverges has to be able to say so.
"""

from dlcourse.losses._inputs import clip_probability
from dlcourse.losses.categorical import CategoricalCrossentropy, SparseCategoricalCrossentropy
from dlcourse.losses.crossentropy import BinaryCrossentropy
from dlcourse.losses.focal import BinaryFocalCrossentropy, CategoricalFocalCrossentropy
from dlcourse.losses.gan import GANDiscriminatorLoss, GANGeneratorLoss
from dlcourse.losses.kl_divergence import KLDivergence
from dlcourse.losses.margins import Hinge, PerceptronLoss
from dlcourse.losses.regression import Huber, MeanAbsoluteError, MeanSquaredError
from dlcourse.losses.triplet import TripletLoss

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "GANDiscriminatorLoss",
    "GANGeneratorLoss",
    "Hinge",
    "Huber",
    "KLDivergence",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "PerceptronLoss",
    "SparseCategoricalCrossentropy",
    "TripletLoss",
    "clip_probability",
]
