"""The family of a mistake, by its misconception or by its name: mistakes of one kind in different questions."""

import re

from dlcourse.checks.catalogue import QUESTIONS

# In this order: a part of a name belongs to the first family one of whose patterns it matches.
FAMILIES = {
    "sign": (
        *("uphill", "wrong_sign", "subtracted", "plus_for_minus", "minus_for_plus"),
        "sign_(lost|forgotten|missing|ignored)",
    ),
    "used or counted twice": ("twice", "again", "doubled", "repeated"),
    "off by one": (
        "(one|two)_(epoch|step|batch|layer|column|place|row|day)s?_(too_many|short|early|late|ahead|more|less|fewer)",
        r"(last|first)_\w+_(dropped|skipped|left_out|missing)",
        *("too_(many|few|early|late)", "from_one", "ahead"),
    ),
    "rounding, overflow and small constants": (
        *("overflow", "underflow", "rounded", "whole_numbers", "cut_off", "clipped"),
        *("epsilon", "nan_", "as_floor"),
    ),
    "value or derivative": (
        *("for_(the_)?slope", "slope_of_", "slope_(kept|missing|ignored)", "no_slope"),
        *("(value|output|input)_for_", "(pre_)?activation_for"),
        *("no_gate", "gate_(missing|reversed|open|left|closed|by)"),
        *("upstream_(ignored|missing)", "chain_"),
    ),
    "sum or mean": (
        *("averaged", "not_divided", "divided_by", "undivided", "mean_of", "n_minus_1"),
        *("summed", "sum_missing", "for_each_row", "total_", "added_up"),
    ),
    "axis, row or column": (
        *("transposed", "axis", "shape", "outer", "flattened", "broadcast"),
        *("over_(the_batch|the_rows|everything|all)", "row_by_row", "as_(column|rows?)"),
        "(first|last|one|all|a|each)_(row|column)s?",
    ),
    "order or exchange": (
        *("exchanged", "swapped", "mixed_up", "reversed", "backwards"),
        *("order", "in_turn", "before_the", "after_the", "(weights|layer|gradient|probability|bias)_first"),
    ),
    "state": (
        *("no_memory", "never_reset", "past_", "stale", "old_", "not_kept", "kept", "frozen", "memory", "velocity"),
        *("in_place", "stored", "pile_up"),
    ),
    "randomness": (
        *("unseeded", "seed", "same_numbers", "same_mask", "own_generator", "global_", "not_random", "shuffle"),
        *("drawn", "normal(?!i)", "uniform"),
    ),
    "power, root or logarithm": (
        *("root", "squared?", "power", "logarithm", "absolute", "exponent", "base_2", "half", "two_lost"),
    ),
    "left out": (
        *("missing", "forgotten", "without", "left_out", "skipped", "ignored", "dropped", "lost"),
        *(r"not_\w+", r"no_\w+", "never_", "unused", "unchanged", "only", "alone"),
    ),
}
PATTERNS = {family: re.compile(rf"(?<![a-z])({'|'.join(parts)})") for family, parts in FAMILIES.items()}
WITH = "_and_"  # between the parts of a name of two mistakes at once


def families_of(question: str, name: str) -> tuple[str, ...]:
    """Return the families of a mistake in a question, without repetition; none if it belongs to no family.

    A misconception's own `family` counts; if it has none, the name tells it.
    """
    misconceptions = QUESTIONS[question].misconceptions if question in QUESTIONS else ()
    own = {one.name: one.family for one in misconceptions if one.family is not None}
    found = (own.get(part) or _family_of(part) for part in ([name] if name in own else name.split(WITH)))
    return tuple(dict.fromkeys(family for family in found if family is not None))


def _family_of(part):
    """Return the first family whose pattern occurs at the beginning of a word of the name; None if there is none."""
    return next((family for family, pattern in PATTERNS.items() if pattern.search(part)), None)
