"""The warm parent: a process that has Python, NumPy and the worker loaded, and forks a child for each submission.

It runs no student code and knows nothing of any submission: what it passes on to a child are modules as they were
imported. Each child closes all descriptors but its two pipes, draws new random seeds, isolates itself, and
only then serves as a worker. It is started as `python warm.py SOCKET TIER MODULES`; a JSON message on the socket asks:

{"do": "start", …} with two pipes   fork; answers {"process": PID}, and the child says hello, so that the grader learns
                                    its PID outside the sandbox (the socket's SCM_CREDENTIALS); the child reports on its
                                    pipe, with an empty line, that it is isolated
{"do": "look", "process": PID}      answers {"status": exit status, negative for a signal, None if it is running},
                                    and with a status "cpu_seconds" and "peak_bytes", of all that it started
{"do": "end", "process": PID}       kills it with all that it started; answers the same

It ends with the socket, and its children with it.
"""

import contextlib
import gc
import json
import os
import random
import resource
import signal
import socket
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

MESSAGE_CAP = 1 << 16
GRACE = 1.0  # seconds for the processes of a namespace to end


class ForkServer:
    """The children of one tier, and what the grader asks about them."""

    def __init__(self, control: socket.socket, tier: str) -> None:
        self.control, self.tier = control, tier
        self.ended: dict[int, dict[str, Any] | None] = {}  # by PID: status and usage; None while the child runs

    def serve(self) -> None:
        """Answer until the socket is closed, then end all children."""
        while True:
            data, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE_CAP, 2)
            if not data:
                break
            request = json.loads(data)
            try:
                answer = self.start(request, descriptors) if request["do"] == "start" else self.ask(request)
            except OSError as error:
                answer = {"error": str(error)}
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            self.control.send(json.dumps(answer).encode())
        for process in list(self.ended):
            self.end(process)

    def start(self, request: Mapping[str, Any], pipes: list[int]) -> dict[str, Any]:
        """Fork a child that serves on the pipes; return its PID here."""
        if self.tier == "bubblewrap":
            from enter_namespaces import clone as fork
        else:
            fork = os.fork
        process = fork()
        if process == 0:
            _serve_as_child(self.control, self.tier, request, *pipes)
        self.ended[process] = None
        return {"process": process}

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the status and the usage of a child, which is ended first if that is asked."""
        process = request["process"]
        return (self.end(process) if request["do"] == "end" else self.look(process)) or {"status": None}

    def look(self, process: int, options: int = os.WNOHANG) -> dict[str, Any] | None:
        """Return the exit status of a child and what it has used, None while it runs."""
        if self.ended[process] is None:
            ended, status, used = os.wait4(process, options)
            if ended:
                usage = {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_bytes": used.ru_maxrss * 1024}
                self.ended[process] = {"status": os.waitstatus_to_exitcode(status), **usage}
        return self.ended[process]

    def end(self, process: int) -> dict[str, Any] | None:
        """Kill a child with all that it started, and forget it; return its exit status and what it has used."""
        if self.look(process) is None and self.tier == "bubblewrap":
            os.kill(process, signal.SIGTERM)  # which process 1 of a namespace hears once it waits
            until = time.monotonic() + GRACE
            while self.look(process) is None and time.monotonic() < until:
                time.sleep(0.0005)
        if self.look(process) is None:
            for kill in (os.killpg, os.kill):  # its group; itself, if it has not made one yet
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(process, signal.SIGKILL)
            self.look(process, 0)
        return self.ended.pop(process)


def _serve_as_child(
    control: socket.socket, tier: str, request: Mapping[str, Any], reader: int, writer: int
) -> NoReturn:
    """Isolate this process and serve; never return."""
    greeted = False
    try:
        os.setsid()
        if tier == "bubblewrap":
            from enter_namespaces import enter

            enter(request["disk_bytes"], request["user"])
            _leave_to_child(control, reader, writer)
        else:
            os.chdir(request["home"])
        greeted = _greet(control)
        if tier == "landlock":
            from enter_landlock import enter as enter_landlock

            enter_landlock(request["restrictions"])
        _forget(request["home"])
        os.write(writer, b"\n")
        _close_others({reader, writer})
        from worker import serve

        serve(reader, writer, request["limits"])
    except BaseException as error:
        if not greeted:
            _greet(control)
        with contextlib.suppress(OSError):
            os.write(writer, f"no isolation: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(1)


def _greet(control):
    """Say hello, by which the grader learns our PID, and leave the socket."""
    control.send(b"{}")
    control.close()
    return True


def _leave_to_child(control, reader, writer):
    """Fork once more: as process 1 wait for the worker, end what it has left behind, and end with its status.

    SIGTERM, of the warm parent, ends the worker too. All that ends is waited for, so that it is in the account.
    """
    process = os.fork()
    if process == 0:
        os.setsid()
        return
    control.close()
    os.close(reader)
    os.close(writer)
    signal.signal(signal.SIGTERM, lambda *_: _kill_all_others())
    code = 0
    while True:
        try:
            ended, status = os.waitpid(-1, 0)
        except ChildProcessError:
            os._exit(code)
        if ended == process:
            code = os.waitstatus_to_exitcode(status)
            code = code if code >= 0 else 128 - code
            _kill_all_others()


def _kill_all_others():
    """Kill every process in the namespace but this one."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def _forget(home):
    """Give this process random numbers and folders of its own."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "KERAS_HOME"), home))


def _close_others(kept):
    """Close all descriptors but these and the three standard ones."""
    first = 3
    for descriptor in [*sorted(kept), os.sysconf("SC_OPEN_MAX")]:
        os.closerange(first, descriptor)
        first = descriptor + 1


def main() -> None:
    """Import the modules and serve on the socket."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))  # the grader's own limit; workers have others
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    control = socket.socket(fileno=int(sys.argv[1]))
    tier, modules = sys.argv[2], sys.argv[3].split(",")
    for module in ("worker", "enter_landlock", "enter_namespaces"):
        import_module(module)
    for module in modules:
        with contextlib.suppress(ImportError):  # then the student's import fails, and says so
            import_module(module)
    gc.collect()
    gc.freeze()  # a collection in a child need not touch, and so copy, what all share
    ForkServer(control, tier).serve()


if __name__ == "__main__":
    main()
