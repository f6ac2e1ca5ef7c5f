"""The kernels of `dlcourse.accel.cupy` have the reference's numbers; they run on a GPU alone."""

import numpy as np
import pytest
from device_runs import assert_same_history, assert_same_model, compiled, small
from optimizer_cases import draw_gradients

from dlcourse import losses, optimizers
from dlcourse.data import load_digits
from dlcourse.losses.categorical import softmax_and_log
from dlcourse.preprocessing import one_hot

every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SETTINGS = [
    {"convention": convention, **more}
    for convention in ("keras", "pytorch", "paper")
    for more in ({}, {"weight_decay": 0.1}, {"clipvalue": 0.5}, {"global_clipnorm": 0.5, "weight_decay": 0.01})
]
SHAPES = [(1, 1), (5, 3), (3, 32), (7, 33), (4, 1000), (300, 10)]  # a warp has 32 threads, a block here four rows


@pytest.fixture
def accel(gpu):
    from dlcourse.accel import cupy

    return cupy


@every_dtype
@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: "-".join(map(str, settings.values())))
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_adam_in_one_pass_takes_the_references_steps(gpu, accel, name, settings, dtype):
    w = np.linspace(-1, 1, 1037).astype(dtype)
    moved = gpu.to_device(w)
    here, there = getattr(optimizers, name)(0.05, **settings), getattr(accel, name)(0.05, **settings)
    for step, g in enumerate(draw_gradients(20, w.size).astype(dtype)):
        for optimizer, parameters, gradients in ((here, w, g), (there, moved, gpu.to_device(g))):
            if step == 10:
                optimizer.learning_rate = 0.01
            optimizer.apply(parameters, gradients)
    gpu.assert_same(moved, w)
    for slot in ("m", "v"):
        gpu.assert_same(there.slots[slot], here.slots[slot])
    assert there.step == here.step


def test_adam_in_one_pass_lets_nan_show(gpu, accel):
    w = gpu.to_device(np.zeros(3))
    accel.Adam(clipvalue=1).apply(w, gpu.to_device(np.array([1.0, np.nan, 2])))
    np.testing.assert_array_equal(np.isnan(gpu.to_host(w)), [False, True, False])


def test_adam_in_one_pass_refuses_what_the_reference_refuses(gpu, accel):
    with pytest.raises(ValueError, match="Adam: parameters and gradients: expected flat vectors of one length"):
        accel.Adam().apply(gpu.to_device(np.zeros(3)), gpu.to_device(np.zeros(1)))


def test_adam_of_numpys_arrays_is_the_references(gpu, accel):
    here, there = np.zeros(3), np.zeros(3)
    optimizers.Adam().apply(here, np.ones(3))
    accel.Adam().apply(there, np.ones(3))
    np.testing.assert_array_equal(there, here)


@every_dtype
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_crossentropy_in_one_kernel_has_the_references_numbers(gpu, accel, name, shape, dtype):
    rng = np.random.default_rng(0)
    z = rng.normal(0, 5, shape).astype(dtype)
    z[0, 0] = 90
    y = rng.integers(0, shape[1], shape[0])
    y = rng.dirichlet(np.ones(shape[1]), shape[0]).astype(dtype) if name == "CategoricalCrossentropy" else y
    expected, expected_gradient = getattr(losses, name)(from_logits=True)(y, z)
    loss, gradient = getattr(accel, name)(from_logits=True)(gpu.to_device(y), gpu.to_device(z))
    gpu.assert_same_number(loss, expected, 1e-5 if dtype is np.float32 else 1e-10)
    gpu.assert_same(gradient, expected_gradient)


def test_logits_far_out_cost_what_they_should(gpu, accel):
    z = np.array([[1000.0, 0, -1000]])
    assert accel.SparseCategoricalCrossentropy(True)(gpu.to_device(np.array([2])), gpu.to_device(z))[0] == 2000
    assert -softmax_and_log(z)[1][0, 2] == 2000


def test_nan_among_the_logits_gives_nan(gpu, accel):
    z = gpu.to_device(np.array([[0.0, np.nan], [0, 0]]))
    loss, gradient = accel.SparseCategoricalCrossentropy(True)(gpu.to_device(np.array([0, 1])), z)
    assert np.isnan(loss)
    np.testing.assert_array_equal(np.isnan(gpu.to_host(gradient)), [[True, True], [False, False]])


@pytest.mark.parametrize(
    ("name", "y", "message"),
    [
        ("SparseCategoricalCrossentropy", np.array([0, 3]), "expected whole numbers from 0 to 2. Received: 3"),
        ("SparseCategoricalCrossentropy", np.array([0, -1]), "expected whole numbers from 0 to 2. Received: -1"),
        ("CategoricalCrossentropy", np.ones((2, 3)), "expected rows of shares that sum to 1"),
        ("CategoricalCrossentropy", np.array([[2.0, -1, 0], [1, 0, 0]]), "expected rows of shares that sum to 1"),
        ("CategoricalCrossentropy", np.ones((1, 3)) / 3, "expected the same shape"),
    ],
)
def test_labels_that_cannot_be_raise_in_the_references_words(gpu, accel, name, y, message):
    with pytest.raises(ValueError, match=message):
        getattr(accel, name)(from_logits=True)(gpu.to_device(y), gpu.to_device(np.zeros((2, 3))))


@pytest.mark.parametrize("name", ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_probabilities_go_the_references_way(gpu, accel, name):
    p, y = np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([1, 0])
    y = y if name.startswith("Sparse") else np.eye(2)[y]
    loss, gradient = getattr(accel, name)()(gpu.to_device(y), gpu.to_device(p))
    expected, expected_gradient = getattr(losses, name)()(y, p)
    gpu.assert_same_number(loss, expected)
    gpu.assert_same(gradient, expected_gradient)


@every_dtype
@pytest.mark.parametrize("labels", [True, False])
def test_three_epochs_with_the_kernels_come_to_the_numbers_of_numpy(gpu, accel, labels, dtype):
    x, y = (array[:500] for array in load_digits())
    y = y if labels else one_hot(y, 10)
    models, histories = [], []
    for there in (True, False):
        rng = np.random.default_rng(0)
        model = compiled(small(rng, dtype), labels=labels)
        if there:
            model = accel.to_gpu(model)
            name = "SparseCategoricalCrossentropy" if labels else "CategoricalCrossentropy"
            model.compile(accel.Adam(0.01), getattr(accel, name)(from_logits=True), model.metrics)
        histories.append(model.fit(x, y, 3, 50, rng=rng, verbose=False))
        models.append(model)
    tolerance = 1e-5 if dtype is np.float32 else 1e-10
    assert_same_model(gpu, *models, tolerance)
    assert_same_history(gpu, *histories, tolerance)
