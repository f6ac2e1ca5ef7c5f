"""The family of a mistake, by its name: mistakes of one kind in different questions."""

import re

# In this order: a part of a name belongs to the first family that it matches.
FAMILIES = {
    "sign": r"uphill|wrong_sign|sign_(lost|forgotten|missing|ignored)|subtracted|plus_for_minus|minus_for_plus",
    "used or counted twice": r"twice|again|doubled|repeated",
    "off by one": r"(one|two)_(epoch|step|batch|layer|column|place|row|day)s?_(too_many|short|early|late"
    r"|ahead|more|less|fewer)"
    r"|too_(many|few)|from_one|ahead|too_(early|late)|(last|first)_\w+_(dropped|skipped|left_out|missing)",
    "rounding, overflow and small constants": r"overflow|underflow|rounded|whole_numbers|cut_off|clipped"
    r"|epsilon|nan_|as_floor",
    "value or derivative": r"for_(the_)?slope|slope_of_|slope_kept|slope_(missing|ignored)|(value|output|input)_for_"
    r"|no_gate|no_slope|gate_(missing|reversed|open|left|closed|by)|upstream_(ignored|missing)|chain_"
    r"|pre_activation_for|activation_for",
    "sum or mean": r"averaged|not_divided|divided_by|undivided|summed|sum_missing|for_each_row|total_"
    r"|mean_of|added_up|n_minus_1",
    "axis, row or column": r"transposed|over_(the_batch|the_rows|everything|all)|(first|last|one|all|a"
    r"|each)_(row|column)s?"
    r"|row_by_row|as_(column|rows?)|axis|shape|outer|flattened|broadcast",
    "order or exchange": r"exchanged|swapped|reversed|backwards|(weights|layer|gradient|probability"
    r"|bias)_first|order|in_turn"
    r"|before_the|after_the|mixed_up",
    "state": r"no_memory|never_reset|past_|stale|old_|not_kept|kept|frozen|memory|velocity|in_place|stored",
    "randomness": r"unseeded|seed|same_numbers|same_mask|own_generator|global_|not_random|shuffle|drawn"
    r"|normal(?!i)|uniform",
    "power, root or logarithm": r"root|squared?|power|logarithm|absolute|exponent|base_2|half|two_lost",
    "left out": r"missing|forgotten|without|left_out|skipped|ignored|dropped|lost|not_\w+|no_\w+|never_"
    r"|unused|unchanged|only|alone",
}
WITH = "_and_"  # between the parts of a name of two mistakes at once


def families_of(name: str) -> tuple[str, ...]:
    """Return the families of a mistake by its name, without repetition; none if it belongs to no family."""
    found = (_family_of(part) for part in name.split(WITH))
    return tuple(dict.fromkeys(family for family in found if family is not None))


def _family_of(part):
    """Return the first family whose pattern occurs at the beginning of a word of the name; None if there is none."""
    return next((family for family, pattern in FAMILIES.items() if re.search(rf"(?<![a-z])({pattern})", part)), None)
