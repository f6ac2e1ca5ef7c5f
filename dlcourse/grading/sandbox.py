"""The walls around a worker: what this machine can build, found out by building it and trying to get out.

Tier "bubblewrap": namespaces of its own (no network, no other processes, no files but Python and the students' part of
the library, all read-only), limits on memory, processor time, processes and files, a filter on system calls, no root.
Tier "none": the limits alone; for your own work, or inside a machine that holds nothing you would miss.
"""

import contextlib
import json
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent
NOT_FOR_STUDENTS = shutil.ignore_patterns(
    "checks", "grading", "authoring", "cli.py", "progress.py", "lab.py", "doctor.py", "course.py", "__pycache__"
)
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
INSIDE = "/course"  # where the students' library lies in the sandbox
STUB = '''"""In the grader a check is made elsewhere, once the notebook has run."""


def check(name, function=None):
    """Does nothing here."""


def hint(name):
    """Does nothing here."""
'''


@dataclass(frozen=True)
class Limits:
    """What a worker may use."""

    seconds: float = 20.0  # wall clock, for each cell and each call
    cpu_seconds: int = 120  # in all
    memory_bytes: int = 4 << 30  # address space of one process; a worker with NumPy reserves about 0.5 GB
    processes: int = 256  # of the user that the workers run as, threads included
    file_bytes: int = 64 << 20
    open_files: int = 256


class SandboxError(Exception):
    """A sandbox that this machine cannot build; the text says what is missing."""


@dataclass(frozen=True)
class Sandbox:
    """How to start workers: the tier, where the students' library lies, the limits."""

    tier: str
    library: Path
    limits: Limits = field(default_factory=Limits)

    @property
    def worker(self) -> str:
        """Where worker.py lies for the worker."""
        return f"{INSIDE if self.tier == 'bubblewrap' else self.library}/worker.py"

    def command(self, argv: list[str], filter_file: int) -> list[str]:
        """The worker's command line with the walls around it; the filter is read from an open file."""
        return argv if self.tier == "none" else [*bubblewrap(self.library, filter_file), *argv]

    def limits_text(self) -> str:
        """What the worker limits itself to before it runs anything, as JSON: names of `resource` and numbers."""
        limits = self.limits
        values = {
            "RLIMIT_AS": limits.memory_bytes,
            "RLIMIT_CPU": limits.cpu_seconds,
            "RLIMIT_FSIZE": limits.file_bytes,
            "RLIMIT_NOFILE": limits.open_files,
            "RLIMIT_CORE": 0,
        }
        if self.tier == "bubblewrap":  # without a namespace of its own it would count all of the user's programs
            values["RLIMIT_NPROC"] = limits.processes + own_threads()
        return json.dumps(values)


def bubblewrap(library: Path, filter_file: int) -> list[str]:
    """bwrap with everything that a worker gets to see."""
    walls = ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent"]
    walls += ["--new-session", "--seccomp", str(filter_file), "--clearenv"]
    for name, value in environment().items():
        walls += ["--setenv", name, value]
    walls += ["--size", str(64 << 20), "--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/tmp"]  # Python may lie in it
    for path in (*SYSTEM, sys.base_prefix, sys.prefix):
        for parent in reversed(Path(path).parents[:-1]):  # of its own accord bwrap makes them for root alone
            walls += ["--perms", "0755", "--dir", str(parent)]
        walls += ["--ro-bind-try", path, path]
    if PACKAGE.is_relative_to(sys.prefix):  # installed, not editable: the whole package would be seen
        walls += ["--tmpfs", str(PACKAGE)]
    walls += ["--ro-bind", str(library), INSIDE, "--dev", "/dev"]
    if os.geteuid() != 0:
        return [*walls, "--unshare-user", "--unshare-cgroup-try", "--"]
    nobody = pwd.getpwnam("nobody")
    walls += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--"]
    drop = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--no-new-privs"]
    return [*walls, *drop, "--inh-caps=-all", "--"]


def environment() -> dict[str, str]:
    """The few variables that a worker needs."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    places = {"HOME": "/tmp", "MPLCONFIGDIR": "/tmp", "KERAS_HOME": "/tmp", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return one_thread | places | {"MPLBACKEND": "agg", "KERAS_BACKEND": "jax"}


def own_threads() -> int:
    """How many threads the user runs already, since the limit counts them; 0 for root, whose workers are nobody's."""
    if os.geteuid() == 0:
        return 0
    count = 0
    for status in Path("/proc").glob("[0-9]*/task/*"):
        with contextlib.suppress(OSError):
            count += status.stat().st_uid == os.geteuid()
    return count


@contextlib.contextmanager
def student_library(with_checks: bool = False) -> Iterator[Path]:
    """A folder with the worker and the students' part of the package: no checks, no references, no grader.

    `with_checks` adds the checks, for exercises whose questions look at objects that cannot leave the worker.
    """
    with tempfile.TemporaryDirectory(prefix="dlcourse-") as folder:
        library = Path(folder)
        library.chmod(0o755)
        shutil.copytree(PACKAGE, library / "dlcourse", ignore=NOT_FOR_STUDENTS)
        checks = library / "dlcourse" / "checks"
        if with_checks:
            shutil.copytree(PACKAGE / "checks", checks, ignore=shutil.ignore_patterns("__pycache__", "proof"))
        checks.mkdir(exist_ok=True)
        checks.joinpath("__init__.py").write_text(STUB, encoding="utf-8")
        for name in ("worker.py", "protocol.py"):
            shutil.copy(PACKAGE / "grading" / name, library)
        yield library


def find_sandbox(library: Path, limits: Limits | None = None, unsandboxed: bool = False) -> Sandbox:
    """The best sandbox that this machine really builds; raises SandboxError where it builds none."""
    from dlcourse.grading.probe import what_gets_out

    limits = limits or Limits()
    if unsandboxed:
        return Sandbox("none", library, limits)
    if shutil.which("bwrap") is None:
        raise SandboxError("bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)")
    sandbox = Sandbox("bubblewrap", library, limits)
    holes = what_gets_out(sandbox)
    if holes:
        raise SandboxError(f"bubblewrap is installed and does not hold here: {'; '.join(holes)}")
    return sandbox
