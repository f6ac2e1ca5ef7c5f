"""Which files of the package a piece of work passes: those whose functions run while it is done."""

import sys
import threading
from collections.abc import Callable

from paths import PACKAGE


def files_passed(work: Callable[[], object]) -> list[str]:
    """The files, in the order in which they are first met.

    The work is done twice and watched the second time, so that what runs when a module is first imported is left out.
    """
    work()
    met: dict[str, None] = {}

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_name != "<module>":
            met.setdefault(frame.f_code.co_filename)

    before = sys.getprofile()
    threading.setprofile(note)  # for the threads that it starts
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
        threading.setprofile(None)
    inside = f"{PACKAGE}/"
    return [name.removeprefix(inside) for name in met if name.startswith(inside)]
