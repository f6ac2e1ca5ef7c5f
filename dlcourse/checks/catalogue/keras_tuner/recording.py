"""The object behind the `hp` that a student's function gets: keeps what it is asked, and answers from a plan."""

import itertools
import math

import numpy as np

ELSEWHERE = 0.37  # how far into its range a value lies whose name is not in the plan
MOST = 100_000  # values, of all names together
ASKED = ("Int", "Float", "Choice", "Boolean", "Fixed", "get", "knows", "known", "enter", "leave")


class RecordedHyperParameters:
    """Int, Float, Choice, Boolean and Fixed, with the ranges and the values that Keras Tuner 1.4 gives them.

    `plan` holds for each name how far into its range the value lies, from 0 to 1 (exclusive). As in Keras Tuner, a name
    that was asked before keeps its value and its first range. `spaces` holds for each name the possible values, or the
    ends of the range, whether they are listed one by one, and how they are drawn. A Choice of numbers of two types, which
    Keras Tuner refuses, is an error here as well, or, if `notes_mixed`, answered and noted in `mixed`.
    """

    def __init__(self, plan, notes_mixed=False):
        self.plan = plan
        self.notes_mixed = notes_mixed
        self.mixed = set()
        self.spaces = {}
        self.values = {}
        self._scopes = []
        self._room = MOST

    def answer(self, name, arguments, options):
        """The value of a call of `hp` and None; or None, and the kind and the text of its exception.

        The `hp` in the student's process (`PassedOn`) passes each call on.
        """
        if name not in ASKED:
            return None, ("AttributeError", f"hp has no {name!r}")
        try:
            return getattr(self, name)(*arguments, **options), None
        except Exception as error:
            return None, (type(error).__name__, str(error))

    def Int(self, name, min_value, max_value, step=None, sampling="linear", default=None, **parents):
        """A whole number from `min_value` to `max_value`, both included."""
        for number in (min_value, max_value, step or 1):
            if int(number) != number:
                raise ValueError(f"Int {name!r} takes whole numbers. Received: {number!r}.")
        if step is None and sampling == "linear":
            step = 1
        return int(self._number(name, min_value, max_value, step, sampling, beyond=1))

    def Float(self, name, min_value, max_value, step=None, sampling="linear", default=None, **parents):
        """A number from `min_value` to `max_value`."""
        return float(self._number(name, min_value, max_value, step, sampling))

    def Choice(self, name, values, ordered=None, default=None, **parents):
        """One of the values."""
        if not values:
            raise ValueError(f"Choice {name!r} takes one value at least.")
        if len({type(value) for value in values}) > 1:
            if not self.notes_mixed or not {type(value) for value in values} == {int, float}:
                raise TypeError(f"Choice {name!r} takes values of one type. Received: {values!r}.")
            self.mixed.add(self._full(name))
        if not isinstance(values[0], int | float | str):
            raise TypeError(f"Choice {name!r} takes numbers, texts or booleans. Received: {values!r}.")
        return self._one_of(name, list(values))

    def Boolean(self, name, default=False, **parents):
        """True or False."""
        return self._one_of(name, [False, True])

    def Fixed(self, name, value, **parents):
        """This value and no other."""
        return self._one_of(name, [value])

    def get(self, name):
        """The value of a name that was asked before."""
        return self.values[self._full(name)]

    def knows(self, name):
        """Return True if a name was asked before."""
        return self._full(name) in self.values

    def known(self):
        """All values so far, by name."""
        return dict(self.values)

    def enter(self, name):
        """Put this name in front of the names that are asked for from now on."""
        self._scopes.append(str(name))

    def leave(self):
        """The name entered last stands in front no more."""
        self._scopes.pop()

    def _full(self, name):
        return "/".join([*self._scopes, str(name)])

    def _number(self, name, low, high, step, sampling, beyond=0):
        if low > high or sampling not in ("linear", "log", "reverse_log") or (sampling != "linear" and low <= 0):
            raise ValueError(f"{name!r}: no range from {low!r} to {high!r} with sampling {sampling!r}.")
        if step is not None:
            return self._one_of(name, list(itertools.islice(stepwise(low, high, step, sampling), MOST + 1)), sampling)
        space = ([low, high], False, sampling)
        return self._ask(name, space, lambda share: float(between(low, high + beyond, share, sampling)))

    def _one_of(self, name, values, sampling="linear"):
        return self._ask(name, (values, True, sampling), lambda share: values[int(share * len(values))])

    def _ask(self, name, space, value_at):
        name = self._full(name)
        if name not in self.values:
            self._room -= len(space[0])
            if self._room < 0:
                raise ValueError(f"{name!r}: more than {MOST:,} values to choose from.")
            self.spaces[name] = space
            self.values[name] = value_at(self.plan.get(name, ELSEWHERE))
        return self.values[name]


def stepwise(low, high, step, sampling):
    """All values of a range with a step: added, or multiplied where the sampling is logarithmic."""
    if sampling == "linear":
        return (low + step * i for i in range(int((high - low) // step + 1)))
    powers = (step**i for i in range(int(math.log(high / low, step) + 1e-8) + 1))
    return (low * power if sampling == "log" else high + low - low * power for power in powers)


def between(low, high, share, sampling):
    """The value this far into a range without a step."""
    if sampling == "linear":
        return low + share * (high - low)
    if sampling == "log":
        return low * (high / low) ** share
    return high + low - low * (high / low) ** (1 - share)


def describe_space(spaces, name, scale=lambda value: value):
    """Return how many values are possible (0: all between), the smallest, the largest, the largest gap, 1 for log sampling.

    All are 0 where the name was never asked, or asked for what is no number.
    """
    values, listed, sampling = spaces.get(name, ([], True, "linear"))
    if not values or not all(isinstance(value, int | float) for value in values):
        return [0.0] * 5
    values = sorted(set(values))
    gap = float(np.diff(values).max(initial=0)) if listed else 0.0
    drawn = {"linear": 0.0, "log": 1.0}.get(sampling, -1.0)
    return [float(len(values)) if listed else 0.0, scale(values[0]), scale(values[-1]), gap, drawn]


def power_of_ten(value):
    """log₁₀ of a learning rate; −99 where there is none."""
    return math.log10(value) if value > 0 else -99.0
