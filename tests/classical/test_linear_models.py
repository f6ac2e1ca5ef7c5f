"""The five linear models: hand-worked steps, known limits, and what scikit-learn finds."""

import numpy as np
import pytest
from oracles import sklearn_linear_model

from dlcourse import one_hot
from dlcourse.classical.linear_models import (
    LinearRegression,
    LinearSVM,
    LogisticRegression,
    PerceptronByDescent,
    SoftmaxRegression,
)


def two_clouds(seed=0, distance=3.0):
    rng = np.random.default_rng(seed)
    y = np.arange(60) % 2
    return rng.normal(size=(60, 2)) + distance * (y[:, None] - 0.5), y


def test_linear_regression_reaches_least_squares():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    y = rng.normal(size=(40, 1))
    model = LinearRegression(3)
    losses = model.fit(x, y, learning_rate=0.3, epochs=500)
    least_squares = sklearn_linear_model.LinearRegression().fit(x, y)
    np.testing.assert_allclose(model.W.ravel(), least_squares.coef_.ravel(), atol=1e-9)
    np.testing.assert_allclose(model.b, least_squares.intercept_, atol=1e-9)
    assert all(np.diff(losses) <= 1e-15)


def test_logistic_regression_on_two_points_grows_like_a_logarithm():
    # x = ±1, η = 1: w = 2.26, 4.59, 6.91 after 10, 100, 1000 steps, and it never settles
    model, w = LogisticRegression(1), []
    for steps in (10, 90, 900):
        model.fit([[1.0], [-1.0]], [[1.0], [0.0]], learning_rate=1.0, epochs=steps)
        w.append(round(float(model.W[0, 0]), 2))
    assert w == [2.26, 4.59, 6.91]


def test_logistic_regression_agrees_with_scikit_learn():
    x, y = two_clouds(distance=1.0)
    model = LogisticRegression(2)
    model.fit(x, y[:, None], learning_rate=1.0, epochs=5000)
    theirs = sklearn_linear_model.LogisticRegression(C=1e12, tol=1e-10).fit(x, y)
    np.testing.assert_allclose(model.predict(x)[:, 0], theirs.predict_proba(x)[:, 1], atol=1e-4)


def test_two_class_softmax_is_logistic_regression():
    x, y = two_clouds()
    softmax_model, logistic = SoftmaxRegression(2, 2), LogisticRegression(2)
    # the difference of the two logits moves twice as fast as one logit alone
    softmax_model.fit(x, one_hot(y, 2), learning_rate=0.1, epochs=50)
    logistic.fit(x, y[:, None], learning_rate=0.2, epochs=50)
    np.testing.assert_allclose(softmax_model.predict(x)[:, 1:], logistic.predict(x), rtol=1e-12)


@pytest.mark.parametrize("model", [PerceptronByDescent(2), LinearSVM(2)], ids=type)
def test_the_classifiers_part_what_a_line_can_part(model):
    x, y = two_clouds(distance=6.0)
    signs = 2 * y[:, None] - 1
    model.fit(x, signs, learning_rate=0.5, epochs=300)
    np.testing.assert_array_equal(model.predict(x), signs)


def test_one_step_of_the_hinge_by_hand():
    # f = 0, so both rows are inside the margin: dW = −(1·2 + (−1)·(−4))/2 = −3, db = −(1 − 1)/2 = 0
    model = LinearSVM(1)
    losses = model.fit([[2.0], [-4.0]], [[1.0], [-1.0]], learning_rate=0.5, epochs=1)
    assert (losses, model.W.item(), model.b.item()) == ([1.0], 1.5, 0.0)


def test_the_perceptron_loss_stops_at_the_first_line_and_the_hinge_goes_on_to_a_margin():
    x, y = two_clouds(distance=6.0)
    signs = 2 * y[:, None] - 1
    perceptron, svm = PerceptronByDescent(2), LinearSVM(2)
    perceptron.fit(x, signs, learning_rate=0.5, epochs=300)
    svm.fit(x, signs, learning_rate=0.5, epochs=2000)
    assert (signs * perceptron.score(x)).min() > 0
    assert (signs * svm.score(x)).min() > 0.9


def test_labels_and_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="Received"):
        LinearSVM(1).fit([[1.0], [2.0]], [[0.0], [1.0]])
    with pytest.raises(ValueError, match=r"expected \(N, 2\) and \(N, 1\). Received: \(3, 2\) and \(3,\)"):
        LogisticRegression(2).fit(np.zeros((3, 2)), np.zeros(3))
