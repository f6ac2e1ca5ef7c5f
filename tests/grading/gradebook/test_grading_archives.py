"""`nbgrader zip_collect` unpacks what is good in an archive, and names what is not: that costs nobody else's work.

Before, one bad checksum, `a/b` beside `a/b/c`, one nested archive or more than 200 MB left the whole class out, and a
long name in a tar of 1.8 MB took 733 MB of memory.
"""

import bz2
import errno
import gzip
import io
import struct
import sys
import tarfile
import tracemalloc
import warnings
import zipfile

import pytest
from course_copy import EXERCISE, copy_course, exercise_of, run
from nbgrader.api import Gradebook

from dlcourse.course.grading.nbgrader import unpack as unpacking
from dlcourse.course.grading.nbgrader.api import use_own_programs
from dlcourse.course.grading.nbgrader.archives import CheckedExtractor
from dlcourse.course.grading.nbgrader.unpack import ArchiveError, unpack


def zipped(*members, how=zipfile.ZIP_DEFLATED):
    """A zip of (name, text or bytes) pairs."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", how) as archive:
        warnings.simplefilter("ignore")  # two members of one name
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def tarred(*members, mode="w:gz"):
    """A tar of (name or TarInfo, bytes) pairs."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for member, content in members:
            member = tarfile.TarInfo(member) if isinstance(member, str) else member
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def of_kind(kind, link=""):
    """A tar's member that is no file."""
    member = tarfile.TarInfo("eve.ipynb")
    member.type, member.linkname = kind, link
    return member


def link_in_zip():
    """A zip's member that is a symbolic link."""
    info = zipfile.ZipInfo("eve.ipynb")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def bad_checksum(name="eve.ipynb"):
    """A zip in which one member is not what its checksum says, between two good ones."""
    data = zipped(("ada.ipynb", "ada"), (name, "right" * 20), ("zoe.ipynb", "zoe"), how=zipfile.ZIP_STORED)
    return data.replace(b"right" * 20, b"wrong" + b"right" * 19)


def encrypted():
    """A zip that says of one member that it is encrypted."""
    data = bytearray(zipped(("eve.ipynb", "x" * 50), ("zoe.ipynb", "zoe")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


GOOD = ("ada.ipynb", b"ada"), ("zoe.ipynb", b"zoe")
LEAVES, INVISIBLE = "its name leaves the folder", "its name has invisible characters"
NO_FILE = "it is not a regular file"
TWO, LARGE = {"ada.ipynb", "zoe.ipynb"}, "larger than 1 MB"
MANY = {f"{n}.ipynb" for n in range(50)}
CUT = tarred(*GOOD, ("eve.ipynb", bytes(range(256)) * 999))[:500]
SIXTY, TEN = [(f"{n}.ipynb", "") for n in range(60)], [(f"{n}.ipynb", bytes(900_000)) for n in range(10)]
BOMBED = {f"{n}.ipynb" for n in range(4)}
ONE_BAD = {  # name: (its bytes, the members that are unpacked, what is said of those that are not)
    "bad.zip": (bad_checksum(), TWO, {"eve.ipynb": "Bad CRC-32"}),
    "secret.zip": (encrypted(), {"zoe.ipynb"}, {"eve.ipynb": "encrypted"}),
    "below.zip": (zipped(("a/b", "x"), ("a/b/c", "y"), *GOOD), TWO | {"a/b"}, {"a/b/c": "its folder is a file"}),
    "above.zip": (zipped(("a/b/c", "y"), ("a/b", "x"), *GOOD), TWO | {"a/b/c"}, {"a/b": "another one has its name"}),
    "twice.zip": (zipped(GOOD[0], ("ada.ipynb", "forged"), GOOD[1]), TWO, {"ada.ipynb": "another one has its name"}),
    "long.zip": (zipped(("x" * 300, "x"), *GOOD), TWO, {"x" * 200: "file name too long"}),
    "up.zip": (zipped(("../../gradebook.db", "x"), *GOOD), TWO, {"../../gradebook.db": LEAVES}),
    "up.tar.gz": (tarred(("../../gradebook.db", b"x"), *GOOD), TWO, {"../../gradebook.db": LEAVES}),
    "root.zip": (zipped(("/etc/cron.d/x", "x"), *GOOD), TWO, {"/etc/cron.d/x": LEAVES}),
    "windows.zip": (zipped(("..\\..\\x", ""), ("C:x", ""), *GOOD), TWO, {"..\\..\\x": LEAVES, "C:x": LEAVES}),
    "link.zip": (zipped((link_in_zip(), "/etc/passwd"), *GOOD), TWO, {"eve.ipynb": NO_FILE}),
    "link.tar.gz": (tarred((of_kind(tarfile.SYMTYPE, "/etc/passwd"), b""), *GOOD), TWO, {"eve.ipynb": NO_FILE}),
    "hard.tar.gz": (tarred((of_kind(tarfile.LNKTYPE, "../gradebook.db"), b""), *GOOD), TWO, {"eve.ipynb": NO_FILE}),
    "device.tar.gz": (tarred((of_kind(tarfile.CHRTYPE), b""), *GOOD), TWO, {"eve.ipynb": NO_FILE}),
    "nested.zip": (zipped(("inner.zip", zipped(("x", "x"))), *GOOD), TWO, {"inner.zip": "another archive"}),
    "bell.zip": (zipped(("\x1b[2J\x07.ipynb", "x"), *GOOD), TWO, {"\x1b[2J\x07.ipynb": INVISIBLE}),
    "bidi.tar.gz": (tarred(("a\u202eb\x9b\x7f", b"x"), *GOOD), TWO, {"a\u202eb\x9b\x7f": INVISIBLE}),
    "bz.zip": (zipped(("eve.ipynb", bytes(900_000)), how=zipfile.ZIP_BZIP2), set(), {"eve.ipynb": "an unusual way"}),
    "large.zip": (zipped(("eve.ipynb", bytes(3_000_000)), *GOOD), TWO, {"eve.ipynb": LARGE}),
    "large.tar.gz": (tarred(("eve.ipynb", bytes(3_000_000)), *GOOD), TWO, {"eve.ipynb": LARGE}),
    "many.zip": (zipped(*SIXTY), MANY, {"the rest": "more than 50 files"}),
    "bomb.zip": (zipped(*TEN), BOMBED, {"the rest": "more than 4 MB"}),
    "bomb.tar.gz": (tarred(*TEN), BOMBED, {"the rest": "more than 4 MB"}),
    "cut.tar.gz": (CUT, TWO, {"eve.ipynb": "end-of-stream"}),
    "odd.zip": (zipped(("Jürgen: O'Neil + ada@uni.edu.ipynb", "x")), {"Jürgen: O'Neil + ada@uni.edu.ipynb"}, {}),
}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_BYTES", 4_000_000)
    monkeypatch.setattr(unpacking, "MAX_MEMBER_BYTES", 1_000_000)
    monkeypatch.setattr(unpacking, "MAX_FILES", 50)


def unpacked(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ONE_BAD)
def test_what_is_good_is_unpacked_and_what_is_not_is_named_with_a_reason(name, tmp_path):
    content, taken, left = ONE_BAD[name]
    tmp_path.joinpath(name).write_bytes(content)
    said = unpack(tmp_path / name, tmp_path / "deep" / "target")
    assert unpacked(tmp_path / "deep" / "target") == taken
    assert said.keys() >= left.keys()
    for member, reason in left.items():
        assert reason in said[member]
    assert said.keys() - left.keys() <= {"the rest"}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["deep", name])
    assert tmp_path.joinpath("deep", "target", "ada.ipynb").read_bytes() == b"ada" if "ada.ipynb" in taken else True


NONE = {
    "no.zip": (b"PK\x03\x04 no archive", "truncated"),
    "empty.gz": (b"", "empty"),
    "text.gz": (gzip.compress(b"ada" * 1000), "."),
    "x.xz": (b"\xfd7zXZ\x00" + bytes(100), "packed with xz"),
    "list.zip": (zipped(GOOD[0])[:-10] + struct.pack("<LLH", 2**31, 0, 0), "."),
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_archive_is_refused_with_a_reason(name, tmp_path):
    content, reason = NONE[name]
    tmp_path.joinpath(name).write_bytes(content)
    with pytest.raises(ArchiveError, match=reason):
        unpack(tmp_path / name, tmp_path / "target")


# Memory


def long_name(kind=tarfile.GNUTYPE_LONGNAME, size=500_000_000):
    """The beginning of a tar whose first header says that a name of so many bytes follows; zeros follow."""
    member = tarfile.TarInfo("././@LongLink")
    member.type, member.size = kind, size
    return member.tobuf(format=tarfile.GNU_FORMAT)


def compressed(beginning, zeros):
    """A .gz of these bytes and many zeros, made without holding them."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as archive:
        archive.write(beginning)
        for _ in range(zeros // 1_000_000):
            archive.write(bytes(1_000_000))
    return file.getvalue()


HUNGRY = {
    "name.tar.gz": lambda: compressed(long_name(), 60_000_000),
    "link.tar.gz": lambda: compressed(long_name(tarfile.GNUTYPE_LONGLINK), 60_000_000),
    "pax.tar.gz": lambda: compressed(long_name(tarfile.XHDTYPE), 60_000_000),
    "names.tar.gz": lambda: compressed((long_name(size=2_000_000) + bytes(2_000_384)) * 15, 1_000_000),
    "name.tar.bz2": lambda: bz2.compress(long_name() + bytes(60_000_000)),
    "list.zip": lambda: zipped(*((f"{n:0>100}", "") for n in range(60_000)), how=zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("name", HUNGRY)
def test_no_header_takes_more_memory_than_a_few_names(name, tmp_path):
    tmp_path.joinpath(name).write_bytes(HUNGRY[name]())
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError, match="a header of too many bytes"):
            unpack(tmp_path / name, tmp_path / "target")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_a_long_name_after_good_members_costs_these_nothing(tmp_path):
    good = tarred(*GOOD, mode="w:")[: 4 * 512]  # two headers, each with a block of its file
    tmp_path.joinpath("x.tar.gz").write_bytes(compressed(good + long_name(), 20_000_000))
    assert unpack(tmp_path / "x.tar.gz", tmp_path / "target") == {"the rest": "it has a header of too many bytes"}
    assert unpacked(tmp_path / "target") == {"ada.ipynb", "zoe.ipynb"}


def test_a_great_many_bad_names_are_counted_and_not_all_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_SAID", 10)
    tmp_path.joinpath("x.zip").write_bytes(zipped(*((f"../{n}", "") for n in range(25))))
    said = unpack(tmp_path / "x.zip", tmp_path / "target")
    assert len(said) == 11
    assert said["15 more"] == "as those before"


def test_a_full_disk_is_no_members_fault(tmp_path, monkeypatch):
    tmp_path.joinpath("x.zip").write_bytes(zipped(*GOOD))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr(unpacking._Unpacking, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(tmp_path / "x.zip", tmp_path / "target")
    assert unpacked(tmp_path / "target") == set()


# The names of archives, and the command


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_an_archive_with_a_name_that_a_terminal_obeys_or_that_is_a_link_is_said_in_letters(tmp_path, caplog):
    downloaded, target = tmp_path / "archive", tmp_path / "extracted"
    downloaded.mkdir()
    downloaded.joinpath("\x1b[2J.zip").write_bytes(zipped(*GOOD))
    downloaded.joinpath("linked.zip").symlink_to(downloaded / "\x1b[2J.zip")
    downloaded.joinpath("names.zip").write_bytes(zipped(("\x07\x9b.ipynb", ""), *GOOD))
    with downloaded.joinpath("broken.zip").open("wb") as file:
        file.write(b"PK")
    CheckedExtractor().extract(str(downloaded), str(target))
    said = [record.getMessage() for record in caplog.records]
    assert "\\u001b[2J.zip is not unpacked: its name has invisible characters: rename it" in said
    assert "linked.zip is not unpacked: it is a link" in said
    assert "names.zip: \\u0007\\u009b.ipynb is left out: its name has invisible characters" in said
    assert all(line.isprintable() for line in said)
    assert unpacked(target) == {"names/ada.ipynb", "names/zoe.ipynb"}


def test_the_command_collects_what_is_good_and_says_what_it_left_out(tmp_path):
    root = copy_course(tmp_path)
    archive = root / "downloaded" / EXERCISE / "archive"
    archive.mkdir(parents=True)
    notebook = exercise_of(root).read_bytes()
    good = [(f"{student}_{EXERCISE}.ipynb", notebook) for student in ("ada", "jürgen@uni.edu", "o'neil", "stranger")]
    archive.joinpath("good.zip").write_bytes(zipped(*good, (f"-rf_{EXERCISE}.ipynb", notebook), ("inner.zip", b"x")))
    archive.joinpath("up.zip").write_bytes(ONE_BAD["up.zip"][0])
    archive.joinpath("broken.zip").write_bytes(b"PK\x03\x04 no archive")
    use_own_programs()
    with Gradebook(f"sqlite:///{root}/gradebook.db", "dlcourse") as book:
        for student in ("ada", "jürgen@uni.edu", "o'neil"):
            book.add_student(student, first_name="x")
    pattern = f"(?P<student_id>[^/_]+)_(?P<file_id>{EXERCISE})"
    done = run(*("nbgrader", "zip_collect", EXERCISE, f"--FileNameCollectorPlugin.named_regexp=.*/{pattern}"), cwd=root)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in root.joinpath("submitted").iterdir()) == ["ada", "jürgen@uni.edu", "o'neil"]
    assert root.joinpath("submitted", "ada", EXERCISE, f"{EXERCISE}.ipynb").read_bytes() == notebook
    for said in (
        "up.zip: ../../gradebook.db is left out: its name leaves the folder",
        "broken.zip is not unpacked",
        "good.zip: inner.zip is left out: it is another archive",
        "student id '-rf'",
        "the roster does not know stranger",
    ):
        assert said in done.stderr
