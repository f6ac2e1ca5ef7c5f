"""A process in namespaces of its own, for the tier "bubblewrap": its parent lives in the sandbox that bwrap has built.

`clone` starts it, as process 1 of a new PID namespace, with mounts, network, IPC and host name of its own. `enter`
gives it an empty /tmp, takes all rights from it, and filters its system calls; what it starts then has no more.
"""

import ctypes
import os
import platform
import signal

from enter_landlock import LIBC, become, done, filter_system_calls, prctl
from seccomp import ARCHITECTURES, CLONE

NEW_MOUNTS, NEW_HOST_NAME, NEW_IPC, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
NEW = NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_PROCESSES | NEW_NETWORK
NO_SETUID, NO_DEVICES, RECURSIVE, PRIVATE = 2, 4, 0x4000, 0x40000
DROP_FROM_BOUNDS, SET_NO_NEW_PRIVS, INVALID = 24, 38, 22


def clone() -> int:
    """Fork into new namespaces; return 0 in the child, its PID in the parent.

    Python's own fork cannot do it. The child must do nothing but `enter`, fork, wait and exit: the C library still
    takes it for its parent's thread.
    """
    number = CLONE[list(ARCHITECTURES).index(platform.machine())]
    return done(LIBC.syscall(number, ctypes.c_ulong(NEW | signal.SIGCHLD), None, None, None, None))


def enter(disk_bytes: int, user: list[int] | None) -> None:
    """Mount a /tmp of `disk_bytes`, become `user` (None: stay), and drop all rights; raises OSError if that fails."""
    done(LIBC.mount(b"none", b"/", None, ctypes.c_ulong(RECURSIVE | PRIVATE), None))
    options = f"size={disk_bytes},mode=1777".encode()
    done(LIBC.mount(b"tmpfs", b"/tmp", b"tmpfs", ctypes.c_ulong(NO_SETUID | NO_DEVICES), options))
    os.chdir("/tmp")
    _empty_bounds()
    become(user, reads_all=False)
    prctl(SET_NO_NEW_PRIVS, 1)
    filter_system_calls()


def _empty_bounds():
    """Remove every capability from the bounding set: no program that this process starts can gain one."""
    for capability in range(64):
        if LIBC.prctl(DROP_FROM_BOUNDS, ctypes.c_ulong(capability), None, None, None) < 0:
            if ctypes.get_errno() != INVALID:  # after the kernel's last capability
                raise OSError(ctypes.get_errno(), "the bounding set keeps a capability")
            return
