"""The trusted end of a worker: start it, run cells in it, and call its functions as if they were local.

Every request has a timeout, and the submission a budget. A worker that dies, exceeds them or breaks the protocol is
killed with all that it started, and WorkerDiedError is raised; the caller starts another one.
"""

import builtins
import contextlib
import functools
import inspect
import os
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from dlcourse._watching import is_numbers
from dlcourse.checks import inspection
from dlcourse.checks.engine.deadline import Deadline
from dlcourse.checks.engine.tabulated import TABLE
from dlcourse.checks.errors import AnswerError
from dlcourse.course.grading.inside.protocol import (
    WARNINGS_CAP,
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
from dlcourse.course.grading.sandbox.accounting import Usage
from dlcourse.course.grading.sandbox.budget import Budget, cut
from dlcourse.course.grading.sandbox.process import TooSlowError, WorkerDiedError, WorkerProcess
from dlcourse.course.grading.sandbox.tiers import Sandbox

CALLBACKS_CAP = 200_000  # callbacks during one request
PIECE = 64 << 10  # bytes that are read at a time: as many as a pipe holds
ROOM = 48 << 10  # bytes of requests on their way that the worker has not read; a pipe holds 64 kB
FLUSH = to_frame({"kind": "flush"}, [])
NAME, LINE = 200, 500  # characters of an exception's type and of the line that raised it
MOMENT = 1.0  # seconds for a worker to say where it was interrupted
STOPPED_CAP = 1 << 20  # bytes in which it says so
FORGOTTEN = "a function that was given for an earlier question cannot be called any more"
Read = TypeVar("Read")


class StudentError(Exception):
    """An exception of a type that exists only in the worker; its text begins with the type's name."""


@dataclass
class CellResult:
    """The output of one cell, whether it was cut, and what stopped it: {"type", "text", "line"} or None."""

    printed: str
    error: dict | None
    is_cut: bool = False


class Worker:
    """A worker and the requests that it answers."""

    def __init__(self, sandbox: Sandbox, budget: Budget | None = None) -> None:
        self.limits = sandbox.limits
        self.budget = Budget(sandbox.limits) if budget is None else budget
        self.process = WorkerProcess(sandbox)
        self.given: dict[int, Callable] = {}  # our functions that it may call, by handle
        self.handles = 0  # that were ever given
        self.arrived = b""  # that nobody has asked for yet: less than a frame and a read
        self.asked = 0  # the last request's number, which its response repeats: unsolicited ones are refused
        self.ahead = Ahead()  # requests whose responses nobody has waited for yet

    def kill(self) -> None:
        """Kill the worker and everything it started; safe to call again."""
        self.process.kill()

    @property
    def usage(self) -> Usage:
        """Return what the worker has used, once it has been killed."""
        return self.process.usage

    # Requests

    def run(self, source: str, number: int) -> CellResult:
        """Run a cell and return its result."""
        return self.ask(to_run(source, number), None, self.result_of)

    def result_of(self, message: Mapping[str, Any], _: Decoder) -> CellResult:
        """Return the result of a cell."""
        is_cut = len(text(message, "printed")) > self.limits.printed
        return CellResult(self.printed(message), _error_of(message), is_cut)

    def look_up(self, name: str) -> Any:
        """Return the value of a student's name, a Remote for a function; raises KeyError if it is not defined."""
        missing, value = self.ask(to_look_up(name), None, _found_in)
        if missing:
            raise KeyError(name)
        return value

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

    def call_ahead(self, handle: int, calls: Sequence[tuple]) -> list[Callable]:
        """Ask for several calls of a student's function in this order, without waiting for one before the next.

        Returns for each a function that waits for its end, and is then as if it were the student's: it is to be called
        once, in this order, with the same arguments.
        """
        if not self.ahead.are(calls):
            self.drop_ahead()
            self._add_calls(handle, calls)
        return [functools.partial(self._await, number) for number in self.ahead.numbers]

    def foresee(self, requests: Sequence[dict[str, Any]], calls: Sequence[tuple] = ()) -> None:
        """Send what will be asked next, so that the worker goes on by itself: cells to run, a name to look up.

        If the last of them looks up a function, `calls` are the arguments of its calls that follow. Whoever asks for
        these things, in this order, waits for each with its own time, as if it had not been foreseen.
        """
        self.drop_ahead()
        for request in requests:
            self._add_ahead(request, request)
        self._add_calls(None, calls)
        self.waited(self._send_ahead)

    @property
    def is_ahead(self) -> bool:
        """Return True while something that was foreseen has not been asked for."""
        return bool(self.ahead.numbers)

    def _add_calls(self, handle, calls):
        """Add calls to what is asked ahead; without a handle, of the function that was looked up last."""
        for arguments in calls:
            encoder = Lending(self.handle_of)
            request = _request(handle, encoder.encode(arguments)) | {"kind": "call ahead"}
            self._add_ahead(request, arguments, encoder.arrays)

    def _add_ahead(self, request, stands_for, arrays=()):
        message = self.numbered(request)
        self.ahead.add(self.asked, stands_for, to_frame(message, list(arrays)))

    def _send_ahead(self, deadline):
        """Send as much of what is asked ahead as there is room for."""
        if data := self.ahead.to_send():
            self.send(data, deadline)

    def _await(self, number: int, *arguments: Any) -> Any:
        """Return or raise what the call with this number came to."""
        if not self.ahead.numbers or self.ahead.numbers[0] != number:
            raise ValueError("expected the calls in the order in which they were asked for, each once")
        return self._come_to(arguments, lambda read: self.waited(lambda deadline: read(*self.next_ahead(deadline))))[0]

    def next_ahead(self, deadline: Deadline) -> tuple[dict[str, Any], Decoder]:
        """Return the response to the first of the requests ahead, with a decoder for its values."""
        self._send_ahead(deadline)
        answer = self.awaited(self.ahead.took(), deadline)
        self.ahead.arrived()
        return answer

    def drop_ahead(self) -> None:
        """Wait for what was asked for ahead and is not wanted any more."""
        while self.ahead.numbers:
            self.waited(self.next_ahead)

    def _call(self, handle, arguments, options, more=()):
        """Return the value of a call, and the variables that were asked for."""
        encoder = Lending(self.handle_of)
        request = _request(handle, encoder.encode(arguments)) | options | {"more": encoder.encode(more)}
        return self._come_to(arguments, lambda read: self.ask(request, encoder, read), "watch" in options)

    def _come_to(self, arguments, responded, watched=False):
        """Return the value of a call, and its variables if they are watched; `responded` has the response read."""

        def read(message, decoder):
            error = _error_of(message)
            value = decode(decoder, message.get("value")) if error is None else None
            take_changes(arguments, message.get("changed"), decoder)
            variables = _variables_of(decode(decoder, message.get("variables"))) if watched else {}
            return error, value, variables, self.printed(message), _warnings_of(message)

        error, value, variables, printed, warned = responded(read)
        print(printed, end="")
        for warning in warned:
            warnings.warn(warning, stacklevel=2)
        if error is not None:
            raise _local_exception(error)
        return value, variables

    def printed(self, message: Mapping[str, Any]) -> str:
        """Return the output, cut to the limit in case the worker has not done so."""
        return text(message, "printed")[: self.limits.printed]

    def handle_of(self, function: Callable) -> int:
        """Register one of our functions and return the handle by which the worker may call it."""
        self.given[self.handles] = function
        self.handles += 1
        return self.handles - 1

    def take_back(self) -> None:
        """Forget our functions that the worker was given: a question is over, and with it what they hold."""
        self.given.clear()

    # Frames, with a deadline

    def ask(
        self, message: dict[str, Any], encoder: Encoder | None, read: Callable[[dict[str, Any], Decoder], Read]
    ) -> Read:
        """Send a message, answer its callbacks, and return what `read` makes of the response and its decoder.

        A message that was foreseen is sent already.
        """
        if self.ahead.is_next(message):
            return self.waited(lambda deadline: read(*self.next_ahead(deadline)))
        self.drop_ahead()

        def respond(deadline):
            self.send(to_frame(self.numbered(message), encoder.arrays if encoder else []), deadline)
            return read(*self.awaited(self.asked, deadline))

        return self.waited(respond)

    def waited(self, respond: Callable[[Deadline], Read]) -> Read:
        """Return what `respond` does before its deadline; whatever goes wrong costs the worker."""
        began = time.monotonic()
        try:
            return respond(self.budget.begin_call(self.process.process.pid))
        except ProtocolError as error:
            self.kill()
            raise WorkerDiedError(f"your code sent something that is no answer: {error}") from None
        except MemoryError:
            self.kill()
            raise WorkerDiedError("your code handed back more than the grader has memory for") from None
        except WorkerDiedError as died:
            if isinstance(died, TooSlowError):
                died.student_line = self.line_it_stands_at()
            self.kill()
            self.budget.require_time()  # the limit of the whole submission has its own words
            raise
        finally:
            self.budget.end_call(time.monotonic() - began)

    def line_it_stands_at(self) -> str:
        """Interrupt the student's code and return the line it stood at; "" if the worker does not say so in a moment.

        It is the worker's word alone: a text to show, like that of an exception.
        """
        self.process.interrupt()
        moment = Deadline(MOMENT, float)
        with contextlib.suppress(WorkerDiedError, ProtocolError):
            header, arrays = read_lengths(self.read(16, moment))
            if header + arrays <= STOPPED_CAP:
                error = _error_of(read_header(self.read(header, moment)))
                return error["line"] if error and error["type"] == "KeyboardInterrupt" else ""
        return ""

    def numbered(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return a message with the number of a new request."""
        self.asked += 1
        return message | {"number": self.asked}

    def awaited(self, number: int, deadline: Deadline) -> tuple[dict[str, Any], Decoder]:
        """Answer the callbacks of a request, and return its response with a decoder for its values."""
        for _ in range(CALLBACKS_CAP):
            answer, decoder = self.receive(deadline)
            if answer.get("number") != number:
                raise ProtocolError("it answers what was not asked")
            if answer["kind"] != "callback":
                return answer, decoder
            self.budget.take_callback()
            self.answer_callback(answer, decoder, deadline)
        raise ProtocolError("it called back too often")

    def answer_callback(self, message: dict[str, Any], decoder: Decoder, deadline: Deadline) -> None:
        """Call one of our functions with the worker's arguments; an exception in it is sent to the worker."""
        handle, arguments = message.get("handle"), decode(decoder, message.get("arguments"))
        if type(handle) is not int or not 0 <= handle < self.handles or not isinstance(arguments, tuple):
            raise ProtocolError("a call of a function that was not given")
        encoder, before = Lending(self.handle_of), snapshots(arguments)
        try:
            function = self.given.get(handle, _forgotten)
            answer = {"kind": "value", "value": encoder.encode(function(*arguments))}
            answer["changed"] = changes(arguments, before, encoder)
        except Exception as error:
            encoder = Lending(self.handle_of)
            answer = {"kind": "value", "raised": cut(f"{type(error).__name__}: {error}")}
        self.send(to_frame(answer, encoder.arrays), deadline)

    def send(self, data: bytes, deadline: Deadline) -> None:
        """Write all of `data` before the deadline."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.process.writer, view[:65536]) :]
            except BlockingIOError:
                self.process.wait([], [self.process.writer], deadline)
            except BrokenPipeError:
                raise self.process.died() from None

    def receive(self, deadline: Deadline) -> tuple[dict[str, Any], Decoder]:
        """Return the next message, with a decoder for its values."""
        header, arrays = read_lengths(self.read(16, deadline))
        self.budget.take_bytes(header + arrays)
        message = read_header(self.read(header, deadline))
        return message, Decoder(memoryview(self.read(arrays, deadline)), self.remote)

    def remote(self, number: int) -> "Remote":
        """Return the proxy of a student's function."""
        return Remote(self, number)

    def read(self, size: int, deadline: Deadline) -> bytes:
        """Return `size` bytes, read before the deadline; what came along with them is kept for the next call."""
        if not self.arrived and size:
            self.arrived = self.read_more(deadline)
        if len(self.arrived) < size:
            pieces, there = [self.arrived], len(self.arrived)
            while there < size:
                pieces.append(self.read_more(deadline))
                there += len(pieces[-1])
            self.arrived = b"".join(pieces)
        taken, self.arrived = self.arrived[:size], self.arrived[size:]
        return taken

    def read_more(self, deadline: Deadline) -> bytes:
        """Return what the worker has sent, once there is something."""
        self.process.wait([self.process.reader], [], deadline)
        piece = os.read(self.process.reader, PIECE)
        if not piece:
            raise self.process.died()
        return piece


class Lending(Encoder):
    """An encoder of what is sent to a worker: with a function goes the table of its values, if it has one."""

    def encode_callable(self, value: Callable) -> list[Any]:
        """Return the node of a function of ours."""
        table = getattr(value, TABLE, None)
        if table is None:
            return super().encode_callable(value)
        return ["tabulated", self.handle_of(value), *map(self.encode, table())]


class Ahead:
    """Requests that were made ahead: as many of them are on the way as the pipe has room for, unread."""

    def __init__(self) -> None:
        self.numbers: deque[int] = deque()  # of all that nobody has waited for
        self._stand_for: deque[Any] = deque()  # what each of them asks: its message, or a call's arguments
        self._frames: deque[bytes] = deque()  # of those that are not sent yet
        self._sizes: deque[int] = deque()  # of those that are

    def add(self, number: int, stands_for: Any, frame: bytes) -> None:
        """Add a request, the last one so far."""
        self.numbers.append(number)
        self._stand_for.append(stands_for)
        self._frames.append(frame)

    def is_next(self, message: Mapping[str, Any]) -> bool:
        """Return True if the next one asks for this."""
        return bool(self._stand_for) and isinstance(self._stand_for[0], dict) and self._stand_for[0] == message

    def are(self, calls: Sequence[tuple]) -> bool:
        """Return True if the requests are calls with these very arguments."""
        there = self._stand_for
        return 0 < len(there) == len(calls) and all(one is other for one, other in zip(there, calls, strict=True))

    def to_send(self) -> bytes:
        """Return the frames that are to be sent before the next response is awaited: one at least, if none is sent.

        The last one says that no more come for now: the worker is not to keep back a response any longer.
        """
        frames: list[bytes] = []
        while self._frames and (not self._sizes or sum(self._sizes) + len(self._frames[0]) <= ROOM):
            frames.append(self._frames.popleft())
            self._sizes.append(len(frames[-1]))
        return b"".join([*frames, FLUSH]) if frames else b""

    def took(self) -> int:
        """Return the number of the next request, for whose response somebody waits now."""
        self._stand_for.popleft()
        return self.numbers.popleft()

    def arrived(self) -> None:
        """Note that this response has come, so that the worker has read its request."""
        self._sizes.popleft()


class Remote:
    """A proxy of a student's function, which runs in the worker."""

    def __init__(self, worker: Worker, handle: int) -> None:
        self.worker, self.handle = worker, handle

    def __call__(self, *arguments: Any) -> Any:
        """Call the function in the worker."""
        return self.worker.call(self.handle, arguments)

    def ahead(self, calls: Sequence[tuple]) -> list[Callable]:
        """Return, for several calls that begin at once, functions that wait for them (see Worker.call_ahead)."""
        return self.worker.call_ahead(self.handle, calls)

    def watched(self, *arguments: Any) -> tuple[Any, dict[str, Any]]:
        """Return the function's value and its local variables at return."""
        return self.worker.watch(self.handle, arguments)

    def inspected(self, arguments: tuple, look: Callable | None, more: tuple, prepare: Callable | None) -> Any:
        """Return `look(function(*prepare(*arguments)), *more)`, computed in the worker."""
        return self.worker.call(self.handle, arguments, look, more, prepare)


def to_run(source: str, number: int) -> dict[str, Any]:
    """Return the request to run a cell."""
    return {"kind": "run", "source": source, "cell": number}


def to_look_up(name: str) -> dict[str, Any]:
    """Return the request for the value of a name."""
    return {"kind": "look up", "name": name}


def _request(handle, arguments):
    """Return the request of a plain call: no local variables are watched, and no function of the grader is sent."""
    about = {"watch": False, "look": None, "prepare": None, "more": ["tuple", []]}
    return {"kind": "call", "handle": handle, "arguments": arguments, **about}


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


def _found_in(message, decoder):
    """Return whether a name is missing, and its value."""
    missing = message.get("missing") is not False
    return missing, None if missing else decode(decoder, message.get("value"))


def _warnings_of(message):
    """Return the texts of a call's warnings, as far as they are texts, and not too many or too long."""
    warned = message.get("warned")
    found = [warning for warning in warned if isinstance(warning, str)] if isinstance(warned, list) else []
    return [cut(warning) for warning in found[:WARNINGS_CAP]]


def _forgotten(*_):
    """Refuse a call, in place of a function that was taken back."""
    raise ValueError(FORGOTTEN)


def _variables_of(found):
    """Return the variables that a worker sent, as far as they are names with numbers: they are shown, nothing more."""
    named = found if isinstance(found, dict) else {}
    return {n: v for n, v in named.items() if isinstance(n, str) and n.isidentifier() and len(n) < 50 and is_numbers(v)}


def _error_of(message):
    """Return the exception in a response as a dict of texts, None if it has none."""
    error = message.get("error")
    if error is None:
        return None
    found = [error.get(key) for key in ("type", "text", "line")] if isinstance(error, dict) else []
    texts = [part for part in found if isinstance(part, str)]
    if len(texts) != 3:
        raise ProtocolError("an exception without a type, a text or a line")
    kind, said, line = texts
    function = error.get("function")
    name = cut(function, NAME) if isinstance(function, str) else ""
    return {"type": cut(kind, NAME), "text": cut(said), "line": cut(line, LINE), "function": name}


def _local_exception(error):
    """Return the student's exception, of the same type if Python or NumPy has it, with the student's line."""
    kind = getattr(builtins, error["type"], None) or getattr(np.linalg, error["type"], None)
    kind = AnswerError if error["type"] == "AnswerError" else kind
    made: BaseException = StudentError(f"{error['type']}: {error['text']}")
    if isinstance(kind, type) and issubclass(kind, Exception | SystemExit):
        with contextlib.suppress(TypeError):  # UnicodeDecodeError and its like want more than a text
            made = kind(error["text"])
    for mark in ("line", "function"):
        setattr(made, f"student_{mark}", error[mark])  # marks of ours on anybody's exception
    return made
