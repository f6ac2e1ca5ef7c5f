"""Where a scheduler is, and whether it may be spoken to: without TLS only on this machine.

A scheduler runs what it is sent, and what travels is the work of students. In the open both would be anybody's.
"""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

from dlcourse.course.folder import CourseError

EXPECTED = "expected tls://HOST:PORT, or on this machine tcp://127.0.0.1:PORT"


def safe_address(address: str) -> str:
    """The address to connect to; raises CourseError for one that is none, or that is in the open.

    A name is replaced by what it stands for now, so that it cannot come to stand for another machine afterwards.
    """
    scheme, host, port = split(address)
    if scheme == "tls":
        return f"tls://{bracketed(host)}:{port}"
    found = resolve(host)
    if not all(one.is_loopback for one in found):
        raise CourseError(
            f"--cluster {address}: {host} is another machine, and without TLS anybody on the way could read the "
            f"submissions, change the scores and run programs on the workers: use tls://{bracketed(host)}:{port}"
        )
    first = min(found, key=lambda one: one.version)  # where a name has both, schedulers listen to IPv4
    return f"tcp://{bracketed(str(first))}:{port}"


def is_in_the_open(address: str) -> bool:
    """True for the address of a worker that is spoken to without TLS, over a network."""
    if not address.startswith("tcp://"):
        return False
    _, host, _ = split(address)
    return not all(one.is_loopback for one in resolve(host))


def split(address: str) -> tuple[str, str, int]:
    """The parts of an address; raises CourseError where it has not all of them, or is of another kind."""
    wrong = CourseError(f"--cluster: {EXPECTED}. Received: {address!r}")
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not port:
        raise wrong
    return parts.scheme, parts.hostname, port


def resolve(host):
    """All addresses that a name stands for."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CourseError(f"--cluster: no machine is known under the name {host!r}") from None
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


def bracketed(host):
    """A host as it stands before a port."""
    return f"[{host}]" if ":" in host else host


def existing(path: Path | None, option: str) -> str | None:
    """A certificate's file as dask takes it; raises CourseError where it is not there."""
    if path is not None and not path.is_file():
        raise CourseError(f"{option} {path}: there is no such file")
    return None if path is None else str(path)
