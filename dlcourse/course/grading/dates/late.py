"""Penalties for handing in late: a rule as it stands in the table, and the points that it takes off."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dlcourse.course.grading.dates.moments import UNITS, begun

NUMBER = r"\d+(?:[.,]\d+)?"
PERCENT = r"(?P<percent>%|percent|per cent|prozent)?"
POINTS = r"(?P<points>points?|pts?|marks?|punkte?n?)?"
BASE = r"(?:of\s+(?:the\s+)?(?P<base>max(?:imum)?|points possible|score|points earned))?"
RULE = re.compile(
    rf"(?P<amounts>{NUMBER}(?:\s*/\s*{NUMBER})*)\s*{PERCENT}\s*{POINTS}\s*{BASE}\s*"
    r"(?:(?:a|an|per|for each|each|every|pro|je|/)\s*(?P<unit>[a-z]+(?: day)?)(?:\s+(?:begun|late))?|(?P<once>once))?"
)
AMOUNT = re.compile(rf"(?P<amount>{NUMBER})\s*{PERCENT}\s*{POINTS}\s*{BASE}")
RULES = "a rule such as 10% a day, 10% of max a day, 2 points an hour, 20% once, 10/25/50% a day or none"
AMOUNTS = "points or a share such as 5 points, 50% or 50% of max"


@dataclass(frozen=True)
class Amount:
    """Points, or a share of them in percent."""

    value: float
    is_percent: bool = False
    of_max: bool = False  # a share of the points possible, not of those earned

    def points(self, raw_score: float, max_score: float) -> float:
        """Return the points that it is: v, or v·s/100."""
        return self.value * (max_score if self.of_max else raw_score) / 100 if self.is_percent else self.value

    def __str__(self) -> str:
        if self.is_percent:
            return f"{self.value:g}% of the points {'possible' if self.of_max else 'earned'}"
        return f"{self.value:g} point{'s' if self.value != 1 else ''}"


@dataclass(frozen=True)
class LateRule:
    """A penalty by the number of units begun since work was due."""

    steps: tuple[float, ...]  # one: of each unit; several: in all after the first, the second, …; none: late is free
    unit: str = ""  # minute, hour, day, weekday, week; "" for once
    is_percent: bool = False
    of_max: bool = False
    cap: Amount | None = None  # the most that is taken off
    not_below: Amount | None = None  # the score is not lowered below this

    @property
    def is_free(self) -> bool:
        """Return True if late work costs nothing."""
        return not any(self.steps)

    def penalty(self, due: datetime, handed_in: datetime, zone: tzinfo, raw_score: float, max_score: float) -> float:
        """Return the points that are taken off, from 0 to the raw score, for work that is late."""
        count = begun(due, handed_in, self.unit, zone) if self.unit else 1
        if self.is_free or count == 0:
            return 0.0
        value = self.steps[0] * count if len(self.steps) == 1 else self.steps[min(count, len(self.steps)) - 1]
        taken = Amount(value, self.is_percent, self.of_max).points(raw_score, max_score)
        if self.cap is not None:
            taken = min(taken, self.cap.points(raw_score, max_score))
        if self.not_below is not None:
            taken = min(taken, max(0.0, raw_score - self.not_below.points(raw_score, max_score)))
        return round(min(max(0.0, taken), raw_score), 9)

    def __str__(self) -> str:
        """Return what late work loses: "10% of the points earned for each day begun, at most 5 points"."""
        if self.is_free:
            return "nothing"
        amounts = [Amount(step, self.is_percent, self.of_max) for step in self.steps]
        if len(amounts) > 1:
            first = "/".join(f"{step:g}" for step in self.steps[:-1])
            said = f"{first}/{amounts[-1]} after the first, second, … {self.unit} begun"
        else:
            said = f"{amounts[0]}" + (f" for each {self.unit} begun" if self.unit else "")
        said += f", at most {self.cap}" if self.cap else ""
        return said + (f", down to {self.not_below}" if self.not_below else "")


def read_rule(text: str) -> LateRule:
    """Return the rule in a cell; raises ValueError, with what was expected, if it makes no sense."""
    said = " ".join(text.casefold().split())
    if said in ("none", "no", "free"):
        return LateRule(())
    found = RULE.fullmatch(said)
    unit = UNITS.get(found["unit"] or "", "") if found else ""
    if not found or (found["unit"] and not unit):
        raise ValueError(RULES)
    steps = tuple(_number(one) for one in found["amounts"].split("/"))
    _require_a_kind(found, max(steps))
    if len(steps) > 1 and (not unit or list(steps) != sorted(steps)):
        raise ValueError(f"{RULES} (several amounts rise, and need a unit)")
    if found["percent"] and max(steps) > 100:
        raise ValueError("a share from 0% to 100%")
    _require_base(found)
    return LateRule(steps, unit, bool(found["percent"]), _is_of_max(found))


def read_amount(text: str, of_max: bool = False) -> Amount:
    """Return points or a share; `of_max` says of what it is a share where the text does not. Raises ValueError."""
    found = AMOUNT.fullmatch(" ".join(text.casefold().split()))
    if not found:
        raise ValueError(AMOUNTS)
    value = _number(found["amount"])
    _require_a_kind(found, value)
    if found["percent"] and value > 100:
        raise ValueError("a share from 0% to 100%")
    _require_base(found)
    return Amount(value, bool(found["percent"]), _is_of_max(found) if found["base"] else of_max)


def _require_a_kind(found, value):
    """Raise ValueError for a bare 0.1, which a spreadsheet may have made of 10%."""
    if 0 < value < 1 and not (found["percent"] or found["points"]):
        raise ValueError(f"points or per cent, such as {value:g} points or {100 * value:g}%")


def _require_base(found):
    if found["base"] and not found["percent"]:
        raise ValueError(f"{AMOUNTS} (points are not a share)")


def _is_of_max(found):
    return bool(found["base"]) and found["base"] not in ("score", "points earned")


def _number(text):
    return float(text.strip().replace(",", "."))
