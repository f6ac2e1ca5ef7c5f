"""`dlcourse done`: hand in an exercise, grade it, and show its page of feedback."""

import argparse
import os
import sys
import webbrowser
from pathlib import Path
from urllib.parse import quote

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    find_exercise,
    has_exchange,
    has_grader,
    on_exercise,
    own_id,
    path_from_here,
    prints_json,
    still_at_it,
)
from dlcourse.course.commands.display import complain, print_line, print_next, print_result
from dlcourse.course.folder import Course, require_student_id
from dlcourse.course.terminal import to_json, visible


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Hand in your exercise as it was saved, grade it, and show the page of feedback."
    command = add_command(commands, "done", run, text, on_exercise(), prints_json())
    command.add_argument(
        "--student", default=None, metavar="ID", help="hand in under this id (default: your user name)"
    )
    command.add_argument("--no-browser", action="store_true", help="do not open the page of feedback")
    command.add_argument("--from-notebook", action="store_true", help=argparse.SUPPRESS)  # its kernel is in use now


def run(options: argparse.Namespace) -> int:
    """Hand in, grade and show, and leave nothing behind when asked to end; return 0 if every answer is right."""
    from dlcourse.course.grading.dates.showing import learners_dates, told_on_handing_in
    from dlcourse.course.learner.finish import is_wanting, unsaved, what_is_missing
    from dlcourse.course.learner.trace import note_result

    course = Course.find_own(options.course)
    name = find_exercise(course, options.exercise)
    student = own_id() if options.student is None else require_student_id(options.student)
    course.require_notebook(name)
    warning = None if options.from_notebook else unsaved(course, name)
    if warning:
        complain("done", warning)
    finished = _finished if has_grader() else _finished_in_kernel
    with still_at_it("done"):
        done = finished(course, name, student, lambda line: _say(line, options))
    note_result(course, done.result)
    done.notes += what_is_missing(course, done.result)
    if told := told_on_handing_in(learners_dates(course), name, done.receipt.get("timestamp", "")):
        done.notes.append(told)
    if options.json:
        done.notes += [warning] if warning else []
        print(to_json(done.to_dict()))
    else:
        _print(done, options)
    return int(done.result.score is None or any(map(is_wanting, done.result.questions)))


def _finished(course, name, student, say):
    """Hand in, and judge by the grader."""
    from dlcourse.course.grading.batch.grade import choose_own_sandbox
    from dlcourse.course.grading.batch.judging_process import leaving_when_asked
    from dlcourse.course.learner.finish import finish

    with leaving_when_asked():
        return finish(course, name, student, choose_own_sandbox(), say)


def _finished_in_kernel(course, name, student, say):
    """Hand in if that is possible here, and judge without the grader."""
    from dlcourse.course.learner.finish import finish_in_kernel

    return finish_in_kernel(course, name, student, has_exchange(), say)


def _say(line, options):
    """Print a step that is done, for somebody who waits for the next."""
    if not options.json:
        print_line(visible(line))


def _print(done, options):
    """Print score, questions, page and next step; open the page if there is a screen."""
    print_result(done.result)
    for note in done.notes:
        print_line(visible(note))
    if done.page:
        print_line(f"Page: {visible(path_from_here(done.page))}{_address(done.page)}", is_copied=True)
        if not options.no_browser and can_show_a_page():
            webbrowser.open(done.page.as_uri())
    print_next(done.next)


def _address(page):
    """Return the page's address on the JupyterLab in whose terminal this runs, after a blank; "" elsewhere."""
    server, root = os.environ.get("JUPYTER_SERVER_URL"), Path(os.environ.get("JUPYTER_SERVER_ROOT", "")).resolve()
    if not server or "JUPYTERHUB_SERVICE_URL" in os.environ or not page.is_relative_to(root):
        return ""
    return f"  {server.rstrip('/')}/files/{quote(page.relative_to(root).as_posix())}"


def can_show_a_page() -> bool:
    """Return True if a browser has a screen here; without one, Python would open a text browser in the terminal."""
    if sys.platform.startswith("linux"):
        return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return True
