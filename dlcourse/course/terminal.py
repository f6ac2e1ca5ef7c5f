"""Text of the commands that no terminal obeys and every encoding can hold, and JSON that parses.

Names of students, files and archives come from others. A control character in one of them would be obeyed by the
terminal, a file name that is not UTF-8 cannot be encoded, and a Windows console has no ✓. All three are escaped, as
JSON does it: `\\u001b`.
"""

import contextlib
import json
import re
import shlex
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, TextIO

OBEYED = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format (as right-to-left), half a character, ends of lines
IN_A_NAME, IN_LINES = re.compile(r"[^ -~]"), re.compile(r"[^ -~\n\t]")  # what may have to be escaped


def visible(name: str) -> str:
    """Return a name as one line of visible characters: others as `\\u001b`, bytes that are not UTF-8 as `\\xff`."""
    return IN_A_NAME.sub(lambda found: _byte(found[0]) or _visible(found[0]), name)


def as_argument(path: PurePath) -> str:
    """Return a path as it is typed after a command, quoted where a shell needs it."""
    text = visible(str(path))
    if sys.platform == "win32":
        return f'"{text}"' if re.search(r"[^\w.:/\\-]", text) else text
    return shlex.quote(text)


def is_visible(name: str) -> bool:
    """Return True if a name is UTF-8, in one line, and holds nothing that a terminal obeys."""
    return visible(name) == name


def harmless(text: str, encoding: str = "utf-8") -> str:
    """Return lines that no terminal obeys and that the encoding can hold; line ends and tabs stay."""
    text = IN_LINES.sub(lambda found: _visible(found[0]), text)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return IN_LINES.sub(lambda found: found[0] if _fits(found[0], encoding) else _as_json(found[0]), text)
    return text


def to_json(data: Any) -> str:
    """Return data as indented JSON that parses whatever names are in it, and that standard output can hold."""
    is_utf8 = _encoding_of(sys.stdout).lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
    return harmless(json.dumps(_with_bytes_visible(data), indent=1, ensure_ascii=not is_utf8))


class HarmlessStream:
    """A text stream to which nothing is written that a terminal obeys or its encoding lacks."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write harmless text."""
        self.stream.write(harmless(text, _encoding_of(self.stream)))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write harmless lines."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextlib.contextmanager
def harmless_output() -> Iterator[None]:
    """Make standard output and standard error harmless in a `with` block."""
    out: Any = HarmlessStream(sys.stdout)
    err: Any = HarmlessStream(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield


def raw_stream(stream: Any) -> Any:
    """Return the stream below, for a progress bar: a terminal has to obey its carriage returns."""
    return stream.stream if isinstance(stream, HarmlessStream) else stream


def _visible(character):
    return _as_json(character) if unicodedata.category(character) in OBEYED else character


def _as_json(character):
    return f"\\u{ord(character):04x}" if "\x7f" <= character <= "\xff" else json.dumps(character)[1:-1]


def _byte(character):
    """Return the escape of a byte of a file name that is not UTF-8, "" for any other character."""
    return f"\\x{ord(character) - 0xDC00:02x}" if "\udc80" <= character <= "\udcff" else ""


def _fits(character, encoding):
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def _encoding_of(stream):
    return getattr(stream, "encoding", None) or "utf-8"


def _with_bytes_visible(data):
    """Return data whose texts can all be encoded as UTF-8: JSON has no half characters."""
    if isinstance(data, dict):
        return {_with_bytes_visible(key): _with_bytes_visible(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_with_bytes_visible(value) for value in data]
    if isinstance(data, str):
        return re.sub("[\ud800-\udfff]", lambda found: _byte(found[0]) or _as_json(found[0]), data)
    return data
