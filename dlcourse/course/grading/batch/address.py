"""The address of a dask scheduler: without TLS on this machine only.

A scheduler runs what it is sent, and the messages hold students' work. Without TLS, anybody on the network could send
the one and read the other.
"""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

from dlcourse.course.folder import CourseError

IN_THE_CLEAR = (
    "without TLS, every account of this machine can run programs as the one that the cluster's processes run as, "
    "and change results: where others have accounts, use tls://HOST:PORT with certificates (docs/instructor.md)"
)
EXPECTED = "expected tls://HOST:PORT, or on this machine tcp://127.0.0.1:PORT"


def safe_address(address: str) -> str:
    """Return the address to connect to; raises CourseError if it is invalid, or remote and without TLS.

    Without TLS, a name is replaced by its current IP address, so that it cannot resolve to another machine afterwards.
    """
    scheme, host, port = split(address)
    if scheme == "tls":
        return f"tls://{_bracketed(host)}:{port}"
    found = resolve(host)
    if not all(one.is_loopback for one in found):
        raise CourseError(
            f"--cluster {address}: {host} is another machine, and without TLS anybody on the way could read the "
            f"submissions, change the scores and run programs on the workers: use tls://{_bracketed(host)}:{port}"
        )
    first = min(found, key=lambda one: one.version)  # if a name has both, schedulers listen on IPv4
    return f"tcp://{_bracketed(str(first))}:{port}"


def is_in_the_open(address: str) -> bool:
    """Return True if a worker is addressed without TLS, over a network."""
    if not address.startswith("tcp://"):
        return False
    _, host, _ = split(address)
    return not all(one.is_loopback for one in resolve(host))


def split(address: str) -> tuple[str, str, int]:
    """Return the parts of an address; raises CourseError if it is incomplete or of another kind."""
    wrong = CourseError(f"--cluster: {EXPECTED}. Received: {address!r}")
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not port:
        raise wrong
    return parts.scheme, parts.hostname, port


def resolve(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return all IP addresses of a host name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CourseError(f"--cluster: no machine is known under the name {host!r}") from None
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]


def _bracketed(host):
    """Return a host as it is written before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def existing(path: Path | None, option: str) -> str | None:
    """Return a certificate's path as text, as dask takes it; raises CourseError if the file does not exist."""
    if path is not None and not path.is_file():
        raise CourseError(f"{option} {path}: there is no such file")
    return None if path is None else str(path)
