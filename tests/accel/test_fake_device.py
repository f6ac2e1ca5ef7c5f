"""The stand-in for a device refuses what CuPy refuses or does not have, and so finds it where there is no GPU."""

import numpy as np
import pytest
from fake_device import FakeDeviceArray, to_device, to_host


def test_it_refuses_numpys_arrays_and_lists():
    device, host = to_device([1.0, 2.0]), np.ones(2)
    for mix in (
        lambda: device + host,
        lambda: host @ device,
        lambda: np.where(device > 0, host, device),
        lambda: device.__setitem__(..., host),
        lambda: host.__setitem__(..., device),
        lambda: np.add(device, device, out=host),
        lambda: np.asarray(device),
        lambda: np.add(device, [1, 2]),
        lambda: device.__setitem__(..., [1, 2]),
    ):
        with pytest.raises(TypeError, match="device array"):
            mix()
    np.testing.assert_array_equal(to_host(2 * device - 1), [1, 3])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda a: np.eye(2, like=a), "CuPy's np.eye has no argument device"),
        (lambda a: np.full(2, 1.0, like=a), "CuPy's np.full has no argument device"),
        (lambda a: np.ones(2, like=a), "CuPy's np.ones has no argument device"),
        (lambda a: np.take(a, to_device([0]), axis=0, mode="clip"), "CuPy's np.take has no argument mode"),
        (lambda a: np.max(a, initial=0), "CuPy's np.max has no argument initial"),
        (lambda a: a.max(initial=0), "CuPy's max has no argument initial"),
        (lambda a: a.sum(where=a > 0), "CuPy's sum has no argument where"),
        (lambda a: np.maximum.reduce(a), "CuPy's maximum has no reduce"),
        (lambda a: np.subtract.outer(a, a), "CuPy's subtract has no outer"),
        (lambda a: np.dot(a, a, out=a.T), "without gaps"),
        (lambda a: np.put_along_axis(a, a, 1, axis=0), "not known to be in CuPy: np.put_along_axis"),
    ],
)
def test_what_cupy_does_not_have_raises(call, message):
    with pytest.raises(TypeError, match=message):
        call(to_device(np.ones((2, 2))))


def test_a_sum_is_an_array_and_each_question_for_its_number_is_counted():
    total = to_device([1.0, 2.0]).sum()
    assert isinstance(total, FakeDeviceArray)
    assert total.shape == ()
    before = FakeDeviceArray.waits
    assert (float(total), int(total), bool(total > 2), total.item(), total.get()) == (3, 3, True, 3, 3)
    assert FakeDeviceArray.waits - before == 5


def test_what_is_written_into_an_output_is_the_output():
    a = to_device([1.0, 2.0])
    assert np.multiply(a, 2, out=a) is a
    np.testing.assert_array_equal(to_host(a), [2, 4])
