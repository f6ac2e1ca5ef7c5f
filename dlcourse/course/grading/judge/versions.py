"""The versions that a result depends on: those of this package, with its text, and of Python and NumPy."""

import functools
import os
import platform
import sys

import numpy as np

from dlcourse import __version__
from dlcourse._files import digest
from dlcourse.course.grading.sandbox.system import PACKAGE


@functools.cache
def packages() -> str:
    """Return the digest of the names and versions of all installed packages: a student's code may use any of them."""
    folders = [folder for folder in sys.path if folder.endswith(("site-packages", "dist-packages"))]
    names = {name for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)}
    return digest(*sorted(name for name in names if name.endswith((".dist-info", ".egg-info"))))


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
