"""Every loss of labels and predictions, and pairs that fit it."""

import numpy as np

from dlcourse.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    PerceptronLoss,
    SparseCategoricalCrossentropy,
)

LOSSES = {
    "mse": MeanSquaredError(),
    "mae": MeanAbsoluteError(),
    "huber": Huber(0.7),
    "bce": BinaryCrossentropy(),
    "bce_logits": BinaryCrossentropy(from_logits=True),
    "focal": BinaryFocalCrossentropy(gamma=1.5),
    "focal_logits": BinaryFocalCrossentropy(gamma=1.5, from_logits=True),
    "focal_balanced": BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=0.5),
    "focal_balanced_logits": BinaryFocalCrossentropy(True, 0.3, 0.5, from_logits=True),
    "cfocal": CategoricalFocalCrossentropy(),
    "cfocal_logits": CategoricalFocalCrossentropy(0.6, 1.5, from_logits=True),
    "cce": CategoricalCrossentropy(),
    "cce_logits": CategoricalCrossentropy(from_logits=True),
    "sparse": SparseCategoricalCrossentropy(),
    "sparse_logits": SparseCategoricalCrossentropy(from_logits=True),
    "kl": KLDivergence(),
    "kl_logits": KLDivergence(from_logits=True),
    "perceptron": PerceptronLoss(),
    "hinge": Hinge(),
}
PROBABILITIES = ("bce", "focal", "focal_balanced", "cfocal", "cce", "sparse", "kl")
ROWS = [name for name in LOSSES if name.startswith(("cce", "sparse", "kl", "cfocal"))]  # those that look at a whole row
ENTRIES = [name for name in LOSSES if name not in ROWS]


def draw_pair(name, seed, shape):
    """Labels and predictions of one shape (class indices: of one length), fit for the loss."""
    rng = np.random.default_rng(seed)
    y_pred = rng.uniform(0.01, 0.99, shape) if name in PROBABILITIES else rng.normal(0, 5, shape)
    if name.startswith("bce"):
        return rng.uniform(size=shape).round(1), y_pred
    if name.startswith(("cce", "kl", "cfocal")):
        return rng.dirichlet(np.ones(shape[-1]), shape[0]), y_pred
    if name.startswith("sparse"):
        return rng.integers(0, shape[-1], shape[0]), y_pred
    if name.startswith("focal"):
        return rng.integers(0, 2, shape).astype(float), y_pred
    if name in ("perceptron", "hinge"):
        return rng.choice([-1.0, 1.0], shape), y_pred
    return rng.normal(0, 5, shape), y_pred
