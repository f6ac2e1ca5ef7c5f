"""A learner's folder: begun, brought up to date, an exercise set back. Nothing in it is lost on the way.

All that a command writes is written under temporary names first, and renamed when all of it is on the disk. What is
replaced lies in backups/ by then.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dlcourse._files import replaced
from dlcourse.checks import own_questions
from dlcourse.course.authoring.notebook import to_text
from dlcourse.course.folder import HANDED_OUT, STATE, Course, CourseError, new_backup, require_name_everywhere
from dlcourse.course.grading.judge.intake import IntakeError
from dlcourse.course.learner.contents import as_notebook, bytes_at, is_readable
from dlcourse.course.learner.edition import Edition
from dlcourse.course.learner.from_clone import begun_in
from dlcourse.course.learner.handed_out import CONFIG, PAGES
from dlcourse.course.learner.merge import is_untouched, merge
from dlcourse.course.learner.running import open_notebooks
from dlcourse.course.terminal import as_argument

COURSE_ID = re.compile(rb'^c\.CourseDirectory\.course_id\s*=\s*"([^"]+)"', re.MULTILINE)
GRADE_ID = re.compile(rb'"grade_id":\s*"([^"]+)"')  # in the bytes of a notebook
QUESTIONS = own_questions.FOLDER  # in .dlcourse/: a class's own
SUFFIX = ".from-the-course"  # of a newer file beside one that the learner has changed


@dataclass
class FolderReport:
    """The outcome of a command: how many files it wrote, the news of what was begun, and where the backup lies."""

    written: int = 0
    news: dict[str, list[str]] = field(default_factory=dict)
    backup: Path | None = None


@dataclass
class _FolderPlan:
    """Files to be written, each with what it holds now."""

    course: Course
    writes: dict[str, bytes] = field(default_factory=dict)
    seen: dict[str, bytes | None] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)  # what goes to the backup
    news: dict[str, list[str]] = field(default_factory=dict)

    def write(self, name: str, data: bytes, mine: bytes | None, base: bytes | None) -> None:
        """Write a file; a copy of what it holds now is kept unless that is the course's own."""
        if data == mine:
            return
        self.writes[name], self.seen[name] = data, mine
        if mine is not None and mine != base:
            self.kept.add(name)


def start(folder: Path, edition: Edition, begun: Mapping[str, bytes] | None = None) -> FolderReport:
    """Begin a learner's folder with the course's files; `begun` is work in a clone, which is carried over.

    Raises CourseError if the folder exists and is not empty, or if it is new and some system has no such name.
    """
    if not folder.exists():
        there = next(parent for parent in folder.absolute().parents if parent.exists())
        require_name_everywhere(folder.absolute().relative_to(there))
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file: expected a new or an empty folder")
    day = datetime.now().strftime("%Y-%m-%d")
    contents = {**edition.files, **_handed_out(edition)}
    for name, mine in (begun or {}).items():
        base = edition.files.get(name)
        contents[name] = mine if base is None else _brought(name, base, mine, base, day)[0]
    if folder.is_dir() and any(folder.iterdir()) and not _is_half_begun(folder, contents):
        how = "(for one that you began earlier: dlcourse update --course"
        raise CourseError(f"{folder} is not empty: expected a new or an empty folder {how} {as_argument(folder)})")
    with replaced({folder / name: data for name, data in {**contents, STATE: _state(edition, day, day)}.items()}):
        pass
    return FolderReport(len(edition.files))


def _is_half_begun(folder, contents):
    """Return True if a start that was killed left the folder: all in it is what would be written, the state is not."""
    if folder.joinpath(STATE).exists():
        return False
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]
    return all(name.endswith(".part") or bytes_at(folder / name) == contents.get(name) for name in names)


def begin(folder: Path, edition: Edition, clone: Path | None) -> list[str]:
    """Begin a learner's folder, with what was begun in a clone; return lines on that.

    A folder that has lost its state is taken over instead.
    """
    if Course(folder).has_lost_its_state and any(folder.joinpath(name).is_file() for name in _notebooks(edition)):
        return _take_over(Course(folder.resolve()), edition)
    begun, lines = begun_in(clone, edition) if clone else ({}, [])
    start(folder, edition, begun)
    if begun:
        lines.insert(0, f"Carried over from {clone}, where it stays: {', '.join(sorted(begun))}")
    return lines


def _notebooks(edition):
    return [name for name in edition.files if name.endswith(".ipynb")]


def _take_over(course, edition):
    """Make a learner's folder of one that was copied without its hidden files; return lines on that.

    What is there stays: where nobody knows what was handed out, all that differs counts as the learner's.
    """
    _require_same_course(course, edition)
    day = datetime.now().strftime("%Y-%m-%d")
    plan, lines = _FolderPlan(course), []
    for name, new in edition.files.items():
        base, mine = bytes_at(course.root / HANDED_OUT / name), bytes_at(course.root / name)
        try:
            if name in PAGES:  # nobody's answers: the course's, and a copy of what was there
                plan.write(name, new, mine, base)
            elif mine != new:
                _plan_one(plan, name, base, mine, new, day)
        except IntakeError as error:
            lines.append(f"{name}: {error}; it stays as it is (a fresh one: {_how_to_reset(name)}, which keeps yours)")
    lines += [f"{name}: {line}" for name in plan.news if SUFFIX in (line := plan.news[name][-1])]
    missing = sum(name in edition.files and mine is None for name, mine in plan.seen.items())
    report = _carry_out(plan, _handed_out(edition) | {STATE: _state(edition, day, day)})
    if report.backup:
        lines.append(f"What you had before lies in {report.backup.relative_to(course.root).as_posix()}/.")
    return [f"Taken over with all that is in it; missing files that are there now: {missing}.", *lines]


def _require_same_course(course, edition):
    """Raise CourseError if the settings in a folder that has lost its state name another course than an edition's."""
    found = COURSE_ID.search(bytes_at(course.root / CONFIG) or b"")
    if found and found[1].decode(errors="replace") != edition.course:
        raise CourseError(
            f"{course.root} holds the course {found[1].decode(errors='replace')!r}, and {_where_from(edition)} is "
            f"{edition.course!r}: a class's folder is taken over with dlcourse start {as_argument(course.root)} --from "
            "FILE, the archive that was handed out"
        )


def update(course: Course, edition_of: Callable[[], Edition]) -> FolderReport:
    """Bring a newer course into a learner's folder, and carry over what was begun.

    Raises CourseError, before anything is written, if the course is another one or older, if a notebook to be changed
    is broken or open in JupyterLab, or if it was saved meanwhile.
    """
    state, edition = _read_state(course), edition_of()
    _require_newer(course, state, edition)
    day = datetime.now().strftime("%Y-%m-%d")
    plan, faults = _FolderPlan(course), []
    before = {path.relative_to(course.root / HANDED_OUT).as_posix() for path in _handed_out_files(course)}
    questions = {name for name in before if name.startswith(f"{QUESTIONS}/")}
    for name, new in edition.files.items():
        base, mine = bytes_at(course.root / HANDED_OUT / name), bytes_at(course.root / name)
        if mine is not None and base == new and not _lacks_cells(name, mine, new):
            continue
        try:
            _plan_one(plan, name, base, mine, new, day)
        except IntakeError as error:
            if base == new:
                continue  # it is broken, and nothing new for it is here
            faults.append(f"{name}: {error} (or have a fresh one: {_how_to_reset(name)}, which keeps yours)")
    if faults:
        raise CourseError(f"nothing was changed: {'; '.join(faults)}")
    gone = sorted(before - edition.files.keys() - {"course.json"} - questions)
    old_questions = sorted(name for name in questions if name.rpartition("/")[2] not in edition.questions)
    for name in gone:
        if course.root.joinpath(name).exists():
            plan.news[name] = ["no longer in the course; your copy stays"]
    remembered = {name: data for name, data in _handed_out(edition).items() if bytes_at(course.root / name) != data}
    is_known = state.get("fingerprint") == edition.fingerprint and state.get("from", "") == edition.origin
    if not (plan.writes or remembered or gone or old_questions) and is_known:
        return FolderReport()
    report = _carry_out(plan, remembered | {STATE: _state(edition, state.get("started", day), day)})
    for name in [*gone, *old_questions]:
        course.root.joinpath(HANDED_OUT, name).unlink(missing_ok=True)
    return report


def newer_files(course: Course, edition: Edition) -> list[str]:
    """Return what the installed course has in another form than it was handed out here; none if they are the same.

    Raises CourseError as `update` does if the course is another one or older.
    """
    _require_newer(course, _read_state(course), edition)
    new = _handed_out(edition)
    return sorted(name.removeprefix(f"{HANDED_OUT}/") for name in new if bytes_at(course.root / name) != new[name])


def _require_newer(course, state, edition):
    """Raise CourseError if an edition is of another course than a learner's folder, or an older one."""
    if state.get("course") != edition.course:
        raise CourseError(
            f"{course.root} holds the course {state.get('course')!r}, and {_where_from(edition)} is "
            f"{edition.course!r}: install the other one, or begin a folder of its own with dlcourse start"
        )
    if numbers_of(edition.version) < numbers_of(state.get("version")):
        raise CourseError(
            f"{course.root} holds version {state.get('version')} of the course, and {_where_from(edition)} is older, "
            f"{edition.version}: install the newer one"
        )


def _where_from(edition):
    return f"the one in {edition.origin}" if edition.origin else "the one installed"


def reset(course: Course, name: str, fresh: bytes) -> FolderReport:
    """Give a fresh notebook, and keep the learner's in backups/; raises CourseError if it is open in JupyterLab."""
    mine = bytes_at(course.root / name)
    plan = _FolderPlan(course)
    plan.write(name, fresh, mine, fresh)
    return _carry_out(plan, {})


def fresh_copy(course: Course, name: str, edition_of: Callable[[], Edition]) -> bytes:
    """Return a notebook as the course handed it out last; raises CourseError if it did not.

    Where .dlcourse/ has none that can be read, it is the one of the installed course.
    """
    data = bytes_at(course.root / HANDED_OUT / name) if course.is_own else None
    if data is None or not is_readable(name, data):
        data = edition_of().files.get(name)
    if data is None:
        raise CourseError(f"{name} is not in the course")
    return data


def is_behind(course: Course, fingerprint: str, version: str) -> bool:
    """Return True if this edition is another one than that of a learner's folder, and not an older one."""
    state = _read_state(course)
    return state.get("fingerprint") != fingerprint and numbers_of(version) >= numbers_of(state.get("version"))


def numbers_of(version: object) -> list[int]:
    """Return the numbers of a version, to compare with others; none if it is not known."""
    return [int(number) for number in re.findall(r"\d+", str(version or ""))]


def _plan_one(plan, name, base, mine, new, day):
    """Plan what becomes of one file."""
    if mine is None or mine == base:
        if mine is None and base is not None:
            plan.news[name] = ["was missing: a fresh copy"]
        plan.write(name, new, mine, base)
        return
    if name.endswith(".ipynb"):
        data, lines = _brought(name, base, mine, new, day)
        plan.write(name, data, mine, base)
    elif base is None or (mine != new and base != new):
        plan.write(name + SUFFIX, new, bytes_at(plan.course.root / (name + SUFFIX)), None)
        what = "changed by you" if base is not None else "not as the course has it"
        lines = [f"{what}: yours stays, and the course's newer one is {Path(name).name}{SUFFIX}"]
    else:
        lines = []
    if lines:
        plan.news[name] = lines


def _lacks_cells(name, mine, new):
    """Return True if a notebook has lost cells that grading knows by name, or what it knows them by."""
    return name.startswith("exercises/") and not set(GRADE_ID.findall(new)) <= set(GRADE_ID.findall(mine))


def _brought(name, base, mine, new, day):
    """Return a notebook of the learner's with the course's changes, and lines on them; no lines if it is not begun.

    Without a base that can be read, what differs from the course's new version counts as the learner's.
    """
    own, newer = as_notebook(name, mine), as_notebook(name, new)
    old = as_notebook(name, base if base is not None and is_readable(name, base) else new)
    merged = merge(old, own, newer, day)
    lines = [] if is_untouched(own, old) else merged.news or ["brought up to date"]
    return to_text(merged.notebook).encode(), lines


def _carry_out(plan, of_course):
    """Carry out the plan, with a backup of each file that is replaced; all of it or nothing."""
    course = plan.course
    busy = sorted(open_notebooks(course.root) & plan.writes.keys()) if plan.writes else []
    if busy:
        raise CourseError(
            f"nothing was changed: {', '.join(busy)} is open in JupyterLab: save it, shut it down there "
            "(File → Close and Shut Down Notebook), then run the same command again"
        )
    backup = new_backup(course.root) if plan.kept else None
    copies = {backup / name: plan.seen[name] for name in sorted(plan.kept)} if backup else {}
    files = {course.root / name: data for name, data in {**plan.writes, **of_course}.items()}
    with replaced({**copies, **files}):
        for name, seen in plan.seen.items():
            if bytes_at(course.root / name) != seen:
                raise CourseError(f"nothing was changed: {name} was saved meanwhile: close it, then run this again")
    return FolderReport(len(plan.writes), plan.news, backup)


def _handed_out(edition):
    """Return what .dlcourse/ holds: the course's files, to compare with at the next update, and a class's questions."""
    questions = {f"{QUESTIONS}/{name}": data for name, data in edition.questions.items()}
    return {f"{HANDED_OUT}/{name}": data for name, data in {**edition.files, **questions}.items()}


def _handed_out_files(course: Course) -> Iterable[Path]:
    return (path for path in course.root.joinpath(HANDED_OUT).rglob("*") if path.is_file())


def _state(edition, started, updated):
    """Return the text of .dlcourse/course.json."""
    state = {
        "course": edition.course,
        "version": edition.version,
        "started": started,
        "updated": updated,
        "fingerprint": edition.fingerprint,
    }
    state |= {"of_class": True} if edition.is_of_class else {}
    state |= {"from": edition.origin} if edition.origin else {}
    return (json.dumps(state, indent=1, ensure_ascii=False) + "\n").encode()


def _read_state(course):
    """Return the state of a learner's folder; raises CourseError if there is none, or if it cannot be read."""
    if not course.is_own:
        raise CourseError(
            f"{course.root} is the course itself: `git pull` brings a newer one, and dlcourse lab makes your own folder"
        )
    try:
        state = json.loads(course.root.joinpath(STATE).read_text(encoding="utf-8"))
        if isinstance(state, dict):
            return state
    except ValueError:
        pass
    raise CourseError(
        f'{STATE} is damaged: expected {{"course": "dlcourse", …}}; write that line into it, and it works'
    )


def _how_to_reset(name):
    number = Path(name).name[:2]
    return f"dlcourse reset {number}{' --lecture' if name.startswith('lectures/') else ''}"
