"""Isolation: what the probe finds open without it is closed with it; a worker answers, or ends, in time."""

import contextlib
import os
import py_compile
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from importlib.util import cache_from_source
from pathlib import Path

import numpy as np
import pytest
from course_copy import ROOT
from waiting import within

from dlcourse.checks import examine, find_question
from dlcourse.checks.engine.outcome import ERRSTATE
from dlcourse.course.grading.inside.seccomp import ARCHITECTURES, filter_bytes
from dlcourse.course.grading.sandbox import TIERS, shared
from dlcourse.course.grading.sandbox import library as library_module
from dlcourse.course.grading.sandbox.decoys import laid_out
from dlcourse.course.grading.sandbox.library import student_library
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.probe import what_gets_out
from dlcourse.course.grading.sandbox.remote import Remote, Worker, WorkerDiedError
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.system import INSIDE, worker_user
from dlcourse.course.grading.sandbox.tiers import Sandbox, SandboxError, find_sandbox

isolated = pytest.mark.needs_tier("any")


@pytest.fixture(scope="module", params=TIERS)
def sandbox(request):
    """Each tier in turn; one that this machine does not build is skipped."""
    return shared_sandbox(request.param)


@pytest.fixture
def worker(sandbox):
    worker = Worker(sandbox)
    yield worker
    worker.kill()


def defined(worker, source, name="f"):
    ran = worker.run(source, 1)
    assert ran.error is None, ran.error
    return worker.look_up(name)


@isolated
def test_the_probe_finds_no_way_out(sandbox):
    assert what_gets_out(sandbox) == []


OPEN = [
    *("it reads the machine's files", "it writes beside the library", "it reads the checks", "it reaches the network"),
    *("it reaches other programs' abstract sockets", "it reaches other programs' named sockets"),
    *("it shares memory with others", "it sees other processes", "it signals other processes"),
    *(
        "its files signal other processes",
        "it reads what other processes were told",
        "it sees the open files of others",
    ),
    *("it sees the limits of others", "it sets where others run", "it slows others down", "it traces processes"),
    *(f"it {does} of others in {tempfile.gettempdir()}" for does in ("reads files", "lists folders", "cuts files")),
]


def test_the_probe_finds_the_ways_out_where_there_are_no_walls():
    assert set(OPEN) - set(what_gets_out(shared_sandbox("none"))) == set()


def test_the_bait_is_gone_when_the_probe_is_over():
    with laid_out() as decoys:
        places = [*decoys["folders"], f"{decoys['folders'][0]}/file"]
        assert all(map(os.path.exists, places))
    assert not any(map(os.path.exists, places))


def test_the_bait_lets_no_other_account_of_the_machine_in():
    with laid_out() as decoys:
        owner = (worker_user() or (os.geteuid(),))[0]
        for folder in decoys["folders"]:
            found = [os.lstat(path) for path in (folder, f"{folder}/file")]
            assert [(stat.S_IMODE(each.st_mode), each.st_uid) for each in found] == [(0o700, owner), (0o600, owner)]


def test_a_link_laid_where_the_bait_will_be_changes_no_file(tmp_path, monkeypatch):
    """Somebody who watches the folder lays links at once; the decoys' folder is ours alone until all is in it."""
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    victim.chmod(0o600)
    made = tempfile.mkdtemp

    def with_a_link(*args, **kwargs):
        folder = made(*args, **kwargs)
        os.symlink(victim, f"{folder}/file")
        return folder

    monkeypatch.setattr("tempfile.mkdtemp", with_a_link)
    with pytest.raises(FileExistsError), laid_out():
        pass
    assert victim.read_text(encoding="utf-8") == "precious"
    assert stat.S_IMODE(victim.stat().st_mode) == 0o600


def test_what_is_made_of_the_bait_does_not_stop_its_removal():
    with laid_out() as decoys:
        for folder in decoys["folders"]:
            os.makedirs(f"{folder}/deep/inside")
            os.symlink("/etc", f"{folder}/deep/link")
            os.chmod(f"{folder}/deep", 0o000)
            os.chmod(folder, 0o000)
    assert not any(map(os.path.exists, decoys["folders"]))
    assert os.path.exists("/etc")


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become another account")
def test_another_account_can_neither_enter_the_bait_nor_lay_a_link_in_it():
    with laid_out() as decoys:
        for folder in decoys["folders"]:
            for command in (["ls", folder], ["ln", "-s", "/etc/passwd", f"{folder}/link"], ["cat", f"{folder}/file"]):
                other = ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", *command]
                assert subprocess.run(other, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("tier", TIERS)
def test_a_sandbox_that_leaks_is_not_taken(tier, monkeypatch):
    leaky = ("/usr", "/bin", "/lib", "/lib64", "/etc")
    monkeypatch.setattr("dlcourse.course.grading.sandbox.readable_paths.SYSTEM", leaky)
    with student_library() as library, pytest.raises(SandboxError, match=f"{tier}: .*it reads the machine's files"):
        find_sandbox(library, wanted=tier)


def test_without_bubblewrap_the_second_tier_is_taken(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("dlcourse.course.grading.sandbox.probe.what_gets_out", lambda sandbox: [])
    monkeypatch.setattr("dlcourse.course.grading.sandbox.landlock.why_not", lambda library: "")
    with student_library() as library:
        assert find_sandbox(library).tier == "landlock"


def test_without_any_tier_what_is_missing_of_each_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("dlcourse.course.grading.sandbox.landlock.abi", lambda: 0)
    with pytest.raises(SandboxError, match=r"bubblewrap: it is not installed .*; landlock: expected a kernel"):
        find_sandbox(tmp_path)
    assert find_sandbox(tmp_path, wanted="none").tier == "none"


def test_a_tier_that_there_is_not_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"expected auto, bubblewrap, landlock or none\. Received: 'chroot'"):
        find_sandbox(tmp_path, wanted="chroot")


def test_students_get_the_library_without_checks_and_grader():
    with student_library() as library:
        names = {path.relative_to(library).as_posix() for path in library.rglob("*") if path.is_file()}
    assert {"worker.py", "protocol.py", "dlcourse/activations/__init__.py", "dlcourse/checks/__init__.py"} <= names
    assert not [name for name in names if "catalogue" in name or "/course/" in name]
    assert [name for name in names if "/checks/__pycache__/" in name and "/errors." not in name] == [COMPILED_STUB]


@pytest.mark.parametrize("is_written", [True, False], ids=["written", "not written"])
def test_bytecode_is_taken_along_and_made_where_there_is_none_and_is_each_files_own(is_written, monkeypatch, tmp_path):
    """It is made once, beside the source, where Python writes it, too; else in each copy of the library."""
    monkeypatch.setattr(sys, "dont_write_bytecode", not is_written)
    package = tmp_path / "dlcourse"
    for name in ("kept.py", "new.py", "old.py"):
        package.joinpath("layers").mkdir(parents=True, exist_ok=True)
        package.joinpath("layers", name).write_text(f"NAME = {name!r}\n", encoding="utf-8")
    for name in ("kept.py", "old.py"):
        py_compile.compile(str(package / "layers" / name))
    package.joinpath("layers", "old.py").write_text("NAME = 'changed since'\n", encoding="utf-8")
    os.utime(package / "layers" / "old.py", (1e9, 1e9))
    made = []
    monkeypatch.setattr(library_module, "PACKAGE", package)
    monkeypatch.setattr(library_module, "LIBRARY", ("layers", "checks/errors.py"))
    monkeypatch.setattr(library_module, "INSIDE_FILES", tmp_path)
    monkeypatch.setattr(
        py_compile, "compile", lambda *args, f=py_compile.compile, **kw: (made.append(args[0]), f(*args, **kw))
    )
    package.joinpath("checks").mkdir()
    package.joinpath("checks", "errors.py").write_text("", encoding="utf-8")
    with student_library() as library:
        layers = library / "dlcourse" / "layers"
        assert {Path(path).name for path in made if "layers" in str(path)} == {"new.py", "old.py"}
        code = "import kept, new, old; print(kept.NAME, new.NAME, old.NAME)"
        ran = subprocess.run([sys.executable, "-B", "-c", code], cwd=layers, capture_output=True, text=True, check=True)
    assert ran.stdout == "kept.py new.py changed since\n"
    written = {"new.py", "old.py"} if is_written else set()
    assert Path(cache_from_source(str(package / "layers" / "new.py"))).exists() is is_written
    made.clear()
    with student_library():
        assert {Path(path).name for path in made if "layers" in str(path)} == ({"new.py", "old.py"} - written)


@pytest.mark.parametrize("is_written", [True, False], ids=["written", "not written"])
def test_bytecode_lies_beside_the_files_wherever_python_keeps_its_own(is_written, monkeypatch, tmp_path):
    """PYTHONPYCACHEPREFIX keeps all bytecode in a folder that a worker does not see."""
    monkeypatch.setattr(sys, "dont_write_bytecode", not is_written)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    with student_library() as library:
        for path in library.rglob("*.py"):
            assert (path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc").is_file(), path
    assert sys.pycache_prefix == str(tmp_path)


def test_a_tier_that_was_found_is_not_probed_again_under_its_name(monkeypatch):
    asked = []

    def find(library, wanted):
        asked.append(wanted)
        return Sandbox("landlock", library)

    monkeypatch.setattr(shared, "find_sandbox", find)
    monkeypatch.setattr(shared, "_probed", {})
    again = shared.shared_sandbox.__wrapped__
    assert again("auto") is again("landlock")
    assert again("bubblewrap").tier == "landlock"
    assert asked == ["auto", "bubblewrap"]


COMPILED_STUB = f"dlcourse/checks/__pycache__/__init__.{sys.implementation.cache_tag}.pyc"
OPENED = """import os
def f(names):
    found = []
    for name in names:
        try:
            found.append((name, os.open(name, os.O_RDONLY)))
        except OSError:
            pass
    return found"""


@isolated
def test_nothing_of_the_course_can_be_opened_inside(worker):
    f = defined(worker, OPENED)
    assert f(sorted(str(path) for path in ROOT.iterdir() if path.name != ".venv")) == []


@isolated
def test_of_the_course_there_is_the_students_library_alone(sandbox, worker):
    place = INSIDE if sandbox.tier == "bubblewrap" else sandbox.library
    f = defined(worker, f"import os\ndef f():\n    return sorted(os.listdir('{place}'))")
    inside = [
        "enter_landlock.py",
        "enter_namespaces.py",
        "protocol.py",
        "seccomp.py",
        "shell.py",
        "warm.py",
        "worker.py",
    ]
    assert f() == ["__pycache__", "dlcourse", *inside]


# A function over there is called as if it were here


FAMILIES = """
import errno, socket
def refused_with(make, family, kind):
    try:
        made = make(family, kind)
    except OSError as error:
        return errno.errorcode[error.errno]
    for one in made if isinstance(made, tuple) else (made,):
        one.close()
    return "made"
KINDS = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET
def f():
    both = {"socket": socket.socket, "socketpair": lambda *how: socket.socketpair(*how)}
    tried = [(name, n, kind) for name in both for n in range(64) for kind in KINDS]
    return [[name, n, int(kind), refused_with(both[name], n, kind)] for name, n, kind in tried]
"""


def test_sockets_are_of_unix_and_ip_alone_and_pairs_of_unix(sandbox, worker):
    """A family that this kernel lacks is refused as well, before the kernel looks for a module of it."""
    unix, ip, ip_6 = (int(family) for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6))
    found = defined(worker, FAMILIES)()
    made = {(name, family) for name, family, _, how in found if how == "made"}
    expected = {("socketpair", unix)}
    if sandbox.tier == "bubblewrap":
        expected |= {("socket", unix), ("socket", ip)}
    assert made - {("socket", ip_6)} == expected  # a machine may be without IPv6
    others = [one for one in found if one[1] not in (unix, ip, ip_6)]
    assert len(others) == 2 * 61 * 3
    assert [one for one in others if one[3] != "EPERM"] == []


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


def test_numpy_handles_errors_in_a_call_as_in_a_notebooks_check(worker):
    f = defined(worker, "import numpy as np\nnp.seterr(all='raise')\ndef f():\n    return sorted(np.geterr().items())")
    assert f() == sorted(ERRSTATE.items())


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
    try:
        kept = subprocess.Popen([sys.executable, "-c", "import time; time.sleep({seconds})"], start_new_session=True)
    except PermissionError:
        return False
    return True"""


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
        with pytest.raises(WorkerDiedError, match=why):
            f()
    finally:
        worker.kill()


def is_running(words):
    """Whether a process of this machine has these words in its command."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if words in command.read_bytes().decode(errors="replace"):
                return True
    return False


@isolated
def test_what_a_worker_started_ends_with_it(sandbox):
    worker = Worker(sandbox)
    words = f"time.sleep({10**6 + secrets.randbelow(10**6)})"  # of this run alone
    f = defined(worker, DAEMON.replace("time.sleep({seconds})", words))
    started = f()
    assert started == (sandbox.tier == "bubblewrap")  # the other tier has no processes that could outlive it
    assert within(lambda: is_running(words)) if started else not is_running(words)
    worker.kill()
    assert within(lambda: not is_running(words))


@isolated
def test_memory_beyond_the_limit_is_an_error_of_the_students(worker):
    f = defined(worker, "def f():\n    return len(bytearray(16 << 30))")
    with pytest.raises(MemoryError):
        f()


def test_a_killed_worker_leaves_no_open_files_and_no_folder(sandbox):
    before = len(os.listdir("/proc/self/fd"))
    worker = Worker(sandbox)
    worker.run("import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()", 1)
    worker.kill()
    worker.kill()
    assert len(os.listdir("/proc/self/fd")) == before
    assert worker.process.folder is None or not worker.process.folder.path.exists()


def test_what_is_printed_beyond_the_limit_is_dropped(sandbox):
    worker = Worker(Sandbox(sandbox.tier, sandbox.library, Limits(printed=10)))
    try:
        assert worker.run("print('x' * 8)\nprint('y' * 8)", 1).printed == "xxxxxxxx\ny"
        forge = "import __main__, gc\nfor o in gc.get_objects():\n    if type(o).__name__ == 'Worker':\n"
        assert len(worker.run(f"{forge}        o.most_printed = 99", 1).printed) == 0
        assert len(worker.run("print('z' * 50)", 1).printed) == 10
    finally:
        worker.kill()


@pytest.mark.needs_tier("bubblewrap")
def test_the_disk_in_bubblewrap_is_as_large_as_the_limit():
    tier = "bubblewrap"
    worker = Worker(Sandbox(tier, shared_sandbox(tier).library, Limits(disk_bytes=4 << 20)))
    try:
        fill = "for n in range(8):\n    open(str(n), 'wb').write(bytes(1 << 20))"
        assert worker.run(fill, 1).error["text"] == "[Errno 28] No space left on device"
        assert worker.run("import os\nprint(sum(os.path.getsize(n) for n in os.listdir()) >> 20)", 1).printed == "4\n"
    finally:
        worker.kill()


# The filter of system calls


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_the_filter_is_a_whole_number_of_instructions_and_ends_in_a_verdict(machine):
    program = filter_bytes(machine)
    assert len(program) % 8 == 0
    assert program[-8:-4] == b"\x06\x00\x00\x00"
    assert len(filter_bytes(machine, alone=1)) > len(program)


def test_an_unknown_machine_has_no_filter():
    with pytest.raises(OSError, match="sparc64"):
        filter_bytes("sparc64")


# The X-ray

STEPS = """
import numpy as np
def f(x, w):
    mean = x.mean(axis=0)
    layers = [x, x - mean]
    for row in x:
        last = row
    text, flag, size = "no number", True, len(x)
    return w * layers[1]
"""


def test_the_local_variables_of_a_function_over_there_are_seen_when_asked_for(worker):
    f = defined(worker, STEPS)
    x = np.arange(6.0).reshape(3, 2)
    value, seen = f.watched(x, 2.0)
    assert value.tolist() == [[-4, -4], [0, 0], [4, 4]]
    assert list(seen) == ["mean", "layers", "last"]
    assert seen["mean"].tolist() == [2, 3]
    assert [layer.tolist() for layer in seen["layers"]] == [x.tolist(), [[-2, -2], [0, 0], [2, 2]]]
    assert f(x, 2.0).tolist() == value.tolist()


@pytest.mark.parametrize(
    ("question", "source", "points"),
    [
        ("momentum_step", "def f(w, v, g, learning_rate, beta): return w.copy(), 0 * v", 0),
        ("momentum_step", "def f(w, v, g, learning_rate, beta): return w - (beta * v + learning_rate * g), v", 1),
        ("dense_backward", "def f(x, W, dz): return 0 * x, 0 * W, 0 * W[0]", 0),
        ("dense_backward", "def f(x, W, dz): return 0 * x, 0 * W, dz.sum(axis=0)", 1),
        ("xor_weights", "def f(): return [[1, 1], [1, 1]], [0, 0], [1, 1], 0", 0),
    ],
)
def test_what_computes_nothing_earns_nothing_in_the_sandbox_either(worker, question, source, points):
    question, names = find_question(question), {}
    exec(source, names)
    there = examine(question, defined(worker, source), 5)
    assert there.points == points
    assert there.to_dict() == examine(question, names["f"], 5).to_dict()


def test_a_wrong_step_is_found_in_the_sandbox_as_in_the_notebook(worker):
    source = """
import numpy as np
def two_layer_backward(x, y, W1, b1, W2, b2):
    z1 = x @ W1 + b1
    h = np.where(z1 > 0, z1, z1 / 7)
    p = 1 / (1 + np.exp(-h @ W2 - b2))
    dz2 = (p - y) / len(x)
    dz1 = dz2 @ W2.T * (z1 > 0)
    return x.T @ dz1, dz1.sum(axis=0), h.T @ dz2, dz2.sum(axis=0)
"""
    question = find_question("two_layer_backward")
    names = {}
    exec(source, names)
    here = examine(question, names["two_layer_backward"], 5)
    there = examine(question, defined(worker, source, "two_layer_backward"), 5)
    assert here.says == there.says
    assert "Your `z1` is right. The first wrong step is `h`: " in there.message


def test_the_sandbox_is_built_where_the_path_of_the_temporary_folder_is_long(tmp_path, monkeypatch):
    long = tmp_path / ("a" * 60) / ("b" * 60)
    long.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with laid_out() as decoys:
        assert any(folder.startswith(str(long)) for folder in decoys["folders"])
        assert Path(decoys["unix"]["named"]).is_socket()
