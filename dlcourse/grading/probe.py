"""Try to get out of a sandbox, before anybody else does."""

from dlcourse.grading.remote import Worker, WorkerDiedError

ESCAPES = """
import os, socket, sys

holes = []


def writes(path):
    open(path, "w").close()
    os.remove(path)


def tried(what, attempt):
    try:
        if attempt() is not False:
            holes.append(what)
    except (OSError, KeyError, ImportError, MemoryError):
        pass


tried("it runs as root", lambda: os.geteuid() == 0)
tried("it can become root", lambda: os.setuid(0))
tried("it reads the machine's files", lambda: open("/etc/passwd").read())
tried("it sees home folders", lambda: bool(os.listdir("/home")))
tried("it writes beside the library", lambda: writes("/course/written"))
tried("it writes into Python", lambda: writes(os.path.join(sys.prefix, "written")))
tried("it sees other processes", lambda: bool([p for p in os.listdir("/proc") if p.isdigit() and int(p) > 64]))
tried("it reaches the network", lambda: socket.create_connection(("127.0.0.1", 22), 0.2))
tried("it sees network devices", lambda: len(socket.if_nameindex()) > 1)
tried("it knows the checks", lambda: __import__("dlcourse.checks.catalogue"))
tried("it inherits our variables", lambda: os.environ["DLCOURSE_PROBE"])
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
tried("it makes namespaces", lambda: libc.unshare(0x10000000) == 0)
tried("it traces processes", lambda: libc.ptrace(0, 0, 0, 0) == 0)
tried("its memory has no limit", lambda: bool(bytearray(64 << 30)))
print("|".join(["tried", *holes]))
"""


def what_gets_out(sandbox) -> list[str]:
    """The ways out that were found open; a worker that cannot even start is one of them."""
    try:
        worker = Worker(sandbox)
    except OSError as error:
        return [f"it does not start: {error}"]
    try:
        ran = worker.run(ESCAPES, 0)
    except WorkerDiedError as error:
        return [f"it does not start: {error}"]
    finally:
        worker.kill()
    first, *holes = ran.printed.strip().split("|")
    if ran.error is not None or first != "tried":
        return [f"the probe stopped: {ran.error or ran.printed[:200]}"]
    return holes
