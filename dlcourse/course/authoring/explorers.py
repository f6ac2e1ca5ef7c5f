"""Draw the frames of the explorers beforehand, so that a lecture's cell shows one at once.

python -m dlcourse.course.authoring.explorers [NAME …]
"""

import argparse
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dlcourse.widgets
from dlcourse._files import replace
from dlcourse.widgets.page import pages
from dlcourse.widgets.page.pages import Drawn

DRAWN = Path(str(pages.DRAWN))


def makers() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the functions that make the lectures' explorers, with their names, in the order of modules."""
    for module in pkgutil.walk_packages(dlcourse.widgets.__path__, "dlcourse.widgets."):
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if name.endswith("_explorer") and function.__module__ == found.__name__:
                yield name, function


def explorers() -> Iterator[Drawn]:
    """Yield every explorer that has a name, whose frames are drawn beforehand."""
    for _, function in makers():
        kind = inspect.signature(function).return_annotation
        if isinstance(kind, type) and issubclass(kind, Drawn) and not _wants_data(function):
            explorer = function()
            if explorer.name is not None:
                yield explorer


def _wants_data(function):
    """Return True if an explorer needs data of its lecture, and so is never drawn beforehand."""
    return any(each.default is each.empty for each in inspect.signature(function).parameters.values())


def main(arguments: list[str] | None = None) -> int:
    """Draw the explorers of these names, or all, and say how many frames each has and how large it is."""
    parser = argparse.ArgumentParser(
        prog="python -m dlcourse.course.authoring.explorers",
        description="Draw the frames of the explorers beforehand, so that a lecture's cell shows one at once.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="draw only these")
    names = parser.parse_args(arguments).names
    every = {str(explorer.name): explorer for explorer in explorers()}
    if unknown := set(names) - set(every):
        parser.error(f"expected names of {sorted(every)}. Received: {sorted(unknown)}")
    for name in names or every:
        explorer = every[name]
        packed = explorer.draw_all()
        replace(DRAWN / f"{name}.json.gz", packed)
        print(f"{name}: {len(explorer.frames)} frames, {len(packed) / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
