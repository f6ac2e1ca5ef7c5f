"""An exercise finished in one step: handed in, judged as grading does, with a page of feedback.

What is judged is the copy that was handed in, and so the notebook as it was saved: a program cannot see what stands
unsaved in a browser. Where the exchange lies in the course folder, the copy is graded like any other, and its marks
stand in the gradebook. In a class, whose exchange a student cannot read, it is judged here without the gradebook.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dlcourse._files import replaced
from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.course.folder import Course
from dlcourse.course.grading.judge.results import BY_HAND, HIDDEN, QuestionResult, SubmissionResult
from dlcourse.course.learner.running import last_use

CHECKED = "checked.html"  # beside the page of graded work, which it never replaces
IN_A_CLASS = "Judged here as grading does; your instructor's grading is the one that counts."
NOT_HANDED_IN = "Not handed in, which needs Linux or macOS: give your instructor {} as it is."
OTHER_WORK = "Judged here without the gradebook: {} holds other work, and stays as it is."
USED_SINCE = (
    "{name}.ipynb is open in JupyterLab, and was last saved at {saved}: what you have changed since, if anything, is "
    "not handed in. Save it (Ctrl+S), then finish again."
)


@dataclass
class Finished:
    """An exercise that was handed in, what came of it, and what to do next."""

    receipt: dict[str, str]  # of handing in; without a timestamp if that is not possible on this system
    saved: str  # when the notebook was saved that was handed in
    result: SubmissionResult
    page: Path | None  # of feedback
    next: str = ""
    notes: list[str] = field(default_factory=list)  # what else to know

    def to_dict(self) -> dict[str, Any]:
        """Return what was done as data for JSON."""
        return {
            "handed_in": {**self.receipt, "saved": self.saved},
            **self.result.to_dict(),
            "page": str(self.page) if self.page else None,
            "notes": self.notes,
            "next": self.next,
        }


def finish(course: Course, name: str, student: str, tier: str, say: Callable[[str], None]) -> Finished:
    """Hand in exercise `name`, judge it in a sandbox of this tier, and write its page; `say` hears of each step.

    Raises CourseError if the notebook cannot be handed in; nothing is judged then.
    """
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.exchange import submit

    notebook = course.notebook(name)
    saved = _saved_at(notebook)
    receipt = submit(course, name, student)
    say(f"Handed in: {name} as {student}, as it was saved at {saved}.")
    config = load_config(course)
    why = _why_not_graded_here(course, name, student, receipt, config)
    if why:
        found = _checked(course, name, student, tier, receipt, why, config)
    else:
        found = _graded(course, name, student, tier, config)
    result, page, notes = found
    return Finished(receipt, saved, result, page, next_step(course, result), notes)


def finish_in_kernel(course: Course, name: str, student: str, hands_in: bool, say: Callable[[str], None]) -> Finished:
    """Do what `finish` does on a system without the grader: judge exercise `name` by its checks, in a kernel.

    It is handed in if `hands_in`, and stays as it is where no exchange can be had. Raises CourseError as `finish` does.
    """
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.learner.by_kernel import judge_in_kernel

    notebook = course.notebook(name)
    saved, notes = _saved_at(notebook), []
    if hands_in:
        from dlcourse.course.grading.nbgrader.exchange import submit

        receipt = submit(course, name, student)
        say(f"Handed in: {name} as {student}, as it was saved at {saved}.")
    else:
        receipt = {"student": student, "exercise": name, "notebook": str(notebook)}
        notes = [NOT_HANDED_IN.format(notebook.relative_to(course.root).as_posix())]
    result, judged = judge_in_kernel(course, name)
    page = _write_page(course, result, judged, student, receipt, notes, load_config(course))
    return Finished(receipt, saved, result, page, next_step(course, result), notes)


def unsaved(course: Course, name: str) -> str | None:
    """Return a sentence if the notebook of exercise `name` was used in JupyterLab after it was saved, else None."""
    path = course.notebook(name)
    used = last_use(path)
    with contextlib.suppress(OSError):
        if used is not None and used > path.stat().st_mtime + 1:
            return USED_SINCE.format(name=name, saved=_saved_at(path))
    return None


def is_wanting(question: QuestionResult) -> bool:
    """Return True unless a question's answer is right, or is one that an instructor reads."""
    return question.status not in ("correct", "by hand")


def what_is_missing(course: Course, result: SubmissionResult) -> list[str]:
    """Return a line on each answer in words whose cell the notebook lacks: what was written may not be found."""
    back = "dlcourse update" if course.is_own else f"dlcourse reset {result.exercise[:2]}, which keeps yours,"
    lost = [one.name for one in result.questions if one.status == "by hand" and one.message not in (BY_HAND, HIDDEN)]
    return [f"{name}: the cell of this answer is missing from your notebook: {back} puts it back" for name in lost]


def next_question(result: SubmissionResult, command: str) -> str:
    """Return the first question that is not right, where to read, and the command to give again; "" if all is right."""
    number = result.exercise.partition("_")[0]
    wanting = [question for question in result.questions if is_wanting(question)]
    if wanting:
        asked = QUESTIONS.get(wanting[0].name)
        where = f", lecture {asked.lecture[:2]}, “{asked.section}”" if asked and asked.lecture and asked.section else ""
        return f"{wanting[0].name}{where}; then dlcourse {command} {number} again"
    return ""


def next_step(course: Course, result: SubmissionResult) -> str:
    """Return what to do once an exercise is handed in: the first question that is not right, else the next lecture."""
    if found := next_question(result, "done"):
        return found
    later = [name for name in course.exercises() if name > result.exercise]
    if not later:
        return "you have reached the end of the course; dlcourse progress shows it"
    lecture = f"lectures/{later[0]}.ipynb"
    return lecture if course.root.joinpath(lecture).is_file() else f"exercises/{later[0]}/{later[0]}.ipynb"


def _saved_at(path):
    """Return the time at which a file was saved, "" if there is none."""
    try:
        saved = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return ""
    is_today = saved.date() == datetime.now().date()
    return saved.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M")


def _why_not_graded_here(course, name, student, receipt, config):
    """Collect the copy from the course's own exchange; return "", or a sentence on why it cannot be graded from here.

    It cannot in a class; nor if other work lies in submitted/ in its place, which nobody may replace.
    """
    from dlcourse.course.grading.batch.summary import read_class
    from dlcourse.course.grading.nbgrader.exchange import is_local

    if not is_local(course, config):
        return IN_A_CLASS
    read_class(course, name, config, [student])
    path = course.submitted(student, name)
    if _stamp(path) != receipt["timestamp"]:
        return OTHER_WORK.format(path.parent.relative_to(course.root).as_posix())
    return ""


def _graded(course, name, student, tier, config):
    """Return result, page and notes of the copy that was collected."""
    from dlcourse.course.grading.batch.grade import grade_with
    from dlcourse.course.grading.batch.pool import Pool
    from dlcourse.course.grading.feedback.pages import write_feedback

    (result,) = grade_with(Pool(tier, 1), course, name, [student], config)
    if result.score is None:
        return result, None, []
    (page,) = write_feedback(course, name, [student])
    return result, Path(page["path"]) if page["path"] else None, [page["message"]] if page["message"] else []


def _checked(course, name, student, tier, receipt, why, config):
    """Return result, page and notes of a copy that is judged without the gradebook, for the reason `why`."""
    from dlcourse.course.grading.judge.own_copy import judge_notebook
    from dlcourse.course.grading.nbgrader.api import limits_of

    result, judged = judge_notebook(course, name, tier, limits_of(course, config, name))
    return result, _write_page(course, result, judged, student, receipt, [why], config), [why]


def _write_page(course, result, judged, student, receipt, notes, config):
    """Return the path of the page of a notebook that was judged without the gradebook, written anew."""
    from dlcourse.course.grading.feedback.lecture_links import links_of
    from dlcourse.course.grading.feedback.page import to_page
    from dlcourse.course.grading.feedback.report import Report

    result.student = student
    report = Report(
        exercise=result.exercise,
        student=student,
        score=result.score or 0.0,
        max_score=result.max_score or 0.0,
        raw_score=result.score or 0.0,
        late_penalty=0.0,
        seconds_late=None,
        handed_in=f", handed in {receipt['timestamp']}" if "timestamp" in receipt else "",
        questions=result.questions,
        notebook=judged,
        notes=[*notes, *filter(None, [result.message])],
    )
    page = course.feedback(student, result.exercise).with_name(CHECKED)
    with replaced({page: to_page(report, links_of(course, config))}):
        pass
    return page


def _stamp(submitted):
    """Return the time of the submission in submitted/, None if there is none."""
    try:
        return submitted.with_name("timestamp.txt").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
