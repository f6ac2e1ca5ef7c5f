"""The gradient check of a whole network: right networks pass, a planted bug is named, nothing is left changed."""

import numpy as np
import pytest

from dlcourse import SGD, BinaryCrossentropy, CategoricalCrossentropy, Dense, ReLU, Sequential, Sigmoid, Tanh, one_hot
from dlcourse.layers import BatchNormalization, Dropout, Residual
from dlcourse.modelcheck import check_model


def network(layers, loss, dtype=np.float64):
    return Sequential(layers, dtype=dtype).compile(SGD(0.1), loss)


def three_classes(rows, inputs, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, inputs)), one_hot(rng.integers(0, 3, rows), 3)


def deep(rng):
    inner = [Dense(5, 5, rng), Tanh()]
    layers = [Dense(4, 5, rng), BatchNormalization(5), Tanh(), Residual(inner), Dropout(0.4, rng), Dense(5, 3, rng)]
    return network(layers, CategoricalCrossentropy(from_logits=True))


@pytest.mark.parametrize("directions", [20, None])
def test_right_networks_pass(directions):
    assert check_model(deep(np.random.default_rng(1)), *three_classes(7, 4), directions=directions).passed


class DenseWithoutSum(Dense):
    """A dense layer whose bias has the gradient of one row alone."""

    def backward(self, dz):
        dx = super().backward(dz)
        self.db[...] = dz[0]
        return dx


@pytest.mark.parametrize("directions", [20, None])
def test_a_planted_bug_is_named_with_its_layer(directions):
    rng = np.random.default_rng(2)
    layers = [Dense(4, 6, rng), Sigmoid(), DenseWithoutSum(6, 5, rng), Tanh(), Dense(5, 3, rng)]
    check = check_model(
        network(layers, CategoricalCrossentropy(from_logits=True)), *three_classes(9, 4), 1e-6, directions
    )
    assert check.status == "differ"
    assert check.where[:2] == ("layer 2, DenseWithoutSum", "b")
    assert "largest at layer 2, DenseWithoutSum b[" in str(check)


def test_everything_is_left_as_it_was():
    model = deep(np.random.default_rng(3))
    parameters = model.parameters.copy()
    statistics = model.layers[1].moving_mean.copy()
    before = model.layers[4].rng.bit_generator.state
    check_model(model, *three_classes(6, 4), directions=None)
    np.testing.assert_array_equal(model.parameters, parameters)
    np.testing.assert_array_equal(model.layers[1].moving_mean, statistics)
    assert model.layers[4].rng.bit_generator.state == before


def test_ten_thousand_parameters_are_looked_at_one_by_one():
    rng = np.random.default_rng(4)
    model = network([Dense(64, 140, rng), ReLU(), Dense(140, 10, rng)], CategoricalCrossentropy(from_logits=True))
    x, y = rng.normal(size=(4, 64)), one_hot(rng.integers(0, 10, 4), 10)
    assert model.parameters.size == 10_510
    assert check_model(model, x, y, directions=None).passed


def test_layers_below_a_changed_weight_are_not_run_again():
    rng = np.random.default_rng(5)
    model = network([Dense(3, 4, rng), Tanh(), Dense(4, 1, rng), Sigmoid()], BinaryCrossentropy())
    calls = {"first": 0, "last": 0}

    def counted(name, layer):
        forward = layer.forward

        def count(x, training=False):
            calls[name] += 1
            return forward(x, training)

        layer.forward = count

    counted("first", model.layers[0])
    counted("last", model.layers[2])
    check_model(model, rng.normal(size=(5, 3)), np.ones((5, 1)), directions=None)
    below, above = 3 * 4 + 4, 4 + 1
    assert calls["last"] - calls["first"] == 2 * above
    assert calls["first"] >= 2 * below


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (Sequential([Dense(2, 1, np.random.default_rng(0))], np.float64), RuntimeError, "call compile"),
        (network([Dense(2, 1, np.random.default_rng(0))], BinaryCrossentropy(), np.float32), ValueError, "float32"),
    ],
)
def test_models_that_cannot_be_checked_are_refused(model, error, message):
    with pytest.raises(error, match=message):
        check_model(model, np.zeros((1, 2)), np.zeros((1, 1)))
