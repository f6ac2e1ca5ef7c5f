"""Slips of the notes in lectures 01 and 02, computed: the perceptron and its loss."""

import numpy as np
import pytest
from oracles import jax, jnp, sklearn_linear_model, sklearn_metrics

from dlcourse import (
    SGD,
    BinaryCrossentropy,
    Dense,
    Hinge,
    Perceptron,
    PerceptronByDescent,
    PerceptronLoss,
    ReLU,
    Sequential,
    Sigmoid,
    SoftmaxRegression,
    Tanh,
    accuracy,
    numerical_gradient,
)
from dlcourse.initializers import zeros


def test_a_neuron_learns_from_zero_weights_without_a_bias_and_a_zero_net_of_relu_or_tanh_does_not_with_one():
    rng = np.random.default_rng(0)
    x = np.array([[2.0, 1.0], [1.0, 3.0], [-1.0, -2.0], [-3.0, -1.0]])
    y = np.array([[1.0], [1.0], [0.0], [0.0]])
    neuron = Sequential([Dense(2, 1, rng, zeros, use_bias=False)], np.float64)
    neuron.compile(SGD(0.5), BinaryCrossentropy(from_logits=True))
    # Σ (½ − y) x / 4: −½(2 + 1) + ½(−1 − 3) = −3.5 and −½(1 + 3) + ½(−2 − 1) = −3.5, over 4
    assert neuron.loss_and_gradient(x, y)[1] == pytest.approx([-0.875, -0.875])
    neuron.fit(x, y, epochs=20, verbose=False)
    assert np.array_equal(neuron.predict(x) > 0, y == 1)
    assert neuron.predict(np.zeros((1, 2))) == 0  # what the bias is for: without it, every line goes through 0

    for hidden in (ReLU(), Tanh(), Sigmoid()):
        net = Sequential([Dense(2, 3, rng, zeros), hidden, Dense(3, 1, rng, zeros)], np.float64)
        net.compile(SGD(0.5), BinaryCrossentropy(from_logits=True))
        net.fit(x[1:], y[1:], epochs=20, verbose=False)
        assert net.layers[2].b != 0
        moves = isinstance(hidden, Sigmoid)  # σ(0) is ½, not 0: something to learn from
        assert net.layers[0].W.any() == net.layers[2].W.any() == moves
        np.testing.assert_allclose(net.layers[0].W, net.layers[0].W[:, :1] * np.ones(3), rtol=1e-12)  # all alike
        if not moves:
            assert accuracy(y, net.predict(x), threshold=0) == 0.5


def test_adding_a_missed_point_lowers_the_line_where_w2_is_positive():
    def height(neuron):
        """x₂ of the line above x₁ = 1."""
        return -(neuron.b + neuron.w[0]) / neuron.w[1]

    x = np.array([1.0, 1.0])
    up, down = Perceptron(2, w=[1, -2], b=-3), Perceptron(2, w=[1, 1], b=-3)
    before = [height(up), height(down), up.score(x), down.score(x)]
    assert before == [-1, 2, -4, -1]  # both miss the 1
    up.update(x, 1)
    down.update(x, 1)
    assert [height(up), height(down)] == [0, 0]  # −1 rose, 2 sank
    assert [up.score(x), down.score(x)] == [-4 + 3, -1 + 3]  # in both, by η(‖x‖² + 1) = 3


def test_points_on_their_own_side_cost_nothing():
    x, y = np.array([[2.0], [-2.0]]), np.array([[1.0], [-1.0]])
    right, wrong = x, -0.1 * x  # the scores of two "lines"
    loss = PerceptronLoss()
    assert loss(y, right)[0] == 0
    assert loss(y, wrong)[0] == pytest.approx(0.2)
    assert np.abs(right).sum() == 4  # over all points, the line that is right costs more
    assert np.abs(wrong).sum() == pytest.approx(0.4)


def test_labels_of_the_perceptron_loss_are_plus_and_minus_one():
    loss = PerceptronLoss()
    assert loss([1.0], [-1.0])[0] == 1  # a missed +1
    assert loss([-1.0], [1.0])[0] == 1  # a missed −1
    notes = [max(0, -y * f) for y, f in ((1, 1), (0, 0), (1, 0), (0, 1))]
    assert notes == [0, 0, 0, 0]  # with labels and outputs 0 and 1, no row costs anything, whatever is predicted
    with pytest.raises(ValueError, match="2 \\* y_true - 1"):
        loss([0.0, 1.0], [1.0, 0.0])


def test_the_perceptron_gradient_has_the_label_in_it():
    x = np.array([[2.0, -1.0], [1.0, 3.0], [-2.0, 1.0], [3.0, 2.0]])
    y = np.array([[1.0], [-1.0], [1.0], [1.0]])
    W, b = np.array([[-0.5], [1.0]]), np.array([0.25])

    def loss(W, b):
        return jnp.mean(jnp.maximum(0, -y * (x @ W + b)))

    true_W, true_b = jax.grad(loss, (0, 1))(W, b)
    model = PerceptronByDescent(2)
    model.W, model.b = W, b
    model.fit(x, y, learning_rate=1, epochs=1)
    moved_W, moved_b = model.W - W, model.b - b
    assert moved_W == pytest.approx(-np.asarray(true_W), rel=1e-12)
    assert moved_b == pytest.approx(-np.asarray(true_b), rel=1e-12)
    wrong = (y * (x @ W + b) < 0)[:, 0]
    assert list(wrong) == [True, True, False, False]  # a +1 and a −1 are missed
    assert -x[wrong].sum(axis=0) / 4 != pytest.approx(np.asarray(true_W)[:, 0], rel=0.1)  # without the label
    assert -(x[wrong] * x[wrong, :1]).sum(axis=0) / 4 != pytest.approx(
        np.asarray(true_W)[:, 0], rel=0.1
    )  # x in its place
    assert (float(true_b[0]), -wrong.sum() / 4) == (0, -0.5)  # +1 and −1 cancel; −1/n each does not


def test_hinge_is_the_loss_of_the_linear_svm_and_not_of_the_perceptron():
    y, f = np.array([1.0, -1.0]), np.array([0.5, -2.0])
    assert PerceptronLoss()(y, f)[0] == 0  # both on their side
    assert Hinge()(y, f)[0] == sklearn_metrics.hinge_loss(y, f) == 0.25  # the first is inside the margin
    assert (sklearn_linear_model.Perceptron().loss, sklearn_linear_model.SGDClassifier().loss) == (
        "perceptron",
        "hinge",
    )

    def hinge_of_the_step(f):
        return np.maximum(0, 1 - y * np.where(f >= 0, 1, -1)).mean()

    assert hinge_of_the_step(-f) == 2
    assert not numerical_gradient(hinge_of_the_step, -f).any()  # with the step inside, nothing can be learnt
    assert Hinge()(y, -f)[1] == pytest.approx([-0.5, 0.5])


def test_log_loss_takes_minus_both_logarithms():
    right, wrong = -np.log(0.2), np.log(0.2)  # label 0, prediction 0.8
    assert BinaryCrossentropy()([0.0], [0.8])[0] == pytest.approx(right)
    assert right == pytest.approx(1.609, abs=1e-3)
    assert np.log(1 - 0.99) < wrong < 0  # the notes' sign: the worse the prediction, the lower the loss


def test_softmax_gives_k_probabilities_not_zero_or_one():
    model = SoftmaxRegression(1, 3)
    model.b = np.log([1.0, 2.0, 5.0])
    probabilities = model.predict(np.zeros((1, 1)))
    assert probabilities == pytest.approx(np.array([[1 / 8, 2 / 8, 5 / 8]]))
    assert not np.isin(probabilities, (0, 1)).any()
