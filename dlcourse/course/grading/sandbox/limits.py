"""What a worker may use: the defaults, and what an instructor sets for each exercise in nbgrader_config.py."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dlcourse.course.folder import Course, CourseError

WHERE = "nbgrader_config.py, c.Judge.limits"
ALL = "*"  # in place of an exercise's name
PRINTED_MOST = 1_000_000  # what always fits into one frame of the protocol


@dataclass(frozen=True)
class Limits:
    """What a worker may use."""

    seconds: float = 20.0  # wall clock, for each cell and each call
    cpu_seconds: int = 120  # in all
    memory_bytes: int = 4 << 30  # address space of one process; a worker with NumPy reserves about 0.5 GB
    processes: int = 256  # threads included
    file_bytes: int = 64 << 20  # one file
    disk_bytes: int = 64 << 20  # all files together
    open_files: int = 256
    printed: int = 100_000  # characters that one cell or call may print; what comes after is dropped


NAMES = tuple(field.name for field in fields(Limits))
OWN = {  # of the exercises that need more: Keras compiles each model for seconds, and a tuner trains several
    "18_keras": Limits(seconds=60, cpu_seconds=300),
    "19_keras_tuner": Limits(seconds=120, cpu_seconds=600),
}


def limits_for(course: Course, name: str, settings: Mapping[str, Any]) -> Limits:
    """The limits of exercise `name`: its defaults, then what `settings` says of all exercises, then of this one.

    Raises CourseError for an exercise or a limit that does not exist, and for a number that is none: also where it
    stands under another exercise, so that a slip is found at once.
    """
    checked = [(whose(course, key), numbers(key, values)) for key, values in settings.items()]
    limits = OWN.get(name, Limits())
    for whom in (ALL, name):
        for key, values in checked:
            limits = replace(limits, **values) if key == whom else limits
    return limits


def whose(course, key):
    """The exercise that a key names, by its number or in full; "*" for all."""
    if key == ALL:
        return key
    try:
        return course.exercise(str(key))
    except CourseError as error:
        raise CourseError(f'{WHERE}: expected "{ALL}" or an exercise. Received: {key!r}; {error}') from None


def numbers(key, values):
    """The limits under one key, checked."""
    if not isinstance(values, Mapping):
        raise CourseError(f'{WHERE}[{key!r}]: expected a dict such as {{"seconds": 60}}. Received: {values!r}')
    for name, value in values.items():
        if name not in NAMES:
            raise CourseError(f"{WHERE}[{key!r}]: expected one of {', '.join(NAMES)}. Received: {name!r}")
        require_number(f"{WHERE}[{key!r}][{name!r}]", name, value)
    return dict(values)


def require_number(where, name, value):
    """Raise CourseError unless the value is a number that this limit can have."""
    kinds, what = ((int, float), "a positive number") if name == "seconds" else ((int,), "a positive whole number")
    most = PRINTED_MOST if name == "printed" else 2**62
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value <= most:
        upto = f" up to {most:,}" if name == "printed" else ""
        raise CourseError(f"{where}: expected {what}{upto}. Received: {value!r}")
