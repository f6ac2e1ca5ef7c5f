"""Tier "bubblewrap": each worker has its own namespaces and a minimal file system."""

import os
import shutil
import sys
from pathlib import Path

from dlcourse.course.grading.sandbox.system import INSIDE, PACKAGE, SYSTEM, environment

RIGHTS = ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_SETUID", "CAP_SETGID")  # in the box; its children drop all of them


def box(library: Path) -> list[str]:
    """Return the bwrap command that starts the warm parent: in namespaces, among all files that a worker can see.

    Nothing there can be written: each worker gets a /tmp of its own.
    """
    made = ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent"]
    made += ["--new-session", "--clearenv"]
    for name, value in environment("/tmp").items():
        made += ["--setenv", name, value]
    made += ["--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/tmp"]  # first: Python may lie in it
    for path in (*SYSTEM, sys.base_prefix, sys.prefix):
        for parent in reversed(Path(path).parents[:-1]):  # by default bwrap makes them for root alone
            made += ["--perms", "0755", "--dir", str(parent)]
        made += ["--ro-bind-try", path, path]
    if PACKAGE.is_relative_to(sys.prefix):  # installed, not editable: the whole package would be visible
        made += ["--tmpfs", str(PACKAGE), "--remount-ro", str(PACKAGE)]
    made += ["--ro-bind", str(library), INSIDE, "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]
    if os.geteuid() != 0:
        made += ["--unshare-user", "--unshare-cgroup-try"]
    for right in RIGHTS:
        made += ["--cap-add", right]
    return [*made, "--"]


def why_not() -> str:
    """Return why bubblewrap cannot even be tried, "" if it can."""
    if shutil.which("bwrap") is None:
        return "it is not installed (Debian, Ubuntu: apt install bubblewrap)"
    return ""
