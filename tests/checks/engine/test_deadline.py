"""The time limit of a call is extended on a busy machine, up to a largest time."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from waiting import within

from dlcourse.checks.engine import deadline
from dlcourse.checks.engine.deadline import LIMIT_FACTOR, Deadline, seconds_without_a_core

COUNTS = Path("/proc/thread-self/schedstat").exists()


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    monkeypatch.setattr(deadline, "time", Clock())
    return deadline.time


def test_a_call_on_a_quiet_machine_has_its_seconds(clock):
    end = Deadline(5, float)
    clock.now += 4
    assert end.left() == pytest.approx(1)
    clock.now += 2
    assert end.left() == pytest.approx(-1)


def test_what_a_busy_machine_cost_is_given_back(clock):
    end = Deadline(5, lambda: 7.0)
    clock.now += 6
    assert end.left() == pytest.approx(6)
    clock.now += 6
    assert end.left() == pytest.approx(0)


def test_a_deadline_is_moved_to_ten_times_the_limit_at_most(clock):
    end = Deadline(5, lambda: 1e9)
    clock.now += 49
    assert end.left() == pytest.approx(1)
    clock.now += 2
    assert end.left() < 0
    assert LIMIT_FACTOR == 10


def test_the_end_of_the_whole_submission_is_not_moved(clock):
    end = Deadline(5, lambda: 1e9, ends=clock.now + 8)
    clock.now += 7
    assert end.left() == pytest.approx(1)


def test_what_a_busy_machine_cost_is_not_asked_for_before_the_time_is_over(clock):
    def unasked():
        raise AssertionError("asked")

    assert Deadline(5, unasked).left() == 5


def state_of(process):
    """R for one that runs or waits for a core, S for one that sleeps."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0]


@pytest.mark.skipif(not COUNTS, reason="this system does not count how long a process waits for a core")
def test_linux_counts_how_long_a_process_waits_for_a_core_and_not_how_long_it_sleeps():
    core = min(os.sched_getaffinity(0))
    busy = "import os, sys; os.sched_setaffinity(0, [int(sys.argv[1])])\nwhile True: pass"
    programs = [subprocess.Popen([sys.executable, "-c", busy, str(core)]) for _ in range(3)]
    asleep = "import time; print(flush=True); time.sleep(600)"
    sleeper = subprocess.Popen([sys.executable, "-c", asleep], stdout=subprocess.PIPE)
    try:
        assert within(lambda: all(seconds_without_a_core(each.pid) >= 0.5 for each in programs))
        sleeper.stdout.readline()
        assert within(lambda: state_of(sleeper.pid) == "S")
        before = seconds_without_a_core(sleeper.pid)
        time.sleep(1)
        assert seconds_without_a_core(sleeper.pid) == before
    finally:
        for each in (*programs, sleeper):
            each.kill()
            each.wait()


def test_a_process_that_is_not_there_has_waited_for_nothing():
    assert seconds_without_a_core("nobody") == 0
