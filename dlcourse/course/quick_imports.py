"""Import this before nbformat or nbgrader, in a command that is to answer quickly.

jsonschema, which nbformat uses, imports packages for formats of texts, such as addresses and durations, where they are
installed. One of them, `rfc3987_syntax`, builds a parser: about three seconds; the others take half as long as NumPy.
No notebook has such a format, and jsonschema does without them where their import fails, so we let it fail.

nbgrader, when it is imported, loads its extensions of Jupyter's server, and with them a second's worth of packages.
Only that server needs them: here they are loaded if somebody asks the package for anything that is no module of it.
Its modules load `requests`, to ask a hub who may take a course, and setuptools, to unpack archives: here both are
loaded when one of their functions is used.
"""

import importlib.util
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any

CHECKER = "jsonschema._format"
FORMATS = frozenset(
    (
        *("fqdn", "idna", "isoduration", "jsonpointer", "rfc3339_validator", "rfc3986_validator", "rfc3987"),
        *("rfc3987_syntax", "uri_template", "webcolors"),
    )
)


class _WithoutFormats(MetaPathFinder):
    """A finder that keeps packages for formats from jsonschema while that is imported, and from nobody else."""

    def find_spec(self, name: str, *_: Any) -> None:
        """Raise ImportError for such a package; return None, and so leave it to other finders, else."""
        spec = getattr(sys.modules.get(CHECKER), "__spec__", None)
        if name in FORMATS and getattr(spec, "_initializing", False):
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


def _put_off(name: str, with_modules: bool = False) -> None:
    """Put a package in its place whose own code runs when something of it is asked for that is no module.

    `with_modules` if its own code also gives it its modules as attributes.
    """
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    package = importlib.util.module_from_spec(spec)
    run = spec.loader.exec_module

    def look_up(wanted: str) -> Any:
        is_special = wanted.startswith("__") and wanted != "__version__"
        if is_special or (not with_modules and importlib.util.find_spec(f"{name}.{wanted}")):
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        if package.__dict__.pop("__getattr__", None):
            run(package)
        return getattr(package, wanted)

    package.__dict__["__getattr__"] = look_up
    sys.modules[name] = package


def _put_off_functions(name: str, *functions: str) -> None:
    """Put a module in its place whose functions load the true one when they are called."""
    if name in sys.modules:
        return
    module = ModuleType(name)

    def put_off(function: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            return getattr(true_module(), function)(*arguments, **options)

        return call

    def true_module() -> ModuleType:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return importlib.import_module(name)

    def look_up(wanted: str) -> Any:
        if wanted.startswith("__"):  # the import itself asks for such names
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        return getattr(true_module(), wanted)

    module.__dict__.update({function: put_off(function) for function in functions}, __getattr__=look_up)
    sys.modules[name] = module


sys.meta_path.insert(0, _WithoutFormats())
_put_off("nbgrader")
_put_off("requests", with_modules=True)
_put_off_functions("setuptools.archive_util", "unpack_archive", "unpack_tarfile", "unpack_zipfile")
