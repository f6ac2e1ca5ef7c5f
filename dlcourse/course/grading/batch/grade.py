"""Grade the submissions in submitted/: several at a time, each in its own sandbox, one writer for the gradebook.

A result depends only on the submission's bytes, the exercise, the sandbox's tier and limits, and the versions, and is
kept under their digest: unchanged submissions are not graded again, and a batch that was stopped resumes. Submissions
are judged by an executor: local processes (`pool.py`), or the workers of a cluster (`cluster.py`).
"""

import contextlib
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import nbformat

from dlcourse._files import replaced
from dlcourse.checks.catalogue import of_this_class
from dlcourse.course.folder import Course, CourseError, is_student_id
from dlcourse.course.grading.batch.faults import raise_if_batch_fails
from dlcourse.course.grading.batch.pool import Executor, Pool
from dlcourse.course.grading.batch.schedule import judge_all, student_fault
from dlcourse.course.grading.dates.entering import dates_of_class
from dlcourse.course.grading.judge.attachments import read_folder
from dlcourse.course.grading.judge.exercise import read_solution
from dlcourse.course.grading.judge.intake import read_beside
from dlcourse.course.grading.judge.judging import Batch, Judged, reason
from dlcourse.course.grading.judge.result_cache import Kept
from dlcourse.course.grading.judge.results import SubmissionResult, all_questions
from dlcourse.course.grading.nbgrader.api import limits_of, load_config, open_gradebook, private_paths
from dlcourse.course.grading.nbgrader.exchange import enter
from dlcourse.course.grading.nbgrader.exchange_inbox import STAMP, doubt_of
from dlcourse.course.grading.nbgrader.marks import LatePenalties
from dlcourse.course.grading.nbgrader.roster import roster_in
from dlcourse.course.grading.sandbox.readable_paths import to_hide
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import SandboxError

if TYPE_CHECKING:
    from traitlets.config import Config


def choose_sandbox(students: list[str], own: str, wanted: str = "auto") -> str:
    """Return the tier to grade these students' work in: without a sandbox only one's own, unless requested.

    Raises CourseError if this machine lacks the wanted tier, or any sandbox for the work of others.
    """
    try:
        return shared_sandbox(wanted).tier
    except SandboxError as error:
        if wanted != "auto":
            raise CourseError(f"the sandbox that was asked for cannot be built: {error}") from None
        if students == [own]:
            return "none"
        raise CourseError(
            f"no sandbox for the code of others: {error}. Fix that, grade your own work alone (--student {own}), "
            "or, in a machine that holds nothing you would miss, use --unsandboxed"
        ) from None


def choose_own_sandbox() -> str:
    """Return the tier to judge one's own work in, "none" if this machine has no sandbox."""
    return choose_sandbox(["you"], "you")


def grade_all(
    course: Course, name: str, students: list[str], tier: str, workers: int | None = None
) -> Iterator[SubmissionResult]:
    """Yield the result of exercise `name` for each student, in order, graded here; no submission stops the next."""
    return grade_with(Pool(tier, len(students), workers), course, name, students)


def grade_with(
    executor: Executor, course: Course, name: str, students: list[str], config: "Config | None" = None
) -> Iterator[SubmissionResult]:
    """Yield the result of exercise `name` for each student, in order, graded by an executor.

    `config` is the course's configuration, if it is loaded already. Each is written down as soon as it is there, though
    one before it in the order may take longer. Raises CourseError if the executor is broken or the machine stops the
    batch, as a full disk or a locked gradebook does; results so far are kept, as they are at a KeyboardInterrupt, which
    says how many.
    """
    kept, settings = 0, load_config(course) if config is None else config

    def counted():
        nonlocal kept
        for result in grade_as_they_come(executor, course, name, students, settings):
            kept += result.status == "graded"
            yield result

    try:
        yield from in_order(students, counted())
    except KeyboardInterrupt:
        how_many = f"stopped; {kept:,} of {len(students):,} submissions are graded and kept"
        raise KeyboardInterrupt(f"{how_many}: the same command goes on with the others") from None


def in_order(students: Sequence[str], results: Iterable[SubmissionResult]) -> Iterator[SubmissionResult]:
    """Yield the results in the order of the students, each as soon as all before it are there."""
    there: dict[str, list[SubmissionResult]] = {}
    expected = deque(students)
    for result in results:
        there.setdefault(result.student, []).append(result)
        while expected and there.get(expected[0]):
            yield there[expected.popleft()].pop(0)


def grade_as_they_come(
    executor: Executor, course: Course, name: str, students: list[str], config: "Config"
) -> Iterator[SubmissionResult]:
    """Yield the result for each student once it is written down; only we write the gradebook."""
    from dlcourse.course.grading.nbgrader.gradebook import index_grades, write_scores

    solution, exercise = read_solution(course.solution(name))  # before it is entered: perhaps it cannot be graded
    penalties = LatePenalties(course, config, dates_of_class(course, config))
    for line in enter(course, config, name, solution):
        print(f"dlcourse grade: {line}", file=sys.stderr)
    for line in of_this_class().faults:
        print(f"dlcourse grade: {line}", file=sys.stderr)
    limits = limits_of(course, config, name, executor.on_this_machine)
    hidden = () if executor.tiers == {"none"} else to_hide(private_paths(course, config))
    own = read_folder(course.solution(name).parent)
    questions = of_this_class().part_for([name])
    batch = Batch(course, name, exercise, executor.wanted, limits, own, hidden, questions)
    kept = Kept(course, name)
    with (
        open_gradebook(course, config) as book,
        contextlib.closing(judge_all(executor, batch, students, kept, roster_in(book, course, config))) as all_,
    ):
        index_grades(book)
        for line in penalties.enter_due_dates(book):
            print(f"dlcourse grade: {line}", file=sys.stderr)
        for student, judgement in all_:
            if isinstance(judgement, SubmissionResult):
                yield _with_old_penalty_renewed(judgement, book, penalties)
                continue
            try:
                notebook = nbformat.v4.reads_json(judgement)
                submitted = course.submitted(student, name)
                handed_in = read_beside(submitted)
                path = course.autograded(student, name)
                with replaced({path: judgement, **{path.with_name(file): text for file, text in handed_in.items()}}):
                    time = handed_in.get(STAMP)
                    written = write_scores(book, name, student, notebook, time, penalties, path)
                kept.note(student, judgement)
                result = _to_result(solution, name, student, notebook, written, doubt_of(submitted, time))
                result.usage = judgement.usage if isinstance(judgement, Judged) else None
                yield result
            except Exception as error:  # whatever is wrong with this one, the others are graded
                raise_if_batch_fails(error)
                yield student_fault(student, name, executor, error)


def _with_old_penalty_renewed(result, book, penalties):
    """Return the result of a submission without a score, after renewing the penalty of the one before it."""
    from dlcourse.course.grading.nbgrader.gradebook import renew_penalty

    try:
        if is_student_id(result.student):
            renew_penalty(book, result.exercise, result.student, penalties)
    except Exception as error:
        raise_if_batch_fails(error)
        result.message = f"{result.message}; {reason(error)}"
    return result


def _to_result(solution, name, student, notebook, written, doubt):
    """Return the result from a judged notebook and the gradebook; `doubt` is a line on a time that is odd."""
    about, marks = notebook.metadata.dlcourse, written.marks
    questions = all_questions(solution, notebook, written.scores)
    return SubmissionResult(
        student,
        name,
        marks.score,
        marks.max_score,
        "graded",
        questions,
        "; ".join(
            [*about.get("notes", []), *filter(None, [doubt, marks.note, _on_loss(questions, written.earned_before)])]
        ),
        sandbox=about.sandbox,
        raw_score=marks.raw_score,
        late_penalty=marks.late_penalty,
        seconds_late=marks.seconds_late,
        needs_manual_grade=written.needs_manual_grade,
    )


def _on_loss(questions, before):
    """Return a line on a notebook without answers that was handed in over one with some; None for any other."""
    if before > 0 and all(question.status in ("not attempted", "by hand") for question in questions):
        return f"nothing in it is answered, and it counts: what was handed in before had {before:g} points"
    return None
