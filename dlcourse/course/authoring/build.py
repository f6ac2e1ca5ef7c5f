"""Build every notebook and the glossary, byte for byte the same each time, and never over a student's work."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

from dlcourse._files import digest, replace
from dlcourse.course.authoring.glossary import build_glossary
from dlcourse.course.authoring.notebook import to_notebook, to_text
from dlcourse.course.authoring.release import generate_release
from dlcourse.course.authoring.source import SourceError, read_source

RECORD = Path("exercises", ".built.json")  # digests of the last build, to recognize an edited exercise


class EditedExerciseError(Exception):
    """A build that would overwrite an exercise that somebody has worked in."""


@dataclass(frozen=True)
class Built:
    """A notebook's path, relative to the course folder, and its new text."""

    path: Path
    text: str


def build(root: Path, check: bool = False) -> list[Path]:
    """Build all notebooks from `root`/source; return the paths that changed (with `check`: would change).

    Without `check`, an exercise whose solution is as recorded is left alone, so that nbgrader is not even imported.
    Raises SourceError, ReleaseError or EditedExerciseError before anything is written.
    """
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
    for built in changed:
        replace(root / built.path, built.text)
    return [built.path for built in changed]


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

    last = cells[-1]
    if path.stem not in NAMES or last.kind != "markdown":
        return cells
    following = NAMES[NAMES.index(path.stem) + 1 :]
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
    text = read_text(root / RECORD)
    return json.loads(text) if text else {}


def read_text(path: Path) -> str | None:
    """Return the file's text, None if the file does not exist."""
    return path.read_text(encoding="utf-8") if path.exists() else None
