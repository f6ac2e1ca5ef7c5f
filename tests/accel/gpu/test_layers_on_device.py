"""Every layer by itself, forward and backward, unchanged on a device, with NumPy's numbers."""

import numpy as np
import pytest
from device_runs import layers_of_each_kind

from dlcourse.layers.base import walk
from dlcourse.model import Sequential

LAYERS = {type(layer).__name__: index for index, layer in enumerate(layers_of_each_kind())}  # the last of each kind


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", LAYERS)
def test_forward_and_backward_have_numpys_numbers(device, name, dtype):
    here, there = (layers_of_each_kind()[LAYERS[name]] for _ in range(2))
    Sequential([here], dtype), Sequential([there], dtype, like=device.one)  # they bring the arrays there
    for each, _ in walk([here, there]):
        each.needs_dx = True
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, *(here.input_shape or (6,)))).astype(dtype)
    for training in (False, True):
        y = here.forward(x, training)
        device.assert_same(there.forward(device.to_device(x), training), y)
    dy = rng.normal(size=y.shape).astype(dtype)
    device.assert_same(there.backward(device.to_device(dy)), here.backward(dy))
    for (moved, _), (kept, _) in zip(walk([there]), walk([here]), strict=True):
        for learnt in kept.parameter_names:
            device.assert_same(getattr(moved, "d" + learnt), getattr(kept, "d" + learnt))
        for state, array in kept.state().items():
            device.assert_same(moved.state()[state], array)
