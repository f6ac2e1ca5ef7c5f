"""Bad input for what comes in families (activations, losses, layers, …): name, call, error, a part of what it says."""

from functools import partial

import numpy as np

import dlcourse
from dlcourse import activations

RAGGED, NAN = [[1.0, 2], [3]], float("nan")
RNG = np.random.default_rng(0)
ONE = np.ones((2, 3))
NUMBERS, ONE_SHAPE = "expected an array of numbers", "expected (the same|one) shape"

ACTIVATIONS = ("elu", "gelu", "leaky_relu", "relu", "selu", "sigmoid", "silu", "softmax", "softplus", "swish", "tanh")
LOSSES = (
    *("BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy"),
    *("Hinge", "Huber", "KLDivergence", "MeanAbsoluteError", "MeanSquaredError", "PerceptronLoss"),
)
METRICS = {"accuracy": dlcourse.accuracy, "BinaryAccuracy": dlcourse.BinaryAccuracy()}
METRICS["mean_absolute_error"] = dlcourse.mean_absolute_error
INITIALIZERS = ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform")
OPTIMIZERS = ("SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Nadam", "RMSprop")
LINEAR = ("LinearRegression", "LinearSVM", "LogisticRegression", "PerceptronByDescent", "SoftmaxRegression")
LAYERS = {  # rows of width 3
    "Dense": partial(dlcourse.Dense, 3, 2, RNG),
    "PReLU": partial(dlcourse.PReLU, 3),
    "BatchNormalization": partial(dlcourse.BatchNormalization, 3),
    "Residual": lambda: dlcourse.Residual([dlcourse.Dense(3, 3, RNG)]),
    "Dropout": partial(dlcourse.Dropout, 0.5, RNG),
    "Activation": partial(dlcourse.Activation, "relu"),
    **{name: getattr(dlcourse, name) for name in ("Flatten", "Linear", "ReLU", "LeakyReLU", "ELU", "SELU", "Sigmoid")},
    **{name: getattr(dlcourse, name) for name in ("Tanh", "Softmax", "Softplus", "GELU", "Swish")},
}
SCALERS = ("MinMaxScaler", "StandardScaler")


def public(name):
    return getattr(dlcourse, name)


def cases_of_families():
    """(what is called, how, the error, a part of what it says)."""
    for name in ACTIVATIONS:
        yield name, partial(public(name), RAGGED), TypeError, NUMBERS
        yield name, partial(public(name), [NAN]), ValueError, "expected finite numbers"
        yield name, partial(getattr(activations, name + "_backward"), np.ones((2, 1)), ONE), ValueError, ONE_SHAPE
    for name in LOSSES:
        loss = public(name)()
        yield name, partial(loss, RAGGED, ONE), TypeError, NUMBERS
        yield name, partial(loss, ONE, "cat"), TypeError, NUMBERS
        yield name, partial(loss, [[NAN, 1, 1]] * 2, ONE), ValueError, "expected finite numbers"
        yield name, partial(loss, np.ones(2), np.ones((2, 1))), ValueError, ONE_SHAPE
        yield name, partial(loss, np.ones((0, 3)), np.ones((0, 3))), ValueError, "expected at least one row"
    for name, metric in METRICS.items():
        yield name, partial(metric, RAGGED, ONE), TypeError, NUMBERS
        yield name, partial(metric, ONE, "cat"), TypeError, NUMBERS
        yield name, partial(metric, np.ones(2), np.ones((2, 1))), ValueError, ONE_SHAPE
        yield name, partial(metric, np.ones((0, 1)), np.ones((0, 1))), ValueError, "expected at least one row"
    for name in INITIALIZERS:
        yield name, partial(public(name), 0, 2, RNG), ValueError, "fan_in: expected a whole number of at least 1"
        yield name, partial(public(name), 2, 2.5, RNG), ValueError, "units: expected a whole number of at least 1"
        yield name, partial(public(name), 2, 2, 42), TypeError, "rng: expected a Generator"
    for name in OPTIMIZERS:
        yield name, partial(public(name), -1), ValueError, "learning_rate: expected a number above 0"
        yield name, partial(public(name), convention="torch"), ValueError, "convention: expected 'keras'"
        yield name, partial(public(name)().apply, [1.0], [1.0]), TypeError, "expected an array of floats"
        yield name, partial(public(name)().apply, np.ones(3), np.ones(1)), ValueError, "expected flat vectors of one"
    for name in LINEAR:
        one = public(name)(2)
        yield name, partial(public(name), 0), ValueError, "inputs: expected a whole number of at least 1"
        yield name, partial(public(name), 2, "1"), ValueError, "units: expected a whole number of at least 1"
        yield name, partial(one.fit, RAGGED, [[1], [1]]), TypeError, NUMBERS
        yield name, partial(one.fit, ONE, np.ones((2, 1))), ValueError, "expected (N, 2) and (N, 1)"
        yield name, partial(one.fit, np.ones((0, 2)), np.ones((0, 1))), ValueError, "expected at least one row"
        yield name, partial(one.fit, [[1, NAN]], [[1]]), ValueError, "expected finite numbers"
        yield name, partial(one.fit, [[1, 2]], [[1]], learning_rate=0), ValueError, "expected a number above 0"
        yield name, partial(one.fit, [[1, 2]], [[1]], epochs=1.5), ValueError, "epochs: expected a whole number"
        yield name, partial(one.predict, ONE), ValueError, "x: expected rows (N, 2)"
    for name, make in LAYERS.items():
        yield name, partial(make().forward, RAGGED), TypeError, NUMBERS
        yield name, partial(make().forward, 1.0), ValueError, "expected rows (N, "
        yield name, partial(make().backward, ONE), AttributeError, "kept by forward(x, training=True)"
        yield name, partial(after_forward(make()).backward, np.ones((2, 1))), ValueError, "shape"
    for name in ("Dense", "PReLU", "BatchNormalization", "Residual"):
        yield name, partial(LAYERS[name]().forward, np.ones((2, 1))), ValueError, "expected rows (N, 3)"
        yield name, partial(LAYERS[name]().forward, np.ones(3)), ValueError, "expected rows (N, 3)"
    for name in SCALERS:
        yield name, partial(public(name)().fit, RAGGED), TypeError, NUMBERS
        yield name, partial(public(name)().fit, [[NAN]]), ValueError, "expected finite numbers"
        yield name, partial(public(name)().fit, np.ones((0, 2))), ValueError, "expected rows (N, n)"
        yield name, partial(public(name)().fit(ONE).transform, np.ones((2, 2))), ValueError, "expected 3 columns"


def after_forward(layer):
    layer.forward(np.ones((2, 3)), True)
    return layer
