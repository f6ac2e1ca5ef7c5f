"""The parts of the host system that a worker needs in every tier: paths, environment variables, a user."""

import os
import pwd
from pathlib import Path

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
INSIDE = "/course"  # where bubblewrap puts the students' library


def environment(home: str) -> dict[str, str]:
    """Return the few environment variables of a worker; `home` is the folder that it may write to."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    folders = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "KERAS_HOME"), home)
    settings = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "agg", "KERAS_BACKEND": "jax"}
    return one_thread | folders | settings


def nobody() -> tuple[int, int]:
    """Return the uid and gid that root's workers switch to."""
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def worker_user() -> tuple[int, int] | None:
    """Return the uid and gid that a worker switches to: nobody's if we are root, else None (it keeps ours)."""
    return nobody() if os.geteuid() == 0 else None
