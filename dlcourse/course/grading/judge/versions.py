"""The versions that a result depends on: those of this package, with its text, and of Python and NumPy."""

import functools
import platform

import numpy as np

from dlcourse import __version__
from dlcourse._files import digest
from dlcourse.course.grading.sandbox.system import PACKAGE


@functools.cache
def versions() -> dict[str, str]:
    """Return the versions that a result may depend on: of this package, with its text's digest, of Python and NumPy."""
    files = sorted(PACKAGE.rglob("*.py"))
    texts = [part for path in files for part in (path.relative_to(PACKAGE).as_posix(), path.read_bytes())]
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "dlcourse": __version__,
        "the text of dlcourse": digest(*texts)[:12],
        "Python": python,
        "NumPy": np.__version__,
    }
