"""Unpack an archive member by member, so that a bad one costs nobody else's work.

What others packed is read as data: no links, no names that leave their folder, no more bytes than a class needs, and a
bounded memory, whatever a header says.
"""

import bz2
import contextlib
import functools
import gzip
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from dlcourse.course.grading.batch.faults import affects_whole_batch
from dlcourse.course.terminal import is_visible

MAX_BYTES = 4_000_000_000  # unpacked, from one archive: a class in one file
MAX_MEMBER_BYTES = 100_000_000
MAX_FILES = 20_000
MAX_HEADER_BYTES = 4_000_000  # read for one member's header, or for a zip's list of them
MAX_SAID = 1000  # members that are left out with a reason; the others are counted
CHUNK = 1 << 16
UTF_8 = 0x800  # the flag of a zip's member whose name is UTF-8
READ_IN_PIECES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks the others in one piece of any size
ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z")


@dataclass(frozen=True)
class ArchiveBounds:
    """Limits on what is unpacked of one archive."""

    bytes_: int = field(default_factory=lambda: MAX_BYTES)
    member_bytes: int = field(default_factory=lambda: MAX_MEMBER_BYTES)
    files: int = field(default_factory=lambda: MAX_FILES)


class ArchiveError(Exception):
    """An archive, or a member of one, that is not unpacked; the text says why."""


@dataclass
class Member:
    """One member of an archive."""

    name: str
    size: int
    is_folder: bool
    is_plain: bool
    open: Callable[[], Any]  # returns its bytes, as a file


def unpack(path: Path, target: Path, bounds: ArchiveBounds | None = None) -> dict[str, str]:
    """Unpack an archive into a folder, within bounds; return why each member that is not there was left out.

    Raises ArchiveError if nothing of it can be read, and OSError if the disk is full or fails.
    """
    bounds = ArchiveBounds() if bounds is None else bounds
    unpacking = _Unpacking(target, bounds)
    try:
        with _members(path, bounds) as members:
            for count, member in enumerate(members):
                if count >= bounds.files:
                    raise ArchiveError(f"it holds more than {bounds.files:,} files")
                unpacking.take(member)
    except Exception as error:  # zipfile and tarfile trip over broken archives in many ways
        raise_if_machine(error)
        if not unpacking.taken and not unpacking.left:
            raise ArchiveError(_reason(error)) from None
        unpacking.left["the rest"] = _reason(error)
    if unpacking.more:
        unpacking.left[f"{unpacking.more:,} more"] = "as those before"
    return unpacking.left


@dataclass
class _Unpacking:
    """The unpacking of one archive: what was taken and left out so far."""

    target: Path
    bounds: ArchiveBounds
    taken: int = 0
    left: dict[str, str] = field(default_factory=dict)
    more: int = 0  # left out, and not listed
    bytes_: int = 0

    def take(self, member):
        """Unpack one member; its faults are noted. Raises ArchiveError if all are too large together."""
        try:
            path = _path_of(member)
            if not member.is_folder:
                self._write(member, self.target / path)
                self.taken += 1
        except _TooMuchError:
            raise _too_much(self.bounds) from None
        except Exception as error:  # zipfile and tarfile trip over a broken member in many ways
            raise_if_machine(error)
            self.leave(member.name[:200], _reason(error))

    def leave(self, name, why):
        """Note a member that is left out, in bounded memory."""
        if len(self.left) < MAX_SAID:
            self.left.setdefault(name, why)
        else:
            self.more += 1

    def _write(self, member, path):
        if member.size > self.bounds.member_bytes:
            raise _too_large(self.bounds)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise ArchiveError("what should be its folder is a file") from None
        with member.open() as source:
            try:
                file = path.open("xb")
            except FileExistsError:
                raise ArchiveError("another one has its name") from None
            try:
                with file:
                    self._copy(source, file)
            except BaseException:
                path.unlink(missing_ok=True)  # half a file is no submission
                raise

    def _copy(self, source, file):
        size = 0
        while chunk := source.read(CHUNK):
            size += len(chunk)
            self.bytes_ += len(chunk)
            if self.bytes_ > self.bounds.bytes_:
                raise _TooMuchError
            if size > self.bounds.member_bytes:
                raise _too_large(self.bounds)
            file.write(chunk)


def _too_large(bounds):
    return ArchiveError(f"it is larger than {bounds.member_bytes // 1_000_000:,} MB")


def _too_much(bounds):
    return ArchiveError(f"it would unpack to more than {bounds.bytes_ // 1_000_000:,} MB")


class _TooMuchError(Exception):
    """All members together are too large."""


def _path_of(member):
    """Return the path of a member within its folder; raises ArchiveError if it is not to be unpacked."""
    parts = PurePosixPath(member.name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or parts.parts[:1] == () or ":" in parts.parts[0][1:2]:
        raise ArchiveError("its name leaves the folder")
    if not member.is_plain:
        raise ArchiveError("it is not a regular file")
    if not is_visible(member.name):
        raise ArchiveError("its name has invisible characters")
    if os.name == "nt" and set(member.name) & set(':*?"<>|'):
        raise ArchiveError("Windows has no such names")
    if parts.suffix.lower() in ARCHIVES and not member.is_folder:
        raise ArchiveError("it is another archive: unpack it by hand")
    return str(parts)


# Two kinds of archives


@contextlib.contextmanager
def _members(path: Path, bounds: ArchiveBounds) -> Iterator[Iterator[Member]]:
    """Yield the members of an archive, one after the other, each to be read before the next."""
    with path.open("rb") as file:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(_Bounded(file, count=False)) as archive:
                yield _of_zip(archive)
            return
        file.seek(0)
        with _decompressed(file) as plain:
            bounded = _Bounded(plain, count=True)
            with tarfile.open(fileobj=bounded, mode="r:") as archive:
                yield _of_tar(archive, bounded, bounds)


def _of_zip(archive):
    for info in archive.infolist():
        is_plain = (info.external_attr >> 28) in (0, 4, 8)
        yield Member(_name_of(info), info.file_size, info.is_dir(), is_plain, functools.partial(_opened, archive, info))


def _name_of(info):
    """Return a zip's member's name: many programs write UTF-8 and do not say so, and then zipfile reads cp437."""
    if not info.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def _opened(archive, info):
    if info.compress_type not in READ_IN_PIECES:
        raise ArchiveError("it is packed in an unusual way")
    return archive.open(info)


def _of_tar(archive, bounded, bounds):
    passed = 0
    while True:
        bounded.begin()
        archive.members = []  # or its list would grow with the archive
        info = archive.next()
        if info is None:
            return
        is_plain = (info.isfile() and not info.issparse()) or info.isdir()
        data = functools.partial(_data_of, archive, info, bounded)
        yield Member(info.name, info.size, info.isdir(), is_plain, data)
        passed += info.size
        if passed > bounds.bytes_:  # it has to be read to come to the next
            raise _too_much(bounds)


@contextlib.contextmanager
def _data_of(archive, info, bounded):
    """Yield the bytes of a tar's member, as a file."""
    bounded.count = False
    try:
        with archive.extractfile(info) as file:
            yield file
    finally:
        bounded.begin()


@contextlib.contextmanager
def _decompressed(file: IO[bytes]) -> Iterator[Any]:
    """Yield the bytes of a tar, decompressed as they are read."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=file) as plain:
            yield plain
    elif start.startswith(b"BZh"):
        with bz2.BZ2File(file) as plain:
            yield plain
    elif start == b"\xfd7zXZ\x00":  # its header says how much memory it takes to read it
        raise ArchiveError("it is packed with xz: unpack it by hand")
    else:
        yield file


class _Bounded:
    """A file of which a limited number of bytes is read for a header: one that claims more is the archive's fault.

    zipfile reads its list of members, and tarfile a member's long name, in one piece of the size that the archive says.
    """

    def __init__(self, file: Any, count: bool) -> None:
        self.file, self.spent, self.count = file, 0, count

    def begin(self) -> None:
        """Count from here on: a header begins."""
        self.spent, self.count = 0, True

    def read(self, size: int = -1) -> bytes:
        """Return bytes; raises ArchiveError if they are too many."""
        data = self.file.read(MAX_HEADER_BYTES + 1 if size < 0 else min(size, MAX_HEADER_BYTES + 1))
        self.spent += len(data) if self.count else 0
        if max(size, len(data), self.spent) > MAX_HEADER_BYTES:
            raise ArchiveError("it has a header of too many bytes")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def _reason(error):
    """Return why an archive or a member cannot be read, in a line."""
    if isinstance(error, ArchiveError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split()) or f"it is broken ({type(error).__name__})"


def raise_if_machine(error: Exception) -> None:
    """Raise an error of the machine's, which the next member would meet as well."""
    if isinstance(error, OSError) and affects_whole_batch(error):
        raise error
