"""A batch in hand: results as they come, a slow submission that holds up nobody, a process that is killed."""

import os
import signal
from concurrent.futures import Future

import nbformat
import pytest
from course_copy import EXERCISE, answers, batch_of, best_tier, copy_course

from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.batch import pool
from dlcourse.course.grading.batch.grade import in_order
from dlcourse.course.grading.batch.schedule import AHEAD, judge_all
from dlcourse.course.grading.judge import judging
from dlcourse.course.grading.judge.result_cache import Kept
from dlcourse.course.grading.judge.results import SubmissionResult
from dlcourse.course.grading.sandbox.limits import Limits

SIZE = 2


@pytest.fixture
def course(tmp_path):
    return Course(copy_course(tmp_path))


def hand_in(course, students):
    for student in students:
        path = course.submitted(student, EXERCISE)
        path.parent.mkdir(parents=True)
        nbformat.write(answers(course.root), path)
    return list(students)


class SlowFirst:
    """An executor that finishes the first job last: when nothing else is left to wait for."""

    wanted, tiers, hidden = "auto", {"bubblewrap"}, ()

    def __init__(self):
        self.taken, self.most = [], 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def size(self):
        return SIZE

    def submit(self, job):
        self.taken.append(job.student)
        return Future()

    def wait(self, futures):
        self.most = max(self.most, len(futures))
        futures[-1].set_result("judged")

    def result(self, future, job):
        return f"{future.result()} {job.student}"


def test_results_come_as_they_are_done_and_a_slow_submission_holds_up_nobody(course):
    students = hand_in(course, [f"student{i:02}" for i in range(10)])
    executor = SlowFirst()
    results = list(judge_all(executor, batch_of(course), students, Kept(course, EXERCISE)))
    assert sorted(results) == [(name, f"judged {name}") for name in students]
    assert results[-1][0] == students[0]
    assert executor.taken == students
    assert executor.most == AHEAD * SIZE


def test_what_is_written_as_it_comes_is_shown_in_the_order_of_the_students():
    one = {name: SubmissionResult(name, EXERCISE, 1, 1, "graded") for name in "abcd"}
    come = iter([one["b"], one["a"], one["d"], one["c"]])
    shown = in_order(["a", "b", "c", "d"], come)
    assert [next(shown).student, next(shown).student] == ["a", "b"]
    assert next(come) == one["d"]  # nothing further was waited for
    assert [result.student for result in in_order(["a", "b", "a"], [one["a"], one["a"], one["b"]])] == ["a", "b", "a"]


class Interrupted(SlowFirst):
    """An executor whose user presses Ctrl-C when two jobs are done."""

    def wait(self, futures):
        for future in futures[1:]:
            future.set_result("judged")
        raise KeyboardInterrupt


def test_what_is_done_when_somebody_presses_ctrl_c_is_handed_over_first(course):
    students = hand_in(course, [f"student{i:02}" for i in range(10)])
    results = judge_all(Interrupted(), batch_of(course), students, Kept(course, EXERCISE))
    assert [next(results)[0] for _ in range(AHEAD * SIZE - 1)] == students[1 : AHEAD * SIZE]
    with pytest.raises(KeyboardInterrupt):
        next(results)


def judge_or_die(job):
    """Judging that somebody kills the process of, for some students."""
    if job.student.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.student == "once" and not os.path.exists(os.environ["DLCOURSE_ONCE"]):
        open(os.environ["DLCOURSE_ONCE"], "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return SubmissionResult(job.student, job.exercise, 1, 1, "graded")


def test_a_process_that_is_killed_costs_nothing_and_one_that_is_killed_again_its_own_submission(
    course, monkeypatch, tmp_path
):
    monkeypatch.setattr(pool, "judge", judge_or_die)
    monkeypatch.setenv("DLCOURSE_ONCE", str(tmp_path / "once"))
    students = hand_in(course, ["ada", "once", "bob", "cy", "dies", "dot", "dies-too", "eve", "flo", "gus", "hal"])
    results = dict(
        judge_all(pool.Pool(best_tier(), len(students), SIZE), batch_of(course), students, Kept(course, EXERCISE))
    )
    assert sorted(results) == sorted(students)
    failed = {student: result for student, result in results.items() if result.status != "graded"}
    assert set(failed) == {"dies", "dies-too"}
    for result in failed.values():
        assert (result.status, result.score) == ("failed", None)
        assert result.message == "this submission ended the grader's own process twice; grade again"


class NoGood(SlowFirst):
    """A executor that turns out to be no good."""

    def result(self, future, job):
        raise CourseError("the executor is gone")


def test_an_executor_that_is_broken_ends_the_batch_with_its_own_words(course):
    students = hand_in(course, ["ada", "bob"])
    with pytest.raises(CourseError, match="the executor is gone"):
        list(judge_all(NoGood(), batch_of(course), students, Kept(course, EXERCISE)))


def test_another_text_of_the_checks_is_another_key(monkeypatch):
    job = judging.Job("ada", "07", b"{}", b"{}", "auto", Limits())
    before = job.key("bubblewrap")
    monkeypatch.setattr(judging, "versions", lambda: {"the text of dlcourse": "other"})
    assert job.key("bubblewrap") != before
