"""Optimizers: an update is a pure formula (w, g, slots) → (w, slots); the base class loops and alone writes."""

from dlcourse.optimizers.adadelta import Adadelta
from dlcourse.optimizers.adagrad import Adagrad
from dlcourse.optimizers.adam import Adam, AdamW
from dlcourse.optimizers.base import Optimizer
from dlcourse.optimizers.chunks import CHUNK_SIZE
from dlcourse.optimizers.clipping import clip_by_global_norm, clip_by_value
from dlcourse.optimizers.nadam import Nadam
from dlcourse.optimizers.rmsprop import RMSprop
from dlcourse.optimizers.sgd import SGD

__all__ = [
    "CHUNK_SIZE",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "clip_by_global_norm",
    "clip_by_value",
]
