"""`python -m dlcourse`: the command `dlcourse`."""

import sys

from dlcourse.cli import main

sys.exit(main())
