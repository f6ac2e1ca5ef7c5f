"""Restrictions that a process puts on itself for good: Landlock, a filter on system calls, another user, one process.

The warm parent's child (warm.py) calls `enter(restrictions)` before any student code is read. `restrictions` holds
`read`, readable files and folders; `list`, folders whose names can be listed; `write`, the worker's own folder; `user`,
[uid, gid] to switch to or None; `reads_all`, whether permissions to read are not checked (see landlock.py); `abi`, the
version of Landlock to use.

Landlock: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import signal
import stat
import struct
from collections.abc import Mapping
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
VERSION, PATH_BENEATH = 1, 1
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3  # of 16 rights, those ever granted
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, REFER, TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13, 1 << 14
OF_FILES = WRITE_FILE | READ_FILE | TRUNCATE  # what a rule on a single file may say
OWN_FOLDER = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR | REFER
TCP, OTHERS = 0b11, 0b11  # bind and connect; abstract sockets and signals
DEVICES = {"/dev/null": READ_FILE | WRITE_FILE} | dict.fromkeys(("/dev/zero", "/dev/random", "/dev/urandom"), READ_FILE)
OLDEST = 3  # earlier versions cannot deny truncating files of the same user

SET_PDEATHSIG, SET_DUMPABLE, SET_KEEPCAPS, SET_SECCOMP, SET_NO_NEW_PRIVS = 1, 4, 8, 22, 38
CAP_DAC_READ_SEARCH = 1 << 2
CAPABILITIES_3 = 0x20080522


def abi() -> int:
    """Return the kernel's Landlock version; 0 if it has none, or has it switched off."""
    return max(LIBC.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION), 0)


def done(result: int) -> int:
    """Return the result of a system call; raises OSError if it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def prctl(option: int, value: int, more: bytes | None = None) -> None:
    """Set an attribute of this process."""
    done(LIBC.prctl(option, ctypes.c_ulong(value), more, None, None))


def _new_ruleset(version):
    """Return a ruleset that denies all that this version of Landlock can deny."""
    files = (1 << (16 if version >= 5 else 15)) - 1
    handled = struct.pack("=QQQ", files, TCP, OTHERS)[: 8 if version < 4 else 16 if version < 6 else 24]
    return done(LIBC.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0))


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow these rights beneath a path; a path that does not exist needs no rule."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights &= -1 if stat.S_ISDIR(os.fstat(descriptor).st_mode) else OF_FILES
        done(LIBC.syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0))
    finally:
        os.close(descriptor)


def _ruleset_of(restrictions):
    """Return the descriptor of a ruleset with everything that the worker may access."""
    ruleset = _new_ruleset(restrictions["abi"])
    for path in restrictions["read"]:
        _allow(ruleset, path, READ_FILE | READ_DIR)
    for path in restrictions["list"]:
        _allow(ruleset, path, READ_DIR)
    for path, rights in DEVICES.items():
        _allow(ruleset, path, rights)
    _allow(ruleset, restrictions["write"], OWN_FOLDER)
    return ruleset


def become(user: list[int] | None, reads_all: bool) -> None:
    """Switch to another user for good (None: stay), without any capability but CAP_DAC_READ_SEARCH if `reads_all`."""
    if user is not None:
        prctl(SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(user[1], user[1], user[1])
        os.setresuid(user[0], user[0], user[0])
    rights = CAP_DAC_READ_SEARCH if reads_all else 0
    header, data = struct.pack("=Ii", CAPABILITIES_3, 0), struct.pack("=6I", rights, rights, 0, 0, 0, 0)
    done(LIBC.capset(header, data))
    prctl(SET_DUMPABLE, 1)  # so that the grader can count our open files


def filter_system_calls(alone: int | None = None) -> None:
    """Refuse the system calls of seccomp.py; `alone` is our PID if we see the machine's other processes."""
    from seccomp import filter_bytes  # beside this file, in the students' library

    program = filter_bytes(alone=alone)
    code = ctypes.create_string_buffer(program)
    prctl(SET_SECCOMP, 2, struct.pack("HP", len(program) // 8, ctypes.addressof(code)))


def enter(restrictions: Mapping[str, Any]) -> None:
    """Activate all restrictions; raises OSError if one fails. They hold for one thread, so there must be no other."""
    if len(os.listdir("/proc/self/task")) != 1:
        raise OSError("the worker has threads before it is isolated")
    parent = os.getppid()
    ruleset = _ruleset_of(restrictions)
    become(restrictions["user"], restrictions["reads_all"])
    prctl(SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which forgets it
    if os.getppid() != parent:
        raise OSError("the warm parent has ended")
    prctl(SET_NO_NEW_PRIVS, 1)
    done(LIBC.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    filter_system_calls(alone=os.getpid())
