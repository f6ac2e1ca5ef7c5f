"""`dlcourse grade`: collect the submissions and grade them, here or on a cluster."""

import argparse
from pathlib import Path

from dlcourse.course.commands.common import (
    Commands,
    add_command,
    add_isolation,
    choose_students,
    find_exercise,
    for_students,
    on_exercise,
    own_id,
    prints_json,
    require_grader,
    with_progress,
)
from dlcourse.course.commands.display import complain, print_line, print_next, print_result
from dlcourse.course.folder import Course, CourseError
from dlcourse.course.grading.dates.for_students import FILE as DATES
from dlcourse.course.terminal import to_json, visible

CLUSTER = """Let the workers of a dask.distributed scheduler judge; the gradebook is written here. Each worker builds
its own sandbox; without one it judges only with --unsandboxed. docs/instructor.md says how to start them."""


def add(commands: Commands) -> None:
    """Add the command."""
    grade = add_command(
        commands, "grade", run, "Grade all that was submitted.", on_exercise(), for_students(), prints_json()
    )
    add_isolation(grade)
    grade.epilog = "First collects what was handed in on the exchange. Students' code runs in a sandbox."
    cluster = grade.add_argument_group("on a cluster", CLUSTER)
    cluster.add_argument(
        "--cluster", metavar="ADDRESS", help="tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine"
    )
    cluster.add_argument("--tls-ca", type=Path, metavar="FILE", help="certificate that signed the cluster's own")
    cluster.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate to show the scheduler")
    cluster.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (default for all: dask's configuration)")


def run(options: argparse.Namespace) -> int:
    """Grade, and leave nothing behind when asked to end; return 0 if all was taken and graded."""
    require_grader()
    from dlcourse.course.grading.batch.judging_process import leaving_when_asked

    with leaving_when_asked():
        return _grade_class(options)


def _grade_class(options: argparse.Namespace) -> int:
    """Grade, print each result as it comes and a summary at the end; return 0 if all was taken and graded."""
    from dlcourse.course.grading.sandbox.shared import begin

    course = Course.find(options.course)
    name = find_exercise(course, options.exercise)
    if course.root.joinpath(DATES).exists():
        _check_dates(course)
    if options.cluster is None:
        begin(options.sandbox)  # before the imports, which take as long
    from dlcourse.course.grading.batch.grade import grade_with
    from dlcourse.course.grading.batch.summary import Summary, read_class
    from dlcourse.course.grading.nbgrader.api import load_config

    config = load_config(course)
    class_ = read_class(course, name, config, options.student)
    for line in class_.lines:
        complain("grade", line)
    roster = class_.roster
    students = choose_students(options.student, class_.students, roster.shown)
    if not students:
        raise CourseError(
            f"nothing to grade: expected submitted/STUDENT/{name}/{name}.ipynb, or run dlcourse submit first"
        )
    results = []
    executor = _executor(options, students)
    if options.cluster and not options.cluster.startswith("tls:"):
        from dlcourse.course.grading.batch.address import IN_THE_CLEAR

        complain("grade", f"--cluster {options.cluster}: {IN_THE_CLEAR}")
    if executor.tiers == {"none"}:
        whose = "the rights of the cluster's workers" if options.cluster else "your rights"
        complain("grade", f"no sandbox: the code runs with {whose}")
    for result in with_progress(grade_with(executor, course, name, students, config), len(students), "grading"):
        if not options.json:
            print_result(result, roster.shown(result.student))
            result.questions = []  # they are printed: of a large class they would fill the memory
        results.append(result)
    summary = Summary.of(results, class_)
    if options.json:
        submissions = [result.to_dict() | {"name": roster.name(result.student)} for result in results]
        names = roster.names_of(summary.missing)
        print(to_json({"submissions": submissions, "summary": vars(summary), "names_of_missing": names}))
    else:
        print()
        for line in summary.to_text(results, roster).splitlines():
            print_line(line)
        if summary.graded:
            print_next(f"dlcourse feedback {name[:2]}")
    return int(summary.graded < summary.submissions or bool(summary.not_taken))


def _check_dates(course):
    """Lay the dates on the class's exchange, before anything is collected; raises CourseError if they have a fault."""
    from dlcourse.course.grading.dates.entering import dates_of_class, unknown_students
    from dlcourse.course.grading.dates.on_exchange import publish
    from dlcourse.course.grading.nbgrader.api import load_config
    from dlcourse.course.grading.nbgrader.marks import LatePenalties
    from dlcourse.course.grading.nbgrader.roster import read_roster

    config = load_config(course)
    dates = dates_of_class(course, config)
    LatePenalties(course, config, dates)
    for student, near in unknown_students(course, config, dates) if dates else ():
        if near:
            meant = read_roster(course, config).shown(near)
            complain("grade", f"{DATES} has {visible(student)}, whom nobody knows: did you mean {meant}?")
    if line := publish(course, config):
        complain("grade", line)


def _executor(options, students):
    """Return the executor for these students' work: local processes, or the requested cluster."""
    if options.cluster is None:
        from dlcourse.course.grading.batch.grade import choose_sandbox
        from dlcourse.course.grading.batch.pool import Pool

        return Pool(choose_sandbox(students, own_id(default=""), options.sandbox), len(students))
    try:
        from dlcourse.course.grading.batch.cluster import Cluster, security_of
    except ImportError as error:
        raise CourseError(str(error)) from None
    security = None
    if options.tls_ca or options.tls_cert or options.tls_key:
        security = security_of(options.tls_ca, options.tls_cert, options.tls_key)
    return Cluster(options.cluster, security, options.sandbox)
