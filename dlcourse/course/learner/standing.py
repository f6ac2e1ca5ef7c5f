"""A learner's standing: the last cell they worked in, the next open question, and the one thing to go on with."""

from dataclasses import dataclass
from datetime import datetime

from dlcourse import __version__
from dlcourse.checks.journal import JOURNAL, read
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.learner.edition import fingerprint_here
from dlcourse.course.learner.of_class import fingerprint_for
from dlcourse.course.learner.own_folder import is_behind
from dlcourse.course.learner.topics import Notebook, Topic, topics_of
from dlcourse.course.progress import Progress, QuestionProgress, progress_of

ALL_DONE = "every question is answered; dlcourse progress --html shows the map"


@dataclass(frozen=True)
class Place:
    """A section of a lecture or an exercise, and when the learner was there."""

    topic: Topic
    notebook: Notebook
    section: str
    when: datetime

    @property
    def is_exercise(self) -> bool:
        """Return True in an exercise, False in a lecture."""
        return self.notebook is self.topic.exercise


@dataclass(frozen=True)
class OpenQuestion:
    """A question that no check has found right as it is now."""

    topic: Topic
    notebook: Notebook
    section: str
    effort: str
    progress: QuestionProgress


@dataclass(frozen=True)
class Standing:
    """All that the start page shows."""

    topics: list[Topic]
    progress: Progress
    place: Place | None  # None on the first day
    question: OpenQuestion | None  # None if all are answered
    lecture: Topic | None  # the next one to read; None after the last
    is_behind: bool = False  # a newer course is installed, which the folder has not

    @property
    def is_new(self) -> bool:
        """Return True if nothing was run, written or checked yet."""
        return self.place is None

    @property
    def is_finished(self) -> bool:
        """Return True if every question was answered rightly."""
        return self.question is None and bool(self.progress.exercises)

    @property
    def stays(self) -> bool:
        """Return True if there is something left to do at the last place."""
        if self.place is None:
            return False
        if self.place.is_exercise:
            return self.question is not None and self.question.topic is self.place.topic
        return not self.place.notebook.reached_end

    @property
    def order(self) -> tuple[str, ...]:
        """Return what to go on with, first things first: "here" (where the learner stopped), "question", "lecture"."""
        if self.place is None or self.is_finished:
            return ("lecture", "question")
        if self.stays:
            return ("question",) if self.place.is_exercise else ("here", "question")
        return ("lecture", "question") if self.place.is_exercise else ("question", "lecture")

    @property
    def next_step(self) -> str:
        """Return the first of these in words, for a terminal."""
        steps = {"here": self._here(), "question": self._open_question(), "lecture": self._next_lecture()}
        return next(filter(None, (steps[name] for name in self.order)), ALL_DONE)

    def _here(self):
        if self.place is None:
            return ""
        section = f", “{self.place.section}”" if self.place.section else ""
        return f"{self.place.notebook.path}{section}"

    def _open_question(self):
        if self.question is None:
            return ""
        number = self.question.topic.number
        where = f"exercise {number}, “{self.question.section}”"
        return f"{self.question.progress.name}, {where}; then dlcourse check {number}"

    def _next_lecture(self):
        return self.lecture.lecture.path if self.lecture and self.lecture.lecture else ""


def standing_of(course: Course) -> Standing:
    """Return where the learner stands, from the files in the course folder."""
    topics, progress = topics_of(course), progress_of(course)
    place = _last_place(topics, course)
    start = topics.index(place.topic) if place else 0
    question = _next_question([*topics[start:], *topics[:start]], progress)
    return Standing(topics, progress, place, question, _next_lecture(topics, place), _is_behind(course))


def _is_behind(course):
    """Return True if a newer course is installed than a learner's folder holds."""
    try:
        return course.is_own and is_behind(course, fingerprint_for(course, fingerprint_here), __version__)
    except (CourseError, OSError):  # a damaged state: `dlcourse lab` and `dlcourse doctor` say so
        return False


def _last_place(topics, course):
    """Return the latest of what was saved and what was checked; None if there is neither."""
    places = [
        Place(topic, notebook, notebook.stopped_at, _local(notebook.saved))
        for topic in topics
        for notebook in (topic.lecture, topic.exercise)
        if notebook and notebook.saved
    ]
    asked = {name: topic for topic in topics if topic.exercise for name in topic.exercise.questions}
    for entry in reversed(read(course.root / JOURNAL)[0]):
        topic = asked.get(entry["name"])
        if topic and (when := _time(entry["time"])):
            name = next(iter(topic.exercise.questions)) if entry["reset"] else entry["name"]
            places.append(Place(topic, topic.exercise, topic.exercise.questions[name].section, when))
            break
    return max(places, key=lambda place: place.when, default=None)


def _next_question(topics, progress):
    """Return the first open question of these topics, in their order."""
    by_name = {question.name: question for exercise in progress.exercises for question in exercise.questions}
    for topic in topics:
        for name, asked in topic.exercise.questions.items() if topic.exercise else ():
            if name in by_name and not by_name[name].is_cleared:
                return OpenQuestion(topic, topic.exercise, asked.section, asked.effort, by_name[name])
    return None


def _next_lecture(topics, place):
    """Return the first lecture from the last place on that was not read to its end; None after the last one."""
    start = topics.index(place.topic) if place else 0
    return next((topic for topic in topics[start:] if topic.lecture and not topic.lecture.reached_end), None)


def _local(seconds):
    return datetime.fromtimestamp(seconds).astimezone()


def _time(text):
    """Return the time of a journal's line; None if it has none."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (TypeError, ValueError, OverflowError, OSError):  # the year 1 has no time in some zones
        return None
