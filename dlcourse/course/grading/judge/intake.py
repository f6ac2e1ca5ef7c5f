"""Validate a notebook before anything runs it: an error is one line that says why, and what to do."""

import codecs
import contextlib
import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from dlcourse.course.grading.judge.normalize import completed, without_outputs
from dlcourse.course.handed_in import what_is_missing

MAX_BYTES = 20_000_000
CONDA = re.compile(r"conda-.*-py")  # how conda's kernels are named
PYTHON = re.compile(r"i?python[\d.]*")  # how a language is called that is Python
ELSE = {
    b"pk\x03\x04": "an archive (.zip)",
    b"%pdf": "a PDF",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
    b"<<<<<<<": "the conflict of a merge (git)",
    b"version https://git-lfs": "a pointer of Git LFS, which does not have the file's content",
}
RESTORE = "restore an earlier copy"
FROM_THE_EXCHANGE = ("timestamp.txt", "submission_secret.txt")  # nbgrader finds a student's feedback by the secret


class IntakeError(Exception):
    """A notebook that cannot be graded as it is."""


def told_to_learner(fault: object, exercise: str) -> str:
    """Return why a learner's own notebook cannot be read, with the command that gives a fresh one where that helps."""
    return str(fault).replace(RESTORE, f"{RESTORE}, or have a fresh one: dlcourse reset {exercise[:2]} keeps this one")


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Return the notebook at `path`; raises IntakeError if it is missing, too large, broken, old or not in Python."""
    return parse_notebook(path.name, read_submission(path))


def read_submission(path: Path) -> bytes:
    """Return the bytes of the file at `path`, unparsed; raises IntakeError if it is missing or too large."""
    if path.is_symlink() or not path.is_file():
        raise IntakeError(what_is_missing(path))
    if path.stat().st_size > MAX_BYTES:
        raise IntakeError(
            f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB: clear its outputs and save it again"
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{path.name} cannot be read: {error.strerror}") from None


def parse_notebook(name: str, data: bytes) -> nbformat.NotebookNode:
    """Return the notebook in a file of this name; raises IntakeError if it is broken, old or not in Python."""
    try:
        content = json.loads(data.decode(_encoding_of(data)))
    except UnicodeDecodeError:
        what = _what_else(data) or "is not UTF-8 text: open it in a text editor, and save it with the encoding UTF-8"
        raise IntakeError(f"{name} {what}") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        what = _what_else(data) or f"is not a notebook, its JSON is broken{where}: {RESTORE}"
        raise IntakeError(f"{name} {what}") from None
    return _require_python_notebook(name, content)


def _encoding_of(data):
    """Return the encoding that a file's first bytes name: some Windows editors and shells write UTF-16."""
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    return next((encoding for mark, encoding in marks.items() if data.startswith(mark)), "utf-8")


def _what_else(data):
    """Return which other kind of file `data` is, as the end of a sentence; "" if it may be a broken notebook."""
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    found = next((what for start, what in ELSE.items() if text[: len(start)].lower() == start), "")
    return f"holds {found}: expected the notebook itself" if found else ""


def refuse_links(path: Path) -> None:
    """Raise IntakeError if a submission, or a folder it lies in, is a link: to another student's work, or to ours."""
    for part in (path, path.parent, path.parent.parent):
        if part.is_symlink():
            raise IntakeError(f"{part.name} is a link: the notebook itself is needed")


def read_beside(path: Path) -> dict[str, str]:
    """Return the files that the exchange put beside a submission, by name; invalid ones are left out."""
    found = {}
    for file in (path.with_name(name) for name in FROM_THE_EXCHANGE):
        if file.is_file() and not file.is_symlink() and file.stat().st_size < 1000:
            text = file.read_bytes().decode("utf-8", "replace").strip()
            if file.name != "timestamp.txt" or _is_time(text):
                found[file.name] = text
    return found


def _is_time(text: str) -> bool:
    """Return True if nbgrader can parse the text as a time."""
    from nbgrader.utils import parse_utc

    try:
        parse_utc(text)
    except Exception:  # whatever the parser trips over
        return False
    return True


def _require_text(name, content):
    """Raise IntakeError if the JSON holds a lone surrogate, which cannot be encoded again."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise IntakeError(f"{name} holds half a character (a surrogate): delete it, or {RESTORE}") from None


def _require_python_notebook(name, content):
    """Return the notebook with this JSON; raises IntakeError unless it is valid, of format 3 or 4 and for Python."""
    _require_text(name, content)
    content = _in_format_4(name, content)
    _require_cells(name, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing and repeated cell ids are no fault of a student
            _, content = nbformat.validator.normalize(completed(content))
        nbformat.validate(content)
    except Exception as error:  # nbformat's own ValidationError, and whatever else its code trips over
        reason = str(getattr(error, "message", error))[:80]
        raise IntakeError(f"{name} is not a valid notebook ({reason}): {RESTORE}") from None
    if language_of(content["metadata"]) != "python":
        kernel = content["metadata"].get("kernelspec", {}).get("name")
        raise IntakeError(
            f"{name} has the kernel {kernel!r}, expected python3: choose Kernel → Change Kernel… and save"
        )
    return nbformat.v4.to_notebook(content)  # nbformat.reads would validate it once more


def _require_cells(name, content):
    """Raise IntakeError unless a notebook of format 4 has a list of cells, and its format is a number."""
    cells = content.get("cells")
    wrong = [one for one in cells if not isinstance(one, dict)] if isinstance(cells, list) else [cells]
    if wrong:
        what = f"is not a valid notebook (expected a list of cells. Received: {repr(wrong[0])[:60]})"
        raise IntakeError(f"{name} {what}: {RESTORE}")
    minor = content.get("nbformat_minor", 0)
    if not isinstance(minor, int) or not isinstance(content["nbformat"], int):
        version = f"{content['nbformat']!r}.{minor!r}"
        raise IntakeError(
            f"{name} is not a valid notebook (format {version}, expected 4.5): open and save it in JupyterLab"
        )


def _in_format_4(name, content):
    """Return the JSON of a notebook in format 4; raises IntakeError unless it is one, or of format 3 with cells."""
    version = content.get("nbformat") if isinstance(content, dict) else None
    if version == 3:
        with contextlib.suppress(Exception):  # whatever its converter trips over
            upgraded = nbformat.convert(nbformat.v3.reads_json(json.dumps(without_outputs(content))), 4)
            if upgraded.cells:
                return upgraded
    if version != 4:
        raise IntakeError(f"{name} has notebook format {version!r}, expected 4: open and save it in JupyterLab")
    return content


def language_of(metadata: Mapping[str, Any]) -> str:
    """Return a notebook's language: its kernel's, else the one recorded when it ran, else by the kernel's name."""
    kernel, noted = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    name = str(kernel.get("name", "python")).lower()
    by_name = "python" if name.startswith("python") or CONDA.fullmatch(name) else "?"
    language = str(kernel.get("language") or noted.get("name") or by_name).lower()
    return "python" if PYTHON.fullmatch(language) else language
