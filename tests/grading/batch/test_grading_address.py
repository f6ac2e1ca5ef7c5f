"""Which schedulers may be spoken to: over a network with TLS alone."""

import socket

import pytest
from course_copy import EXERCISE, copy_course, solution_of

from dlcourse.cli import main
from dlcourse.course.folder import CourseError
from dlcourse.course.grading.batch.address import IN_THE_CLEAR, is_in_the_open, safe_address
from dlcourse.course.grading.batch.pool import Pool


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """A few names, with what they stand for."""
    known = {
        "localhost": ["::1", "127.0.0.1"],
        "cluster.example": ["93.184.216.34"],
        "two-faced.example": ["127.0.0.1", "10.0.0.7"],
    }

    def look_up(host, port, **options):
        found = known.get(host) or ([host] if host[0].isdigit() or ":" in host else [])
        if not found:
            raise socket.gaierror(-2, "Name or service not known")
        return [(None, None, None, "", (address, 0)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("tcp://127.8.8.8:8786", "tcp://127.8.8.8:8786"),
        ("tcp://localhost:8786", "tcp://127.0.0.1:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
        ("tls://10.0.0.7:8786", "tls://10.0.0.7:8786"),
        ("tls://cluster.example:8786", "tls://cluster.example:8786"),
        ("tls://[2001:db8::1]:8786", "tls://[2001:db8::1]:8786"),
    ],
)
def test_this_machine_is_spoken_to_in_the_open_and_others_with_tls(address, goes_to):
    assert safe_address(address) == goes_to


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.7:8786",
        "10.0.0.7:8786",
        "tcp://192.168.1.2:8786",
        "tcp://0.0.0.0:8786",
        "tcp://93.184.216.34:8786",
        "tcp://cluster.example:8786",
        "tcp://two-faced.example:8786",
        "tcp://[2001:db8::1]:8786",
        "tcp://[::ffff:10.0.0.7]:8786",
    ],
)
def test_another_machine_without_tls_is_refused_with_what_to_write_instead(address):
    with pytest.raises(CourseError, match=r"is another machine, and without TLS .*: use tls://"):
        safe_address(address)


@pytest.mark.parametrize(
    "address", ["", "cluster", "tcp://127.0.0.1", "tcp://:8786", "ucx://127.0.0.1:1", "http://127.0.0.1:1", "tls://x:y"]
)
def test_what_is_no_address_is_told_what_is_expected(address):
    with pytest.raises(CourseError, match=r"expected tls://HOST:PORT, .*Received: "):
        safe_address(address)


def test_a_name_that_nobody_knows_is_said():
    with pytest.raises(CourseError, match=r"no machine is known under the name 'nowhere\.invalid'"):
        safe_address("tcp://nowhere.invalid:8786")


@pytest.mark.parametrize(
    ("worker", "open_"),
    [
        ("tcp://127.0.0.1:40000", False),
        ("tls://10.0.0.7:40000", False),
        ("inproc://10.0.0.7/1/2", False),
        ("tcp://10.0.0.7:40000", True),
    ],
)
def test_a_worker_elsewhere_without_tls_is_known(worker, open_):
    assert is_in_the_open(worker) is open_


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "tls://127.0.0.1:8786"])
def test_a_cluster_without_tls_is_warned_of(tmp_path, monkeypatch, capsys, address):
    """On one machine no certificates are needed, and every account of it can run programs as the cluster's owner."""
    root = copy_course(tmp_path)
    path = root / "submitted" / "ada" / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(solution_of(root).read_bytes())
    monkeypatch.setattr("dlcourse.course.commands.grade._executor", lambda *_: Pool("bubblewrap", 1))
    monkeypatch.setattr("dlcourse.course.grading.batch.grade.grade_with", lambda *_: iter(()))
    main(["grade", "07", "--course", str(root), "--cluster", address])
    said = " ".join(capsys.readouterr().err.split())
    assert (f"--cluster {address}: {IN_THE_CLEAR}" in said) == (not address.startswith("tls"))
