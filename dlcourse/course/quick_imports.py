"""Import this before nbformat or nbgrader, in a command that is to answer quickly.

jsonschema, which nbformat uses, imports `rfc3987_syntax` where it is installed, and that builds a parser for
internationalised addresses: about three seconds, for a format that no notebook uses. jsonschema does without it
where the import fails, so we let it fail.

nbgrader, when it is imported, loads its extensions of Jupyter's server, and with them a second's worth of packages.
Only that server needs them: here they are loaded if somebody asks the package for anything that is no module of it.
"""

import importlib.util
import sys
from typing import Any


def _put_off(name: str) -> None:
    """Put a package in its place whose own code runs when something of it is asked for that is no module."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    package = importlib.util.module_from_spec(spec)
    run = spec.loader.exec_module

    def look_up(wanted: str) -> Any:
        if (wanted.startswith("__") and wanted != "__version__") or importlib.util.find_spec(f"{name}.{wanted}"):
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        if package.__dict__.pop("__getattr__", None):
            run(package)
        return getattr(package, wanted)

    package.__dict__["__getattr__"] = look_up
    sys.modules[name] = package


if "jsonschema" not in sys.modules:
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
_put_off("nbgrader")
