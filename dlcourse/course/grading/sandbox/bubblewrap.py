"""Tier "bubblewrap": each worker has its own namespaces and a minimal file system."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from dlcourse.course.grading.sandbox.readable_paths import shown, visible_folders
from dlcourse.course.grading.sandbox.system import INSIDE, PACKAGE, environment

RIGHTS = ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_SETUID", "CAP_SETGID")  # in the sandbox; its children drop all of them


def box(library: Path, hidden: Sequence[Path] = ()) -> list[str]:
    """Return the bwrap command that starts the warm parent: in namespaces, among all files that a worker can see.

    Nothing there can be written: each worker gets a /tmp of its own. What is `hidden` is an empty folder there.
    """
    made = ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent"]
    made += ["--new-session", "--clearenv"]
    for name, value in environment("/tmp").items():
        made += ["--setenv", name, value]
    made += ["--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/tmp"]  # first: Python may lie in it
    for path in shown():
        for parent in reversed(Path(path).parents[:-1]):  # by default bwrap makes them for root alone
            made += ["--perms", "0755", "--dir", str(parent)]
        made += ["--ro-bind-try", path, path]
    installed = [PACKAGE] if PACKAGE.is_relative_to(sys.prefix) else []  # not editable: the checks would be visible
    for secret in filter(Path.exists, (*hidden, *installed)):  # elsewhere, on a cluster, it may not be there
        made += _cover(secret)
    made += ["--ro-bind", str(library), INSIDE, "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]
    if os.geteuid() != 0:
        made += ["--unshare-user", "--unshare-cgroup-try"]
    for right in RIGHTS:
        made += ["--cap-add", right]
    return [*made, "--"]


def _cover(secret):
    """Return the options that hide a file or folder, but not an environment in it."""
    if secret.is_file():
        return ["--ro-bind", "/dev/null", str(secret)]
    made = ["--perms", "0755", "--tmpfs", str(secret)]
    for inside in sorted({path for path in visible_folders() if path.is_relative_to(secret)}):  # outer ones first
        made += ["--ro-bind", str(inside), str(inside)]
    return [*made, "--remount-ro", str(secret)]


def why_not() -> str:
    """Return why bubblewrap cannot even be tried, "" if it can."""
    if shutil.which("bwrap") is None:
        return "it is not installed (Debian, Ubuntu: apt install bubblewrap)"
    return ""
