"""The parts of the host system that a worker needs in every tier: paths, environment variables, a user."""

import functools
import os
import pwd
from pathlib import Path

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
FIRST_USER, MOST_PIDS = 1_900_000_000, 1 << 22  # users that no distribution gives to anybody; the kernel's last PID
# Keras on JAX compiles code for each shape that it meets, and networks here are small: a quarter of the time.
QUICK_COMPILATION = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
INSIDE = "/course"  # where bubblewrap puts the students' library


def environment(home: str) -> dict[str, str]:
    """Return the few environment variables of a worker; `home` is the folder that it may write to."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    folders = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "KERAS_HOME"), home)
    settings = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "agg", "KERAS_BACKEND": "jax"}
    return one_thread | folders | settings | {"XLA_FLAGS": QUICK_COMPILATION}


def nobody() -> tuple[int, int]:
    """Return the uid and gid of `nobody`."""
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def worker_user() -> tuple[int, int] | None:
    """Return the uid and gid that a worker switches to if we are root, else None (it keeps ours).

    Each grading process has a number of its own for its workers, which no account has: the kernel counts the processes
    of each number, so that what one submission starts is taken from no other. In a container that does not have these
    numbers, the workers of all are `nobody`.
    """
    if os.geteuid() != 0:
        return None
    number = FIRST_USER + os.getpid()
    return (number, number) if _is_mapped(number) else nobody()


def is_worker_user(uid: int) -> bool:
    """Return True for the uid of a worker of some grading process of root's."""
    return uid == nobody()[0] or FIRST_USER <= uid < FIRST_USER + MOST_PIDS


@functools.cache
def _is_mapped(number):
    """Return True if this user namespace has a user and a group of this number."""
    return all(_covers(Path(f"/proc/self/{kind}_map"), number) for kind in ("uid", "gid"))


def _covers(path, number):
    """Return True if a map of the kernel, lines of (first, first outside, count), covers a number."""
    try:
        lines = [[int(word) for word in line.split()] for line in path.read_text(encoding="ascii").splitlines()]
    except OSError:
        return False
    return any(first <= number < first + count for first, _, count in lines)
