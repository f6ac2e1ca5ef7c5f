"""Every optimizer in every convention, unchanged on a device, with NumPy's numbers."""

import numpy as np
import pytest
from optimizer_cases import draw_gradients, every_optimizer

from dlcourse.optimizers import CHUNK_SIZE, SGD
from dlcourse.optimizers.chunks import chunks_of


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ten_steps_have_numpys_numbers(device, cls, settings, dtype):
    gradients = draw_gradients(10, 37).astype(dtype)
    here, there = cls(0.1, **settings), cls(0.1, **settings)
    w = np.linspace(-1, 1, 37).astype(dtype)
    moved = device.to_device(w)
    for g in gradients:
        here.apply(w, g)
        there.apply(moved, device.to_device(g))
    device.assert_same(moved, w)
    for name, values in (here.slots or {}).items():
        device.assert_same(there.slots[name], values)


def test_a_vector_on_a_device_is_one_piece(device):
    w = np.zeros(2 * CHUNK_SIZE + 1, np.float32)
    assert [chunk.stop - chunk.start for chunk in chunks_of(device.to_device(w))] == [w.size]
    assert len(list(chunks_of(w))) == 3
    moved = device.to_device(w)
    SGD(1.0).apply(moved, device.to_device(w + 1))
    assert (device.to_host(moved) == -1).all()


def test_a_vector_of_no_numbers_is_no_piece(device):
    assert list(chunks_of(device.to_device(np.empty(0)))) == []
