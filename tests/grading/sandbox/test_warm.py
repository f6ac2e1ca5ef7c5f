"""The warm parent: what its children share is what was imported, and nothing of one reaches another."""

import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import is_alive, within

from dlcourse.course.grading.sandbox import TIERS, warm
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.process import WorkerDiedError
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox

tiers = pytest.mark.parametrize("tier", ["bubblewrap", "landlock", "none"])


@contextlib.contextmanager
def working(tier):
    """A worker of this tier."""
    worker = Worker(shared_sandbox(tier))
    try:
        yield worker
    finally:
        worker.kill()


def printed(worker, source):
    """What a cell prints."""
    ran = worker.run(source, 0)
    assert ran.error is None, ran.error
    return ran.printed.strip()


DESCRIPTORS = """
import os, stat
found = []
for number in range(1024):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    found.append((number > 2, stat.S_ISFIFO(mode), stat.S_ISCHR(mode)))
print(found)
"""


@tiers
def test_a_child_has_its_two_pipes_and_no_other_descriptor(tier):
    with working(tier) as worker:
        assert printed(worker, DESCRIPTORS) == str([(False, False, True)] * 3 + [(True, True, False)] * 2)


@tiers
def test_two_children_draw_different_random_numbers(tier):
    draw = (
        "import random, uuid, numpy as np\nprint(random.random(), np.random.rand(), uuid.uuid4(), np.random.normal())"
    )
    drawn = []
    for _ in range(2):
        with working(tier) as worker:
            drawn.append(printed(worker, draw).split())
    assert len(drawn[0]) == 4
    assert not set(drawn[0]) & set(drawn[1])


CHANGE = """
import os, sys, builtins, numpy as np
np.pi = 3
builtins.left_behind = os.environ["LEFT_BEHIND"] = "here"
sys.modules["left_behind"] = sys
sys.path.append("/left/behind")
open("left_behind", "w").close()
os.umask(0)
"""
LOOK = """
import os, sys, builtins, numpy as np
print([np.pi == 3, hasattr(builtins, "left_behind"), "LEFT_BEHIND" in os.environ, "left_behind" in sys.modules,
       "/left/behind" in sys.path, os.path.exists("left_behind"), os.umask(0) == 0])
"""


@tiers
def test_what_one_child_changes_no_other_sees_be_it_later_or_at_the_same_time(tier):
    with working(tier) as first, working(tier) as second:
        printed(first, CHANGE)
        assert printed(first, LOOK) == str([True] * 7)
        assert printed(second, LOOK) == str([False] * 7)
    with working(tier) as third:
        assert printed(third, LOOK) == str([False] * 7)


BEGIN = """
import sys
from dlcourse.course.grading.sandbox import shared, warm
shared.begin("none")
assert not warm._parents
shared.begin({tier!r})
[begun] = warm._parents.values()
assert "numpy" not in sys.modules
from dlcourse.course.grading.sandbox.remote import Worker
worker = Worker(shared.shared_sandbox({tier!r}))
print(worker.run("print(6 * 7)", 1).printed.strip(), worker.process.process.parent is begun, len(warm._parents))
worker.kill()
"""


@pytest.mark.parametrize("tier", TIERS)
def test_a_parent_that_was_begun_beforehand_is_the_one_that_forks(tier):
    """It loads NumPy while the grader loads what it needs, and the grader has not loaded NumPy by then."""
    done = subprocess.run([sys.executable, "-c", BEGIN.format(tier=tier)], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["42", "True", "1"], done.stderr


def memory_of(process):
    """The writable memory of a process."""
    found = bytearray()
    with open(f"/proc/{process}/mem", "rb") as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span = re.match(r"(\w+)-(\w+) rw", line)
            if span:
                start, end = (int(side, 16) for side in span.groups())
                with contextlib.suppress(OSError, OverflowError):
                    memory.seek(start)
                    found += memory.read(end - start)
    return bytes(found)


def parent_of(process):
    """The PID of a process's parent."""
    return int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{process}/status").read_text()).group(1))


@tiers
def test_the_parent_holds_nothing_of_a_submission(tier):
    with working(tier) as worker:
        word = secrets.token_hex(8)
        printed(worker, f"print(len('{word}'))\nkept = 3 * '{word}'")
        parent = parent_of(worker.process.process.pid)
        if tier == "bubblewrap":
            parent = parent_of(parent)  # process 1 of the worker's namespace stands between
        assert "warm.py" in Path(f"/proc/{parent}/cmdline").read_text()
        try:
            held = memory_of(worker.process.process.pid)
        except PermissionError as error:
            pytest.skip(f"this account may not read a process's memory: {error}")
        assert 3 * word.encode() in held
        assert word.encode() not in memory_of(parent)


@tiers
def test_a_parent_that_was_killed_is_replaced(tier):
    with working(tier) as worker:
        parent = worker.process.process.parent
        os.killpg(parent.process.pid, signal.SIGKILL)
        parent.process.wait()
    with working(tier) as worker:
        assert printed(worker, "print(6 * 7)") == "42"
        assert worker.process.process.parent is not parent


@tiers
def test_a_thread_that_ends_takes_no_worker_of_another_with_it(tier):
    printed_there = []

    def work():
        with working(tier) as worker:
            printed_there.append(printed(worker, "print(1)"))

    with working(tier) as worker:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        time.sleep(0.1)
        assert [*printed_there, printed(worker, "print(2)")] == ["1", "2"]


@tiers
def test_many_children_at_a_time(tier):
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(working(tier)) for _ in range(5)]
        for number, worker in enumerate(workers):
            printed(worker, f"x = {number}")
        assert [printed(worker, "print(x)") for worker in workers] == list("01234")
        assert len({worker.process.process.pid for worker in workers}) == 5


START = """
import sys, time
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox
worker = Worker(shared_sandbox(sys.argv[1]))
child = worker.process.process
print(child.pid, child.parent.process.pid, flush=True)
time.sleep(60)
"""


@tiers
def test_parent_and_children_end_with_a_grader_that_is_killed(tier):
    with subprocess.Popen([sys.executable, "-c", START, tier], stdout=subprocess.PIPE, text=True) as grader:
        processes = grader.stdout.readline().split()
        assert len(processes) == 2
        assert all(map(is_alive, processes))
        os.kill(grader.pid, signal.SIGKILL)
    assert within(lambda: not any(map(is_alive, processes)))


def test_a_forked_process_leaves_its_parents_warm_parents_alone():
    with working("none") as worker:
        child = os.fork()
        if child == 0:
            warm.close_parents()
            os._exit(len(warm._parents))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert printed(worker, "print(1)") == "1"
        assert worker.process.process.parent.process.poll() is None


EAT = """
import ctypes, os, time
ctypes.CDLL(None).prctl(4, {seen}, 0, 0, 0)  # PR_SET_DUMPABLE: 0 keeps its own user from looking into it
if {processes} > 1:
    for _ in range({processes}):
        if os.fork() == 0:
            held = bytearray(os.urandom(1 << 20) * {megabytes})
            time.sleep(20)
            os._exit(0)
held = bytearray(os.urandom(1 << 20) * {megabytes})
time.sleep(20)
"""


@pytest.mark.parametrize("seen", [1, 0], ids=["seen", "hidden"])
@pytest.mark.parametrize(("tier", "processes"), [("bubblewrap", 1), ("bubblewrap", 4), ("landlock", 1)])
def test_the_memory_of_all_processes_together_has_a_limit(tier, processes, seen):
    limits = Limits(memory_in_all_bytes=300 << 20)
    worker = Worker(replace(shared_sandbox(tier), limits=limits))
    megabytes = 400 if processes == 1 else 120  # each alone would be allowed
    with pytest.raises(WorkerDiedError, match=r"took more than 0\.292969 GB of memory in all and was stopped"):
        worker.run(EAT.format(processes=processes, megabytes=megabytes, seen=seen), 1)
    worker.kill()


@tiers
def test_what_a_worker_has_used_is_accounted(tier):
    begin = time.monotonic()
    with working(tier) as worker:
        printed(worker, "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until:\n    pass")
        printed(worker, "held = bytearray(150 << 20)")
    usage = worker.process.usage
    assert 0.3 <= usage.cpu_seconds <= (time.monotonic() - begin) * os.cpu_count()
    assert 150 << 20 <= usage.peak_bytes < 600 << 20


HOLD = """
import subprocess, sys
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import shared_sandbox
worker = Worker(shared_sandbox("bubblewrap"))
print(worker.run(sys.argv[1], 0).printed.strip(), flush=True)
sys.stdin.read()
"""
SLEEPERS = """
import os, time
started = 0
try:
    while started < 240:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        started += 1
except OSError:
    pass
print(started)
"""


@pytest.mark.parametrize("tier", ["bubblewrap"])
@pytest.mark.skipif(
    os.geteuid() != 0, reason="without root the kernel counts a user's processes in each namespace anew"
)
def test_the_processes_of_one_submission_are_taken_from_no_other(tier):
    command = [sys.executable, "-c", HOLD, SLEEPERS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = int(other.stdout.readline())
        with working(tier) as worker:
            ours = int(printed(worker, SLEEPERS))
        other.stdin.close()
    assert (theirs, ours) == (240, 240)
