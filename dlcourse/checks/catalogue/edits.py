"""Wrong answers as edits: the reference with one small change, which is at once what the mistake is.

    edit(adam_step, "g**2 → g")
    edit(adam_step, "m_new / (1 - beta_1**t) → m_new", "v_new / (1 - beta_2**t) → v_new")
    edit(adam_step, "**t ⇒ **(t + 1)")

`→` changes the one place that has this text, `⇒` every place. The docstring is no part of the text.
"""

import ast
import contextlib
import functools
import inspect
import textwrap
import warnings
from collections.abc import Callable
from typing import Any

ONE, EVERY = " → ", " ⇒ "


class Edited:
    """A function with changes made in its source, compiled when it is first called."""

    def __init__(self, function: Callable, changes: tuple[str, ...]):
        self.function, self.changes = function, changes
        self.__name__, self.__module__ = function.__name__, function.__module__

    @functools.cached_property
    def source(self) -> str:
        """The changed source; raises ValueError for a change whose text is not there, or is there more than once."""
        text = _source_of(self.function)
        for change in self.changes:
            sign = EVERY if EVERY in change else ONE
            old, arrow, new = change.partition(sign)
            count = text.count(old)
            if not arrow or not old or count == 0 or (count > 1 and sign == ONE):
                expected = (
                    f"'old{ONE}new' with a text that stands once in {self.function.__name__} ('old{EVERY}new': in all)"
                )
                raise ValueError(
                    f"edit: expected {expected}. Received: {change!r}, whose text stands there {count} times"
                )
            text = text.replace(old, new)
        return text

    @functools.cached_property
    def changed(self) -> Callable:
        """The changed function, among the names of the module of the one it was made from."""
        names = dict(self.function.__globals__)
        exec(compile(self.source, f"<{self.function.__name__}: {'; '.join(self.changes)}>", "exec"), names)
        return names[self.function.__name__]

    def combined_with(self, other: "Edited") -> "Edited | None":
        """Return the function with the changes of both, None if they are not of one function or meet in one place."""
        if self.function is not other.function:
            return None
        for changes in (self.changes + other.changes, other.changes + self.changes):
            both = Edited(self.function, changes)
            with contextlib.suppress(ValueError, SyntaxError), warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                both.changed  # noqa: B018 - compiled here, or not at all
                return both
        return None

    def __call__(self, *arguments: Any) -> Any:
        """Call the changed function."""
        return self.changed(*arguments)

    def __repr__(self):
        return f"edit({self.function.__name__}, {', '.join(map(repr, self.changes))})"


def edit(function: Callable, *changes: str) -> Edited:
    """Return `function` with these changes of its source, made in turn."""
    return Edited(function, changes)


@functools.cache
def _source_of(function):
    """The function's source without its docstring."""
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source)
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef) or function.__closure__:
        raise ValueError(f"edit: expected a function of a module, without a closure. Received: {function!r}")
    if ast.get_docstring(definition) is None:
        return source
    lines, docstring = source.splitlines(keepends=True), definition.body[0]
    return "".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])
