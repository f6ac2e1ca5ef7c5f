"""Contents of a learner's notebooks: titles, sections, questions, and which cells were run. Read from disk alone."""

import functools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlcourse.checks.catalogue import NAMES
from dlcourse.course.folder import HANDED_OUT, Course

HEADING = re.compile(r"^#{2,3} (.+)$")
FENCE = re.compile(r"^ *(```|~~~)")
TITLE = re.compile(r"^# (?:\d+ · |Exercise \d+: )?(.+)$", re.MULTILINE)
PROMISE = re.compile(r"^\*([^*].*?)\*$", re.MULTILINE | re.DOTALL)
MINUTES = re.compile(r"\*\*Time:\*\* about\s(\d+)\sminutes")
EFFORT = re.compile(r"^\*\d+ points?\b[^*]*?, (\w+),\s(\d+ minutes?)\.\*$", re.MULTILINE)


@dataclass(frozen=True)
class QuestionHeading:
    """A question of an exercise: the heading it stands under, and how hard and long it is: "easy, 8 minutes"."""

    section: str
    effort: str


@dataclass(frozen=True)
class Notebook:
    """A lecture or an exercise: what it says of itself, and how far its reader has come."""

    path: str  # within the course folder
    title: str
    promise: str = ""
    minutes: int = 0
    questions: dict[str, QuestionHeading] = field(default_factory=dict)
    cells: int = 0  # of code
    ran: int = 0  # of these
    reached_end: bool = False  # the last cell of code was run
    stopped_at: str = ""  # the section of the cell that was run last, or else written in
    saved: float = 0.0  # seconds since the epoch; 0 as long as nothing was run or written
    readable: bool = True


@dataclass(frozen=True)
class Topic:
    """A lecture and its exercise; the exercise is None if the course folder has none of that name."""

    name: str
    lecture: Notebook | None
    exercise: Notebook | None

    @property
    def number(self) -> str:
        """Return the number that lecture and exercise share: "07"."""
        return self.name[:2]

    @property
    def title(self) -> str:
        """Return the title of the lecture, or of the exercise if there is no lecture."""
        found = self.lecture or self.exercise
        return found.title if found else self.name


def topics_of(course: Course) -> list[Topic]:
    """Return the topics of a course folder, in the course's order; those of a class's own come last."""
    topics = [
        Topic(
            name,
            _notebook(course, f"lectures/{name}.ipynb"),
            _notebook(course, course.notebook(name).relative_to(course.root).as_posix()),
        )
        for name in (*NAMES, *sorted(_of_this_course(course) - set(NAMES)))
    ]
    return [topic for topic in topics if topic.lecture or topic.exercise]


def _of_this_course(course):
    """Return the names of the lectures and exercises that were handed out, or in a clone of those that it has."""
    lectures = course.root.joinpath(HANDED_OUT if course.is_own else ".", "lectures").glob("[0-9]*.ipynb")
    return {path.stem for path in lectures} | set(course.exercises())


def _notebook(course, name):
    """Return title, sections and progress of a notebook; None if the folder has none of this name."""
    path = course.root / name
    if not path.is_file():
        return None
    handed_out = _cells(course.root / HANDED_OUT / name)
    mine = _cells(path)
    about = handed_out or mine or []
    first = next((cell.source for cell in about if cell.kind == "markdown"), "")
    title, promise, minutes = TITLE.search(first), PROMISE.search(first), MINUTES.search(first)
    last, wrote = _last_run(mine or []), _first_written(mine or [], handed_out)
    code = [cell for cell in mine or [] if cell.kind == "code"]
    return Notebook(
        name,
        title[1].strip() if title else Path(name).stem,
        " ".join(promise[1].split()) if promise else "",
        int(minutes[1]) if minutes else 0,
        _questions(about),
        len(code),
        sum(cell.run is not None for cell in code),
        bool(code) and code[-1].run is not None,
        (last or wrote).section if last or wrote else "",
        path.stat().st_mtime if last or wrote else 0.0,
        mine is not None,
    )


@dataclass(frozen=True)
class _Cell:
    """The parts of a cell that this module needs."""

    kind: str
    source: str
    run: int | None
    grade_id: str
    section: str


def _cells(path):
    """Return the cells of a notebook; None if it is missing or cannot be read."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _read(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=256)  # a lecture with its figures is megabytes; the page is made again and again
def _read(path, _time, _size):
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        cells, section = [], ""
        for cell in found["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                section = ([section, *_headings(source)])[-1]
            run, grade_id = cell.get("execution_count"), _grade_id(cell)
            cells.append(_Cell(cell["cell_type"], source, run if isinstance(run, int) else None, grade_id, section))
        return tuple(cells)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # the map says so, and `dlcourse doctor` says how to fix it


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _headings(source):
    """Yield the headings of a cell's Markdown, code left out."""
    is_code = False
    for line in source.splitlines():
        is_code ^= bool(FENCE.match(line))
        if not is_code and (heading := HEADING.match(line)):
            yield heading[1].strip()


def _questions(cells):
    """Return the questions of an exercise by their names."""
    efforts = {cell.section: f"{found[1]}, {found[2]}" for cell in cells if (found := EFFORT.search(cell.source))}
    return {
        cell.grade_id.removeprefix("check-"): QuestionHeading(cell.section, efforts.get(cell.section, ""))
        for cell in cells
        if cell.grade_id.startswith("check-")
    }


def _last_run(cells):
    """Return the cell with the highest number in brackets; None if none was run."""
    return max((cell for cell in cells if cell.run is not None), key=lambda cell: cell.run, default=None)


def _first_written(cells, handed_out):
    """Return the first cell that is not as it was handed out; None if all are, or if that is not known."""
    if handed_out is None:
        return None
    given = {(cell.kind, cell.source) for cell in handed_out}
    return next((cell for cell in cells if (cell.kind, cell.source) not in given and cell.source.strip()), None)
