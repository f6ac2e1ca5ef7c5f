"""Moments and spans of time as people write them in a table, in the time zone of the course.

Days and weeks are those of the clock on the wall: three days after Saturday, 23:59, it is Tuesday, 23:59, also if the
clocks were set back on Sunday. Hours and minutes are those that pass.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

AOE = timezone(timedelta(hours=-12), "AoE")  # anywhere on earth: as long as it is that day somewhere
UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "mins", "minuten"), "minute"),
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs", "stunde", "stunden"), "hour"),
    **dict.fromkeys(("day", "days", "d", "tag", "tage"), "day"),
    **dict.fromkeys(("weekday", "weekdays", "working day", "working days", "business day", "business days"), "weekday"),
    **dict.fromkeys(("werktag", "werktage"), "weekday"),
    **dict.fromkeys(("week", "weeks", "w", "woche", "wochen"), "week"),
}
DATE = re.compile(
    r"(?:(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)"  # 2026-11-30, 2026/11/30
    r"|(?P<day_2>\d\d?)\.(?P<month_2>\d\d?)\.(?P<year_2>\d{4}|\d\d)"  # 30.11.2026, 30.11.26
    r"|(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year_3>\d{4}))"  # 11/30/2026 or 30/11/2026: the column says which
)
TIME = re.compile(
    r"(?P<hour>\d\d?)(?::(?P<minute>\d\d))(?::(?P<seconds>\d\d)(?:\.0+)?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<hour_only>\d\d?)\s?(?P<half_2>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
_LONGEST = timedelta(days=3660)
EXAMPLE = "a date and time such as 2026-11-30 23:59"


@dataclass(frozen=True)
class Span:
    """A span of time."""

    amount: float
    unit: str  # minute, hour, day, weekday, week

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit}{'s' if self.amount != 1 else ''}"


def later(moment: datetime, span: Span, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, that lies a span after another."""
    if span.unit in ("minute", "hour"):
        return moment + timedelta(**{f"{span.unit}s": span.amount})
    wall = moment.astimezone(zone).replace(tzinfo=None)
    if span.unit == "weekday":
        for _ in range(int(span.amount)):
            wall += timedelta(days=1)
            while wall.weekday() > 4:
                wall += timedelta(days=1)
        return on_the_wall(wall, zone)
    return on_the_wall(wall + timedelta(**{f"{span.unit}s": span.amount}), zone)


def on_the_wall(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, at which clocks of a zone show a time.

    When they are set back, they show an hour twice, and when they are set forward, one not at all: the later moment is
    taken, in the students' favour.
    """
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def begun(start: datetime, end: datetime, unit: str, zone: tzinfo) -> int:
    """Return how many minutes, hours, days, weekdays or weeks have begun after `start` when it is `end`.

    More than ten years count as ten: the year 9999, on a machine whose clock is wrong, has no day after it.
    """
    if end <= start:
        return 0
    end = min(end, start + _LONGEST)
    lengths = {"minute": 60, "hour": 3600, "day": 86400, "weekday": 86400 * 7 / 5, "week": 7 * 86400}
    count = max(0, int((end - start).total_seconds() / lengths[unit]) - 3)
    while later(start, Span(count, unit), zone) < end:
        count += 1
    return count


def read_span(text: str) -> Span:
    """Return the span in "3 days", "36 h" or "1.5 days"; raises ValueError, with what was expected, for others."""
    found = re.fullmatch(r"\+?(\d+(?:[.,]\d+)?)\s*([a-z ]+?)\.?", text.strip().casefold())
    if not found or found[2] not in UNITS:
        raise ValueError("a span such as 3 days, 36 hours or 90 minutes")
    span = Span(float(found[1].replace(",", ".")), UNITS[found[2]])
    if span.unit == "weekday" and span.amount != int(span.amount):
        raise ValueError("a whole number of weekdays")
    if span.amount > 10_000:
        raise ValueError("a span of at most 10000")
    return span


@functools.cache
def read_zone(text: str) -> tzinfo:
    """Return a time zone by its name or its offset; raises ValueError, with what was expected, if it is not known."""
    asked = text.strip()
    if asked.casefold() in ("utc", "z", "gmt"):
        return UTC
    if asked.casefold() == "aoe":
        return AOE
    if offset := OFFSET.fullmatch(asked):
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if span <= timedelta(hours=14) and int(offset[3] or 0) < 60:
            return timezone(-span if offset[1] == "-" else span)
    names = {name.casefold(): name for name in available_timezones() if "/" in name}
    if asked.casefold() in names:  # not CET or EST: some mean summer time with it, and some do not
        return ZoneInfo(names[asked.casefold()])
    missing = "" if names else " (names are not known here: pip install tzdata)"
    raise ValueError(f"a time zone such as Europe/Berlin, UTC, +01:00 or AoE{missing}")


def zone_in_words(zone: tzinfo) -> str:
    """Return the name of a zone."""
    return zone.key if isinstance(zone, ZoneInfo) else str(zone)


def day_first(texts: Sequence[str]) -> bool | None:
    """Return whether dates with slashes name the day first, by one that leaves no choice; None if none does.

    Raises ValueError if some do and some do not.
    """
    found = [match for text in texts if (match := DATE.match(text.strip())) and match["first"]]
    orders = {True for one in found if int(one["first"]) > 12} | {False for one in found if int(one["second"]) > 12}
    if len(orders) > 1:
        raise ValueError("dates in one order, such as 2026-11-30")
    return orders.pop() if orders else None


def read_moment(text: str, zone: tzinfo | None, is_day_first: bool | None = None) -> datetime:
    """Return the moment, in UTC, that a text names; a date alone is the end of that day.

    Raises ValueError, with what was expected, if it names none, or has no zone and `zone` is None.
    """
    date = DATE.match(text.strip())
    if not date:
        raise ValueError(EXAMPLE)
    day = _day_of(date, is_day_first)
    rest = text.strip()[date.end() :]
    rest = re.sub(r"^(?:[Tt](?=\d)|,?\s+)", "", rest)
    time = TIME.match(rest)
    named = (rest[time.end() :] if time else rest).strip().removesuffix("Uhr").strip()
    where = read_zone(named.strip("()[]")) if named else zone
    if where is None:
        raise ValueError("a time zone, in the column time_zone of the row for all exercises, such as Europe/Berlin")
    return on_the_wall(day + (_since_midnight(time) if time else timedelta(days=1)), where)


def _day_of(date, is_day_first):
    """Return midnight of the day that a match of DATE names."""
    if date["first"]:
        if is_day_first is None:
            raise ValueError(f"{EXAMPLE} (whether the month or the day stands first is not known)")
        numbers = (int(date["first"]), int(date["second"]))
        day, month = numbers if is_day_first else reversed(numbers)
        year = int(date["year_3"])
    else:
        year, month, day = (int(date[name] or date[f"{name}_2"]) for name in ("year", "month", "day"))
    year += 2000 * (year < 100)
    if not 2000 <= year <= 2100:
        raise ValueError("a year from 2000 to 2100")
    try:
        return datetime(year, month, day)
    except ValueError:
        raise ValueError("a day that the calendar has") from None


def _since_midnight(time):
    """Return how much of the day has passed at a time of a match of TIME; 24:00 is its end."""
    half = (time["half"] or time["half_2"] or "").lower()
    hour, minute = int(time["hour"] or time["hour_only"]), int(time["minute"] or 0)
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("an hour from 1 to 12 before am or pm")
        hour = hour % 12 + 12 * (half == "p")
    seconds = int(time["seconds"] or 0)
    if hour > 24 or minute > 59 or seconds > 59 or (hour == 24 and minute + seconds > 0):
        raise ValueError("a time from 00:00 to 24:00")
    return timedelta(hours=hour, minutes=minute, seconds=seconds)


def in_words(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as the course's clocks show it, "Mon 2026-11-30 23:59"; the end of a day is 24:00."""
    wall = moment.astimezone(zone)
    if (wall.hour, wall.minute, wall.second) == (0, 0, 0):
        return f"{wall - timedelta(days=1):%a %Y-%m-%d} 24:00"
    return f"{wall:%a %Y-%m-%d %H:%M}" + (f":{wall:%S}" if wall.second else "")
