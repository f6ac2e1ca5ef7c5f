"""What stands for IPython in a worker: it reads a cell as Jupyter does, and runs it without a kernel.

Magics and shell lines compute no answer: those that show or fetch something do nothing; those that measure Python run
it.
"""

import __future__

import ast
import asyncio
import inspect

RUN = frozenset(("time", "prun", "capture", "memit", "mprun", "lprun"))  # magics whose Python leaves names behind
FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Cells:
    """The cells of one notebook among one set of names; what one cell asks of the compiler holds for those after it."""

    def __init__(self, names):
        self.names, self.flags = names, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.name = "<cell>"
        shell = Shell(self)
        names["get_ipython"] = lambda: shell

    def run(self, source, name=None):
        """Run a cell's statements; the last one's value is printed, as a notebook shows it."""
        self.name = name or self.name
        tree = compile(source, self.name, "exec", self.flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self.evaluate(tree, "exec")
        if last is not None:
            value = self.evaluate(ast.Expression(last.value), "eval")
            if value is not None:
                print(repr(value))

    def evaluate(self, tree, mode):
        """The value of an expression, None of statements; where they await something, it is awaited."""
        code = compile(tree, self.name, mode, self.flags, dont_inherit=True)
        self.flags |= code.co_flags & FUTURES
        value = eval(code, self.names)
        return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value


class Shell:
    """What `get_ipython()` gives: it takes every call, and runs nothing but Python."""

    def __init__(self, cells):
        self._cells = cells

    def run_line_magic(self, name, line, *_):
        """A line such as `%time x = f()`."""
        if name in RUN:
            self._cells.run(line)

    def run_cell_magic(self, name, _, cell):
        """A cell under a line such as `%%time`; one in another language is no program of ours."""
        if name in RUN:
            self._cells.run(readable(cell))

    def getoutput(self, *_, **__):
        """What `x = !command` gives: nothing."""
        return []

    def __getattr__(self, name):
        """Whatever else is asked for does nothing."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None


def readable(source):
    """The cell's text, if it is Python; else what IPython makes of its `%`, `!` and `?`."""
    try:
        compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(source)
    return source
