"""Collect from the exchange to submitted/: the newest of each student's, and a line on whatever is not taken.

What lies on the exchange was laid there by others. It is copied by descriptors and without links; who owns it must be
whom it is named after; an error in one folder concerns that student alone, and the others are collected.
`nbgrader_config.py` names the step, so that `nbgrader collect` and Formgrader's button collect in the same way.
"""

import fnmatch
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.faults import describe_fault, raise_if_batch_fails
from dlcourse.course.grading.dates.entering import dates_of_class
from dlcourse.course.grading.judge.intake import FROM_THE_EXCHANGE
from dlcourse.course.grading.nbgrader.api import load_config, quiet_log, start
from dlcourse.course.grading.nbgrader.atomic_folder import STAMP, emptied, put_in_place, read_stamp, share_with_group
from dlcourse.course.grading.nbgrader.copies import Bounds, Copy, LeftOutError, lines_on, opened, owner_of, read_small
from dlcourse.course.grading.nbgrader.exchange_inbox import (
    HandedIn,
    Owners,
    fault_of_id,
    is_misnamed,
    moment_of,
    parse_name,
)
from dlcourse.course.grading.nbgrader.roster import Roster, read_roster
from dlcourse.course.handed_in import COLLECTING
from dlcourse.course.terminal import visible

if TYPE_CHECKING:
    from traitlets.config import Config

_, SECRET = FROM_THE_EXCHANGE


@dataclass
class Collected:
    """The collected submissions, and a line on whatever was not collected."""

    taken: list[str] = field(default_factory=list)  # students
    refused: dict[str, list[str]] = field(default_factory=dict)  # lines by student
    notes: list[str] = field(default_factory=list)  # what an instructor should know, and which is no fault

    @property
    def lines(self) -> list[str]:
        """Return all lines."""
        return [line for lines in self.refused.values() for line in lines] + self.notes

    def refuse(self, student: str, line: str) -> None:
        """Note what was not taken."""
        self.refused.setdefault(student, []).append(line)


def collect(course: Course, name: str, config: "Config | None" = None) -> Collected:
    """Copy new work from the exchange to submitted/, and return what was taken and what was not.

    `config` is the course's configuration, if it is loaded already.
    """
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = load_config(course) if config is None else config
    coursedir = CourseDirectory(config=config, assignment_id=name)
    chosen = ExchangeFactory(config=config).collect
    if not issubclass(chosen, ExchangeCollect):  # another exchange than nbgrader's folder has a step of its own
        start(chosen(coursedir=coursedir, config=config, update=True, log=quiet_log()))
        return Collected()
    step = Collect(coursedir=coursedir, config=config, update=True, log=quiet_log())
    return step.collect_all(course, read_roster(course, config))


class Collect(ExchangeCollect):
    """nbgrader's step of collecting, which trusts nothing that lies on the exchange."""

    def init_src(self) -> None:
        """Do nothing: folders on the exchange are examined while they are collected."""

    def copy_files(self) -> None:
        """Collect for nbgrader's own command and Formgrader; raises ExchangeError if something was not taken."""
        course = Course(Path(self.coursedir.root))
        done = self.collect_all(course, read_roster(course, self.config))
        for line in done.lines:
            self.log.warning(line)
        self.log.info("%d submissions of %s collected", len(done.taken), self.coursedir.assignment_id)
        if done.refused:
            raise ExchangeError(" ".join(line for lines in done.refused.values() for line in lines))

    def collect_all(self, course: Course, roster: Roster) -> Collected:
        """Copy each student's newest submission, if it is new; raises CourseError if the machine stops it."""
        self.course, self.done, self.roster = course, Collected(), roster
        self.inbound = Path(self.root, self.coursedir.course_id, "inbound")
        self.dates = dates_of_class(course, self.config) if self.before_duedate else None
        self.due = self._duedate() if self.before_duedate else None
        try:
            if not self.inbound.exists():
                self._say_if_gone()
                return self.done
            self.owners = Owners.of(self.inbound)
            waiting = self._waiting(roster)
        except OSError as error:
            self.done.refuse("", f"nothing is collected: {error.filename}: {(error.strerror or '').lower()}")
            return self.done
        for student, folders in sorted(waiting.items()):
            try:
                self._collect_student(student, folders)
            except Exception as error:  # of this one, or of the machine, which stops all
                raise_if_batch_fails(error)
                self._refuse(folders[-1], describe_fault(error) or " ".join(str(error).split()))
        return self.done

    def _say_if_gone(self):
        """Note that there is no exchange, unless it is the course folder's own, which the first hand-in makes."""
        root = Path(self.root)
        if not root.exists() and not root.resolve().is_relative_to(self.course.root.resolve()):
            self.done.refuse("", f"nothing is collected: there is no exchange at {root} (Exchange.root)")

    def _duedate(self):
        """Return the exercise's due date in the gradebook, None if it has none."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                return book.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None

    def _waiting(self, roster):
        """Return the folders of the exercise on the exchange, by student; what cannot be anybody's is refused."""
        found: dict[str, list[HandedIn]] = {}
        exercises = set(self.course.exercises())
        for folder in sorted(os.listdir(self.inbound)):
            one = parse_name(folder, self.coursedir.assignment_id)
            if one is None:
                if is_misnamed(folder, self.coursedir.assignment_id, exercises):
                    self.done.refuse("", f"{visible(folder)} is not collected: the course has no exercise of that name")
                continue
            why = fault_of_id(one.student) or roster.fault(one.student)
            if why:
                self._refuse(one, why)
            elif self._is_wanted(one.student):
                found.setdefault(one.student, []).append(one)
        return found

    def _is_wanted(self, student):
        """Return True unless nbgrader's command was told of other students."""
        wanted = self.coursedir.student_id or "*"
        return student == wanted or fnmatch.fnmatchcase(student, wanted)

    def _collect_student(self, student, folders):
        """Copy the newest of one student's folders that are the student's own."""
        target = self.course.submitted(student, self.coursedir.assignment_id).parent
        own = self._owned(student, folders)
        if not own:
            return
        newest = self._newest(own, self._due_of(student))
        with opened(self.inbound) as inbound, opened(newest.folder, inbound) as folder:
            stamp, doubt = self._stamp_of(newest, folder)
            if os.path.lexists(target) and read_stamp(target) is None:
                path = f"submitted/{student}/{target.name}{self.roster.beside(student)}"
                self.done.notes.append(f"{path} is not from the exchange and stays as it is")
                return
            if not self._is_new(target, stamp, folder):
                return
            if doubt:
                self.done.notes.append(f"{self._named(newest)}: {doubt}")
            self._copy(newest, folder, target, stamp)
        self.done.taken.append(student)

    def _owned(self, student, folders):
        """Return the folders that can be this student's, and have a time; the others are refused."""
        own, owners = [], {}
        for one in folders:
            try:
                with opened(self.inbound) as inbound, opened(one.folder, inbound) as folder:
                    owners[one] = owner_of(folder)
            except LeftOutError as error:
                self._refuse(one, str(error))
                continue
            why = self.owners.fault(student, owners[one]) if self.check_owner else None
            if why is None and one.moment is None:
                why = f"'{visible(one.time)}' cannot be read as a time"
            if why:
                self._refuse(one, why)
            else:
                own.append(one)
        strangers = self.owners.strangers(owners[one] for one in own) if self.check_owner else set()
        if len(strangers) > 1:
            accounts = ", ".join(map(str, sorted(strangers)))
            for one in own:
                self._refuse(one, f"several accounts ({accounts}) hand in as {student}, and nobody knows which is")
            return []
        return own

    def _due_of(self, student):
        """Return a student's due date, by dates.csv or the gradebook; None if the course does not ask for it."""
        terms = None if self.dates is None else self.dates.terms(self.coursedir.assignment_id, student)
        return self.due if terms is None else (terms.due + terms.grace).replace(tzinfo=None)

    def _newest(self, folders, due):
        """Return the newest folder; before the due date, if there is one."""
        in_order = sorted(folders, key=lambda one: (one.moment, one.folder))
        in_time = [one for one in in_order if due is not None and one.moment <= due]
        return (in_time or in_order)[-1]

    def _stamp_of(self, one, folder):
        """Return the time to write down, and a line on it if it is odd; raises LeftOutError if there is none yet."""
        try:
            written = read_small(STAMP, folder, self.owners.within(owner_of(folder)))
        except LeftOutError:
            written = b""
        if written is None:
            raise LeftOutError(f"{STAMP} is missing: it is not complete, or was not made by handing in")
        text = written.decode("utf-8", "replace").strip()
        moment = moment_of(text)
        if moment is None:
            return one.time, f"its {STAMP} cannot be read; the time in its name counts, {visible(one.time)}"
        if moment != one.moment:
            later = text if moment > one.moment else one.time
            return later, f"its name and its {STAMP} do not agree on the time; the later one counts, {visible(later)}"
        return text, None

    def _is_new(self, target, stamp, folder):
        """Return True if a submission is not yet in submitted/: another than the one there, and not an older one."""
        there = read_stamp(target)
        if there is None:
            return True
        if there == stamp:
            secret = read_small(SECRET, folder, self.owners.within(owner_of(folder)))
            path = target / SECRET
            return self.update and path.exists() and secret is not None and path.read_bytes() != secret
        before, now = moment_of(there), moment_of(stamp)
        return self.before_duedate or (self.update and (before is None or now is None or now > before))

    def _copy(self, one, folder, target, stamp):
        """Copy an open folder aside, and put it in the place of an older one when it is complete."""
        aside = self.course.root / "submitted" / COLLECTING
        needed = (f"{self.coursedir.assignment_id}.ipynb", *FROM_THE_EXCHANGE)
        with emptied(aside):
            fresh = aside / "new"
            fresh.mkdir()
            copy = Copy(fresh, self._bounds(), self.owners.within(owner_of(folder)))
            copy.take(folder, needed)
            if needed[0] in copy.left:
                raise LeftOutError(f"{needed[0]}: {copy.left[needed[0]]}")
            copy.left.pop(STAMP, None)
            fresh.joinpath(STAMP).write_text(stamp, encoding="utf-8")
            if self.coursedir.groupshared:
                share_with_group(fresh)
            put_in_place(fresh, target)
        if copy.left:
            self.done.notes.append(f"{self._named(one)} is collected without {lines_on(copy.left)}")

    def _bounds(self):
        settings = self.coursedir
        return Bounds(
            settings.max_file_size * 1000,
            settings.max_dir_size * 1000,
            tuple(settings.ignore),
            tuple(settings.include),
        )

    def _refuse(self, one, why):
        """Note a folder that is not taken."""
        self.done.refuse(one.student, f"{self._named(one)} is not collected: {why}")

    def _named(self, one):
        """Return a folder on the exchange, with its student's name."""
        return visible(one.folder) + self.roster.beside(one.student)
