"""Files written whole or not at all, and the digest by which two are told apart."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

Content = str | bytes | Callable[[BinaryIO], object]  # text, bytes, or what writes into an open file


def digest(*parts: str | bytes | bytearray) -> str:
    """The SHA-256 of a text or of bytes, in hexadecimal; of several parts, each counts with its length."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        if len(parts) > 1:
            whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


@contextlib.contextmanager
def replaced(contents: Mapping[Path, Content]) -> Iterator[None]:
    """Write these files beside those that are there, and put them in their place when the body is done.

    If writing or the body fails, everything stays as it was. A process that is killed meanwhile leaves the old files
    whole and perhaps a `….part` beside one. Files that have this text already are not touched; a link stays a link.
    Raises OSError, with the name of the file.
    """
    changed = {Path(os.path.realpath(path)): content for path, content in contents.items() if not _holds(path, content)}
    folders = [folder for path in changed for folder in reversed(path.parents) if not folder.exists()]
    try:
        for path, content in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(_part(path), content)
        yield
        for path in changed:
            os.replace(_part(path), path)
    except BaseException:
        for path in changed:
            with contextlib.suppress(OSError):
                _part(path).unlink(missing_ok=True)
        for folder in reversed(folders):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def replace(path: Path, content: Content) -> None:
    """Write one file as `replaced` does."""
    with replaced({path: content}):
        pass


def _part(path):
    return path.with_name(path.name + ".part")


def _write(path, content):
    """Write a file; an error tells where, and what was written is on the disk, not in a buffer that may be lost."""
    try:
        with path.open("wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the old one's place
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _holds(path, content):
    """True if a file has this text already."""
    try:
        return isinstance(content, str) and Path(path).read_bytes() == content.encode()
    except OSError:
        return False
