"""The students' library: the part of the course inside a sandbox, copied by an allow-list; nothing else is there."""

import compileall
import contextlib
import os
import py_compile
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

from dlcourse.course.grading import inside
from dlcourse.course.grading.sandbox.system import PACKAGE

LIBRARY = (
    "__init__.py",
    "_arrays.py",
    "_files.py",
    "_validation.py",
    "_watching.py",
    "accel",
    "activations",
    "averages.py",
    "checks/errors.py",
    "classical",
    "data",
    "extras.py",
    "gradients",
    "initializers.py",
    "layers",
    "losses",
    "metrics.py",
    "model.py",
    "optimizers",
    "plots",
    "preprocessing.py",
    "regularizers.py",
    "schedules.py",
    "training",
    "widgets",
)
INSIDE_FILES = Path(inside.__file__).parent
STUB = '''"""In the grader a check is made elsewhere, once the notebook has run."""


def check(name, function=None):
    """Does nothing here."""


def hint(name):
    """Does nothing here."""


def done():
    """Does nothing here."""


def failing(name):
    """There is no input here: raises LookupError."""
    raise LookupError("failing: expected a check in the notebook. Received: a call in the grader")
'''


@contextlib.contextmanager
def student_library() -> Iterator[Path]:
    """Yield a folder with the worker and the students' part of the package: no checks, no references, no grader."""
    with tempfile.TemporaryDirectory(prefix="dlcourse-") as folder:
        library = Path(folder)
        library.chmod(0o755)
        _compile_own()
        for name in LIBRARY:
            _lay_out(PACKAGE / name, library / "dlcourse" / name)
        library.joinpath("dlcourse", "checks", "__init__.py").write_text(STUB, encoding="utf-8")
        for path in INSIDE_FILES.glob("[!_]*.py"):
            _lay_out(path, library / path.name)
        _compile_all(library)
        yield library


def _compile_own():
    """Write the bytecode of these files where Python itself would, so that the next time it is there to be copied."""
    if not sys.dont_write_bytecode:
        for path in (INSIDE_FILES, *(PACKAGE / name for name in LIBRARY)):
            (compileall.compile_dir if path.is_dir() else compileall.compile_file)(path, quiet=2)


def _lay_out(source, target):
    """Copy a file or a folder, with its time, and with the bytecode that belongs to that time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_copy, ignore=_other_bytecode)
        return
    _copy(source, target)
    compiled = Path(cache_from_source(str(source)))
    if compiled.is_file():
        beside = target.parent / "__pycache__"
        beside.mkdir(exist_ok=True)
        _copy(compiled, beside / compiled.name)


def _copy(source, target):
    """Copy a file that all may read, with its time; shutil's own, which asks for more, takes three times as long."""
    with open(source, "rb", buffering=0) as file:
        data, time = file.read(), os.fstat(file.fileno()).st_mtime_ns
    with open(target, "wb", buffering=0) as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o644)
    os.utime(target, ns=(time, time))


def _other_bytecode(folder, names):
    """Return the names in a `__pycache__` that another Python wrote, or this one with other options."""
    if Path(folder).name != "__pycache__":
        return []
    return [name for name in names if not name.endswith(f".{sys.implementation.cache_tag}.pyc")]


def _compile_all(library):
    """Write Python's bytecode if it is missing: a worker cannot, and would compile the library at each start."""
    elsewhere, sys.pycache_prefix = sys.pycache_prefix, None  # a worker looks beside the file alone
    try:
        compileall.compile_dir(library, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    finally:
        sys.pycache_prefix = elsewhere
