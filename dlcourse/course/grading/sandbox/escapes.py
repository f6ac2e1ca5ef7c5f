"""The escape attempts of the probe: a worker runs this text as a cell, which names each way out that is open."""

import ctypes
import fcntl
import os
import resource
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)
holes: list[str] = []


def tried(what: str, attempt: Callable[..., object]) -> None:
    """Record a way out, unless the attempt fails or returns False."""
    try:
        if attempt() is not False:
            holes.append(what)
    except (OSError, KeyError, ImportError, MemoryError):
        pass


def opens(path: str, mode: str = "rb") -> None:
    """Open a file; in mode "rb", read a byte."""
    with open(path, mode) as file:
        if mode == "rb":
            file.read(1)


def writes(path: str) -> None:
    """Create a file and remove it."""
    opens(path, "w")
    os.remove(path)


def _connects(address):
    """Connect to a Unix socket of this machine."""
    with socket.socket(socket.AF_UNIX) as us:
        us.connect(address)


def _makes_socket(family):
    """Make a socket of this family."""
    socket.socket(family, socket.SOCK_RAW).close()


def _watches(path):
    """Return True if a folder can be watched with inotify."""
    return libc.inotify_add_watch(libc.inotify_init(), path.encode(), 0xFFF) >= 0


def _has_signalled(process):
    """Direct the kernel's signals about a file of ours to another process."""
    with socket.socketpair()[0] as us:
        fcntl.fcntl(us, fcntl.F_SETOWN, process)


def _try_machine(library):
    """Try to reach the machine's files and resources, and the course's."""
    tried("it runs as root", lambda: os.geteuid() == 0)
    tried("it reads the machine's files", lambda: opens("/etc/passwd"))
    tried("it sees home folders", lambda: bool(os.listdir("/home")))
    tried("it writes beside the library", lambda: writes(f"{library}/written"))
    for top in (sys.prefix, "/", "/dev", "/dev/shm", "/run", "/var/tmp"):
        tried(f"it makes files in {top}", lambda top=top: writes(os.path.join(top, "written")))
    tried("it makes files without a name", lambda: os.memfd_create("written") >= 0)
    tried("it makes memory that outlives it", lambda: libc.shmget(0, ctypes.c_size_t(4096), 0o1600) >= 0)
    for family, name in {16: "netlink", 17: "packet", 31: "Bluetooth", 38: "alg", 40: "vsock"}.items():
        tried(f"it makes {name} sockets", lambda family=family: _makes_socket(family))
    tried("it knows the checks", lambda: __import__("dlcourse.checks.catalogue"))
    tried("it knows the grader", lambda: __import__("dlcourse.course"))
    tried("it inherits our variables", lambda: os.environ["DLCOURSE_PROBE"])
    tried("its memory has no limit", lambda: bool(bytearray(64 << 30)))


def _try_decoys(decoys):
    """Try to reach the decoys."""
    tried("it reads the checks", lambda: opens(decoys["checks"]))
    tried("it reaches the network", lambda: socket.create_connection(decoys["tcp"], 0.5).close())
    tried("it sees network devices", lambda: len(socket.if_nameindex()) > 1)
    for where, address in decoys["unix"].items():
        tried(f"it reaches other programs' {where} sockets", lambda address=address: _connects(address))
    tried("it shares memory with others", lambda: bool(decoys["memory"]) and libc.shmget(decoys["memory"], 0, 0) >= 0)
    for folder in decoys["folders"]:
        _try_files(folder, f"{folder}/file", os.path.dirname(folder))
    for process in decoys["processes"]:
        _try_process(process, f"/proc/{process}")


def _try_files(folder, file, top):
    """Try to use the decoy `file` and its `folder`, which lies in `top`."""
    tried(f"it lists folders of others in {top}", lambda: os.listdir(folder) is not None)
    tried(f"it reads files of others in {top}", lambda: opens(file))
    tried(f"it writes to files of others in {top}", lambda: opens(file, "r+"))
    tried(f"it makes files in {top}", lambda: writes(f"{folder}/written"))
    tried(f"it watches folders of others in {top}", lambda: _watches(folder))
    tried(f"it sets the times of files in {top}", lambda: os.utime(file))
    tried(f"it sets the rights of files in {top}", lambda: os.chmod(file, 0o666))
    tried(f"it cuts files of others in {top}", lambda: os.truncate(file, 0))
    tried(f"it removes files of others in {top}", lambda: os.remove(file))


def _try_process(number, entry):
    """Try to inspect and influence another process; `entry` is its folder in /proc."""
    tried("it sees other processes", lambda: bool([p for p in os.listdir("/proc") if p.isdigit() and int(p) > 64]))
    tried("it signals other processes", lambda: os.kill(number, 0))
    tried("its files signal other processes", lambda: _has_signalled(number))
    tried("it reads what other processes were told", lambda: opens(f"{entry}/environ"))
    tried("it sees the open files of others", lambda: os.listdir(f"{entry}/fd"))
    tried("it sees the limits of others", lambda: resource.prlimit(number, resource.RLIMIT_CORE))
    tried("it sets where others run", lambda: os.sched_setaffinity(number, os.sched_getaffinity(number)))
    tried("it slows others down", lambda: os.setpriority(0, number, os.getpriority(0, number)))


def _try_itself():
    """Try to gain rights; comes last, because success changes this process."""
    tried("it can become root", lambda: os.setuid(0))
    tried("it traces processes", lambda: libc.ptrace(0, 0, 0, 0) == 0)
    tried("it makes namespaces", lambda: libc.unshare(0x10000000) == 0)


def escapes(library: str, decoys: Mapping[str, Any]) -> list[str]:
    """Return every way out that is open, in words; `library` is the students' library, `decoys` those of decoys.py."""
    _try_machine(library)
    _try_decoys(decoys)
    _try_itself()
    return list(dict.fromkeys(holes))
