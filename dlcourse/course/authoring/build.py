"""Build every notebook and the glossary, byte for byte the same each time, and never over what somebody wrote there.

An exercise that holds a student's work stops the build. What somebody wrote into a lecture, a solution or the glossary
is copied to backups/ before the build writes its own.
"""

import contextlib
import dataclasses
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nbformat

from dlcourse._files import digest, replace
from dlcourse.course.authoring.glossary import build_glossary
from dlcourse.course.authoring.notebook import to_notebook, to_text
from dlcourse.course.authoring.release import generate_release
from dlcourse.course.authoring.source import SourceError, read_source
from dlcourse.course.folder import new_backup

RECORD = Path("exercises", ".built.json")  # digests of the last build, to recognize an edited exercise
WRITTEN = Path("build", "written.json")  # digests of what builds wrote in this folder; git ignores it
KEPT = ("lectures", "solutions")  # folders of which the build keeps what somebody wrote into a file


class EditedExerciseError(Exception):
    """A build that would overwrite an exercise that somebody has worked in."""


@dataclass(frozen=True)
class Built:
    """A notebook's path, relative to the course folder, and its new text."""

    path: Path
    text: str


def build(root: Path, check: bool = False) -> list[Path]:
    """Build all notebooks from `root`/source; return the paths that changed (with `check`: would change).

    Without `check`, an exercise whose solution is as recorded is left alone, so that nbgrader is not even imported; and
    the first paths may be those of copies in backups/, of files in which somebody had written.
    Raises SourceError, ReleaseError or EditedExerciseError before anything is written.
    """
    from dlcourse.checks.own_questions import look_in

    look_in(root)
    record = read_record(root)
    lectures = [
        Built(Path("lectures", f"{path.stem}.ipynb"), to_text(to_notebook(read_source(path))))
        for path in sorted(root.glob("source/lectures/*.py"))
    ]
    solutions = [_build_solution(path) for path in sorted(root.glob("source/exercises/*.py"))]
    releases = []
    new_record = {}
    for solution in solutions:
        name = solution.path.stem
        path = Path("exercises", name, f"{name}.ipynb")
        known = record.get(name, {})
        if not check and known.get("solution") == digest(solution.text) and root.joinpath(path).exists():
            new_record[name] = known
            continue
        release = Built(path, generate_release(name, solution.text))
        if not check:
            _refuse_edited(root, release, known)
        releases.append(release)
        new_record[name] = {"solution": digest(solution.text), "release": digest_of_sources(release.text)}
    outputs = [*lectures, *solutions, *releases, Built(RECORD, json.dumps(new_record, indent=1) + "\n")]
    if root.joinpath("source", "glossary.md").exists():
        outputs.append(Built(Path("lectures", "glossary.md"), build_glossary(root)))
    changed = [built for built in outputs if read_text(root / built.path) != built.text]
    if check:
        return [built.path for built in changed] + _orphans(root, outputs)
    kept = _keep_edited(root, [built for built in changed if built.path.parts[0] in KEPT])
    for built in changed:
        replace(root / built.path, built.text)
    _record_written(root, outputs)
    return kept + [built.path for built in changed]


def _build_solution(path):
    """Return the solution notebook of a source; raises SourceError if a check is unknown or its points differ."""
    from dlcourse.checks import find_question

    cells = read_source(path)
    for cell in cells:
        if "check" in cell.options:
            try:
                question = find_question(str(cell.options["check"]))
            except LookupError as error:
                raise SourceError(path, cell.line, str(error)) from None
            if question.points != cell.options["points"]:
                raise SourceError(path, cell.line, f"points: the question gives {question.points}")
    return Built(Path("solutions", path.stem, f"{path.stem}.ipynb"), to_text(to_notebook(_linked_onwards(path, cells))))


def _linked_onwards(path, cells):
    """Return the cells of an exercise, the last one with a link to the lecture that follows in the course's order."""
    from dlcourse.checks.catalogue import NAMES

    last, lectures = cells[-1], path.parent.parent / "lectures"
    if path.stem not in NAMES or last.kind != "markdown" or not lectures.is_dir():
        return cells
    later = NAMES[NAMES.index(path.stem) + 1 :]
    following = [name for name in later if lectures.joinpath(f"{name}.py").is_file()]
    if following:
        onwards = f"Then go on: [lecture {following[0][:2]}](../../lectures/{following[0]}.ipynb)."
    else:
        onwards = "This was the last exercise. Go back to whatever you like: [all lectures](../../lectures/README.md)."
    return [*cells[:-1], dataclasses.replace(last, source=f"{last.source}\n\n{onwards}")]


def _refuse_edited(root, release, known):
    """Raise EditedExerciseError if the exercise on disk is neither the recorded release nor the new one."""
    current = read_text(root / release.path)
    if current is None:
        return
    try:
        found = digest_of_sources(current)
    except Exception:
        found = "unreadable"
    if found not in (known.get("release"), digest_of_sources(release.text)):
        raise EditedExerciseError(
            f"{release.path} holds work that the build did not write, and the build would overwrite it. "
            "Move it to another place, then build again"
        )


def _keep_edited(root, changed):
    """Copy to backups/ each file in which somebody has written since a build or a commit; return the copies' paths."""
    written = _read_json(root / WRITTEN)
    edited = [built.path for built in changed if _is_edited(root, built, written.get(built.path.as_posix()))]
    if not edited:
        return []
    backup = new_backup(root)
    for path in edited:
        replace(backup / path, root.joinpath(path).read_bytes())
    return [(backup / path).relative_to(root) for path in edited]


def _is_edited(root, built, written):
    """Return True if a file holds what no build wrote, neither this one nor the last one, and git does not have."""
    current = read_text(root / built.path)
    if current is None:
        return False
    found = _content_of(built.path, current)
    known = found in (written, _content_of(built.path, built.text))
    return not known and found != _content_of(built.path, _committed(root, built.path))


def _content_of(path, text):
    """Return a digest of a file's text; of a notebook, of all that running and saving do not change."""
    if path.suffix == ".ipynb":
        with contextlib.suppress(Exception):  # no notebook: its text
            cells = nbformat.reads(text, as_version=4).cells
            text = json.dumps([[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in cells])
    return digest(text)


def _committed(root, path):
    """Return a file's text as git has it in the last commit, "" if it is not there."""
    command = ["git", "-C", str(root), "show", f"HEAD:./{path.as_posix()}"]
    try:
        shown = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    except OSError:
        return ""
    return shown.stdout if shown.returncode == 0 else ""


def _record_written(root, outputs):
    """Record what the build wrote, or found as it would have written it."""
    kept = [built for built in outputs if built.path.parts[0] in KEPT]
    digests = {built.path.as_posix(): _content_of(built.path, built.text) for built in kept}
    replace(root / WRITTEN, json.dumps(_read_json(root / WRITTEN) | digests, indent=1) + "\n")


def _orphans(root, outputs):
    """Return the notebooks in lectures/ and solutions/ that no source makes."""
    made = {built.path for built in outputs}
    found = [*root.glob("lectures/*.ipynb"), *root.glob("solutions/*/*.ipynb")]
    return sorted(path.relative_to(root) for path in found if path.relative_to(root) not in made)


def digest_of_sources(text: str) -> str:
    """Return the SHA-256 of the cells' types and texts, which running and saving do not change."""
    cells = nbformat.reads(text, as_version=4).cells
    return digest(json.dumps([[cell.cell_type, cell.source] for cell in cells]))


def read_record(root: Path) -> dict[str, dict[str, str]]:
    """Return the record of the last build, empty before the first one."""
    return _read_json(root / RECORD)


def _read_json(path):
    """Return a record, empty if there is none or it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def read_text(path: Path) -> str | None:
    """Return the file's text, None if the file does not exist."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
