"""Where the repository and the package lie."""

from pathlib import Path

import dlcourse

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(dlcourse.__file__).resolve().parent
