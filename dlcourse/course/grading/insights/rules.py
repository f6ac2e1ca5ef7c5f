"""The rules by which somebody is said to have stopped or to be at risk, in numbers and in words."""

COUNTS = 0.5  # of those who hand in at all: an exercise that so many handed in is past
FEWEST = 5  # students
EXERCISES = 3  # that count, before anything is said of anybody; and the last ones that are looked at
GONE = 2  # of the last ones that count, one after the other: who missed so many has stopped
POOR, HALF = 2, 0.5  # who missed, or had less than half of the points in, so many of the last ones is at risk

RULES = f"""An exercise counts once half of those who hand in at all have handed it in. Stopped: has handed in
something, and none of the last {GONE} exercises that count. At risk: of the last {EXERCISES} that count, at least
{POOR} are missing or have less than half of the points. What is due later, by dates.csv, is not missing. With fewer
than {FEWEST} students, or fewer than {EXERCISES} exercises that count, nobody is called either."""
