"""What late work costs by dates.csv, in numbers that were worked by hand: rules, zones, grace, slip days."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dlcourse.course.folder import CourseError
from dlcourse.course.grading.dates.for_students import for_students
from dlcourse.course.grading.dates.late import read_amount, read_rule
from dlcourse.course.grading.dates.moments import (
    Span,
    begun,
    day_first,
    in_words,
    later,
    on_the_wall,
    read_moment,
    read_span,
    read_zone,
)
from dlcourse.course.grading.dates.rows import quality
from dlcourse.course.grading.dates.table import dates_in
from dlcourse.course.grading.lms.tables import table_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
EXERCISES = ["05_loss_functions", "06_backprop_by_hand", "07_backpropagation"]
E5, E6, E7 = EXERCISES


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def dates(*lines, encoding="utf-8"):
    return dates_in(table_of("dates.csv", "\n".join(lines).encode(encoding), quality), EXERCISES)


def after(due, **span):
    return due + timedelta(**span)


# Rules: raw points of 15 possible, time after the due date, what is taken off

DUE = utc(2026, 6, 1, 22)
COSTS = [
    ("10% a day", {"seconds": 1}, 14, 1.4),  # the first day has begun
    ("10% a day", {"days": 1}, 14, 1.4),
    ("10% a day", {"days": 1, "seconds": 1}, 14, 2.8),
    ("10% a day", {"days": 10}, 14, 14),
    ("10% a day", {"days": 400}, 14, 14),  # never more than there is
    ("10 % per day", {"days": 1}, 14, 1.4),
    ("10 percent for each day begun", {"days": 1}, 14, 1.4),
    ("10%/day", {"days": 1}, 14, 1.4),
    ("7,5% a day", {"days": 2}, 10, 1.5),
    ("10% of max a day", {"days": 1}, 10, 1.5),  # of the 15 points possible
    ("2 points an hour", {"minutes": 1}, 14, 2),
    ("2 points an hour", {"hours": 3}, 14, 6),
    ("2 an hour", {"hours": 3, "seconds": 1}, 14, 8),
    ("0.1 points a minute", {"minutes": 25}, 14, 2.5),
    ("1 point a week", {"days": 8}, 14, 2),
    ("20% once", {"days": 9}, 10, 2),
    ("3 points", {"hours": 1}, 14, 3),
    ("3 points", {"hours": 1}, 2, 2),
    ("10/25/50% a day", {"hours": 1}, 10, 1),
    ("10/25/50% a day", {"days": 2}, 10, 2.5),
    ("10/25/50% a day", {"days": 30}, 10, 5),  # the last stays
    ("none", {"days": 30}, 10, 0),
    ("100%", {"seconds": 1}, 10, 10),
    # Mondays: 2026-06-01 is one, so that five weekdays lie in the first week
    ("1 point a weekday", {"days": 4}, 14, 4),
    ("1 point a weekday", {"days": 5}, 14, 5),  # Saturday: the period that ends on Monday
    ("1 point a weekday", {"days": 7}, 14, 5),
    ("1 point a weekday", {"days": 7, "seconds": 1}, 14, 6),
    ("1 point per working day", {"days": 14}, 14, 10),
    ("10 % pro Tag", {"days": 2}, 10, 2),
    ("2 Punkte je Stunde", {"hours": 2}, 14, 4),
    ("0.5 points a day", {"days": 1}, 14, 0.5),
]


@pytest.mark.parametrize(("rule", "late", "raw", "taken"), COSTS)
def test_what_a_rule_takes_off(rule, late, raw, taken):
    assert read_rule(rule).penalty(DUE, after(DUE, **late), UTC, raw, 15) == pytest.approx(taken, abs=1e-9)


@pytest.mark.parametrize(
    ("cap", "not_below", "taken"),
    [
        ("50%", "", 6),  # of the 12 earned
        ("5 points", "", 5),
        ("5", "", 5),
        ("20% of max", "", 3),
        ("", "40%", 6),  # 12 − 6 = 40 % of 15
        ("", "10 points", 2),
        ("50%", "60%", 3),  # both hold: down to 9
        ("", "90%", 0),  # who is below it already loses nothing
        ("none", "", 12),
    ],
)
def test_a_cap_and_a_score_that_it_does_not_go_below(cap, not_below, taken):
    table = dates(
        "exercise,due,late,cap,not_below,time_zone",
        f"*,,100%,{cap},{not_below},UTC",
        "7,2026-06-01 22:00,,,,",
    )
    found = table.lateness("ada", {E7: after(DUE, hours=1)})[E7]
    assert found.penalty(after(DUE, hours=1), UTC, 12, 15) == taken


@pytest.mark.parametrize(
    "text",
    [
        *("-10% a day", "10% a fortnight", "110% a day", "10 of max a day", "a day", "10 a", "50/25% a day"),
        *("10/20%", "% a day", "1e3% a day", "nan% a day", "10% a day a day", "ten a day", "10%% a day", "0.1 a day"),
    ],
)
def test_what_is_no_rule_is_refused(text):
    says = "a rule such as 10% a day|such as 0.1 points or 10%|a share from 0% to 100%|points are not a share"
    with pytest.raises(ValueError, match=says):
        read_rule(text)


@pytest.mark.parametrize("text", ["-1", "101%", "5 points of max", "much", "0.5", ""])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"points or a share|from 0% to 100%|0.5 points or 50%"):
        read_amount(text)


# Moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-30 23:59", utc(2026, 11, 30, 22, 59)),
        ("2026-11-30T23:59", utc(2026, 11, 30, 22, 59)),
        ("2026/11/30 23:59", utc(2026, 11, 30, 22, 59)),
        ("2026-11-30T23:59:30", utc(2026, 11, 30, 22, 59, 30)),
        ("2026-11-30T23:59:00Z", utc(2026, 11, 30, 23, 59)),
        ("2026-11-30T23:59:00.000+02:00", utc(2026, 11, 30, 21, 59)),
        ("2026-11-30 23:59 UTC", utc(2026, 11, 30, 23, 59)),
        ("2026-11-30 23:59 America/New_York", utc(2026, 12, 1, 4, 59)),
        ("2026-11-30 23:59 (Europe/London)", utc(2026, 11, 30, 23, 59)),
        ("2026-11-30 23:59 AoE", utc(2026, 12, 1, 11, 59)),
        ("2026-11-30", utc(2026, 11, 30, 23, 0)),  # the end of the day
        ("2026-11-30 24:00", utc(2026, 11, 30, 23, 0)),
        ("2026-11-30 UTC", utc(2026, 12, 1)),
        ("30.11.2026 23:59", utc(2026, 11, 30, 22, 59)),
        ("30.11.2026, 23:59 Uhr", utc(2026, 11, 30, 22, 59)),
        ("30.11.26 8:00", utc(2026, 11, 30, 7)),
        ("30.11.2026 23:59:00", utc(2026, 11, 30, 22, 59)),
        ("2026-07-01 12:00", utc(2026, 7, 1, 10)),  # summer time
        ("11/30/2026 11:59 PM", utc(2026, 11, 30, 22, 59)),
        ("11/30/2026 12:00 am", utc(2026, 11, 29, 23)),
        ("11/30/2026 5pm", utc(2026, 11, 30, 16)),
        ("2026-10-25 02:30", utc(2026, 10, 25, 1, 30)),  # twice that night: the second time
        ("2026-03-29 02:30", utc(2026, 3, 29, 1, 30)),  # not at all that night: an hour after 01:30
    ],
)
def test_a_moment_in_the_forms_in_which_it_is_written(text, moment):
    assert read_moment(text, BERLIN, is_day_first=False) == moment


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-02-30", "a day that the calendar has"),
        ("2026-13-01", "a day that the calendar has"),
        ("30.02.2026", "a day that the calendar has"),
        ("2026-11-30 25:00", "a time from 00:00 to 24:00"),
        ("2026-11-30 24:01", "a time from 00:00 to 24:00"),
        ("2026-11-30 12:60", "a time from 00:00 to 24:00"),
        ("2026-11-30 13:00 pm", "an hour from 1 to 12"),
        ("2026-11-30 23:59 CET", "a time zone such as Europe/Berlin"),  # which means summer time to some
        ("2026-11-30 23:59 Mars/Base", "a time zone such as Europe/Berlin"),
        ("2026-11-30 23:59 +99:00", "a time zone such as Europe/Berlin"),
        ("2026-11-30 2359", "a time zone such as"),
        ("46356.9993", "a date and time such as 2026-11-30 23:59"),  # as Excel counts days
        ("25:00", "a date and time such as"),
        ("Monday", "a date and time such as"),
        ("1926-11-30", "a year from 2000 to 2100"),
        ("11/12/2026", "whether the month or the day stands first is not known"),
    ],
)
def test_what_is_no_moment_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        read_moment(text, BERLIN)


def test_a_moment_without_a_zone_needs_the_courses():
    with pytest.raises(ValueError, match=r"a time zone, in the column time_zone"):
        read_moment("2026-11-30 23:59", None)
    assert read_moment("2026-11-30 23:59 UTC", None) == utc(2026, 11, 30, 23, 59)


def test_slashes_name_the_day_or_the_month_first_as_one_of_the_column_tells():
    assert day_first(["11/30/2026", "11/12/2026"]) is False
    assert day_first(["30/11/2026", "11/12/2026"]) is True
    assert day_first(["11/12/2026", "2026-11-30"]) is None
    with pytest.raises(ValueError, match="dates in one order"):
        day_first(["30/11/2026", "11/30/2026"])


@pytest.mark.parametrize(
    ("text", "zone"),
    [("utc", UTC), ("europe/berlin", BERLIN), ("UTC+2", timezone(timedelta(hours=2))), ("-0330", None)],
)
def test_a_zone_by_name_or_offset(text, zone):
    assert read_zone(text) == (zone or timezone(timedelta(hours=-3, minutes=-30)))


@pytest.mark.parametrize("text", ["3 days", "3d", "+3 Days", "3 day"])
def test_a_span(text):
    assert read_span(text) == Span(3, "day")


@pytest.mark.parametrize("text", ["3", "-3 days", "three days", "3 fortnights", "99999 days", "1.5 weekdays", ""])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match=r"a span|a whole number of weekdays"):
        read_span(text)


# Clocks that are set back (in Berlin on 2026-10-25 at 03:00) and forward (2027-03-28 at 02:00)


def test_a_day_is_one_on_the_wall_also_when_clocks_are_set():
    saturday = on_the_wall(datetime(2026, 10, 24, 23, 59), BERLIN)
    assert saturday == utc(2026, 10, 24, 21, 59)
    assert later(saturday, Span(1, "day"), BERLIN) == utc(2026, 10, 25, 22, 59)  # 25 hours
    assert later(saturday, Span(24, "hour"), BERLIN) == utc(2026, 10, 25, 21, 59)
    assert begun(saturday, utc(2026, 10, 25, 22, 59), "day", BERLIN) == 1
    assert begun(saturday, utc(2026, 10, 25, 22, 59, 1), "day", BERLIN) == 2
    assert begun(saturday, utc(2026, 10, 25, 22, 59), "hour", BERLIN) == 25
    spring = on_the_wall(datetime(2027, 3, 27, 23, 59), BERLIN)
    assert later(spring, Span(1, "day"), BERLIN) == spring + timedelta(hours=23)
    assert begun(spring, spring + timedelta(hours=23, seconds=1), "day", BERLIN) == 2


@pytest.mark.parametrize("rule", ["1 point a minute", "1 point a day", "1 point a weekday", "1 point a week"])
def test_a_clock_that_is_wrong_by_ages_costs_all_points_or_none(rule):
    table = dates(f"exercise,due,late,time_zone\n*,,{rule},Europe/Berlin\n7,2026-11-30 23:59,,")
    for moment, taken in ((datetime.max.replace(tzinfo=UTC), 14), (datetime.min.replace(tzinfo=UTC), 0)):
        assert table.lateness("ada", {E7: moment})[E7].penalty(moment, BERLIN, 14, 15) == taken


def test_the_end_of_a_day_is_24_00():
    assert in_words(utc(2026, 11, 30, 23), BERLIN) == "Mon 2026-11-30 24:00"
    assert in_words(utc(2026, 11, 30, 22, 59), BERLIN) == "Mon 2026-11-30 23:59"


# Exactly, a second late, in the grace

GRACE = ("exercise,due,late,grace_minutes,closes,time_zone", "*,,1 point an hour,10,2 days,Europe/Berlin")


@pytest.mark.parametrize(
    ("span", "seconds_late", "taken"),
    [
        ({"seconds": -1}, 0, 0),
        ({}, 0, 0),  # at the due minute
        ({"seconds": 1}, 0, 0),  # in the grace
        ({"minutes": 10}, 0, 0),
        ({"minutes": 10, "seconds": 1}, 601, 1),  # after it all of the time counts
        ({"hours": 1}, 3600, 1),
        ({"hours": 1, "seconds": 1}, 3601, 2),
        ({"days": 2}, 172800, 14),
        ({"days": 2, "seconds": 1}, 172801, 14),
    ],
)
def test_the_due_minute_the_grace_and_what_comes_later(span, seconds_late, taken):
    table = dates(*GRACE, "7,2026-11-30 23:59,,,,")
    due = utc(2026, 11, 30, 22, 59)
    found = table.lateness("ada", {E7: after(due, **span)})[E7]
    assert found.seconds_late == seconds_late
    assert found.penalty(after(due, **span), BERLIN, 14, 15) == taken
    assert found.is_closed == (seconds_late > 172800)


def test_without_a_time_nothing_is_late():
    found = dates(*GRACE, "7,2026-11-30 23:59,,,,").lateness("ada", {E7: None})[E7]
    assert (found.seconds_late, found.penalty(None, BERLIN, 14, 15)) == (None, 0)


def test_an_exercise_without_a_due_date_in_the_table_is_left_alone():
    table = dates(*GRACE, "7,none,,,,", "6,,,,,")
    assert table.lateness("ada", {E7: utc(2026, 12, 1), E6: utc(2026, 12, 1), E5: None}) == {}
    assert (table.is_lifted(E7), table.is_lifted(E6)) == (True, False)


# Which row counts

WHOSE = """exercise,student,due,extension,late,grace_minutes,closes,slip_days,time_zone
*,,,,10% a day,5,7 days,2,Europe/Berlin
5,,2026-11-02 12:00,,,,,,
6,,2026-11-09 12:00,,20% once,,2026-11-20 12:00,,
7,,2026-11-16 12:00,,,,,,
7,ada,,3 days,,,,,
6,ada,2026-11-30 12:00,,,,,,
*,bob,,36 hours,,,,5,
7,bob,,1 day,,,,,
*,cy,,,none,,none,,
7,dee,,,,120,,,
""".splitlines()


@pytest.mark.parametrize(
    ("exercise", "student", "due", "closes", "grace"),
    [
        (E7, "zoe", utc(2026, 11, 16, 11), utc(2026, 11, 23, 11), 5),
        (E7, "ada", utc(2026, 11, 19, 11), utc(2026, 11, 26, 11), 5),  # a week after her own date
        (E6, "zoe", utc(2026, 11, 9, 11), utc(2026, 11, 20, 11), 5),
        (E6, "ada", utc(2026, 11, 30, 11), utc(2026, 11, 30, 11), 5),  # never before one's own date
        (E5, "bob", utc(2026, 11, 3, 23), utc(2026, 11, 10, 23), 5),
        (E7, "bob", utc(2026, 11, 17, 11), utc(2026, 11, 24, 11), 5),  # the row for 07 alone: they do not add up
        (E7, "dee", utc(2026, 11, 16, 11), utc(2026, 11, 23, 11), 120),
    ],
)
def test_the_most_particular_row_counts(exercise, student, due, closes, grace):
    terms = dates(*WHOSE).terms(exercise, student)
    assert (terms.due, terms.closes, terms.grace) == (due, closes, timedelta(minutes=grace))


def test_rules_of_one_exercise_and_of_one_student():
    table = dates(*WHOSE)
    assert str(table.terms(E6, "zoe").rule) == "20% of the points earned"
    assert str(table.terms(E7, "zoe").rule) == "10% of the points earned for each day begun"
    assert str(table.terms(E6, "cy").rule) == "nothing"  # of a student for all exercises, before that of an exercise
    handed_in = utc(2026, 12, 24)
    assert table.lateness("cy", {E7: handed_in})[E7].penalty(handed_in, BERLIN, 14, 15) == 0


# Slip days

SLIP = """exercise,student,due,late,grace_minutes,closes,slip_days,slip_days_each,time_zone
*,,,1 point a day,10,5 days,3,,UTC
5,,2026-11-02 12:00,,,,,,
6,,2026-11-09 12:00,,,,,,
7,,2026-11-16 12:00,,,,,,
*,bob,,,,,0,,
*,cy,,,,,,1,
""".splitlines()


def times(five, six, seven):
    """When each was handed in, by hours after it was due."""
    due = [utc(2026, 11, day, 12) for day in (2, 9, 16)]
    return {
        exercise: after(date, hours=hours)
        for exercise, date, hours in zip(EXERCISES, due, (five, six, seven), strict=True)
        if hours is not None
    }


@pytest.mark.parametrize(
    ("student", "hours", "spent", "taken"),
    [
        ("ada", (0, 0, 0), (0, 0, 0), (0, 0, 0)),
        ("ada", (1, 0, 0), (1, 0, 0), (0, 0, 0)),
        ("ada", (24, 25, 0), (1, 2, 0), (0, 0, 0)),
        ("ada", (24, 30, 12), (1, 2, 0), (0, 0, 1)),  # three are spent: the third exercise costs a point
        ("ada", (30, 60, 0), (2, 1, 0), (0, 2, 0)),  # one is left of three days: two days cost two points
        ("ada", (0, 0, 90), (0, 0, 3), (0, 0, 1)),
        ("ada", (121, 24, 0), (0, 1, 0), (14, 0, 0)),  # after closing: no day is spent, and all points are gone
        ("ada", (None, None, 72), (None, None, 3), (None, None, 0)),
        ("ada", (0.1, 24.1, 48.1), (0, 1, 2), (0, 0, 0)),  # 6 minutes are grace, also after a slip day
        ("bob", (24, 0, 0), (0, 0, 0), (1, 0, 0)),
        ("cy", (48, 48, 48), (1, 1, 1), (1, 1, 1)),  # one on each
    ],
)
def test_slip_days_are_spent_in_the_order_of_due_dates(student, hours, spent, taken):
    handed_in = times(*hours)
    found = dates(*SLIP).lateness(student, handed_in)
    points = {name: one.penalty(handed_in[name], UTC, 14, 15) for name, one in found.items()}
    assert [found[name].slip_days if name in found else None for name in EXERCISES] == list(spent)
    assert [points.get(name) for name in EXERCISES] == list(taken)


def test_slip_days_are_not_spent_on_what_costs_nothing_and_follow_ones_own_dates():
    table = dates(
        "exercise,student,due,extension,late,slip_days,time_zone",
        "*,,,,1 point a day,1,UTC",
        "5,,2026-11-02 12:00,,none,,",
        "6,,2026-11-09 12:00,,,,",
        "7,,2026-11-16 12:00,,,,",
        "6,ada,,20 days,,,",  # due after 07
    )
    handed_in = times(24, 24 * 21, 24)
    found = table.lateness("ada", handed_in)
    assert [found[name].slip_days for name in EXERCISES] == [0, 0, 1]
    assert found[E6].penalty(handed_in[E6], UTC, 14, 15) == 1


# The table's forms, and what is wrong in it

PLAIN = "exercise,due,late,time_zone\n*,,10% a day,Europe/Berlin\n07,2026-11-30 23:59,,\n"
FORMS = {
    "plain": PLAIN.encode(),
    "Excel with a mark": PLAIN.encode("utf-8-sig"),
    "German Excel": PLAIN.replace(",", ";").replace("2026-11-30", "30.11.2026").replace("\n", "\r\n").encode("cp1252"),
    "an American Excel": PLAIN.replace("2026-11-30 23:59", "11/30/2026 23:59").encode(),
    "Unicode text": PLAIN.replace(",", "\t").encode("utf-16"),
    "a line for Excel": b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
    "zeros that a spreadsheet took": PLAIN.replace("07,", "7,").encode(),
    "the whole name": PLAIN.replace("07,", "07_backpropagation,").encode(),
    "ISO with T": PLAIN.replace("30 23", "30T23").encode(),
    "all in letters": PLAIN.replace("*,", "all,").encode(),
    "headings in words": PLAIN.replace(
        "exercise,due,late,time_zone", "Exercise,Due Date,Late Penalty,Time Zone"
    ).encode(),
    "blanks": PLAIN.replace(",", " , ").encode(),
    "blank lines and cells": PLAIN.replace("\n", ",,\n\n").encode(),
    "in German": "Übung;Abgabe;Abzug;Zeitzone\n*;;10 % pro Tag;Europe/Berlin\n7;30.11.2026 23:59;;\n".encode("cp1252"),
    "a title above": b"Dates of the term\n\n" + PLAIN.encode(),
    "a note in another language": PLAIN.replace("zone\n", "zone,note\n")
    .replace(",,\n", ",,,für alle\n")
    .encode("cp1252"),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_table_in_the_forms_in_which_it_is_written(form):
    table = dates_in(table_of("dates.csv", FORMS[form], quality), EXERCISES)
    assert table.class_due(E7) == utc(2026, 11, 30, 22, 59)
    assert str(table.terms(E7, "ada").rule) == "10% of the points earned for each day begun"


@pytest.mark.parametrize("data", [*FORMS.values(), "\n".join(WHOSE).encode(), "\n".join(SLIP).encode()], ids=repr)
def test_what_students_get_means_the_same_for_the_class(data):
    whole, handed_out = (
        dates_in(table_of("dates.csv", each, quality), EXERCISES) for each in (data, for_students(data))
    )
    assert handed_out.with_own_rows == frozenset()
    assert [handed_out.terms(name, "zoe") for name in EXERCISES] == [whole.terms(name, "zoe") for name in EXERCISES]
    assert handed_out.slip_days("zoe") == whole.slip_days("zoe")


FAULTS = {
    "8,2026-11-30,,": "row 3, column 'exercise': expected an exercise of the course (05_loss_functions, "
    "06_backprop_by_hand, 07_backpropagation), or * for all. Received: '8'",
    ",2026-11-30,,": "row 3, column 'exercise': expected an exercise of the course",
    "7,2026-02-30,,": "row 3, column 'due': expected a day that the calendar has. Received: '2026-02-30'",
    "7,2026-11-30 25:00,,": "row 3, column 'due': expected a time from 00:00 to 24:00. Received: '2026-11-30 25:00'",
    "7,11/12/2026,,": "row 3, column 'due': expected a date and time such as 2026-11-30 23:59 (whether the month",
    "7,,-5% a day,": "row 3, column 'late': expected a rule such as 10% a day",
    "7,,,America/New_York": "row 3, column 'time_zone': expected Europe/Berlin, as above",
    "7,2026-11-30,,\n7,2026-12-01,,": "row 4: expected one row for 07_backpropagation and all students. Received: a "
    "second one, after row 3",
    "7,2026-11-30,,\n07,2026-11-30,,": "row 4: expected one row for 07_backpropagation and all students",
    "7,2026-11-30,,,x": "row 3: expected 4 cells. Received: 5",
    "7,30/11/2026,,\n6,11/30/2026,,": "column 'due': expected dates in one order, such as 2026-11-30",
}


@pytest.mark.parametrize("line", FAULTS, ids=repr)
def test_a_fault_names_file_row_and_column(line):
    content = f"exercise,due,late,time_zone\n*,,,Europe/Berlin\n{line}\n".encode()
    with pytest.raises(CourseError) as caught:
        dates_in(table_of("dates.csv", content, quality), EXERCISES)
    assert FAULTS[line] in str(caught.value)
    assert str(caught.value).startswith("dates.csv, ")
    assert "\n" not in str(caught.value)


ALL_COLUMNS = (
    "exercise,student,due,extension,late,cap,not_below,grace_minutes,closes,slip_days,slip_days_each,time_zone"
)
MORE_FAULTS = {
    "7,../x,,3 days,,,,,,,,": "column 'student': expected a student's id, or nothing for all. Received: '../x'",
    "7,eve,,3 days,,,,,,,,": "column 'student': expected a student of the roster",
    "7,ada,,3,,,,,,,,": "column 'extension': expected a span such as 3 days",
    "7,ada,,-3 days,,,,,,,,": "column 'extension': expected a span such as 3 days",
    "7,,,3 days,,,,,,,,": "column 'extension': expected a student in this row",
    "5,ada,,3 days,,,,,,,,": "column 'extension': expected another row with the due date of 05_loss_functions for all",
    "7,ada,2026-12-03,3 days,,,,,,,,": "column 'extension': expected nothing beside a due date",
    "7,ada,2026-11-03,,,,,,,,,": "column 'due': expected a date that is not before that of the class",
    "*,ada,2026-12-03,,,,,,,,,": "column 'due': expected an exercise in this row",
    "7,ada,none,,,,,,,,,": "column 'due': expected a date: late work of one student is free with none",
    "5,,,,,50 apples,,,,,,": "column 'cap': expected points or a share",
    "5,,,,,,,-5,,,,": "column 'grace_minutes': expected a number of minutes from 0. Received: '-5'",
    "5,,,,,,,soon,,,,": "column 'grace_minutes': expected a number of minutes from 0",
    "5,,2026-11-10,,,,,,2026-11-09,,,": "column 'closes': expected a date that is not before the due date",
    "5,,,,,,,,never ever,,,": "column 'closes': expected a date and time such as",
    "*,ada,,,,,,,,-1,,": "column 'slip_days': expected a whole number of days from 0 to 1000",
    "*,ada,,,,,,,,1.5,,": "column 'slip_days': expected a whole number of days",
    "5,,,,,,,,,2,,": "column 'slip_days': expected * in the column of exercises",
}


@pytest.mark.parametrize("line", MORE_FAULTS, ids=repr)
def test_a_cell_that_makes_no_sense_is_a_fault(line):
    content = f"{ALL_COLUMNS}\n*,,,,,,,,,,,UTC\n7,,2026-11-30 23:59,,,,,,,,,\n{line}\n".encode()
    with pytest.raises(CourseError) as caught:
        dates_in(table_of("dates.csv", content, quality), EXERCISES, {"ada"}.__contains__)
    assert f"dates.csv, row 4, {MORE_FAULTS[line]}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("exercise,due,exension\n7,,3 days\n", "expected headings among exercise, student, due"),
        ("exercise,due,exension\n7,,3 days\n", "Received: 'exension' (did you mean extension?)"),
        ("exercise,due,Due Date\n7,,\n", "expected one column due. Received: two"),
        ("student,due\nada,2026-11-30\n", "expected a row of headings, exercise and due at least"),
        ("", "expected a table with a row of headings. Received: an empty file"),
        ("exercise,due\n7,2026-11-30 23:59\n", "column 'due': expected a time zone, in the column time_zone"),
    ],
)
def test_what_is_no_table_of_dates_is_one_line(content, says):
    with pytest.raises(CourseError) as caught:
        dates_in(table_of("dates.csv", content.encode(), quality), EXERCISES)
    assert says in str(caught.value)


def test_many_faults_are_told_in_one_line_the_first_of_them():
    lines = [f"{number},2026-11-30,," for number in range(30, 50)]
    with pytest.raises(CourseError, match=r"row 2, .*; dates.csv, row 6, .*; and 15 more$"):
        dates("exercise,due,late,time_zone", *lines)
