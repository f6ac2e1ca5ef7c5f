"""`dlcourse similar`: answers that are alike beyond what the exercise forces."""

import argparse

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    find_exercise,
    on_exercise,
    prints_json,
    require_gradebook,
)
from dlcourse.course.commands.display import print_line, print_next
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.terminal import to_json, visible

WIDTH = 46  # of each of two columns
SHOWN, LINES = 20, 8  # pairs, and lines of each; --json has all
ABOUT = """Compares the code of what is graded, without names of variables, order of operands, comments and blanks.
What many of the class have, or what stands in the exercise, its solution or its lecture, counts for nothing; what
only few have counts by how rare it is, and a mistake that few others made more than a line. docs/instructor.md says how
often that is wrong. Alike is not copied: people learn together and from the same pages. Read both answers, and ask."""


def add(commands: Commands) -> None:
    """Add the command."""
    text = "Show answers that are alike beyond what the exercise forces."
    command = add_command(commands, "similar", run, text, on_exercise(), prints_json())
    command.epilog = ABOUT


def run(options: argparse.Namespace) -> int:
    """Print the pairs that are alike; return 0."""
    require_gradebook()
    from dlcourse.course.grading.insights.similar import compare, groups_of
    from dlcourse.course.grading.insights.works import forced_by, honest_in, works_in
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.roster import read_roster

    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    works = works_in(course, name)
    if not works:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    alike = compare(works, forced_by(course, name), honest_in(course, name)).alike()
    groups, roster = groups_of(alike), read_roster(course, load_config(course))
    if options.json:
        data = {"exercise": name, "students": len(works), "groups": groups}
        names = roster.names_of(student for group in groups for student in group)
        print(to_json(data | {"pairs": [pair.to_dict() for pair in alike], "names": names}))
        return 0
    _show(name, len(works), alike, groups, roster.shown)
    return 0


def _show(name, students, alike, groups, shown):
    """Print the pairs, and groups of more than two; `shown` says how a student is printed."""
    pairs = f"{len(alike):,} pair{'s' if len(alike) != 1 else ''} of submissions"
    print_line(f"{name}: {students:,} graded, {pairs} alike beyond what the exercise forces", "bold")
    for group in groups:
        if len(group) > 2:
            print_line(f"A group of {len(group):,}: {', '.join(map(shown, group))}")
    for pair in alike[:SHOWN]:
        print_line("")
        slips = f", {pair.slips:,} mistake{'s' if pair.slips != 1 else ''} that few others made" if pair.slips else ""
        about = f"{pair.share:.0%} of what the one with less has of its own, {pair.bits:.0f} bits{slips}"
        print_line(f"{shown(pair.one)} and {shown(pair.other)}: {about}", "bold")
        for line in _lines_of(pair):
            print_line(line, is_copied=True)
    if len(alike) > SHOWN:
        print_line(f"\n{len(alike) - SHOWN:,} more pairs: --json has all")
    if alike:
        print_next("read both answers: alike is not copied, people learn together and from the same pages")


def _lines_of(pair):
    """Yield what two submissions share, side by side, question by question, the rarest first."""
    for question in pair.questions:
        shared = [one for one in pair.shared if one.question == question]
        yield f"  {question}"
        for one in shared[:LINES]:
            yield f"    {_words(one, one.one):<{WIDTH}}  {_words(one, one.other):<{WIDTH}}  {one.students:,} have it"
        if len(shared) > LINES:
            yield f"    … and {len(shared) - LINES:,} more"


def _words(one, text):
    """Return one side of what is shared, cut to the width of a column."""
    if one.kind == "mistake":
        from dlcourse.checks.mistakes import in_words

        text = f"[{in_words(one.question, text)}]"
    text = visible(text)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
