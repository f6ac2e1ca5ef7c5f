"""Tier "bubblewrap": each worker has its own namespaces and a minimal file system."""

import os
import shutil
import sys
from pathlib import Path

from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.system import INSIDE, PACKAGE, SYSTEM, environment, nobody


def walls(library: Path, limits: Limits, filter_file: int) -> list[str]:
    """Return the bwrap command with all that a worker can see; `filter_file` is the seccomp filter's descriptor."""
    made = ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent"]
    made += ["--new-session", "--seccomp", str(filter_file), "--clearenv"]
    for name, value in environment("/tmp").items():
        made += ["--setenv", name, value]
    size = str(limits.disk_bytes)
    made += ["--size", size, "--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/tmp"]  # first: Python may lie in it
    for path in (*SYSTEM, sys.base_prefix, sys.prefix):
        for parent in reversed(Path(path).parents[:-1]):  # by default bwrap makes them for root alone
            made += ["--perms", "0755", "--dir", str(parent)]
        made += ["--ro-bind-try", path, path]
    if PACKAGE.is_relative_to(sys.prefix):  # installed, not editable: the whole package would be visible
        made += ["--tmpfs", str(PACKAGE)]
    made += ["--ro-bind", str(library), INSIDE, "--dev", "/dev"]
    if os.geteuid() != 0:
        return [*made, "--unshare-user", "--unshare-cgroup-try", "--"]
    made += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--"]
    user, group = nobody()
    drop = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    return [*made, *drop, "--inh-caps=-all", "--"]


def why_not() -> str:
    """Return why bubblewrap cannot even be tried, "" if it can."""
    if shutil.which("bwrap") is None:
        return "it is not installed (Debian, Ubuntu: apt install bubblewrap)"
    return ""
