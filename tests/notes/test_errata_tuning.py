"""Slips of the notes in lecture 19, computed: what a search for hyperparameters needs."""

import numpy as np
import pytest
from oracles import keras

from dlcourse import SGD, BinaryCrossentropy, Dense, MeanSquaredError, Sequential, accuracy


def test_a_model_without_a_loss_and_a_metric_has_no_val_accuracy():
    x, y = np.ones((4, 2)), np.array([[0.0], [1], [0], [1]])
    theirs = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    theirs.compile(optimizer="adam")  # as in the notes
    before = [np.array(weights.value) for weights in theirs.weights]
    history = theirs.fit(x, y, epochs=1, validation_data=(x, y), verbose=0).history
    assert history == {"loss": [0], "val_loss": [0]}  # no loss is a loss of 0
    assert all(
        np.array_equal(weights.value, old) for weights, old in zip(theirs.weights, before, strict=True)
    )  # so nothing was learnt
    ours = Sequential([Dense(2, 1, np.random.default_rng(0))])
    with pytest.raises(TypeError, match="loss"):
        ours.compile(SGD(0.1))

    def measured(*metrics):
        ours.compile(SGD(0.1), BinaryCrossentropy(from_logits=True), *metrics)
        return ours.fit(x, y, epochs=1, validation_data=(x, y), verbose=False).history

    assert "val_accuracy" not in measured()
    assert "val_accuracy" in measured([accuracy])


def test_the_best_of_many_trials_looks_better_on_the_rows_that_chose_it():
    rng = np.random.default_rng(0)
    chosen_on, fresh = [], []
    for _ in range(200):
        (x_test, y_test), (x_new, y_new) = ((rng.normal(size=(50, 3)), rng.integers(0, 2, (50, 1))) for _ in range(2))
        trials = [Sequential([Dense(3, 1, rng)]).compile(SGD(), MeanSquaredError()) for _ in range(5)]  # max_trials=5
        best = max(trials, key=lambda model: accuracy(y_test, model.predict(x_test), threshold=0))
        chosen_on.append(accuracy(y_test, best.predict(x_test), threshold=0))
        fresh.append(accuracy(y_new, best.predict(x_new), threshold=0))
    assert np.mean(fresh) == pytest.approx(0.5, abs=0.02)  # labels by chance: there is nothing to find
    assert np.mean(chosen_on) > 0.56
