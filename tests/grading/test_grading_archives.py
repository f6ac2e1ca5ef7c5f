"""`nbgrader zip_collect` unpacks honest archives, and leaves bombs, names that leave their folder and links alone."""

import io
import tarfile
import zipfile

import pytest
from course_copy import EXERCISE, copy_course, exercise_of, run

from dlcourse.course.grading.nbgrader import archives
from dlcourse.course.grading.nbgrader.archives import ArchiveError, check_archive


def zipped(*members):
    """A zip of (name, text or bytes) pairs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def tarred(*members, kind=tarfile.REGTYPE, link=""):
    """A .tar.gz of (name, bytes) pairs."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(content), kind, link
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def link_in_zip():
    """A zip whose member is a symbolic link."""
    info = zipfile.ZipInfo("eve.ipynb")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return zipped((info, "/etc/passwd"))


BAD = {
    "bomb.zip": (zipped(("eve.ipynb", bytes(3_000_000))), "more than 1 MB"),
    "many.zip": (zipped(*((f"{n}.ipynb", "") for n in range(60))), "or 50 files"),
    "bomb.tar.gz": (tarred(("eve.ipynb", bytes(3_000_000))), "more than 1 MB"),
    "up.zip": (zipped(("../../gradebook.db", "x")), "leaves its folder"),
    "up.tar.gz": (tarred(("../../gradebook.db", b"x")), "leaves its folder"),
    "root.zip": (zipped(("/etc/cron.d/x", "x")), "leaves its folder"),
    "windows.zip": (zipped(("..\\..\\x", "x"), ("C:x", "x")), "leaves its folder"),
    "link.zip": (link_in_zip(), "no file"),
    "link.tar.gz": (tarred(("eve.ipynb", b""), kind=tarfile.SYMTYPE, link="/etc/passwd"), "no file"),
    "hard.tar.gz": (tarred(("eve.ipynb", b""), kind=tarfile.LNKTYPE, link="../../gradebook.db"), "no file"),
    "device.tar.gz": (tarred(("eve.ipynb", b""), kind=tarfile.CHRTYPE), "no file"),
    "nested.zip": (zipped(("inner.zip", zipped(("x", "x")))), "another archive"),
}  # fmt: skip


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr(archives, "MAX_FILES", 50)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_with_a_reason(name, tmp_path):
    content, reason = BAD[name]
    tmp_path.joinpath(name).write_bytes(content)
    with pytest.raises(ArchiveError, match=reason):
        check_archive(tmp_path / name)


@pytest.mark.parametrize("name", ["good.zip", "good.tar.gz"])
def test_a_good_archive_passes(name, tmp_path):
    members = ("ada.ipynb", b"x"), ("folder/bob.ipynb", b"y")
    tmp_path.joinpath(name).write_bytes(zipped(*members) if name.endswith("zip") else tarred(*members))
    check_archive(tmp_path / name)


def test_the_command_collects_what_is_good_and_says_what_it_left_out(tmp_path):
    root = copy_course(tmp_path)
    archive = root / "downloaded" / EXERCISE / "archive"
    archive.mkdir(parents=True)
    notebook = exercise_of(root).read_bytes()
    archive.joinpath("good.zip").write_bytes(
        zipped((f"ada_{EXERCISE}.ipynb", notebook), (f"-rf_{EXERCISE}.ipynb", notebook))
    )
    archive.joinpath("up.zip").write_bytes(BAD["up.zip"][0])
    archive.joinpath("broken.zip").write_bytes(b"PK\x03\x04 no archive")
    pattern = f"(?P<student_id>[^/_]+)_(?P<file_id>{EXERCISE})"
    done = run(*("nbgrader", "zip_collect", EXERCISE, f"--FileNameCollectorPlugin.named_regexp=.*/{pattern}"), cwd=root)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in root.joinpath("submitted").iterdir()] == ["ada"]
    assert root.joinpath("submitted", "ada", EXERCISE, f"{EXERCISE}.ipynb").read_bytes() == notebook
    for said in ("up.zip is not unpacked: it holds a name that leaves its folder", "broken.zip is not unpacked", "-rf"):
        assert said in done.stderr
    assert not root.joinpath("gradebook.db").exists()
