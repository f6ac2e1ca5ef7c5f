"""The walls: what the probe finds open without them is closed with them; a worker answers, or ends, in time."""

import contextlib
import os
import time
from pathlib import Path

import numpy as np
import pytest
from course_copy import ROOT, TIER

from dlcourse.checks import examine, find_question
from dlcourse.grading.probe import what_gets_out
from dlcourse.grading.remote import Remote, Worker, WorkerDiedError
from dlcourse.grading.sandbox import INSIDE, Limits, Sandbox, SandboxError, find_sandbox, student_library
from dlcourse.grading.seccomp import ARCHITECTURES, filter_bytes
from dlcourse.grading.shared import shared_sandbox

walls = pytest.mark.skipif(TIER != "bubblewrap", reason="this machine builds no sandbox: bubblewrap does not work here")


@pytest.fixture(scope="module")
def sandbox():
    return shared_sandbox(TIER == "none")


@pytest.fixture
def worker(sandbox):
    worker = Worker(sandbox)
    yield worker
    worker.kill()


def defined(worker, source, name="f"):
    ran = worker.run(source, 1)
    assert ran.error is None, ran.error
    return worker.look_up(name)


@walls
def test_the_probe_finds_no_way_out_of_bubblewrap():
    assert what_gets_out(shared_sandbox()) == []


def test_the_probe_finds_the_ways_out_where_there_are_no_walls():
    holes = what_gets_out(shared_sandbox(True))
    assert "it reads the machine's files" in holes
    assert "it sees other processes" in holes


@walls
def test_a_sandbox_that_leaks_is_not_taken(monkeypatch):
    monkeypatch.setattr("dlcourse.grading.sandbox.SYSTEM", ("/usr", "/bin", "/lib", "/lib64", "/etc"))
    with student_library() as library, pytest.raises(SandboxError, match="it reads the machine's files"):
        find_sandbox(library)


def test_without_bubblewrap_there_is_no_sandbox_unless_none_is_asked_for(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SandboxError, match="bubblewrap is not installed"):
        find_sandbox(tmp_path)
    assert find_sandbox(tmp_path, unsandboxed=True).tier == "none"


def test_students_get_the_library_without_checks_and_grader():
    with student_library() as library:
        names = {path.relative_to(library).as_posix() for path in library.rglob("*.py")}
    assert {"worker.py", "protocol.py", "dlcourse/activations/__init__.py", "dlcourse/checks/__init__.py"} <= names
    assert not [name for name in names if "catalogue" in name or "grading" in name or "authoring" in name]


@walls
def test_nothing_of_the_course_is_seen_inside(worker):
    look = f"import os\ndef f(names):\n    return [n for n in names if os.path.exists(os.path.join({str(ROOT)!r}, n))]"
    f = defined(worker, look)
    assert f(sorted(path.name for path in ROOT.iterdir() if path.name != ".venv")) == []
    g = defined(worker, f"import os\ndef f():\n    return sorted(os.listdir('{INSIDE}'))")
    assert g() == ["dlcourse", "protocol.py", "worker.py"]


# A function over there is called as if it were here


def test_arrays_numbers_and_several_values_come_back(worker):
    f = defined(worker, "import numpy as np\ndef f(x, k):\n    return x * k, [1, 2.5], {'a': None}")
    product, *others = f(np.arange(3), 2)
    assert product.tolist() == [0, 2, 4]
    assert others == [[1, 2.5], {"a": None}]


def test_an_exception_comes_back_with_its_type_and_line(worker):
    f = defined(worker, "def f(x):\n    y = 1 / 0\n    return y")
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        f(1)
    assert caught.value.student_line == "y = 1 / 0"


def test_prints_and_warnings_come_back(worker, capsys):
    f = defined(worker, "import warnings\ndef f():\n    print('hello')\n    warnings.warn('old')")
    with pytest.warns(UserWarning, match="old"):
        f()
    assert capsys.readouterr().out == "hello\n"


def test_a_change_of_an_argument_is_seen_here(worker):
    f = defined(worker, "def f(x):\n    x += 1")
    x = np.zeros(3)
    f(x)
    assert x.tolist() == [1, 1, 1]


def test_a_generator_is_as_far_on_here_as_there(worker):
    f = defined(worker, "def f(rng):\n    return rng.normal(size=4)")
    ours, theirs = np.random.default_rng(5), np.random.default_rng(5)
    assert np.array_equal(f(theirs), ours.normal(size=4))
    assert theirs.normal() == ours.normal()


def test_our_functions_can_be_called_from_there(worker):
    f = defined(worker, "def f(g, x):\n    return g(x) + g(2 * x)")
    assert f(lambda x: x**2, 3) == 9 + 36


def test_a_generator_that_our_function_uses_goes_on_there(worker):
    f = defined(worker, "def f(draw, rng):\n    return [draw(rng), draw(rng), rng.normal()]")
    ours = np.random.default_rng(5)
    assert f(lambda rng: rng.normal(), np.random.default_rng(5)) == [ours.normal() for _ in range(3)]


def test_an_exception_of_ours_is_heard_there(worker):
    f = defined(worker, "def f(g):\n    try:\n        g()\n    except ValueError as error:\n        return str(error)")
    assert f(lambda: [][1]) == "IndexError: list index out of range"


@pytest.mark.parametrize("name", ["dense_backward", "descent_path", "ewma", "minibatches", "dropout_forward"])
def test_a_check_says_the_same_of_a_function_over_there(worker, name):
    question = find_question(name)
    source = "import numpy as np\n" + __import__("inspect").getsource(question.reference)
    f = defined(worker, source, question.reference.__name__)
    assert isinstance(f, Remote)
    assert examine(question, f, 5).to_dict() == examine(question, question.reference, 5).to_dict()


# What goes wrong over there costs that worker alone

NOISE = """import os
    for number in range(3, 300):
        try:
            os.write(number, b"x" * 64)
        except OSError:
            pass"""
DAEMON = """import subprocess, sys
def f():
    global kept
    kept = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(987)"], start_new_session=True)"""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("import os; os._exit(0)", "ended the process"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed|ended"),
        ("import ctypes; ctypes.string_at(0)", "crashed|ended"),
        ("while True: pass", "longer than 2 seconds"),
        ("import time; time.sleep(60)", "longer than 2 seconds"),
        (NOISE, "no answer|longer"),
    ],
)
def test_a_call_that_ends_the_worker_says_why(sandbox, body, why):
    quick = Sandbox(sandbox.tier, sandbox.library, Limits(seconds=2))
    worker = Worker(quick)
    try:
        f = defined(worker, f"def f():\n    {body}")
        start = time.monotonic()
        with pytest.raises(WorkerDiedError, match=why):
            f()
        assert time.monotonic() - start < 10
    finally:
        worker.kill()


def is_running(words):
    """Whether a process of this machine has these words in its command."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if words in command.read_bytes().decode(errors="replace"):
                return True
    return False


@walls
def test_what_a_worker_started_ends_with_it(sandbox):
    worker = Worker(sandbox)
    f = defined(worker, DAEMON)
    f()
    assert is_running("time.sleep(987)")
    worker.kill()
    time.sleep(0.2)
    assert not is_running("time.sleep(987)")


@walls
def test_memory_beyond_the_limit_is_an_error_of_the_students(worker):
    f = defined(worker, "def f():\n    return len(bytearray(16 << 30))")
    with pytest.raises(MemoryError):
        f()


def test_a_killed_worker_leaves_no_open_files(sandbox):
    before = len(os.listdir("/proc/self/fd"))
    worker = Worker(sandbox)
    worker.kill()
    worker.kill()
    assert len(os.listdir("/proc/self/fd")) == before


# The filter of system calls


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_the_filter_is_a_whole_number_of_instructions_and_ends_in_a_verdict(machine):
    program = filter_bytes(machine)
    assert len(program) % 8 == 0
    assert program[-8:-4] == b"\x06\x00\x00\x00"


def test_an_unknown_machine_has_no_filter():
    with pytest.raises(OSError, match="sparc64"):
        filter_bytes("sparc64")
