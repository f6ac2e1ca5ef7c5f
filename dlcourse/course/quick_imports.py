"""Import this before nbformat or nbgrader, in a command that is to answer quickly.

jsonschema, which nbformat uses, imports `rfc3987_syntax` where it is installed, and that builds a parser for
internationalised addresses: about three seconds, for a format that no notebook uses. jsonschema does without it
where the import fails, so we let it fail.
"""

import sys

if "jsonschema" not in sys.modules:
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
