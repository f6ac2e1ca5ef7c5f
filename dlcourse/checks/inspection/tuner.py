"""A stand-in for Keras Tuner's `hp` beside a student's function: each question is passed on, and answered elsewhere.

This text is sent to the process of the student's function, and stands alone there.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any


class PassedOn:
    """An `hp` without a plan of its own: `ask(name, arguments, options)` answers, and remembers what was asked."""

    def __init__(self, ask: Callable) -> None:
        self._ask = ask

    def __getattr__(self, name: str) -> Callable:
        """Return a function that passes a call of Int, Float, Choice, Boolean, Fixed or get on."""
        if name.startswith("_"):
            raise AttributeError(name)

        def asked(*arguments, **options):
            return self._answer(name, *arguments, **options)

        return asked

    def __getitem__(self, name: str) -> Any:
        return self._answer("get", name)

    def __contains__(self, name: str) -> bool:
        return self._answer("knows", name)

    @property
    def values(self) -> dict[str, Any]:
        """All values so far, by name."""
        return self._answer("known")

    @contextlib.contextmanager
    def name_scope(self, name: str) -> Iterator[None]:
        """Put this name in front of the names that are asked for inside."""
        self._answer("enter", name)
        yield
        self._answer("leave")

    @contextlib.contextmanager
    def conditional_scope(self, parent_name: str, parent_values: Any) -> Iterator[None]:  # noqa: ARG002 - Keras Tuner's
        """Ask in any case for what belongs to some values of another hyperparameter."""
        yield

    def _answer(self, asked, /, *arguments, **options):
        value, error = self._ask(asked, arguments, options)
        if error is not None:
            kinds = {kind.__name__: kind for kind in (AttributeError, KeyError, TypeError)}
            raise kinds.get(error[0], ValueError)(error[1])
        return value


def prepare_hp(ask: Callable) -> tuple[Any]:
    """The one argument of a student's function: an `hp` that asks `ask`."""
    return (PassedOn(ask),)
