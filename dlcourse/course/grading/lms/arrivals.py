"""From an archive to submitted/: each notebook to the student and the exercise that it belongs to.

Nothing is lost in silence: what is not taken has a line. Nothing of the instructor's is overwritten: a folder that was
changed here stays, and what a newer hand-in replaces goes to backups/. A second time the same archive changes nothing.
"""

import contextlib
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse._files import digest, replace
from dlcourse.course.folder import Course, CourseError, is_student_id, new_backup
from dlcourse.course.grading.batch.faults import describe_fault, raise_if_batch_fails
from dlcourse.course.grading.judge.intake import FROM_THE_EXCHANGE, IntakeError, parse_notebook
from dlcourse.course.grading.lms.deliveries import Delivery, File, Found, KnownNames, read_deliveries
from dlcourse.course.grading.lms.directory import Directory, UnknownError
from dlcourse.course.grading.lms.people import Person
from dlcourse.course.grading.lms.uploads import PlatformNames
from dlcourse.course.grading.nbgrader.atomic_folder import STAMP, emptied, put_in_place
from dlcourse.course.grading.nbgrader.roster import Roster
from dlcourse.course.grading.nbgrader.unpack import ArchiveBounds, ArchiveError, unpack
from dlcourse.course.handed_in import COLLECTING, is_like, listed
from dlcourse.course.terminal import visible

RECORD = ".collected.json"  # in submitted/: the digest of what was collected last, by student and exercise
NEEDS_ROSTER = ("moodle", "canvas")  # their numbers are nobody's id
MAX_NOTEBOOK = 50_000_000  # bytes that are read to see which exercise it is


@dataclass(frozen=True)
class Arrival:
    """The outcome for one student's work on one exercise."""

    student: str
    name: str
    exercise: str
    status: str  # new, newer, as before, changed here
    file: str  # as it was handed in
    is_late: bool = False


@dataclass
class Taken:
    """The submissions collected from an archive."""

    arrivals: list[Arrival] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # a line on each thing that is not taken
    notes: list[str] = field(default_factory=list)  # what an instructor should know, and which is no fault
    backup: Path | None = None


class Collection:
    """The collecting of one archive for a course."""

    def __init__(
        self,
        course: Course,
        people: Sequence[Person],
        roster: Roster,
        source: str,
        exercise: str | None = None,
        is_replacing: bool = False,
    ) -> None:
        """Prepare it.

        - `course`: where to collect to.
        - `people`: whose work may come; nobody: whoever the archive names.
        - `roster`: whom the gradebook takes.
        - `source`: moodle, canvas, gradescope or folder.
        - `exercise`: the one that was handed in; None: each notebook says which it is.
        - `is_replacing`: whether the archive's work takes the place of what was changed here.

        Raises CourseError if the source's names cannot be mapped without people.
        """
        if source in NEEDS_ROSTER and not people:
            raise CourseError(
                f"{source} names students by numbers and names of its own: enter the roster first (dlcourse roster "
                "FILE), or give --roster FILE"
            )
        self.course, self.roster, self.source, self.exercise = course, roster, source, exercise
        self.directory = Directory(people)
        self.is_replacing = is_replacing
        self.taken = Taken()
        self._cells = _cells_of(course)
        self._record_path = course.root / "submitted" / RECORD
        self._record = _read_record(self._record_path)
        self._names = PlatformNames(course)
        self._whose: dict[tuple[str, str], str] = {}  # which delivery a student's exercise came from

    def take(self, path: Path, bounds: ArchiveBounds | None = None) -> Iterator[str]:
        """Collect an archive or a folder, and yield what it calls each student after that one's; fills `taken`.

        Raises CourseError if it holds nothing of the source's form, or the machine stops it.
        """
        aside = self.course.root / "submitted" / COLLECTING
        with emptied(aside):
            root = path
            if not path.is_dir():
                root = aside / "unpacked"
                self._unpack(path, root, bounds)
            found = self._read(path, root)
            self.taken.left += found.left
            try:
                for delivery in found.deliveries:
                    self._deliver(delivery, aside)
                    yield delivery.label
            finally:
                if self.taken.arrivals:
                    replace(self._record_path, json.dumps(self._record, indent=1, sort_keys=True) + "\n")
                    self._names.write()

    def _unpack(self, path, root, bounds):
        if not path.is_file():
            raise CourseError(f"{visible(str(path))}: there is no such file")
        try:
            left = unpack(path, root, bounds)
        except ArchiveError as error:
            raise CourseError(f"{visible(path.name)} is not unpacked: {visible(str(error))}") from None
        root.mkdir(parents=True, exist_ok=True)
        self.taken.left += [f"{visible(name)} is left out: {visible(why)}" for name, why in left.items()]

    def _read(self, path: Path, root: Path) -> Found:
        people = self.directory.people
        names = {each for one in people for each in (one.id, one.email, one.name, one.lms_user_id) if each}
        known = KnownNames(frozenset(names), frozenset(self.course.exercises()))
        try:
            return read_deliveries(root, self.source, known)
        except CourseError as error:
            raise CourseError(f"{visible(path.name)}: {error}") from None

    def _deliver(self, delivery: Delivery, aside: Path) -> None:
        """Take what one student handed in."""
        try:
            student, name = self._whose_is(delivery)
        except UnknownError as error:
            self._leave(delivery, str(error))
            return
        for exercise, notebook in self._notebooks(delivery):
            try:
                self._place(delivery, student, name, exercise, notebook, aside)
            except OSError as error:  # of this one, or of the machine, which stops all
                raise_if_batch_fails(error)
                self._leave(delivery, describe_fault(error) or str(error))

    def _whose_is(self, delivery):
        """Return the student's id and name; raises UnknownError if it is nobody's that may hand in."""
        who = delivery.who
        if self.directory.people:
            person = self.directory.find(who)
            student, name = person.id, person.name
        else:
            student, name = next(filter(None, (who.id, who.email, who.name)), ""), who.name
            if not is_student_id(student):
                raise UnknownError(f"{visible(student)!r} cannot be the name of a student's folder")
        why = self.roster.fault(student)
        if why:
            raise UnknownError(
                f"the gradebook does not know {visible(student)}: enter the roster (dlcourse roster FILE)"
            )
        return student, "" if name == student else name

    def _notebooks(self, delivery: Delivery) -> Iterator[tuple[str, File]]:
        """Yield each exercise with the notebook that counts; what does not is told."""
        by_exercise: dict[str, list[File]] = defaultdict(list)
        notebooks = [file for file in delivery.files if file.is_notebook]
        if not notebooks:
            found = listed([file.name for file in delivery.files]) or "nothing"
            self._leave(delivery, f"there is no notebook (found: {found})")
        for file in notebooks:
            exercise, why = self._exercise_of(file)
            if exercise is None:
                self._leave(delivery, f"{visible(file.name)}: {why}")
            else:
                by_exercise[exercise].append(file)
        for exercise, files in sorted(by_exercise.items()):
            chosen = _chosen(exercise, files)
            if chosen is None:
                names = listed([file.name for file in files])
                self._leave(delivery, f"{len(files)} notebooks of {exercise}, and nobody knows which counts: {names}")
                continue
            others = [file.name for file in files if file is not chosen]
            if others:
                line = f"{visible(delivery.label)}: {visible(chosen.name)} counts"
                self.taken.notes.append(f"{line}, and not {listed(others)} beside it")
            yield exercise, chosen

    def _exercise_of(self, file: File) -> tuple[str | None, str]:
        """Return which exercise a notebook is, by its cells, else by its name; or None, and why."""
        meant = self.exercise
        content = _exercise_by_cells(file.path, self._cells)
        if meant is not None:
            is_other = content is not None and content != meant
            return (None, f"it is {content}, not {meant}") if is_other else (meant, "")
        if content is not None:
            return content, ""
        named = [name for name in self.course.exercises() if is_like(file.name.rsplit("/", 1)[-1], name)]
        if len(named) == 1:
            return named[0], ""
        return None, "neither its cells nor its name say which exercise it is: say so with --exercise 07"

    def _place(self, delivery, student, name, exercise, notebook, aside):
        """Put the work in its place, if it is not there already and nothing of the instructor's is lost."""
        where = f"submitted/{visible(student)}/{exercise}{f' ({visible(name)})' if name else ''}"
        before = self._whose.setdefault((student, exercise), delivery.label)
        if before != delivery.label:
            self._leave(delivery, f"{where} is from {visible(before)} of the same archive")
            return
        fresh = aside / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._write(delivery, exercise, notebook, fresh)
        target = self.course.submitted(student, exercise).parent
        new, there = _digest_of(fresh), _digest_of(target)
        last = self._record.get(f"{student}/{exercise}")
        if there == new:
            status = "as before"
        elif there is not None and last == new:
            status = "changed here"
            self.taken.notes.append(f"{where} was changed here since it was collected, and stays as it is")
        elif there is None or last == there or self.is_replacing:
            status = "new" if there is None else "newer"
            if there is not None:
                self._keep(target, student)
            put_in_place(fresh, target)
        else:
            self._leave(
                delivery,
                f"{where} is not from this platform, or was changed here, and stays as it is: with --replace the "
                "archive's takes its place, and this one goes to backups/",
            )
            return
        if status != "changed here":
            self._record[f"{student}/{exercise}"] = new
            if notebook.begins:
                self._names.note(student, exercise, self.source, notebook.begins)
        self.taken.arrivals.append(Arrival(student, name, exercise, status, notebook.name, delivery.is_late))

    def _write(self, delivery, exercise, notebook, fresh):
        """Write the notebook under the exercise's name, and beside it the student's other files."""
        fresh.mkdir(parents=True)
        shutil.copyfile(notebook.path, fresh / f"{exercise}.ipynb")
        folder = notebook.name.rpartition("/")[0]
        for file in sorted(delivery.files, key=lambda one: one.version):
            inside = file.name.removeprefix(f"{folder}/") if folder else file.name
            if file.is_notebook:
                continue
            if inside in FROM_THE_EXCHANGE:  # what a student hands in says nothing of when
                self.taken.notes.append(
                    f"{visible(delivery.label)}: {visible(file.name)} is not taken: it is the grader's"
                )
                continue
            target = fresh / inside
            with contextlib.suppress(FileExistsError, NotADirectoryError):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.path, target)
        if delivery.time:
            fresh.joinpath(STAMP).write_text(delivery.time, encoding="utf-8")

    def _keep(self, target, student):
        """Copy what is to be replaced to backups/."""
        self.taken.backup = self.taken.backup or new_backup(self.course.root)
        shutil.copytree(target, self.taken.backup / "submitted" / student / target.name, symlinks=True)

    def _leave(self, delivery, why):
        self.taken.left.append(f"{visible(delivery.label)} is left out: {why}")


def _chosen(exercise, files):
    """Return the notebook that counts: the only one, the latest upload, the one of the right name; else None."""
    if len(files) == 1:
        return files[0]
    latest = max(file.version for file in files)
    if latest != (0, 0):
        return next(file for file in files if file.version == latest)
    named = [file for file in files if file.name.rsplit("/", 1)[-1] == f"{exercise}.ipynb"]
    return named[0] if len(named) == 1 else None


def _cells_of(course):
    """Return the names of each exercise's cells."""
    found = {}
    for name in course.exercises():
        with contextlib.suppress(OSError, ValueError, IntakeError):
            found[name] = _grade_ids(parse_notebook(name, course.solution(name).read_bytes()))
    return found


def _exercise_by_cells(path, cells):
    """Return the exercise whose cells a notebook has, None if it has none of any, or of several alike."""
    try:
        if path.stat().st_size > MAX_NOTEBOOK:
            return None
        there = _grade_ids(parse_notebook(path.name, path.read_bytes()))
    except (OSError, IntakeError):
        return None
    shared = Counter({name: len(there & own) for name, own in cells.items() if there & own})
    best = shared.most_common(2)
    return None if not best or (len(best) == 2 and best[0][1] == best[1][1]) else best[0][0]


def _grade_ids(notebook):
    found = (cell.get("metadata", {}).get("nbgrader") for cell in notebook.cells)
    return {str(one["grade_id"]) for one in found if isinstance(one, dict) and "grade_id" in one}


def _digest_of(folder):
    """Return the digest of all files in a folder, None if there is no folder."""
    if not folder.is_dir():
        return None
    parts: list[str | bytes] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return digest(*parts, "")


def _read_record(path):
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}
