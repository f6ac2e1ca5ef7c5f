"""An answer that does not end is stopped, whatever it catches; an interrupt still interrupts; no verdict changes."""

import os
import signal
import sys
import threading
import time

import numpy as np
import pytest
from waiting import within

from dlcourse import checks
from dlcourse.checks import check, examine, failing, find_question
from dlcourse.checks.engine import watchdog
from dlcourse.checks.engine.watchdog import StoppedError, limit_each_call
from dlcourse.course.grading.sandbox.limits import OWN, Limits


@pytest.fixture
def short(monkeypatch):
    """A limit of a moment."""
    monkeypatch.setattr(checks, "LIMIT", 0.2)


def relu(da, z):
    return da * (z > 0)


def endless(da, z):
    while True:
        pass


def catches_all(da, z):
    caught = 0
    while caught < 1:
        try:
            while True:
                time.sleep(0.01)
        except:  # noqa: E722
            caught += 1
    while True:
        time.sleep(0.01)


def sleeps(da, z):
    time.sleep(1000)


def endless_for_a_batch(da, z):
    while len(z) > 1:
        pass
    return relu(da, z)


@pytest.mark.parametrize("answer", [endless, catches_all, sleeps, endless_for_a_batch])
def test_an_answer_that_does_not_end_is_stopped_with_its_inputs(answer, short, capsys):
    before = signal.getsignal(signal.SIGINT)
    assert check("relu_backward", answer) == 0
    said = capsys.readouterr().out
    assert "! Stopped by an error: relu_backward, 0 of 1 point" in said
    assert "Your function had not ended after 0.2 seconds, so it was stopped, at `" in said
    assert "It was called with da (" in said
    assert "# yours: it does not end" in said or 'An input to try it on: da, z = failing("relu_backward")' in said
    assert isinstance(failing("relu_backward")[0], np.ndarray)
    assert signal.getsignal(signal.SIGINT) is before


def test_without_signals_of_its_own_thread_the_interrupt_of_python_serves(short, monkeypatch, capsys):
    monkeypatch.delattr(signal, "pthread_kill")  # as on Windows
    check("relu_backward", endless)
    assert "it was stopped" in capsys.readouterr().out


def test_a_fixed_number_that_is_never_found_is_stopped_without_an_example(monkeypatch, capsys):
    monkeypatch.setattr(checks, "LIMIT", 0.2)

    def answer():
        while True:
            pass

    assert check("hinge_by_hand", answer) == 0
    said = capsys.readouterr().out
    assert "it was stopped" in said
    assert "expected" not in said


def test_the_notebook_waits_as_long_as_grading_does():
    assert Limits().seconds == checks.LIMIT
    assert {name: limits.seconds for name, limits in OWN.items()} == checks.LIMITS


@pytest.mark.skipif(sys.platform == "win32", reason="sends itself a signal")
def test_an_interrupt_ends_the_check_in_one_line_of_its_own():
    def answer(da, z):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt, match="the check of relu_backward was interrupted, and nothing was judged"):
        check("relu_backward", answer)


def test_outside_the_main_thread_an_answer_is_judged_without_a_limit(capsys):
    points = []
    thread = threading.Thread(target=lambda: points.append(check("relu_backward", relu)))
    thread.start()
    thread.join()
    assert points == [1.0]


def test_a_call_that_ends_in_time_is_not_stopped_though_all_together_take_longer():
    with limit_each_call(2):
        for _ in range(6):
            watchdog.call_begins()
            time.sleep(0.5)


def test_nothing_is_interrupted_after_the_block():
    with pytest.raises(StoppedError), limit_each_call(0.05):
        time.sleep(5)
    time.sleep(1.3)  # by when it would have tried again
    assert within(lambda: all(thread.name != "dlcourse-watchdog" for thread in threading.enumerate()))


@pytest.mark.parametrize("answer", [relu, lambda da, z: da.copy(), lambda da, z: da / 0 if len(z) > 1 else da])
def test_the_limit_changes_no_verdict(answer, capsys):
    question = find_question("relu_backward")
    plain = examine(question, answer)
    assert checks._judge(question, answer).to_dict() == plain.to_dict()
