"""The gradient check of a whole network: right networks pass, a planted bug is named, nothing is left changed."""

import importlib

import numpy as np
import pytest
from forms import needs_numba

from dlcourse import (
    L1L2,
    L2,
    SGD,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
    one_hot,
)
from dlcourse.gradients import model as gradients_model
from dlcourse.gradients.model import check_model, name_of, slopes_by_layer, starting_points
from dlcourse.layers import BatchNormalization, Dropout, Flatten, Layer, PReLU, Residual, Softmax


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


class RowMean(Layer):
    """A layer of one's own: y = x + s · (mean of the batch), with s a single number."""

    parameter_names = ("s",)

    def __init__(self):
        self.s, self.ds = np.array(0.5), np.zeros(())

    def forward(self, x, training=False):
        self.mean = x.mean(axis=0)
        return x + self.s * self.mean

    def backward(self, dy):
        self.ds[...] = (dy.sum(axis=0) * self.mean).sum()
        return dy + self.s * dy.sum(axis=0) / len(dy)


def of_every_kind(rng):
    inner = [Dense(4, 4, rng, kernel_regularizer=L1L2(0.01, 0.02)), PReLU(4)]
    layers = [
        *(Flatten(), Dense(4, 4, rng, use_bias=False), BatchNormalization(4), Tanh(), Residual(inner)),
        *(Dropout(0.3, rng), RowMean(), PReLU(4), Dense(4, 3, rng, kernel_regularizer=L2(0.1)), Softmax()),
    ]
    model = network(layers, CategoricalCrossentropy())
    model.parameters += rng.normal(scale=0.1, size=model.parameters.size)
    return model


@pytest.mark.parametrize("directions", [20, None])
def test_a_right_network_of_every_kind_of_layer_passes(directions):
    x, y = three_classes(6, 4)
    assert check_model(of_every_kind(np.random.default_rng(6)), x.reshape(6, 2, 2), y, directions=directions).passed


def test_slopes_measured_a_layer_at_a_time_are_the_gradient():
    model, (x, y) = of_every_kind(np.random.default_rng(7)), three_classes(6, 4)
    starts = starting_points(model, x)
    starts[0].rewind()
    _, gradient = model.loss_and_gradient(x, y)
    np.testing.assert_allclose(slopes_by_layer(model, y, starts), gradient, atol=1e-8)


def test_an_error_in_any_one_parameter_is_found_where_it_is(monkeypatch):
    model, (x, y) = of_every_kind(np.random.default_rng(7)), three_classes(6, 4)
    right = model.loss_and_gradient
    found, expected = [], []
    for index in range(model.parameters.size):

        def wrong(x, y, index=index):
            loss, gradient = right(x, y)
            gradient[index] += 1e-4 * np.abs(gradient).max()
            return loss, gradient

        monkeypatch.setattr(model, "loss_and_gradient", wrong)
        check = check_model(model, x, y, directions=None)
        found.append((check.status, check.where))
        expected.append(("differ", name_of(model, index)))
    assert found == expected


class WrongDense(Dense):
    def backward(self, dz):
        dx = super().backward(dz)
        self.dW[1, 2] *= 1.001
        return dx


class WrongPReLU(PReLU):
    def backward(self, da):
        dz = super().backward(da)
        self.dalpha[2] *= -1
        return dz


class WrongNormalization(BatchNormalization):
    def backward(self, dy):
        super().backward(dy)
        return dy * self.gamma / self.std  # as if μ and σ were constants


class ResidualWithoutShortcut(Residual):
    def backward(self, dy):
        return super().backward(dy) - dy


class UnscaledDropout(Dropout):
    def backward(self, dy):
        return super().backward(dy) * (1 - self.rate)


class ForgetfulPenalty(L2):
    def __call__(self, W):
        return super().__call__(W)[0], 0 * W


WRONG = {
    "Dense": lambda rng: WrongDense(4, 4, rng),
    "PReLU": lambda rng: WrongPReLU(4),
    "BatchNormalization": lambda rng: WrongNormalization(4),
    "Residual": lambda rng: ResidualWithoutShortcut([Dense(4, 4, rng), Tanh()]),
    "Residual inside": lambda rng: Residual([Tanh(), WrongDense(4, 4, rng)]),
    "Dropout": lambda rng: UnscaledDropout(0.4, rng),
    "penalty": lambda rng: Dense(4, 4, rng, kernel_regularizer=ForgetfulPenalty(0.5)),
}


@pytest.mark.parametrize("directions", [20, None])
@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_layer_is_reported_as_by_nudging_each_parameter_through_the_whole_network(
    kind, directions, monkeypatch
):
    rng = np.random.default_rng(8)
    layers = [Dense(4, 4, rng), Tanh(), WRONG[kind](rng), Tanh(), Dense(4, 3, rng)]
    model, (x, y) = network(layers, CategoricalCrossentropy(from_logits=True)), three_classes(6, 4)
    check = check_model(model, x, y, directions=directions)
    monkeypatch.setattr(gradients_model, "can_be_taken_apart", lambda model: False)
    one_by_one = check_model(model, x, y, directions=directions)
    assert (check.status, check.where, check.analytic) == ("differ", one_by_one.where, one_by_one.analytic)
    np.testing.assert_allclose(check.numerical, one_by_one.numerical, rtol=1e-12)
    np.testing.assert_allclose(check.relative_error, one_by_one.relative_error, rtol=1e-6)


def test_a_unit_at_the_kink_of_relu_is_no_error():
    rng = np.random.default_rng(9)
    model = network([Dense(3, 4, rng), ReLU(), Dense(4, 1, rng), Sigmoid()], BinaryCrossentropy())
    x = rng.normal(size=(5, 3))
    x[2] = 0  # with b = 0 all units of this row are at 0
    check = check_model(model, x, np.ones((5, 1)), directions=None)
    assert check.passed
    assert check.kinks == 4  # the four biases


class Peeping(Layer):
    """A layer that reads another one's weights, and does not say so on the way back."""

    def __init__(self, other):
        self.other = other

    def forward(self, x, training=False):
        return x * self.other.W.sum()

    def backward(self, dy):
        return dy * self.other.W.sum()


def test_a_layer_that_reads_what_is_no_input_of_its_own_is_found_out_all_the_same():
    rng = np.random.default_rng(10)
    first = Dense(3, 3, rng)
    layers = [first, Tanh(), Peeping(first), Dense(3, 1, rng)]
    model = network(layers, BinaryCrossentropy(from_logits=True))
    check = check_model(model, rng.normal(size=(4, 3)), np.ones((4, 1)), directions=None)
    assert (check.status, check.where[:2]) == ("differ", ("layer 0, Dense", "W"))


def test_a_dense_network_of_ten_thousand_parameters_takes_some_hundred_runs_of_its_layers(monkeypatch):
    calls, forward = [], Dense.forward

    def counted(self, x, training=False):
        calls.append(self.units)
        return forward(self, x, training)

    monkeypatch.setattr(Dense, "forward", counted)
    rng = np.random.default_rng(11)
    model = network([Dense(64, 140, rng), ReLU(), Dense(140, 10, rng)], CategoricalCrossentropy(from_logits=True))
    check = check_model(model, rng.normal(size=(4, 64)), one_hot(rng.integers(0, 10, 4), 10), directions=None)
    assert check.passed
    assert len(calls) < 1000


@pytest.mark.parametrize("home", [pytest.param("numpy"), pytest.param("numba", marks=needs_numba)])
@pytest.mark.parametrize("directions", [20, None])
def test_a_network_that_is_trained_in_another_way_is_checked_by_its_layers(home, directions):
    accelerated = importlib.import_module(f"dlcourse.accel.{home}")
    rng, (x, y) = np.random.default_rng(12), three_classes(6, 4)
    model = accelerated.Sequential([Dense(4, 5, rng), ReLU(), Dense(5, 3, rng)], dtype=np.float64)
    model.compile(SGD(0.1), accelerated.CategoricalCrossentropy(from_logits=True))
    assert check_model(model, x, y, directions=directions).passed
    backward = model.backward

    def wrong(dy):
        backward(dy)
        model.gradients[7] += 0.01

    model.backward = wrong
    assert check_model(model, x, y, directions=directions).where == name_of(model, 7)
