"""The places where these tests run: the stand-in, always, and a GPU by CuPy, where there is one."""

from typing import ClassVar

import numpy as np
import pytest
from fake_device import FakeDeviceArray, to_device, to_host

from dlcourse.accel.moving import moved


class StandIn:
    """The stand-in's numbers are NumPy's own, to the bit."""

    array = FakeDeviceArray
    to_device, to_host = staticmethod(to_device), staticmethod(to_host)

    def to_gpu(self, model):
        return moved(
            model, lambda array: to_device(array._host if isinstance(array, FakeDeviceArray) else array), self.one
        )

    def to_numpy(self, model):
        return moved(
            model, lambda array: array.get() if isinstance(array, FakeDeviceArray) else array.copy(), np.empty(0)
        )

    @property
    def one(self):
        return to_device(0.0)

    def assert_same(self, there, here, tolerance=None):
        """The array on the device holds NumPy's numbers."""
        np.testing.assert_array_equal(to_host(there), here)
        assert there.dtype == here.dtype

    def assert_same_number(self, there, here, tolerance=None):
        assert float(there) == float(here)


class Gpu:
    """A GPU adds up in another order: its numbers are NumPy's to rounding."""

    tolerances: ClassVar = {np.dtype(np.float32): 1e-5, np.dtype(np.float64): 1e-10}

    def __init__(self):
        self.cupy = pytest.importorskip("cupy", reason="there is no CuPy")
        try:
            found = self.cupy.cuda.runtime.getDeviceCount()
        except self.cupy.cuda.runtime.CUDARuntimeError as problem:
            pytest.skip(f"there is no GPU: {problem}")
        if not found:
            pytest.skip("there is no GPU")
        from dlcourse.accel.cupy import to_gpu, to_numpy

        self.array, self.to_gpu, self.to_numpy = self.cupy.ndarray, to_gpu, to_numpy

    def to_device(self, array):
        return self.cupy.array(array)

    def to_host(self, array):
        assert isinstance(array, self.cupy.ndarray)
        return array.get()

    @property
    def one(self):
        return self.cupy.zeros(())

    def assert_same(self, there, here, tolerance=None):
        """The array on the GPU holds NumPy's numbers: within the tolerance of the largest of them."""
        assert there.dtype == here.dtype
        tolerance = tolerance or self.tolerances.get(here.dtype, 0)
        size = np.abs(np.where(np.isfinite(here), here, 0)).max(initial=0)
        np.testing.assert_allclose(self.to_host(there), here, rtol=tolerance, atol=tolerance * float(size))

    def assert_same_number(self, there, here, tolerance=1e-10):
        np.testing.assert_allclose(float(there), float(here), rtol=tolerance, atol=tolerance)


@pytest.fixture(params=[StandIn, Gpu], ids=["stand-in", "gpu"])
def device(request):
    """Where the arrays of the test live."""
    return request.param()


@pytest.fixture
def gpu():
    """A GPU, for what runs nowhere else."""
    return Gpu()
