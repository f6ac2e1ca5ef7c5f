"""A worker process behind its isolation: started, monitored while it works, and killed with everything it started."""

import contextlib
import os
import select
import signal
import time

from dlcourse.checks.engine.deadline import Deadline
from dlcourse.checks.engine.watchdog import StoppedError
from dlcourse.course.grading.sandbox.accounting import Usage, memory_in_all
from dlcourse.course.grading.sandbox.folder import TooMuchError
from dlcourse.course.grading.sandbox.memory_headroom import is_crowded
from dlcourse.course.grading.sandbox.tiers import Sandbox
from dlcourse.course.grading.sandbox.warm import start_child

START = 30.0  # seconds for the isolation to become active, on a busy machine
LOOK = 0.2  # seconds between two checks of the resources that a worker without namespaces uses


class WorkerDiedError(BaseException):
    """The worker has ended; the text says why. A BaseException, so that no check takes it for the answer's."""


class TooSlowError(WorkerDiedError, StoppedError):
    """A cell or call took longer than its limit of so many `seconds`; a check says the same of it as in a notebook."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"your code took longer than {seconds:g} seconds and was stopped")
        self.seconds = seconds
        self.student_line = ""  # at which the student's code stood, if that is known


class CrowdedError(BaseException):
    """The machine has too little memory for this worker beside all others: no fault of the submission."""


class WorkerProcess:
    """A process in a sandbox, with a pipe to it and one from it; raises OSError if it cannot be started."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.limits = sandbox.limits
        self.folder = sandbox.new_folder()
        to_worker, self.writer = os.pipe()
        self.reader, from_worker = os.pipe()
        try:
            self.process = start_child(sandbox, sandbox.request(self.folder), [to_worker, from_worker])
        except BaseException:
            self.close()
            raise
        finally:
            os.close(to_worker)
            os.close(from_worker)
        os.set_blocking(self.writer, False)
        self.tier = sandbox.tier
        self.watched = self.folder if sandbox.tier == "landlock" else None  # bubblewrap's tmpfs has a size limit
        self.looked = time.monotonic()
        self.await_isolation(self.looked + START)

    def await_isolation(self, deadline: float) -> None:
        """Wait until the isolation is active, after which the process can be inspected; raises OSError if it fails."""
        said = b""
        while not said.endswith(b"\n"):
            left = max(deadline - time.monotonic(), 0)
            piece = os.read(self.reader, 1) if any(select.select([self.reader], [], [], left)) else b""
            said += piece or b"no isolation: it ended, or took too long\n"
        if said != b"\n":
            self.kill()
            raise OSError(said.decode(errors="replace").strip())

    def wait(self, readers: list[int], writers: list[int], deadline: Deadline) -> None:
        """Wait until a pipe is ready; raises TooSlowError at the deadline, WorkerDiedError at another limit."""
        while (left := deadline.left()) > 0:
            self.look()
            if any(select.select(readers, writers, [], left if self.tier == "none" else min(left, LOOK))):
                return
        raise TooSlowError(self.limits.seconds)

    def interrupt(self) -> None:
        """Interrupt what the worker does, as a person would who presses Ctrl-C."""
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            os.kill(self.process.pid, signal.SIGINT)

    def look(self) -> None:
        """Raise WorkerDiedError if the worker exceeds a limit that no kernel holds; every LOOK seconds at most."""
        if self.tier == "none" or time.monotonic() - self.looked < LOOK:
            return
        try:
            if self.watched is not None:
                self.watched.look(self.process.pid)
            held = memory_in_all(self.process.pid, alone=self.watched is not None)
            if held > self.limits.memory_in_all_bytes:
                raise TooMuchError(f"took more than {self.limits.memory_in_all_bytes / 2**30:g} GB of memory in all")
            if is_crowded(held):
                raise CrowdedError(f"it held {held / 2**30:.1f} GB when the machine had no memory left")
        except TooMuchError as error:
            if not self.has_ended(LOOK):  # one that is ending cannot be inspected, and hides nothing
                raise WorkerDiedError(f"your code {error} and was stopped") from None
        self.looked = time.monotonic()

    def has_ended(self, seconds: float) -> bool:
        """Return True if the process ends within so many seconds."""
        return self.process.wait(seconds)

    def died(self) -> WorkerDiedError:
        """Return a WorkerDiedError that says why the pipe is closed."""
        self.has_ended(1)
        code = self.process.returncode or 0
        reasons = {-signal.SIGKILL: "was killed, perhaps for its use of memory or time", -signal.SIGSEGV: "crashed"}
        reason = reasons.get(code if code < 128 else 128 - code, "ended the process it ran in")
        return WorkerDiedError(f"your code {reason}")

    @property
    def usage(self) -> Usage:
        """Return what the worker has used, once it has been killed."""
        return self.process.usage

    def kill(self) -> None:
        """Kill the worker and everything it started; safe to call again."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        """Close our ends of the pipes and remove the worker's folder."""
        for end in (self.reader, self.writer):
            with contextlib.suppress(OSError):
                os.close(end)
        self.reader = self.writer = -1
        if self.folder is not None:
            self.folder.remove()
