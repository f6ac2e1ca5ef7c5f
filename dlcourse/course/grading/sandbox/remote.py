"""The trusted end of a worker: start it, run cells in it, and call its functions as if they were local.

Every request has a timeout. A worker that dies, exceeds it or breaks the protocol is killed with all that it started,
and WorkerDiedError is raised; the caller starts another one.
"""

import builtins
import contextlib
import inspect
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcourse._watching import is_numbers
from dlcourse.checks import inspection
from dlcourse.checks.errors import AnswerError
from dlcourse.course.grading.inside.protocol import (
    Decoder,
    Encoder,
    ProtocolError,
    changes,
    read_header,
    read_lengths,
    snapshots,
    take_changes,
    to_frame,
)
from dlcourse.course.grading.sandbox.process import WorkerDiedError, WorkerProcess
from dlcourse.course.grading.sandbox.tiers import Sandbox

CALLBACKS_CAP = 200_000  # callbacks during one request


class StudentError(Exception):
    """An exception of a type that exists only in the worker; its text begins with the type's name."""


@dataclass
class CellResult:
    """The output of one cell, and the exception that stopped it: {"type", "text", "line"} or None."""

    printed: str
    error: dict | None


class Worker:
    """A worker and the requests that it answers."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.limits = sandbox.limits
        self.process = WorkerProcess(sandbox)
        self.callables: list[Callable] = []
        self.arrived = bytearray()  # bytes that nobody has asked for yet: less than a frame and a read
        self.asked = 0  # the last request's number, which its response repeats: unsolicited ones are refused

    def kill(self) -> None:
        """Kill the worker and everything it started; safe to call again."""
        self.process.kill()

    # Requests

    def run(self, source: str, number: int) -> CellResult:
        """Run a cell and return its result."""
        message, _ = self.ask({"kind": "run", "source": source, "cell": number}, None)
        return CellResult(self.printed(message), _error_of(message))

    def look_up(self, name: str) -> Any:
        """Return the value of a student's name, a Remote for a function; raises KeyError if it is not defined."""
        message, decoder = self.ask({"kind": "look up", "name": name}, None)
        if message.get("missing") is not False:
            raise KeyError(name)
        return decode(decoder, message.get("value"))

    def watch(self, handle: int, arguments: tuple) -> tuple[Any, dict[str, Any]]:
        """Call a student's function; return its value and, by name, its local variables that hold numbers."""
        return self._call(handle, arguments, {"watch": True})

    def call(
        self,
        handle: int,
        arguments: tuple,
        look: Callable | None = None,
        more: tuple = (),
        prepare: Callable | None = None,
    ) -> Any:
        """Call a student's function: return its value, raise its exception, make its changes to the arguments.

        `look` and `prepare` are sent along, to be called in the worker (see dlcourse/checks/inspection).
        """
        return self._call(handle, arguments, {"look": _to_send(look), "prepare": _to_send(prepare)}, more)[0]

    def _call(self, handle, arguments, options, more=()):
        """Return the value of a call, and the variables that were asked for."""
        encoder = Encoder(self.handle_of)
        request = {"kind": "call", "handle": handle, "watch": False, "look": None, "prepare": None, **options}
        request |= {"arguments": encoder.encode(arguments), "more": encoder.encode(more)}
        message, decoder = self.ask(request, encoder)
        error = _error_of(message)
        value = decode(decoder, message.get("value")) if error is None else None
        take_changes(arguments, message.get("changed"), decoder)
        print(self.printed(message), end="")
        for warned in message.get("warned", [])[:20]:
            warnings.warn(str(warned), stacklevel=2)
        if error is not None:
            raise _local_exception(error)
        return value, _variables_of(decode(decoder, message.get("variables"))) if "watch" in options else {}

    def printed(self, message: Mapping[str, Any]) -> str:
        """Return the output, cut to the limit in case the worker has not done so."""
        return text(message, "printed")[: self.limits.printed]

    def handle_of(self, function: Callable) -> int:
        """Register one of our functions and return the handle by which the worker may call it."""
        self.callables.append(function)
        return len(self.callables) - 1

    # Frames, with a deadline

    def ask(self, message: dict[str, Any], encoder: Encoder | None) -> tuple[dict[str, Any], Decoder]:
        """Send a message, answer its callbacks, and return the response with a decoder for its values."""
        deadline = time.monotonic() + self.limits.seconds
        self.asked += 1
        try:
            self.send(to_frame(message | {"number": self.asked}, encoder.arrays if encoder else []), deadline)
            for _ in range(CALLBACKS_CAP):
                answer, decoder = self.receive(deadline)
                if answer.get("number") != self.asked:
                    raise ProtocolError("it answers what was not asked")
                if answer["kind"] != "callback":
                    return answer, decoder
                self.answer_callback(answer, decoder, deadline)
            raise ProtocolError("it called back too often")
        except ProtocolError as error:
            self.kill()
            raise WorkerDiedError(f"your code sent something that is no answer: {error}") from None
        except WorkerDiedError:
            self.kill()
            raise

    def answer_callback(self, message: dict[str, Any], decoder: Decoder, deadline: float) -> None:
        """Call one of our functions with the worker's arguments; an exception in it is sent to the worker."""
        handle, arguments = message.get("handle"), decode(decoder, message.get("arguments"))
        if not isinstance(handle, int) or not 0 <= handle < len(self.callables) or not isinstance(arguments, tuple):
            raise ProtocolError("a call of a function that was not given")
        encoder, before = Encoder(self.handle_of), snapshots(arguments)
        try:
            answer = {"kind": "value", "value": encoder.encode(self.callables[handle](*arguments))}
            answer["changed"] = changes(arguments, before, encoder)
        except Exception as error:
            encoder, answer = Encoder(self.handle_of), {"kind": "value", "raised": f"{type(error).__name__}: {error}"}
        self.send(to_frame(answer, encoder.arrays), deadline)

    def send(self, data: bytes, deadline: float) -> None:
        """Write all of `data` before the deadline."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.process.writer, view[:65536]) :]
            except BlockingIOError:
                self.process.wait([], [self.process.writer], deadline)
            except BrokenPipeError:
                raise self.process.died() from None

    def receive(self, deadline: float) -> tuple[dict[str, Any], Decoder]:
        """Return the next message, with a decoder for its values."""
        header, arrays = read_lengths(self.read(16, deadline))
        message = read_header(self.read(header, deadline))
        return message, Decoder(memoryview(self.read(arrays, deadline)), lambda number: Remote(self, number))

    def read(self, size: int, deadline: float) -> bytes:
        """Return `size` bytes, read before the deadline; what came along with them is kept for the next call."""
        while len(self.arrived) < size:
            self.process.wait([self.process.reader], [], deadline)
            piece = os.read(self.process.reader, 1 << 20)
            if not piece:
                raise self.process.died()
            self.arrived += piece
        taken, self.arrived = bytes(self.arrived[:size]), self.arrived[size:]
        return taken


class Remote:
    """A proxy of a student's function, which runs in the worker."""

    def __init__(self, worker: Worker, handle: int) -> None:
        self.worker, self.handle = worker, handle

    def __call__(self, *arguments: Any) -> Any:
        """Call the function in the worker."""
        return self.worker.call(self.handle, arguments)

    def watched(self, *arguments: Any) -> tuple[Any, dict[str, Any]]:
        """Return the function's value and its local variables at return."""
        return self.worker.watch(self.handle, arguments)

    def inspected(self, arguments: tuple, look: Callable | None, more: tuple, prepare: Callable | None) -> Any:
        """Return `look(function(*prepare(*arguments)), *more)`, computed in the worker."""
        return self.worker.call(self.handle, arguments, look, more, prepare)


def _to_send(function):
    """Return the name of a function and the text of its module; only the package `inspection` may be sent."""
    if function is None:
        return None
    module = function.__module__
    if not module.startswith(f"{inspection.__name__}."):
        raise ValueError(f"expected a function of {inspection.__name__} to send to a worker. Received one of {module}")
    return [function.__name__, inspect.getsource(sys.modules[module])]


def decode(decoder: Decoder, node: Any) -> Any:
    """Return a value from the worker; raises ProtocolError if it is invalid."""
    return decoder.decode(node)


def text(message: Mapping[str, Any], key: str) -> str:
    """Return a text from the worker, "" if it is anything else."""
    value = message.get(key)
    return value if isinstance(value, str) else ""


def _variables_of(found):
    """Return the variables that a worker sent, as far as they are names with numbers: they are shown, nothing more."""
    named = found if isinstance(found, dict) else {}
    return {n: v for n, v in named.items() if isinstance(n, str) and n.isidentifier() and len(n) < 50 and is_numbers(v)}


def _error_of(message):
    """Return the exception in a response as a dict of texts, None if it has none."""
    error = message.get("error")
    if error is None:
        return None
    if not isinstance(error, dict):
        raise ProtocolError("an exception without a type")
    return {key: str(error.get(key, "")) for key in ("type", "text", "line")}


def _local_exception(error):
    """Return the student's exception, of the same type if Python or NumPy has it, with the student's line."""
    kind = getattr(builtins, error["type"], None) or getattr(np.linalg, error["type"], None)
    kind = AnswerError if error["type"] == "AnswerError" else kind
    made: BaseException = StudentError(f"{error['type']}: {error['text']}")
    if isinstance(kind, type) and issubclass(kind, Exception | SystemExit):
        with contextlib.suppress(TypeError):  # UnicodeDecodeError and its like want more than a text
            made = kind(error["text"])
    setattr(made, "student_line", error["line"])  # noqa: B010 - a mark of ours on anybody's exception
    return made
