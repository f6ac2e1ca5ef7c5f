"""Call a student's function once, on copies of the inputs, and record what it returns, prints, warns of and changes."""

import contextlib
import io
import re
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.checks.engine.plain_errors import in_plain_words
from dlcourse.checks.engine.question import AnswerError, Case, Question, call_once
from dlcourse.checks.engine.watchdog import StoppedError, call_begins

# Code that is not the student's: Python's own, installed packages, this package.
LIBRARIES = (*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), str(Path(__file__).resolve().parents[2]))

# What Python says of a call with other arguments than a function takes.
OTHER_ARGUMENTS = re.compile(r"\(\) (missing \d+ required|takes .*positional arguments? but \d+ )")

# NumPy's error handling, whatever a student's cell has set.
ERRSTATE: Any = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


@dataclass(frozen=True)
class Failure:
    """Reason for having no numbers to compare: "not attempted", "raised", "wrong type" or "wrong count"; a sentence."""

    kind: str
    message: str
    exception: type | None = None


@dataclass
class Outcome:
    """Outcome of one call: the returned parts as arrays, or a failure; what it printed, warned of and changed."""

    values: dict[str, np.ndarray] = field(default_factory=dict)
    failure: Failure | None = None
    printed: str = ""
    warned: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def observe(question: Question, function: Callable, case: Case, right: Outcome | None = None) -> Outcome:
    """Call `function` on copies of the case's arguments; capture what it raises, prints, warns of and changes."""
    arguments = case.copy_arguments()
    outcome = Outcome()
    calls = function if question.use is call_once or hasattr(function, "inspected") else Calls(function)
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(**ERRSTATE),
    ):
        warnings.simplefilter("always")
        call_begins()
        try:
            returned = question.use(calls, *arguments)
        except NotImplementedError as error:
            outcome.failure = _unwritten(error, question.name)
        except AnswerError as error:
            outcome.failure = Failure("wrong type", str(error))
        except (Exception, SystemExit) as error:
            outcome.failure = _failure_of(error, calls, question)
        except StoppedError as stopped:
            stopped.case, stopped.function = case, function
            raise
        else:
            outcome.values, outcome.failure = _read_returned(question, returned, right)
    outcome.printed = printed.getvalue()
    outcome.warned = sorted({str(warning.message) for warning in caught})
    outcome.changed = [
        name
        for name, before, after in zip(question.inputs or question.arguments, case.arguments, arguments, strict=True)
        if isinstance(before, np.ndarray) and not _is_unchanged(before, after)
    ]
    return outcome


def _is_unchanged(before, after):
    """Return True if an argument still has its shape and its numbers."""
    if before.shape != after.shape:
        return False
    same = before.dtype == after.dtype and before.tobytes() == after.tobytes()  # as nearly always; ten times faster
    return same or np.allclose(before, after, rtol=1e-9, atol=1e-12, equal_nan=True)


def _read_returned(question, returned, right):
    """Return ({part: array}, None), or ({}, Failure) if the returned value cannot be read."""
    parts = question.parts
    if returned is None:
        return {}, Failure("wrong type", f"Your function returned None: is there a `return {', '.join(parts)}`?")
    if returned is Ellipsis or (isinstance(returned, tuple) and any(value is Ellipsis for value in returned)):
        return {}, Failure("not attempted", "The answer still returns `...`.")
    if isinstance(returned, Mapping) and set(returned) == set(parts):
        returned = [returned[part] for part in parts]
    if len(parts) == 1:
        values = returned if isinstance(returned, tuple) and len(returned) == 1 else [returned]
    elif isinstance(returned, np.ndarray) and returned.shape == (len(parts),) and _are_numbers(right):
        values = list(returned)  # np.array([a, b]) for two numbers
    elif not isinstance(returned, tuple | list) or len(returned) != len(parts):
        count = len(returned) if isinstance(returned, tuple | list) else 1
        message = (
            f"Your function returned {count} value{'s' * (count != 1)}; expected {len(parts)}: {', '.join(parts)}."
        )
        return {}, Failure("wrong count", message)
    else:
        values = returned
    arrays = {}
    for part, value in zip(parts, values, strict=True):
        array = as_numbers(value)
        if array is None:
            return {}, Failure("wrong type", f"Your `{part}` is {_kind_of(value)}; expected numbers.")
        arrays[part] = array
    return arrays, None


def _are_numbers(right):
    """Return True if every right part is a single number."""
    return right is not None and all(value.ndim == 0 for value in right.values.values())


def _kind_of(value):
    """Return the type of a value in words; one from another process brings it as `type_name`."""
    dtype = getattr(value, "dtype", None)
    if getattr(dtype, "kind", "") in ("U", "S"):
        return "an array of text"
    return f"an array of {dtype}" if dtype else f"a {getattr(value, 'type_name', type(value).__name__)}"


def as_numbers(value: Any) -> np.ndarray | None:
    """Return `value` as an array of real numbers, or None if it cannot be converted."""
    try:
        array = np.array(value)  # a copy: a student may return an input, or the same buffer at every call
    except Exception:  # ragged lists, and whatever an object's own __array__ raises
        return None
    return array if array.dtype.kind in "fiub" else None


class Calls:
    """A function that notes the exceptions it raises, so that they can be told from those of a question's `use`."""

    def __init__(self, function: Callable) -> None:
        self.function = function
        self.raised: list[BaseException] = []

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function."""
        try:
            return self.function(*arguments, **options)
        except BaseException as error:
            self.raised.append(error)
            raise


def _failure_of(error, calls, question):
    """Return the failure of an exception: the student's, or one of ours over what the student's function returned."""
    if isinstance(calls, Calls) and error not in calls.raised:
        message = f"What your function returned cannot be examined ({type(error).__name__}: {error})."
        return Failure("wrong type", message, type(error))
    return Failure("raised", _describe_exception(error, question), type(error))


def _unwritten(error, name):
    """Return the failure of an answer that is not written, or that calls a function which is not."""
    inner = getattr(error, "student_function", None) or next((frame.name for frame in _own_frames(error)[:0:-1]), name)
    if inner in (name, "<lambda>"):
        return Failure("not attempted", "The answer still raises NotImplementedError.")
    return Failure("raised", f"Your function calls `{inner}`, which is not written yet.", NotImplementedError)


def _own_frames(error):
    """Return the student's frames in the traceback of an exception, the outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if frame.line and not frame.filename.startswith(LIBRARIES)]


def where_it_stood(error: BaseException) -> str:
    """Return ", at `line`" with the student's line at which an exception was raised, "" if there is none."""
    lines = [frame.line.strip() for frame in _own_frames(error) if frame.line]
    if hasattr(error, "student_line"):  # raised in another process
        lines = [error.student_line] if error.student_line else []
    return f", at `{lines[-1]}`" if lines else ""


def _called_otherwise(error, question):
    """Return plain words for an answer that does not take the question's arguments, "" if the exception is another."""
    if not isinstance(error, TypeError) or not OTHER_ARGUMENTS.search(str(error)):
        return ""
    call = f"{question.name}({', '.join(question.arguments)})"
    return f"it is called as `{call}`, so its first line has to be `def {call}:`"


def _describe_exception(error, question):
    """Return a sentence with the exception, the line of the student's code that raised it, and plain words for it."""
    where = where_it_stood(error)
    plain = "" if where else _called_otherwise(error, question)
    plain = plain or in_plain_words(str(error))
    return f"Your function raised {type(error).__name__}{where}: {error}" + (
        f". In other words: {plain}." if plain else ""
    )
