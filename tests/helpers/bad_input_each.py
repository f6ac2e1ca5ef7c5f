"""Bad input for one entry point after the other: name, call, error, a part of what it says."""

from functools import partial

import numpy as np
from bad_input_families import NAN, NUMBERS, ONE, ONE_SHAPE, RAGGED, RNG, public

from dlcourse import (
    ELU,
    SGD,
    Activation,
    BatchNormalization,
    BinaryAccuracy,
    CosineDecay,
    Dense,
    Dropout,
    EarlyStopping,
    ExponentialDecay,
    Flatten,
    GANDiscriminatorLoss,
    GANGeneratorLoss,
    Huber,
    LeakyReLU,
    MeanSquaredError,
    ModelCheckpoint,
    Perceptron,
    PiecewiseConstantDecay,
    PReLU,
    Recorder,
    ReLU,
    Residual,
    Sequential,
    Softmax,
    SparseCategoricalCrossentropy,
    TripletLoss,
    accuracy,
    check_gradient,
    check_model,
    ewma,
    load,
    mean_absolute_error,
    minibatches,
    mistake_bound,
    numerical_gradient,
    one_hot,
    save,
    train_test_split,
)


def model():
    return Sequential([Dense(3, 1, RNG)], np.float64).compile(SGD(), MeanSquaredError(), [mean_absolute_error])


def trained_by(callback):
    return model().fit(ONE, np.ones((2, 1)), callbacks=[callback], verbose=False)


def cases_of_settings():
    for name in ("L1", "L2", "L1L2"):
        yield name, partial(public(name), -1), ValueError, "expected a number of at least 0"
        yield name, partial(public(name)(), RAGGED), TypeError, NUMBERS
    yield "Huber", partial(Huber, 0), ValueError, "delta: expected a number above 0"
    yield "TripletLoss", partial(TripletLoss, 0), ValueError, "margin: expected a number above 0"
    yield "TripletLoss", partial(TripletLoss(), ONE, ONE, np.ones((2, 2))), ValueError, "expected one shape (N, width)"
    yield "GANGeneratorLoss", partial(GANGeneratorLoss(), RAGGED), TypeError, NUMBERS
    yield "GANGeneratorLoss", partial(GANGeneratorLoss(), np.ones((0, 1))), ValueError, "expected at least one row"
    yield "GANDiscriminatorLoss", partial(GANDiscriminatorLoss(), ONE, "cat"), TypeError, NUMBERS
    sparse = SparseCategoricalCrossentropy()
    yield "SparseCategoricalCrossentropy", partial(sparse, [0, 3], ONE / 3), ValueError, "whole numbers from 0 to 2"
    yield "SparseCategoricalCrossentropy", partial(sparse, [0], ONE / 3), ValueError, "expected class indices (2,)"
    yield "BinaryAccuracy", partial(BinaryAccuracy, "half"), ValueError, "threshold: expected a finite number"
    yield "accuracy", partial(accuracy, [0, 3], ONE), ValueError, "expected whole numbers from 0 to 2"
    yield "accuracy", partial(accuracy, np.ones((2, 3, 4)), np.ones((2, 3, 4))), ValueError, "expected (N, K) or (N,)"
    yield "Dense", partial(Dense, 0, 2, RNG), ValueError, "fan_in: expected a whole number of at least 1"
    yield "Dense", partial(Dense, 3, 2, 42), TypeError, "rng: expected a Generator"
    yield "Dense", partial(Dense, 3, 2, RNG, "he_normal"), TypeError, "kernel_initializer: expected a function"
    yield "Dense", partial(Dense, 3, 2, RNG, lambda *_: np.ones(3)), ValueError, "kernel_initializer: expected shape"
    yield "BatchNormalization", partial(BatchNormalization, 3, 2), ValueError, "momentum: expected a number in [0, 1]"
    no_rows = partial(BatchNormalization(3).forward, np.ones((0, 3)), True)
    yield "BatchNormalization", no_rows, ValueError, "expected at least one row to train on"
    yield "Residual", partial(Residual, ReLU()), TypeError, "expected a list of layers"
    yield "Residual", partial(Residual([Softmax(), Flatten()]).forward, np.ones((2, 3, 1))), ValueError, "of x's shape"
    yield "Dropout", partial(Dropout, 1, RNG), ValueError, "rate: expected a number in [0, 1)"
    yield "Activation", partial(Activation, "rleu"), ValueError, "function: expected one of"
    yield "PReLU", partial(PReLU, 3, "a"), ValueError, "initial_alpha: expected a finite number"
    yield "LeakyReLU", partial(LeakyReLU, -1), ValueError, "negative_slope: expected a number of at least 0"
    yield "ELU", partial(ELU, None), ValueError, "alpha: expected a number of at least 0"
    yield "PiecewiseConstantDecay", partial(PiecewiseConstantDecay, 5, [1, 2]), TypeError, "boundaries: expected a list"
    yield "PiecewiseConstantDecay", partial(PiecewiseConstantDecay, ["a"], [1, 2]), ValueError, "boundaries: expected"
    yield "ExponentialDecay", partial(ExponentialDecay, 0.1, 0, 0.5), ValueError, "decay_steps: expected a number above"
    yield "CosineDecay", partial(CosineDecay, 0.1, "a"), ValueError, "decay_steps: expected a number above 0"


def cases_of_data():
    yield "ewma", partial(ewma, RAGGED, 0.9), TypeError, NUMBERS
    yield "ewma", partial(ewma, [1, 2], 1), ValueError, "beta: expected a number in [0, 1)"
    yield "one_hot", partial(one_hot, [0, 3], 3), ValueError, "labels: expected 0 … 2"
    yield "one_hot", partial(one_hot, [0.5], 3), TypeError, "labels: expected whole numbers (N,)"
    yield "one_hot", partial(one_hot, RAGGED, 3), TypeError, "labels: expected whole numbers (N,)"
    for classes in (0, 2.5, "3"):
        yield "one_hot", partial(one_hot, [0], classes), ValueError, "classes: expected a whole number of at least 1"
    for size in ("a", NAN, 1.5, 0, 2, True):
        yield "train_test_split", partial(train_test_split, ONE, ONE, size, RNG), ValueError, "test_size: expected"
    yield "train_test_split", partial(train_test_split, ONE, ONE[:1], 1, RNG), ValueError, "expected as many rows"
    yield "train_test_split", partial(train_test_split, RAGGED, ONE, 1, RNG), TypeError, "x: expected rows"
    yield "train_test_split", partial(train_test_split, ONE, ONE, 1, 42), TypeError, "rng: expected a Generator"
    for arguments, what in (((-1, 2), "rows"), ((2.5, 2), "rows"), ((5, 0), "batch_size")):
        yield "minibatches", partial(lambda *a: list(minibatches(*a)), *arguments), ValueError, what + ": expected"
    yield "numerical_gradient", partial(numerical_gradient, 5, [1.0]), TypeError, "f: expected a function"
    yield "numerical_gradient", partial(numerical_gradient, lambda w: w, [1.0]), ValueError, "that returns a number"
    yield "numerical_gradient", partial(numerical_gradient, np.sum, RAGGED), TypeError, NUMBERS
    yield "numerical_gradient", partial(numerical_gradient, np.sum, [1.0], 0), ValueError, "h: expected a number above"
    yield "check_gradient", partial(check_gradient, 5, [1.0], [1.0]), TypeError, "f: expected a function"
    yield "check_gradient", partial(check_gradient, np.sum, [1.0], [1.0, 2]), ValueError, "expected the shape of w"
    yield "check_gradient", partial(check_gradient, np.sum, [1.0], [1.0], 0), ValueError, "tolerance: expected"
    yield "check_gradient", partial(check_gradient, np.sum, [1.0], [1.0], 1, 0), ValueError, "directions: expected"
    yield "check_gradient", partial(check_gradient, np.sum, [1.0], [1.0], 1, 2, 42), TypeError, "rng: expected"
    for arguments, what in (
        ((0,), "inputs"),
        ((2, "a"), "learning_rate"),
        ((2, 1, [1, 2, 3]), "w"),
        ((2, 1, None, "b"), "b"),
    ):
        yield "Perceptron", partial(Perceptron, *arguments), ValueError, f"{what}: expected"
    neuron = Perceptron(2)
    yield "Perceptron", partial(neuron.fit, RAGGED, [0, 1]), TypeError, NUMBERS
    yield "Perceptron", partial(neuron.fit, [[1, 2]], [2]), ValueError, "expected labels 0 and 1"
    yield "Perceptron", partial(neuron.fit, [[1, 2]], [1], epochs=-1), ValueError, "epochs: expected"
    yield "Perceptron", partial(neuron.fit, [[1, 2]], [1], rng=42), TypeError, "rng: expected a Generator"
    yield "Perceptron", partial(neuron.update, [1, 2, 3], 1), ValueError, "expected (N, 2) and (N,)"
    yield "Perceptron", partial(neuron.update, [1, 2], -1), ValueError, "expected labels 0 and 1"
    yield "Perceptron", partial(neuron.predict, ONE), ValueError, "x: expected (N, 2) or (2,)"
    yield "mistake_bound", partial(mistake_bound, [[1], [-1]], [0, 1], [1], 0), ValueError, "all rows on their side"
    yield "mistake_bound", partial(mistake_bound, [[1], [-1]], [1, 0], RAGGED, 0), TypeError, NUMBERS
    yield "mistake_bound", partial(mistake_bound, np.ones((0, 1)), [], [1], 0), ValueError, "rows at least 1"
    yield "mistake_bound", partial(mistake_bound, [[1], [-1]], [1, 0], [0], 0), ValueError, "not w and b all 0"


def cases_of_models():
    yield "Sequential", partial(Sequential, Dense(2, 1, RNG)), TypeError, "expected a list of layers"
    yield "Sequential", partial(Sequential, [ReLU]), TypeError, "expected a list of layers"
    yield "Sequential", partial(Sequential, []), ValueError, "expected at least one layer"
    yield "Sequential", partial(Sequential, [ReLU()], np.float16), TypeError, "dtype: expected float32 or float64"
    yield "Sequential", partial(model().compile, "sgd", MeanSquaredError()), TypeError, "optimizer: expected"
    y = np.ones((2, 1))
    for method in ("fit", "evaluate", "train_on_batch", "train_step", "loss_and_gradient"):
        call = getattr(model(), method)
        yield "Sequential", partial(call, RAGGED, y), TypeError, NUMBERS
        yield "Sequential", partial(call, ONE * NAN, y), ValueError, "expected finite numbers"
        yield "Sequential", partial(call, ONE, RAGGED), TypeError, NUMBERS
        yield "Sequential", partial(call, np.ones((2, 2)), y), ValueError, "expected an input of width 3"
        yield "Sequential", partial(call, np.ones(3), y), ValueError, "expected (N, n) and (N, K)"
        yield "Sequential", partial(call, np.ones((0, 3)), np.ones((0, 1))), ValueError, "N at least 1"
        yield "Sequential", partial(call, ONE, np.ones((2, 2))), ValueError, ONE_SHAPE
    yield "Sequential", partial(model().fit, ONE, y, validation_data=ONE[0]), TypeError, "expected a pair (x, y)"
    yield "Sequential", partial(model().fit, ONE, y, validation_split="a"), ValueError, "expected a number in (0, 1)"
    yield "Sequential", partial(model().predict, RAGGED), TypeError, NUMBERS
    yield "Sequential", partial(model().predict, np.ones((2, 2))), ValueError, "expected an input of width 3"
    yield "Sequential", partial(model().summary, 3), TypeError, "input_shape: expected one such as (28, 28)"
    yield "Sequential", partial(model().summary, ("3",)), ValueError, "input_shape: expected a whole number"
    yield "check_model", partial(check_model, 5, ONE, y), TypeError, "model: expected a Sequential"
    yield "check_model", partial(check_model, model(), np.ones((2, 2)), y), ValueError, "expected an input of width 3"
    yield "save", partial(save, 5, "model.npz"), TypeError, "model: expected a Sequential"
    yield "load", partial(load, __file__), ValueError, "expected a model written by dlcourse"
    yield "EarlyStopping", partial(EarlyStopping, 5), ValueError, "monitor: expected a name"
    yield "EarlyStopping", partial(EarlyStopping, min_delta="a"), ValueError, "min_delta: expected a finite number"
    yield "EarlyStopping", partial(trained_by, EarlyStopping()), ValueError, "monitor: expected one of ['loss',"
    yield "ModelCheckpoint", partial(ModelCheckpoint, "a", 0), ValueError, "every: expected a whole number"
    yield "Recorder", partial(Recorder, ONE, y, 0.5), ValueError, "every: expected a whole number"
    yield "Recorder", partial(trained_by, Recorder(ONE[:, :2], y)), ValueError, "expected an input of width 3"
