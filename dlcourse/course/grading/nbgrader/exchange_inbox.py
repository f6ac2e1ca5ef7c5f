"""Submissions on the exchange: whose they are, of when, and whether their owner may hand in under that name.

nbgrader names a folder `ID+EXERCISE+TIME+RANDOM`, and everybody may make one of any name. Who made it is known from the
folder's owner, if accounts are named as students are.
"""

import datetime
import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dlcourse.course.folder import is_student_id
from dlcourse.course.handed_in import is_like
from dlcourse.course.terminal import visible

STAMP = "timestamp.txt"
CHECK_OWNER = "c.ExchangeCollect.check_owner = False"


@dataclass(frozen=True)
class HandedIn:
    """One folder on the exchange."""

    folder: str
    student: str
    time: str
    moment: datetime.datetime | None  # the time in UTC, None if it cannot be read


def parse_name(folder: str, exercise: str) -> HandedIn | None:
    """Return what a folder's name says; None if it belongs to another exercise."""
    student, mark, time = folder.rpartition(f"+{exercise}+")
    if not mark:
        return None
    if "+" in time and moment_of(time.rpartition("+")[0]):  # a time zone may have a + as well
        time = time.rpartition("+")[0]
    return HandedIn(folder, unicodedata.normalize("NFC", student), time, moment_of(time))


def moment_of(text: str) -> datetime.datetime | None:
    """Return a time in UTC as nbgrader reads it; None if it cannot be read."""
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text) if text and re.search(r"\d", text) else None
    except Exception:  # whatever the parser trips over
        return None


def doubt_of(notebook: Path, time: str | None) -> str | None:
    """Return a line on a time of submission that cannot be read, None if it can or there is no time."""
    zone = _unknown_zone(time or "")
    if zone:
        return f"its time may be wrong by hours: the zone {zone} is not known here (c.Exchange.timezone = 'UTC' is)"
    if time or not os.path.lexists(notebook.with_name(STAMP)):
        return None
    return f"its {STAMP} cannot be read: nobody can tell whether it is late, and no points are taken off"


def _unknown_zone(time):
    """Return the time zone of a time if nbgrader takes it for another: CEST for UTC, +0200 for 200 seconds."""
    from dateutil.tz import gettz

    parts = time.split(" ")
    return parts[2] if len(parts) == 3 and gettz(parts[2]) is None else None


def is_misnamed(folder: str, exercise: str, exercises: Iterable[str]) -> bool:
    """Return True if a folder's exercise is none of the course's, and may be meant for this one."""
    named = folder.split("+")[1:-1]
    return not set(named) & set(exercises) and any(is_like(part, exercise) for part in named)


def fault_of_id(student: str) -> str | None:
    """Return why an id cannot be taken, None if it can."""
    return None if is_student_id(student) else f"'{visible(student)}' cannot be the name of a student's folder"


@dataclass(frozen=True)
class Owners:
    """Rules of ownership on the exchange: students own their submissions, the instructor and root may own any."""

    trusted: frozenset[int]

    @classmethod
    def of(cls, inbound: Path) -> "Owners":
        """Return the rule for an exchange; who made it, and who collects, may hand in for everybody."""
        return cls(frozenset({0, inbound.stat().st_uid, *([os.geteuid()] if hasattr(os, "geteuid") else [])}))

    def fault(self, student: str, owner: int) -> str | None:
        """Return why a student's folder cannot be of this account, None if it can, or if nobody knows the account."""
        account = _account_of(owner)
        if owner in self.trusted or account in (None, student) or owner == _owner_named(student):
            return None
        return (
            f"it belongs to {visible(str(account))}, not to {visible(student)}. "
            f"If students' ids are not the names of accounts here, set {CHECK_OWNER}"
        )

    def strangers(self, owners: Iterable[int]) -> set[int]:
        """Return those of the accounts that are neither trusted nor known by a name."""
        return {owner for owner in owners if owner not in self.trusted and _account_of(owner) is None}

    def within(self, owner: int) -> Callable[[int], bool]:
        """Return whether an account may own a file in a folder of this owner's."""
        return lambda uid: uid == owner or uid in self.trusted


def _account_of(owner: int) -> str | None:
    """Return the name of an account, None if this machine does not know it."""
    try:
        import pwd

        return pwd.getpwuid(owner).pw_name
    except (ImportError, KeyError):
        return None


def _owner_named(name: str) -> int | None:
    """Return the number of the account with a name, None if there is none."""
    try:
        import pwd

        return pwd.getpwnam(name).pw_uid
    except (ImportError, KeyError, ValueError):
        return None
