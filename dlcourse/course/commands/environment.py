"""Settings of a user's shell for other programs: a command, and all that it starts, runs as if they were not set.

PYTHONWARNINGS=error turns any library's warning into an error that ends the command. VIRTUAL_ENV names the environment
that is active in the terminal: if that is another one than this Python's, IPython warns of it, and looks there first
for the packages that a notebook imports.
"""

import os
import sys
import warnings
from pathlib import Path

HIDDEN = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)  # as Python itself has it


def leave_settings_of_others() -> None:
    """Take these settings out of this process's environment, and set warnings to Python's own default."""
    active = os.environ.get("VIRTUAL_ENV")
    if active is not None and not (active and Path(active).resolve() == Path(sys.prefix).resolve()):
        del os.environ["VIRTUAL_ENV"]
    if os.environ.pop("PYTHONWARNINGS", ""):
        sys.warnoptions.clear()  # which Python hands to the processes that it starts
        warnings.resetwarnings()
        for category in HIDDEN:
            warnings.simplefilter("ignore", category)
