"""The tier "landlock": what Landlock itself does not refuse is refused by others, and counted by who waits."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from course_copy import EXERCISE, copy_course, run
from landlock_workers import needs_landlock, working
from waiting import is_alive, within

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch.grade import choose_sandbox
from dlcourse.course.grading.inside.enter_landlock import CAP_DAC_READ_SEARCH
from dlcourse.course.grading.sandbox import landlock
from dlcourse.course.grading.sandbox.folder import remove_leftovers
from dlcourse.course.grading.sandbox.probe import what_gets_out
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import forget_sandboxes, shared_sandbox
from dlcourse.course.grading.sandbox.system import is_worker_user, worker_user
from dlcourse.course.grading.sandbox.tiers import SandboxError, find_sandbox

pytestmark = needs_landlock


@pytest.fixture(scope="module")
def worker():
    with working() as one:
        yield one


def ran(worker, source):
    """What a cell printed; it must not fail."""
    result = worker.run(source, 1)
    assert result.error is None, result.error
    return result.printed.strip()


@pytest.mark.parametrize("version", range(3, landlock.abi() + 1))
def test_the_probe_finds_no_way_out_with_an_older_kernel_either(version, monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: version)
    assert what_gets_out(shared_sandbox("landlock")) == []


@pytest.mark.parametrize("version", [0, 2])
def test_a_kernel_that_is_too_old_is_named(version, monkeypatch, tmp_path):
    monkeypatch.setattr(landlock, "abi", lambda: version)
    with pytest.raises(SandboxError, match=r"landlock: expected a kernel with its version 3 .*Received: ") as caught:
        find_sandbox(tmp_path, wanted="landlock")
    assert ("version 2" if version else "without Landlock") in str(caught.value)


def test_root_with_a_python_of_its_own_and_no_right_to_give_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setattr(landlock, "worker_user", lambda: (65534, 65534))
    monkeypatch.setattr(landlock, "is_open", lambda path: False)
    monkeypatch.setattr(landlock, "has_capability", lambda: False)
    with pytest.raises(SandboxError, match="can be read by root alone"):
        find_sandbox(tmp_path, wanted="landlock")


# Calls that are refused

REFUSED = {
    "a process": "os.fork()",
    "a process by hand": "call(56 if x86 else 220, 17, 0, 0, 0, 0)",
    "a thread with files of its own": "call(56 if x86 else 220, 0x10900, 0, 0, 0, 0)",
    "a program": "subprocess.run(['/bin/true'])",
    "another program in its place": "os.execv('/bin/true', ['true'])",
    "rights of a file": "os.chmod('own', 0o777)",
    "rights of an open file": "os.fchmod(os.open(os.__file__, os.O_RDONLY), 0o777)",
    "the owner of a file": "os.chown('own', os.getuid(), os.getgid())",
    "times of a file": "os.utime('own')",
    "attributes of a file": "os.setxattr('own', 'user.x', b'1')",
    "flags of a file": "fcntl.ioctl(os.open(os.__file__, os.O_RDONLY), 0x80086601, bytes(8))",
    "a lease on a file": "fcntl.fcntl(os.open('own', os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "a symbolic link": "os.symlink('/etc/passwd', 'link')",
    "a link to Python": "os.link(os.__file__, 'link')",
    "a pipe with a name": "os.mkfifo('pipe')",
    "a device": "os.mknod('device', 0o20666, os.makedev(1, 3))",
    "a socket": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a pair that could send elsewhere": "socket.socketpair(type=socket.SOCK_DGRAM)",
    "a signal to all": "os.kill(-1, 0)",
    "a signal to the first process": "os.kill(1, 0)",
    "a handle of a process": "os.pidfd_open(os.getppid())",
    "its own secrets": "open('/proc/self/environ').read()",
    "its open files": "os.listdir('/proc/self/fd')",
    "the temporary folder": "open('/tmp/written', 'w')",
    "shared memory by name": "shared_memory.SharedMemory(create=True, size=1)",
    "another user": "os.setuid(0)",
    "a root folder": "os.chroot('.')",
    "outliving its parent": "call(157 if x86 else 167, 1, 0, 0, 0, 0)",
    "hiding its open files": "call(157 if x86 else 167, 4, 0, 0, 0, 0)",
    "the newest calls": "call(452, -100, b'own', 0o777, 0)",
}
BEGIN = """
import ctypes, fcntl, os, platform, socket, subprocess
from multiprocessing import shared_memory
open("own", "w").close()
x86 = platform.machine() == "x86_64"
def call(*numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(*numbers) < 0:
        raise OSError(ctypes.get_errno(), "refused")
"""


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_what_reaches_beyond_the_worker_is_refused(worker, attempt):
    error = worker.run(f"{BEGIN}\n{attempt}", 1).error
    assert error is not None
    assert error["type"] in ("PermissionError", "OSError"), error


ALLOWED = {
    "threads": "from concurrent.futures import ThreadPoolExecutor as P\nprint(sum(P(4).map(abs, [-1, -2])))",
    "temporary files": "import tempfile\nwith tempfile.TemporaryFile() as f:\n    print(f.write(b'abc'))",
    "named temporary files": "import tempfile\nwith tempfile.NamedTemporaryFile() as f:\n    print(f.write(b'abc'))",
    "temporary folders": "import os, tempfile\nwith tempfile.TemporaryDirectory() as d:\n    os.mkdir(d + '/a')\n"
    "print(3)",
    "moving files": "import os\nos.makedirs('a/b')\nopen('c', 'w').write('abc')\nos.rename('c', 'a/b/c')\n"
    "print(os.path.getsize('a/b/c'))",
    "arrays in files": "import numpy as np\nnp.save('x', np.arange(3))\nprint(np.load('x.npy').sum())",
    "arrays mapped to files": "import numpy as np\nm = np.memmap('m', mode='w+', shape=3)\nm[:] = 1\nprint(m.sum())",
    "coroutines": "import asyncio\nasync def f():\n    return 3\nprint(asyncio.run(f()))",
    "the name of a thread": "import ctypes\nprint(3 + ctypes.CDLL(None).prctl(15, b'name'))",
    "signals to itself": "import os, signal\nsignal.signal(signal.SIGUSR1, lambda *a: print(3))\n"
    "os.kill(os.getpid(), signal.SIGUSR1)",
}


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED)
def test_what_stays_within_the_worker_is_allowed(worker, source):
    assert ran(worker, source) == "3"


# Other workers, which are of the same user

LOOK_AROUND = """
import os
def refused(attempt):
    try:
        attempt()
    except OSError:
        return True
    return False
print(all([
    refused(lambda: os.listdir({folder!r})),
    refused(lambda: open({folder!r} + "/answer").read()),
    refused(lambda: open({folder!r} + "/answer", "w")),
    refused(lambda: os.remove({folder!r} + "/answer")),
    refused(lambda: open({folder!r} + "/new", "w")),
    refused(lambda: os.kill({process}, 9)),
    refused(lambda: open("/proc/{process}/mem", "rb")),
]))
"""


def test_a_worker_reaches_no_other_worker(worker):
    with working() as other:
        told = ran(other, "import os\nopen('answer', 'w').write('42')\nprint(os.getcwd(), os.getpid())").split()
        assert ran(worker, LOOK_AROUND.format(folder=told[0], process=told[1])) == "True"
        assert ran(other, "print(open('answer').read())") == "42"


# The process itself


def status_of(process, name):
    """A line of what the kernel says of a process."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(line.split()[1:] for line in lines if line.startswith(name))


def test_roots_worker_is_a_user_of_its_own_with_at_most_the_right_to_read(worker):
    number = worker.process.process.pid
    user, group = worker_user() or (os.getuid(), os.getgid())
    assert os.geteuid() != 0 or is_worker_user(user)
    assert status_of(number, "Uid") == [str(user)] * 4
    assert status_of(number, "Gid") == [str(group)] * 4
    rights = {int(status_of(number, name)[0], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}
    assert rights <= {0, CAP_DAC_READ_SEARCH}
    if os.geteuid() != 0 or landlock.others_can_read(shared_sandbox("landlock").library):
        assert rights == {0}


START = """
import sys, time
from dlcourse.course.grading.sandbox.remote import Worker
from dlcourse.course.grading.sandbox.shared import forget_sandboxes, shared_sandbox
worker = Worker(shared_sandbox("landlock"))
worker.run("import threading, time\\nthreading.Thread(target=time.sleep, args=(60,)).start()", 1)
print(worker.process.process.pid, worker.process.folder.path, flush=True)
time.sleep(60)
"""


def test_a_worker_ends_with_the_grader_that_is_killed_and_its_folder_is_found_later():
    grader = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True)
    with grader:
        number, folder = grader.stdout.readline().split()
        remove_leftovers(worker_user(), age=0)
        assert Path(folder).exists()
        assert Path(f"/proc/{number}").exists()
        os.kill(grader.pid, signal.SIGKILL)
    assert within(lambda: not is_alive(number))
    remove_leftovers(worker_user())
    assert Path(folder).exists()  # it is new, and may be one that is just being made
    with working() as living:
        remove_leftovers(worker_user(), age=0)
        assert living.process.folder.path.exists()
    assert not Path(folder).exists()


def test_a_worker_whose_walls_do_not_stand_is_never_asked_anything(monkeypatch):
    monkeypatch.setattr(landlock, "restrictions", lambda library, folder, hidden: {})
    with pytest.raises(OSError, match=r"^no isolation: KeyError"):
        Worker(shared_sandbox("landlock"))
    assert what_gets_out(shared_sandbox("landlock")) == ["it does not start: no isolation: KeyError: 'abi'"]


def test_the_tier_that_is_asked_for_is_the_one_that_grades_and_is_recorded(tmp_path):
    course = Course(copy_course(tmp_path))
    course.submitted("ada", EXERCISE).parent.mkdir(parents=True)
    shutil.copy(course.solution(EXERCISE), course.submitted("ada", EXERCISE))
    done = run("dlcourse", "grade", "07", "--sandbox", "landlock", "--json", cwd=course.root)
    (result,) = json.loads(done.stdout)["submissions"]
    assert (result["status"], result["sandbox"]) == ("graded", "landlock")
    assert result["score"] == result["max_score"]


def test_a_tier_that_is_asked_for_and_not_there_is_an_error_even_for_ones_own_work(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    forget_sandboxes()
    with pytest.raises(CourseError, match="the sandbox that was asked for cannot be built: landlock: expected"):
        choose_sandbox(["me"], "me", "landlock")
