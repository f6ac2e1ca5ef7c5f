"""The replacement of IPython in a worker: it parses a cell as Jupyter does, and runs it without a kernel.

Magics and shell commands compute no answer: those that show or fetch something do nothing; those that measure Python
run it; `%%writefile` writes the file, and `%run` runs one.
"""

import __future__

import ast
import inspect
from pathlib import Path
from typing import Any, NoReturn

RUN = frozenset(("time", "prun", "capture", "memit", "mprun", "lprun"))  # magics whose Python code defines names
WRITE = frozenset(("writefile", "file"))
FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Cells:
    """An interpreter of one notebook's cells in one namespace; a cell's `__future__` imports hold for later cells."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names, self.flags = names, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.name = "<cell>"
        shell = Shell(self)
        names.update(get_ipython=lambda: shell, input=_no_input, breakpoint=lambda *_, **__: None)

    def run(self, source: str, name: str | None = None) -> None:
        """Run a cell's statements and print the value of the last one, as a notebook does."""
        self.name = name or self.name
        tree = compile(source, self.name, "exec", self.flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self.evaluate(tree, "exec")
        if last is not None:
            value = self.evaluate(ast.Expression(last.value), "eval")
            if value is not None:
                print(repr(value))

    def evaluate(self, tree: ast.Module | ast.Expression, mode: str) -> Any:
        """Return the value of an expression, None for statements; top-level `await` is supported."""
        code = compile(tree, self.name, mode, self.flags, dont_inherit=True)
        self.flags |= code.co_flags & FUTURES
        value = eval(code, self.names)
        return _awaited(value) if code.co_flags & inspect.CO_COROUTINE else value


class Shell:
    """The return value of `get_ipython()`: it accepts every call, and runs nothing but Python."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    def run_line_magic(self, name: str, line: str, *_: Any) -> None:
        """Run a line magic such as `%time x = f()`, if its text is Python."""
        if name in RUN:
            self._cells.run(line)
        elif name == "run" and line.split():
            self._cells.run(readable(Path(line.split()[0]).read_text(encoding="utf-8")))

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run a cell magic such as `%%time`; a cell in another language is skipped."""
        if name in RUN:
            self._cells.run(readable(cell))
        elif name in WRITE and line.split():
            with open(line.split()[-1], "a" if "-a" in line.split() else "w", encoding="utf-8") as file:
                file.write(cell)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return the value of `x = !command`: an empty list."""
        return []

    def __getattr__(self, name: str) -> Any:
        """Return a function that does nothing, for every other public name."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None


def _awaited(value):
    """Return what a cell with `await` comes to."""
    import asyncio  # here: no other cell needs it, and it takes a quarter of a worker's imports

    return asyncio.run(value)


def _no_input(*_: object) -> NoReturn:
    """Raise EOFError, in place of `input`."""
    raise EOFError("nobody answers input() while grading: write the value into the cell")


def readable(source: str) -> str:
    """Return the cell's text if it is Python, else IPython's translation of its `%`, `!` and `?`."""
    try:
        compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(source)
    return source
