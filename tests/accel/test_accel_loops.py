"""Loops compiled by Numba: the numbers and the errors of the reference, and what happens without Numba or a cache."""

import subprocess
import sys

import numpy as np
import pytest
from forms import needs_numba
from hypothesis import given
from hypothesis import strategies as st

from dlcourse import Perceptron
from dlcourse.classical.nine_parameters import train_by_hand
from dlcourse.extras import install_line

pytestmark = needs_numba
DTYPES = {np.float32: 1e-5, np.float64: 1e-12}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("classify", [False, True])
@given(st.integers(1, 40), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_the_nine_parameters_are_those_of_the_reference(dtype, classify, rows, epochs, seed):
    from dlcourse.accel import numba

    rng = np.random.default_rng(seed)
    start, x = rng.normal(size=9).astype(dtype), rng.normal(size=(rows, 2)).astype(dtype)
    y = (rng.integers(0, 2, rows) if classify else rng.normal(size=(rows, 1))).astype(dtype)
    expected, losses = train_by_hand(start, x, y, 0.01, epochs, classify)
    found, found_losses = numba.train_by_hand(start, x, y, 0.01, epochs, classify)
    np.testing.assert_allclose(found, expected, rtol=DTYPES[dtype], atol=DTYPES[dtype])
    np.testing.assert_allclose(found_losses, losses, rtol=DTYPES[dtype], atol=DTYPES[dtype])


@given(st.integers(1, 9), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_linear_regression_is_the_references_to_the_bit(rows, epochs, seed):
    from dlcourse.accel import numba

    rng = np.random.default_rng(seed)
    start, x, y = rng.normal(size=9), rng.normal(size=(rows, 2)), rng.normal(size=rows)
    expected, losses = train_by_hand(start, x, y, 0.01, epochs)
    found, found_losses = numba.train_by_hand(start, x, y, 0.01, epochs)
    np.testing.assert_array_equal(found, expected)
    assert found_losses == losses


@pytest.mark.parametrize("dtype", DTYPES)
@given(st.integers(0, 40), st.integers(1, 9), st.integers(0, 6), st.booleans(), st.integers(0, 2**32 - 1))
def test_the_line_and_the_mistakes_are_those_of_the_reference(dtype, rows, inputs, epochs, shuffled, seed):
    from dlcourse.accel import numba

    rng = np.random.default_rng(seed)
    x, y = rng.integers(-3, 4, (rows, inputs)).astype(dtype), rng.integers(0, 2, rows)  # with many scores of just 0
    start = {"learning_rate": 0.25, "w": rng.integers(-2, 3, inputs) / 4, "b": 0.25}  # quarters, so no sum is rounded
    lines = []
    for kind in (Perceptron, numba.Perceptron):
        model = kind(inputs, **start)
        counts = model.fit(x, y, epochs, np.random.default_rng(seed) if shuffled else None)
        lines.append((counts, model.b, model.w.tolist()))
    assert lines[0] == lines[1]


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_the_updates_on_the_way_are_those_of_the_reference(rows, seed):
    from dlcourse.accel import numba

    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(rows, 3)), rng.integers(0, 2, rows)
    ways = []
    for kind in (Perceptron, numba.Perceptron):
        model = kind(3, learning_rate=0.3)
        updates = model.updates(x, y, 5, np.random.default_rng(seed))
        ways.append([(u.epoch, u.row, u.y_pred, u.b, *u.w, model.b, *model.w) for u in updates])
    assert ways[0] == ways[1]


def test_rows_in_another_order_of_memory_or_kept_from_writing_need_no_second_machine_code():
    from dlcourse.accel import numba

    x, y = np.asfortranarray(np.random.default_rng(0).normal(size=(20, 3))), np.arange(20) % 2
    x.flags.writeable = False
    numba.Perceptron(3).fit(x, y, 2)
    numba.train_by_hand(np.ones(9), x[:, :2], y)
    numba.train_by_hand(np.ones(9, np.float32), x[:, :2].tolist(), y[:, None], learning_rate=1, epochs=2)
    assert len(numba.loops.epoch_loop.signatures) == 1
    assert len(numba.loops.regression_loop.signatures) == 1


def run(code, **environment):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, **environment)


def test_without_numba_the_error_says_what_to_install():
    code = "import sys; sys.modules['numba'] = None; import dlcourse, dlcourse.accel; import dlcourse.accel.numba"
    result = run(code)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        f"ImportError: dlcourse.accel.numba: expected Numba: run `{install_line('numba')}`"
    )


def test_where_no_cache_can_be_written_it_compiles_all_the_same(monkeypatch):
    from numba.core import caching

    from dlcourse.accel.numba.compiled import compiled

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])  # as where no folder can be written
    square = compiled(lambda x: x * x)
    assert square(1.5) == 2.25
    assert square.stats.cache_path is None


def test_a_second_process_takes_the_machine_code_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    code = (
        "from dlcourse.accel.numba import Perceptron as P, loops; P(2).fit([[1, 2]], [1]);"
        "s = loops.epoch_loop.stats; print(sum(s.cache_hits.values()), sum(s.cache_misses.values()))"
    )
    assert [run(code).stdout.split() for _ in range(2)] == [["0", "1"], ["1", "0"]]
