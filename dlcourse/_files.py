"""Atomic file writes, and SHA-256 digests."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

Content = str | bytes | Callable[[BinaryIO], object]  # text, bytes, or a function that writes to an open file


def digest(*parts: str | bytes | bytearray) -> str:
    """Return the SHA-256 of text or bytes in hexadecimal; several parts are hashed each with its length before it."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        if len(parts) > 1:
            whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


@contextlib.contextmanager
def replaced(contents: Mapping[Path, Content]) -> Iterator[None]:
    """Write files under temporary names, and rename them to their final names when the `with` body has succeeded.

    If writing or the body fails, all files stay as they were. A process killed meanwhile leaves the old files intact
    and perhaps a temporary `….part` file. Files that already hold the same text are not touched; a symbolic link stays
    a link. Raises OSError, with the name of the file, if a file cannot be written.
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
    """Write one file atomically, as `replaced` does."""
    with replaced({path: content}):
        pass


def _part(path):
    return path.with_name(path.name + ".part")


def _write(path, content):
    """Write a file and flush it to disk; an OSError carries the file's name."""
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
    """Return True if the file already holds this text."""
    try:
        return isinstance(content, str) and Path(path).read_bytes() == content.encode()
    except OSError:
        return False
