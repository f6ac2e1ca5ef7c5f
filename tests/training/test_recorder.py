"""Statistics of the layers, recorded while they learn, against numbers worked out by hand and NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import StandStill, drawn, small, three_classes

from dlcourse.layers import Dense, Layer, ReLU, Residual
from dlcourse.losses import MeanSquaredError
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.training.callbacks import Recorder, statistics


def test_statistics_equal_hand_worked_numbers():
    measured = statistics([np.array([[3.0, 0], [0, 1]]), np.array([-4.0, 0])])
    assert measured["norm"] == pytest.approx(26**0.5, rel=1e-15)
    assert (measured["mean"], measured["zeros"]) == (0, 0.5)
    assert measured["standard_deviation"] == pytest.approx((26 / 6) ** 0.5, rel=1e-15)


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.float32, np.float64]), st.floats(-1e3, 1e3))
def test_statistics_equal_numpys_on_all_numbers_together(seed, dtype, shift):
    rng = np.random.default_rng(seed)
    arrays = [(rng.normal(size=shape) + shift).astype(dtype) for shape in ((4, 3), (3,))]
    together = np.concatenate([array.ravel() for array in arrays]).astype(np.float64)
    measured = statistics(arrays)
    tolerance = 1e-4 if dtype == np.float32 else 1e-9
    assert measured["norm"] == pytest.approx(np.linalg.norm(together), rel=tolerance)
    assert measured["mean"] == pytest.approx(together.mean(), rel=tolerance, abs=1e-9)
    assert measured["standard_deviation"] == pytest.approx(together.std(), rel=tolerance)


def test_the_recorder_measures_outputs_and_gradients_of_each_layer_after_each_epoch():
    model, x, y, _ = drawn(three_classes)
    recorder = Recorder(x, y)
    model.fit(x, y, epochs=3, callbacks=[recorder], verbose=False)
    labels = ["1 Dense", "2 ReLU", "3 Dense", "4 Tanh", "5 Dense"]
    assert (list(recorder.activations), list(recorder.gradients)) == (labels, [labels[0], labels[2], labels[4]])
    assert recorder.epoch == [0, 1, 2]
    model.loss_and_gradient(x, y)
    a = x
    for label, layer in zip(labels, model.layers, strict=True):
        a = layer.forward(a)
        measured = recorder.activations[label]
        assert measured["zeros"][-1] == np.mean(a == 0)
        assert measured["standard_deviation"][-1] == pytest.approx(a.std(), rel=1e-12)
        if isinstance(layer, Dense):
            gradient = np.concatenate([layer.dW.ravel(), layer.db])
            assert recorder.gradients[label]["norm"][-1] == pytest.approx(np.linalg.norm(gradient), rel=1e-12)
            assert recorder.gradients[label]["mean"][-1] == pytest.approx(gradient.mean(), rel=1e-9)
    assert all(len(values) == 3 for table in recorder.activations.values() for values in table.values())


def test_the_recorder_sees_dead_units():
    rng = np.random.default_rng(0)
    model = Sequential([Dense(2, 4, rng), ReLU(), Dense(4, 1, rng)]).compile(SGD(0.01), MeanSquaredError())
    model.layers[0].b[:] = -1e6
    recorder = Recorder(np.ones((5, 2)), np.ones((5, 1)))
    model.fit(np.ones((5, 2)), np.ones((5, 1)), callbacks=[recorder], verbose=False)
    assert recorder.activations["2 ReLU"]["zeros"] == [1]
    assert recorder.gradients["1 Dense"]["norm"] == [0]


def test_every_second_epoch_is_recorded_where_asked_for():
    model, x, y = small()
    recorder = Recorder(x, y, every=2)
    model.fit(x, y, epochs=5, callbacks=[recorder], verbose=False)
    assert recorder.epoch == [1, 3]


def test_recording_does_not_change_the_training():
    class Noise(Layer):
        state_names = ("seen",)

        def __init__(self, rng):
            self.rng, self.seen = rng, np.zeros(1)

        def forward(self, x, training=False):
            if training:
                self.seen += 1
                x = x + self.rng.normal(size=x.shape)
            return x

        def backward(self, da):
            return da

    def trained(*callbacks):
        rng = np.random.default_rng(0)
        noise, (_, x, y) = Noise(rng), small()
        model = Sequential([noise, Dense(2, 1, rng)], np.float64).compile(SGD(0.1), MeanSquaredError())
        model.fit(x, y, 3, 4, rng=rng, callbacks=[made(x, y) for made in callbacks], verbose=False)
        return model.parameters.tobytes(), noise.seen.tolist(), model.gradients.tobytes()

    assert trained(Recorder) == trained()


def test_the_recorder_refuses_rows_that_do_not_fit_before_any_training():
    model, x, y = small(optimizer=StandStill())
    with pytest.raises(ValueError, match="expected an input of width 2"):
        model.fit(x, y, callbacks=[Recorder(np.ones((3, 4)), np.ones((3, 1)))], verbose=False)
    assert model.optimizer.calls == 0


def test_a_block_is_recorded_with_all_that_is_inside():
    rng = np.random.default_rng(0)
    block = Residual([Dense(2, 2, rng), ReLU(), Dense(2, 2, rng)])
    model = Sequential([ReLU(), block, Dense(2, 1, rng)], np.float64).compile(SGD(0.1), MeanSquaredError())
    x, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
    recorder = Recorder(x, y)
    model.fit(x, y, callbacks=[recorder], verbose=False)
    _, gradient = model.loss_and_gradient(x, y)
    assert list(recorder.gradients) == ["2 Residual", "3 Dense"]
    assert recorder.gradients["2 Residual"]["norm"][0] == pytest.approx(np.linalg.norm(gradient[:12]), rel=1e-12)
