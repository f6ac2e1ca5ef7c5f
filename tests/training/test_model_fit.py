"""fit: it learns, batch by batch, equal bits for equal seeds, one dtype, inputs left alone."""

import numpy as np
import pytest
from networks import StandStill, dense_layers, small

from dlcourse.layers import Dense
from dlcourse.losses import BinaryCrossentropy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD


def test_fit_lowers_the_loss():
    model, x, y = small()
    losses = model.fit(x, y, epochs=30, batch_size=4, rng=np.random.default_rng(0), verbose=False).history["loss"]
    assert len(losses) == 30
    assert losses[-1] < 0.5 * losses[0]


def test_equal_seeds_give_equal_bits_and_another_shuffle_gives_others():
    def trained(seed):
        model, x, y = small()
        history = model.fit(x, y, epochs=5, batch_size=3, rng=np.random.default_rng(seed), verbose=False)
        return model.parameters.tobytes(), history.history["loss"]

    assert trained(1) == trained(1)
    assert trained(1) != trained(2)


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 10), (4, 3), (10, 1), (32, 1)])
def test_an_epoch_takes_one_step_per_batch(batch_size, steps):
    model, x, y = small(optimizer=StandStill())
    model.fit(x, y, batch_size=batch_size, verbose=False)
    assert model.optimizer.calls == steps


def test_one_epoch_of_batch_gradient_descent_is_one_step_of_the_formula():
    model, x, y = small(np.float64)
    _, g = model.loss_and_gradient(x, y)
    w = model.parameters.copy()
    model.fit(x, y, batch_size=len(x), verbose=False)
    np.testing.assert_allclose(model.parameters, w - 0.5 * g, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_dtype_holds_throughout(dtype):
    seen = []

    class Spy(BinaryCrossentropy):
        def __call__(self, y_true, y_pred):
            loss, dy = super().__call__(y_true, y_pred)
            seen.extend([y_true.dtype, y_pred.dtype, loss.dtype, dy.dtype])
            return loss, dy

    model, x, y = small(dtype)
    model.compile(SGD(0.1), Spy())
    model.fit(x, y.astype(int), epochs=2, validation_data=(x, y), verbose=False)
    seen += [array.dtype for layer in dense_layers(model) for array in (layer.W, layer.b, layer.dW, layer.db, layer.x)]
    seen += [model.parameters.dtype, model.gradients.dtype, model.predict(x).dtype]
    assert set(seen) == {np.dtype(dtype)}


def test_training_is_float32_unless_asked_otherwise():
    assert Sequential([Dense(2, 1, np.random.default_rng(0))]).parameters.dtype == np.float32


def test_fit_changes_none_of_its_inputs():
    model, x, y = small(np.float64)
    before = x.copy(), y.copy()
    x.flags.writeable = y.flags.writeable = False
    model.fit(x, y, epochs=2, verbose=False)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_fit_takes_lists():
    model, x, y = small()
    same, _, _ = small()
    model.fit(x.tolist(), y.tolist(), verbose=False)
    same.fit(x, y, verbose=False)
    np.testing.assert_array_equal(model.parameters, same.parameters)


def test_without_a_batch_size_all_rows_make_one_step():
    model, x, y = small(optimizer=StandStill())
    model.fit(x, y, epochs=3, batch_size=None, verbose=False)
    assert model.optimizer.calls == 3
