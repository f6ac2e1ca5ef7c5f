"""`dlcourse feedback`: write a page of feedback for each student who has handed in."""

import argparse
import os
from collections import Counter
from pathlib import Path

from dlcourse.course.commands.common import (
    Commands,
    a_path,
    add_command,
    choose_students,
    find_exercise,
    for_students,
    on_exercise,
    path_from_here,
    prints_json,
    require_gradebook,
    with_progress,
)
from dlcourse.course.commands.display import complain, print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.lms import FEEDBACK_FORMS
from dlcourse.course.terminal import to_json, visible

MANY = 10  # pages, from which on a line says how many there are
STATUSES = {"new": "new", "as before": "as before", "refused": "that say why nothing could be graded"}
NEXT = {
    "moodle": "in Moodle's assignment, Grading action → Upload multiple feedback files in a zip",
    "canvas": "on Canvas's page of the assignment, Upload Submissions: each student finds the page as a comment",
    "folder": "send it to whoever hands the pages out",
    "each": "send each student the archive of this name",
}


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Write a page of feedback for each student who has handed in."
    feedback = add_command(commands, "feedback", run, text, on_exercise(), for_students(), prints_json())
    feedback.add_argument("--again", action="store_true", help="write and send also the pages that are as before")
    archive = feedback.add_argument_group("an archive to hand the pages out")
    help_ = "for whom: a platform's upload, a folder for each student in one archive, or an archive for each"
    archive.add_argument("--zip", dest="form", choices=FEEDBACK_FORMS, help=help_)
    help_ = "where to write it (default: to_upload/EXERCISE_FORM.zip; for each: a folder of this name)"
    archive.add_argument("--to", type=a_path, metavar="FILE", help=help_)
    help_ = "Moodle's grading worksheet, for work that was not collected from Moodle's archive"
    archive.add_argument("--roster", type=a_path, metavar="FILE", help=help_)
    feedback.epilog = (
        "A page is written anew if something on it has changed. Whose submission cannot be read gets a page that says "
        "why."
    )


def run(options: argparse.Namespace) -> int:
    """Write the pages, print their paths, and pack them if that was asked for; return 0 if all are there."""
    require_gradebook()
    from dlcourse.course.grading.feedback.pages import write_feedback
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.roster import read_roster

    _require_sense(options)
    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    handed_in = sorted({*course.students(name, "autograded"), *course.students(name)})
    roster = read_roster(course, load_config(course))
    students = choose_students(options.student, handed_in, roster.shown)
    if not course.students(name, "autograded"):
        raise CourseError(f"nobody is graded yet: run dlcourse grade {name[:2]} first")
    pages = []
    written = write_feedback(course, name, students, os.cpu_count() or 1, options.again)
    for page in with_progress(written, len(students), "writing"):
        pages.append(page | {"name": roster.name(page["student"])})
        if not options.json:
            where = page["path"] and path_from_here(page["path"])
            print_line("  ".join(filter(None, [roster.shown(page["student"]), where, page["message"]])))
    packed = None
    if options.form:
        there = {page["student"]: Path(page["path"]) for page in pages if page["path"]}
        packed = _pack(course, name, options, there, roster)
    if options.json:
        print(to_json({"feedback": pages} | ({"packed": _as_data(packed)} if packed else {})))
    else:
        _sum_up(pages, packed, options)
        after = f"dlcourse insights {name[:2]}" if len(pages) > 1 else "open the page in a browser or in JupyterLab"
        print_next(NEXT[options.form] if packed and packed.archives else after)
    return int(any(page["path"] is None for page in pages) or bool(packed and packed.left))


def _require_sense(options):
    """Raise CourseError for options of an archive without one."""
    without = [name for name in ("to", "roster") if getattr(options, name) is not None and options.form is None]
    if without:
        forms = "|".join(FEEDBACK_FORMS)
        raise CourseError(f"--{without[0]} says something of an archive: expected --zip {forms} as well")
    if options.roster is not None and options.form != "moodle":
        raise CourseError(f"--roster is for --zip moodle alone. Received: --zip {options.form}")


def _pack(course, name, options, pages, roster):
    """Pack the pages."""
    from dlcourse.course.grading.lms.people import read_people
    from dlcourse.course.grading.lms.uploads import pack

    people = []
    if options.roster is not None:
        found = read_people(options.roster)
        for line in found.faults:
            complain("feedback", line)
        if found.faults:
            raise CourseError("nothing is packed: fix the roster, then run the same command again")
        people = found.people
    ending = "" if options.form == "each" else ".zip"
    to = options.to or course.root / "to_upload" / f"{name}_{options.form}{ending}"
    return pack(course, name, options.form, pages, to, people, roster.shown)


def _sum_up(pages, packed, options):
    """Print how many pages there are of each kind, if they are many, and what was packed."""
    if len(pages) >= MANY:
        counts = Counter(page["status"] for page in pages)
        told = [f"{counts[status]:,} {words}" for status, words in STATUSES.items() if counts[status]]
        none = [f"{counts['none']:,} students without one"] if counts["none"] else []
        print_line(f"{len(pages) - counts['none']:,} pages: {', '.join(told + none)}")
    if packed is None:
        return
    for line in packed.left:
        complain("feedback", line)
    if packed.archives:
        path = packed.archives[0].parent if options.form == "each" else packed.archives[0]
        students = f"{len(packed.packed):,} student{'s' if len(packed.packed) != 1 else ''}"
        print_line(f"Packed for {students}: {visible(path_from_here(path))}")


def _as_data(packed):
    return {"archives": [str(path) for path in packed.archives], "students": packed.packed, "left_out": packed.left}
