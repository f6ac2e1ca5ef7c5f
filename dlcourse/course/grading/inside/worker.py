"""The worker: runs a student's cells in a process of its own, and calls the student's functions on request.

It is the only code that runs student code. It runs inside the sandbox, in which the files of this folder and the
students' part of the library are all there is of the course. The other side trusts nothing that it sends. A child of
the warm parent calls `serve`; requests come as frames on one pipe, responses leave on the other.
"""

import builtins
import contextlib
import gc
import io
import linecache
import os
import resource
import signal
import sys
import traceback
import types
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, BinaryIO, NoReturn

from numpy import errstate, float64, ndarray  # by name: a student may put something else in their place
from protocol import (
    TEXT_CAP,
    WARNINGS_CAP,
    Decoder,
    Encoder,
    changes,
    read_header,
    read_lengths,
    snapshots,
    take_changes,
    to_frame,
)
from shell import Cells, readable

# NumPy's error handling, whatever a cell has set: as in checks/engine/outcome.py, which is not in a sandbox
ERRSTATE: Any = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
KEEP = 0.005  # seconds for which a response waits for those after it, so that all are sent at once
Frame = tuple[dict[str, Any], Decoder]


class Printed(io.StringIO):
    """A buffer of a cell's output, up to `most` characters and one, by which the grader sees that there were more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most + 1

    def write(self, text: str) -> int:
        """Append the text as long as there is room."""
        room = self.most - self.tell()
        super().write(str(text)[: max(room, 0)])
        return len(text)

    def fileno(self) -> NoReturn:
        """Raise UnsupportedOperation: no file is behind the buffer."""
        raise io.UnsupportedOperation("fileno")


class Known:
    """The values (M,) of a function of the grader at some points (M, …), which the grader has sent along."""

    def __init__(self, points: ndarray, values: ndarray) -> None:
        self.shape = points.shape[1:]
        self.values = dict(zip(map(ndarray.tobytes, points), values, strict=True))

    def value_at(self, arguments: tuple) -> float64 | None:
        """Return the value for these arguments; None if it is not known."""
        w = arguments[0] if len(arguments) == 1 else None
        if type(w) is ndarray and w.dtype == float64 and w.shape == self.shape:
            return self.values.get(w.tobytes())
        return None


class Worker:
    """The worker's end of the pipes: the student's namespace, and the functions that were sent as handles."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO, printed: int) -> None:
        self.reader, self.writer = reader, writer
        self.most_printed = printed
        self.main = types.ModuleType("__main__")
        self.main.__dict__.update(__builtins__=builtins, display=show)
        sys.modules["__main__"] = self.main
        self.cells = Cells(self.main.__dict__)
        self.functions: list[Callable] = []  # the student's, by handle
        self.found: int | None = None  # the handle of what was looked up last, if that is a function
        self.number = 0  # of the request that is being answered
        self.keeps = False  # its response back for a while, since another request is there already
        self.flushed = 0.0  # when responses were last sent
        self.waiting: deque[Frame] = deque()  # requests that came while one before them waited for an answer of ours

    def serve(self) -> None:
        """Answer requests until the pipe is closed."""
        while True:
            request = self.waiting.popleft() if self.waiting else self.receive()
            if request is None:
                return
            message, decoder = request
            if message["kind"] == "flush":
                self.writer.flush()
                continue
            self.number, self.keeps = message["number"], message["kind"] == "call ahead"
            if message["kind"] == "run":
                self.run_cell(message)
            elif message["kind"] == "look up":
                self.look_up(message["name"])
            elif message["kind"] in ("call", "call ahead"):
                self.call(message, decoder)

    # Frames

    def receive(self) -> Frame | None:
        """Return the next message with a decoder for its values; None at the end."""
        lengths = self.reader.read(16)
        if len(lengths) < 16:
            return None
        header, arrays = read_lengths(lengths)
        message = read_header(self.reader.read(header))
        return message, Decoder(memoryview(self.reader.read(arrays)), self.callback)

    def answer(self) -> Frame:
        """Return the next answer to a callback; requests that come before it wait."""
        while True:
            frame = self.receive()
            if frame is None:
                raise SystemExit
            if frame[0]["kind"] == "value":
                return frame
            self.waiting.append(frame)

    def send(self, message: dict[str, Any], encoder: Encoder | None = None) -> None:
        """Send a message."""
        self.writer.write(to_frame(message | {"number": self.number}, encoder.arrays if encoder else []))
        now = monotonic()
        if message["kind"] == "callback" or not self.keeps or now - self.flushed > KEEP:
            self.writer.flush()
            self.flushed = now

    def callback(self, number: int, table: tuple[ndarray, ndarray] | None = None) -> Callable:
        """Return a function that calls back to the trusted side, but for arguments whose value stands in the table."""
        known = Known(*table) if table else None

        def call_back(*arguments):
            if known and (value := known.value_at(arguments)) is not None:
                return value
            encoder = Encoder(self.handle_of)
            self.send({"kind": "callback", "handle": number, "arguments": encoder.encode(arguments)}, encoder)
            message, decoder = self.answer()
            if "raised" in message:
                raise ValueError(message["raised"])
            value = decoder.decode(message["value"])
            take_changes(arguments, message["changed"], decoder)
            return value

        return call_back

    def handle_of(self, function: Callable) -> int:
        """Register a student's function and return the handle by which it can be called later."""
        self.functions.append(function)
        return len(self.functions) - 1

    # Requests

    def run_cell(self, message: Mapping[str, Any]) -> None:
        """Run one cell's text in the student's namespace; send its output and its exception."""
        printed, error = Printed(self.most_printed), None
        name = f"<cell {message['cell']}>"
        source = message["source"]
        with _captured(printed):
            try:
                source = readable(source)
                linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
                self.cells.run(source, name)
            except BaseException as raised:
                error = describe(raised)
        self.send({"kind": "ran", "printed": printed.getvalue(), "error": error})

    def look_up(self, name: str) -> None:
        """Send the value of a name."""
        encoder = Encoder(self.handle_of)
        missing = name not in self.main.__dict__
        value = None if missing else encoder.encode(self.main.__dict__[name])
        self.found = value[1] if value and value[0] == "handle" else None
        self.send({"kind": "found", "missing": missing, "value": value}, encoder)

    def call(self, message: Mapping[str, Any], decoder: Decoder) -> None:
        """Call a student's function; send its result, output, warnings and changes to its arguments.

        If the grader sends a function along that looks at the result, that function's result is sent instead. A call
        without a handle is one of what was looked up last; if that is no function, nobody waits for its value.
        """
        handle = self.found if message["handle"] is None else message["handle"]
        if handle is None:
            self.send({"kind": "returned", "value": None, "error": None, "changed": [], "printed": "", "warned": []})
            return
        arguments, more = decoder.decode(message["arguments"]), decoder.decode(message["more"])
        before = snapshots(arguments)
        variables: dict[str, Any] = {}
        printed, error, value = Printed(self.most_printed), None, None
        encoder = Encoder(self.handle_of)
        function = self.functions[handle]
        sent: list[dict[str, Any]] = []  # the names of the grader's modules that were sent with this call
        with _captured(printed), warnings.catch_warnings(record=True) as caught, errstate(**ERRSTATE):
            warnings.simplefilter("always")
            try:
                given = _sent(message["prepare"], sent)(*arguments) if message["prepare"] else arguments
                if message["watch"]:
                    returned, variables = _watch(function, given)
                else:
                    returned = function(*given)
                seen = _sent(message["look"], sent)(returned, *more) if message["look"] else returned
                value = encoder.encode(seen)
            except BaseException as raised:
                error = describe(raised)
                encoder = Encoder(self.handle_of)
        if sent:  # else they would lie in memory until some later collection, for a later question to find
            for names in sent:
                names.clear()
            gc.collect()
        changed = changes(arguments, before, encoder)
        answer = {"kind": "returned", "value": value, "error": error, "changed": changed}
        if message.get("watch"):
            with contextlib.suppress(Exception):  # what cannot be sent is not shown
                answer["variables"] = encoder.encode(variables)
        answer["printed"] = printed.getvalue()
        answer["warned"] = [str(warning.message)[:TEXT_CAP] for warning in caught[:WARNINGS_CAP]]
        self.send(answer, encoder)


def _watch(function, arguments):
    """Return a function's value and its local variables at return."""
    from dlcourse._watching import call_and_watch

    return call_and_watch(function, arguments)


def _sent(source, sent):
    """Return a function of the grader's, compiled for this call alone; `source` is its name and its module's text.

    The module's names are added to `sent`.
    """
    name, text = source
    names: dict[str, Any] = {"__name__": "<sent>"}
    sent.append(names)
    exec(compile(text, "<sent>", "exec"), names)
    return names[name]


@contextlib.contextmanager
def _captured(printed):
    """Redirect standard output and error to `printed`."""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


def show(*values: object, **_: object) -> None:
    """Print values, in place of IPython's `display`."""
    for value in values:
        print(repr(value))


def describe(error: BaseException) -> dict[str, str]:
    """Return an exception as plain data: its type, its text, the last student line in its traceback, and its function.

    The function is "" where the answer itself raised it.
    """
    lines, functions = [], []
    with contextlib.suppress(Exception):
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.line and frame.filename.startswith("<cell")]
        lines, functions = [(frame.line or "").strip() for frame in own], [frame.name for frame in own[1:]]
    try:
        text = f"{error.msg} (line {error.lineno})" if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = "(an exception whose text cannot be read)"
    last, function = (each[-1][:500] if each else "" for each in (lines, functions))
    return {"type": type(error).__name__[:200], "text": text[:TEXT_CAP], "line": last, "function": function}


def _limit_resources(limits):
    """Set limits that nothing in this process can lift again."""
    for name, value in limits.items():
        what = getattr(resource, name)
        _, hard = resource.getrlimit(what)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))


def serve(reader: int, writer: int, limits: Mapping[str, Any]) -> NoReturn:
    """Answer the requests on these descriptors, then end; student code gets no input and no output files."""
    _limit_resources(limits["resources"])
    sys.argv = [""]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the grader asks by it where a call stands that is over
    with contextlib.suppress(BaseException):  # whatever it is, the other side sees that the pipe is closed
        Worker(os.fdopen(reader, "rb"), os.fdopen(writer, "wb"), limits["printed"]).serve()
    os._exit(0)  # without waiting for threads that a student left behind
