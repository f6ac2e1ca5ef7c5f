"""A learner's progress: points, the mistakes met and cleared, and what to repeat next."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from dlcourse.checks.catalogue import EXERCISES, QUESTIONS, find_question
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.checks.journal import JOURNAL, read
from dlcourse.checks.mistakes import in_words
from dlcourse.checks.own_questions import look_in, names_asked
from dlcourse.course.folder import Course
from dlcourse.course.grading.dates.moments import in_words as in_words_of
from dlcourse.course.grading.dates.moments import zone_in_words
from dlcourse.course.grading.dates.rows import ALL
from dlcourse.course.grading.dates.showing import learners_dates

BAR = 12  # characters
REPEATS = 5  # suggestions at most


@dataclass
class QuestionProgress:
    """One question: the best points so far, the last status, and how often each misconception was met."""

    name: str
    points: float
    max_points: float
    status: str = "not attempted"
    checks: int = 0
    met: dict[str, int] = field(default_factory=dict)

    @property
    def is_cleared(self) -> bool:
        """Return True if the last check found it right."""
        return self.status == "correct"


@dataclass
class ExerciseProgress:
    """One exercise with its questions, in order."""

    name: str
    questions: list[QuestionProgress]
    due: str | None = None  # for the class, as the course's clocks show it: "2026-11-30T23:59:00+01:00"

    @property
    def points(self) -> float:
        """Return the sum of the questions' best points."""
        return sum(question.points for question in self.questions)

    @property
    def max_points(self) -> float:
        """Return the sum of the questions' maximum points; answers that an instructor reads are not counted."""
        return sum(question.max_points for question in self.questions)


@dataclass
class Progress:
    """The progress in the whole course."""

    exercises: list[ExerciseProgress]
    repeat: list[dict[str, str]]
    unreadable: int
    time_zone: str = ""  # of the due dates

    def to_dict(self) -> dict[str, Any]:
        """Return the progress as data for JSON."""
        return {
            "points": sum(exercise.points for exercise in self.exercises),
            "max_points": sum(exercise.max_points for exercise in self.exercises),
            "exercises": [
                {"points": exercise.points, "max_points": exercise.max_points, **asdict(exercise)}
                for exercise in self.exercises
            ],
            "time_zone": self.time_zone,
            "repeat_next": self.repeat,
            "unreadable_lines": self.unreadable,
        }


def progress_of(course: Course) -> Progress:
    """Return the progress in the course's journal; an empty one gives a course in which nothing is done yet."""
    look_in(course.root)
    entries, unreadable = read(course.root / JOURNAL)
    by_name: dict[str, QuestionProgress] = {}
    exercises = []
    for name in course.exercises():
        asked = questions_of(course, name)
        known = [by_name.setdefault(q.name, QuestionProgress(q.name, 0.0, float(q.points))) for q in asked]
        exercises += [ExerciseProgress(name, known)] if known else []
    for entry in _attempts(entries):
        question = by_name.get(entry["name"])
        if question is None:
            continue  # an exercise that is no longer in the course
        question.status = entry["status"]
        if entry["reset"]:
            question.points = 0.0
            continue
        question.checks += 1
        question.points = max(question.points, min(float(entry["points"]), question.max_points))
        for misconception in entry["misconceptions"]:
            question.met[misconception] = question.met.get(misconception, 0) + 1
    dates = learners_dates(course)
    if dates is None:
        return Progress(exercises, _what_to_repeat(exercises), unreadable)
    for exercise in exercises:
        terms = dates.terms(exercise.name, ALL)
        exercise.due = None if terms is None else terms.due.astimezone(dates.zone).isoformat()
    return Progress(exercises, _what_to_repeat(exercises), unreadable, zone_in_words(dates.zone))


def due_in_words(exercise: ExerciseProgress) -> str:
    """Return "due Mon 2026-11-30 23:59", "" for an exercise without a due date."""
    if exercise.due is None:
        return ""
    due = datetime.fromisoformat(exercise.due)
    return f"due {in_words_of(due, due.tzinfo or UTC)}"


def questions_of(course: Course, name: str) -> list[Question]:
    """Return the questions that an exercise asks here: a class may ask others than the course does, or leave some out.

    If its notebook cannot be read, these are the course's.
    """
    names = names_asked(course.root, name)
    return [QUESTIONS[one] for one in names if one in QUESTIONS] if names else list(EXERCISES.get(name, ()))


def _attempts(entries: list[dict]) -> list[dict]:
    """Return the entries without those that repeat the one before: the same answer again, with the same verdict."""
    kept: list[dict] = []
    before: dict[str, list] = {}
    for entry in entries:
        same = [entry[key] for key in ("answer", "status", "points", "misconceptions")]
        if not entry["answer"] or before.get(entry["name"]) != same:
            kept.append(entry)
        before[entry["name"]] = same
    return kept


def _what_to_repeat(exercises):
    """Return what to repeat: first questions begun and not yet right, then solved ones with frequent misconceptions."""
    questions = [question for exercise in exercises for question in exercise.questions]
    open_ones = [q for q in questions if q.checks and not q.is_cleared and q.status != "not attempted"]
    stubborn = sorted((q for q in questions if q.is_cleared and _most_met(q) >= 2), key=_most_met, reverse=True)
    return [_suggestion(question) for question in (open_ones + stubborn)[:REPEATS]]


def _most_met(question):
    """Return how often the question's most frequent misconception was met."""
    return max(question.met.values(), default=0)


def _suggestion(question):
    """Return a question to repeat, why, and the section to read."""
    asked = find_question(question.name)
    worst = max(question.met, key=question.met.__getitem__, default="")
    why = status_in_words(question.status).lower()
    why = f"{in_words(question.name, worst)}, met {times(question.met[worst])}" if worst else why
    if worst and question.is_cleared:
        why += ", cleared since"
    return {"question": question.name, "lecture": asked.lecture, "section": asked.section, "why": why}


def times(count: int) -> str:
    """Return a count in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def to_text(progress: Progress) -> str:
    """Return the progress as text for a terminal."""
    whole = progress.to_dict()
    done = sum(exercise.points == exercise.max_points for exercise in progress.exercises)
    lines = [
        f"{points_in_words(whole['points'], whole['max_points'])}, {_exercises_done(done, len(progress.exercises))}",
        "",
    ]
    for exercise in progress.exercises:
        filled = int(BAR * exercise.points / exercise.max_points)
        points = f"{exercise.points:g}/{exercise.max_points:g}"
        due = f"   {due_in_words(exercise)}" if exercise.due else ""
        lines.append(
            f"{exercise.name:<34} {'#' * filled + '.' * (BAR - filled)} {points:>7}{due}{_met_and_cleared(exercise)}"
        )
    if any(exercise.due for exercise in progress.exercises):
        lines += ["", f"Due dates are those of the class, {progress.time_zone}."]
    if progress.repeat:
        lines += ["", "Repeat next:"]
        for item in progress.repeat:
            where = (
                f": lecture {item['lecture'][:2]}, “{item['section']}”" if item["lecture"] and item["section"] else ""
            )
            lines += [f"  {item['question']}{where}", f"      {item['why']}"]
    if progress.unreadable:
        lines += ["", _unreadable(progress.unreadable)]
    return "\n".join(lines)


def _exercises_done(done, count):
    """Return "3 of 21 exercises done"."""
    return f"{done} of {count} exercise{'s' * (count != 1)} done"


def _unreadable(count):
    """Return the sentence on lines of the journal that could not be read."""
    lines, were = ("line", "was") if count == 1 else ("lines", "were")
    return f"{count} {lines} of {JOURNAL} could not be read and {were} left out."


def _met_and_cleared(exercise):
    """Return how many mistakes were met in an exercise, and how many of them are cleared; "" if none was met."""
    met = sum(len(question.met) for question in exercise.questions)
    cleared = sum(len(question.met) for question in exercise.questions if question.is_cleared)
    return f"   {met} met, {cleared} cleared" if met else ""
