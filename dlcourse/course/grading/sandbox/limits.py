"""The resource limits of a submission: the defaults, and what an instructor sets per exercise in nbgrader_config.py."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dlcourse.course.folder import Course, CourseError

WHERE = "nbgrader_config.py, c.Judge.limits"
ALL = "*"  # in place of an exercise's name
PRINTED_MOST = 1_000_000  # characters; always fit into one frame of the protocol


@dataclass(frozen=True)
class Limits:
    """The resource limits of a submission and of its worker."""

    seconds: float = 20.0  # wall clock, for each cell and each call
    submission_seconds: float = 600.0  # the same, for all cells and calls of a submission together
    cpu_seconds: int = 120  # in all
    memory_bytes: int = 4 << 30  # address space of one process; a worker with NumPy reserves about 0.5 GB
    memory_in_all_bytes: int = 4 << 30  # memory that all processes of a worker hold together
    processes: int = 256  # threads included
    file_bytes: int = 64 << 20  # one file
    disk_bytes: int = 64 << 20  # all files together
    open_files: int = 256
    printed: int = 100_000  # characters that one cell or call may print; the rest is dropped
    printed_in_all: int = 1_000_000  # characters that are kept of what all cells print
    sent_bytes: int = 64 << 20  # that one cell or call hands back to the grader, calls of its functions included
    sent_in_all_bytes: int = 512 << 20  # that a submission hands back


NAMES = tuple(field.name for field in fields(Limits))
# What all submissions of a class have together: which limit of each is its share, and the least that one needs.
SHARED = {"memory_bytes": ("memory_in_all_bytes", 256 << 20), "processes": ("processes", 8)}
SECONDS = ("seconds", "submission_seconds")  # need not be whole
OWN = {  # of the exercises that need more: Keras compiles each model for seconds, and a tuner trains several
    "18_keras": Limits(seconds=60, submission_seconds=1800, cpu_seconds=300),
    "19_keras_tuner": Limits(seconds=120, submission_seconds=3600, cpu_seconds=600),
}


def limits_for(course: Course, name: str, settings: Mapping[str, Any]) -> Limits:
    """Return the limits of exercise `name`: its defaults, updated by `settings` for all exercises, then for this one.

    Raises CourseError if an exercise or a limit is unknown or a number is invalid, under any exercise, so that a
    mistake is found at once.
    """
    checked = [(whose(course, key), numbers(key, values)) for key, values in settings.items()]
    limits = OWN.get(name, Limits())
    for whom in (ALL, name):
        for key, values in checked:
            limits = replace(limits, **values) if key == whom else limits
    return limits


def share_of(limits: Limits, in_all: Mapping[str, Any], at_a_time: int) -> Limits:
    """Return the limits of each of some submissions that are judged at a time, so that all keep to `in_all`.

    That is {"memory_bytes": …, "processes": …}, or one of them. Raises CourseError if it is invalid, or too little to
    judge so many at a time.
    """
    shares = {}
    for name, value in in_all.items():
        where = f"nbgrader_config.py, c.Judge.class_limits[{name!r}]"
        if name not in SHARED:
            raise CourseError(
                f"nbgrader_config.py, c.Judge.class_limits: expected {' or '.join(SHARED)}. Received: {name!r}"
            )
        _require_number(where, name, value)
        own, least = SHARED[name]
        if value < least * at_a_time:
            many = f"{at_a_time:,} that are judged at a time need {least * at_a_time:,}"
            raise CourseError(f"{where}: expected more, since {many}. Received: {value:,}")
        shares[own] = min(getattr(limits, own), value // at_a_time)
    return replace(limits, **shares)


def whose(course: Course, key: Any) -> str:
    """Return the exercise that a key names, by its number or in full; "*" for all."""
    if key == ALL:
        return key
    try:
        return course.exercise(str(key))
    except CourseError as error:
        raise CourseError(f'{WHERE}: expected "{ALL}" or an exercise. Received: {key!r}; {error}') from None


def numbers(key: Any, values: Any) -> dict[str, Any]:
    """Return the limits under one key, validated."""
    if not isinstance(values, Mapping):
        raise CourseError(f'{WHERE}[{key!r}]: expected a dict such as {{"seconds": 60}}. Received: {values!r}')
    for name, value in values.items():
        if name not in NAMES:
            raise CourseError(f"{WHERE}[{key!r}]: expected one of {', '.join(NAMES)}. Received: {name!r}")
        _require_number(f"{WHERE}[{key!r}][{name!r}]", name, value)
    return dict(values)


def _require_number(where: str, name: str, value: Any) -> None:
    """Raise CourseError unless the value is valid for this limit."""
    kinds, what = ((int, float), "a positive number") if name in SECONDS else ((int,), "a positive whole number")
    most = PRINTED_MOST if name == "printed" else 2**62
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value <= most:
        upto = f" up to {most:,}" if name == "printed" else ""
        raise CourseError(f"{where}: expected {what}{upto}. Received: {value!r}")
