"""A stand-in for Keras Tuner's `hp`: keeps what it is asked, and answers from a plan."""

import contextlib
import math

import numpy as np

ELSEWHERE = 0.37  # how far into its range a value lies whose name is not in the plan


class RecordedHyperParameters:
    """Int, Float, Choice, Boolean and Fixed, with the ranges and the values that Keras Tuner 1.4 gives them.

    `plan` holds for each name how far into its range the value lies, from 0 to 1 (exclusive). As in Keras Tuner, a name
    that was asked before keeps its value and its first range. `spaces` holds for each name the possible values, or the
    ends of the range, whether they are listed one by one, and how they are drawn.
    """

    def __init__(self, plan):
        self.plan = plan
        self.spaces = {}
        self.values = {}
        self._scopes = []

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
            raise TypeError(f"Choice {name!r} takes values of one type. Received: {values!r}.")
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

    __getitem__ = get

    def __contains__(self, name):
        return self._full(name) in self.values

    @contextlib.contextmanager
    def name_scope(self, name):
        """What is asked inside gets this name in front."""
        self._scopes.append(name)
        yield
        self._scopes.pop()

    @contextlib.contextmanager
    def conditional_scope(self, parent_name, parent_values):
        """What is asked inside belongs to some values of another one; here it is asked in any case."""
        yield

    def _full(self, name):
        return "/".join([*self._scopes, str(name)])

    def _number(self, name, low, high, step, sampling, beyond=0):
        if low > high or sampling not in ("linear", "log", "reverse_log") or (sampling != "linear" and low <= 0):
            raise ValueError(f"{name!r}: no range from {low!r} to {high!r} with sampling {sampling!r}.")
        if step is not None:
            return self._one_of(name, list(stepwise(low, high, step, sampling)), sampling)
        return self._ask(
            name, ([low, high], False, sampling), lambda share: between(low, high + beyond, share, sampling)
        )

    def _one_of(self, name, values, sampling="linear"):
        return self._ask(name, (values, True, sampling), lambda share: values[int(share * len(values))])

    def _ask(self, name, space, value_at):
        name = self._full(name)
        if name not in self.values:
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
    """How many values are possible (0: all between), the smallest, the largest, the largest gap, 1 for log sampling.

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
