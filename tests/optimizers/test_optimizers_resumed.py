"""Optimizers saved and resumed: equal to the bit, and states that do not fit are refused."""

import numpy as np
import pytest
from optimizer_cases import draw_gradients, every_optimizer

from dlcourse.optimizers import SGD, Adam


@every_optimizer
@pytest.mark.parametrize("through_a_file", [False, True])
def test_a_run_saved_and_resumed_equals_one_without_a_break_to_the_bit(cls, settings, through_a_file, tmp_path):
    gradients = draw_gradients(20, 5).astype(np.float32)
    w, optimizer = np.ones(5, np.float32), cls(0.1, **settings)
    for step, g in enumerate(gradients):
        if step == 10:
            optimizer.learning_rate = 0.03  # as a callback may do
            resumed_w, resumed, state = w.copy(), cls(0.1, **settings), optimizer.state()
            if through_a_file:
                np.savez(tmp_path / "state.npz", **state)
                state = np.load(tmp_path / "state.npz")
            resumed.load_state(state)
        if step >= 10:
            resumed.apply(resumed_w, g)
        optimizer.apply(w, g)
    np.testing.assert_array_equal(resumed_w, w)
    assert resumed.step == optimizer.step == 20
    assert all(np.array_equal(resumed.slots[name], optimizer.slots[name]) for name in optimizer.slot_names)


@every_optimizer
def test_a_saved_state_is_a_copy(cls, settings):
    w, optimizer = np.ones(3), cls(0.1, **settings)
    optimizer.apply(w, np.ones(3))
    state = optimizer.state()
    before = {name: np.copy(value) for name, value in state.items()}
    loaded = cls(0.1, **settings)
    loaded.load_state(state)
    for each in (optimizer, loaded):
        each.apply(w, np.ones(3))
    assert all(np.array_equal(state[name], before[name]) for name in before)


def test_a_state_saved_before_the_first_step_begins_anew():
    optimizer = Adam(0.5)
    optimizer.apply(np.ones(2), np.ones(2))
    optimizer.load_state(Adam(0.25).state())
    assert (optimizer.step, optimizer.slots, optimizer.learning_rate) == (0, None, 0.25)


@pytest.mark.parametrize(
    ("optimizer", "state", "message"),
    [
        (Adam(), {}, "Adam: state: expected a dict with 'step'"),
        (Adam(), {"step": -1}, "Adam: state: expected a dict with 'step'"),
        (Adam(), {"step": 1, "learning_rate": 0.1, "m": np.ones(2)}, r"expected \['learning_rate', 'm', 'step', 'v'\]"),
        (SGD(), {"step": 1, "learning_rate": 0.1, "v": np.ones(2)}, r"expected \['learning_rate', 'step'\]"),
        (SGD(), {"step": 1}, r"expected \['learning_rate', 'step'\]"),
        (Adam(), {"step": 1, "learning_rate": 0.1, "m": np.ones(2), "v": np.ones(3)}, "expected slots of one shape"),
    ],
)
def test_a_state_that_does_not_fit_raises_and_changes_nothing(optimizer, state, message):
    with pytest.raises(ValueError, match=message):
        optimizer.load_state(state)
    assert (optimizer.step, optimizer.slots) == (0, None)
