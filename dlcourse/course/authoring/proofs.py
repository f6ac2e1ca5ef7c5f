"""Run a lecture with its proofs, or a solution with its checks, and report the claims that do not hold.

Each assert of a proof is tried by itself, so that one that fails does not hide the next. A proof sees the names that
the lecture and earlier proofs have defined so far; the lecture never sees those of a proof, since readers have no
proofs. With another seed every generator of the lecture draws other numbers: claims about training must still hold.
"""

import ast
import contextlib
import functools
import io
import linecache
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch

import numpy as np

from dlcourse.course.authoring.source import Cell, read_source


@dataclass
class SourceRun:
    """One run of a source: claims tried, those that failed, the output of each code cell, warnings, seconds."""

    name: str
    claims: int = 0
    failed: list[str] = field(default_factory=list)
    printed: list[list[str]] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)  # the lines that readers would see in red
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return the run as plain data."""
        return asdict(self)


def run_source(path: Path, seed: int = 0, timed: bool = False, with_pictures: bool = True) -> SourceRun:
    """Run all cells of a lecture or of a solution, with its proofs or checks.

    `seed` 0 draws the numbers that readers see; another one draws others, and skips proofs marked `this_run`. Proofs
    marked `timed` are tried only on request, on a quiet machine. A cell that raises ends the run, as one failed claim.
    Without pictures, figures are made but stay blank, which halves the time of a lecture with a film.
    """
    run = SourceRun(path.stem)
    start = time.perf_counter()
    reader: dict[str, Any] = {"__name__": "__main__"}
    proofs: dict[str, Any] = {}
    with _quiet_display(), seeded_draws(seed), contextlib.nullcontext() if with_pictures else _blank_pictures():
        for cell in read_source(path):
            if cell.kind == "proof":
                if (seed == 0 or not cell.options.get("this_run")) and (timed or not cell.options.get("timed")):
                    _try_proof(path, cell, reader, proofs, run)
            elif "check" in cell.options:  # judged without a journal: `check` itself notes what a learner has done
                _try_check(cell, reader, run)
            elif cell.kind == "code":
                printed, in_red = io.StringIO(), io.StringIO()
                try:
                    with (
                        contextlib.redirect_stdout(printed),
                        contextlib.redirect_stderr(in_red),
                        warnings.catch_warnings(record=True) as warned,
                    ):
                        exec(_compiled(path, cell, ast.parse(cell.source).body), reader)
                        _seed_keras(seed)
                except BaseException as error:
                    run.failed.append(_where(path, error))
                    break
                finally:
                    run.printed.append(printed.getvalue().splitlines())
                    run.warned += in_red.getvalue().splitlines()
                    run.warned += [f"{each.category.__name__}: {each.message}" for each in warned]
    run.seconds = time.perf_counter() - start
    return run


def _try_proof(path, cell, reader, proofs, run):
    """Run a proof statement by statement; a failed assert is recorded, and the next one is tried."""
    names = {**proofs, **reader}
    before = dict(names)
    with contextlib.redirect_stdout(io.StringIO()):
        for statement in ast.parse(cell.source).body:
            run.claims += sum(isinstance(node, ast.Assert) for node in ast.walk(statement))
            try:
                exec(_compiled(path, cell, [statement]), names)
            except AssertionError as error:
                run.failed.append(f"{_where(path, error)}{_values(statement, names)}")
            except Exception as error:
                run.failed.append(_where(path, error))
                break
    proofs.update({name: value for name, value in names.items() if before.get(name, run) is not value})


def _try_check(cell, reader, run):
    """Record a failed claim unless a solution gets all points from its check."""
    from dlcourse.checks import examine, find_question

    run.claims += 1
    question = find_question(cell.options["check"])
    (answer,) = _judged(cell)
    verdict = examine(question, eval(answer, reader))
    if verdict.points != question.points:
        run.failed.append(f"check {question.name}: {verdict.points} of {question.points}: {verdict.message}")


def _judged(cell):
    """Return the second argument of each call of `check`, as text."""
    calls = (node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call))
    return [ast.unparse(call.args[1]) for call in calls if getattr(call.func, "id", "") == "check"]


def _compiled(path: Path, cell: Cell, statements: list[ast.stmt]) -> CodeType:
    """Return code whose line numbers are those of the source file."""
    module = ast.Module(statements, [])
    for statement in statements:
        ast.increment_lineno(statement, cell.first - 1)
    return compile(module, str(path), "exec")


def _where(path, error):
    """Return file, line and text of the innermost line of the source in an error's traceback, and the error itself."""
    linecache.checkcache(str(path))
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = lines[-1] if lines else None
    said = f"{type(error).__name__}: {error}" if str(error) or not isinstance(error, AssertionError) else ""
    return f"{path.name}:{line.lineno if line else '?'}: {line.line if line else ''} {said}".rstrip()


def _values(statement, names):
    """Return the value of each side of a failed comparison, as text."""
    if not isinstance(statement, ast.Assert):
        return ""
    test = statement.test
    parts = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [test]
    found = []
    with np.printoptions(precision=6, threshold=20):
        for part in parts:
            if not isinstance(part, ast.Constant):
                with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                    found.append(f"{ast.unparse(part)[:60]} = {str(eval(ast.unparse(part), names))[:200]}")
    return "".join(f"\n    {each}" for each in found)


@contextlib.contextmanager
def seeded_draws(seed: int) -> Iterator[None]:
    """Make every `np.random.default_rng(number)` return another generator; with `seed` 0 nothing changes."""
    original: Any = np.random.default_rng

    def another(number=None):
        return original([number, seed] if isinstance(number, int | np.integer) else number)

    if seed:
        np.random.default_rng = another
    try:
        yield
    finally:
        np.random.default_rng = original


def _seed_keras(seed):
    """Make Keras draw other numbers, too, once a lecture has loaded it."""
    keras: Any = sys.modules.get("keras")
    if seed and keras is not None and not isinstance(keras.utils.set_random_seed, functools.partial):
        original = keras.utils.set_random_seed
        keras.utils.set_random_seed = functools.partial(lambda number: original(number + 1000 * seed))


@contextlib.contextmanager
def _quiet_display():
    """Install a display that shows nothing, for figures and explorers; matplotlib draws into memory alone."""
    import matplotlib
    from IPython.core.displaypub import CapturingDisplayPublisher

    matplotlib.use("agg")

    class Silent(CapturingDisplayPublisher):
        """A silent publisher: the usual one prints an escape sequence when explorers clear their output to redraw."""

        def clear_output(self, wait=False):
            pass

    shell = _shell()
    before, shell.display_pub = shell.display_pub, Silent()
    try:
        with warnings.catch_warnings():
            yield
    finally:
        shell.display_pub = before


def _shell():
    """Return IPython's shell, which knows nothing of the user's own profile, history or active environment.

    Another environment's packages, which IPython would put before ours, are not those that a lecture is proved with.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    if InteractiveShell.initialized():
        return InteractiveShell.instance()
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ):
        os.environ.pop("VIRTUAL_ENV", None)
        return InteractiveShell.instance(ipython_dir=folder, config=Config(HistoryManager={"enabled": False}))


def _blank_pictures():
    """Return a context that leaves figures blank: what belongs to them is made, with its texts, and not drawn."""
    from matplotlib.figure import Figure

    return patch.object(Figure, "draw", lambda *_: None)
