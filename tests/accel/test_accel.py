"""The accelerated packages give the reference's numbers, to rounding; optimizers in place give each bit."""

import importlib
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from paths import ROOT

import dlcourse
from dlcourse import L1L2, BatchNormalization, Dense, Dropout, ReLU, Residual, Tanh, one_hot
from dlcourse.extras import install_line

TESTS = ROOT / "tests"
PACKAGES = ["numpy", "numba"]
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}
OPTIMIZERS = ["SGD", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW", "Nadam"]


def package(name):
    if name == "numba":
        pytest.importorskip("numba", reason="Numba is not installed")
    return importlib.import_module(f"dlcourse.accel.{name}")


def trained(classes, widths, batch_size, optimizer, dtype, labels=False, layers=(), **options):
    """A model after two epochs, and its losses; `options` are the optimizer's."""
    rng = np.random.default_rng(len(widths) + batch_size)
    rows = 3 * batch_size + 1  # a last batch of one row
    x, y = rng.normal(size=(rows, widths[0])), rng.integers(0, widths[-1], rows)
    stack = list(layers)
    for fan_in, units in pairwise(widths):
        stack += [Dense(fan_in, units, rng, kernel_regularizer=L1L2(1e-3, 1e-2)), ReLU()]
    model = classes.Sequential(stack[:-1], dtype)
    kind = classes.SparseCategoricalCrossentropy if labels else classes.CategoricalCrossentropy
    optimizer = getattr(classes, optimizer)(0.01, weight_decay=0.01, **options)
    model.compile(optimizer, kind(from_logits=True), [classes.accuracy])
    history = model.fit(x, y if labels else one_hot(y, widths[-1]), 2, batch_size, rng=rng, verbose=False)
    return model, history


def assert_same(ours, theirs, dtype):
    (model, history), (reference, expected) = ours, theirs
    tolerance = TOLERANCE[dtype]
    np.testing.assert_allclose(model.parameters, reference.parameters, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(history.history["loss"], expected.history["loss"], rtol=tolerance)


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("dtype", TOLERANCE)
@given(
    widths=st.lists(st.integers(1, 9), min_size=2, max_size=5).filter(lambda widths: widths[-1] > 1),
    batch_size=st.integers(1, 8),
    labels=st.booleans(),
)
@example(widths=[2, 1, 1, 1, 3], batch_size=3, labels=True)  # three whose last layer has gradients of nearly 0
@example(widths=[7, 7, 1, 1, 7], batch_size=7, labels=False)
@example(widths=[1, 1, 1, 2], batch_size=6, labels=True)
def test_a_network_of_any_shape_trains_to_the_references_numbers(name, dtype, widths, batch_size, labels):
    """With a usual ε Adam's step of a gradient near 0 is its rounding error times η/ε = 10⁵: nothing to compare."""
    arguments, epsilon = (widths, batch_size, "Adam", dtype, labels), 1e-3
    ours, theirs = (trained(classes, *arguments, epsilon=epsilon) for classes in (package(name), dlcourse))
    assert_same(ours, theirs, dtype)


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_every_optimizer_trains_to_the_references_numbers(name, optimizer, dtype):
    arguments = [5, 7, 6, 3], 8, optimizer, dtype
    assert_same(trained(package(name), *arguments), trained(dlcourse, *arguments), dtype)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW"])
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_an_optimizer_in_place_gives_the_references_bits(optimizer, dtype):
    rng = np.random.default_rng(0)
    w = rng.normal(size=70_000).astype(dtype)  # more than a piece of either
    results = [w.copy(), w.copy()]
    optimizers = [getattr(each, optimizer)(0.01, weight_decay=0.1) for each in (package("numpy"), dlcourse)]
    assert optimizers[0].chunk_size != optimizers[1].chunk_size
    for _ in range(3):
        g = rng.normal(size=w.size).astype(dtype)
        for each, parameters in zip(optimizers, results, strict=True):
            each.apply(parameters, g)
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("name", PACKAGES)
def test_layers_that_are_not_accelerated_stand_among_those_that_are(name):
    def layers():
        rng = np.random.default_rng(3)
        inner = [Dense(5, 5, rng, use_bias=False), BatchNormalization(5), ReLU(), Dense(5, 5, rng)]
        return [Residual(inner), Tanh(), Dropout(0.2, rng)]

    results = [trained(each, [5, 4, 3], 8, "Adam", "float64", layers=layers()) for each in (package(name), dlcourse)]
    assert_same(*results, "float64")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_has_every_name_of_the_library(name):
    classes = package(name)
    assert classes.__all__ == dlcourse.__all__
    assert all(hasattr(classes, each) for each in dlcourse.__all__)
    assert issubclass(classes.Sequential, dlcourse.Sequential)
    assert classes.Sequential is not dlcourse.Sequential
    assert classes.Adam is not dlcourse.Adam


@pytest.mark.parametrize("name", PACKAGES)
def test_prediction_does_not_overwrite_what_was_predicted(name):
    model, _ = trained(package(name), [4, 5, 3], 4, "SGD", "float64")
    x = np.random.default_rng(0).normal(size=(6, 4))
    first = model.predict(x)
    kept = first.copy()
    model.predict(-x)
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("name", PACKAGES)
def test_rows_of_several_axes_and_of_other_widths_are_picked_anew(name):
    classes, rng = package(name), np.random.default_rng(0)
    model = classes.Sequential([Dense(4, 3, rng)])
    for shape in [(8, 4), (9, 2, 2), (20, 5)]:
        x = rng.normal(size=shape).astype(np.float32)
        for rows in (np.array([3, 0, 7]), np.array([1]), np.arange(8)):
            np.testing.assert_array_equal(model.pick(x, rows), x[rows])


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("bad", [np.zeros((4, 3)), np.zeros(4), "text"])
def test_rows_that_do_not_fit_raise_as_in_the_reference(name, bad):
    models = [each.Sequential([Dense(4, 2, np.random.default_rng(0)), ReLU()]) for each in (package(name), dlcourse)]
    messages = []
    for model in models:
        with pytest.raises((TypeError, ValueError)) as raised:
            model.forward(bad, training=True)
        messages.append((raised.type, str(raised.value)))
    assert messages[0] == messages[1]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_gradient_of_nan_shows_in_the_parameters(name):
    optimizer, w = package(name).Adam(0.1), np.ones(3)
    optimizer.apply(w, np.array([1.0, np.nan, 0.0]))
    assert np.isnan(optimizer.slots["m"][1])
    assert np.isnan(w[1])
    assert np.isfinite(w[[0, 2]]).all()


def test_a_slot_too_small_for_full_precision_becomes_0():
    optimizer, w = dlcourse.Adam(0.1), np.ones(2, np.float32)
    optimizer.apply(w, np.array([1e-30, 1], np.float32))
    optimizer.slots["m"][:] = 1e-40, 1e-30
    for _ in range(64):
        optimizer.apply(w, np.zeros(2, np.float32))
    assert optimizer.slots["m"][0] == 0
    assert optimizer.slots["m"][1] > 0


def test_compiled_loops_are_told_apart_by_their_formula():
    one_pass = package("numba") and importlib.import_module("dlcourse.accel.numba.one_pass")

    def halved(w, g, eta):
        return (w - eta * g / 2,)

    def doubled(w, g, eta):
        return (w - eta * g * 2,)

    assert one_pass.version_of(halved) != one_pass.version_of(doubled)
    for formula, expected in ((halved, 0.5), (doubled, -1.0)):
        w = np.ones(3)
        one_pass.one_pass(formula, 0)(w, np.ones(3), (1.0,), 0.0)
        np.testing.assert_array_equal(w, np.full(3, expected))
    with pytest.raises(ValueError, match=r"with 0, 1 or 2 slots\. Received: 3"):
        one_pass.one_pass(halved, 3)


def test_without_numba_the_import_says_which_extra_is_missing():
    code = "import sys; sys.modules['numba'] = None; import dlcourse.accel.numba"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1].startswith(
        f"ImportError: dlcourse.accel.numba: expected Numba: run `{install_line('numba')}`"
    )


SAME_SUITE = [
    *("optimizers/test_optimizers.py", "optimizers/test_optimizers_trajectories.py", "losses/test_losses.py"),
    *("training/test_model_fit.py", "training/test_checkpoints.py"),
]


@pytest.mark.parametrize("name", PACKAGES)
def test_the_references_own_tests_pass_with_the_accelerated_classes_in_its_places(name):
    package(name)
    environment = os.environ | {"DLCOURSE_TEST_ACCELERATED": name, "PYTHONPATH": str(TESTS / "helpers")}
    options = ["-q", "-p", "accelerated", "-p", "no:cacheprovider", "-k", "not device"]
    command = [sys.executable, "-m", "pytest", *options, *(TESTS / file for file in SAME_SUITE)]
    done = subprocess.run(command, cwd=TESTS.parent, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "in the reference's places" in done.stdout or "passed" in done.stdout
