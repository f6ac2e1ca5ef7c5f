"""Attacks by the file: bytes that are no notebook, what lies in its place or beside it, names of students.

Expected is one of: E0, the score is what the answers deserve; EF, all questions are lost, each with a message; ER, the
submission is rejected with a reason.
"""

import io
import json
import tarfile
import zipfile


def right(notebook):
    """The notebook's bytes."""
    return json.dumps(notebook).encode()


def zip_bomb():
    """An archive of ten megabytes that would become ten gigabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("07_backpropagation.ipynb", b"0" * (64 << 20))
        archive.writestr("../../../gradebook.db", b"x")
    return file.getvalue()


def tar_that_leaves():
    """An archive with a name that leaves its folder."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("../../../gradebook.db")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    return file.getvalue()


IN_BYTES = {  # name: (the file's bytes from the notebook's JSON, expected)
    "nothing": (lambda notebook: b"", "ER"),
    "not JSON": (lambda notebook: b"not a notebook", "ER"),
    "half a notebook": (lambda notebook: right(notebook)[:1000], "ER"),
    "two notebooks": (lambda notebook: right(notebook) * 2, "ER"),
    "not UTF-8": (lambda notebook: right(notebook).replace(b"relu", b"rel\xff"), "ER"),
    "UTF-16, cut off": (lambda notebook: json.dumps(notebook).encode("utf-16")[:-3], "ER"),
    "zeros": (lambda notebook: bytes(1000), "ER"),
    "half a character": (lambda notebook: right(notebook).replace(b"Exercise 07", b"\\ud800"), "ER"),
    "deep JSON": (lambda notebook: b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "ER"),
    "deep metadata": (lambda notebook: right(notebook)[:-1] + b', "x": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001, "ER"),
    "a number of 10,000 digits": (lambda notebook: right(notebook)[:-1] + b', "x": ' + b"9" * 10_000 + b"}", "ER"),
    "a key named twice": (lambda notebook: right(notebook)[:-1] + b', "cells": []}', "EF"),
    "no number": (lambda notebook: right(notebook)[:-1] + b', "x": NaN}', "E0"),
    "too large": (lambda notebook: right(notebook) + b" " * 20_000_001, "ER"),
    "a zip bomb": (lambda notebook: zip_bomb(), "ER"),
    "an archive that leaves its folder": (lambda notebook: tar_that_leaves(), "ER"),
    "an old notebook": (lambda notebook: json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}).encode(), "ER"),
    "a page": (lambda notebook: b"<html><script>alert(1)</script></html>", "ER"),
    "a pickle": (lambda notebook: b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix", "ER"),
}  # fmt: skip


def renamed(path, data, outside):
    """The notebook under another name."""
    path.with_name("07_backpropagation (1).ipynb").write_bytes(data)


def as_folder(path, data, outside):
    """A folder in the notebook's place."""
    path.mkdir()
    path.joinpath("x.ipynb").write_bytes(data)


def as_link(path, data, outside):
    """A link to another student's work."""
    path.symlink_to(outside / "honest" / path.parent.name / path.name)


def as_link_to_solution(path, data, outside):
    """A link to the solution."""
    path.symlink_to(outside.parent / "solutions" / path.parent.name / path.name)


def as_link_to_nothing(path, data, outside):
    """A link that leads in a circle."""
    path.symlink_to(path)


def as_linked_folder(path, data, outside):
    """The whole folder as a link to another student's."""
    path.parent.rmdir()
    path.parent.symlink_to(outside / "honest" / path.parent.name)


def modules_beside(path, data, outside):
    """Modules beside the notebook that would be imported before Python's own."""
    path.write_bytes(data)
    for name in ("numpy", "dlcourse", "json", "sitecustomize", "conftest", "nbgrader_config", "shell", "protocol"):
        path.with_name(f"{name}.py").write_text("raise SystemExit('taken over')\n")


def configuration_beside(path, data, outside):
    """Settings beside the notebook, and start-up files."""
    path.write_bytes(data)
    startup = path.parent / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    startup.joinpath("00.py").write_text("raise SystemExit\n")
    path.with_name("nbgrader_config.py").write_text("raise SystemExit\n")
    path.with_name("jupyter_config.json").write_text('{"Judge": {"unsandboxed": true}}')


def timestamp_that_lies(path, data, outside):
    """A time that is none, in a file that is large."""
    path.write_bytes(data)
    path.with_name("timestamp.txt").write_text("yesterday\n" * 1000)


def timestamp_as_link(path, data, outside):
    """The time as a link to another file."""
    path.write_bytes(data)
    path.with_name("timestamp.txt").symlink_to(outside.parent / "nbgrader_config.py")


def timestamp_in_bytes(path, data, outside):
    """A time that is no text."""
    path.write_bytes(data)
    path.with_name("timestamp.txt").write_bytes(b"\xff\xfe")


def key_as_link(path, data, outside):
    """The key to the feedback as a link to the solution, to be copied out."""
    path.write_bytes(data)
    path.with_name("submission_secret.txt").symlink_to(outside.parent / "solutions" / path.parent.name / path.name)


ON_DISK = {  # name: (what it lays there, expected)
    "a missing notebook": (lambda path, data, outside: None, "ER"),
    "a renamed notebook": (renamed, "ER"),
    "a folder as notebook": (as_folder, "ER"),
    "a link as notebook": (as_link, "ER"),
    "a link to the solution": (as_link_to_solution, "ER"),
    "a link to itself": (as_link_to_nothing, "ER"),
    "a link as folder": (as_linked_folder, "ER"),
    "modules beside the notebook": (modules_beside, "E0"),
    "settings beside the notebook": (configuration_beside, "E0"),
    "a time that is none": (timestamp_that_lies, "E0"),
    "a time that is a link": (timestamp_as_link, "E0"),
    "a time that is no text": (timestamp_in_bytes, "E0"),
    "a key that is a link": (key_as_link, "E0"),
}

IDS = [  # student ids that are no names of a folder
    "..", ".hidden", "a/b", "../../x", "a*", "a?", "-rf", "ada\nbob", "ada\x1b[2J", "ada\x07", "a\u202eb", "a\u200bb", "a\udcff", "a" * 256, " ada", "ada ",
]  # fmt: skip
